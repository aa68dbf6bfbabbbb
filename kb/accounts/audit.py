"""The audit: who did what to which thing, and when, as it was before and as it is after. Lines are added, never changed;
only the words of a note may be taken out, by erasing it (:func:`empty`). Each commits to its words and to
the line before it, so that none is changed unseen. The commitment hides the words behind a random salt that goes when they are
erased. Whoever writes to the database at will can make a whole chain anew; a :func:`head` noted down elsewhere shows it.

The histories that the pages show are read from it: of notes, of decisions about effects and relations, of everyday words. Only what
is the base's own is kept in it: the words of a saved search are not, so that removing one leaves nothing of it.
"""

import json
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, insert, select, text, update
from sqlalchemy.orm import Session

from documents.keys import number_slug
from kb.accounts.current import PERSON, RECORDED, Actor, acting_person, actor_of
from kb.accounts.roles import allow
from kb.database.tables import Audit, Instrument, InstrumentAlias, Person
from kb.database.words import storable, storable_data, storable_or_none
from kb.errors import NotAllowedError
from kb.interface.days import beginning, utc
from kb.settings import settings

NOTE, EFFECT, RELATION, WORD, SAVED, REVIEW = "note", "effect", "relation", "word", "saved_search", "review"
"""Kinds of things that people change."""

IDENTITY = "identity"
"""What a file is (type, number, issuer …), where a person corrected it; its id is the file's hash."""

TEXT = "text"
"""A text that was taken out of the base; its id is its key."""

READ_WORDS = "read_words"
"""Words of a scan that a person looked at; its id is the file's hash."""

EFFECTS = "effects"
"""Effects that were decided about together: one line, with their fingerprints. Its id is the one under which it is taken back."""

BATCH = "batch"
"""Files that were ingested or read again together, with what was linked and compiled from them: one line, by the program. Its id is
the run under which ``ingest_item`` lists the files."""


FINDING = "finding"
"""The act of a review that may hold the words of a note."""

ERASE = "erase"
"""The act that takes the words out of the lines about a note."""

EMPTIED = {"erased": True}
"""What those say then, as the migrations let it through."""

_ADD = insert(Audit.metadata.tables[Audit.__tablename__])


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the audit.

    :param at: in UTC
    :param author: name of the person; None where the program acted, and then there is no ``person_id``
    :param instrument: key that the instrument of the thing had then, None for what belongs to none
    """

    at: datetime
    author: str | None
    person_id: int | None
    act: str
    thing: str
    thing_id: str
    instrument: str | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    id: int


def record(
    session: Session,
    act: str,
    thing: str,
    thing_id: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    instrument: str | None = None,
) -> datetime:
    """Add the line of what whoever acts in a session does in it. The caller commits.

    :returns: the moment that stands in it
    :raises NotAllowedError: whoever answers for the session may not do it; the caller undoes what was done before
    """
    allow(session, act, thing)
    actor, now = actor_of(session), datetime.now(UTC)
    who = acting_person(session).id if actor.kind == PERSON else None
    if thing == NOTE and act == "add":
        _within_quota(session, actor, now)
    _append(session, now, who, actor.kind, act, thing, thing_id, before=before, after=after, instrument=instrument)
    return now


def take_over(session: Session, at: datetime, person_id: int, act: str, thing: str, thing_id: str, **words: Any) -> None:
    """Add the line of what somebody did in another base, with the moment at which they did it. The caller commits.

    :param words: ``before``, ``after`` and ``instrument``
    """
    allow(session, act, thing)
    _append(session, at, person_id, PERSON, act, thing, thing_id, **words)


def _append(
    session: Session,
    at: datetime,
    person_id: int | None,
    kind: str,
    act: str,
    thing: str,
    thing_id: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    instrument: str | None,
) -> None:
    """Add a line at the end of the chain."""
    session.info[RECORDED] = thing
    session.flush()
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer
        session.execute(_TURN)
    (last, previous), salt = _end(session), secrets.token_hex(32)
    said = {"before": plain(before), "after": plain(after)}
    what = {"act": act, "thing": thing, "thing_id": storable(thing_id), "instrument": storable_or_none(instrument)}
    line = {"id": last + 1, "at": at, "person_id": person_id, "kind": kind, **what, "commitment": commitment(salt, **said)}
    session.execute(_ADD, {**line, **said, "salt": salt, "link": link(previous, line)})


def _within_quota(session: Session, actor: Actor, now: datetime) -> None:
    """Refuse one more note of somebody who signed in and wrote too many in a day: a program that runs away, or a stolen account.

    :raises NotAllowedError: they did
    """
    most = settings().notes_per_day
    written = select(Audit.at).where(Audit.person_id == actor.person_id, Audit.thing == NOTE, Audit.act == "add")
    first = session.scalar(written.order_by(Audit.id.desc()).offset(most - 1).limit(1)) if actor.signed_in else None
    if first is not None and now - utc(first) < timedelta(days=1):
        raise NotAllowedError("quota_notes", most=most)


def empty(session: Session, *where: ColumnElement[bool]) -> None:
    """Take the words out of lines about notes or reviews; who did what and when stays. The database allows nothing else."""
    session.execute(update(Audit).where(*where).values(before=EMPTIED, after=EMPTIED, salt=None))


def last_line(connection: Connection | Session, besides: Collection[str] = ()) -> int:
    """Grows with every line: whatever people change in a base, it is another one.

    :param besides: kinds of things whose lines are passed over
    """
    return connection.scalar(select(func.max(Audit.id)).where(Audit.thing.not_in(besides))) or 0


def lines(connection: Connection | Session, *where: ColumnElement[bool], last: int | None = None) -> Iterator[Line]:
    """Lines of the audit, oldest first.

    :param last: so many of the newest, the last one first
    """
    what = (Audit.act, Audit.thing, Audit.thing_id, Audit.instrument, Audit.before, Audit.after, Audit.id)
    chosen: Select[Any] = select(Audit.at, Person.name, Audit.person_id, *what)
    chosen = chosen.outerjoin(Person, Person.id == Audit.person_id).where(*where)
    chosen = chosen.order_by(Audit.id) if last is None else chosen.order_by(Audit.id.desc()).limit(last)
    for at, *rest in connection.execute(chosen):
        yield Line(utc(at), *rest)


def lines_about(session: Session, thing: str, thing_id: object) -> list[Line]:
    """Who did what to one thing, oldest first."""
    return list(lines(session, Audit.thing == thing, Audit.thing_id == str(thing_id)))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines are asked for; what is empty narrows nothing.

    :param person: name of who acted
    :param number: of the instrument, or a part of it
    :param first: day in Vietnam, as ``last``, which counts too
    :param below: only lines with a smaller id
    """

    person: str | None = None
    thing: str | None = None
    thing_id: str | None = None
    act: str | None = None
    number: str | None = None
    first: date | None = None
    last: date | None = None
    below: int | None = None


