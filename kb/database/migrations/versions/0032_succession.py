"""Nothing ever wrote down which issuer took over from which: the table goes."""

from alembic import op

revision: str = "0032"
down_revision: str | None = "0031"


def upgrade() -> None:
    op.drop_table("issuer_succession")
