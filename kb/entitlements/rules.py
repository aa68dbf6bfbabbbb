"""Who may have what: rules as data, asked for every way in which the unknown facts may turn out.

A rule sees a *world*: a situation in which nothing is unknown. What all worlds agree on is the verdict; where they do not, it
depends on the facts whose change alone changes it, and those are named, the one that settles most first.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import product
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from kb.entitlements.loading import Desk
from kb.entitlements.model import Card, Period, Regime, Verdict
from kb.entitlements.rule_model import REGIME_BASIS, CardRule, CaseRow, ColumnRow, When
from kb.entitlements.situation import (
    ABROAD,
    ADULT,
    FOREIGN,
    NOT_YET,
    STATELESS,
    VIETNAM,
    Situation,
    Who,
    a_year_after,
)
from kb.interface.days import today

OLD_LAW = date(2012, 1, 1)
"""First day of Luật 66/2011."""
HINGE = date(2025, 7, 1)
"""First day of Luật 53/2024. Who was identified before it stays with the law before."""

CHILD = 16

NEEDS = MappingProxyType({"in_facility": "in-facility", "can_pay": "can-pay", "trafficked_in": "trafficked-in"})
"""Facts whose option has another name."""


@dataclass(frozen=True, slots=True)
class World:
    """A situation in which nothing that a rule asks is unknown."""

    who: str
    nationality: str
    resident: bool
    where: str
    age: str
    identified: date | str
    poor: bool
    in_facility: bool
    can_pay: bool
    trafficked_in: str
    as_of: date

    @property
    def people(self) -> str:
        """The group that the laws tell apart."""
        if self.nationality != STATELESS:
            return self.nationality
        return "stateless_resident" if self.resident else STATELESS

    @property
    def regime(self) -> Regime | None:
        """Which law gives support; None: none yet."""
        if self.as_of < OLD_LAW:
            return None
        if self.as_of < HINGE:
            return Regime.OLD
        before = isinstance(self.identified, date) and self.identified < HINGE
        return Regime.OLD if before else Regime.NEW

    @property
    def since(self) -> str | None:
        """Whether a year has passed since identification."""
        if not isinstance(self.identified, date):
            return None
        return "within" if self.as_of <= a_year_after(self.identified) else "later"

    @property
    def status(self) -> str:
        """Whether the victim is identified."""
        return "identified" if isinstance(self.identified, date) else NOT_YET


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a rule says of a world, and why.

    :param why: code of the reason
    :param basis: of the rule, as the data name it
    :param rule: which row of the data spoke
    """

    verdict: Verdict
    why: str
    basis: str
    rule: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What the worlds of a situation come to for a card."""

    verdict: Verdict
    rulings: tuple[Ruling, ...]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A row of the data, ready to be asked.

    :param asks: facts, each with the values that fit
    :param verdict: None: as the matrix says
    """

    asks: tuple[tuple[str, frozenset[Any]], ...]
    asked: Period
    identified: Period | None
    verdict: Verdict | None
    why: str
    basis: str
    rule: str

    def fits(self, world: World, cell: "Ruling | None") -> bool:
        """Whether a world is what it asks for."""
        for name, values in self.asks:
            value = (cell.verdict.value if cell else None) if name == "cell" else getattr(world, name)
            if value not in values:
                return False
        if not self.asked.holds(world.as_of):
            return False
        return self.identified is None or (isinstance(world.identified, date) and self.identified.holds(world.identified))


@dataclass(frozen=True, slots=True)
class Column:
    """A group of people of a matrix, the points that it has, has from case to case, or of which the law does not say."""

    case: Case
    gives: frozenset[str]
    varies: frozenset[str]
    unclear: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rules:
    """The data, ready to be asked."""

    cases: Mapping[str, tuple[Case, ...]]
    columns: Mapping[Regime, tuple[Column, ...]]


@lru_cache(maxsize=8)
def ready(desk: Desk) -> Rules:
    """The rules of a desk."""
    cases = {
        card: tuple(
            _case(item.when, None if item.verdict == "cell" else Verdict(item.verdict), item.why, item.basis, f"{card}/{number}")
            for number, item in enumerate(row.cases)
        )
        for card, row in desk.rules.cards.items()
    }
    columns = {
        regime: tuple(
            Column(
                _case(row.when, None, "", row.basis, row.id), frozenset(row.gives), frozenset(row.varies), frozenset(row.unclear)
            )
            for row in rows
        )
        for regime, rows in desk.rules.columns.items()
    }
    return Rules(cases, columns)


