"""What the index has yet to look at, a row each, and the names by which laws are cited, so that both are looked up by key."""

from collections.abc import Sequence

import orjson
import sqlalchemy as sa
from alembic import op

from documents.text import slug

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_STATE = sa.table("state", sa.column("name"), sa.column("value"))
_WAITING = sa.table("waiting", sa.column("what"), sa.column("row_id"))
_INSTRUMENT = sa.table("instrument", sa.column("id"), sa.column("type"), sa.column("title"), sa.column("name_slug"))
_PENDING = _STATE.c.name == "index_pending"
_INDEXED = _WAITING.c.what == "index"
_CITED_BY_NAME = ("hien-phap", "luat", "bo-luat", "phap-lenh")
_LONGEST_NAME = 1000


def upgrade() -> None:
    base = op.get_bind()
    pending = base.scalar(sa.select(_STATE.c.value).where(_PENDING))
    op.bulk_insert(_WAITING, [{"what": "index", "row_id": row} for row in orjson.loads(pending or "[]")])
    base.execute(_STATE.delete().where(_PENDING))
    op.add_column("instrument", sa.Column("name_slug", sa.Text(), nullable=True))
    op.create_index("ix_instrument_name_slug", "instrument", ["name_slug"])
    row = _INSTRUMENT.c
    laws = base.execute(sa.select(row.id, row.title).where(row.type.in_(_CITED_BY_NAME), row.title.is_not(None))).all()
    names = [{"law": law.id, "name": name} for law in laws if 0 < len(name := slug(law.title)) <= _LONGEST_NAME]
    if names:
        base.execute(_INSTRUMENT.update().where(row.id == sa.bindparam("law")).values(name_slug=sa.bindparam("name")), names)


def downgrade() -> None:
    base = op.get_bind()
    pending = list(base.scalars(sa.select(_WAITING.c.row_id).where(_INDEXED).order_by(_WAITING.c.row_id)))
    if pending:
        base.execute(_STATE.insert().values(name="index_pending", value=orjson.dumps(pending).decode()))
    base.execute(_WAITING.delete().where(_INDEXED))
    op.drop_index("ix_instrument_name_slug", "instrument")
    op.drop_column("instrument", "name_slug")
