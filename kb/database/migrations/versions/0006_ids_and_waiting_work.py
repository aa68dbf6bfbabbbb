"""Ids that are never given twice, and what stored texts still ask for."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


TABLES = (
    "issuer",
    "instrument",
    "version",
    "effective_period",
    "source_file",
    "provision",
    "footnote",
    "provision_place",
    "problem",
    "cited_instrument",
    "reference",
    "relation",
    "effect",
    "provision_change",
    "saved_search",
)


def upgrade() -> None:
    op.create_table(
        "last_id",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            op.execute(f"INSERT INTO last_id SELECT '{table}', max(id) FROM {table} HAVING max(id) IS NOT NULL")  # noqa: S608
    op.create_table(
        "waiting",
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("what", "row_id"),
    )


def downgrade() -> None:
    op.drop_table("waiting")
    op.drop_table("last_id")
