"""Drafts and their papers are told from law in a table of their own; what was derived from drafts as if they were law goes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("instrument_id", _ID, sa.ForeignKey("instrument.id"), primary_key=True),
        sa.Column("family", sa.Text(), nullable=False, index=True),
        sa.Column("round", sa.Integer(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("of_key", sa.Text(), nullable=True),
    )
    op.execute("INSERT INTO draft (instrument_id, family) SELECT id, key FROM instrument WHERE type = 'du-thao'")
    op.execute(
        "DELETE FROM reference WHERE provision_id IN (SELECT provision.id FROM provision JOIN version ON version.id = version_id "
        "WHERE instrument_id IN (SELECT instrument_id FROM draft))"
    )
    op.execute("DELETE FROM relation WHERE instrument_id IN (SELECT instrument_id FROM draft)")
    op.execute("DELETE FROM effect WHERE instrument_id IN (SELECT instrument_id FROM draft)")
    op.execute(
        "DELETE FROM effective_period WHERE version_id IN "
        "(SELECT id FROM version WHERE instrument_id IN (SELECT instrument_id FROM draft))"
    )
    op.execute("UPDATE instrument SET number_slug = NULL, name_slug = NULL WHERE type = 'du-thao'")
