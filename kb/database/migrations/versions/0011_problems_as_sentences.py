"""A problem has the name of its sentence in the catalogue, and the values in it. Old sentences stay as they were written."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_PROBLEM = sa.table("problem", *map(sa.column, ("sentence", "details", "message")))
_OBJECT = {"sqlite": sa.func.json_object, "postgresql": sa.func.json_build_object}
_WRITTEN = "problem.as_written"
_TEXT: sa.ColumnClause[str] = sa.literal_column("'text'")


def upgrade() -> None:
    op.add_column("problem", sa.Column("sentence", sa.String(length=60), nullable=False, server_default=_WRITTEN))
    op.add_column("problem", sa.Column("details", sa.JSON(), nullable=False, server_default="{}"))
    made = _OBJECT[op.get_bind().dialect.name](_TEXT, _PROBLEM.c.message)
    op.execute(sa.update(_PROBLEM).values(details=made))
    op.drop_column("problem", "message")


def downgrade() -> None:
    op.add_column("problem", sa.Column("message", sa.Text(), nullable=False, server_default=""))
    said = sa.case((_PROBLEM.c.sentence == _WRITTEN, _PROBLEM.c.details.op("->>")(_TEXT)), else_=_PROBLEM.c.sentence)
    op.execute(sa.update(_PROBLEM).values(message=said))
    op.drop_column("problem", "details")
    op.drop_column("problem", "sentence")
