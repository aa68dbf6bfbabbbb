"""References, relations, effects and what was decided about them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "cited_instrument",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("label", sa.Text(), nullable=False, unique=True),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("number_slug", sa.Text(), nullable=True, index=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("instrument_id", _ID, sa.ForeignKey("instrument.id"), nullable=True, index=True),
    )
    op.create_table(
        "effect_decision",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("instrument_id", _ID, sa.ForeignKey("instrument.id"), nullable=False, index=True),
        sa.Column("subject", sa.String(length=10), nullable=False),
        sa.Column("fingerprint", sa.String(length=40), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("correction", sa.JSON(), nullable=True),
        sa.Column("author_id", _ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_table(
        "effect",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("instrument_id", _ID, sa.ForeignKey("instrument.id"), nullable=False, index=True),
        sa.Column("version_id", _ID, sa.ForeignKey("version.id"), nullable=False, index=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("cited_id", _ID, sa.ForeignKey("cited_instrument.id"), nullable=True, index=True),
        sa.Column("target_path", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.Column("doubt", sa.Text(), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("field", sa.String(length=7), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("correction", sa.JSON(), nullable=True),
        sa.Column("decided_by", _ID, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=True),
    )
    op.create_table(
        "provision_change",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("version_id", _ID, sa.ForeignKey("version.id"), nullable=False, index=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("cited_id", _ID, sa.ForeignKey("cited_instrument.id"), nullable=True, index=True),
        sa.Column("effect", sa.String(length=40), nullable=True),
        sa.Column("origin", sa.String(length=20), nullable=False),
    )
    op.create_table(
        "relation",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("instrument_id", _ID, sa.ForeignKey("instrument.id"), nullable=False, index=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("cited_id", _ID, sa.ForeignKey("cited_instrument.id"), nullable=False, index=True),
        sa.Column("target_path", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("field", sa.String(length=7), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("fingerprint", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("correction", sa.JSON(), nullable=True),
        sa.Column("decided_by", _ID, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=True),
    )
    op.create_table(
        "reference",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("provision_id", _ID, sa.ForeignKey("provision.id"), nullable=False, index=True),
        sa.Column("field", sa.String(length=7), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("cited_id", _ID, sa.ForeignKey("cited_instrument.id"), nullable=False),
        sa.Column("target_path", sa.Text(), nullable=False),
        sa.Column("possible", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_reference_cited_path", "reference", ["cited_id", "target_path"])


def downgrade() -> None:
    for table in ("reference", "relation", "provision_change", "effect", "effect_decision", "cited_instrument"):
        op.drop_table(table)
