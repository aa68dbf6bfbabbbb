"""Which instruments of the base replace others, or bear their names and came later; whether anybody has reviewed that or not.

"Nghị định A hết hiệu lực" is read as an effect and as a relation. Whoever decides about the effect has decided about both; of the
relations `bai_bo`, `thay_the` and `ngung` of the codification and 144 other files 4,058 of 4,061 have such an effect, of `sua_doi`
368 of 934.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, select
from sqlalchemy.orm import Session

from documents.identity.numbers import year_of_number
from documents.time.stated import Claim, Statement
from documents.wording.actions import RelationKind
from kb.database.reading.details import rows_among
from kb.database.reading.holdings import drafts_among
from kb.database.tables import CitedInstrument, Effect, EffectivePeriod, Instrument, Person, Relation, Version
from kb.law.effects.views import ACCEPTED, FOUND, IN_USE, REJECTED
from kb.law.statements.stored import rows_of, statements_by_instrument


def says_as_well() -> ColumnElement[bool]:
    """An effect and a relation are of the same words and the same target."""
    return and_(
        Effect.instrument_id == Relation.instrument_id,
        Effect.cited_id == Relation.cited_id,
        Effect.target_path == Relation.target_path,
        Effect.path == Relation.path,
        Effect.field == Relation.field,
        Effect.start < Relation.end,
        Effect.end > Relation.start,
    )


def decided_with_effects() -> ColumnElement[bool]:
    """A relation is decided about with its effects."""
    return select(Effect.id).where(says_as_well()).correlate(Relation).exists()


def state_of_relation() -> ColumnElement[str]:
    """The state of a relation, as a column."""
    used = func.sum(case((Effect.state.in_(IN_USE), 1), else_=0))
    others = func.sum(case((Effect.state != REJECTED, 1), else_=0))
    with_effects = case((used > 0, ACCEPTED), (others == 0, REJECTED), else_=FOUND)
    found = select(with_effects).where(says_as_well()).correlate(Relation).having(func.count() > 0).scalar_subquery()
    return case((Relation.state != FOUND, Relation.state), else_=func.coalesce(found, FOUND))


def deciders(session: Session, relations: Sequence[int]) -> Iterator[tuple[int, str | None, datetime | None]]:
    """Who decided about the effects of some relations, and when, the last one last."""
    rows: Any = session.execute(
        select(Relation.id, Person.name, Effect.decided_at)
        .join(Effect, says_as_well())
        .outerjoin(Person, Person.id == Effect.decided_by)
        .where(Relation.id.in_(relations), Effect.state != FOUND)
        .order_by(Relation.id, Effect.decided_at)
    )
    yield from rows


_AMENDING = ("sua-doi", "bai-bo", "dinh-chinh")
"""A name that many bear: of laws that amend the same law, none replaces another."""


@dataclass(frozen=True, slots=True)
class Newer:
    """An instrument that replaces another one, or has its name.

    :param start: the day it takes effect, None where the base has none
    :param since: before which day it was not there
    :param replaces: something says that it replaces the other one; else it bears its name
    """

    key: str
    start: date | None
    since: date | None = None
    replaces: bool = False
    reviewed: bool = False
    number: str | None = None


def exists_from(issued_on: date | None, number: str | None) -> date | None:
    """Before which day an instrument was not there: that of its issue, else the first of the year in its number."""
    year = year_of_number(number) if number and issued_on is None else None
    return date(year, 1, 1) if year else issued_on


def read_newer(connection: Connection, instruments: Sequence[int]) -> Mapping[int, tuple[Newer, ...]]:
    """The newer ones of some instruments, oldest first."""
    said: dict[tuple[int, int], bool] = {}
    for old, new, reviewed in (*_replacing(connection, instruments), *_stated(connection, instruments)):
        said[old, new] = reviewed or said.get((old, new), False)
    pairs = {*said, *_namesakes(connection, instruments)}
    drafts = drafts_among(connection, {new for _, new in pairs})
    pairs = {pair for pair in pairs if pair[1] not in drafts}
    about = _about(connection, {new for _, new in pairs})
    found: dict[int, list[Newer]] = defaultdict(list)
    for pair in sorted(pairs, key=lambda pair: (about[pair[1]].start or date.max, about[pair[1]].key)):
        found[pair[0]].append(replace(about[pair[1]], replaces=pair in said, reviewed=said.get(pair, False)))
    return {old: tuple(some) for old, some in found.items()}


def read_replacing(connection: Connection, effects: Iterable[int]) -> Mapping[int, Newer]:
    """By effects that end instruments, the texts that replace these, as the same words say; of what the base has no text of too."""
    asked = select(Effect.id, Relation.instrument_id, Effect.state).join(Relation, says_as_well())
    asked = asked.where(Relation.kind == RelationKind.REPLACES.value, Relation.state != REJECTED)
    rows = list(rows_among(connection, asked, Effect.id, effects))
    about = _about(connection, {row.instrument_id for row in rows})
    return {row.id: replace(about[row.instrument_id], replaces=True, reviewed=row.state in IN_USE) for row in rows}


def heirs_of(newer: Sequence[Newer], day: date | None = None) -> Sequence[Newer]:
    """Of the newer ones of an instrument those that stand in for it: what something says replaces it, else the last of its name.

    :param day: only those that are there by then: in effect, or, where that day is not known, issued
    """
    there = [item for item in newer if day is None or ((since := item.start or item.since) is not None and since <= day)]
    return [item for item in there if item.replaces] or there[-1:]


def keys_with_newer(connection: Connection) -> frozenset[str]:
    """Keys of the instruments that may have newer ones: no other has. Quick, for many instruments have none."""
    replaced = select(CitedInstrument.instrument_id).join(Relation, Relation.cited_id == CitedInstrument.id)
    replaced = replaced.where(Relation.kind == RelationKind.REPLACES.value, Relation.target_path == "", Relation.state != REJECTED)
    several = select(Instrument.name_slug).where(Instrument.name_slug.is_not(None)).group_by(Instrument.name_slug)
    either = Instrument.id.in_(replaced) | Instrument.name_slug.in_(several.having(func.count() > 1))
    return frozenset(connection.scalars(select(Instrument.key).where(either)))


def _replacing(connection: Connection, instruments: Sequence[int]) -> Iterable[tuple[int, int, bool]]:
    state = state_of_relation()
    asked = (
        select(CitedInstrument.instrument_id, Relation.instrument_id, state)
        .join(CitedInstrument, CitedInstrument.id == Relation.cited_id)
        .where(Relation.kind == RelationKind.REPLACES.value, Relation.target_path == "", state != REJECTED)
    )
    rows = rows_among(connection, asked, CitedInstrument.instrument_id, instruments)
    return ((old, new, state in IN_USE) for old, new, state in rows if old != new)


def _stated(connection: Connection, instruments: Sequence[int]) -> Iterable[tuple[int, int, bool]]:
    """By what people and registers state; a person's word is a review."""
    said = statements_by_instrument(connection, instruments)
    by = {item.by for some in said.values() for item in some if item.by}
    rows = rows_of(connection, by)
    for old, some in said.items():
        for item in some:
            new = rows.get(item.by)
            if _replaces(item) and new is not None and new != old:
                yield old, new, item.register is None


