"""The version of the contract a database holds, and how an older one becomes today's when it is opened.

The version stands in a table of its own, for Dagster's storage has an alembic_version too. A new database is made from
the column dictionary in one step; an older one goes through the revisions in migrations/, then its views, guards and
dictionary are made anew. All of it is one transaction: an interrupted upgrade leaves the database as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import sqlalchemy as sa

from assets.store.derived import derived_fingerprint, make_derived
from assets.store.roles import apply_grants, grants_missing, is_owner
from assets.store.tables import DERIVED, METADATA, VERSION_TABLE

VERSION = "0005"
_UNVERSIONED = "0001"  # the first contract had no version table
_MIGRATIONS = Path(__file__).parent / "migrations"
_UPGRADE_LOCK = 0x7A68616F79696E  # "zhaoyin"
_WAIT_MS = 30_000  # for whoever holds a view, a table or the lock: any login may, a reader's too
_LOCK_NOT_AVAILABLE = "55P03"

Writing = Callable[[sa.Engine], AbstractContextManager[sa.Connection]]


class ContractProblem(Exception):
    """A database this program cannot use as it is; nothing was changed."""

    exit_code = 2


def bring_up_to_date(engine: sa.Engine, writing: Writing) -> None:
    """Creates the tables of a new database, upgrades an older one. ContractProblem: a newer one, or one that others hold."""
    with engine.connect() as connection:
        if _is_ready(connection):
            return
    try:
        _bring(engine, writing)
    except sa.exc.OperationalError as fault:
        if getattr(fault.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
            raise
        raise ContractProblem(
            f"发布库需要升级，但等候 {_WAIT_MS / 1000:g} 秒仍被其他连接占用，未做任何改动。请让下列连接结束事务或断开后再试"
            f"（管理员可用 pg_terminate_backend 结束）：{_open_transactions(engine)}"
        ) from None


def _bring(engine: sa.Engine, writing: Writing) -> None:
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_WAIT_MS}")
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (_UPGRADE_LOCK,))
        held = held_version(connection)  # again, now that nobody else is at it
        if held is None:
            METADATA.create_all(connection)
            stamp(connection, VERSION)
            make_derived(connection)
        elif held != VERSION:
            upgrade_database(connection, held)
            make_derived(connection)
        elif _derived_elsewhere(connection):
            make_derived(connection)
        apply_grants(connection)


def _open_transactions(engine: sa.Engine) -> str:
    """PostgreSQL: who else has a transaction open in this database, or a lock of the kind any login may take."""
    query = (
        "SELECT pid, usename, application_name FROM pg_stat_activity a "
        "WHERE datname = current_database() AND pid <> pg_backend_pid() AND (xact_start IS NOT NULL OR EXISTS "
        "(SELECT 1 FROM pg_locks l WHERE l.pid = a.pid AND l.locktype = 'advisory')) ORDER BY xact_start"
    )
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(query).fetchall()
    return "；".join(f"用户 {user} 进程 {pid} {program or ''}".strip() for pid, user, program in rows) or "已断开"


def _is_ready(connection: sa.Connection) -> bool:
    return (
        held_version(connection) == VERSION
        and not grants_missing(connection)
        and not (is_owner(connection) and _derived_elsewhere(connection))
    )


def _derived_elsewhere(connection: sa.Connection) -> bool:
    """Whether views, guards and dictionary were made by a program whose own are others."""
    return connection.scalar(sa.select(DERIVED.c.sha256)) != derived_fingerprint()


def held_version(connection: sa.Connection) -> str | None:
    """The contract version of a database; None for one that holds nothing of ours."""
    inspector = sa.inspect(connection)
    if inspector.has_table(VERSION_TABLE):
        return str(connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar_one())
    return _UNVERSIONED if inspector.has_table("published_release") else None


def upgrade_database(connection: sa.Connection, held: str, to: str = VERSION) -> None:
    """Takes the tables of an older contract to a newer one; views and guards are the caller's next step."""
    from alembic import command
    from alembic.script import ScriptDirectory

    config = _alembic(connection)
    known = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    if held not in known:
        raise ContractProblem(
            f"发布库的合同版本为 {held}，本程序只认识到 {VERSION}：该库已被更新的程序打开过，请升级程序后再用"
        )
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        stamp(connection, held)
    command.upgrade(config, to)


def create_at(connection: sa.Connection, version: str) -> None:
    """The bare tables of an older contract in an empty database (what an upgrade starts from; for tests)."""
    from alembic import command

    command.upgrade(_alembic(connection), version)


def stamp(connection: sa.Connection, version: str) -> None:
    """Writes the version into its table, as alembic would."""
    connection.exec_driver_sql(f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    connection.execute(sa.text(f"INSERT INTO {VERSION_TABLE} VALUES (:version)"), {"version": version})


def _alembic(connection: sa.Connection):  # type: ignore[no-untyped-def]  # alembic is imported only when something is older
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["version_table"] = VERSION_TABLE
    return config
