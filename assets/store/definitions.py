"""What the database is made of, compared with what this program makes: tables, views, guards, dictionary and comments.

Readers see views. A view that was replaced shows other figures while every row is as published, and a guard that was
taken down lets the next one change them.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine.reflection import ObjectKind

from assets.store.contract import VERSION
from assets.store.derived import comments, derived_fingerprint, dictionary_rows, release_views
from assets.store.guards import postgresql_functions, postgresql_triggers, schema_of, sqlite_triggers
from assets.store.tables import DERIVED, DICTIONARY, METADATA, VERSION_TABLE

_EXPECTED = "expected_"
_MISSING, _CHANGED, _EXTRA = "缺失", "被改动", "多出"


def definition_faults(connection: sa.Connection) -> Iterator[str]:
    """Every definition that is not as this program makes it, in Chinese."""
    version = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalars().all()
    if version != [VERSION]:
        yield f"发布库的合同版本被改动：{'、'.join(map(str, version))}，应为 {VERSION}"
    if connection.scalars(sa.select(DERIVED.c.sha256)).all() != [derived_fingerprint()]:
        yield "发布库的视图和触发器的指纹（derived_fingerprint）被改动，或由另一版本的程序所建"
    yield from _tables(connection)
    if connection.dialect.name == "postgresql":
        yield from _postgresql_views(connection)
        yield from _postgresql_guards(connection)
        yield from _postgresql_settings(connection)
        yield from _compared("列说明", comments(), _postgresql_comments(connection))
    else:
        yield from _sqlite_definitions(connection)
    yield from _dictionary(connection)


def _tables(connection: sa.Connection) -> Iterator[str]:
    """Columns, which of them may be null, and the key; a column that came later stands last."""
    inspector = sa.inspect(connection)
    held = {name: found for (_, name), found in inspector.get_multi_columns(kind=ObjectKind.ANY).items()}
    keys = {name: found["constrained_columns"] for (_, name), found in inspector.get_multi_pk_constraint().items()}
    for name, table in METADATA.tables.items():
        if name not in held:
            yield f"数据库的表缺失：{name}"
            continue
        columns = {column["name"]: column["nullable"] for column in held[name]}
        expected = {column.name: column.nullable for column in table.columns}
        if columns != expected or keys.get(name) != [column.name for column in table.primary_key]:
            yield f"数据库的表结构被改动：{name}"


def _sqlite_definitions(connection: sa.Connection) -> Iterator[str]:
    expected_views = {name: f"CREATE VIEW {name} AS {query}" for name, (_, query) in release_views().items()}
    rows = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    held_views = {name: sql for kind, name, _, sql in rows if kind == "view" and name in expected_views}
    ours = METADATA.tables.keys() | expected_views.keys()
    guards = sqlite_triggers()
    triggers = {
        name if name in guards else f"{table}.{name}": sql
        for kind, name, table, sql in rows
        if kind == "trigger" and table.lower() in ours  # SQLite keeps the name as the trigger's maker spelt it
    }
    yield from _compared("视图", expected_views, held_views)
    yield from _compared("防改触发器", guards, triggers)


def _postgresql_views(connection: sa.Connection) -> Iterator[str]:
    """The database writes a query in words of its own: the expected one is made, asked for, and taken back."""
    held = _view_texts(connection, f'"{schema_of(connection)}".')
    expected: dict[str, str] = {}
    try:
        with connection.begin_nested() as savepoint:
            for later_last in (False, True):
                made = f"{_EXPECTED}{int(later_last)}"
                queries = (
                    f"CREATE TEMPORARY VIEW {made}{name} AS {query}"
                    for name, (_, query) in release_views(later_last).items()
                )
                connection.exec_driver_sql(";\n".join(queries))
                for name, text in _view_texts(connection, f"pg_temp.{made}").items():
                    if not later_last or text == held.get(name):
                        expected[name] = text
            savepoint.rollback()
    except sa.exc.DBAPIError as fault:  # a table is not as it was, which `_tables` names
        yield f"数据库的视图无法核对：{fault.orig}"
        return
    yield from _compared("视图", expected, held)


def _view_texts(connection: sa.Connection, prefix: str) -> dict[str, str]:
    """View → its query as the database writes it, of those there are."""
    query = "SELECT name, pg_get_viewdef(to_regclass(%s || name)) FROM unnest(%s::text[]) AS name"
    found = connection.exec_driver_sql(query, (prefix, [*release_views()]))
    return {name: text for name, text in found if text is not None}


def _postgresql_guards(connection: sa.Connection) -> Iterator[str]:
    schema = schema_of(connection)
    query = (
        "SELECT c.relname, t.tgname, p.proname, t.tgtype, t.tgenabled::text, t.tgqual IS NULL AND t.tgattr::text = '' "
        "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
        "WHERE NOT t.tgisinternal AND c.relnamespace = %s::regnamespace AND c.relname = ANY(%s)"
    )
    ours = [*METADATA.tables, *release_views()]
    held = {
        f"{table}.{name}": (function, kind, enabled, always)
        for table, name, function, kind, enabled, always in connection.exec_driver_sql(query, (f'"{schema}"', ours))
    }
    expected = {f"{table}.{name}": (*made, "O", True) for (table, name), made in postgresql_triggers().items()}
    yield from _compared("防改触发器", expected, held)
    query = "SELECT proname, prosrc, proconfig::text FROM pg_proc WHERE pronamespace = %s::regnamespace AND proname = ANY(%s)"
    names = [*postgresql_functions()]
    functions = {name: (body, path) for name, body, path in connection.exec_driver_sql(query, (f'"{schema}"', names))}
    path = connection.exec_driver_sql("SELECT ARRAY['search_path=' || %s]::text", (f'"{schema}", pg_temp',)).scalar()
    made = {name: (body, path) for name, body in postgresql_functions().items()}
    loose = {
        name: (body, str(held_path).replace("\\", "").replace('"', "")) for name, (body, held_path) in functions.items()
    }
    strict = {name: (body, str(each).replace("\\", "").replace('"', "")) for name, (body, each) in made.items()}
    yield from _compared("防改触发器的函数", strict, loose)


def _postgresql_settings(connection: sa.Connection) -> Iterator[str]:
    """What makes a guard or a view something else without touching it."""
    ours = [*METADATA.tables, *release_views()]
    if connection.exec_driver_sql("SHOW session_replication_role").scalar() != "origin":
        yield "数据库设置 session_replication_role 使防改触发器失效"
    hidden = "SELECT relname FROM pg_class WHERE relrowsecurity AND relname = ANY(%s) ORDER BY 1"
    for name in connection.exec_driver_sql(hidden, (ours,)).scalars():
        yield f"数据库的行级权限遮住部分行：{name}"
    rules = "SELECT tablename || '.' || rulename FROM pg_rules WHERE tablename = ANY(%s) ORDER BY 1"
    for name in connection.exec_driver_sql(rules, (ours,)).scalars():
        yield f"数据库的规则（RULE）多出：{name}"
    doubles = (
        "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relname = ANY(%s) AND n.nspname <> current_schema() AND n.nspname !~ '^pg_' ORDER BY 1"
    )
    for name in connection.exec_driver_sql(doubles, ([*release_views(), DICTIONARY.name],)).scalars():
        yield f"其他模式中有同名的表或视图：{name}"


def _postgresql_comments(connection: sa.Connection) -> dict[tuple[str, str], str]:
    query = (
        "SELECT c.relname, coalesce(a.attname, ''), d.description FROM pg_description d "
        "JOIN pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass "
        "LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0 "
        "WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(%s)"
    )
    names = list({name for name, _ in comments()})
    return {(name, column): words for name, column, words in connection.exec_driver_sql(query, (names,))}


def _dictionary(connection: sa.Connection) -> Iterator[str]:
    names = [column.name for column in DICTIONARY.columns]
    expected = {
        (row["table_name"], row["column_name"]): tuple(row[name] for name in names) for row in dictionary_rows()
    }
    rows = connection.execute(sa.select(DICTIONARY)).fetchall()
    yield from _compared("数据字典", expected, {(row.table_name, row.column_name): tuple(row) for row in rows})


def _compared(what: str, expected: dict, held: dict) -> Iterator[str]:  # type: ignore[type-arg]
    """One line for every name that is not in both with the same definition."""
    for name in sorted(expected.keys() | held.keys()):
        if expected.get(name) != held.get(name):
            how = _MISSING if name not in held else _EXTRA if name not in expected else _CHANGED
            yield f"数据库的{what}{how}：{name if isinstance(name, str) else '.'.join(name).rstrip('.')}"
