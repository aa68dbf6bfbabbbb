"""Laws that bear the name of an older law: from their day on, that something once showed the older one shows it no longer.

Nobody needs to say that one replaces the other for that; what says so is read elsewhere, and then the older one has ended.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from documents.keys import number_slug
from documents.references.resolution import built_in
from documents.wording.actions import RelationKind
from documents.wording.types import LAW_TYPES, TYPE_NAMES
from kb.database.reading.details import slices
from kb.database.tables import CitedInstrument, EffectivePeriod, Instrument, Relation, Version
from kb.law.effects.newer import exists_from
from kb.law.effects.views import REJECTED

_AMENDING = "sua-doi"
_TYPE_WORDS = tuple(TYPE_NAMES[kind] for kind in LAW_TYPES)


@dataclass(frozen=True, slots=True)
class Successor:
    """A later law of the same name.

    :param since: the day it takes effect, else that of its issue; of one that is known by name alone, that of what rests on it
    :param by: its number, to show
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
        laws = [law for some in slices(instruments) for law in connection.execute(_LAWS.where(Instrument.id.in_(some)))]
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
    """Those of the names that the base has."""
    found: dict[tuple[str, str], _Known] = defaultdict(dict)
    period = EffectivePeriod
    for some in slices(sorted(names)):
        rows = connection.execute(
            select(Instrument.type, Instrument.name_slug, Instrument.number, Instrument.issued_on, period.start, period.scope)
            .outerjoin(Version, Version.instrument_id == Instrument.id)
            .outerjoin(period, period.version_id == Version.id)
            .where(Instrument.name_slug.in_(some), Instrument.number.is_not(None))
            .order_by(Instrument.id, period.start.desc(), period.id)
        )
        for type_, name, number, issued, start, scope in rows:
            exists, own = exists_from(issued, number), found[type_, name]
            if exists is None:
                continue
            # That some of its articles take effect earlier ends nothing.
            day = start if start is not None and not scope else own.get(number_slug(number), (None, exists, ""))[1]
            own[number_slug(number)] = exists, day, number
    return found


def _rested_on(connection: Connection, laws: Sequence[_Law]) -> Mapping[tuple[str, str], _Known]:
    """Those of the names that the base does not have, and that something in it names as its basis, by number."""
    # A law and an ordinance may be written alike: whoever asks about one of them has to get what whoever asks about all gets.
    by_words: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for law in laws:
        for words in _words(law.title or ""):
            by_words[words].add((law.type, law.name_slug))
    found: dict[tuple[str, str], _Known] = defaultdict(dict)
    for some in slices(sorted(by_words)):
        rows: Iterable[Any] = connection.execute(
            select(CitedInstrument.name, CitedInstrument.number, Instrument.issued_on)
            .join(Relation, Relation.cited_id == CitedInstrument.id)
            .join(Instrument, Instrument.id == Relation.instrument_id)
            .where(
                CitedInstrument.name.in_(some),
                CitedInstrument.number.is_not(None),
                CitedInstrument.instrument_id.is_(None),
                Relation.kind == RelationKind.BASIS.value,
                Relation.state != REJECTED,
                Instrument.issued_on.is_not(None),
            )
            .order_by(Instrument.issued_on.desc(), Relation.id)
        )
        for words, number, on in rows:
            for called in by_words[words]:
                found[called][number_slug(number)] = exists_from(None, number), on, number
    return found


def _words(title: str) -> Iterator[str]:
    """How texts write a title: with the type word and without it."""
    bare = next((title[len(word) :].strip() for word in _TYPE_WORDS if title.startswith(f"{word} ")), title)
    yield bare
    yield from (f"{word} {bare}" for word in _TYPE_WORDS)
