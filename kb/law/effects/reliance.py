"""Which instruments of the base rest on others that were in force then, and which laws bear the name of an older one.

Nobody needs to say that one replaces the other for that; what says so is read elsewhere, and then the older one has ended.

That holds where the words say without doubt which instrument is meant: by its number, or by its name and the day of its issue. A
name alone may mean the law that came after it and that the base does not have: Luật Đất đai is of 2003, of 2013 or of 2024. It
tells the law only between the day that this one takes effect and the day that the next one of the same name is issued, where the
list of named laws knows both, and the day of issue of every law of that name. The last of a name is never told by it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, select
from sqlalchemy.orm import aliased

from documents.consolidation.head import amended_by
from documents.keys import number_slug
from documents.references.resolution import built_in
from documents.wording.actions import RelationKind
from documents.wording.dates import find_dates
from documents.wording.types import LAW_TYPES, TYPE_NAMES
from kb.database.reading.details import rows_among
from kb.database.tables import CitedInstrument, EffectivePeriod, Instrument, Relation, Version
from kb.law.effects.newer import exists_from
from kb.law.effects.views import REJECTED

_AMENDING = "sua-doi"
_TYPE_WORDS = tuple(TYPE_NAMES[kind] for kind in LAW_TYPES)


@dataclass(frozen=True, slots=True)
class Successor:
    """A later law of the same name.

    :param since: the day it takes effect, else that of its issue; of one that is known by name alone, that of what rests on it
    """

    since: date
    by: str


_Law = Any
_LAWS = select(Instrument.id, Instrument.type, Instrument.name_slug, Instrument.number, Instrument.issued_on, Instrument.title)
# Laws that amend others all have their names, and do not replace one another.
_LAWS = _LAWS.where(Instrument.name_slug.is_not(None), Instrument.name_slug.not_like(f"{_AMENDING}%"))


def read_successors(connection: Connection, instruments: Sequence[int] | None = None) -> Mapping[int, Successor]:
    """The first successor of each of some instruments, or of all, that has one."""
    if instruments is None:
        laws = connection.execute(_LAWS).all()
    else:
        laws = list(rows_among(connection, _LAWS, Instrument.id, instruments))
    if not laws:
        return {}
    of_base = _of_base(connection, {law.name_slug for law in laws})
    rested_on = _rested_on(connection, laws)
    found = {}
    for law in laws:
        known = {**rested_on.get((law.type, law.name_slug), {}), **of_base.get((law.type, law.name_slug), {}), **_listed(law)}
        since = exists_from(law.issued_on, law.number)
        own = number_slug(law.number) if law.number else ""
        later = [
            Successor(starts, by)
            for number, (exists, starts, by) in known.items()
            if since is not None and exists is not None and exists > since and number != own
        ]
        if later:
            found[law.id] = min(later, key=lambda item: (item.since, item.by))
    return found


_Known = dict[str, tuple[date | None, date, str]]
"""By the number as a slug: before which day it was not there, since when it counts, and its number."""


def _listed(law: _Law) -> _Known:
    """Those of the name that the list of named laws has: its days are looked up, and go before what was read."""
    return {
        number_slug(item.number): (item.issued_on, item.effective_from or item.issued_on, item.number)
        for item in built_in().named(law.name_slug)
        if item.type == law.type and item.number and item.issued_on
    }


def _of_base(connection: Connection, names: set[str]) -> Mapping[tuple[str, str], _Known]:
    found: dict[tuple[str, str], _Known] = defaultdict(dict)
    period = EffectivePeriod
    asked = (
        select(Instrument.type, Instrument.name_slug, Instrument.number, Instrument.issued_on, period.start, period.scope)
        .outerjoin(Version, Version.instrument_id == Instrument.id)
        .outerjoin(period, period.version_id == Version.id)
        .where(Instrument.number.is_not(None))
        .order_by(Instrument.id, period.start.desc(), period.id)
    )
    for type_, name, number, issued, start, scope in rows_among(connection, asked, Instrument.name_slug, names):
        exists, own = exists_from(issued, number), found[type_, name]
        if exists is None:
            continue
        # That some of its articles take effect earlier ends nothing.
        day = start if start is not None and not scope else own.get(number_slug(number), (None, exists, ""))[1]
        own[number_slug(number)] = exists, day, number
    return found


def _rested_on(connection: Connection, laws: Sequence[_Law]) -> Mapping[tuple[str, str], _Known]:
    # A law and an ordinance may be written alike: whoever asks about one of them has to get what whoever asks about all gets.
    by_words: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for law in laws:
        for words in _words(law.title or ""):
            by_words[words].add((law.type, law.name_slug))
    found: dict[tuple[str, str], _Known] = defaultdict(dict)
    asked = (
        select(CitedInstrument.name, CitedInstrument.number, Instrument.issued_on)
        .join(Relation, Relation.cited_id == CitedInstrument.id)
        .join(Instrument, Instrument.id == Relation.instrument_id)
        .where(CitedInstrument.number.is_not(None), CitedInstrument.instrument_id.is_(None), Instrument.issued_on.is_not(None))
        .where(Relation.kind == RelationKind.BASIS.value, Relation.state != REJECTED)
        .order_by(Instrument.issued_on.desc(), Relation.id)
    )
    for words, number, on in rows_among(connection, asked, CitedInstrument.name, by_words):
        for called in by_words[words]:
            found[called][number_slug(number)] = exists_from(None, number), on, number
    return found


def _words(title: str) -> Iterator[str]:
    """How texts write a title: with the type word and without it."""
    bare = next((title[len(word) :].strip() for word in _TYPE_WORDS if title.startswith(f"{word} ")), title)
    yield bare
    yield from (f"{word} {bare}" for word in _TYPE_WORDS)


_RESTING = (RelationKind.BASIS, RelationKind.AMENDS, RelationKind.DETAILS, RelationKind.CONSOLIDATES)


@dataclass(frozen=True, slots=True)
class Resting:
    """An instrument that rests on another one.

    :param by: its number or title, to show; ``key`` its key
    """

    on: date
    by: str
    key: str
    kind: RelationKind
    path: str
    words: str


@dataclass(frozen=True, slots=True)
class Reliance:
    """The first and the last instrument that rest on one."""

    first: Resting
    last: Resting

    @property
    def stamp(self) -> tuple[date, date, str]:
        """What a status takes from it."""
        return self.first.on, self.last.on, self.last.by


_source, _target = aliased(Instrument), aliased(Instrument)
# Made once: putting the statement together costs more than asking it.
_RELYING = (
    select(
        _target.id,
        _target.number_slug,
        _target.name_slug,
        _target.type,
        _target.title.label("target_title"),
        _target.issued_on.label("target_issued_on"),
        _source.key,
        _source.number,
        _source.title,
        _source.issued_on,
        Relation.kind,
        Relation.path,
        Relation.text,
    )
    .join(CitedInstrument, CitedInstrument.id == Relation.cited_id)
    .join(_target, _target.id == CitedInstrument.instrument_id)
    .join(_source, _source.id == Relation.instrument_id)
    .where(
        Relation.kind.in_([kind.value for kind in _RESTING]),
        Relation.state != REJECTED,
        _source.issued_on.is_not(None),
        _source.id != _target.id,
    )
)


def read_reliance(connection: Connection, among: Iterable[ColumnElement[bool]]) -> Mapping[int, Reliance]:
    """Who rests on some instruments, by instrument.

    :param among: conditions on `CitedInstrument`; each gives a part of them
    """
    found = defaultdict(list)
    for some in among:
        for row in connection.execute(_RELYING.where(some)):
            # Nothing rests on what comes later: one of the two days is wrong.
            if (row.target_issued_on is None or row.issued_on >= row.target_issued_on) and _is_meant(row):
                by = row.number or row.title or ""
                found[row.id].append(Resting(row.issued_on, by, row.key, RelationKind(row.kind), row.path, row.text))
    return {id_: Reliance(min(some, key=lambda item: item.on), max(some, key=lambda item: item.on)) for id_, some in found.items()}


_AMENDED = (
    select(_target.id, _target.number, Relation.text)
    .join(CitedInstrument, CitedInstrument.id == Relation.cited_id)
    .join(_target, _target.id == CitedInstrument.instrument_id)
    .where(Relation.state != REJECTED, _target.number.is_not(None), Relation.text.contains("sửa đổi"))
    .distinct()
)


def read_lacking(connection: Connection, among: Iterable[ColumnElement[bool]]) -> Mapping[int, date]:
    """By instrument, the first day on which words may be others that the base does not have: texts say that something amended it
    which the base lacks, and that was not there before the first day of the year in its number.

    :param among: as of :func:`read_reliance`
    """
    return {row: min(since for since, _ in some) for row, some in read_lacking_amenders(connection, among).items()}


def read_lacking_amenders(connection: Connection, among: Iterable[ColumnElement[bool]]) -> Mapping[int, list[tuple[date, str]]]:
    """The same with the numbers of what amended it, each with the first day on which it may have been there."""
    told: dict[str, set[tuple[int, date, str]]] = defaultdict(set)
    for some in among:
        for row in connection.execute(_AMENDED.where(some)):
            for number in amended_by(row.text, row.number):
                if (since := exists_from(None, number)) is not None:
                    told[number_slug(number)].add((row.id, since, number))
    held = rows_among(connection, select(Instrument.number_slug), Instrument.number_slug, told)
    found: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for number in sorted(told.keys() - {row.number_slug for row in held}):
        for instrument, since, written in sorted(told[number]):
            found[instrument].append((since, written))
    return {row: sorted(some) for row, some in found.items()}


def _is_meant(row: Any) -> bool:
    alone = named_alone(row.type, row.name_slug, row.number_slug, row.issued_on)
    return alone or _names(row.kind, row.text, row.name_slug, row.number_slug, row.target_issued_on)


def _names(kind: str, words: str, name: str | None, number: str | None, issued_on: date | None) -> bool:
    """Whether the words of a relation say which instrument they mean.

    :param name: by which the instrument is cited; what has none is cited by number alone, which may stand above a list of changes
    """
    in_list = name is None and kind in (RelationKind.AMENDS, RelationKind.CONSOLIDATES)
    return in_list or _is_told(words, number, issued_on)


def _is_told(words: str, slug: str | None, issued_on: date | None) -> bool:
    if slug and f"-{slug}-" in f"-{number_slug(words)}-":
        return True
    return issued_on is not None and any(found.day == issued_on for found in find_dates(words))


@lru_cache(maxsize=4096)
def named_alone(type_: str, name: str | None, number: str | None, day: date) -> bool:
    """Whether a law is the only one that its name can mean on a day.

    :param name: its title as a slug, without the type word
    :param number: its number as a slug
    """
    same = [law for law in built_in().named(name) if law.type == type_] if name and number else []
    own = next((law for law in same if law.number and number_slug(law.number) == number), None)
    if own is None or own.issued_on is None or own.effective_from is None or not all(law.issued_on for law in same):
        return False
    later = [law.issued_on for law in same if law.issued_on and law.issued_on > own.issued_on]
    return bool(later) and own.effective_from <= day < min(later)
