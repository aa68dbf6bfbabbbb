"""Which reader read a file, so that it is read again when that reader has improved."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("source_file", sa.Column("reader", sa.String(length=20), nullable=True))
    op.add_column("source_file", sa.Column("reader_version", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("source_file", "reader_version")
    op.drop_column("source_file", "reader")
