"""The database says which home it belongs to, and has rows to lock where a reader may not lock anything.

The identity is written when the database is next opened for its home (assets/store/identity.py).

Revision ID: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "district_identity",
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("place"),
        sa.CheckConstraint("place = 1", name="ck_district_identity_one_row"),
    )
    op.create_table("held_lock", sa.Column("name", sa.Text(), nullable=False), sa.PrimaryKeyConstraint("name"))
