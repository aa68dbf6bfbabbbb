"""Dated statements of people and of registers of effect."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "register",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("name", sa.Text(), nullable=False, unique=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("imported_at", _MOMENT, nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
    )
    op.create_table(
        "statement",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("register_id", _ID, sa.ForeignKey("register.id"), nullable=True, index=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("instrument_key", sa.Text(), nullable=False, index=True),
        sa.Column("number_slug", sa.Text(), nullable=True, index=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("claim", sa.String(length=20), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("confidence", sa.String(length=2), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("author_id", _ID, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("made_at", _MOMENT, nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("statement")
    op.drop_table("register")
