"""What a situation comes to: the regimes, the cards with their verdicts, the facts to ask for next."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from types import MappingProxyType

from documents.time.status import StatusCode
from kb.annotations.shaken import Shaken
from kb.entitlements.binding import SPOILS, Checked, Flaw
from kb.entitlements.checking import Checks, changed_since, rule_day_of
from kb.entitlements.facts import ABROAD, ADULT, FOREIGN, Caller, Situation, Who, a_year_after
from kb.entitlements.loading import Conflict, Desk, Figure, Rate
from kb.entitlements.model import (
    ALWAYS,
    PERSON,
    About,
    Amount,
    Binding,
    Card,
    Confidence,
    Edit,
    Missing,
    Period,
    Regime,
    Statement,
    Verdict,
)
from kb.entitlements.rule_model import REGIME_BASIS
from kb.entitlements.rules import HINGE, Decision, decide, worlds
from kb.interface.catalogue import Catalogue

_NUMBERS = re.compile(r"\b11[35]\b(?![.,]\d)")

STILL_FRESH = timedelta(days=60)
"""How long after it was last verified an open-ended figure is taken to hold, where nothing in the base shows it."""

INFANT = 4
INSURED_CHILD = 6
"""Younger ones, as the members of poor households, have their health insurance paid whole by the State."""


class Trust(StrEnum):
    """How well a card is known, said once of the whole card. The values are part of the interface."""

    CONFIRMED = "confirmed"
    """The base has all that it rests on, in the words that somebody compared and in force on the day."""
    HELD = "held"
    """So it has, but of some it does not know whether it is in force on the day."""
    READ = "read"
    """What it gives was read in the law's own words, which the base lacks, has in part, or nobody compared."""
    REPORTED = "reported"
    """Something of it is known by a summary only."""
    SHAKEN = "shaken"
    """The law that it rests on says something else by now, or the card cannot be used: its sentence is not given."""


@dataclass(frozen=True, slots=True)
class SaidStatement:
    """A statement with what the base says of its basis."""

    statement: Statement
    text: str
    basis: Checked


@dataclass(frozen=True, slots=True)
class SaidAmount:
    """How much.

    :param known: the figure is certain for the day
    :param values: by region, where it differs
    :param bases: of the figure, and of what it is a multiple of
    """

    text: str | None
    value: int | None
    unit: str | None
    period: Period
    known: bool
    values: tuple[tuple[str, int], ...] = ()
    bases: tuple[Checked, ...] = ()


_NOTHING = SaidAmount(None, None, None, ALWAYS, False)


@dataclass(frozen=True, slots=True)
class SaidConflict:
    """A contradiction with both sides."""

    conflict: Conflict
    sides: tuple[tuple[str, Checked], ...]


