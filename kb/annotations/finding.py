"""Finding notes among many: by words, by what they say, by place and by day; and by the text that they are on, placed in it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from documents.keys import Key
from documents.paths import contains, split_key
from documents.text import fold
from kb.accounts.audit import NOTE
from kb.annotations.carrying import Placing, carried_from, place_notes
from kb.annotations.model import NOTE_STATUSES, NoteView
from kb.annotations.reading import list_notes, notes_for, views, views_of
from kb.annotations.saying import looked_for, named
from kb.database.reading.details import rows_among
from kb.database.reading.reader import bare_versions, choose_version, find_instrument
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
    """The first of the notes that answer.

    :param count: of all that answer
    :param by_status: the same by status, where that was counted
    """

    notes: tuple[NoteView, ...]
    count: int
    by_status: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choices:
    """What notes of a base can be narrowed by, each with the number of notes that are not hidden."""

    authors: Mapping[str, int]
    assignees: Mapping[str, int]
    tags: Mapping[str, int]
    instruments: Mapping[str, int]


def find_notes(session: Session, wanted: Wanted, most: int = 20) -> Found:
    """The notes that answer, the newest first."""
    where = _conditions(session, wanted)
    counted = select(Annotation.status, func.count()).where(*where).group_by(Annotation.status)
    by_status: dict[str, int] = _pairs(session, counted)
    page = select(Annotation.id).where(*where).order_by(Annotation.created_at.desc(), Annotation.id.desc())
    ids = session.scalars(page.limit(most)).all()
    notes = views_of(session, ids, include_hidden=wanted.hidden)
    ordered = {status: by_status[status] for status in NOTE_STATUSES if status in by_status}
    return Found(tuple(notes), sum(by_status.values()), ordered)


def choices(session: Session) -> Choices:
    """What there is to narrow by: only what some note has."""
    shown = (Annotation.reply_to.is_(None), Annotation.hidden_at.is_(None))
    author = aliased(Person)
    tagged = select(AnnotationTag.tag, func.count()).join(Annotation, Annotation.id == AnnotationTag.annotation_id).where(*shown)
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
        tags=_pairs(session, tagged.group_by(AnnotationTag.tag)),
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
        having = select(AnnotationTag.annotation_id).where(AnnotationTag.tag.in_(named((wanted.tag,))))
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


def list_placed(session: Session, key: Key | None, day: date) -> list[tuple[NoteView, list[Placing]]]:
    """Notes, each with where its targets stand in the texts of a day, in order of making; hidden ones are left out.

    :param key: only those that were made on, or now stand on, this instrument, or this provision and all that it holds; those on
        what it replaced and on consolidated texts of it are carried to it
    """
    record = find_instrument(session, key.instrument) if key else None
    wanted = [record.id, *carried_from(session, record.id)] if record else None
    on = select(AnnotationTarget.annotation_id).where(AnnotationTarget.instrument_id.in_(wanted or ()))
    notes = list_notes(session) if wanted is None else views(session, Annotation.id.in_(on))
    keys = {split_key(target.key)[0] for note in notes for target in note.targets}
    homes: dict[str, int] = dict(rows_among(session, select(Instrument.key, Instrument.id), Instrument.key, keys))
    if record is not None:
        homes = {own: record.id if instrument in (wanted or ()) else instrument for own, instrument in homes.items()}
    placings = _placings(session, notes, homes, day)
    found = [(note, [placings[note.id, at] for at in range(len(note.targets))]) for note in notes]
    if record is None or key is None or key.path is None:
        return found
    own = Key(record.key, key.path)
    return [
        (note, placed)
        for note, placed in found
        if any(_within(own, place) for place in (*(at.key for at in note.targets), *(at.key for at in placed)))
    ]


def notes_in(session: Session, key: Key | None, *, include_hidden: bool = False) -> list[NoteView]:
    """The notes that were made on an instrument, or on a provision and all that it holds; without a key, all."""
    if key is None:
        return list_notes(session, include_hidden=include_hidden)
    record = find_instrument(session, key.instrument)
    notes = notes_for(session, record.id, include_hidden=include_hidden)
    own = Key(record.key, key.path)
    return [note for note in notes if any(_within(own, target.key) for target in note.targets)]


def _placings(
    session: Session, notes: Sequence[NoteView], homes: Mapping[str, int], day: date
) -> Mapping[tuple[str, int], Placing]:
    """Where the targets stand in the version of the day of the instrument that is given for the one of each."""
    known = bare_versions(session, set(homes.values()))
    found: dict[tuple[str, int], Placing] = {}
    by_home: dict[int, list[NoteView]] = defaultdict(list)
    for note in notes:
        for home in dict.fromkeys(homes[split_key(target.key)[0]] for target in note.targets):
            by_home[home].append(note)
    for home, some in by_home.items():
        version = choose_version(known[home], day)
        placed = place_notes(session, some, version.id)
        for note in some:
            for position, target in enumerate(note.targets):
                if homes[split_key(target.key)[0]] == home:
                    found[note.id, position] = placed[note.id, position]
    return found


def _within(key: Key, target: str | None) -> bool:
    instrument, path = split_key(target or "")
    return instrument == key.instrument and (key.path is None or contains(key.path, path or ""))
