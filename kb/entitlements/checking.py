"""All that the cards rest on, held against the base for a day, at once; and what is wrong with it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock

from sqlalchemy.orm import Session

from kb.entitlements.binding import LACKING, Checked, Flaw, Question, check_all
from kb.entitlements.changed import Change, first_unseen, read_changes
from kb.entitlements.desk_data import Figure
from kb.entitlements.loading import Desk
from kb.entitlements.model import ALWAYS, Amount, Binding, Card, Period, Regime, Source, Statement
from kb.entitlements.rule_model import REGIME_BASIS
from kb.entitlements.rules import HINGE, columns_of

_SIDE = "conflict "


@dataclass(frozen=True, slots=True)
class Use:
    """Where a basis stands.

    :param about: ``statement 3``, ``amount 1``, ``rule``, ``parameter``, ``conflict T3``
    :param period: when the card says so
    """

    card: str
    about: str
    binding: Binding
    rule_day: date
    period: Period = ALWAYS


class Checks:
    """What the base says of every basis, asked once a day; pages of several people share one."""

    def __init__(self, session: Session, desk: Desk) -> None:
        self._session = session
        self._desk = desk
        self._known: dict[date, Mapping[tuple[Binding, date], Checked]] = {}
        self._texts: dict[date, frozenset[str]] = {}
        self._changes: Sequence[Change] | None = None
        self._asking = Lock()

    def on(self, day: date) -> Mapping[tuple[Binding, date], Checked]:
        """By binding and the day whose law decides."""
        with self._asking:
            if day not in self._known:
                questions = list(dict.fromkeys(Question(use.binding, day, use.rule_day) for use in uses(self._desk, day, None)))
                found = check_all(self._session, self._desk, questions)
                self._known[day] = {(item.question.binding, item.question.rule_day): item for item in found}
            if self._changes is None:
                keys = {use.binding.source.key for use in uses(self._desk, day, None)}
                first = min(map(first_unseen, self._desk.cards.values()), default=day)
                self._changes = read_changes(self._session, keys, first)
            return self._known[day]

    def changes(self, day: date) -> Sequence[Change]:
        """What has been done of late to what cards rest on."""
        self.on(day)
        return self._changes or ()

    def texts_on(self, day: date) -> frozenset[str]:
        """The instruments that the base has for a day, by the short names that cards give them."""
        found = self.on(day)
        if day not in self._texts:
            there = (binding.source.id for (binding, _), item in found.items() if item.flaw not in LACKING | {Flaw.REFUSED})
            self._texts[day] = frozenset(there)
        return self._texts[day]

    def of(self, binding: Binding, day: date, rule_day: date) -> Checked:
        """What it says of one."""
        return self.on(day)[binding, rule_day]


def uses(desk: Desk, day: date, cards: Iterable[str] | None) -> Iterator[Use]:
    """Every basis that holds on a day, with where it stands.

    :param cards: of these only; None: of all
    """
    chosen = desk.cards.values() if cards is None else [desk.cards[name] for name in cards]
    for card in chosen:
        last = rule_day_of(card, None, day)
        for number, statement in enumerate(card.statements, 1):
            yield Use(card.id, f"statement {number}", statement.basis, rule_day_of(card, statement, day), statement.period)
        for number, amount in enumerate(card.amounts, 1):
            yield Use(card.id, f"amount {number}", amount.basis, rule_day_of(card, amount, day), amount.period)
            if amount.parameter:
                for figure in desk.parameters[amount.parameter].figures:
                    yield Use(card.id, f"parameter {amount.parameter}", figure.basis, rule_day_of(card, figure, day), figure.period)
        for rate in desk.rates:
            if rate.card == card.id:
                yield Use(card.id, f"rate {rate.province}", rate.basis, last, rate.period)
        for name in card.conflicts:
            for side in desk.conflicts[name].sides:
                yield Use(card.id, f"{_SIDE}{name}", side.basis, last)
        for basis in rule_bases(desk, card):
            yield Use(card.id, "rule", desk.bases[basis], last)
    if cards is None:
        yield Use("", "regime", regime_basis(desk), day)


def rule_day_of(card: Card, item: Statement | Amount | Figure | None, day: date) -> date:
    """The day whose law decides. The law before lives on for those identified under it as it was on its last day."""
    if card.regime is not Regime.OLD or (item is not None and item.period.first is not None and item.period.first >= HINGE):
        return day
    return min(day, HINGE - timedelta(days=1))


def rule_bases(desk: Desk, card: Card) -> list[str]:
    """The provisions that the rules of a card name."""
    row = desk.rules.cards[card.id]
    return list(dict.fromkeys([*(case.basis for case in row.cases), *(column.basis for column in columns_of(desk, card.id))]))


def regime_basis(desk: Desk) -> Binding:
    """The provision that says which regime applies."""
    return desk.bases[REGIME_BASIS]


@dataclass(frozen=True, slots=True)
class Finding:
    """A basis with something wrong."""

    use: Use
    checked: Checked
    flaw: Flaw


def find_flaws(
    session: Session, desk: Desk, day: date, cards: Iterable[str] | None = None, texts: Collection[str] | None = None
) -> list[Finding]:
    """Everything that is wrong with what cards rest on, on a day. What no longer or not yet holds on it is left out.

    :param texts: keys of instruments: only what rests on these
    """
    holding = [use for use in _holding(desk, day, cards) if texts is None or use.binding.source.key in texts]
    questions = list(dict.fromkeys(Question(use.binding, day, use.rule_day) for use in holding))
    answered = dict(zip(questions, check_all(session, desk, questions), strict=True))
    found: dict[tuple[str, str, str], Finding] = {}
    for use in holding:
        checked = answered[Question(use.binding, day, use.rule_day)]
        if checked.flaw is not None:
            found.setdefault((use.card, use.about, use.binding.key), Finding(use, checked, checked.flaw))
    return list(found.values())


def texts_lacking(checks: Checks, desk: Desk, day: date) -> Mapping[Source, frozenset[str]]:
    """The texts whose words the base does not have, or not all that cards rest on; with these cards, the most first."""
    found: dict[Source, set[str]] = defaultdict(set)
    for use in _holding(desk, day, None):
        if use.card and checks.of(use.binding, day, use.rule_day).flaw in LACKING:
            found[use.binding.source].add(use.card)
    return {source: frozenset(found[source]) for source in sorted(found, key=lambda one: (-len(found[one]), one.id))}


def to_look_at(checks: Checks, desk: Desk, day: date) -> Mapping[str, int]:
    """How many bases of each card there are to look at on a day; cards with none are not in it.

    A side of a contradiction that is over is none: that one law has ended is what such a side often says.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for use in _holding(desk, day, None):
        flaw = checks.of(use.binding, day, use.rule_day).flaw
        if flaw is not None and flaw not in LACKING and not (flaw is Flaw.OVER and use.about.startswith(_SIDE)):
            found[use.card].add(use.binding.key)
    return {card: len(keys) for card, keys in found.items()}


def _holding(desk: Desk, day: date, cards: Iterable[str] | None) -> Iterator[Use]:
    """What cards that apply on a day say for it."""
    for use in uses(desk, day, cards):
        if use.period.holds(day) and (not use.card or desk.cards[use.card].period.holds(day)):
            yield use


def touched(desk: Desk, instruments: Iterable[str]) -> list[str]:
    """The cards that rest on instruments, by the keys of these."""
    keys = set(instruments)
    found = {use.card for use in uses(desk, date.max, None) if use.binding.source.key in keys}
    missing = {card.id for card in desk.cards.values() if any(item.source.key in keys for item in card.missing)}
    return sorted((found | missing) - {""})
