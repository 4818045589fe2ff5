"""The database of releases as SQLAlchemy tables and views, made from the column dictionary.

`published_<name>` holds every release of a report table, `books_<name>` the ledger's own rows; `release_pointer` says
which release is current for a month; `report_<name>` is the view through it. `release_manifest` is the order in which
releases were published and the hash of each one's manifest. What is made of these tables (views, guards, dictionary) is
in derived.py; how an older database gets here in contract.py.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from schemas.columns.books import BOOKS
from schemas.columns.dictionary import Table
from schemas.columns.releases import RELEASE_COLUMNS
from schemas.columns.report import REPORT_TABLES

METADATA = sa.MetaData()
VERSION_TABLE = "zhaoyin_contract_version"  # alembic's, under a name of its own: Dagster's storage has one too
_TYPES = {
    "text": sa.Text, "int": sa.BigInteger, "float": sa.Double, "bool": sa.Boolean, "date": sa.Date,
    "datetime": sa.DateTime, "json": sa.Text,
}  # fmt: skip


def _columns(table: Table) -> list[sa.Column[object]]:
    """Columns that came with a later contract stand last, where an upgrade adds them."""
    return [
        sa.Column(column.name, _TYPES[column.dtype](), nullable=column.nullable, comment=column.label)
        for column in sorted((*RELEASE_COLUMNS, *table.columns), key=lambda column: column.since)
    ]


def _stored(prefix: str, table: Table) -> sa.Table:
    """Keyed by release and the table's own key; the books' lists have none and are indexed by release."""
    name = f"{prefix}_{table.name}"
    keys = ["release_id", *table.keys] if table.keys or prefix == "published" else []
    constraint = [sa.PrimaryKeyConstraint(*keys)] if keys else [sa.Index(f"ix_{name}_release", "release_id")]
    return sa.Table(name, METADATA, *_columns(table), *constraint, comment=f"{table.label}：{table.grain}")


PUBLISHED = {name: _stored("published", table) for name, table in REPORT_TABLES.items()}
KEPT_BOOKS = {name: _stored("books", table) for name, table in BOOKS.items()}

POINTER = sa.Table(
    "release_pointer", METADATA,
    sa.Column("month", sa.Text, primary_key=True),
    sa.Column("release_id", sa.Text, nullable=False),
)  # fmt: skip
REOPENING = sa.Table(
    "month_reopening", METADATA,
    sa.Column("month", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
)  # fmt: skip
SEEN = sa.Table(
    "seen_digest", METADATA,
    sa.Column("month", sa.Text, nullable=False),
    sa.Column("release_id", sa.Text, nullable=False),
    sa.Column("input_digest", sa.Text, nullable=False),
    sa.PrimaryKeyConstraint("month", "release_id", "input_digest"),
)  # fmt: skip
MANIFEST = sa.Table(
    "release_manifest", METADATA,
    sa.Column("release_id", sa.Text, primary_key=True),
    sa.Column("month", sa.Text, nullable=False),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.Text),
    sa.UniqueConstraint("sequence", name="uq_release_manifest_sequence"),
)  # fmt: skip
# One row in a database that an older program has published to, written by the migration: what it held then.
ORIGIN = sa.Table(
    "chain_origin", METADATA,
    sa.Column("releases", sa.BigInteger, nullable=False),  # how many there were
    sa.Column("unhashed", sa.BigInteger, nullable=False),  # the first so many have no hash of their manifest
    sa.Column("reopenings", sa.Text, nullable=False),  # JSON: a list a row, as sorted_rows gives them
    sa.Column("seen", sa.Text, nullable=False),  # JSON, likewise
)  # fmt: skip
# The fingerprint of the views, guards and dictionary that were made last (derived.py).
DERIVED = sa.Table("derived_fingerprint", METADATA, sa.Column("sha256", sa.Text, primary_key=True))
# One row: the home this database belongs to (identity.py).
IDENTITY = sa.Table(
    "district_identity", METADATA,
    sa.Column("place", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("identity", sa.Text, nullable=False),
    sa.CheckConstraint("place = 1", name="ck_district_identity_one_row"),
)  # fmt: skip
# Rows that runs lock on PostgreSQL (month_lock.py).
HELD_LOCK = sa.Table("held_lock", METADATA, sa.Column("name", sa.Text, primary_key=True))
_RELEASE_KEY = ("release_id", "month")


def _lineage(name: str, columns: dict[str, Any]) -> sa.Table:
    """A part of the lineage, by release; what it means is assets/metrics/membership.py's."""
    parts = [sa.Column(key, sa.Text, nullable=False) for key in _RELEASE_KEY]
    parts += [sa.Column(key, kind) for key, kind in columns.items()]
    return sa.Table(name, METADATA, *parts, sa.Index(f"ix_{name}", "release_id"))


LINEAGE = {
    "figure_member": _lineage(
        "figure_member", {"source_id": sa.Text(), "unit_code": sa.Text(), "set_id": sa.BigInteger(), "contribution": sa.Double()}
    ),
    "figure_set": _lineage(
        "figure_set",
        {"set_id": sa.BigInteger(), "table_name": sa.Text(), "row_key_rest": sa.Text(), "column_name": sa.Text(),
         "places": sa.Text(), "additive": sa.Boolean()},
    ),
    "figure_place": _lineage("figure_place", {"unit_code": sa.Text(), "place": sa.Text(), "level": sa.Text()}),
}  # fmt: skip
LINEAGE_COLUMNS = {name: [column.name for column in table.columns][2:] for name, table in LINEAGE.items()}
# What belongs to a release and is never changed once its row stands in release_manifest.
SEALED = (*PUBLISHED.values(), *KEPT_BOOKS.values(), *LINEAGE.values())
# What is only ever added to.
ADDED_TO = (*SEALED, MANIFEST, REOPENING, SEEN, ORIGIN, IDENTITY)
DICTIONARY = sa.Table(
    "report_data_dictionary", METADATA,
    *(sa.Column(name, sa.Text) for name in ("table_name", "column_name", "label_zh", "data_type", "unit", "meaning")),
    sa.PrimaryKeyConstraint("table_name", "column_name"),
)  # fmt: skip
