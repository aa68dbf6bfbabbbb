"""Review files: what is reviewed, by whom, how far they are, and what they make of the notes on it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "review_file",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("origin", sa.String(length=200), nullable=True, unique=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("author_id", _ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "review_member",
        sa.Column("file_id", _ID, sa.ForeignKey("review_file.id"), primary_key=True),
        sa.Column("person_id", _ID, sa.ForeignKey("person.id"), primary_key=True),
    )
    op.create_table(
        "review_item",
        sa.Column("file_id", _ID, sa.ForeignKey("review_file.id"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
    )
    op.create_table(
        "review_mark",
        sa.Column("file_id", _ID, sa.ForeignKey("review_file.id"), primary_key=True),
        sa.Column("instrument", sa.Text(), primary_key=True),
        sa.Column("path", sa.Text(), primary_key=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("author_id", _ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "review_finding",
        sa.Column("file_id", _ID, sa.ForeignKey("review_file.id"), primary_key=True),
        sa.Column("note_id", sa.String(length=36), primary_key=True),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("author_id", _ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    for table in ("review_finding", "review_mark", "review_item", "review_member", "review_file"):
        op.drop_table(table)
