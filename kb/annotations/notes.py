"""Keeping notes: adding, revising, hiding and listing them."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from documents.messages import Places
from documents.paths import provision_key
from kb.accounts.audit import NOTE, Line, lines, record
from kb.accounts.current import acting_person
from kb.annotations.selection import FIELDS, Selection, text_of
from kb.database.storing.seen import require_unchanged
from kb.database.tables import Annotation, AnnotationTarget, Audit, Instrument, Person, Provision, Version
from kb.errors import AnnotationError

NOTE_STATUSES = ("open", "in_progress", "done")
_CONTEXT = 32  # characters of prefix and suffix kept beside a quotation, as the W3C model suggests keeping some


@dataclass(frozen=True, slots=True)
class TargetView:
    """What a note is about.

    :param key: full key of the provision
    :param quotation: the quoted words, None when the note is on the whole provision
    :param start: offset of the quotation in the provision's ``field``
    :param version_id: None where that version is not in the base any more
    :param intact: the stored text is still the one that the note was made on
    :param words: the whole text of the field when the note was made, None where that is not known
    """

    key: str
    version_id: int | None
    path: str
    field: str
    quotation: str | None
    start: int | None
    end: int | None
    intact: bool
    words: str | None = None


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note as it reads now."""

    id: str
    text: str
    tags: tuple[str, ...]
    status: str
    author: str
    created_at: datetime
    revised_at: datetime
    revisions: int
    hidden: bool
    targets: tuple[TargetView, ...]

    @property
    def shown(self) -> tuple[object, ...]:
        """What a change of it rests on, see `kb.database.storing.seen`."""
        return (self.id, self.revisions, self.text, self.tags, self.status, self.hidden)


def add_note(
    session: Session,
    version_id: int,
    selections: Sequence[Selection],
    text: str,
    tags: Iterable[str] = (),
    status: str = "open",
) -> str:
    """Keep a note of whoever acts in the session. The caller commits.

    :param selections: one or more; several when the marked words cross clauses
    :returns: the note's id
    :raises AnnotationError: nothing to say, no target, an unknown status, or a place that is not in the version
    """
    if not selections:
        raise AnnotationError("note_without_place")
    said = _said(text, tags, status)
    note = Annotation(id=str(uuid4()), author_id=acting_person(session).id, created_at=datetime.now(UTC))
    session.add(note)
    session.flush()
    for position, selection in enumerate(selections):
        session.add(_target(session, note.id, position, version_id, selection))
    record(session, "add", NOTE, note.id, after=said)
    return note.id


def revise_note(
    session: Session,
    note_id: str,
    text: str,
    tags: Iterable[str] = (),
    status: str = "open",
    seen: NoteView | None = None,
) -> None:
    """Give a note new words, tags or status; what it said before stays in the audit.

    :param seen: the note that the writer started from; None only where it was read in this same transaction
    :raises AnnotationError: no such note, the note is hidden, or the new words are empty
    :raises ChangedMeanwhileError: somebody else has revised or hidden it since; the new words are not stored
    """
    _require_unchanged(session, note_id, seen)
    if _note(session, note_id).hidden_at:
        raise AnnotationError("note_hidden")
    *_, before = _revisions(session, Audit.thing_id == note_id)[note_id]
    record(session, "revise", NOTE, note_id, before.after, _said(text, tags, status))


def hide_note(session: Session, note_id: str, seen: NoteView | None = None) -> None:
    """Take a note out of sight. It and all that it said stay in the base.

    :param seen: the note as it was shown; None only where it was read in this same transaction
    :raises ChangedMeanwhileError: it says something else by now
    """
    _require_unchanged(session, note_id, seen)
    note = _note(session, note_id)
    if note.hidden_at is None:
        note.hidden_at = datetime.now(UTC)
        note.hidden_by = acting_person(session).id
        record(session, "hide", NOTE, note_id, {"hidden": False}, {"hidden": True})


def restore_note(session: Session, note_id: str, seen: NoteView | None = None) -> None:
    """Show a hidden note again.

    :param seen: the note as it was shown; None only where it was read in this same transaction
    :raises ChangedMeanwhileError: it says something else by now
    """
    _require_unchanged(session, note_id, seen)
    note = _note(session, note_id)
    if note.hidden_at is not None:
        note.hidden_at = note.hidden_by = None
        record(session, "restore", NOTE, note_id, {"hidden": True}, {"hidden": False})


def _require_unchanged(session: Session, note_id: str, seen: NoteView | None) -> None:
    if seen is not None:
        require_unchanged(seen, next(iter(_views(session, Annotation.id == note_id, True)), None))


def notes_for(session: Session, instrument_id: int, *, include_hidden: bool = False) -> list[NoteView]:
    """The notes on an instrument, all versions, in order of making."""
    ids = select(AnnotationTarget.annotation_id).where(AnnotationTarget.instrument_id == instrument_id)
    return _views(session, Annotation.id.in_(ids), include_hidden)


