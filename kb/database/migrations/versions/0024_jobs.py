"""The queue of what is done apart: uploads that wait to be read and stored."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("state", sa.String(10), nullable=False, index=True),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", _ID, nullable=False),
        sa.Column("spool", sa.String(40), nullable=True),
        sa.Column("person_id", _ID, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("worker", sa.String(40), nullable=True),
        sa.Column("taken_at", _MOMENT, nullable=True),
        sa.Column("takes", sa.Integer(), nullable=False),
        sa.Column("approved_at", _MOMENT, nullable=True),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.UniqueConstraint("kind", "sha256"),
        sqlite_autoincrement=True,
    )
