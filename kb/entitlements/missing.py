"""Còn thiếu: what the cards do not know, which text would say it, and whether the base has come to have that text."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.model import Kind
from documents.paths import first_step, provision_key, segment
from kb.database import tables
from kb.database.reading.details import rows_among
from kb.entitlements.binding import LACKING, Checked, Flaw, Question, check_all, keys_in_base, lacking_articles
from kb.entitlements.loading import Desk
from kb.entitlements.model import Binding, Confidence, Source, Verdict, Words
from kb.entitlements.rule_model import When
from kb.entitlements.rules import HINGE, columns_of


class GapKind(StrEnum):
    """What is not known. The values are part of the interface."""

    TEXT = "text"
    """A part of a text that nobody has seen."""
    AMOUNT = "amount"
    FIGURE = "figure"
    """A value of a parameter, or what a province set."""
    STATEMENT = "statement"
    """Something that nobody has checked."""
    CELL = "cell"
    """Whether some people have the support."""
    UNBOUND = "unbound"
    """A statement that is known by a summary or an excerpt only."""


class Held(StrEnum):
    """Whether the base has a text. The values are part of the interface."""

    ABSENT = "absent"
    PART = "part"
    """An excerpt, or a text that lacks articles."""
    REFUSED = "refused"
    """A text that somebody made up."""
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Group:
    """People of whom the rules do not know whether they have a support: each value is one of the data."""

    who: tuple[str, ...]
    people: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Who they are, then of which nationality."""
        return (*self.who, *self.people)


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is not known.

    :param about: ``statement 3``, ``amount 1``, ``missing 1``, ``parameter NAME``, ``rule``: on the first of the cards
    :param text: what it is; of a cell, why it is not known
    :param path: of the provision that would say it, where it is known which one
    :param place: key of the provision of the base that may say it
    """

    kind: GapKind
    source: Source
    cards: tuple[str, ...]
    about: str
    text: Words
    path: str = ""
    group: Group | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text that would say what is not known."""

    source: Source
    held: Held
    gaps: tuple[Gap, ...]

    @property
    def unknown(self) -> list[Gap]:
        """What nobody knows; the rest is known by summaries."""
        return [gap for gap in self.gaps if gap.kind is not GapKind.UNBOUND]

    @property
    def unbound(self) -> list[Gap]:
        """What is known by a summary or an excerpt only."""
        return [gap for gap in self.gaps if gap.kind is GapKind.UNBOUND]

    @property
    def cards(self) -> list[str]:
        """The cards that it would settle something of."""
        return sorted({card for gap in self.gaps for card in gap.cards})


@dataclass(frozen=True, slots=True)
class Lacking:
    """All that is not known.

    :param silent: cells that the law, where it was read, does not speak of
    """

    texts: tuple[Wanted, ...]
    silent: tuple[Gap, ...]


def what_is_missing(session: Session, desk: Desk, day: date) -> Lacking:
    """What the cards in force do not know on a day, text by text: those that settle most first."""
    gaps = [*_of_cards(desk), *_of_figures(desk)]
    cells = list(_cells(desk))
    silent = [gap for gap, binding in cells if binding.sha256 is not None]
    gaps += [gap for gap, binding in cells if binding.sha256 is None]
    by_key: dict[str, list[Gap]] = defaultdict(list)
    for gap in _joined(gaps):
        by_key[gap.source.key].append(gap)
    texts = {key: found[0].source for key, found in by_key.items()}
    own = keys_in_base(session, texts)
    held, versions = _held(session, desk, texts.values(), day)
    known = _paths(session, sorted(set(versions.values())))
    wanted = []
    for key, found in by_key.items():
        there = known.get(versions[key], set()) if held[key] in (Held.HELD, Held.PART) else set()
        placed = tuple(_placed(gap, own.get(key, key), held[key], there) for gap in found)
        if held[key] is not Held.HELD or any(gap.kind is not GapKind.UNBOUND for gap in placed):
            wanted.append(Wanted(texts[key], held[key], placed))
    wanted.sort(key=lambda item: (-len(item.unknown), -len(item.gaps), item.source.id))
    return Lacking(tuple(wanted), tuple(_joined(silent)))


def _joined(gaps: Iterable[Gap]) -> list[Gap]:
    """What is lacking in the same words on several cards stands once."""
    found: dict[object, Gap] = {}
    for gap in gaps:
        same = (gap.kind, gap.source.key, gap.path, gap.text, gap.group)
        first = found.get(same)
        cards = gap.cards if first is None else tuple(dict.fromkeys((*first.cards, *gap.cards)))
        found[same] = replace(gap if first is None else first, cards=cards)
    return list(found.values())