@dataclass(frozen=True, slots=True)
class CardAnswer:
    """A card for a situation.

    :param regime: the law by which it is given; of general law the one that holds for the situation
    :param why: why the verdict is what it is, in words
    :param say: the sentence to say aloud; None: nothing that is fit to be said
    :param trust: how well all of it is known
    :param edit: what a curator made of the card
    :param stale: the bases with something wrong
    :param changed: what was done to its bases since it was verified; where none is reviewed its sentence is given, but not certain
    """

    card: Card
    regime: Regime
    verdict: Verdict
    needs: tuple[str, ...]
    why: str
    say: str | None
    trust: Trust
    amount: SaidAmount
    statements: tuple[SaidStatement, ...]
    rules: tuple[Checked, ...]
    conflicts: tuple[SaidConflict, ...]
    missing: tuple[tuple[Missing, bool], ...]
    own_law: bool
    edit: Edit | None = None
    changed: tuple[Shaken, ...] = ()

    @property
    def stale(self) -> list[Checked]:
        """What the card says or decides by and the base does not bear out."""
        shown = [*(item.basis for item in self.statements), *self.rules]
        flawed = {(item.binding.key, item.flaw): item for item in reversed(shown) if item.flaw is not None}
        return list(reversed(flawed.values()))

    def texts(self, about: About) -> list[str]:
        """What the card says about something."""
        return [item.text for item in self.statements if item.statement.about is about]

    @property
    def pays(self) -> list[str]:
        """Who pays, as far as somebody read it."""
        return [item.text for item in self.statements if item.statement.pays]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a situation comes to.

    :param regimes: with why
    :param ask_next: the unknown facts, the one that settles most first
    """

    regimes: tuple[tuple[Regime, str], ...]
    cards: tuple[CardAnswer, ...]
    ask_next: tuple[str, ...]
    regime_basis: Checked


def entitled(
    checks: Checks, desk: Desk, situation: Situation, language: str = "vi", heard: Mapping[str, str] = MappingProxyType({})
) -> Answer:
    """The cards for a situation. Those of a regime that does not apply are left out.

    :param heard: what nobody chose, but the caller's words tell: the sentences are for such a one, no verdict goes by it
    """
    say = Catalogue(language)
    known = {regime_of for world in worlds(desk, situation, frozenset({"who", "identified"})) if (regime_of := world.regime)}
    asking = _Asking(checks, desk, situation, situation.with_facts({**heard, **situation.facts}), known, say)
    decided = ((card, decide(desk, card.id, situation)) for card in desk.cards.values())
    cards = [asking.answer(card, decision) for card, decision in decided if decision is not None]
    cards.sort(key=lambda item: (_RANK[item.verdict], item.card.regime is None, item.regime is Regime.OLD, item.card.id))
    whys = ((regime, say(f"cards.regime_{regime.value}_{_why(situation, known)}")) for regime in Regime if regime in known)
    return Answer(tuple(whys), tuple(cards), _next(cards), asking.regime_basis)


_RANK = {Verdict.YES: 0, Verdict.DEPENDS: 1, Verdict.UNKNOWN: 2, Verdict.NO: 3}


def _why(situation: Situation, known: Iterable[Regime]) -> str:
    if situation.as_of < HINGE:
        return "then"
    if len(set(known)) > 1:
        return "open"
    return "known" if isinstance(situation["identified"], date) or situation.identified_within else "waiting"


def _next(cards: Sequence[CardAnswer]) -> tuple[str, ...]:
    """What to ask for next. General law has no say in it: what it asks for is asked when somebody asks about it."""
    weight: dict[str, float] = defaultdict(float)
    for item in (item for item in cards if item.card.regime):
        for place, name in enumerate(item.needs, 1):
            weight[name] += 1 / place
    return tuple(sorted(weight, key=lambda name: (-weight[name], name)))


@dataclass(frozen=True, slots=True)
class _Asking:
    """A question about somebody, and what the base says of all that the cards rest on.

    :param spoken: the situation with what was only heard
    :param known: the regimes that may be theirs
    """

    checks: Checks
    desk: Desk
    situation: Situation
    spoken: Situation
    known: Collection[Regime]
    say: Catalogue

    @property
    def day(self) -> date:
        """Of the question."""
        return self.situation.as_of

    @property
    def regime_basis(self) -> Checked:
        """The provision that says which regime applies."""
        return self.checks.of(self.desk.rules.bases[REGIME_BASIS], self.day, self.day)

    def basis(self, card: Card, binding: Binding, item: Statement | Amount | Figure | None = None) -> Checked:
        """What the base says of a basis of a card, and of something that it says."""
        return self.checks.of(binding, self.day, rule_day_of(card, item, self.day))

    def answer(self, card: Card, decision: Decision) -> CardAnswer:
        """A card for the situation."""
        day = self.day
        own_law = card.regime is None or card.regime not in self.known
        facts, spoken = _facts(self.situation, own_law), _facts(self.spoken, own_law)
        sources = self.desk.rules.cards[card.id].own_sources if own_law else []
        holds = partial(_holds, day=day, sources=sources, facts=spoken)
        statements = tuple(self._said(card, item) for item in filter(holds, card.statements))
        named = (self.desk.rules.bases[ruling.basis] for ruling in decision.rulings if ruling.rule != "regime")
        rules = tuple(self.basis(card, binding) for binding in dict.fromkeys(named))
        bases = [*(item.basis for item in statements), *rules]
        edit = self.desk.edits.get(card.id)
        changed = changed_since(card, [*bases, *self._figure_bases(card)], self.checks.changes(day))
        spoiled = any(item.flaw in SPOILS for item in bases) or bool(edit and edit.wrong)
        spoiled = spoiled or any(one.reviewed for one in changed)
        lives_on = [self.regime_basis] if card.regime is Regime.OLD and day >= HINGE else []
        trust = Trust.SHAKEN if spoiled else _trust(statements, [*rules, *lives_on], in_force=not lives_on)
        return CardAnswer(
            card=card,
            regime=card.regime or (Regime.OLD if self.known == {Regime.OLD} else Regime.NEW),
            verdict=decision.verdict,
            needs=decision.needs,
            why=self._why(decision),
            say=None if trust is Trust.SHAKEN else self._aloud(card, decision, spoken),
            trust=trust,
            amount=_NOTHING if decision.verdict is Verdict.NO else self._amount(card, facts, spoiled),
            statements=statements,
            rules=rules,
            conflicts=tuple(self._conflict(card, self.desk.conflicts[name]) for name in card.conflicts),
            missing=tuple((item, item.source.id in self.checks.texts_on(day)) for item in card.missing),
            own_law=own_law,
            edit=edit,
            changed=changed,
        )

    def _figure_bases(self, card: Card) -> list[Checked]:
        """What the base says of all that the figures of a card rest on."""
        amounts = [item for item in card.amounts if item.period.holds(self.day)]
        figures = [self.desk.parameters[item.parameter].on(self.day) for item in amounts if item.parameter]
        dated: list[Amount | Figure] = [*amounts, *(figure for figure in figures if figure)]
        return [self.basis(card, item.basis, item) for item in dated]

    def _said(self, card: Card, statement: Statement) -> SaidStatement:
        basis = self.basis(card, statement.basis, statement)
        return SaidStatement(statement, self._marked(statement.text(self.say.language), basis), basis)

    def _marked(self, text: str, basis: Checked) -> str:
        """A text as it may be said: not as a fact where nobody has checked it."""
        text = self._where_they_are(text)
        return self.say("cards.to_check", text=text) if basis.binding.confidence is Confidence.TO_CHECK else text

    def _where_they_are(self, text: str) -> str:
        """A text as it is said to who calls from abroad, where the numbers of this country reach nobody."""
        if self.spoken["where"] != ABROAD or self.spoken["caller"] in (Caller.RELATIVE, Caller.OTHER):
            return text
        return _NUMBERS.sub(lambda found: self.say(f"cards.abroad_{found[0]}"), text)

    def _aloud(self, card: Card, decision: Decision, facts: Mapping[str, str]) -> str | None:
        """The sentence to say aloud: what somebody may have, or why not."""
        refused = decision.verdict in (Verdict.NO, Verdict.UNKNOWN)
        fitting = (item for item in card.says if item.period.holds(self.day) and _suits(item.when, facts))
        said = next((item for item in fitting if not refused or "nationality" in item.when), None)
        if refused and said is None:
            return self._why(decision)
        person = self.say(f"cards.address_{_spoken_of(self.spoken)}")
        text = (said.text if said else card.say)(self.say.language).replace(PERSON, person)
        nobody_said = self.situation["who"] is None and not self.situation.is_identified
        if self.desk.rules.cards[card.id].row and nobody_said and not (said and FOREIGN in said.when.get("nationality", ())):
            text = self.say("cards.if_trafficked", text=text)  # which nobody has said
        away = facts.get("where") == ABROAD and facts.get("nationality") != FOREIGN
        if away and not (said and {"where", "caller"} & said.when.keys()):
            text = self.say("cards.while_abroad", text=text)
        return _STARTS.sub(lambda found: found[0].upper(), self._where_they_are(text))

    def _why(self, decision: Decision) -> str:
        """Why; where it depends on what nobody has said, not as if all of it held."""
        reasons = _reasons(self.desk, decision, self.say.language)
        several = len(reasons) > 1 and decision.verdict is Verdict.DEPENDS
        return self.say("cards.one_of", reasons=" · ".join(reasons)) if several else " ".join(reasons)

    def _conflict(self, card: Card, conflict: Conflict) -> SaidConflict:
        return SaidConflict(
            conflict, tuple((side.text(self.say.language), self.basis(card, side.basis)) for side in conflict.sides)
        )

    def _amount(self, card: Card, facts: Mapping[str, str], spoiled: bool) -> SaidAmount:
        """The amount for the day and the people, the province's where one is named that has its own."""
        chosen = next((item for item in card.amounts if item.period.holds(self.day) and _suits(item.when, facts)), None)
        central = _NOTHING if chosen is None else self._central(card, chosen, spoiled)
        province = self.situation["province"]
        rates = [
            rate
            for rate in self.desk.rates
            if rate.card == card.id and rate.period.holds(self.day) and province in (rate.province, rate.now)
        ]
        return self._provincial(card, central, rates, spoiled) if province is not None and rates else central

    def _central(self, card: Card, amount: Amount, spoiled: bool) -> SaidAmount:
        day, language = self.day, self.say.language
        bases = [self.basis(card, amount.basis, amount)]
        figure: Figure | None = None
        value, period = amount.value, amount.period
        values: tuple[tuple[str, int], ...] = ()
        if amount.parameter is not None:
            figure = self.desk.parameters[amount.parameter].on(day)
            if figure is None or (figure.value is None and not figure.values):
                text = self.say("cards.figure_unknown", name=self.desk.parameters[amount.parameter].name(language))
                return SaidAmount(text, None, amount.unit, amount.period, False, bases=tuple(bases))
            bases.append(self.basis(card, figure.basis, figure))
            value = None if figure.value is None else round(figure.value * amount.factor)
            values = tuple((name, round(item * amount.factor)) for name, item in figure.values.items())
            period = _common(period, figure.period)
        open_ended = figure is not None and figure.period.last is None
        proven = not open_ended or day <= card.verified.on + STILL_FRESH or _in_force(bases[-1])
        known = amount.known and proven and not spoiled and all(item.flaw is None for item in bases)
        text = amount.text(language)
        if value is not None or values:
            listed = "; ".join(self.say("cards.region", name=name, value=item) for name, item in values)
            text = text.format(value=self.say.number(value) if value is not None else "", values=listed)
        return SaidAmount(text, value, amount.unit, period, known, values=values, bases=tuple(bases))

    def _provincial(self, card: Card, central: SaidAmount, rates: Sequence[Rate], spoiled: bool) -> SaidAmount:
        """A province's own rate; where provinces have merged, for the territory that it was made for and not certain."""
        bases = [self.basis(card, rate.basis) for rate in rates]
        texts = [self._marked(rate.text(self.say.language), basis) for rate, basis in zip(rates, bases, strict=True)]
        merged = self.day >= HINGE and any(rate.now is not None for rate in rates)
        known = not spoiled and not merged and all(basis.flaw is None for basis in bases)
        only = rates[0] if len(rates) == 1 and rates[0].province == self.situation["province"] else None
        return SaidAmount(
            "; ".join([*texts, *([central.text] if only is None and central.text else [])]),
            only.value if only else None,
            only.unit if only else central.unit,
            _common(central.period, rates[0].period),
            known and only is not None and only.value is not None,
            bases=tuple(bases),
        )


