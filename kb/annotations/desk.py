"""What a person who comes back finds of notes: what is theirs to settle, and where they are named."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from documents.text import clean, unify_tone_marks
from kb.accounts.current import people
from kb.annotations.finding import Found, mentioning
from kb.annotations.model import NoteView
from kb.annotations.reading import views_of
from kb.database.tables import Annotation, AnnotationTarget, Instrument, Person

_AT = re.compile(r"(?<![\w@/.])@(?=\w)")
_OPEN = ("open", "in_progress")
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
