"""One run a month at a time, whoever started it: the queue's limit knows only runs that go through the queue.

On PostgreSQL an advisory lock of a session of its own, elsewhere a lock on HOME/work/<month>.lock. Both are let go by
the system when their process dies, so a killed run never keeps the next one out.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

_SPACE = 20_317  # of the two-number advisory locks, so that the publishing lock (one number) is never waited for


@contextmanager
def month_lock(url: str, home: Path, month: str, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Holds the month for as long as the block runs. `on_wait` is called once where another run holds it."""
    if url.startswith("postgresql"):
        with _session_lock(url, month, on_wait):
            yield
        return
    with _lock_file(home, month).open("a") as file:
        if not _taken(file.fileno()):
            on_wait()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_free(url: str, home: Path, month: str) -> bool:
    """Whether nobody is working on the month just now."""
    if url.startswith("postgresql"):
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            free = connection.exec_driver_sql("SELECT pg_try_advisory_lock(%s, %s)", _key(month)).scalar()
        engine.dispose()
        return bool(free)
    with _lock_file(home, month).open("a") as file:
        return _taken(file.fileno())


def _lock_file(home: Path, month: str) -> Path:
    folder = home / "work"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{month}.lock"


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _session_lock(url: str, month: str, on_wait: Callable[[], None]) -> Iterator[None]:
    engine = sa.create_engine(url)
    try:
        with engine.connect() as connection:
            if not connection.exec_driver_sql("SELECT pg_try_advisory_lock(%s, %s)", _key(month)).scalar():
                on_wait()
                connection.exec_driver_sql("SELECT pg_advisory_lock(%s, %s)", _key(month))
            connection.commit()  # the lock is the session's; no transaction stays open for the length of the run
            try:
                yield
            finally:
                connection.exec_driver_sql("SELECT pg_advisory_unlock(%s, %s)", _key(month))
                connection.commit()
    finally:
        engine.dispose()


def _key(month: str) -> tuple[int, int]:
    return _SPACE, int.from_bytes(hashlib.sha256(month.encode()).digest()[:4], "big", signed=True)
