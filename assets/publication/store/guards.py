"""The guards that keep a release as it was published: UPDATE and DELETE are refused, and INSERT into a release that is
sealed, whose row stands in release_manifest. The database refuses, whoever asks.

PostgreSQL asks once a statement. SQLite has triggers of rows only, and one costs a third of what storing the row does,
whatever it asks. There the transaction that publishes takes the guards against INSERT down, looks at what it has added
and puts them up again: SQLite's DDL is part of the transaction, so that no committed state lacks a guard, and while it
lasts nobody else can write.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

from assets.publication.store.schema import ADDED_TO, SEALED

WORDS = "a release is immutable: published rows are never changed or deleted"
_REFUSE = f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
_IS_SEALED = "EXISTS (SELECT 1 FROM release_manifest WHERE release_id = NEW.release_id)"


class GuardFault(RuntimeError):
    """A publication that would have touched another release, or left one without its guards; it is rolled back."""


def make_guards(connection: sa.Connection) -> None:
    """Puts up every guard, over whatever an older version left of them."""
    if connection.dialect.name == "postgresql":
        _postgresql_guards(connection)
    else:
        _sqlite_guards(connection)
    guard_against_insert(connection, SEALED)


def _sqlite_guards(connection: sa.Connection) -> None:
    """UPDATE and DELETE are refused."""
    for table in ADDED_TO:
        for action in ("UPDATE", "DELETE"):
            name = f"{table.name}_no_{action.lower()}"
            _sqlite_trigger(connection, name, f"BEFORE {action} ON {table.name} {_REFUSE}")


def guard_against_insert(connection: sa.Connection, tables: Sequence[sa.Table]) -> None:
    """Refuses INSERT into a sealed release (on SQLite INSERT OR REPLACE would overwrite)."""
    for table in tables:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(
                f"CREATE OR REPLACE TRIGGER {_sealed(table)} AFTER INSERT ON {table.name} "
                "REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_sealed()"
            )
            continue
        _sqlite_trigger(connection, _sealed(table), f"BEFORE INSERT ON {table.name} WHEN {_IS_SEALED} {_REFUSE}")


@contextmanager
def adding_release(connection: sa.Connection, release_id: str, tables: Sequence[sa.Table] = SEALED) -> Iterator[None]:
    """While rows of a new release are added in this transaction. Raises GuardFault where the release is sealed, or where
    rows of another one were added; any fault must end the transaction, which brings the guards back."""
    if connection.dialect.name == "postgresql":
        yield
        return
    known = "SELECT 1 FROM release_manifest WHERE release_id = ?"
    if connection.exec_driver_sql(known, (release_id,)).scalar():
        raise GuardFault(f"{release_id}：{WORDS}")
    last = {table.name: _last_row(connection, table) for table in tables}
    for table in tables:
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {_sealed(table)}")
    yield
    for name, before in last.items():
        foreign = f"SELECT release_id FROM {name} WHERE rowid > ? AND release_id <> ? LIMIT 1"
        if other := connection.exec_driver_sql(foreign, (before, release_id)).scalar():
            raise GuardFault(f"{name} {other}：{WORDS}")
    guard_against_insert(connection, tables)


def require_guards(connection: sa.Connection) -> None:
    """SQLite: raises GuardFault unless every guard against INSERT stands; asked before a release is sealed."""
    if connection.dialect.name == "postgresql":
        return
    there = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars())
    if missing := sorted({_sealed(table) for table in SEALED} - there):
        raise GuardFault(f"缺少防改触发器：{'、'.join(missing)}")


def _last_row(connection: sa.Connection, table: sa.Table) -> int:
    return int(connection.exec_driver_sql(f"SELECT coalesce(max(rowid), 0) FROM {table.name}").scalar_one())


def _sealed(table: sa.Table) -> str:
    return f"{table.name}_sealed"


def _sqlite_trigger(connection: sa.Connection, name: str, body: str) -> None:
    connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
    connection.exec_driver_sql(f"CREATE TRIGGER {name} {body}")


def _postgresql_guards(connection: sa.Connection) -> None:
    """UPDATE, DELETE and TRUNCATE are refused whoever asks, the owner too; the function that refuses INSERT."""
    connection.exec_driver_sql(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$"
    )
    connection.exec_driver_sql(
        "CREATE OR REPLACE FUNCTION refuse_sealed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF EXISTS (SELECT 1 FROM (SELECT DISTINCT release_id FROM added) a JOIN release_manifest USING (release_id)) THEN "
        f"RAISE EXCEPTION '{WORDS}'; END IF; RETURN NULL; END $$"
    )
    for table in ADDED_TO:
        connection.exec_driver_sql(
            f"CREATE OR REPLACE TRIGGER {table.name}_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON {table.name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
