"""How far the words of scanned pages can be relied on."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "provision_recognition",
        sa.Column("provision_id", _ID, sa.ForeignKey("provision.id"), primary_key=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("doubtful", sa.JSON(), nullable=False),
    )
