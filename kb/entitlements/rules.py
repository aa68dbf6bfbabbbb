"""Who may have what: rules as data, asked for every way in which the unknown facts may turn out.

A rule sees a *world*: a situation in which nothing is unknown. What all worlds agree on is the verdict; where they do not, it
depends on the facts whose change alone changes it, and those are named, the one that settles most first.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

from kb.entitlements import facts as declared
from kb.entitlements.facts import ADULT, CHILD, GROUPS, NOT_YET, STATELESS, Fact, Situation, Who, a_year_after, fact_of
from kb.entitlements.loading import Desk
from kb.entitlements.model import Card, Regime, Verdict
from kb.entitlements.rule_model import REGIME_BASIS, CardRule, Case, Column, When
from kb.interface.days import today

OLD_LAW = date(2012, 1, 1)
"""First day of Luật 66/2011."""
HINGE = date(2025, 7, 1)
"""First day of Luật 53/2024. Who was identified before it stays with the law before."""


class World(NamedTuple):
    """A situation in which nothing that a rule asks is unknown.

    :param facts: by name; an age is the group that the laws tell apart
    """

    facts: Mapping[str, Any]
    as_of: date

    @property
    def people(self) -> str:
        """The group that the laws tell apart."""
        nationality: str = self.facts["nationality"]
        return "stateless_resident" if nationality == STATELESS and self.facts["resident"] else nationality

    @property
    def regime(self) -> Regime | None:
        """Which law gives support; None: none yet."""
        if self.as_of < OLD_LAW:
            return None
        day = self.facts["identified"]
        return Regime.OLD if self.as_of < HINGE or (day != NOT_YET and day < HINGE) else Regime.NEW

    @property
    def since(self) -> str | None:
        """Whether a year has passed since identification."""
        day = self.facts["identified"]
        if day == NOT_YET:
            return None
        return "within" if self.as_of <= a_year_after(day) else "later"

    @property
    def status(self) -> str:
        """Whether the victim is identified."""
        return NOT_YET if self.facts["identified"] == NOT_YET else "identified"


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


def fits(when: When, world: World, cell: Verdict | None = None) -> bool:
    """Whether a world is what a case asks for.

    :param cell: what the matrix says
    """
    facts = world.facts
    for name, values in when.facts.items():
        told = facts.get(name, cell) if name in facts or name == "cell" else getattr(world, name)
        if told not in values:
            return False
    if when.asked and not when.asked.holds(world.as_of):
        return False
    day = facts["identified"]
    return when.identified is None or (day != NOT_YET and when.identified.holds(day))


def rule(desk: Desk, card: str, world: World) -> Ruling | None:
    """What the data say of a card in a world; None: it does not apply there."""
    row, own = desk.rules.cards[card], desk.cards[card].regime
    if not _applies(row, desk.cards[card], world):
        return None
    cell = _cell(desk, own, row.row, world) if row.row and own else None
    for number, case in enumerate(row.cases):
        if fits(case.when, world, cell.verdict if cell else None):
            name = f"{card}/{number}"
            if case.verdict != "cell":
                return Ruling(case.verdict, case.why, case.basis, name)
            if cell is not None:
                return replace(cell, why=case.why if cell.verdict is Verdict.YES else cell.why, rule=name)
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
    if point in column.unclear:
        return Ruling(Verdict.UNKNOWN, "not_said", column.basis, column.id)
    if point in column.varies:
        return Ruling(Verdict.DEPENDS, "case_by_case", column.basis, column.id)
    if point in column.gives:
        return Ruling(Verdict.YES, "listed", column.basis, column.id)
    return Ruling(Verdict.NO, column.why, column.basis, column.id)


def column_of(desk: Desk, regime: Regime, world: World) -> Column:
    """The column of the matrix that somebody stands in. The data leave nobody without one; a test tries them all."""
    return next(column for column in desk.rules.columns[regime] if fits(column.when, world))


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
    asks = desk.rules.cards[card].asks
    if verdicts == {Verdict.YES} and asks and situation[asks] is None and not situation.is_identified:
        return Decision(Verdict.DEPENDS, rulings, (asks,))
    if len(verdicts) == 1:
        return Decision(verdicts.pop(), rulings, ())
    return Decision(Verdict.DEPENDS, rulings, tuple(fact.option for fact in deciding(ruled, situation)))


def deciding(ruled: Sequence[tuple[World, Ruling]], situation: Situation) -> list[Fact]:
    """The unknown facts that can change the verdict, the one that leaves least open first."""
    open_after: dict[str, float] = {}
    rows = [(tuple(world.facts.values()), ruling.verdict) for world, ruling in ruled]
    for place, name in enumerate(ruled[0][0].facts):
        if situation[name] is not None or len({row[place] for row, _ in rows}) == 1:
            continue
        by_value: dict[Any, list[Verdict]] = defaultdict(list)
        for row, verdict in rows:
            by_value[row[place]].append(verdict)
        elsewise: dict[Any, Verdict] = {}
        if any(elsewise.setdefault(row[:place] + row[place + 1 :], verdict) is not verdict for row, verdict in rows):
            open_after[name] = sum(len(said) for said in by_value.values() if len(set(said)) > 1) / len(ruled)
    for fact in declared.FACTS:  # what matters to people of some nationality alone: this is asked for first
        if fact.only and fact.name in open_after and situation["nationality"] is None:
            open_after["nationality"] = min(open_after.pop(fact.name), open_after.get("nationality", 1.0))
    found = [fact for fact in declared.FACTS if fact.name in open_after]
    return sorted(found, key=lambda fact: (open_after[fact.name], fact.rank))


@lru_cache(maxsize=64)
def facts_of(desk: Desk, card: str) -> frozenset[str]:
    """The facts that a card's rules ask for."""
    rows: list[Case | Column] = [*desk.rules.cards[card].cases, *columns_of(desk, card)]
    named = {name for row in rows for name in row.when.facts}
    people = {"nationality", "resident"} if "people" in named else set()
    return frozenset({"who", "identified"} | people | {name for name in named if fact_of(name)})


