"""Advisory locks on files. The system releases each of them when the process that holds it ends."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def file_lock(path: Path, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Holds an exclusive lock on `path` for as long as the block runs; waits while another process holds it.

    The file is made where it is absent, its folder is not. `on_wait` is called once, before the wait.
    """
    with path.open("a") as file:
        if not _try_exclusive(file):
            on_wait()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_lock_free(path: Path) -> bool:
    """Whether nobody holds the exclusive lock on `path` now. The file is made where it is absent."""
    with path.open("a") as file:
        return _try_exclusive(file)


def is_locked_for_reading(path: Path) -> bool:
    """Whether an advisory lock of another process forbids reading; False for a file that cannot be opened at all.

    Looks at both kinds of lock, flock and POSIX, because office programs and file servers use either.
    """
    if path.is_symlink() or not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _try_exclusive(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
