"""What people do: who they are, what they write and decide, what they keep; and triggers that let the audit only grow."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import DDL, ForeignKey, Index, String, Table, event
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from kb.database.tables.base import Base, Id
from kb.database.words import ShortWords

NoteId = String(36).with_variant(String(500), "postgresql")
"""A UUID of ours, or the address that another tool gave a note; SQLite looks at no length."""


class Person(Base):
    """Somebody who writes or decides.

    ``issuer``, ``subject``: who they are to the service that they sign in with; null for a name that was typed. ``role``: see
    `kb.accounts.roles`; null: none yet. ``ended_at``: since when they work here no more. ``signed_out_at``: sessions that began
    before have ended.
    """

    __tablename__ = "person"
    __table_args__ = (Index("ix_person_identity", "issuer", "subject", unique=True),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(ShortWords(200), unique=True)
    issuer: Mapped[str | None] = mapped_column(ShortWords(500))
    subject: Mapped[str | None] = mapped_column(ShortWords(300))
    role: Mapped[str | None] = mapped_column(String(20))
    ended_at: Mapped[datetime | None]
    signed_out_at: Mapped[datetime | None]


class SignIn(Base):
    """Somebody is signed in: in one browser, under a hash that its cookie proves. Signing out takes the row away."""

    __tablename__ = "sign_in"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Token(Base):
    """What a program of somebody's asks with: ``digest`` is its SHA-256, and the token itself is kept nowhere."""

    __tablename__ = "token"
    __table_args__ = (Index("ix_token_digest", "digest", unique=True),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(ShortWords(100))
    made_at: Mapped[datetime]
    used_on: Mapped[date | None]
    expires_on: Mapped[date]
    revoked_at: Mapped[datetime | None]


class Audit(Base):
    """Who did what to which thing, and when. Lines are added, never changed nor removed: triggers see to it.

    What people decide is kept here alone and read from here: the words of a note, the decision about an effect or a relation
    (whose rows are derived anew with every text), the law's words for an everyday word. The last line of a thing counts.

    ``thing``, ``thing_id``: note, saved_search or card and its id; effect or relation and its fingerprint; word and the phrase.
    ``instrument``: the key that the instrument of the thing had then; keys that were given up stay as `InstrumentAlias`.
    ``salt``, ``commitment``, ``link``: see `kb.accounts.audit`. Erasing takes ``before``, ``after`` and ``salt`` away.
    """

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: the program
    kind: Mapped[str] = mapped_column(String(10))  # of who acted: person, system
    act: Mapped[str] = mapped_column(String(20))
    thing: Mapped[str] = mapped_column(String(20))
    thing_id: Mapped[str]
    instrument: Mapped[str | None] = mapped_column(index=True)
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    salt: Mapped[str | None] = mapped_column(String(64))
    commitment: Mapped[str] = mapped_column(String(64))
    link: Mapped[str] = mapped_column(String(64))


Index("ix_audit_thing", Audit.thing, Audit.thing_id)


class Annotation(Base):
    """A note, or a reply to one. Its words are in the audit, its places in targets. It is hidden, never deleted.

    ``reply_to``: the note that it answers; a reply has no targets, and nobody replies to a reply.
    ``status`` and what follows, `AnnotationTag` and `AnnotationLink`: what the last line of the audit says, again, so that notes
    are found without reading all of them. ``words`` and ``folded`` hold the text as it is looked for, with marks and without.
    """

    __tablename__ = "annotation"
    id: Mapped[str] = mapped_column(NoteId, primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    hidden_at: Mapped[datetime | None]
    hidden_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reply_to: Mapped[str | None] = mapped_column(ForeignKey("annotation.id"), index=True)
    status: Mapped[str] = mapped_column(String(20), default="noted")
    severity: Mapped[str | None] = mapped_column(String(10))
    assignee: Mapped[str | None] = mapped_column(ShortWords(200))
    words: Mapped[str] = mapped_column(default="")
    folded: Mapped[str] = mapped_column(default="")


class AnnotationTag(Base):
    """A tag that a note has now, as it was written; what the vocabulary calls it today is `kb.annotations.saying`'s."""

    __tablename__ = "annotation_tag"
    annotation_id: Mapped[str] = mapped_column(ForeignKey("annotation.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(ShortWords(100), primary_key=True, index=True)


class AnnotationLink(Base):
    """Another provision that a note names now. ``instrument``: the first part of its key."""

    __tablename__ = "annotation_link"
    annotation_id: Mapped[str] = mapped_column(ForeignKey("annotation.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    instrument: Mapped[str] = mapped_column(index=True)


class AnnotationTarget(Base):
    """What a note is about: a provision of a version, or words quoted from it (W3C selectors on its text).

    ``words``: the whole text of the field when the note was made; null only where that was lost before it was kept. ``version_id``
    is null where that version was taken out and none has the words at the same place: ``gone`` then says what it was.
    """

    __tablename__ = "annotation_target"
    annotation_id: Mapped[str] = mapped_column(ForeignKey("annotation.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"))
    path: Mapped[str]
    field: Mapped[str] = mapped_column(String(7), default="text")
    text_hash: Mapped[str] = mapped_column(String(64))  # SHA-256 of the field's text when the note was made
    words: Mapped[str | None]
    selectors: Mapped[list[Any]] = mapped_column(default=list)  # W3C selectors; empty: the whole provision
    gone: Mapped[dict[str, Any]] = mapped_column(default=dict)  # number, sha256, from, and the provisions around it


class AnnotationPlacing(Base):
    """Where a person said that a target of a note stands in another text, or that it stands nowhere there.

    It names the text by its hash, for the version may be taken out and come again. ``act``: placed, or gone; ``start`` and ``end``
    are null for a whole provision, ``words`` is the whole text of the field. ``state``: active, or withdrawn by a person. Who
    decided what before is in `Audit`.
    """

    __tablename__ = "annotation_placing"
    __table_args__ = (Unique("annotation_id", "position", "instrument_id", "text_hash"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    annotation_id: Mapped[str] = mapped_column(ForeignKey("annotation.id"))
    position: Mapped[int]
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument.id"), index=True)
    text_hash: Mapped[str] = mapped_column(String(64))  # of the version
    valid_from: Mapped[date | None]  # of the version
    act: Mapped[str] = mapped_column(String(10))
    path: Mapped[str | None]
    field: Mapped[str | None] = mapped_column(String(7))
    start: Mapped[int | None]
    end: Mapped[int | None]
    words: Mapped[str | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="active")


class SavedSearch(Base):
    """A search that somebody chose to keep, with its words and filters. Removing it deletes it and what it found.

    ``mark``: the newest version (`Version.id`) that the base had when it was last run; ``revision``: the state of the texts then.
    """

    __tablename__ = "saved_search"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    query: Mapped[str]
    filters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    mark: Mapped[int] = mapped_column(Id, default=0)
    revision: Mapped[str | None]
    checked_at: Mapped[datetime | None]


class SavedSearchHit(Base):
    """An article that a saved search has found, in the wording found last.

    ``alert``: new or changed, until somebody has seen it.
    """

    __tablename__ = "saved_search_hit"
    saved_id: Mapped[int] = mapped_column(ForeignKey("saved_search.id"), primary_key=True)
    article: Mapped[str] = mapped_column(primary_key=True)  # key
    text_hash: Mapped[str | None] = mapped_column(String(64))
    found_at: Mapped[datetime]
    alert: Mapped[str | None] = mapped_column(String(10))


class Visit(Base):
    """When somebody last said that they have seen what is new. Nothing else of it is kept: no query, no words, no page."""

    __tablename__ = "visit"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime]


class Pairing(Base):
    """What a person decided about two provisions: that they correspond, or that they do not.

    It is about whatever has these keys, now or later, so that it points to no row of `Instrument`. Of two versions of one
    instrument ``left_version`` and ``right_version`` are the numbers; else they are empty. ``act``: join, part. ``state``:
    active, or withdrawn by a person. Who decided what before is in `Audit`.
    """

    __tablename__ = "pairing"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    left_key: Mapped[str]
    left_version: Mapped[str] = mapped_column(default="")
    left_path: Mapped[str]
    right_key: Mapped[str]
    right_version: Mapped[str] = mapped_column(default="")
    right_path: Mapped[str]
    act: Mapped[str] = mapped_column(String(10))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="active")


Index("ix_pairing_keys", Pairing.left_key, Pairing.right_key)


class CardRevision(Base):
    """A card as a curator left it. Rows are added, never changed: the last one of a card counts.

    ``number``: from 1 within its card. ``act``: edit, import, undo, restore, shipped. ``about``: the revision that was undone or
    restored. ``body``: the whole card as YAML; null: as it is shipped. ``beneath``: the hash of the shipped card then.
    """

    __tablename__ = "card_revision"
    __table_args__ = (Unique("card", "number"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    card: Mapped[str] = mapped_column(ShortWords(10))
    number: Mapped[int]
    act: Mapped[str] = mapped_column(ShortWords(10))
    about: Mapped[int | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    why: Mapped[str]
    body: Mapped[str | None]
    beneath: Mapped[str] = mapped_column(ShortWords(64))


class PracticeResult(Base):
    """The last result of a person in a made-up call: which call, whether it was right, on which day. Nothing else is kept."""

    __tablename__ = "practice_result"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    call: Mapped[str] = mapped_column(String(60), primary_key=True)
    right: Mapped[bool]
    day: Mapped[date]


class ReviewFile(Base):
    """A review of a set of provisions. It is closed, never deleted; who changed what is in `Audit` (thing ``review``).

    ``origin``: the name of the file that it was imported from, which is imported once. ``as_of``: the day of the law that is
    reviewed. ``state``: open, closed.
    """

    __tablename__ = "review_file"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    origin: Mapped[str | None] = mapped_column(ShortWords(200), unique=True)
    title: Mapped[str]
    purpose: Mapped[str] = mapped_column(default="")
    basis: Mapped[str] = mapped_column(default="")
    deadline: Mapped[date | None]
    as_of: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="open")
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class ReviewMember(Base):
    """Somebody who works on a review."""

    __tablename__ = "review_member"
    file_id: Mapped[int] = mapped_column(ForeignKey("review_file.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)


class ReviewItem(Base):
    """An instrument of the set, or a provision of one with all below it, by the key that it had then. An empty path: the whole."""

    __tablename__ = "review_item"
    file_id: Mapped[int] = mapped_column(ForeignKey("review_file.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    instrument: Mapped[str]
    path: Mapped[str] = mapped_column(default="")


class ReviewMark(Base):
    """How far a review is with a provision, as a person said. ``state``: read, noted, nothing; no row: not read yet."""

    __tablename__ = "review_mark"
    file_id: Mapped[int] = mapped_column(ForeignKey("review_file.id"), primary_key=True)
    instrument: Mapped[str] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class ReviewFinding(Base):
    """What a review makes of a note: whether it is left out of the report. The words are of older bases, which kept here what
    is the note's own now (`kb.annotations.saying`).

    ``note_id`` is no reference, so that nothing keeps a note's row from going.
    """

    __tablename__ = "review_finding"
    file_id: Mapped[int] = mapped_column(ForeignKey("review_file.id"), primary_key=True)
    note_id: Mapped[str] = mapped_column(NoteId, primary_key=True)
    left_out: Mapped[bool] = mapped_column(default=False)
    proposal: Mapped[str] = mapped_column(default="")
    legal_basis: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


_REFUSED = "the audit only grows"
_STAYS = ("id", "person_id", "kind", "act", "thing", "thing_id", "instrument", "at", "commitment", "link")


def _only_erases(same: str, words: str) -> str:
    """Whether a line about a note or a review loses its words, with what hides them, and nothing else."""
    stays = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in _STAYS)
    gone = " AND ".join(f"NEW.{name}{words} = '{{\"erased\": true}}'" for name in ("before", "after"))
    return f"OLD.thing IN ('note', 'review') AND {stays} AND {gone} AND NEW.salt IS NULL"


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
_AUDIT: Table = Base.metadata.tables[Audit.__tablename__]
for _dialect, _statements in _GUARDS.items():
    for _statement in _statements:
        event.listen(_AUDIT, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]
