"""One process at a time where several look at one home: the daemon's sensor, a run, a command at a terminal."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def file_lock(lock: Path) -> Iterator[None]:
    """Waits until no other process is within `lock`, a file made for it; a process that ends leaves it."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
