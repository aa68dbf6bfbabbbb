"""Titles for instruments whose own text gives none, kept apart from titles that a text gives itself.

The instruments without a title are noted as waiting for one: `kb reindex`, and the next ingest, name them.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("instrument", sa.Column("borrowed_title", sa.Text(), nullable=True))
    op.add_column("instrument", sa.Column("borrowed_from", sa.String(length=10), nullable=True))
    op.add_column("instrument", sa.Column("borrowed_at", sa.Text(), nullable=True))
    op.create_index("ix_instrument_borrowed_at", "instrument", ["borrowed_at"])
    op.execute("INSERT INTO waiting (what, row_id) SELECT 'name', id FROM instrument WHERE title IS NULL")


def downgrade() -> None:
    op.execute("DELETE FROM waiting WHERE what = 'name'")
    op.drop_index("ix_instrument_borrowed_at", "instrument")
    for name in ("borrowed_at", "borrowed_from", "borrowed_title"):
        op.drop_column("instrument", name)
