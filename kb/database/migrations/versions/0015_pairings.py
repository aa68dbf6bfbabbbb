"""Pairs of provisions that people joined or parted by hand."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "pairing",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("left_key", sa.Text(), nullable=False),
        sa.Column("left_version", sa.Text(), nullable=False),
        sa.Column("left_path", sa.Text(), nullable=False),
        sa.Column("right_key", sa.Text(), nullable=False),
        sa.Column("right_version", sa.Text(), nullable=False),
        sa.Column("right_path", sa.Text(), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("author_id", _ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
    )
    op.create_index("ix_pairing_keys", "pairing", ["left_key", "right_key"])


def downgrade() -> None:
    op.drop_index("ix_pairing_keys", "pairing")
    op.drop_table("pairing")
