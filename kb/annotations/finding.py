"""Finding notes among many: by words, by what they say, by place and by day; a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from documents.text import fold
from kb.accounts.audit import NOTE
from kb.annotations.model import NOTE_STATUSES, NoteView
from kb.annotations.reading import views, views_of
from kb.annotations.saying import looked_for
from kb.annotations.vocabulary import vocabulary
from kb.database.tables import (
    Annotation,
    AnnotationLink,
    AnnotationTag,
    AnnotationTarget,
    Audit,
    Instrument,
    InstrumentAlias,
    Person,
)
from kb.interface.days import beginning


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which notes are looked for; what is absent leaves nothing out.

    :param words: each of them stands in the note or in a reply to it; without marks, with any
    :param tag: a name of the vocabulary, or a tag of somebody's own
    :param instrument: key of the text that the note is on, or that it names
    :param since: first day of making, in Vietnam
    :param until: last day of making
    :param hidden: hidden notes, too
    """

    words: str = ""
    author: str | None = None
    tag: str | None = None
    status: str | None = None
    severity: str | None = None
    assignee: str | None = None
    instrument: str | None = None
    since: date | None = None
    until: date | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A page of notes, the newest first.

    :param count: of all that answer
    :param by_status: the same by status
    """

    notes: tuple[NoteView, ...]
    count: int
    by_status: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Choices:
    """What notes of a base can be narrowed by, each with the number of notes that are not hidden."""

    authors: Mapping[str, int]
    assignees: Mapping[str, int]
    tags: Mapping[str, int]
    instruments: Mapping[str, int]


def find_notes(session: Session, wanted: Wanted, first: int = 0, most: int = 20) -> Found:
    """The notes that answer, the newest first.

    :param first: how many to leave out
    """
    where = _conditions(session, wanted)
    counted = select(Annotation.status, func.count()).where(*where).group_by(Annotation.status)
    by_status: dict[str, int] = _pairs(session, counted)
    page = select(Annotation.id).where(*where).order_by(Annotation.created_at.desc(), Annotation.id.desc())
    ids = session.scalars(page.offset(first).limit(most)).all()
    notes = views_of(session, ids, include_hidden=wanted.hidden)
    ordered = {status: by_status[status] for status in NOTE_STATUSES if status in by_status}
    return Found(tuple(notes), sum(by_status.values()), ordered)


def choices(session: Session) -> Choices:
    """What there is to narrow by: only what some note has."""
    shown = (Annotation.reply_to.is_(None), Annotation.hidden_at.is_(None))
    author, tags = aliased(Person), vocabulary(session)
    counted: dict[str, int] = {}
    tagged = select(AnnotationTag.tag, func.count()).join(Annotation, Annotation.id == AnnotationTag.annotation_id).where(*shown)
    for name, count in _pairs(session, tagged.group_by(AnnotationTag.tag)).items():
        (today,) = tags.named((name,))
        counted[today] = counted.get(today, 0) + count
    authors = select(author.name, func.count()).join(Annotation, Annotation.author_id == author.id).where(*shown)
    assignees = select(Annotation.assignee, func.count()).where(*shown, Annotation.assignee.is_not(None))
    instruments = (
        select(Instrument.key, func.count(AnnotationTarget.annotation_id.distinct()))
        .join(AnnotationTarget, AnnotationTarget.instrument_id == Instrument.id)
        .join(Annotation, Annotation.id == AnnotationTarget.annotation_id)
        .where(*shown)
    )
    return Choices(
        authors=_pairs(session, authors.group_by(author.name)),
        assignees=_pairs(session, assignees.group_by(Annotation.assignee)),
        tags=dict(sorted(counted.items())),
        instruments=_pairs(session, instruments.group_by(Instrument.key)),
    )


def naming(session: Session, instrument_id: int) -> list[NoteView]:
    """The notes, on whatever text, that name a provision of an instrument or all of it."""
    named = select(AnnotationLink.annotation_id).where(AnnotationLink.instrument.in_(_keys(instrument_id)))
    return views(session, Annotation.id.in_(named))


def mentioning(session: Session, name: str) -> list[NoteView]:
    """The notes in which, or in a reply to which, ``@`` may stand before a name; `mentions` says who is meant."""
    at = Annotation.words.contains("@" + looked_for(name), autoescape=True)
    threads = select(func.coalesce(Annotation.reply_to, Annotation.id)).where(at, Annotation.hidden_at.is_(None))
    return views(session, Annotation.id.in_(threads))


def last_act(session: Session) -> int:
    """What changes with anything that anybody does in the base; asked for in no time."""
    return session.scalar(select(func.max(Audit.id))) or 0


def stamp(session: Session, instrument_id: int) -> tuple[int, int]:
    """What changes whenever a note on an instrument, or a reply to one, is made or changed; cheap to ask for again and again."""
    ids = select(AnnotationTarget.annotation_id).where(AnnotationTarget.instrument_id == instrument_id)
    answers = select(Annotation.id).where(Annotation.reply_to.in_(ids))
    about = (Audit.thing == NOTE, or_(Audit.thing_id.in_(ids), Audit.thing_id.in_(answers)))
    count, last = session.execute(select(func.count(), func.coalesce(func.max(Audit.id), 0)).where(*about)).one()
    return count, last


def _keys(instrument_id: int) -> Select[Any]:
    """Every key that an instrument has or had."""
    now = select(Instrument.key).where(Instrument.id == instrument_id)
    return select(
        now.union_all(select(InstrumentAlias.alias).where(InstrumentAlias.instrument_id == instrument_id)).subquery().c[0]
    )


def _conditions(session: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Annotation.reply_to.is_(None)]
    if not wanted.hidden:
        found.append(Annotation.hidden_at.is_(None))
    for column, value in (
        (Annotation.status, wanted.status),
        (Annotation.severity, wanted.severity),
        (Annotation.assignee, wanted.assignee),
    ):
        if value:
            found.append(column == value)
    if wanted.author:
        found.append(Annotation.author_id.in_(select(Person.id).where(Person.name == wanted.author)))
    if wanted.tag:
        tag = vocabulary(session).find(wanted.tag)
        having = select(AnnotationTag.annotation_id).where(AnnotationTag.tag.in_(tag.names if tag else (wanted.tag,)))
        found.append(Annotation.id.in_(having))
    if wanted.instrument:
        found.append(_about(wanted.instrument))
    if wanted.since:
        found.append(Annotation.created_at >= beginning(wanted.since))
    if wanted.until and wanted.until < date.max:
        found.append(Annotation.created_at < beginning(wanted.until + timedelta(days=1)))
    found.extend(_said_somewhere(word, wanted.hidden) for word in looked_for(wanted.words).split())
    return found


def _about(instrument: str) -> ColumnElement[bool]:
    ids = select(Instrument.id).where(Instrument.key == instrument)
    on = select(AnnotationTarget.annotation_id).where(AnnotationTarget.instrument_id.in_(ids))
    named = select(AnnotationLink.annotation_id).where(AnnotationLink.instrument == instrument)
    return or_(Annotation.id.in_(on), Annotation.id.in_(named))


def _said_somewhere(word: str, hidden: bool) -> ColumnElement[bool]:
    """A note that has a word, or a reply to which has it."""
    row = aliased(Annotation)
    column = row.folded if fold(word) == word else row.words
    said = column.contains(word, autoescape=True)
    threads = select(func.coalesce(row.reply_to, row.id)).where(said if hidden else and_(said, row.hidden_at.is_(None)))
    return Annotation.id.in_(threads)


def _pairs(session: Session, query: Any) -> dict[str, int]:
    return dict(session.execute(query.order_by(query.selected_columns[0])).all())
