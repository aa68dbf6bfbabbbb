"""Reading notes, with their places and replies; those that explain a change fill a column where two texts are compared."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from documents.paths import provision_key, split_key, upward
from kb.accounts.audit import NOTE
from kb.annotations.model import WRITTEN, MadeOn, NoteView, Reply, TargetView
from kb.annotations.saying import EXPLAINS, Said, named, said_of
from kb.database.reading.details import slices
from kb.database.storing.anchors import text_hash
from kb.database.tables import Annotation, AnnotationTarget, Audit, Instrument, Person, Provision, Version
from kb.interface.days import utc

_SAYS = (Audit.thing == NOTE, Audit.act.in_(("add", "revise")))


def notes_for(session: Session, instrument_id: int, note_id: str | None = None, *, include_hidden: bool = False) -> list[NoteView]:
    """The notes on an instrument, all versions, in order of making."""
    ids = select(AnnotationTarget.annotation_id).where(AnnotationTarget.instrument_id == instrument_id)
    only = () if note_id is None else (Annotation.id == note_id,)
    return views(session, Annotation.id.in_(ids), *only, include_hidden=include_hidden)


def list_notes(session: Session, *, include_hidden: bool = False) -> list[NoteView]:
    """All notes of the base, in order of making."""
    return views(session, include_hidden=include_hidden)


def find_note(session: Session, note_id: str) -> NoteView | None:
    """A note, hidden or not; None where there is none. A reply is none."""
    return next(iter(views(session, Annotation.id == note_id, include_hidden=True)), None)


def find_reply(session: Session, reply_id: str) -> Reply | None:
    """A reply, hidden or not."""
    return next((reply for some in _replies(session, Annotation.id == reply_id, True).values() for reply in some), None)


def views(session: Session, *where: ColumnElement[bool], include_hidden: bool = False) -> list[NoteView]:
    """The notes that answer some conditions, in order of making."""
    query = _rows(include_hidden, *where, Annotation.reply_to.is_(None))
    return views_of(session, [note.id for note in session.execute(query)], include_hidden=include_hidden)


def views_of(session: Session, ids: Sequence[str], *, include_hidden: bool = False) -> list[NoteView]:
    """The notes of some ids, in the order of these.

    :param include_hidden: their hidden replies, too
    """
    found: dict[str, NoteView] = {}
    for some in slices(ids):
        words, targets = _words(session, some), _targets(session, some)
        replies = _replies(session, Annotation.reply_to.in_(some), include_hidden)
        for note in session.execute(_rows(True, Annotation.id.in_(some))):
            said = words[note.id][0]
            found[note.id] = NoteView(
                **_written(note, *words[note.id]),
                tags=named(said.tags),
                status=said.status,
                severity=said.severity,
                assignee=said.assignee,
                links=said.links,
                targets=tuple(targets.get(note.id, ())),
                replies=tuple(replies.get(note.id, ())),
                **{name: getattr(said, name) for name in WRITTEN},
            )
    return [found[note_id] for note_id in ids if note_id in found]


def _rows(include_hidden: bool, *where: ColumnElement[bool]) -> Any:
    # Columns, not rows of the mapper: a text may have thousands of notes.
    columns = (Annotation.id, Annotation.reply_to, Annotation.created_at, Annotation.hidden_at, Person.name)
    query = select(*columns).join(Person, Person.id == Annotation.author_id).where(*where)
    query = query.order_by(Annotation.created_at, Annotation.id)
    return query if include_hidden else query.where(Annotation.hidden_at.is_(None))


def _replies(session: Session, which: ColumnElement[bool], include_hidden: bool) -> dict[str, list[Reply]]:
    """Replies by the note that they answer."""
    rows = session.execute(_rows(include_hidden, which, Annotation.reply_to.is_not(None))).all()
    found: dict[str, list[Reply]] = {}
    words = _words(session, [reply.id for reply in rows])
    for reply in rows:
        found.setdefault(str(reply.reply_to), []).append(Reply(**_written(reply, *words[reply.id])))
    return found


def _written(row: Any, said: Said, revised_at: datetime, revisions: int) -> dict[str, Any]:
    """What a note and a reply have in common."""
    written = {"created_at": utc(row.created_at), "revised_at": revised_at, "revisions": revisions}
    return {"id": row.id, "text": said.text, "author": row.name, **written, "hidden": row.hidden_at is not None}


def _words(session: Session, ids: Sequence[str]) -> dict[str, tuple[Said, Any, int]]:
    """What notes or replies say, since when, and how many times they were written."""
    found: dict[str, tuple[Said, Any, int]] = {}
    for some in slices(ids):
        counted = (
            select(func.max(Audit.id).label("last"), func.count().label("times"))
            .where(*_SAYS, Audit.thing_id.in_(some))
            .group_by(Audit.thing_id)
            .subquery()
        )
        rows = session.execute(
            select(Audit.thing_id, Audit.after, Audit.at, counted.c.times).join(counted, counted.c.last == Audit.id)
        ).all()
        said = said_of(session, {note_id: after for note_id, after, _, _ in rows})
        found |= {note_id: (said[note_id], utc(at), times) for note_id, _, at, times in rows}
    return found


def _targets(session: Session, ids: Sequence[str]) -> dict[str, list[TargetView]]:
    targets: dict[str, list[TargetView]] = {}
    target = AnnotationTarget
    stands = case((target.field == "heading", Provision.heading), (target.field == "tail", Provision.tail), else_=Provision.text)
    about = (target.annotation_id, target.version_id, target.path, target.field, target.text_hash, target.words, target.selectors)
    version = (target.gone, Version.number, Version.text_hash.label("version_hash"), Version.valid_from)
    rows = session.execute(
        select(*about, *version, Instrument.key, Provision.id.label("provision"), func.coalesce(stands, "").label("stands"))
        .join(Instrument, Instrument.id == target.instrument_id)
        .outerjoin(Version, Version.id == target.version_id)
        .outerjoin(Provision, (Provision.version_id == target.version_id) & (Provision.path == target.path))
        .where(target.annotation_id.in_(ids))
        .order_by(target.position)
    )
    for row in rows:
        targets.setdefault(row.annotation_id, []).append(_target_view(row))
    return targets


def _target_view(row: Any) -> TargetView:
    selectors = {selector["type"]: selector for selector in row.selectors}
    quote: dict[str, str] = selectors.get("TextQuoteSelector", {})
    position: dict[str, int] = selectors.get("TextPositionSelector", {})
    number, sha256, valid_from = row.number, row.version_hash, row.valid_from
    if sha256 is None and row.gone:
        number, sha256 = row.gone.get("number"), row.gone.get("sha256")
        valid_from = date.fromisoformat(row.gone["from"]) if row.gone.get("from") else None
    return TargetView(
        key=provision_key(row.key, row.path),
        version_id=row.version_id,
        path=row.path,
        field=row.field,
        quotation=quote.get("exact"),
        start=position.get("start"),
        end=position.get("end"),
        intact=row.provision is not None and text_hash(row.stands) == row.text_hash,
        words=row.words,
        made_on=MadeOn(number, sha256, valid_from, quote.get("prefix", ""), quote.get("suffix", "")),
    )


def explaining(session: Session, instrument_id: int, version_id: int) -> Mapping[str, list[NoteView]]:
    """The notes on a version that explain, by path; those made on another version hold where the words are the same.

    What is hidden is left out, and what people keep for themselves stays out of an office's table.
    """
    key = session.scalars(select(Instrument.key).where(Instrument.id == instrument_id)).one()
    found: Mapping[str, list[NoteView]] = defaultdict(list)
    for note in notes_for(session, instrument_id):
        if any(tag.casefold() == EXPLAINS for tag in note.tags):
            for target in note.targets:
                if split_key(target.key)[0] == key and _holds(session, target, version_id) and note not in found[target.path]:
                    found[target.path].append(note)
    return found


def _holds(session: Session, target: TargetView, version_id: int) -> bool:
    """Whether what a note was made on stands in a version with the same words."""
    if target.version_id == version_id:
        return True
    words = select(Provision.heading, Provision.text, Provision.tail).where(Provision.path == target.path)
    here, there = (
        session.execute(words.where(Provision.version_id == version)).first() for version in (version_id, target.version_id)
    )
    return here is not None and here == there


class Explanations:
    """Notes by the lines of a comparison: each stands in the line of what it is about, or of the nearest thing above it.

    :param texts: of each text its notes by path
    :param lines: the provisions of each line, text by text. What stands in two lines, as an article without clauses does beside
        one that has them, is explained in the last: that has its words
    """

    def __init__(self, texts: Sequence[Mapping[str, list[NoteView]]], lines: Iterable[Sequence[Sequence[str]]]) -> None:
        self._of: Mapping[Line, list[NoteView]] = defaultdict(list)
        known = [_line(paths) for paths in lines]
        for number, notes in enumerate(texts):
            has = {path: line for line in known for path in line[number]}
            for path, some in notes.items():
                line = next((has[above] for above in upward(path) if above in has), None)
                if line is not None:
                    self._of[line].extend(some)

    def of(self, paths: Sequence[Sequence[str]]) -> list[NoteView]:
        """The notes of a line, each once.

        :param paths: its provisions in each text
        """
        found = {note.id: note for note in self._of.get(_line(paths), ())}
        return sorted(found.values(), key=lambda note: note.created_at)


Line = tuple[tuple[str, ...], ...]


def _line(paths: Sequence[Sequence[str]]) -> Line:
    return tuple(tuple(side) for side in paths)
