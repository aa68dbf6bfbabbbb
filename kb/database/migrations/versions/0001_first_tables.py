"""First tables."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "ingest_item",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("run", sa.String(length=36), nullable=False, index=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True, index=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
    )
    op.create_table(
        "issuer",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("slug", sa.Text(), nullable=False, unique=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("province", sa.Text(), nullable=True),
    )
    op.create_table(
        "person",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("name", sa.String(length=200), nullable=False, unique=True),
    )
    op.create_table(
        "source_file",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("sha256", sa.String(length=64), nullable=False, unique=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("member", sa.Text(), nullable=True),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("snapshot_on", sa.Date(), nullable=True),
        sa.Column("ingested_at", _MOMENT, nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("pages_without_text", sa.JSON(), nullable=False),
        sa.Column("claims", sa.JSON(), nullable=False),
        sa.Column("furniture", sa.JSON(), nullable=False),
    )
    op.create_table(
        "state",
        sa.Column("name", sa.String(length=60), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
    )
    op.create_table(
        "annotation",
        sa.Column("id", sa.String(length=36), primary_key=True),
        sa.Column("author_id", _ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("hidden_at", _MOMENT, nullable=True),
        sa.Column("hidden_by", _ID, sa.ForeignKey("person.id"), nullable=True),
    )
    op.create_table(
        "instrument",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("key", sa.Text(), nullable=False, unique=True),
        sa.Column("type", sa.String(length=40), nullable=False, index=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("number_slug", sa.Text(), nullable=True, index=True),
        sa.Column("issuer_id", _ID, sa.ForeignKey("issuer.id"), nullable=True, index=True),
        sa.Column("province", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("signed_by", sa.Text(), nullable=True),
    )
    op.create_table(
        "issuer_succession",
        sa.Column("predecessor_id", _ID, sa.ForeignKey("issuer.id"), primary_key=True),
        sa.Column("successor_id", _ID, sa.ForeignKey("issuer.id"), primary_key=True),
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
    )
    op.create_table(
        "annotation_revision",
        sa.Column("annotation_id", sa.String(length=36), sa.ForeignKey("annotation.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("author_id", _ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
    )
    op.create_table(
        "instrument_alias",
        sa.Column("alias", sa.Text(), primary_key=True),
        sa.Column("instrument_id", _ID, sa.ForeignKey("instrument.id"), nullable=False, index=True),
    )
    op.create_table(
        "version",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("instrument_id", _ID, sa.ForeignKey("instrument.id"), nullable=False, index=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("preferred", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("instrument_id", "text_hash"),
    )
    op.create_table(
        "annotation_target",
        sa.Column("annotation_id", sa.String(length=36), sa.ForeignKey("annotation.id"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("instrument_id", _ID, sa.ForeignKey("instrument.id"), nullable=False, index=True),
        sa.Column("version_id", _ID, sa.ForeignKey("version.id"), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("field", sa.String(length=7), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("selectors", sa.JSON(), nullable=False),
    )
    op.create_table(
        "effective_period",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("version_id", _ID, sa.ForeignKey("version.id"), nullable=False, index=True),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
    )
    op.create_table(
        "problem",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("file_id", _ID, sa.ForeignKey("source_file.id"), nullable=True, index=True),
        sa.Column("version_id", _ID, sa.ForeignKey("version.id"), nullable=True, index=True),
        sa.Column("path", sa.Text(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
    )
    op.create_table(
        "provision",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("version_id", _ID, sa.ForeignKey("version.id"), nullable=False),
        sa.Column("parent_id", _ID, sa.ForeignKey("provision.id"), nullable=True, index=True),
        sa.Column("article_id", _ID, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("heading", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("tail", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("text_hash", sa.String(length=64), nullable=True),
        sa.UniqueConstraint("version_id", "path"),
    )
    op.create_index("ix_provision_version_position", "provision", ["version_id", "position"])
    op.create_table(
        "version_source",
        sa.Column("version_id", _ID, sa.ForeignKey("version.id"), primary_key=True),
        sa.Column("file_id", _ID, sa.ForeignKey("source_file.id"), primary_key=True, index=True),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("trust", sa.Integer(), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
    )
    op.create_table(
        "codified_article",
        sa.Column("provision_id", _ID, sa.ForeignKey("provision.id"), primary_key=True),
        sa.Column("anchor", sa.Text(), nullable=False, index=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("topic_code", sa.Text(), nullable=False, index=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("wording_from", sa.Date(), nullable=True),
        sa.Column("amended_by", sa.JSON(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("suspended_from", sa.Date(), nullable=True),
    )
    op.create_table(
        "footnote",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("provision_id", _ID, sa.ForeignKey("provision.id"), nullable=False, index=True),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_table(
        "provision_place",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("provision_id", _ID, sa.ForeignKey("provision.id"), nullable=False, index=True),
        sa.Column("file_id", _ID, sa.ForeignKey("source_file.id"), nullable=False),
        sa.Column("field", sa.String(length=4), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("x0", sa.Float(), nullable=True),
        sa.Column("top", sa.Float(), nullable=True),
        sa.Column("x1", sa.Float(), nullable=True),
        sa.Column("bottom", sa.Float(), nullable=True),
        sa.Column("element", sa.Text(), nullable=True),
    )
    op.create_table(
        "provision_table",
        sa.Column("provision_id", _ID, sa.ForeignKey("provision.id"), primary_key=True),
        sa.Column("rows", sa.JSON(), nullable=False),
    )


def downgrade() -> None:
    for table in (
        "provision_table",
        "provision_place",
        "footnote",
        "codified_article",
        "version_source",
        "provision",
        "problem",
        "effective_period",
        "annotation_target",
        "version",
        "instrument_alias",
        "annotation_revision",
        "issuer_succession",
        "instrument",
        "annotation",
        "state",
        "source_file",
        "person",
        "issuer",
        "ingest_item",
    ):
        op.drop_table(table)
