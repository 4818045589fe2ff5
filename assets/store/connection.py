"""Connections to the database of releases: one kind that reads a consistent state, one that writes and waits its turn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import sqlalchemy as sa

from assets.store.contract import bring_up_to_date

# A second run of a month waits for the first; a month of 1,500 units takes minutes, not hours.
_WAIT_MS = 600_000
_SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_WAIT_MS}")


def plain_engine(url: str) -> sa.Engine:
    """An engine that leaves the database as it is."""
    return sa.create_engine(url)


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite database; None for any other."""
    made = sa.make_url(url)
    if made.get_backend_name() != "sqlite" or not made.database:
        return None
    return Path(unquote(made.database.removeprefix("file:")) if made.database.startswith("file:") else made.database)


def shown_url(url: str) -> str:
    """The URL as a message may show it: without its password."""
    return sa.make_url(url).render_as_string(hide_password=True)


def open_engine(url: str) -> sa.Engine:
    """An engine on a database that has all tables, views and triggers of this version."""
    if file := sqlite_file(url):
        file.parent.mkdir(parents=True, exist_ok=True)
    engine = plain_engine(url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _sqlite_settings)
        sa.event.listen(engine, "begin", _sqlite_begin)
    bring_up_to_date(engine, writing)
    return engine


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction that writes: committed at the end, rolled back on any fault. On SQLite it holds the database's one
    write lock from its first moment, so that what it reads stays true until it has written."""
    with engine.connect().execution_options(zhaoyin_writes=True) as connection, connection.begin():
        yield connection


def _sqlite_settings(connection: object, _: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]  # the driver's own BEGINs leave DDL and reads outside
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql(
        "BEGIN IMMEDIATE" if connection.get_execution_options().get("zhaoyin_writes") else "BEGIN"
    )