_YES_OR_NO = ("poor", "in_facility", "can_pay")
_ASKED = ("where", "age", "trafficked_in", *_YES_OR_NO)
"""Facts that are asked of a caller only where a card's rules name them."""


def _case(when: When, verdict: Verdict | None, why: str, basis: str, rule: str) -> Case:
    asks = []
    for name in ("who", "people", *_ASKED, "regime", "status", "since", "cell"):
        values = getattr(when, name)
        if values is not None:
            asks.append((name, frozenset(value == "yes" for value in values) if name in _YES_OR_NO else frozenset(values)))
    identified = Period(first=when.identified_from, last=when.identified_to)
    asked = Period(first=when.asked_from, last=when.asked_to)
    return Case(tuple(asks), asked, None if identified == Period() else identified, verdict, why, basis, rule)


def rule(desk: Desk, card: str, world: World) -> Ruling | None:
    """What the data say of a card in a world; None: it does not apply there."""
    row, own = desk.rules.cards[card], desk.cards[card].regime
    if not _applies(row, desk.cards[card], world):
        return None
    cell = _cell(desk, own, row.row, world) if row.row and own else None
    for case in ready(desk).cases[card]:
        if case.fits(world, cell):
            if case.verdict is not None:
                return Ruling(case.verdict, case.why, case.basis, case.rule)
            if cell is not None:
                return replace(cell, why=case.why if cell.verdict is Verdict.YES else cell.why, rule=case.rule)
    return cell


def _applies(row: CardRule, card: Card, world: World) -> bool:
    """Whether a card is of the law that holds for somebody on the day."""
    period = card.period
    if period.last is not None and world.as_of > period.last:
        return False
    if card.regime is None:
        return period.first is None or world.as_of >= period.first
    return world.regime is card.regime or (row.own_law and world.as_of >= HINGE)


def _cell(desk: Desk, regime: Regime, point: str, world: World) -> Ruling:
    column = column_of(desk, regime, world)
    basis, name = column.case.basis, column.case.rule
    if point in column.unclear:
        return Ruling(Verdict.UNKNOWN, "not_said", basis, name)
    if point in column.varies:
        return Ruling(Verdict.DEPENDS, "case_by_case", basis, name)
    if point in column.gives:
        return Ruling(Verdict.YES, "listed", basis, name)
    return Ruling(Verdict.NO, "not_listed", basis, name)


def column_of(desk: Desk, regime: Regime, world: World) -> Column:
    """The column of the matrix that somebody stands in. The data leave nobody without one; a test tries them all."""
    return next(column for column in ready(desk).columns[regime] if column.case.fits(world, None))


def decide(desk: Desk, card: str, situation: Situation) -> Decision | None:
    """What a situation comes to for a card; None: it does not apply, whatever else turns out."""
    asked = facts_of(desk, card)
    found = [(world, rule(desk, card, world)) for world in worlds(desk, situation, asked, card)]
    if all(ruling is None for _, ruling in found):
        return None
    other = Ruling(Verdict.NO, "other_regime", REGIME_BASIS, "regime")
    ruled = [(world, ruling or other) for world, ruling in found]
    verdicts = {ruling.verdict for _, ruling in ruled}
    rulings = tuple(dict.fromkeys(ruling for _, ruling in ruled))
    if len(verdicts) == 1:
        return Decision(verdicts.pop(), rulings, ())
    return Decision(Verdict.DEPENDS, rulings, tuple(NEEDS.get(name, name) for name in deciding(ruled, situation)))


_ORDER = ("identified", "who", "nationality", "where", "age", "in_facility", "can_pay", "poor", "resident", "trafficked_in")
_OF_SOME = ("resident", "trafficked_in")
"""Facts that matter to people of some nationality alone, so that this is asked for first."""


def deciding(ruled: Sequence[tuple[World, Ruling]], situation: Situation) -> list[str]:
    """The unknown facts that can change the verdict, the one that leaves least open first."""
    verdicts = [ruling.verdict for _, ruling in ruled]
    open_after: dict[str, float] = {}
    for name in _ORDER:
        if getattr(situation, name) is not None:
            continue
        by_value: dict[Any, list[Verdict]] = defaultdict(list)
        for (world, _), verdict in zip(ruled, verdicts, strict=True):
            by_value[getattr(world, name)].append(verdict)
        if len(by_value) == 1:
            continue
        elsewise: dict[Any, Verdict] = {}
        without = _WITHOUT[name]
        if any(
            elsewise.setdefault(without(world), verdict) is not verdict for (world, _), verdict in zip(ruled, verdicts, strict=True)
        ):
            open_after[name] = sum(len(said) for said in by_value.values() if len(set(said)) > 1) / len(ruled)
    for name in _OF_SOME:
        if name in open_after and situation.nationality is None:
            open_after["nationality"] = min(open_after.pop(name), open_after.get("nationality", 1.0))
    return sorted(open_after, key=lambda name: (open_after[name], _ORDER.index(name)))


