"""What is made once for a whole test run, by whichever worker needs it first, and only read or copied afterwards."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_FOLDER = "ZHAOYIN_TESTS_SHARED"  # the workers inherit the environment of the process that starts them


def begin() -> None:
    """Makes the folder of the run; for the process that starts the workers, or runs the tests alone."""
    os.environ[_FOLDER] = tempfile.mkdtemp(prefix="zhaoyin-tests-")


def end() -> None:
    shutil.rmtree(os.environ.pop(_FOLDER), ignore_errors=True)


def shared_folder() -> Path:
    return Path(os.environ[_FOLDER])


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """The folder `name` of the run, filled by `make` if nobody has filled it yet; another worker waits for that."""
    folder, made = shared_folder() / name, shared_folder() / f"{name}.made"
    with _locked(shared_folder() / f"{name}.lock"):
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)  # of a try that failed
            folder.mkdir()
            make(folder)
            made.touch()
    return folder


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
