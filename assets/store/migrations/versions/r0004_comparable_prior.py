"""report_metric gains the comparable same period (null in older releases); scores and ranks may be null: a unit without
figures is not scored.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_NULLABLE: dict[str, dict[str, type[sa.Double] | type[sa.BigInteger]]] = {
    "published_assessment": {
        **dict.fromkeys(("base_score", "bonus", "deduction", "total_score"), sa.Double),
        "rank_in_group": sa.BigInteger,
    },
    "published_assessment_item": {"score": sa.Double},
}


def upgrade() -> None:
    op.add_column("published_metric", sa.Column("comparable_prior_ytd_value", sa.Double()))
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:  # which otherwise renames no table while a view, whoever's, names one that is not there
        op.execute("PRAGMA legacy_alter_table = ON")
    for table, columns in _NULLABLE.items():
        with op.batch_alter_table(table) as batch:
            for name, kind in columns.items():
                batch.alter_column(name, existing_type=kind(), nullable=True)
    if sqlite:
        op.execute("PRAGMA legacy_alter_table = OFF")
