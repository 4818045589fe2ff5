"""The process in which one file is read: what it runs, and how it is started.

It imports the reader and nothing else of ours, and never the caller's main module: a reading process costs a fork of a
server that has the reader loaded already.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import resource
import threading
from multiprocessing import context, forkserver, popen_forkserver, spawn
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from assets.intake.headers import Aliases
from assets.intake.reads import FileRead, refused
from assets.intake.sniff import too_large
from assets.intake.workbook import read_file
from schemas.district import Limits

_BASE_MEMORY_MB = 1024  # address space of the child's own code and libraries
_STARTING = threading.Lock()


def bound_memory(megabytes: int) -> None:
    """Bounds this process: a file that asks for more fails in it alone."""
    bound = (megabytes + _BASE_MEMORY_MB) * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))


def read_kept(files: list[tuple[Path, str, Path]], aliases: Aliases, limits: Limits) -> None:
    """Reads kept files, (where it is kept, the name it was received under, where what it says is put)."""
    for kept, name, target in files:
        size = kept.stat().st_size
        if size > limits.file_mb * 2**20:
            put(refused(*too_large(size, limits)), target)
        else:
            put(read_file(kept.read_bytes(), name, aliases, limits), target)


def put(read: FileRead, target: Path) -> None:
    """Writes what a file says, and its head beside it, whole or not at all; the head last: where it is, both are."""
    for said, path in ((read, target), (read.head, head_of(target))):
        part = path.with_name(f"{path.name}.{os.getpid()}.part")  # another run may be reading the same file
        part.write_bytes(pickle.dumps(said, protocol=5))
        part.replace(path)


def head_of(target: Path) -> Path:
    return target.with_suffix(".head")


class _Started(popen_forkserver.Popen):
    """A child that does not import the caller's main module again: it needs nothing of it."""

    def _launch(self, process_obj: BaseProcess) -> None:
        with _STARTING:
            whole = spawn.get_preparation_data

            def without_main(name: str) -> dict[str, Any]:
                return {key: value for key, value in whole(name).items() if not key.startswith("init_main")}

            spawn.get_preparation_data = without_main
            try:
                super()._launch(process_obj)  # type: ignore[misc]
            finally:
                spawn.get_preparation_data = whole


class _Process(context.ForkServerProcess):
    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Any:  # noqa: N802  the name multiprocessing calls
        return _Started(process_obj)


class _Context(context.ForkServerContext):
    Process = _Process  # type: ignore[assignment]


def reading_context() -> multiprocessing.context.BaseContext:
    """Processes forked from a server that has this module loaded."""
    forkserver.set_forkserver_preload([__name__, "pebble.pool.process"])
    return _Context()
