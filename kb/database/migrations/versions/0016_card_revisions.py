"""Revisions of cards of support."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "card_revision",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("card", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("about", sa.Integer(), nullable=True),
        sa.Column("author_id", _ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("beneath", sa.String(length=64), nullable=False),
        sa.UniqueConstraint("card", "number"),
    )


def downgrade() -> None:
    op.drop_table("card_revision")