def _replaces(item: Statement) -> bool:
    return item.claim is Claim.REPLACED and not item.path and item.certain


def newer_by_statements(connection: Connection, said: Mapping[str, Sequence[Statement]]) -> Mapping[str, tuple[Newer, ...]]:
    """What replaces instruments of which the base has no text, as is stated of their keys, whether or not it has that one."""
    replacing = {key: [item for item in some if item.by and _replaces(item)] for key, some in said.items()}
    rows = rows_of(connection, {item.by for some in replacing.values() for item in some})
    about = {key: found for key, row in rows.items() if (found := _about(connection, [row]).get(row))}
    return {
        key: tuple(
            replace(
                about.get(item.by) or Newer(item.by, item.on, number=item.by_name), replaces=True, reviewed=item.register is None
            )
            for item in some
        )
        for key, some in replacing.items()
    }


def _namesakes(connection: Connection, instruments: Sequence[int]) -> Iterable[tuple[int, int]]:
    columns = (Instrument.id, Instrument.type, Instrument.name_slug, Instrument.issued_on, Instrument.number, Instrument.issuer_id)
    asked = select(*columns).where(Instrument.name_slug.is_not(None))
    old = [row for row in rows_among(connection, asked, Instrument.id, instruments) if not row.name_slug.startswith(_AMENDING)]
    by_name = defaultdict(list)
    for row in rows_among(connection, asked, Instrument.name_slug, (row.name_slug for row in old)):
        by_name[row.type, row.name_slug].append(row)
    for row in old:
        since = exists_from(row.issued_on, row.number)
        for other in by_name[row.type, row.name_slug]:
            later = exists_from(other.issued_on, other.number)
            same = row.issuer_id == other.issuer_id or None in (row.issuer_id, other.issuer_id)
            if same and since is not None and later is not None and since < later:
                yield row.id, other.id


def _about(connection: Connection, instruments: Iterable[int]) -> Mapping[int, Newer]:
    period = EffectivePeriod
    asked = (
        select(Instrument.id, Instrument.key, Instrument.issued_on, Instrument.number, period.start, period.scope)
        .outerjoin(Version, Version.instrument_id == Instrument.id)
        .outerjoin(period, and_(period.version_id == Version.id, period.start.is_not(None)))
    )
    found: dict[int, Newer] = {}
    starts: dict[int, list[tuple[bool, date]]] = defaultdict(list)
    for id_, key, issued, number, start, scope in rows_among(connection, asked, Instrument.id, instruments):
        found[id_] = Newer(key, None, exists_from(issued, number), number=number)
        starts[id_] += [(not scope, start)] if start else []
    for id_, begun in starts.items():
        # Of the whole, on the later day where two are named; else the first of any part.
        whole = [day for is_whole, day in begun if is_whole]
        found[id_] = replace(found[id_], start=max(whole) if whole else min((day for _, day in begun), default=None))
    undated = [id_ for id_, item in found.items() if item.start is None]
    for id_, said in statements_by_instrument(connection, undated).items() if undated else ():
        days = [item.on for item in said if item.claim is Claim.IN_FORCE_FROM and not item.path and item.certain and item.on]
        if days:
            found[id_] = replace(found[id_], start=min(days))
    return found
