"""What a person who comes back finds of notes: what is theirs to settle, where they are named, and how far all of it is."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from documents.text import clean, unify_tone_marks
from kb.accounts.audit import NOTE
from kb.accounts.current import people
from kb.annotations.finding import Found, mentioning
from kb.annotations.model import NoteView
from kb.annotations.reading import views_of
from kb.annotations.saying import vocabulary
from kb.database.tables import Annotation, AnnotationTag, AnnotationTarget, Audit, Instrument, Person
from kb.interface.days import in_vietnam, utc

_AT = re.compile(r"(?<![\w@/.])@(?=\w)")
_OPEN, _DONE = ("open", "in_progress"), "done"
_FINDING = (Annotation.reply_to.is_(None), Annotation.hidden_at.is_(None), Annotation.words != "")
"""A finding says something: marks without words are none."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A note or a reply that names somebody.

    :param author: who wrote it; ``text``: what it says
    """

    note: NoteView
    author: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Share:
    """Findings of one kind, or on one instrument, and how many of them are not settled."""

    name: str
    count: int
    open: int


@dataclass(frozen=True, slots=True)
class Week:
    """How many findings there were at the end of a day, and how many of them were settled."""

    last: date
    made: int
    settled: int


@dataclass(frozen=True, slots=True)
class Overview:
    """How far the findings of a base are.

    :param by_kind: by tag; ``by_instrument``: by key; the most first
    """

    count: int
    by_kind: tuple[Share, ...]
    by_instrument: tuple[Share, ...]
    weeks: tuple[Week, ...]


def open_for(session: Session, name: str | None, most: int = 20) -> Found:
    """What a person has to settle: what was given to them, then what they wrote; the gravest first, then the oldest.

    :param name: None: what anybody has to
    """
    author = select(Person.id).where(Person.name == name)
    theirs = () if name is None else (or_(Annotation.assignee == name, Annotation.author_id.in_(author)),)
    mine = (*_FINDING, Annotation.status.in_(_OPEN), *theirs)
    grave = case({"high": 0, "medium": 1, "low": 2}, value=Annotation.severity, else_=3)
    given = case((Annotation.assignee == name, 0), else_=1)
    ids = session.scalars(select(Annotation.id).where(*mine).order_by(given, grave, Annotation.created_at).limit(most)).all()
    return Found(tuple(views_of(session, ids)), session.scalar(select(func.count()).select_from(Annotation).where(*mine)) or 0)


def mentions_of(session: Session, name: str) -> list[Mention]:
    """Where somebody else names a person, the newest first."""
    known, found = people(session), []
    for note in mentioning(session, name):
        said = [
            (note.author, note.text, note.revised_at),
            *((reply.author, reply.text, reply.revised_at) for reply in note.replies),
        ]
        found += [Mention(note, author, text, at) for author, text, at in said if author != name and name in mentions(text, known)]
    return sorted(found, key=lambda item: item.at, reverse=True)


def mentions(text: str, people: Iterable[str]) -> tuple[str, ...]:
    """The people whom a text names, in the order of naming, each once.

    A name is read as far as it goes: ``@An Bình`` names An Bình where there is one, and An only where there is none. An address
    (an@example.vn) names nobody.

    :param people: the names that there are
    """
    words = _plain(text)
    known = sorted(((_plain(name), name) for name in people), key=lambda pair: -len(pair[0]))
    found: dict[str, None] = {}
    for at in _AT.finditer(words):
        for plain, name in known:
            end = at.end() + len(plain)
            if plain and words.startswith(plain, at.end()) and not (words[end : end + 1].isalnum() or words[end : end + 1] == "_"):
                found[name] = None
                break
    return tuple(found)


def _plain(text: str) -> str:
    return " ".join(unify_tone_marks(clean(text)).casefold().split())


def instruments_of(session: Session, name: str) -> set[str]:
    """Keys of the instruments on which a person has written, or has something to settle."""
    author = select(Person.id).where(Person.name == name)
    mine = select(Annotation.id).where(
        Annotation.hidden_at.is_(None), or_(Annotation.assignee == name, Annotation.author_id.in_(author))
    )
    targets = select(AnnotationTarget.instrument_id).where(AnnotationTarget.annotation_id.in_(mine))
    return set(session.scalars(select(Instrument.key).where(Instrument.id.in_(targets))))


def overview(session: Session, today: date, weeks: int = 12) -> Overview:
    """How far the findings of the base are, and how they came to be in the last weeks."""
    unsettled = func.sum(case((Annotation.status.in_(_OPEN), 1), else_=0))
    tagged = (
        select(AnnotationTag.tag, func.count(), unsettled)
        .join(Annotation, Annotation.id == AnnotationTag.annotation_id)
        .where(*_FINDING)
        .group_by(AnnotationTag.tag)
    )
    placed = (
        select(AnnotationTarget.instrument_id, Annotation.id, Annotation.status)
        .join(Annotation, Annotation.id == AnnotationTarget.annotation_id)
        .where(*_FINDING)
        .distinct()
        .subquery()
    )
    still_open = func.sum(case((placed.c.status.in_(_OPEN), 1), else_=0))
    on = (
        select(Instrument.key, func.count(), still_open)
        .join(placed, placed.c.instrument_id == Instrument.id)
        .group_by(Instrument.key)
    )
    tags, kinds, unfinished = vocabulary(session), Counter[str](), Counter[str]()
    for tag, count, left in session.execute(tagged):
        (today_named,) = tags.named((tag,))
        kinds[today_named] += count
        unfinished[today_named] += left
    made = sorted(in_vietnam(utc(at)).date() for at in session.scalars(select(Annotation.created_at).where(*_FINDING)))
    settled = sorted(in_vietnam(at).date() for at in _settled(session).values())
    ends = [today - timedelta(days=7 * back) for back in reversed(range(weeks))]
    return Overview(
        len(made),
        _ranked([Share(name, count, unfinished[name]) for name, count in kinds.items()]),
        _ranked([Share(key, count, left) for key, count, left in session.execute(on)]),
        tuple(Week(end, bisect_right(made, end), bisect_right(settled, end)) for end in ends),
    )


def _ranked(shares: Sequence[Share]) -> tuple[Share, ...]:
    return tuple(sorted(shares, key=lambda item: (-item.count, item.name)))


def _settled(session: Session) -> Mapping[str, datetime]:
    """Since when the findings that are settled now are so without a break."""
    done = select(Annotation.id).where(*_FINDING, Annotation.status == _DONE)
    rows = session.execute(
        select(Audit.thing_id, Audit.at, Audit.after)
        .where(Audit.thing == NOTE, Audit.act.in_(("add", "revise")), Audit.thing_id.in_(done))
        .order_by(Audit.id)
    )
    since: dict[str, datetime] = {}
    for note, at, after in rows:
        if after.get("status") == _DONE:
            since.setdefault(note, utc(at))
        else:
            since.pop(note, None)
    return since
