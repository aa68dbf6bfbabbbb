"""Whether what the cards rest on still holds, what was done to it, and which of them a new or changed instrument touches."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from documents.keys import same_instrument
from documents.paths import GROUPING, contains, kind_of, parent_of, split_key
from documents.time.relations import RelationKind
from documents.wording.actions import Action
from kb.annotations.shaken import Shaken, of_effect, of_newer, one_of_each
from kb.database import tables
from kb.database.reading.details import slices
from kb.database.tables import Instrument
from kb.entitlements.binding import LACKING, SPOILS, Checked, Flaw, Question, check_all, keys_in_base
from kb.entitlements.loading import Desk, Figure, shipped
from kb.entitlements.model import ALWAYS, Amount, Binding, Card, Period, Regime, Source, Statement
from kb.entitlements.revisions import desk_of, rested_on
from kb.entitlements.rule_model import REGIME_BASIS
from kb.entitlements.rules import HINGE, columns_of
from kb.law.effects.newer import read_newer
from kb.law.effects.views import effects_since

UNSEEN = timedelta(days=60)
"""How long a law may have been there before a card was verified, and whoever did so elsewhere had not come to read it."""


@dataclass(frozen=True, slots=True)
class Change:
    """What shakes a provision, or a whole instrument.

    :param instrument: that is changed, by the key that cards give it; ``path`` in it, empty for the whole and for a chapter
    :param adds: it only puts something beside what is there
    :param newest: the day on which it begins or was issued, the later one
    """

    instrument: str
    path: str
    adds: bool
    newest: date
    by: Shaken

    def concerns(self, path: str, others: Collection[str]) -> bool:
        """Whether a card that rests on a place has to be looked at.

        What is done further down counts for the more exact ones of all the places that a card rests on.
        """
        if self.adds:
            return path == parent_of(self.path)
        if contains(self.path, path):
            return True
        return contains(path, self.path) and not any(other != path and contains(path, other) for other in others)


def first_unseen(card: Card) -> date:
    """The first day from which on laws may be unknown to whoever verified a card; who did so here had this base to read."""
    as_shipped = shipped().cards.get(card.id)
    return card.verified.on - UNSEEN if as_shipped and as_shipped.verified == card.verified else card.verified.on


def read_changes(session: Session, asked: Collection[str], first: date) -> Sequence[Change]:
    """What was done to instruments from a day on, and nobody has rejected.

    :param asked: keys of the instruments, as cards give them
    """
    in_base = keys_in_base(session, asked)
    keys = {key: in_base.get(key, key) for key in asked}
    by_target: dict[str, list[str]] = {}
    found: list[Change] = []
    for effect, newest in effects_since(session, first):
        if effect.target is None:
            continue
        target, path = split_key(effect.target)
        if target not in by_target:
            by_target[target] = [key for key, own in keys.items() if target == own or same_instrument(key, target)]
        if kind_of(path) in GROUPING:
            path = ""
        adds = effect.action in (Action.INSERT, Action.APPEND)
        found += [Change(key, path, adds, newest, of_effect(effect)) for key in by_target[target]]
    rows = session.execute(select(Instrument.key, Instrument.id).where(Instrument.key.in_(set(keys.values()))))
    ids = {row.key: row.id for row in rows}
    newer = read_newer(session.connection(), sorted(ids.values()))
    for key, own in keys.items():
        for item in newer.get(ids.get(own, 0), ()):
            days = [one for one in (item.start, item.since) if one]
            if item.replaces and days and max(days) >= first:
                found.append(Change(key, "", False, max(days), of_newer(session, item)))
    return found


def changed_since(card: Card, bases: Sequence[Checked], changes: Sequence[Change]) -> tuple[Shaken, ...]:
    """What shakes a card: what was done to its bases since it was verified and applies on the day whose law decides.

    What a reviewer has accepted counts no more where a base has been compared with the words that came of it. A text that the card
    itself rests on is no news to it.
    """
    first = first_unseen(card)
    own = {item.basis.source.key for item in card.based}
    found = []
    for change in changes:
        if change.newest < first or any(same_instrument(key, change.by.key) for key in own):
            continue
        here = [base for base in bases if base.question.binding.source.key == change.instrument]
        paths = {base.question.binding.path for base in here}
        if any(_shakes(change, base, paths) for base in here):
            found.append(change.by)
    return one_of_each(found)


def _shakes(change: Change, base: Checked, paths: Collection[str]) -> bool:
    binding = base.question.binding
    compared = binding.sha256 is not None and binding.sha256 == base.sha256 and base.flaw not in SPOILS
    applies = (change.by.start or change.newest) <= base.question.rule_day
    return applies and not (change.by.reviewed and compared) and change.concerns(binding.path, paths)


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
            yield Use(card.id, "rule", desk.rules.bases[basis], last)
    if cards is None:
        yield Use("", "regime", desk.rules.bases[REGIME_BASIS], day)


def rule_day_of(card: Card, item: Statement | Amount | Figure | None, day: date) -> date:
    """The day whose law decides. The law before lives on for those identified under it as it was on its last day."""
    if card.regime is not Regime.OLD or (item is not None and item.period.first is not None and item.period.first >= HINGE):
        return day
    return min(day, HINGE - timedelta(days=1))


def rule_bases(desk: Desk, card: Card) -> list[str]:
    """The provisions that the rules of a card name."""
    row = desk.rules.cards[card.id]
    return list(dict.fromkeys([*(case.basis for case in row.cases), *(column.basis for column in columns_of(desk, card.id))]))


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
    """How many bases of each card there are to look at on a day; cards with none are not in it."""
    found: dict[str, set[str]] = defaultdict(set)
    for use in _holding(desk, day, None):
        if is_to_look_at(use, checks.of(use.binding, day, use.rule_day).flaw):
            found[use.card].add(use.binding.key)
    return {card: len(keys) for card, keys in found.items()}


def is_to_look_at(use: Use, flaw: Flaw | None) -> bool:
    """Whether somebody has to read a basis again.

    A side of a contradiction that is over is none: that one law has ended is what such a side often says.
    """
    return flaw is not None and flaw not in LACKING and not (flaw is Flaw.OVER and use.about.startswith(_SIDE))


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


_CHANGES = frozenset(RelationKind) - {RelationKind.BASIS, RelationKind.DETAILS, RelationKind.REFERS}
"""What one text does to another one, so that what rests on that is to be looked at."""


@dataclass(frozen=True, slots=True)
class Touched:
    """What instruments mean for the cards.

    :param cards: that rest on them, or on what they change
    :param flaws: how many of the bases in these texts are to be looked at
    """

    cards: tuple[str, ...]
    flaws: int


NOTHING = Touched((), 0)


def touched_by(session: Session, instruments: Collection[str], day: date) -> Touched:
    """What instruments mean for the cards in force, by their keys. Cards are read only where something rests on them.

    Only the bases in the texts that are touched are held against the base, so that it costs little after every ingest.
    """
    texts = _texts(session, instruments)
    if not texts:
        return NOTHING
    desk = desk_of(session)
    cards = touched(desk, texts)
    found = find_flaws(session, desk, day, cards, texts) if cards else []
    return Touched(tuple(cards), len(found))


def _texts(session: Session, instruments: Collection[str]) -> frozenset[str]:
    """The texts that cards rest on, and that are among instruments or that these do something to."""
    if not instruments:
        return frozenset()
    rested, actors = rested_on(session), set(instruments)
    held = keys_in_base(session, rested)
    direct = frozenset(key for key in rested if held.get(key, key) in actors)
    return direct | _changed(session, {name: key for key in rested - direct for name in (key, held.get(key, key))}, actors)


def _changed(session: Session, texts: Mapping[str, str], by: Collection[str]) -> frozenset[str]:
    """Those of some texts that others do something to.

    :param texts: as cards name them, by that key and by the one that the base has
    """
    instrument, cited, effect, relation = tables.Instrument, tables.CitedInstrument, tables.Effect, tables.Relation
    found: set[str] = set()
    for some in slices(sorted(texts)):
        rows = session.execute(
            select(cited.id, instrument.key, cited.key)
            .outerjoin(instrument, instrument.id == cited.instrument_id)
            .where(or_(instrument.key.in_(some), cited.key.in_(some)))
        )
        of = {row: texts[str(key if key in texts else name)] for row, key, name in rows}
        for ids in slices(sorted(of)):
            for what, kinds in ((effect, None), (relation, _CHANGES)):
                asked = (
                    select(what.cited_id, instrument.key)
                    .join(instrument, instrument.id == what.instrument_id)
                    .where(what.cited_id.in_(ids))
                    .distinct()
                )
                if kinds is not None:
                    asked = asked.where(relation.kind.in_([kind.value for kind in kinds]))
                found.update(of[row] for row, actor in session.execute(asked) if row is not None and actor in by)
    return frozenset(found)
