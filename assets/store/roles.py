"""Roles on PostgreSQL: a writer that may only add, a reader that sees the views and nothing else.

The user of ZHAOYIN_DATABASE_URL who opens the database first owns the tables. Two more roles may be named in the
environment, ZHAOYIN_DB_WRITER (the monthly job) and ZHAOYIN_DB_READER (Superset, Metabase, analysts). The owner's next
opening gives them what they need and takes away the rest; a role that does not exist yet is created without login
where the owner may create roles, and then granted by the administrator to whoever logs in.
"""

from __future__ import annotations

import os
import re

import sqlalchemy as sa

from assets.store.tables import ADDED_TO, HELD_LOCK, METADATA, ORIGIN, POINTER, VERSION_TABLE
from schemas.columns.releases import DATA_DICTIONARY, FIGURE_SOURCE, VINTAGE_METRIC
from schemas.columns.report import REPORT_TABLES

WRITER, READER = "ZHAOYIN_DB_WRITER", "ZHAOYIN_DB_READER"
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


class RoleProblem(Exception):
    """A role that cannot be used as named, or does not exist and may not be created."""

    exit_code = 2


def named_roles() -> dict[str, str]:
    """writer | reader → the role's name, of those that the environment names."""
    found = {kind: os.environ.get(name, "").strip() for kind, name in (("writer", WRITER), ("reader", READER))}
    for kind, name in found.items():
        if name and not _NAME.fullmatch(name):
            raise RoleProblem(
                f"{WRITER if kind == 'writer' else READER}={name!r} 不是可用的角色名，应为小写字母、数字和下划线"
            )
    return {kind: name for kind, name in found.items() if name}


def readable_views() -> list[str]:
    """What a reader may see."""
    return [
        *(f"report_{name}" for name in REPORT_TABLES),
        f"report_{FIGURE_SOURCE.name}",
        VINTAGE_METRIC.name,
        DATA_DICTIONARY.name,
    ]


def grants(writer: str | None, reader: str | None) -> list[str]:
    """The statements that give the roles what they need and nothing more. An administrator may run them by hand."""
    tables = sorted(METADATA.tables)
    statements = [f"REVOKE ALL ON {', '.join([*tables, *readable_views(), VERSION_TABLE])} FROM PUBLIC"]
    for role in filter(None, (writer, reader)):
        statements += [
            f"REVOKE ALL ON {', '.join([*tables, *readable_views(), VERSION_TABLE])} FROM {role}",
            f"GRANT SELECT ON {', '.join([*readable_views(), VERSION_TABLE])} TO {role}",
        ]
    if writer:
        added = ", ".join(table.name for table in ADDED_TO if table is not ORIGIN)
        statements += [
            f"GRANT SELECT ON {', '.join(tables)} TO {writer}",
            f"GRANT INSERT ON {added} TO {writer}",
            f"GRANT INSERT, UPDATE ON {HELD_LOCK.name} TO {writer}",  # a row is locked by whoever may update it
            f"GRANT INSERT, UPDATE ON {POINTER.name} TO {writer}",  # no DELETE: a month is never unpublished
        ]
    return statements


def grants_missing(connection: sa.Connection) -> bool:
    """Whether the environment names a role that cannot yet do its work here and the one who asks owns the tables."""
    if connection.dialect.name != "postgresql" or not (roles := named_roles()):
        return False
    if not is_owner(connection):
        return False
    for kind, role in roles.items():
        table, privilege = ("release_pointer", "UPDATE") if kind == "writer" else ("report_release", "SELECT")
        held = "SELECT bool_or(has_table_privilege(rolname, %s, %s)) FROM pg_roles WHERE rolname = %s"
        if not connection.exec_driver_sql(held, (table, privilege, role)).scalar():
            return True
    return False


def apply_grants(connection: sa.Connection) -> None:
    """Creates the named roles where they are missing and applies the grants; nothing on SQLite, nothing unnamed."""
    if connection.dialect.name != "postgresql" or not (roles := named_roles()):
        return
    for role in roles.values():
        _ensure_role(connection, role)
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    for role in roles.values():
        connection.exec_driver_sql(f'GRANT USAGE ON SCHEMA "{schema}" TO {role}')
    for statement in grants(roles.get("writer"), roles.get("reader")):
        connection.exec_driver_sql(statement)


def _ensure_role(connection: sa.Connection, role: str) -> None:
    if connection.exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).scalar():
        return
    may = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    if not connection.exec_driver_sql(may).scalar():
        raise RoleProblem(
            f"数据库中没有角色 {role}，当前用户也无权创建：请管理员执行 CREATE ROLE {role} NOLOGIN 后再试"
        )
    connection.exec_driver_sql(f"CREATE ROLE {role} NOLOGIN")


def is_owner(connection: sa.Connection) -> bool:
    """Whether the one who asks may make views and guards; always on SQLite."""
    if connection.dialect.name != "postgresql":
        return True
    owner = "SELECT pg_has_role(c.relowner, 'USAGE') FROM pg_class c WHERE c.oid = to_regclass('published_release')"
    return bool(connection.exec_driver_sql(owner).scalar())