def list_notes(session: Session, *, include_hidden: bool = False) -> list[NoteView]:
    """All notes of the base, in order of making."""
    return _views(session, None, include_hidden)


def _views(session: Session, condition: Any, include_hidden: bool) -> list[NoteView]:
    query = (
        select(Annotation, Person.name)
        .join(Person, Person.id == Annotation.author_id)
        .order_by(Annotation.created_at, Annotation.id)
    )
    if condition is not None:
        query = query.where(condition)
    if not include_hidden:
        query = query.where(Annotation.hidden_at.is_(None))
    notes = session.execute(query).all()
    ids = [note.id for note, _ in notes]
    revisions = _revisions(session, Audit.thing_id.in_(ids))
    targets: dict[str, list[TargetView]] = {note_id: [] for note_id in ids}
    rows = session.execute(
        select(AnnotationTarget, Instrument.key, Provision)
        .join(Instrument, Instrument.id == AnnotationTarget.instrument_id)
        .outerjoin(Provision, (Provision.version_id == AnnotationTarget.version_id) & (Provision.path == AnnotationTarget.path))
        .where(AnnotationTarget.annotation_id.in_(ids))
        .order_by(AnnotationTarget.position)
    )
    for target, key, provision in rows:
        targets[target.annotation_id].append(_target_view(target, key, provision))
    return [
        NoteView(
            id=note.id,
            text=revisions[note.id][-1].after["text"],
            tags=tuple(revisions[note.id][-1].after["tags"]),
            status=revisions[note.id][-1].after["status"],
            author=name,
            created_at=note.created_at,
            revised_at=revisions[note.id][-1].at,
            revisions=len(revisions[note.id]),
            hidden=note.hidden_at is not None,
            targets=tuple(targets[note.id]),
        )
        for note, name in notes
    ]


def _target_view(target: AnnotationTarget, key: str, provision: Provision | None) -> TargetView:
    quote = next((selector["exact"] for selector in target.selectors if selector["type"] == "TextQuoteSelector"), None)
    position: dict[str, int] = next((selector for selector in target.selectors if selector["type"] == "TextPositionSelector"), {})
    intact = provision is not None and _hash(text_of(provision, target.field)) == target.text_hash
    return TargetView(
        provision_key(key, target.path),
        target.version_id,
        target.path,
        target.field,
        quote,
        position.get("start"),
        position.get("end"),
        intact,
        target.words,
    )


def _target(session: Session, note_id: str, position: int, version_id: int, selection: Selection) -> AnnotationTarget:
    row = session.execute(
        select(Provision, Version.instrument_id)
        .join(Version, Version.id == Provision.version_id)
        .where(Provision.version_id == version_id, Provision.path == selection.path)
    ).first()
    if row is None or selection.field not in FIELDS:
        raise AnnotationError("note_place_absent", place=Places.of(selection.path))
    provision, instrument_id = row
    text = text_of(provision, selection.field)
    selectors: list[dict[str, Any]] = []
    if selection.start is not None:
        start, end = selection.start, selection.end if selection.end is not None else len(text)
        if not 0 <= start < end <= len(text):
            raise AnnotationError("note_outside", place=Places.of(selection.path))
        selectors = [
            {
                "type": "TextQuoteSelector",
                "exact": text[start:end],
                "prefix": text[max(0, start - _CONTEXT) : start],
                "suffix": text[end : end + _CONTEXT],
            },
            {"type": "TextPositionSelector", "start": start, "end": end},
        ]
    return AnnotationTarget(
        annotation_id=note_id,
        position=position,
        instrument_id=instrument_id,
        version_id=version_id,
        path=selection.path,
        field=selection.field,
        text_hash=_hash(text),
        words=text,
        selectors=selectors,
    )


def _revisions(session: Session, which: ColumnElement[bool]) -> dict[str, list[Line]]:
    """What notes said, by id, oldest first."""
    found: dict[str, list[Line]] = {}
    for line in lines(session, Audit.thing == NOTE, Audit.act.in_(("add", "revise")), which):
        found.setdefault(line.thing_id, []).append(line)
    return found


def _said(text: str, tags: Iterable[str], status: str) -> dict[str, Any]:
    """What a note says, as the audit keeps it."""
    if not text.strip():
        raise AnnotationError("note_empty")
    if status not in NOTE_STATUSES:
        raise AnnotationError("note_status", status=status, known=", ".join(NOTE_STATUSES))
    return {"text": text.strip(), "tags": list(dict.fromkeys(tag.strip() for tag in tags if tag.strip())), "status": status}


def _note(session: Session, note_id: str) -> Annotation:
    note = session.get(Annotation, note_id)
    if note is None:
        raise AnnotationError("note_not_found")
    return note


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
