"""A note keeps the words that it was made on, so that it outlives the version; and where people placed notes in other texts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TARGET = sa.table("annotation_target", *map(sa.column, ("version_id", "path", "field", "text_hash", "words")))
_PROVISION = sa.table("provision", *map(sa.column, ("version_id", "path", "heading", "text", "tail")))


def upgrade() -> None:
    with op.batch_alter_table("annotation_target") as batch:
        batch.add_column(sa.Column("words", sa.Text(), nullable=True))
        batch.add_column(sa.Column("gone", sa.JSON(), nullable=False, server_default="{}"))
        batch.alter_column("version_id", existing_type=_ID, nullable=True)
    for field in ("heading", "text", "tail"):
        words = sa.select(_PROVISION.c[field]).where(
            _PROVISION.c.version_id == _TARGET.c.version_id, _PROVISION.c.path == _TARGET.c.path
        )
        op.execute(sa.update(_TARGET).where(_TARGET.c.field == field).values(words=words.scalar_subquery()))
    op.create_table(
        "annotation_placing",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("annotation_id", sa.String(length=36), sa.ForeignKey("annotation.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("instrument_id", _ID, sa.ForeignKey("instrument.id"), nullable=False, index=True),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("path", sa.Text(), nullable=True),
        sa.Column("field", sa.String(length=7), nullable=True),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("author_id", _ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.UniqueConstraint("annotation_id", "position", "instrument_id", "text_hash"),
    )


def downgrade() -> None:
    op.drop_table("annotation_placing")
    op.execute(sa.delete(_TARGET).where(_TARGET.c.version_id.is_(None)))
    with op.batch_alter_table("annotation_target") as batch:
        batch.alter_column("version_id", existing_type=_ID, nullable=False)
        batch.drop_column("gone")
        batch.drop_column("words")
