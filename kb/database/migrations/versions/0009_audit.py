"""One audit of what people do in the place of three logs, and what stood in them moved over, line by line."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_ACTS = {"accepted": "accept", "corrected": "correct", "rejected": "reject", "found": "reopen"}

Line = dict[str, Any]


def _table(name: str, *columns: str) -> sa.TableClause:
    types: dict[str, Any] = {"at": _MOMENT, "created_at": _MOMENT, "hidden_at": _MOMENT, "active": sa.Boolean()}
    types |= dict.fromkeys(("before", "after", "tags", "meanings", "correction"), sa.JSON())
    return sa.table(name, *(sa.column(column, types.get(column)) for column in columns))


_LINES = ("at", "person_id", "kind", "act", "thing", "thing_id", "instrument", "before", "after")
_AUDIT = _table("audit", "id", *_LINES)
_NOTES = _table("annotation", "id", "author_id", "hidden_at", "hidden_by")
_REVISIONS = _table("annotation_revision", "annotation_id", "number", "author_id", "created_at", "text", "tags", "status")
_DECISIONS = _table("effect_decision", "id", "instrument_id", "subject", "fingerprint", "decision", "correction", "author_id", "at")
_WORDS = _table("everyday_word", "id", "phrase", "number", "meanings", "active", "author_id", "at")
_INSTRUMENTS = _table("instrument", "id", "key")
_SAVED = _table("saved_search", "id", "owner_id", "created_at")


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("person_id", _ID, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("thing", sa.String(length=20), nullable=False),
        sa.Column("thing_id", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
    )
    op.create_index("ix_audit_thing", "audit", ["thing", "thing_id"])
    op.create_index("ix_audit_instrument", "audit", ["instrument"])
    op.bulk_insert(_AUDIT, _in_order([*_notes(), *_decisions(), *_words(), *_saved()]))
    for table in ("annotation_revision", "effect_decision", "everyday_word"):
        op.drop_table(table)
    for statement in _GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def _in_order(lines: list[Line]) -> list[Line]:
    """The lines by time, those of one thing as they stood there, each with what the thing was before."""
    last: dict[object, tuple[Any, Line]] = {}
    order = []
    for place, line in enumerate(lines):
        thing = (line["thing"], line["thing_id"], line["instrument"])
        began = {"state": "found", "correction": None} if line["thing"] in ("effect", "relation") else {}
        moment, before = last.get(thing, (line["at"], began))
        line.setdefault("before", before)
        last[thing] = max(moment, line["at"]), line["after"]
        order.append((last[thing][0], place))
    return [lines[place] for _, place in sorted(order)]


def _line(act: str, thing: str, id_: str, after: Line, at: object, who: object, instrument: str | None = None) -> Line:
    about = {"act": act, "thing": thing, "thing_id": id_, "instrument": instrument, "after": after}
    return {"at": at, "person_id": who, "kind": "person", **about}


def _rows(statement: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
    return op.get_bind().execute(statement).all()


def _notes() -> Iterator[Line]:
    table = _REVISIONS.c
    for row in _rows(sa.select(_REVISIONS).order_by(table.annotation_id, table.number)):
        after = {"text": row.text, "tags": row.tags, "status": row.status}
        yield _line("add" if row.number == 1 else "revise", "note", row.annotation_id, after, row.created_at, row.author_id)
    for row in _rows(sa.select(_NOTES).where(_NOTES.c.hidden_at.is_not(None))):
        line = _line("hide", "note", row.id, {"hidden": True}, row.hidden_at, row.hidden_by or row.author_id)
        yield {**line, "before": {"hidden": False}}


def _decisions() -> Iterator[Line]:
    of = _DECISIONS.join(_INSTRUMENTS, _INSTRUMENTS.c.id == _DECISIONS.c.instrument_id)
    for row in _rows(sa.select(_DECISIONS, _INSTRUMENTS.c.key).select_from(of).order_by(_DECISIONS.c.id)):
        after = {"state": row.decision, "correction": row.correction}
        yield _line(_ACTS[row.decision], row.subject, row.fingerprint, after, row.at, row.author_id, row.key)


def _words() -> Iterator[Line]:
    for row in _rows(sa.select(_WORDS).order_by(_WORDS.c.phrase, _WORDS.c.number)):
        after = {"meanings": row.meanings, "active": row.active}
        yield _line("save" if row.active else "turn_off", "word", row.phrase, after, row.at, row.author_id)


def _saved() -> Iterator[Line]:
    for row in _rows(sa.select(_SAVED).order_by(_SAVED.c.id)):
        yield _line("add", "saved_search", str(row.id), {}, row.created_at, row.owner_id)


_GUARDS = {
    "sqlite": [
        f"CREATE TRIGGER audit_no_{name} BEFORE {name.upper()} ON audit {when} "
        "BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END"
        for name, when in (
            ("update", ""),
            ("delete", ""),
            ("insert", "WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)"),  # INSERT OR REPLACE
        )
    ],
    "postgresql": [
        "CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit only grows' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_only_grows()",
    ],
}


def downgrade() -> None:
    op.create_table(
        "annotation_revision",
        sa.Column("annotation_id", sa.String(length=500), sa.ForeignKey("annotation.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("author_id", _ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
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
        "everyday_word",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("phrase", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("meanings", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("author_id", _ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.UniqueConstraint("phrase", "number"),
    )
    _move_back()
    op.drop_table("audit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_only_grows()")


def _move_back() -> None:
    ids = {row.key: row.id for row in _rows(sa.select(_INSTRUMENTS))}
    aliases = _table("instrument_alias", "alias", "instrument_id")
    ids |= {row.alias: row.instrument_id for row in _rows(sa.select(aliases))}
    numbers: dict[tuple[str, str], int] = {}
    for row in _rows(sa.select(_AUDIT).where(_AUDIT.c.person_id.is_not(None)).order_by(_AUDIT.c.id)):
        if row.act in ("hide", "restore", "erase") or row.thing == "saved_search" or "erased" in row.after:
            continue
        by = {"author_id": row.person_id}
        number = numbers[row.thing, row.thing_id] = numbers.get((row.thing, row.thing_id), 0) + 1
        if row.thing == "note":
            op.bulk_insert(_REVISIONS, [{"annotation_id": row.thing_id, "number": number, "created_at": row.at, **row.after, **by}])
        elif row.thing == "word":
            op.bulk_insert(_WORDS, [{"phrase": row.thing_id, "number": number, "at": row.at, **row.after, **by}])
        else:
            about = {"instrument_id": ids[row.instrument], "subject": row.thing, "fingerprint": row.thing_id, "at": row.at}
            decision = {"decision": row.after["state"], "correction": row.after["correction"]}
            op.bulk_insert(_DECISIONS, [{**about, **decision, **by}])