def columns_of(desk: Desk, card: str) -> Sequence[Column]:
    """The columns of the matrix that a card is a row of."""
    regime = desk.cards[card].regime
    return desk.rules.columns[regime] if regime and desk.rules.cards[card].row else ()


def worlds(desk: Desk, situation: Situation, asked: frozenset[str], card: str | None = None) -> Iterator[World]:
    """All the ways in which a situation may turn out; what nobody asks for stays as it is in one of them."""
    turning = [fact for fact in declared.FACTS if fact.worlds and fact.name != "age"]
    names = [*(fact.name for fact in turning), "age"]
    who_at, day_at, people_at = (names.index(name) for name in ("who", "identified", "nationality"))
    of_some = [(at, fact) for at, fact in enumerate(turning) if fact.only and fact.name in asked and situation[fact.name] is None]
    groups = {who: _ages(situation, who, "age" in asked) for who in Who}
    for values in product(*(_values(desk, situation, fact, asked, card) for fact in turning)):
        who, waiting = values[who_at], values[day_at] == NOT_YET
        if (who == Who.VICTIM and waiting) or (who == Who.BEING_IDENTIFIED and not waiting):
            continue
        if of_some and any(values[at] != fact.worlds[0] and values[people_at] != fact.only for at, fact in of_some):
            continue
        for group in groups[who]:
            yield World(dict(zip(names, (*values, group), strict=True)), situation.as_of)


def _values(desk: Desk, situation: Situation, fact: Fact, asked: frozenset[str], card: str | None) -> Sequence[Any]:
    if situation[fact.name] is not None:
        return (situation[fact.name],)
    values: Sequence[Any] = fact.worlds
    if fact.name == "identified":
        values = [*(() if situation.identified_within else values), *_days(desk, situation, card)]
    return values if fact.name in asked else values[:1]


def _ages(situation: Situation, who: str, asked: bool) -> Sequence[str]:
    """The groups of age that somebody may be of."""
    age = situation["age"]
    if age is not None:
        grown = "minor" if age < ADULT else "adult"
        return ("under_16" if age < CHILD else grown,)
    groups = GROUPS[:-1] if who == Who.MINOR_ACCOMPANYING else GROUPS
    return groups if asked else groups[:1]


def _days(desk: Desk, situation: Situation, card: str | None) -> list[date]:
    """Days of identification that stand for all: one for each way in which a card's rules (None: the regime) tell days apart."""
    first, latest = situation.identified_within or (None, min(situation.as_of, today()))
    year_ago = situation.as_of - timedelta(days=365)
    cases = desk.rules.cards[card].cases if card else ()
    periods = [case.when.identified for case in cases if case.when.identified]
    edges = {OLD_LAW, HINGE - timedelta(days=1), HINGE, first or latest, latest}
    edges.update(day for item in periods for day in (item.first, item.last) if day)
    if any("since" in case.when.facts for case in cases):
        edges.update(year_ago + timedelta(days=step) for step in (-2, 2))
    kinds: dict[Any, date] = {}
    for day in sorted(edges):
        if (first is None or first <= day) and day <= latest:
            within = situation.as_of <= a_year_after(day)
            kinds.setdefault((day < HINGE, within, *(item.holds(day) for item in periods)), day)
    return list(kinds.values())