def find_lines(session: Session, wanted: Wanted, most: int) -> list[Line]:
    """Lines of the audit, the newest first."""
    where: list[tuple[Any, Callable[[Any], ColumnElement[bool]]]] = [
        (wanted.person, lambda name: Person.name == name),
        (wanted.thing, lambda thing: Audit.thing == thing),
        (wanted.thing_id, lambda id_: Audit.thing_id == id_),
        (wanted.act, lambda act: Audit.act == act),
        (number_slug(wanted.number or ""), lambda slug: Audit.instrument.contains(slug, autoescape=True)),
        (wanted.first, lambda day: Audit.at >= beginning(day)),
        (wanted.last, lambda day: Audit.at < beginning(day + timedelta(days=1))),
        (wanted.below, lambda id_: Audit.id < id_),
    ]
    return list(lines(session, *(narrow(value) for value, narrow in where if value), last=most))


def changed_fields(line: Line) -> list[tuple[str, str, str]]:
    """What a line changed: field, before, after."""
    if line.before == line.after == EMPTIED:
        return []
    names = dict.fromkeys((*line.before, *line.after))
    told = [(name, _written(line.before.get(name)), _written(line.after.get(name))) for name in names]
    return [(name, before, after) for name, before, after in told if before != after]


def _written(value: Any) -> str:
    """A value in words: lists line by line, what has parts of its own as JSON."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "\n".join(value)
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "✓" if value else "✗"
    return json.dumps(value, ensure_ascii=False, indent=1 if isinstance(value, (dict, list)) else None)


def instruments_named(session: Session, ids: Sequence[int]) -> dict[str, int]:
    """Every key that some instruments have or had, with their ids: a line keeps the key of its day."""
    alias = InstrumentAlias
    now = session.execute(select(Instrument.key, Instrument.id).where(Instrument.id.in_(ids)))
    before = session.execute(select(alias.alias, alias.instrument_id).where(alias.instrument_id.in_(ids)))
    return {key: id_ for rows in (before, now) for key, id_ in rows}


START = "0" * 64
"""What the first line is linked to."""

_END = select(Audit.id, Audit.link).order_by(Audit.id.desc()).limit(1)
_LINKED = ("id", "person_id", "kind", "act", "thing", "thing_id", "instrument", "commitment")

_TURN = text(f"SELECT pg_advisory_xact_lock({0x7475_6C61}, hashtext(current_schema()))")  # of whoever adds a line to this schema


def plain(words: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a line says, as the database will give it back."""
    read: dict[str, Any] = json.loads(json.dumps(storable_data(words or {})))
    return read


def commitment(salt: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """What a line keeps of its words when they are erased."""
    return _hash(salt, before, after)


def link(previous: str, line: Mapping[str, Any]) -> str:
    """What ties a line, but for its words, to the one before it."""
    return _hash(previous, utc(line["at"]).isoformat(timespec="microseconds"), *(line[name] for name in _LINKED))


def _hash(*parts: object) -> str:
    return sha256(json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def head(connection: Connection | Session) -> str:
    """The end of the chain in short, to be noted down: the last line's id and link."""
    return "{}-{}".format(*_end(connection))


def _end(connection: Connection | Session) -> tuple[int, str]:
    last = connection.execute(_END).one_or_none()
    return (last.id, last.link) if last else (0, START)
