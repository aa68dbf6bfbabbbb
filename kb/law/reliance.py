"""Which instruments of the base rest on others: on the day such a one was issued, the other was in force.

That holds where the words say without doubt which instrument is meant: by its number, or by its name and the day of its issue. A
name alone may mean the law that came after it and that the base does not have: Luật Đất đai is of 2003, of 2013 or of 2024. It
tells the law only between the day that this one takes effect and the day that the next one of the same name is issued, where the
list of named laws knows both, and the day of issue of every law of that name. The last of a name is never told by it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import ColumnElement, Connection, select
from sqlalchemy.orm import aliased

from documents.citations.resolution import built_in
from documents.identity.dates import find_dates
from documents.keys import number_slug
from documents.relations import RelationKind
from kb.database.tables import CitedInstrument, Instrument, Relation
from kb.law.effects import REJECTED

_RESTING = (RelationKind.BASIS, RelationKind.AMENDS, RelationKind.DETAILS, RelationKind.CONSOLIDATES)


@dataclass(frozen=True, slots=True)
class Resting:
    """An instrument that rests on another one.

    :param on: the day it was issued
    :param by: its number or title, to show; ``key`` its key
    :param path: the provision whose words say so
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
    .order_by(_source.issued_on, Relation.id)
)


def read_reliance(connection: Connection, among: Iterable[ColumnElement[bool]]) -> Mapping[int, Reliance]:
    """Who rests on some instruments, by instrument.

    :param among: conditions on `CitedInstrument`; each gives a part of them
    """
    found: dict[int, Reliance] = {}
    for some in among:
        for row in connection.execute(_RELYING.where(some)):
            if row.target_issued_on is not None and row.issued_on < row.target_issued_on:
                continue  # nothing rests on what comes later: one of the two days is wrong
            told = _is_told(row.text, row.number_slug, row.target_issued_on)
            if told or named_alone(row.type, row.name_slug, row.number_slug, row.issued_on):
                resting = Resting(row.issued_on, row.number or row.title or "", row.key, RelationKind(row.kind), row.path, row.text)
                found[row.id] = Reliance(found[row.id].first if row.id in found else resting, resting)
    return found


def _is_told(words: str, slug: str | None, issued_on: date | None) -> bool:
    """Whether words say by number, or by the day of its issue, which instrument they mean."""
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
