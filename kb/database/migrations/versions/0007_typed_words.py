"""Words that a person typed into a correction, in compiled texts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "typed_words",
        sa.Column("version_id", _ID, sa.ForeignKey("version.id"), autoincrement=False, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("field", sa.String(length=7), nullable=False),
        sa.Column("start", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("author_id", _ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version_id", "path", "field", "start"),
    )
    # Compiled versions of before are made anew once, so that their typed words are known too.
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_COMPILE.format(ignore="OR IGNORE", conflict=""))
    else:
        op.execute(_COMPILE.format(ignore="", conflict="ON CONFLICT DO NOTHING"))


_COMPILE = """
INSERT {ignore} INTO waiting (what, row_id)
SELECT DISTINCT 'compile', instrument_id FROM version WHERE origin = 'compiled' {conflict}
"""


def downgrade() -> None:
    op.drop_table("typed_words")