_BEAR = frozenset({About.WHO, About.WHAT, About.CONDITION, About.DURATION, About.PAPERS, About.WHERE, About.DECIDES, About.DAYS})
"""Statements that a sentence to say aloud may repeat."""


def _trust(statements: Sequence[SaidStatement], rules: Sequence[Checked], in_force: bool) -> Trust:
    """How well a card is known of which nothing says that it is wrong.

    :param in_force: it has to be in force on the day of the question; the law before lives on without
    """
    bases = [*(item.basis for item in statements if item.statement.about in _BEAR), *rules]
    if any(item.flaw is Flaw.NOT_YET for item in rules):
        return Trust.SHAKEN
    if all(item.flaw is None for item in bases):
        return Trust.CONFIRMED if not in_force or all(map(_in_force, bases)) else Trust.HELD
    reported = any(item.binding.confidence is not Confidence.PRIMARY for item in bases if item.flaw is not None)
    return Trust.REPORTED if reported else Trust.READ


def _reasons(desk: Desk, decision: Decision, language: str) -> list[str]:
    """Why; where it may be one of several groups, not in one breath that the law lists it and does not."""
    reasons = list(dict.fromkeys(ruling.why for ruling in decision.rulings))
    if "listed" in reasons and _OF_NO_GROUP & set(reasons):
        reasons = ["some_listed", *(why for why in reasons if why not in _OF_A_GROUP)]
    if decision.verdict is Verdict.NO and len(reasons) > 1 and "other_regime" in reasons:
        reasons.remove("other_regime")  # the list of cards says which law goes by which day
    return [desk.rules.reasons[why](language) for why in reasons]


