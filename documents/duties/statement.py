"""What a clause says as data: who must, must not, may do what, for whom, by when, for how much, on what condition.

Clauses are the units in which statements are read: a clause with its points, or an article without clauses.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from documents.model import Kind, Provision


class StatementKind(StrEnum):
    """What a statement is. The values are part of the interface."""

    OBLIGATION = "obligation"
    PROHIBITION = "prohibition"
    PERMISSION = "permission"
    POWER = "power"
    SANCTION = "sanction"
    DEFINITION = "definition"


class TimeUnit(StrEnum):
    """The units of deadlines. The values are part of the interface."""

    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"


MINUTES = {
    TimeUnit.HOUR: 60,
    TimeUnit.DAY: 1_440,
    TimeUnit.WORKING_DAY: 1_440,
    TimeUnit.MONTH: 30 * 1_440,
    TimeUnit.YEAR: 365 * 1_440,
}
"""A month is 30 days, a year 365; a working day counts as a day."""

DEADLINE, AMOUNT = "deadline", "amount"
"""The values that a text may be found by (`documents.duties.stated`)."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a clause; offsets count code points of the clause's text, the end is exclusive."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Deadline(Phrase):
    """A limit in time.

    :param value: how many units, None where it is a date or no number
    :param counted_from: the words of the event from which it counts
    """

    value: int | float | None = None
    unit: TimeUnit | None = None
    counted_from: str | None = None


@dataclass(frozen=True, slots=True)
class Amount(Phrase):
    """A number with its unit: ``VND``, ``%``, ``times``, ``base_salary``, ``fraction``, a unit of time or the noun."""

    value: int | float = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One actor, one modal, one act; see the module's text.

    :param above: who, by the words above the act, where its sentence names nobody: "Trách nhiệm của Bộ Công an"
    :param sure: rules and models agree on where the act begins and what it is: of 112 such lines 104 were right, of 38 others 26
    :param only: whether it is all that one may do, or how: "chỉ được"
    """

    kind: StatementKind
    action: Phrase
    actor: Phrase | None = None
    beneficiary: Phrase | None = None
    deadline: Deadline | None = None
    amounts: tuple[Amount, ...] = ()
    conditions: tuple[Phrase, ...] = ()
    term: Phrase | None = None
    sure: bool = True
    above: str | None = None
    only: bool = False

    @property
    def encourages(self) -> bool:
        """Whether it encourages somebody, who need not do what it says."""
        return self.kind is StatementKind.OBLIGATION and self.action.text.lower().startswith("khuyến khích ")

    @property
    def who(self) -> str | None:
        """Who must or may."""
        return self.actor.text if self.actor else self.above


@dataclass(frozen=True, slots=True)
class ClauseText:
    """A clause as its reader is given it.

    :param text: its label, words, points and closing words, one a line
    """

    text: str
    heading: str = ""
    lead_in: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where some characters of a clause's text stand in the base: all of a ``field`` of a provision."""

    start: int
    end: int
    path: str
    field: str


@dataclass(frozen=True, slots=True)
class PlacedClause:
    """A clause of an instrument, see :func:`documents.duties.statement.clauses_of`.

    :param opens: whether it is the words of an article before its clauses
    """

    path: str
    said: ClauseText
    stretches: tuple[Stretch, ...] = field(default=())
    opens: bool = False

    def places(self, phrase: Phrase) -> tuple[tuple[str, str, int, int], ...]:
        """The stored words of a phrase: path, field (``text`` or ``tail``), first and last offset (exclusive)."""
        return tuple(
            (one.path, one.field, max(phrase.start, one.start) - one.start, min(phrase.end, one.end) - one.start)
            for one in self.stretches
            if phrase.start < one.end and one.start < phrase.end
        )


_LABELS = {Kind.CLAUSE: "{}. ", Kind.POINT: "{}) ", Kind.SUBPOINT: "{}) "}


def clauses_of(provisions: Iterable[Provision], openings: bool = False) -> Iterator[PlacedClause]:
    """The clauses of a text in reading order; forms, signatures and tables have none.

    :param openings: the words of an article before its clauses, too
    """
    for provision in provisions:
        if provision.kind is Kind.ARTICLE:
            yield from _of_article(provision, openings)
        elif provision.kind not in (Kind.FORM, Kind.SIGNATURE, Kind.RECIPIENTS, Kind.PREAMBLE, Kind.BASIS):
            yield from clauses_of(provision.children, openings)


def _of_article(article: Provision, openings: bool) -> Iterator[PlacedClause]:
    heading = article.heading or ""
    clauses = [child for child in article.children if child.kind is Kind.CLAUSE]
    if not clauses:
        yield _placed(article, heading, "")
        return
    if openings and article.text:
        yield replace(_placed(replace(article, children=(), tail=""), heading, ""), opens=True)
    for clause in clauses:
        yield _placed(clause, heading, article.text)


def _placed(unit: Provision, heading: str, lead_in: str) -> PlacedClause:
    parts: list[str] = []
    stretches: list[Stretch] = []
    at = 0

    def add(text: str, path: str = "", field: str = "") -> None:
        nonlocal at
        parts.append(text)
        if path:
            stretches.append(Stretch(at, at + len(text), path, field))
        at += len(text)

    def walk(one: Provision) -> None:
        if at:
            add("\n")
        if one.number and one.kind in _LABELS:
            add(_LABELS[one.kind].format(one.number))
        add(one.text, one.path, "text")
        for child in one.children:
            if child.kind in _LABELS:
                walk(child)
        if one.tail:
            add("\n")
            add(one.tail, one.path, "tail")

    walk(unit)
    return PlacedClause(unit.path, ClauseText("".join(parts), heading, lead_in), tuple(stretches))