def _of_cards(desk: Desk) -> Iterator[Gap]:
    for card in desk.cards.values():
        mine = (card.id,)
        for number, item in enumerate(card.missing, 1):
            yield Gap(GapKind.TEXT, item.source, mine, f"missing {number}", item.text)
        for number, amount in enumerate(card.amounts, 1):
            if not amount.known:
                yield Gap(GapKind.AMOUNT, amount.basis.source, mine, f"amount {number}", amount.text, amount.basis.path)
        for number, statement in enumerate(card.statements, 1):
            basis, about = statement.basis, f"statement {number}"
            if basis.confidence is Confidence.TO_CHECK:
                yield Gap(GapKind.STATEMENT, basis.source, mine, about, statement.text, basis.path)
            elif basis.sha256 is None:
                yield Gap(GapKind.UNBOUND, basis.source, mine, about, statement.text, basis.path)


def _of_figures(desk: Desk) -> Iterator[Gap]:
    for name, parameter in desk.parameters.items():
        users = tuple(card.id for card in desk.cards.values() if any(item.parameter == name for item in card.amounts))
        for figure in parameter.figures:
            if figure.value is None and not figure.values:
                yield Gap(GapKind.FIGURE, figure.basis.source, users, f"parameter {name}", parameter.name, figure.basis.path)
    for rate in desk.rates:
        if rate.basis.sha256 is None:
            kind = GapKind.FIGURE if rate.value is None else GapKind.UNBOUND
            yield Gap(kind, rate.basis.source, (rate.card,), f"rate {rate.province}", rate.text, rate.basis.path)


def _cells(desk: Desk) -> Iterator[tuple[Gap, Binding]]:
    """The cells of the matrices, and the cases before them, in which nobody knows; each with its basis."""
    for card in desk.cards.values():
        row = desk.rules.cards[card.id]
        asked: list[tuple[When, str, str]] = [
            (column.when, column.basis, "not_said") for column in columns_of(desk, card.id) if row.row in column.unclear
        ]
        asked += [(case.when, case.basis, case.why) for case in row.cases if case.verdict == Verdict.UNKNOWN]
        for when, basis, why in asked:
            binding = desk.rules.bases[basis]
            group = Group(when.facts.get("who", ()), when.facts.get("people", ()))
            yield Gap(GapKind.CELL, binding.source, (card.id,), "rule", desk.rules.reasons[why], binding.path, group), binding


def _held(session: Session, desk: Desk, texts: Iterable[Source], day: date) -> tuple[Mapping[str, Held], Mapping[str, int]]:
    """Whether the base has each text, and the version that it has; by key. The law before is asked for on its last day, too."""
    before = min(day, HINGE - timedelta(days=1))
    questions = [
        Question(Binding(source=source, confidence=Confidence.PRIMARY), one, one) for source in texts for one in {day, before}
    ]
    found: dict[str, list[Checked]] = defaultdict(list)
    for checked in check_all(session, desk, questions):
        found[checked.question.binding.source.key].append(checked)
    versions = {
        key: next((item.answer.version for item in some if item.answer and item.answer.version is not None), -1)
        for key, some in found.items()
    }
    lacking = lacking_articles(session, sorted(set(versions.values())))
    states = {key: _state(some) for key, some in found.items()}
    return {key: Held.PART if state is Held.HELD and versions[key] in lacking else state for key, state in states.items()}, versions


def _state(checked: Sequence[Checked]) -> Held:
    if any(item.flaw is Flaw.REFUSED for item in checked):
        return Held.REFUSED
    if any(item.flaw not in LACKING for item in checked):
        return Held.HELD
    return Held.PART if any(item.instrument is not None for item in checked) else Held.ABSENT


def _paths(session: Session, versions: Sequence[int]) -> Mapping[int, set[str]]:
    """What is in texts of the base."""
    provision = tables.Provision
    found: dict[int, set[str]] = defaultdict(set)
    asked = select(provision.version_id, provision.path)
    for version, path in rows_among(session, asked, provision.version_id, versions):
        found[version].add(path)
    return found


_ARTICLE = re.compile(r"\bđiều (\d+[a-zđ]?)\b", re.IGNORECASE)


def _placed(gap: Gap, key: str, held: Held, paths: Collection[str]) -> Gap:
    """With the provision of the text that may say it: one that is there; of a whole text at least the text."""
    named = _ARTICLE.search(gap.text()) if gap.kind is GapKind.TEXT else None
    path = gap.path or (segment(Kind.ARTICLE, named[1]) if named else "")
    for place in (path, first_step(path)):
        if place in paths:
            return replace(gap, place=provision_key(key, place))
    return replace(gap, place=key) if held is Held.HELD else gap
