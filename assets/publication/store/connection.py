"""Opens the database of releases: engine, tables, views, the triggers that keep releases as they are, the dictionary."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from assets.publication.store.schema import DICTIONARY, KEPT_BOOKS, LINEAGE, METADATA, PUBLISHED
from schemas.columns.report import FIGURE_SOURCE, RELEASE_COLUMNS, REPORT_TABLES

_SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000")


def open_engine(url: str) -> sa.Engine:
    """An engine on a database that has all tables, views and triggers of this version."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _sqlite_settings)
    with engine.begin() as connection:
        if not sa.inspect(connection).has_table("report_data_dictionary"):
            METADATA.create_all(connection)
            _views(connection)
            _figure_source(connection)
            _guards(connection)
            _dictionary(connection)
    return engine


def _sqlite_settings(connection: object, _: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _views(connection: sa.Connection) -> None:
    """report_<name>: the rows of the release each month's pointer names."""
    for name, table in PUBLISHED.items():
        columns = ", ".join(f"p.{column.name}" for column in table.columns)
        connection.exec_driver_sql(
            f"CREATE VIEW report_{name} AS SELECT {columns} FROM published_{name} p "
            "JOIN release_pointer r ON r.release_id = p.release_id"
        )


def _figure_source(connection: sa.Connection) -> None:
    """report_figure_source: the sources of every figure of the current releases, contributions added up."""
    connection.exec_driver_sql(
        "CREATE VIEW report_figure_source AS SELECT m.release_id, m.month, s.table_name, "
        "CASE WHEN s.places = 'district' THEN s.row_key_rest WHEN s.row_key_rest = '' THEN p.place "
        "ELSE p.place || '|' || s.row_key_rest END AS row_key, s.column_name, m.source_id, "
        "CASE WHEN s.additive THEN SUM(m.contribution) END AS contribution "
        "FROM figure_member m JOIN release_pointer r ON r.release_id = m.release_id "
        "JOIN figure_set s ON s.release_id = m.release_id AND s.set_id = m.set_id "
        "JOIN figure_place p ON p.release_id = m.release_id AND p.unit_code = m.unit_code "
        "WHERE (s.places = 'district' AND p.level = 'all') OR (s.places = 'unit_all' AND p.level IN ('unit', 'all')) "
        "OR s.places = 'unit_group_all' "
        "GROUP BY m.release_id, m.month, s.table_name, s.places, s.row_key_rest, p.place, s.column_name, m.source_id, s.additive"
    )


def _guards(connection: sa.Connection) -> None:
    """UPDATE and DELETE on what was published are refused by the database itself."""
    words = "a release is immutable: published rows are never changed or deleted"
    tables = [table.name for table in (*PUBLISHED.values(), *KEPT_BOOKS.values(), *LINEAGE.values())]
    if connection.dialect.name == "sqlite":
        for name in tables:
            for action in ("UPDATE", "DELETE"):
                connection.exec_driver_sql(
                    f"CREATE TRIGGER {name}_no_{action.lower()} BEFORE {action} ON {name} "
                    f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
                )
        return
    connection.exec_driver_sql(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$"
    )
    for name in tables:
        connection.exec_driver_sql(
            f"CREATE TRIGGER {name}_immutable BEFORE UPDATE OR DELETE ON {name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _dictionary(connection: sa.Connection) -> None:
    rows = [
        {"table_name": f"report_{table.name}", "column_name": column.name, "label_zh": column.label,
         "data_type": column.dtype, "unit": column.unit, "meaning": column.meaning}
        for table in (*REPORT_TABLES.values(), FIGURE_SOURCE)
        for column in (*RELEASE_COLUMNS, *table.columns)
    ]  # fmt: skip
    connection.execute(DICTIONARY.insert(), rows)
