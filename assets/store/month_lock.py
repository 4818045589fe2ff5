"""One run a month at a time, whoever started it: the queue's limit knows only runs that go through the queue.

On PostgreSQL a lock on a row of held_lock in a transaction of its own, elsewhere a lock on HOME/work/<month>.lock. Both are
let go by the system when their process dies, so a killed run never keeps the next one out. An advisory lock would not do:
any login may take one, a reader's too, and the writer would wait for it.

The same rows serve the chain of releases, which one transaction at a time may lengthen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from schemas.file_lock import file_lock, is_lock_free

_CHAIN = "the chain of manifests"


@contextmanager
def month_lock(url: str, home: Path, month: str, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Holds the month for as long as the block runs. `on_wait` is called once where another run holds it."""
    if url.startswith("postgresql"):
        with _session_lock(url, month, on_wait):
            yield
        return
    with file_lock(_lock_file(home, month), on_wait):
        yield


def is_free(url: str, home: Path, month: str) -> bool:
    """Whether nobody is working on the month just now."""
    if url.startswith("postgresql"):
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            free = _try_row(connection, _key(month))
        engine.dispose()
        return free
    return is_lock_free(_lock_file(home, month))


def _lock_file(home: Path, month: str) -> Path:
    folder = home / "work"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{month}.lock"


@contextmanager
def _session_lock(url: str, month: str, on_wait: Callable[[], None]) -> Iterator[None]:
    engine = sa.create_engine(url)
    try:
        with engine.connect() as connection:
            # The transaction stays open for the length of the run; an administrator's timeout must not end it.
            connection.exec_driver_sql("SET idle_in_transaction_session_timeout = 0")
            connection.commit()
            if not _try_row(connection, _key(month)):
                on_wait()
                hold_row(connection, _key(month))
            yield
    finally:
        engine.dispose()


def hold_row(connection: sa.Connection, name: str) -> None:
    """PostgreSQL: waits for the row of held_lock and holds it until the transaction ends. A reader may not lock it."""
    _make_row(connection, name)
    connection.exec_driver_sql("SELECT 1 FROM held_lock WHERE name = %s FOR UPDATE", (name,))


def _try_row(connection: sa.Connection, name: str) -> bool:
    """The same without waiting: whether it is held now."""
    _make_row(connection, name)
    connection.commit()
    query = "SELECT 1 FROM held_lock WHERE name = %s FOR UPDATE SKIP LOCKED"
    return connection.exec_driver_sql(query, (name,)).scalar() is not None


def _make_row(connection: sa.Connection, name: str) -> None:
    connection.exec_driver_sql("INSERT INTO held_lock VALUES (%s) ON CONFLICT DO NOTHING", (name,))


def _key(month: str) -> str:
    return f"run {month}"


def lock_chain(connection: sa.Connection) -> None:
    """Lets one transaction at a time change what releases are built on and chained to: a lock on a row on PostgreSQL; on
    SQLite the write lock that the transaction already holds. A process that dies lets go of either."""
    if connection.dialect.name == "postgresql":
        hold_row(connection, _CHAIN)
