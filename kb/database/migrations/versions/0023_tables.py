"""All tables, as they were when the migrations before were made one. It keeps the number of the last of them.

A base at that number opens as it is, one of an older number is told so (:mod:`kb.database.engine`). Whatever changes the tables
from here on is a migration of its own: this one stays as it is.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NOTE_ID = sa.String(36).with_variant(sa.String(500), "postgresql")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "ingest_item",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("run", sa.String(36), nullable=False, index=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=True, index=True),
        sa.Column("status", sa.String(20), nullable=False),
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
        "instrument",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("key", sa.Text(), nullable=False, unique=True),
        sa.Column("type", sa.String(40), nullable=False, index=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("number_slug", sa.Text(), nullable=True, index=True),
        sa.Column("issuer_id", _ID, sa.ForeignKey("issuer.id"), nullable=True, index=True),
        sa.Column("province", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("signed_by", sa.Text(), nullable=True),
        sa.Column("name_slug", sa.Text(), nullable=True, index=True),
        sa.Column("borrowed_title", sa.Text(), nullable=True),
        sa.Column("borrowed_from", sa.String(10), nullable=True),
        sa.Column("borrowed_at", sa.Text(), nullable=True, index=True),
    )
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
        "instrument_alias",
        sa.Column("alias", sa.Text(), primary_key=True),
        sa.Column("instrument_id", _ID, sa.ForeignKey("instrument.id"), nullable=False, index=True),
    )
    op.create_table(
        "issuer_succession",
        sa.Column("predecessor_id", _ID, sa.ForeignKey("issuer.id"), primary_key=True),
        sa.Column("successor_id", _ID, sa.ForeignKey("issuer.id"), primary_key=True),
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
    )
    op.create_table(
        "last_id",
        sa.Column("name", sa.String(60), primary_key=True),
        sa.Column("value", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "person",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False, unique=True),
    )
    op.create_table(
        "annotation",
        sa.Column("id", _NOTE_ID, primary_key=True),
        sa.Column("author_id", _ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("hidden_at", _MOMENT, nullable=True),
        sa.Column("hidden_by", _ID, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("reply_to", _NOTE_ID, sa.ForeignKey("annotation.id"), nullable=True, index=True),
        sa.Column("status", sa.String(20), nullable=False, server_default="noted"),
        sa.Column("severity", sa.String(10), nullable=True),
        sa.Column("assignee", sa.String(200), nullable=True),
        sa.Column("words", sa.Text(), nullable=False, server_default=""),
        sa.Column("folded", sa.Text(), nullable=False, server_default=""),
    )
    op.create_table(
        "annotation_link",
        sa.Column("annotation_id", _NOTE_ID, sa.ForeignKey("annotation.id"), primary_key=True),
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("instrument", sa.Text(), nullable=False, index=True),
    )
    op.create_table(
        "annotation_placing",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("annotation_id", _NOTE_ID, sa.ForeignKey("annotation.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("instrument_id", _ID, sa.ForeignKey("instrument.id"), nullable=False, index=True),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("act", sa.String(10), nullable=False),
        sa.Column("path", sa.Text(), nullable=True),
        sa.Column("field", sa.String(7), nullable=True),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("author_id", _ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.UniqueConstraint("annotation_id", "position", "instrument_id", "text_hash"),
    )
    op.create_table(
        "annotation_tag",
        sa.Column("annotation_id", _NOTE_ID, sa.ForeignKey("annotation.id"), primary_key=True),
        sa.Column("tag", sa.String(100), primary_key=True, index=True),
    )
    op.create_table(
        "audit",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("person_id", _ID, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("thing", sa.String(20), nullable=False),
        sa.Column("thing_id", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=True, index=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
    )
    op.create_index("ix_audit_thing", "audit", ["thing", "thing_id"])
    op.create_table(
        "card_revision",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("card", sa.String(10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(10), nullable=False),
        sa.Column("about", sa.Integer(), nullable=True),
        sa.Column("author_id", _ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("beneath", sa.String(64), nullable=False),
        sa.UniqueConstraint("card", "number"),
    )
    op.create_table(
        "pairing",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("left_key", sa.Text(), nullable=False),
        sa.Column("left_version", sa.Text(), nullable=False),
        sa.Column("left_path", sa.Text(), nullable=False),
        sa.Column("right_key", sa.Text(), nullable=False),
        sa.Column("right_version", sa.Text(), nullable=False),
        sa.Column("right_path", sa.Text(), nullable=False),
        sa.Column("act", sa.String(10), nullable=False),
        sa.Column("author_id", _ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
    )
    op.create_index("ix_pairing_keys", "pairing", ["left_key", "right_key"])
    op.create_table(
        "practice_result",
        sa.Column("person_id", _ID, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("call", sa.String(60), primary_key=True),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
    )
    op.create_table(
        "register",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("name", sa.Text(), nullable=False, unique=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("imported_at", _MOMENT, nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
    )
    op.create_table(
        "relation",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("instrument_id", _ID, sa.ForeignKey("instrument.id"), nullable=False, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("cited_id", _ID, sa.ForeignKey("cited_instrument.id"), nullable=False, index=True),
        sa.Column("target_path", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("field", sa.String(7), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(20), nullable=False),
        sa.Column("fingerprint", sa.String(40), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("correction", sa.JSON(), nullable=True),
        sa.Column("decided_by", _ID, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=True),
    )
    op.create_table(
        "review_file",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("origin", sa.String(200), nullable=True, unique=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("author_id", _ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
    )
    op.create_table(
        "review_finding",
        sa.Column("file_id", _ID, sa.ForeignKey("review_file.id"), primary_key=True),
        sa.Column("note_id", _NOTE_ID, primary_key=True),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("author_id", _ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_table(
        "review_item",
        sa.Column("file_id", _ID, sa.ForeignKey("review_file.id"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
    )
    op.create_table(
        "review_mark",
        sa.Column("file_id", _ID, sa.ForeignKey("review_file.id"), primary_key=True),
        sa.Column("instrument", sa.Text(), primary_key=True),
        sa.Column("path", sa.Text(), primary_key=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("author_id", _ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_table(
        "review_member",
        sa.Column("file_id", _ID, sa.ForeignKey("review_file.id"), primary_key=True),
        sa.Column("person_id", _ID, sa.ForeignKey("person.id"), primary_key=True),
    )
    op.create_table(
        "saved_search",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("owner_id", _ID, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("mark", _ID, nullable=False),
        sa.Column("revision", sa.Text(), nullable=True),
        sa.Column("checked_at", _MOMENT, nullable=True),
    )
    op.create_table(
        "saved_search_hit",
        sa.Column("saved_id", _ID, sa.ForeignKey("saved_search.id"), primary_key=True),
        sa.Column("article", sa.Text(), primary_key=True),
        sa.Column("text_hash", sa.String(64), nullable=True),
        sa.Column("found_at", _MOMENT, nullable=False),
        sa.Column("alert", sa.String(10), nullable=True),
    )
    op.create_table(
        "source_file",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("member", sa.Text(), nullable=True),
        sa.Column("format", sa.String(20), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("snapshot_on", sa.Date(), nullable=True),
        sa.Column("ingested_at", _MOMENT, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("pages_without_text", sa.JSON(), nullable=False),
        sa.Column("claims", sa.JSON(), nullable=False),
        sa.Column("furniture", sa.JSON(), nullable=False),
        sa.Column("reader", sa.String(20), nullable=True),
        sa.Column("reader_version", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("read_at", _MOMENT, nullable=True),
        sa.Column("parts", sa.JSON(), nullable=False, server_default="[]"),
    )
    op.create_table(
        "state",
        sa.Column("name", sa.String(60), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
    )
    op.create_table(
        "statement",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("register_id", _ID, sa.ForeignKey("register.id"), nullable=True, index=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("instrument_key", sa.Text(), nullable=False, index=True),
        sa.Column("number_slug", sa.Text(), nullable=True, index=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("claim", sa.String(20), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("confidence", sa.String(2), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("author_id", _ID, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("made_at", _MOMENT, nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
    )
    op.create_table(
        "version",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("instrument_id", _ID, sa.ForeignKey("instrument.id"), nullable=False, index=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("origin", sa.String(20), nullable=False),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("preferred", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("instrument_id", "text_hash"),
    )
    op.create_table(
        "annotation_target",
        sa.Column("annotation_id", _NOTE_ID, sa.ForeignKey("annotation.id"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("instrument_id", _ID, sa.ForeignKey("instrument.id"), nullable=False, index=True),
        sa.Column("version_id", _ID, sa.ForeignKey("version.id"), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("field", sa.String(7), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("selectors", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("gone", sa.JSON(), nullable=False, server_default="{}"),
    )
    op.create_table(
        "effect",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("instrument_id", _ID, sa.ForeignKey("instrument.id"), nullable=False, index=True),
        sa.Column("version_id", _ID, sa.ForeignKey("version.id"), nullable=False, index=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("cited_id", _ID, sa.ForeignKey("cited_instrument.id"), nullable=True, index=True),
        sa.Column("target_path", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.Column("doubt", sa.Text(), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("field", sa.String(7), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(40), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("correction", sa.JSON(), nullable=True),
        sa.Column("decided_by", _ID, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=True),
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
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("sentence", sa.String(60), nullable=False, server_default="problem.as_written"),
        sa.Column("details", sa.JSON(), nullable=False, server_default="{}"),
    )
    op.create_table(
        "provision",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("version_id", _ID, sa.ForeignKey("version.id"), nullable=False),
        sa.Column("parent_id", _ID, sa.ForeignKey("provision.id"), nullable=True, index=True),
        sa.Column("article_id", _ID, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("heading", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("tail", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("text_hash", sa.String(64), nullable=True),
        sa.UniqueConstraint("version_id", "path"),
    )
    op.create_index("ix_provision_version_position", "provision", ["version_id", "position"])
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
        "provision_change",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("version_id", _ID, sa.ForeignKey("version.id"), nullable=False, index=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("cited_id", _ID, sa.ForeignKey("cited_instrument.id"), nullable=True, index=True),
        sa.Column("effect", sa.String(40), nullable=True),
        sa.Column("origin", sa.String(20), nullable=False),
    )
    op.create_table(
        "provision_place",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("provision_id", _ID, sa.ForeignKey("provision.id"), nullable=False, index=True),
        sa.Column("file_id", _ID, sa.ForeignKey("source_file.id"), nullable=False),
        sa.Column("field", sa.String(4), nullable=False),
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
    op.create_table(
        "reference",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("provision_id", _ID, sa.ForeignKey("provision.id"), nullable=False, index=True),
        sa.Column("field", sa.String(7), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("cited_id", _ID, sa.ForeignKey("cited_instrument.id"), nullable=False),
        sa.Column("target_path", sa.Text(), nullable=False),
        sa.Column("possible", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_reference_cited_path", "reference", ["cited_id", "target_path"])
    op.create_table(
        "typed_words",
        sa.Column("version_id", _ID, sa.ForeignKey("version.id"), primary_key=True),
        sa.Column("path", sa.Text(), primary_key=True),
        sa.Column("field", sa.String(7), primary_key=True),
        sa.Column("start", sa.Integer(), primary_key=True),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("author_id", _ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
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
        "visit",
        sa.Column("person_id", _ID, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_table(
        "waiting",
        sa.Column("what", sa.String(10), primary_key=True),
        sa.Column("row_id", _ID, primary_key=True),
    )
    for statement in _GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


_REFUSED = "the audit only grows"
_ERASED = '{"erased": true}'
_STAYS = ("id", "at", "person_id", "kind", "act", "thing", "thing_id", "instrument")


def _only_erases(same: str, words: str) -> str:
    """Whether a line about a note or a review loses its words and nothing else: that is erasing, and allowed."""
    stays = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in _STAYS)
    return f"OLD.thing IN ('note', 'review') AND {stays} AND NEW.before{words} = '{_ERASED}' AND NEW.after{words} = '{_ERASED}'"


_GUARDS = {
    "sqlite": [
        f"CREATE TRIGGER audit_no_{name} BEFORE {name.upper()} ON audit {when} BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        for name, when in (
            ("update", f"WHEN NOT ({_only_erases('IS', '')})"),
            ("delete", ""),
            ("insert", "WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)"),  # INSERT OR REPLACE
        )
    ],
    "postgresql": [
        "CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF TG_OP = 'UPDATE' THEN IF {_only_erases('IS NOT DISTINCT FROM', '::text')} THEN RETURN NEW; END IF; END IF; "
        f"RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_only_grows()",
        "CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()",
    ],
}