@lru_cache(maxsize=64)
def facts_of(desk: Desk, card: str) -> frozenset[str]:
    """The facts that a card's rules ask for."""
    row = desk.rules.cards[card]
    cases: Iterable[CaseRow | ColumnRow] = row.cases
    if row.row:
        cases = [*row.cases, *columns_of(desk, card)]
    found = {"who", "identified"}
    for case in cases:
        when = case.when
        found.update(name for name in _ASKED if getattr(when, name) is not None)
        if when.people is not None:
            found.update(("nationality", "resident"))
    return frozenset(found)


def columns_of(desk: Desk, card: str) -> Sequence[ColumnRow]:
    """The columns of the matrix that a card is a row of."""
    regime = desk.cards[card].regime
    return desk.rules.columns[regime] if regime and desk.rules.cards[card].row else ()


def worlds(desk: Desk, situation: Situation, asked: frozenset[str], card: str | None = None) -> Iterator[World]:
    """All the ways in which a situation may turn out; what nobody asks for stays as it is in one of them."""

    def values(name: str, known: Any, *all_values: Any) -> Sequence[Any]:
        return (known,) if known is not None else all_values if name in asked else all_values[:1]

    days = _days(desk, situation, card)
    age = None if situation.age is None else "under_16" if situation.age < CHILD else "minor" if situation.age < ADULT else "adult"
    for who, nationality, resident, where, identified, poor, in_facility, can_pay, trafficked_in in product(
        values("who", situation.who, *Who),
        values("nationality", situation.nationality, VIETNAM, FOREIGN, STATELESS),
        values("resident", situation.resident, True, False),
        values("where", situation.where, VIETNAM, ABROAD),
        values("identified", situation.identified, *(() if situation.identified_within else (NOT_YET,)), *days),
        values("poor", situation.poor, False, True),
        values("in_facility", situation.in_facility, False, True),
        values("can_pay", situation.can_pay, False, True),
        values("trafficked_in", situation.trafficked_in, VIETNAM, ABROAD),
    ):
        if (who == Who.VICTIM and identified == NOT_YET) or (who == Who.BEING_IDENTIFIED and identified != NOT_YET):
            continue
        if situation.resident is None and nationality != STATELESS and not resident:
            continue
        if situation.trafficked_in is None and nationality != FOREIGN and trafficked_in != VIETNAM:
            continue
        young = ("under_16", "minor") if who == Who.MINOR_ACCOMPANYING else ("under_16", "minor", "adult")
        for group in values("age", age, *young):
            yield World(
                who,
                nationality,
                resident,
                where,
                group,
                identified,
                poor,
                in_facility,
                can_pay,
                trafficked_in,
                situation.as_of,
            )


def _days(desk: Desk, situation: Situation, card: str | None) -> list[date]:
    """Days of identification that stand for all: one for each way in which a card's rules (None: the regime) tell days apart."""
    first, latest = situation.identified_within or (None, min(situation.as_of, today()))
    year_ago = situation.as_of - timedelta(days=365)
    cases = ready(desk).cases[card] if card else ()
    periods = [case.identified for case in cases if case.identified]
    edges = {
        OLD_LAW,
        HINGE - timedelta(days=1),
        HINGE,
        first or latest,
        latest,
        *(day for item in periods for day in (item.first, item.last) if day),
    }
    if any(name == "since" for case in cases for name, _ in case.asks):
        edges.update(year_ago + timedelta(days=step) for step in (-2, 2))
    kinds: dict[Any, date] = {}
    for day in sorted(edges):
        if (first is None or first <= day) and day <= latest:
            within = situation.as_of <= a_year_after(day)
            kinds.setdefault((day < HINGE, within, *(item.holds(day) for item in periods)), day)
    return list(kinds.values())


_FACTS = tuple(field.name for field in fields(World))
_WITHOUT = MappingProxyType({name: attrgetter(*(other for other in _FACTS if other != name)) for name in _FACTS})
"""All of a world but one fact, by that fact."""
