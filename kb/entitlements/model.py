"""Cards of support, as they are once read: plain data. How they are written in YAML is `kb.entitlements.schema`'s."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from documents.messages import Message
from documents.paths import provision_key


class Regime(StrEnum):
    """Which law gives the support. The values are part of the interface."""

    OLD = "old"
    NEW = "new"


class Confidence(StrEnum):
    """How well a statement is known. The values are part of the interface."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    TO_CHECK = "to_check"


class About(StrEnum):
    """What a statement speaks of."""

    WHAT = "what"
    WHO = "who"
    CONDITION = "condition"
    AMOUNT = "amount"
    DURATION = "duration"
    PAPERS = "papers"
    WHERE = "where"
    DECIDES = "decides"
    DAYS = "days"
    WARNING = "warning"
    NOTE = "note"


class Verdict(StrEnum):
    """Whether somebody may have the support. The values are part of the interface."""

    YES = "yes"
    NO = "no"
    DEPENDS = "depends"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Words:
    """A text in the languages it was written in."""

    texts: tuple[tuple[str, str], ...]

    def __call__(self, language: str = "vi") -> str:
        """The text in a language; in Vietnamese where there is none in that one."""
        known = dict(self.texts)
        return known.get(language) or known["vi"]


@dataclass(frozen=True, slots=True)
class Source:
    """An instrument that cards rest on.

    :param key: of the instrument, whether the base has it or not
    :param name: as a counsellor says it
    """

    id: str
    key: str
    name: Words


@dataclass(frozen=True, slots=True)
class Binding:
    """Where the law says it.

    :param source: the instrument
    :param path: of the provision in it; empty: the whole, where nobody has seen which provision it is
    :param quote: a short piece of the provision's words, None where these were never at hand
    :param sha256: of the provision's words when somebody last compared the statement with them
    """

    source: Source
    path: str
    confidence: Confidence
    quote: str | None = None
    sha256: str | None = None

    @property
    def key(self) -> str:
        """The provision's key."""
        return provision_key(self.source.key, self.path)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last one, both included; None: open."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a card says, with the one provision it rests on.

    :param id: of the statement within its card: its number
    """

    id: str
    about: About
    text: Words
    basis: Binding
    period: Period = Period()


@dataclass(frozen=True, slots=True)
class Figure:
    """A value of a parameter for a time.

    :param value: None: it has changed, and nobody has seen the text that says to what
    :param values: the values where they differ by region, with the region's name
    """

    period: Period
    value: float | None
    values: tuple[tuple[str, int], ...]
    basis: Binding


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure that other figures are made of, with all its values over time."""

    id: str
    name: Words
    unit: str
    figures: tuple[Figure, ...]

    def on(self, day: date) -> Figure | None:
        """The value on a day."""
        return next((figure for figure in self.figures if figure.period.holds(day)), None)


@dataclass(frozen=True, slots=True)
class Rate:
    """What a province's council set.

    :param province: slug of the province then
    :param now: slug of the province that has its territory today, None where it is the same
    """

    card: str
    province: str
    now: str | None
    text: Words
    value: int | None
    unit: str | None
    basis: Binding
    period: Period


@dataclass(frozen=True, slots=True)
class Amount:
    """How much, for a time and for some people.

    :param when: what must be known of the situation for it to be this one
    :param parameter: what it is a multiple of
    :param known: False: nobody has seen the figure
    """

    text: Words
    basis: Binding
    period: Period
    when: Mapping[str, tuple[str, ...]]
    parameter: str | None
    factor: float
    value: int | None
    unit: str | None
    known: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a contradiction."""

    text: Words
    basis: Binding


@dataclass(frozen=True, slots=True)
class Conflict:
    """Where the sources contradict one another. Nobody here decides which is right."""

    id: str
    text: Words
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """What is not known, and which text would say it."""

    text: Words
    source: Source


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence for some people and a time: what must be known of them."""

    when: Mapping[str, tuple[str, ...]]
    words: Words
    period: Period


@dataclass(frozen=True, slots=True)
class Card:
    """A support under a regime, or what the law gives everybody.

    :param regime: None: general law, whatever the regime
    :param says: what is said instead of ``say``, the first that fits
    :param callers: how callers ask for it
    """

    id: str
    regime: Regime | None
    title: Words
    say: Words
    says: tuple[Saying, ...]
    callers: tuple[str, ...]
    statements: tuple[Statement, ...]
    amounts: tuple[Amount, ...]
    conflicts: tuple[str, ...]
    missing: tuple[Missing, ...]
    period: Period
    verified_on: date
    verified_by: str

    @property
    def based(self) -> "list[Statement | Amount]":
        """All that it says on a basis."""
        return [*self.statements, *self.amounts]


@dataclass(frozen=True, slots=True)
class Edit:
    """What a curator made of a card, instead of what is shipped.

    :param revision: its number among the revisions of the card
    :param shipped_changed: the shipped card is no longer the one that was edited
    :param wrong: why it cannot be used any more; the card is then as it is shipped, and nothing of it is certain
    """

    revision: int
    by: str
    at: datetime
    why: str
    shipped_changed: bool = False
    wrong: tuple[Message, ...] = ()
