"""The database says what it held before reopenings and the head of the chain were recorded outside it, so that what an
older program left can be told from what was taken away since. It also keeps the fingerprint of its views and guards: a
program whose own differ makes them anew, and a view that somebody replaced does not pass for an older one.

Revision ID: 0003
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "derived_fingerprint", sa.Column("sha256", sa.Text(), nullable=False), sa.PrimaryKeyConstraint("sha256")
    )
    op.create_table(
        "chain_origin",
        sa.Column("releases", sa.BigInteger(), nullable=False),
        sa.Column("unhashed", sa.BigInteger(), nullable=False),
        sa.Column("reopenings", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
    )
    connection = op.get_bind()
    last = connection.execute(
        sa.text("SELECT MAX(sequence), COUNT(sequence) - COUNT(sha256) FROM release_manifest")
    ).one()
    if not last[0]:
        return
    reopenings = sa.text('SELECT month, "at", reason, "by" FROM month_reopening')
    seen = sa.text("SELECT month, release_id, input_digest FROM seen_digest")
    values = {
        "releases": last[0], "unhashed": last[1],
        "reopenings": _rows(connection, reopenings), "seen": _rows(connection, seen),
    }  # fmt: skip
    insert = "INSERT INTO chain_origin (releases, unhashed, reopenings, seen) VALUES (:releases, :unhashed, :reopenings, :seen)"
    connection.execute(sa.text(insert), values)


def _rows(connection: sa.Connection, query: sa.TextClause) -> str:
    """Rows as JSON, in their own order; a time is ISO text with microseconds, as SQLite stores it."""
    plain = [[_text(value) for value in row] for row in connection.execute(query)]
    return json.dumps(sorted(plain), ensure_ascii=False)


def _text(value: object) -> str:
    return value.isoformat(sep=" ", timespec="microseconds") if hasattr(value, "isoformat") else str(value)
