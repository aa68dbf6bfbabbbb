"""Replies to notes; their tags, links and words where they can be looked for."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from documents.text import clean, fold, unify_tone_marks

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_ID = sa.String(36).with_variant(sa.String(500), "postgresql")
_DERIVED = ("reply_to", "status", "severity", "assignee", "words", "folded")
_NOTE = sa.table("annotation", *(sa.column(name) for name in ("id", *_DERIVED)))
_TAG = sa.table("annotation_tag", sa.column("annotation_id"), sa.column("tag"))
_AUDIT = sa.table(
    "audit",
    sa.column("id"),
    sa.column("act", sa.String()),
    sa.column("thing", sa.String()),
    sa.column("thing_id", sa.String()),
    sa.column("after", sa.JSON()),
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, column in (
            ("annotation", "id"),
            ("annotation_target", "annotation_id"),
            ("annotation_placing", "annotation_id"),
        ):
            op.alter_column(table, column, type_=sa.String(500))
    op.execute(f"ALTER TABLE annotation ADD COLUMN reply_to {_length()} REFERENCES annotation (id)")
    op.create_index("ix_annotation_reply_to", "annotation", ["reply_to"])
    op.add_column("annotation", sa.Column("status", sa.String(20), nullable=False, server_default="noted"))
    op.add_column("annotation", sa.Column("severity", sa.String(10), nullable=True))
    op.add_column("annotation", sa.Column("assignee", sa.String(200), nullable=True))
    op.add_column("annotation", sa.Column("words", sa.Text(), nullable=False, server_default=""))
    op.add_column("annotation", sa.Column("folded", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "annotation_tag",
        sa.Column("annotation_id", _ID, sa.ForeignKey("annotation.id"), primary_key=True),
        sa.Column("tag", sa.String(100), primary_key=True),
    )
    op.create_index("ix_annotation_tag_tag", "annotation_tag", ["tag"])
    op.create_table(
        "annotation_link",
        sa.Column("annotation_id", _ID, sa.ForeignKey("annotation.id"), primary_key=True),
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("instrument", sa.Text(), nullable=False),
    )
    op.create_index("ix_annotation_link_instrument", "annotation_link", ["instrument"])
    _fill()


def _length() -> str:
    return "VARCHAR(500)" if op.get_bind().dialect.name == "postgresql" else "VARCHAR(36)"


def _fill() -> None:
    """What the notes of an older base say, from their last lines."""
    base = op.get_bind()
    lines = sa.select(_AUDIT.c.thing_id, _AUDIT.c.after).where(_AUDIT.c.thing == "note", _AUDIT.c.act.in_(("add", "revise")))
    said: dict[str, dict[str, Any]] = {row.thing_id: row.after for row in base.execute(lines.order_by(_AUDIT.c.id))}
    for note, now in said.items():
        words = unify_tone_marks(clean(now["text"])).lower()
        values = {"status": now["status"], "words": words, "folded": fold(words)}
        base.execute(_NOTE.update().where(_NOTE.c.id == note).values(values))
        for tag in {tag[:100] for tag in now["tags"]}:
            base.execute(_TAG.insert().values(annotation_id=note, tag=tag))


def downgrade() -> None:
    op.drop_table("annotation_link")
    op.drop_table("annotation_tag")
    op.execute("DELETE FROM annotation WHERE reply_to IS NOT NULL")
    op.drop_index("ix_annotation_reply_to", table_name="annotation")
    for name in reversed(_DERIVED):
        op.execute(f"ALTER TABLE annotation DROP COLUMN {name}")