_OF_A_GROUP = frozenset({"listed", "not_listed", "not_said"})
_OF_NO_GROUP = frozenset({"not_listed", "other_aid"})
_STARTS = re.compile(r"(?:^|[.?!] )\w")


def _spoken_of(situation: Situation) -> str:
    """How whoever it is about is spoken of: to the caller by their form of address, of another as somebody who is not there."""
    young = situation["age"] is not None and situation["age"] < ADULT
    if situation["caller"] in (Caller.RELATIVE, Caller.OTHER) and situation["who"] != Who.RELATIVE:
        return "absent_child" if young else "absent"
    return situation["address"] or ("young" if young else "open")


def _facts(situation: Situation, own_law: bool) -> Mapping[str, str]:
    """What amounts and sentences for some people ask of a situation."""
    facts = {"own_law": "yes" if own_law else "no"}
    facts.update((name, value) for name in ("who", "caller", "where", "nationality") if (value := situation[name]) is not None)
    if situation.is_identified and situation["who"] in (None, Who.VICTIM):
        facts["identified"] = "yes"
    if situation["age"] is not None:
        facts["age"] = "under_4" if situation["age"] < INFANT else "from_4"
    days = (situation["identified"],) if isinstance(situation["identified"], date) else situation.identified_within or ()
    years = {"over" if situation.as_of > a_year_after(day) else "running" for day in days}
    if situation["poor"] or (situation["age"] is not None and situation["age"] < INSURED_CHILD):
        facts["bhyt"] = "whole"
    elif len(years) == 1:
        facts["bhyt"] = years.pop()
    return facts


def _suits(when: Mapping[str, tuple[str, ...]], facts: Mapping[str, str]) -> bool:
    return all(facts.get(name) in values for name, values in when.items())


def _holds(item: Statement, day: date, sources: Collection[str], facts: Mapping[str, str]) -> bool:
    if not item.period.holds(day) or (sources and item.basis.source.id not in sources):
        return False
    return all(facts.get(name, values[0]) in values for name, values in item.when.items())


def _in_force(basis: Checked) -> bool:
    return basis.answer is not None and basis.answer.status.code is StatusCode.IN_FORCE


def _common(one: Period, other: Period) -> Period:
    firsts = [day for day in (one.first, other.first) if day]
    lasts = [day for day in (one.last, other.last) if day]
    return Period(first=max(firsts, default=None), last=min(lasts, default=None))
