"""Statements of effect as they are stored and read, and the instruments that they can be about.

A statement names its instrument by key. It is about whatever has that key or a fuller or lesser one that can only mean the same: a
text that arrives later joins what was stated before it came.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select
from sqlalchemy.orm import Session

from documents.keys import number_slug, same_instrument
from documents.model import InstrumentType
from documents.paths import UNKNOWN, number_of_key, type_of_key
from documents.text import fold
from documents.time.stated import Claim, Confidence, Statement
from kb.database.reading.details import rows_among, slices
from kb.database.reading.holdings import drafts_among
from kb.database.tables import CitedInstrument, Instrument, InstrumentAlias, Person, Register
from kb.database.tables import Statement as Row
from kb.interface.contract import fields_json
from kb.interface.days import in_vietnam, utc

ACTIVE, WITHDRAWN, SUPERSEDED = "active", "withdrawn", "superseded"
STATEMENT = "statement"
"""The kind of thing in the audit."""

BODY = ("by", "by_name", "title", "source", "file", "gazette", "quote", "note", "spared", "seen_by")
"""Words of a statement that are kept together, beside the day on which it was seen."""

_FEW = 400


@dataclass(frozen=True, slots=True)
class StoredStatement:
    """A statement of the base.

    :param id: its row
    :param state: active, withdrawn, superseded
    """

    id: int
    state: str
    statement: Statement

    @property
    def active(self) -> bool:
        """Whether it counts."""
        return self.state == ACTIVE

    @property
    def shown(self) -> tuple[object, ...]:
        """What a change of it rests on, see `kb.database.storing.seen`."""
        return (self.id, self.state, self.statement)


# Made once: putting the statement together costs more than asking it.
_KEPT = (
    select(
        *Row.__table__.columns,
        Register.name.label("register"),
        Register.title,
        Register.version,
        Person.name.label("author"),
    )
    .select_from(Row)
    .outerjoin(Register, Register.id == Row.register_id)
    .outerjoin(Person, Person.id == Row.author_id)
    .order_by(Register.name.is_(None), Register.name, Row.position, Row.id)
)


def read_statements(connection: Connection | Session, *where: ColumnElement[bool]) -> list[StoredStatement]:
    """Statements, those of registers first, each register in its order."""
    return [StoredStatement(row.id, row.state, _statement(row)) for row in connection.execute(_KEPT.where(*where))]


def _statement(row: Any) -> Statement:
    seen = row.body.get("seen_on")
    return Statement(
        instrument=row.instrument_key,
        claim=Claim(row.claim),
        on=row.on_day,
        path=row.path,
        until=row.until_day,
        confidence=Confidence(row.confidence),
        seen_on=date.fromisoformat(seen) if seen else None,
        register=row.register,
        register_title=row.title or "",
        version=row.version or "",
        author=row.author or "",
        at=in_vietnam(utc(row.made_at)) if row.made_at else None,
        **{name: row.body.get(name, "") for name in BODY},
    )


def columns_of(statement: Statement) -> dict[str, Any]:
    """The columns of a row, without whose it is."""
    number = number_of_key(statement.instrument)
    body: dict[str, Any] = {name: value for name in BODY if (value := getattr(statement, name))}
    if statement.seen_on:
        body["seen_on"] = statement.seen_on.isoformat()
    return {
        "instrument_key": statement.instrument,
        "number_slug": None if number == UNKNOWN else number,
        "path": statement.path,
        "claim": statement.claim.value,
        "on_day": statement.on,
        "until_day": statement.until,
        "confidence": statement.confidence.value,
        "body": body,
    }


def statement_json(statement: Statement) -> dict[str, Any]:
    """A statement as the audit and JSON keep it: what says nothing is left out."""
    return {name: value for name, value in fields_json(statement).items() if value not in (None, "")}


def statements_by_instrument(connection: Connection, instruments: Sequence[int] | None = None) -> Mapping[int, list[Statement]]:
    """What is stated about some instruments, or about all that the base has."""
    return {row: [item.statement for item in kept] for row, kept in stored_by_instrument(connection, instruments).items()}


def stored_by_instrument(connection: Connection, instruments: Sequence[int] | None = None) -> Mapping[int, list[StoredStatement]]:
    """The same, with the rows."""
    where = [Row.state == ACTIVE]
    if instruments is not None and len(instruments) <= _FEW:
        named = _names_of(connection, Instrument.id, instruments)
        numbers, keys = {number for _, _, number in named if number}, {key for _, key, _ in named}
        where.append(or_(Row.number_slug.in_(numbers), Row.instrument_key.in_(keys)))
    kept = read_statements(connection, *where)
    rows = rows_of(connection, {item.statement.instrument for item in kept})
    by_drafts = drafts_named(connection, {item.statement.by for item in kept if item.statement.by})
    only = None if instruments is None else set(instruments)
    found: dict[int, list[StoredStatement]] = defaultdict(list)
    for item in kept:
        row = rows.get(item.statement.instrument)
        if row is not None and (only is None or row in only) and item.statement.by not in by_drafts:
            found[row].append(item)
    return found


def drafts_named(connection: Connection, keys: Collection[str]) -> set[str]:
    """Those of some keys that name no law but a draft, or a paper to one: these end, replace and amend nothing."""
    named = names_of_all(connection, keys) if keys else []
    drafts = drafts_among(connection, {row for row, _, _ in named})
    named_drafts = {key for row, key, _ in named if row in drafts}
    return {key for key in keys if key in named_drafts or type_of_key(key) == InstrumentType.DRAFT}


def names_of_all(connection: Connection, keys: Iterable[str]) -> list[tuple[int, str, str | None]]:
    """The instruments that keys may mean."""
    asked = set(keys)
    numbers = {number for key in asked if (number := number_of_key(key)) != UNKNOWN}
    alias = InstrumentAlias
    found = _names_of(connection, Instrument.number_slug, numbers)
    found += _names_of(connection, Instrument.key, asked)
    of_alias = rows_among(connection, select(alias.instrument_id), alias.alias, asked)
    found += _names_of(connection, Instrument.id, (id_ for (id_,) in of_alias))
    return list(dict.fromkeys(found))


def _names_of(connection: Connection, column: Any, values: Iterable[Any]) -> list[tuple[int, str, str | None]]:
    alias, wanted = InstrumentAlias, set(values)
    now = select(Instrument.id, Instrument.key, Instrument.number_slug)
    before = select(Instrument.id, alias.alias, Instrument.number_slug).join(alias, alias.instrument_id == Instrument.id)
    return [(id_, key, number) for asked in (now, before) for id_, key, number in rows_among(connection, asked, column, wanted)]


def about_keys(connection: Connection, keys: Iterable[str]) -> Mapping[str, list[Statement]]:
    """What is stated about instruments that the base may not have, by the key that is asked for."""
    asked = sorted(set(keys))
    numbers = sorted({number for key in asked if (number := number_of_key(key)) != UNKNOWN})
    kept: list[StoredStatement] = []
    for some in slices(numbers):
        kept += read_statements(connection, Row.state == ACTIVE, Row.number_slug.in_(some))
    for some in slices(asked):
        kept += read_statements(connection, Row.state == ACTIVE, Row.number_slug.is_(None), Row.instrument_key.in_(some))
    by_number: dict[str, list[Statement]] = defaultdict(list)
    for item in kept:
        by_number[number_of_key(item.statement.instrument)].append(item.statement)
    found = {}
    for key in asked:
        some_about = [item for item in by_number.get(number_of_key(key), ()) if same_instrument(key, item.instrument)]
        if some_about:
            found[key] = some_about
    return found


def rows_of(connection: Connection, keys: Iterable[str]) -> Mapping[str, int]:
    """The instruments of the base that keys can only mean, also where these say more or less than its own."""
    asked = set(keys)
    # The one that has the key, else the only one under a fuller or lesser key.
    exact: dict[str, int] = {}
    by_number: dict[str, dict[str, int]] = defaultdict(dict)
    for row, name, _ in names_of_all(connection, asked) if asked else ():
        exact[name] = by_number[number_of_key(name)][name] = row
    found = {}
    for key in asked:
        near = by_number.get(number_of_key(key), {})
        rows = {exact[key]} if key in exact else {row for name, row in near.items() if same_instrument(key, name)}
        if len(rows) == 1:
            found[key] = rows.pop()
    return found


def key_by_number(connection: Connection | Session, number: str) -> str | None:
    """The key of the one instrument with this số hiệu that something is stated about, else that texts name."""
    slug, cited = number_slug(number), CitedInstrument
    stated = select(Row.instrument_key).where(Row.number_slug == slug, Row.state == ACTIVE)
    for asked in (stated, select(cited.key).where(cited.number_slug == slug, cited.key.is_not(None))):
        keys = set(connection.scalars(asked))
        if keys:
            return keys.pop() if len(keys) == 1 else None
    return None


MOST = 12
_LOOKED_AT = 400


@dataclass(frozen=True, slots=True)
class Named:
    """An instrument that can be chosen.

    :param label: number and name, to show
    :param held: the base has a text of it
    """

    key: str
    label: str
    held: bool


def fitting(known: Iterable[Named], typed: str) -> list[Named]:
    """Those in whose number or name every word occurs that was typed; numbers that begin so first, short names before long ones."""
    words = fold(typed.lower()).replace(",", " ").split()
    if not words:
        return []
    names = ((item, fold(item.label.lower())) for item in known)
    found = [item for item, name in names if all(word in name for word in words)]
    number = number_slug(typed)

    def rank(item: Named) -> tuple[bool, bool, int]:
        own = number_of_key(item.key)
        return (not (number and own.startswith(number)), not item.held, len(item.label))

    return sorted(found, key=rank)[:MOST]


def known_only(session: Session, typed: str) -> list[Named]:
    """Instruments without a text whose number fits what was typed: texts name them, or something is stated about them."""
    slug = number_slug(typed)
    if len(slug) < 2:
        return []
    cited, held = CitedInstrument, select(Instrument.number_slug).where(Instrument.number_slug.is_not(None))
    rows = session.execute(
        select(cited.key, cited.number, cited.name)
        .where(
            cited.instrument_id.is_(None),
            cited.key.is_not(None),
            cited.number_slug.contains(slug, autoescape=True),
            cited.number_slug.not_in(held),
        )
        .order_by(cited.number_slug)
        .limit(_LOOKED_AT)
    )
    found: dict[str, Named] = {}
    for key, number, name in rows:
        if key is not None:
            found[key] = Named(key, " ".join(part for part in (number, name) if part) or key, False)
    stated = session.execute(
        select(Row.instrument_key, Row.body["title"].as_string())
        .where(Row.state == ACTIVE, or_(Row.number_slug.is_(None), Row.number_slug.contains(slug, autoescape=True)))
        .order_by(Row.id)
        .limit(_LOOKED_AT)
    )
    for key, title in stated:
        shown = " ".join(part for part in (number_of_key(key).upper(), title) if part)
        if not any(same_instrument(key, other) for other in found):
            found[key] = Named(key, shown, False)
    return list(found.values())


def choices(session: Session, held: Sequence[Named], typed: str) -> list[Named]:
    """What can be chosen for what was typed: instruments of the base before those that it only knows of."""
    first = fitting(held, typed)
    keys = {item.key for item in first}
    others = [item for item in known_only(session, typed) if not any(same_instrument(item.key, key) for key in keys)]
    return [*first, *others][:MOST]
