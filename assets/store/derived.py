"""What is made of the tables and made anew after every upgrade: views, the guards that keep releases as they are, the
data dictionary and, on PostgreSQL, the comments."""

from __future__ import annotations

import hashlib
import json
from functools import cache

import sqlalchemy as sa

from assets.store.guards import make_guards, postgresql_statements, sqlite_triggers
from assets.store.tables import DERIVED, DICTIONARY, PUBLISHED
from schemas.columns.dictionary import Column, Table
from schemas.columns.releases import DATA_DICTIONARY, FIGURE_SOURCE, RELEASE_COLUMNS, VINTAGE_METRIC
from schemas.columns.report import REPORT_TABLES

_FIGURE_SOURCE = (
    "SELECT m.release_id, m.month, s.table_name, "
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
_VINTAGE_METRIC = (
    "SELECT m.release_id, m.month, m.unit_code, m.metric_code, m.caliber, r.revision, r.published_at, r.status, "
    "m.unit_name, m.metric_label, m.value_unit, m.month_value, m.ytd_value, m.yoy, m.schedule_progress "
    "FROM published_metric m JOIN published_release r ON r.release_id = m.release_id"
)


def release_views(later_last: bool = False) -> dict[str, tuple[Table, str]]:
    """View name → its table of the dictionary and its query. `later_last`: columns that came with a later contract stand
    last, as in a view of PostgreSQL that was there before."""
    found: dict[str, tuple[Table, str]] = {}
    for name, table in REPORT_TABLES.items():
        told = PUBLISHED[name].columns.keys() if later_last else [c.name for c in (*RELEASE_COLUMNS, *table.columns)]
        columns = ", ".join(f"p.{column}" for column in told)
        query = f"SELECT {columns} FROM published_{name} p JOIN release_pointer r ON r.release_id = p.release_id"
        found[f"report_{name}"] = (table, query)
    found["report_figure_source"] = (FIGURE_SOURCE, _FIGURE_SOURCE)
    found[VINTAGE_METRIC.name] = (VINTAGE_METRIC, _VINTAGE_METRIC)
    return found


def make_derived(connection: sa.Connection) -> None:
    """Views, guards, dictionary and comments, over whatever an older version left of them."""
    if connection.dialect.name == "postgresql":
        # replaced, not dropped: what others built on a view, and who may read it, stays
        for name, (_, query) in release_views().items():
            connection.exec_driver_sql(f"CREATE OR REPLACE VIEW {name} AS {_replacing(connection, name, query)}")
        _write_comments(connection)
    else:
        for name, (_, query) in release_views().items():
            connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")
            connection.exec_driver_sql(f"CREATE VIEW {name} AS {query}")
    make_guards(connection)
    connection.execute(DICTIONARY.delete())
    connection.execute(DICTIONARY.insert(), dictionary_rows())
    connection.execute(DERIVED.delete())
    connection.execute(DERIVED.insert().values(sha256=derived_fingerprint()))


@cache
def derived_fingerprint() -> str:
    """sha256 over everything that this program derives. A database that holds another one was derived by another
    program; one that holds this one and whose views differ was touched."""
    queries = {name: query for name, (_, query) in release_views().items()}
    guards = [sqlite_triggers(), postgresql_statements("")]
    content = json.dumps([queries, guards, dictionary_rows(), [*comments().values()]], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _replacing(connection: sa.Connection, view: str, query: str) -> str:
    """What an existing view of PostgreSQL may be replaced with: it can only gain columns at its end."""
    inspector = sa.inspect(connection)
    held = [column["name"] for column in inspector.get_columns(view)] if inspector.has_table(view) else []
    told = next(columns for name, _, columns in described() if name == view)
    in_order = held == [column.name for column in told][: len(held)]
    return query if in_order else release_views(later_last=True)[view][1]


def described() -> list[tuple[str, Table, tuple[Column, ...]]]:
    """Every relation that other tools load: name, table, all its columns in order."""
    keyed = [(name, table, (*RELEASE_COLUMNS, *table.columns)) for name, (table, _) in release_views().items()]
    return [*keyed, (DATA_DICTIONARY.name, DATA_DICTIONARY, DATA_DICTIONARY.columns)]


def dictionary_rows() -> list[dict[str, str]]:
    """report_data_dictionary: one row a column of every relation that other tools load."""
    return [
        {
            "table_name": name,
            "column_name": column.name,
            "label_zh": column.label,
            "data_type": column.dtype,
            "unit": column.unit,
            "meaning": column.meaning,
        }
        for name, _, columns in described()
        for column in columns
    ]


def comments() -> dict[tuple[str, str], str]:
    """(relation, column) → its COMMENT on PostgreSQL; the column is '' for the relation's own."""
    found: dict[tuple[str, str], str] = {}
    for name, table, columns in described():
        found[name, ""] = f"{table.label}：{table.grain}"
        for column in columns:
            unit = f"（{column.unit}）" if column.unit else ""
            found[name, column.name] = f"{column.label}{unit}：{column.meaning}"
    return found


def _write_comments(connection: sa.Connection) -> None:
    """The dictionary as COMMENTs on the views, where psql \\d+, Superset and Metabase show it."""
    statements = []
    for (name, column), words in comments().items():
        kind = "TABLE" if name == DATA_DICTIONARY.name else "VIEW"
        what = f"COLUMN {name}.{column}" if column else f"{kind} {name}"
        statements.append(f"COMMENT ON {what} IS {_quoted(words)}")
    connection.connection.cursor().execute(";\n".join(statements))  # one round trip; the words may hold a %


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
