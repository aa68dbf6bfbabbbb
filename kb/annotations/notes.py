"""Keeping notes: adding, revising, answering, hiding and erasing them.

Hiding is for what is wrong or done, and can be taken back. Erasing is for what should never have been written, as a caller's name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Column, delete, or_, select
from sqlalchemy.orm import Session

from documents.comparison.anchoring import Spot
from documents.messages import Places
from kb.accounts.audit import ERASE, FINDING, NOTE, REVIEW, empty, record
from kb.accounts.current import Actor, acting_person
from kb.accounts.roles import allow
from kb.annotations.model import NOTE_STATUSES, NoteView, Reply, stored_text
from kb.annotations.reading import find_note, find_reply
from kb.annotations.saying import Said, checked, checked_text, last_said, remember
from kb.base import KnowledgeBase
from kb.database.storing.anchors import selectors_of, text_hash
from kb.database.storing.seen import require_unchanged
from kb.database.sweeping import await_sweep, is_due, sweep
from kb.database.tables import Annotation, AnnotationTarget, Audit, Base, ReviewFinding, Version
from kb.errors import AnnotationError


@dataclass(frozen=True, slots=True)
class Made:
    """Who wrote something, and when."""

    author_id: int
    at: datetime


def add_note(
    session: Session,
    version_id: int,
    selections: Sequence[Spot],
    text: str,
    tags: Iterable[str] = (),
    status: str = NOTE_STATUSES[0],
    *,
    severity: str | None = None,
    assignee: str | None = None,
    links: Iterable[str] = (),
    id: str | None = None,
    **written: str,
) -> str:
    """Keep a note of whoever acts in the session. The caller commits.

    :param selections: one or more; several when the marked words cross clauses
    :param text: Markdown; may be empty where words are marked
    :param links: full keys of other provisions that the note names
    :param id: of a note that was made elsewhere
    :param written: some of `kb.annotations.model.WRITTEN`
    :raises AnnotationError: nothing to say, no target, what the base does not know, or a place that is not in the version
    """
    if not selections:
        raise AnnotationError("note_without_place")
    acting_person(session)
    quotes = any(selection.start is not None for selection in selections)
    said = checked(session, Said(text, tuple(tags), status, severity, assignee, tuple(links), **written), quotes=quotes)
    return keep_note(session, [(version_id, selection) for selection in selections], said, id=id)


def keep_note(
    session: Session,
    places: Sequence[tuple[int, Spot]],
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
    **written: str,
) -> None:
    """Let a note say something else; what it said before stays in the audit. Of a reply only the text counts.

    :param seen: the note that the writer started from; None only where it was read in this same transaction
    :param written: some of `kb.annotations.model.WRITTEN`; what is not given stays as it is
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
        said_now: dict[str, Any] = {**written, "links": tuple(links)}
        wanted = replace(before, text=text, tags=tuple(tags), status=status, severity=severity, assignee=assignee, **said_now)
        said = checked(session, wanted, quotes=_quotes(session, note_id), known=before.links)
    _say(session, "revise", note_id, before, said)


def hide_note(session: Session, note_id: str, seen: NoteView | Reply | None = None, *, hidden: bool = True) -> None:
    """Take a note or a reply out of sight, or show it again. It and all that it said stay in the base.

    :param seen: as it was shown; None only where it was read in this same transaction
    :raises ChangedMeanwhileError: it says something else by now
    """
    _require_unchanged(session, note_id, seen)
    note = _note(session, note_id)
    if (note.hidden_at is not None) != hidden:
        note.hidden_at, note.hidden_by = (datetime.now(UTC), acting_person(session).id) if hidden else (None, None)
        record(session, "hide" if hidden else "restore", NOTE, note_id, {"hidden": not hidden}, {"hidden": hidden})


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


def _target(session: Session, note_id: str, position: int, version_id: int, selection: Spot) -> AnnotationTarget:
    text = stored_text(session, version_id, selection)
    selectors: list[dict[str, Any]] = []
    if selection.start is not None:
        start, end = selection.start, selection.end if selection.end is not None else len(text)
        if not 0 <= start < end <= len(text):
            raise AnnotationError("note_outside", place=Places.of(selection.path))
        selectors = selectors_of(text, start, end)
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


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasing did.

    :param ids: the note, and what answered it
    :param swept: the words are out of the database's files too; false where somebody held them: then it is still to be done
    """

    ids: tuple[str, ...]
    swept: bool


def erase(base: KnowledgeBase, note_id: str, actor: Actor) -> Erased:
    """Erase a note or a reply, with all that it ever said and all answers to it, out of tables and files.

    :raises AnnotationError: there is no such note
    """
    with base.session(write=True, actor=actor) as session:
        ids = erase_note(session, note_id)
    return Erased(ids, sweep_files(base))


def erase_note(session: Session, note_id: str) -> tuple[str, ...]:
    """The same in the tables alone. The caller commits, then calls :func:`sweep_files`.

    Answers go with it, for they repeat what they answer. It does not ask whether the note has changed meanwhile: what is to be
    erased may not stay because somebody else was writing.

    :raises AnnotationError: there is no such note
    """
    allow(session, ERASE, NOTE)
    of_it = or_(Annotation.id == note_id, Annotation.reply_to == note_id)
    ids = tuple(session.scalars(select(Annotation.id).where(of_it).order_by(Annotation.created_at, Annotation.id)))
    if note_id not in ids:
        raise AnnotationError("note_not_found")
    session.expunge_all()
    await_sweep(session)
    for column in _about_notes():
        session.execute(delete(column.table).where(column.in_(ids)))
    session.execute(delete(Annotation).where(Annotation.id.in_(ids)))
    empty(session, Audit.thing == NOTE, Audit.thing_id.in_(ids))
    told = session.execute(select(Audit.id, Audit.after).where(Audit.thing == REVIEW, Audit.act == FINDING))
    empty(session, Audit.id.in_([line for line, after in told if after.get("note") in ids]))  # what reviews made of it
    for one in ids:
        record(session, ERASE, NOTE, one)
    return ids


def sweep_files(base: KnowledgeBase, wait_ms: int = 60_000) -> bool:
    """Take what was erased out of the files of the database, too, if that is still to be done.

    :param wait_ms: for others to let the files go
    :returns: false where somebody else kept it from being done
    """
    with base.session() as session:
        if not is_due(session):
            return True
    others = dict.fromkeys(column.table.name for column in _about_notes())
    return sweep(base.engine, (*others, Annotation.__tablename__, Audit.__tablename__), wait_ms)


def _about_notes() -> list[Column[Any]]:
    """The columns of other tables that say which note a row belongs to."""
    return [
        column
        for table in Base.metadata.sorted_tables
        if table.name != Annotation.__tablename__
        for column in table.columns
        if column is ReviewFinding.__table__.c.note_id
        or any(key.column.table.name == Annotation.__tablename__ for key in column.foreign_keys)
    ]
