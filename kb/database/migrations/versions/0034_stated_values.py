"""What clauses state is in the index, of all texts: the table of those that were read apart goes."""

from alembic import op

revision: str = "0034"
down_revision: str | None = "0033"


def upgrade() -> None:
    op.drop_table("stated_value")
