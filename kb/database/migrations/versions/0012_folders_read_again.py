"""When a file was read again, and of a folder what its files are, so that it can be parted and read again."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("source_file", sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("source_file", sa.Column("parts", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("source_file", "parts")
    op.drop_column("source_file", "read_at")
