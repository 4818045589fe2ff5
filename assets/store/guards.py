"""The guards that keep a release as it was published: UPDATE and DELETE are refused, and INSERT into a release that is
sealed, whose row stands in release_manifest. A month's pointer moves only forward, to the month's newest sealed release.
The database refuses, whoever asks.

PostgreSQL asks once a statement. SQLite has triggers of rows only, and one costs a third of what storing the row does,
whatever it asks. There the transaction that publishes takes the guards against INSERT down, looks at what it has added
and puts them up again: SQLite's DDL is part of the transaction, so that no committed state lacks a guard, and while it
lasts nobody else can write.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

from assets.store.tables import ADDED_TO, POINTER, SEALED

WORDS = "a release is immutable: published rows are never changed or deleted"
FORWARD = "a release is immutable: a pointer only moves forward, to the newest sealed release of its month"
_IS_SEALED = "EXISTS (SELECT 1 FROM release_manifest WHERE release_id = NEW.release_id)"
_NEWEST = (
    "(SELECT p.release_id FROM published_release p JOIN release_manifest m ON m.release_id = p.release_id "
    "WHERE p.month = NEW.month ORDER BY p.revision DESC LIMIT 1)"
)
# The first bits of pg_trigger.tgtype.
ROW, BEFORE, INSERT, DELETE, UPDATE, TRUNCATE = 1, 2, 4, 8, 16, 32


class GuardFault(RuntimeError):
    """A publication that would have touched another release, or left one without its guards; it is rolled back."""


def make_guards(connection: sa.Connection) -> None:
    """Puts up every guard, over whatever an older version left of them."""
    if connection.dialect.name == "postgresql":
        statements = postgresql_statements(schema_of(connection))
        old = [f'DROP TRIGGER "{name}" ON {table}' for table, name in _older_triggers(connection)]
    else:
        statements = list(sqlite_triggers().values())
        held = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars()
        old = [f'DROP TRIGGER "{name}"' for name in held]
    for statement in (*old, *statements):
        connection.exec_driver_sql(statement)


def _older_triggers(connection: sa.Connection) -> list[tuple[str, str]]:
    """PostgreSQL: (table, trigger) of the guards that this version no longer makes."""
    tables = list({table for table, _ in postgresql_triggers()})
    query = (
        "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(%s)"
    )
    found = connection.exec_driver_sql(query, (tables,)).fetchall()
    return [(str(table), str(name)) for table, name in found if (table, name) not in postgresql_triggers()]


def sqlite_triggers() -> dict[str, str]:
    """Trigger name → the statement that makes it, which SQLite keeps to the letter."""
    bodies = {
        f"{table.name}_no_{action.lower()}": f"BEFORE {action} ON {table.name} {_refuse(WORDS)}"
        for table in ADDED_TO
        for action in ("UPDATE", "DELETE")
    }
    bodies |= {_sealed(table): _sealed_body(table) for table in SEALED}
    is_not_newest = f"NEW.release_id IS NOT {_NEWEST}"
    pointed = f"EXISTS (SELECT 1 FROM {POINTER.name} WHERE month = NEW.month)"  # INSERT OR REPLACE would move it back
    changed = f"NEW.month IS NOT OLD.month OR {is_not_newest}"
    bodies |= {
        f"{POINTER.name}_no_delete": f"BEFORE DELETE ON {POINTER.name} {_refuse(FORWARD)}",
        f"{POINTER.name}_first": f"BEFORE INSERT ON {POINTER.name} WHEN {pointed} OR {is_not_newest} {_refuse(FORWARD)}",
        f"{POINTER.name}_forward": f"BEFORE UPDATE ON {POINTER.name} WHEN {changed} {_refuse(FORWARD)}",
    }
    return {name: f"CREATE TRIGGER {name} {body}" for name, body in bodies.items()}


def postgresql_functions() -> dict[str, str]:
    """Function name → its body."""
    refused = f"RAISE EXCEPTION '{WORDS}'"
    return {
        "refuse_change": f" BEGIN {refused}; END ",
        "refuse_sealed": (
            " BEGIN IF EXISTS (SELECT 1 FROM (SELECT DISTINCT release_id FROM added) a "
            f"JOIN release_manifest USING (release_id)) THEN {refused}; END IF; RETURN NULL; END "
        ),
        "pointer_moves_forward": (
            f" BEGIN IF NEW.release_id IS DISTINCT FROM {_NEWEST} OR (TG_OP = 'UPDATE' AND NEW.month <> OLD.month) THEN "
            f"RAISE EXCEPTION '{FORWARD}'; END IF; RETURN NEW; END "
        ),
    }


def postgresql_triggers() -> dict[tuple[str, str], tuple[str, int]]:
    """(table, trigger) → (function, tgtype)."""
    change = BEFORE | UPDATE | DELETE | TRUNCATE
    triggers = {(table.name, f"{table.name}_immutable"): ("refuse_change", change) for table in ADDED_TO}
    triggers |= {(table.name, _sealed(table)): ("refuse_sealed", INSERT) for table in SEALED}
    triggers[POINTER.name, f"{POINTER.name}_kept"] = ("refuse_change", BEFORE | DELETE | TRUNCATE)
    triggers[POINTER.name, f"{POINTER.name}_forward"] = ("pointer_moves_forward", ROW | BEFORE | INSERT | UPDATE)
    return triggers


def postgresql_statements(schema: str) -> list[str]:
    """What puts the guards up. A function looks into `schema` first: a temporary table of the same name, which any role
    may make, would otherwise stand before the one it asks."""
    statements = [
        f'CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = "{schema}", pg_temp '
        f"AS $${body}$$"
        for name, body in postgresql_functions().items()
    ]
    for (table, name), (function, kind) in postgresql_triggers().items():
        when = "BEFORE" if kind & BEFORE else "AFTER"
        actions = {INSERT: "INSERT", UPDATE: "UPDATE", DELETE: "DELETE", TRUNCATE: "TRUNCATE"}
        events = " OR ".join(word for bit, word in actions.items() if kind & bit)
        added = "" if kind & BEFORE else "REFERENCING NEW TABLE AS added "
        each = "ROW" if kind & ROW else "STATEMENT"
        statements.append(
            f"CREATE OR REPLACE TRIGGER {name} {when} {events} ON {table} {added}FOR EACH {each} EXECUTE FUNCTION {function}()"
        )
    return statements


def schema_of(connection: sa.Connection) -> str:
    """PostgreSQL: the schema that the tables are made in."""
    return str(connection.exec_driver_sql("SELECT current_schema()").scalar_one())


def guard_against_insert(connection: sa.Connection, tables: Sequence[sa.Table]) -> None:
    """SQLite: refuses INSERT into a sealed release (INSERT OR REPLACE would overwrite)."""
    for table in tables:
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {_sealed(table)}")
        connection.exec_driver_sql(f"CREATE TRIGGER {_sealed(table)} {_sealed_body(table)}")


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


def _sealed_body(table: sa.Table) -> str:
    return f"BEFORE INSERT ON {table.name} WHEN {_IS_SEALED} {_refuse(WORDS)}"


def _refuse(words: str) -> str:
    return f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
