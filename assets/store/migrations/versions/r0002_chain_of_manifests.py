"""The database keeps the order of releases and the hash of each one's manifest, so that the manifest published last can
be verified too (nothing follows it that would carry its hash), and a chain never depends on anybody's clock.

Releases of before get their place in the order in which they say they were published; the hash of their manifests is
unknown here and stays null: the chain inside the manifests vouches for them.

Revision ID: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "release_manifest",
        sa.Column("release_id", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text()),
        sa.PrimaryKeyConstraint("release_id"),
        sa.UniqueConstraint("sequence", name="uq_release_manifest_sequence"),
    )
    op.execute(
        "INSERT INTO release_manifest (release_id, month, sequence) SELECT release_id, month, "
        "ROW_NUMBER() OVER (ORDER BY published_at, month, revision) FROM published_release"
    )
