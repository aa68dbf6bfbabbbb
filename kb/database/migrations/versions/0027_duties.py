"""The statements of clauses, and the deadlines and amounts among them, are kept once they were read."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "version_duties",
        sa.Column("version_id", _ID, sa.ForeignKey("version.id"), primary_key=True),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("model", sa.String(16), nullable=False),
        sa.Column("statements", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "stated_value",
        sa.Column("provision_id", _ID, sa.ForeignKey("provision.id"), primary_key=True),
        sa.Column("what", sa.String(10), primary_key=True),
        sa.Column("value", sa.Float(53), primary_key=True),
    )
    op.create_index("ix_stated_value_what_value", "stated_value", ["what", "value"])
