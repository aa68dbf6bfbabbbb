"""Keeping notes: adding, revising, answering and hiding them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.messages import Places
from kb.accounts.audit import NOTE, lines, record
from kb.accounts.current import acting_person
from kb.annotations.model import NOTE_STATUSES, NoteView, Reply
from kb.annotations.reading import find_note, find_reply, text_hash
from kb.annotations.saying import Said, checked, checked_text, remember
from kb.annotations.selection import Selection, stored_text
from kb.database.storing.seen import require_unchanged
from kb.database.tables import Annotation, AnnotationTarget, Audit, Version
from kb.errors import AnnotationError

_CONTEXT = 32  # characters of prefix and suffix kept beside a quotation, as the W3C model suggests keeping some


@dataclass(frozen=True, slots=True)
class Made:
    """Who wrote something, and when."""

    author_id: int
    at: datetime


def add_note(
    session: Session,
    version_id: int,
    selections: Sequence[Selection],
    text: str,
    tags: Iterable[str] = (),
    status: str = NOTE_STATUSES[0],
    *,
    severity: str | None = None,
    assignee: str | None = None,
    links: Iterable[str] = (),
    id: str | None = None,
) -> str:
    """Keep a note of whoever acts in the session. The caller commits.

    :param selections: one or more; several when the marked words cross clauses
    :param text: Markdown; may be empty where words are marked
    :param links: full keys of other provisions that the note names
    :param id: of a note that was made elsewhere
    :returns: the note's id
    :raises AnnotationError: nothing to say, no target, what the base does not know, or a place that is not in the version
    """
    if not selections:
        raise AnnotationError("note_without_place")
    acting_person(session)
    quotes = any(selection.start is not None for selection in selections)
    said = checked(session, Said(text, tuple(tags), status, severity, assignee, tuple(links)), quotes=quotes)
    return keep_note(session, [(version_id, selection) for selection in selections], said, id=id)


def keep_note(
    session: Session,
    places: Sequence[tuple[int, Selection]],
    said: Said,
    *,
    id: str | None = None,
    made: Made | None = None,
) -> str:
    """Keep a note that was checked, with places in one version or in several. The caller commits.

    :param places: versions, and where in them
    :param made: by whom and when, where it was made elsewhere
    """
    made = made or Made(acting_person(session).id, datetime.now(UTC))
    note = Annotation(id=id or _new_id(), author_id=made.author_id, created_at=made.at)
    targets = [_target(session, note.id, position, version_id, place) for position, (version_id, place) in enumerate(places)]
    session.add(note)
    session.flush()
    session.add_all(targets)
    _say(session, "add", note.id, None, said)
    return note.id


def add_reply(session: Session, note_id: str, text: str, *, id: str | None = None, made: Made | None = None) -> str:
    """Answer a note. An answer to a reply answers the note that this one answers.

    :param made: by whom and when, where it was made elsewhere
    :returns: the reply's id
    :raises AnnotationError: no such note, it is hidden, or nothing is said
    """
    note = _note(session, note_id)
    if note.reply_to:
        note = _note(session, note.reply_to)
    if note.hidden_at:
        raise AnnotationError("note_hidden")
    said = Said(checked_text(text))
    made = made or Made(acting_person(session).id, datetime.now(UTC))
    reply = Annotation(id=id or _new_id(), author_id=made.author_id, created_at=made.at, reply_to=note.id)
    session.add(reply)
    session.flush()
    _say(session, "add", reply.id, None, said)
    return reply.id


def revise_note(
    session: Session,
    note_id: str,
    text: str,
    tags: Iterable[str] = (),
    status: str = NOTE_STATUSES[0],
    seen: NoteView | Reply | None = None,
    *,
    severity: str | None = None,
    assignee: str | None = None,
    links: Iterable[str] = (),
) -> None:
    """Let a note say something else; what it said before stays in the audit. Of a reply only the text counts.

    :param seen: the note that the writer started from; None only where it was read in this same transaction
    :raises AnnotationError: no such note, the note is hidden, or it cannot be kept so
    :raises ChangedMeanwhileError: somebody else has revised or hidden it since; the new words are not stored
    """
    _require_unchanged(session, note_id, seen)
    note = _note(session, note_id)
    if note.hidden_at:
        raise AnnotationError("note_hidden")
    before = last_said(session, note_id)
    if note.reply_to:
        said = Said(checked_text(text))
    else:
        wanted = Said(text, tuple(tags), status, severity, assignee, tuple(links))
        said = checked(session, wanted, quotes=_quotes(session, note_id), known=before.links)
    _say(session, "revise", note_id, before, said)


def hide_note(session: Session, note_id: str, seen: NoteView | Reply | None = None) -> None:
    """Take a note or a reply out of sight. It and all that it said stay in the base.

    :param seen: as it was shown; None only where it was read in this same transaction
    :raises ChangedMeanwhileError: it says something else by now
    """
    _require_unchanged(session, note_id, seen)
    note = _note(session, note_id)
    if note.hidden_at is None:
        note.hidden_at = datetime.now(UTC)
        note.hidden_by = acting_person(session).id
        record(session, "hide", NOTE, note_id, {"hidden": False}, {"hidden": True})


def restore_note(session: Session, note_id: str, seen: NoteView | Reply | None = None) -> None:
    """Show a hidden note or reply again.

    :param seen: as it was shown; None only where it was read in this same transaction
    :raises ChangedMeanwhileError: it says something else by now
    """
    _require_unchanged(session, note_id, seen)
    note = _note(session, note_id)
    if note.hidden_at is not None:
        note.hidden_at = note.hidden_by = None
        record(session, "restore", NOTE, note_id, {"hidden": True}, {"hidden": False})


def last_said(session: Session, note_id: str) -> Said:
    """What a note or a reply says now."""
    *_, last = lines(session, Audit.thing == NOTE, Audit.thing_id == note_id, Audit.act.in_(("add", "revise")))
    return Said.of(last.after)


def _new_id() -> str:
    """An address, as the W3C model asks for."""
    return f"urn:uuid:{uuid4()}"


def _say(session: Session, act: str, note_id: str, before: Said | None, said: Said) -> None:
    record(session, act, NOTE, note_id, before.line if before else None, said.line)
    remember(session, note_id)


def _require_unchanged(session: Session, note_id: str, seen: NoteView | Reply | None) -> None:
    if isinstance(seen, NoteView):
        require_unchanged(seen, find_note(session, note_id))
    elif seen is not None:
        require_unchanged(seen, find_reply(session, note_id))


def _quotes(session: Session, note_id: str) -> bool:
    """Whether a note marks words."""
    return any(session.scalars(select(AnnotationTarget.selectors).where(AnnotationTarget.annotation_id == note_id)))


def _target(session: Session, note_id: str, position: int, version_id: int, selection: Selection) -> AnnotationTarget:
    text = stored_text(session, version_id, selection)
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
        instrument_id=session.get_one(Version, version_id).instrument_id,
        version_id=version_id,
        path=selection.path,
        field=selection.field,
        text_hash=text_hash(text),
        words=text,
        selectors=selectors,
    )


def _note(session: Session, note_id: str) -> Annotation:
    note = session.get(Annotation, note_id)
    if note is None:
        raise AnnotationError("note_not_found")
    return note
