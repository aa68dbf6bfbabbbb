"""Dated statements about an instrument or a provision, made by a person or kept in a register of effect.

A statement is one fact with its day: in force from, ended on, replaced, amended, suspended, resumed, seen in force on. Whoever made
it says how it was seen; what was not seen in a source is to be checked, is shown, and never makes a status certain.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from documents.paths import contains, steps_of, touches


class Claim(StrEnum):
    """What a statement says. The values stand in register files."""

    IN_FORCE_FROM = "in_force_from"
    IN_FORCE_ON = "in_force_on"
    ENDED = "ended"
    REPLACED = "replaced"
    AMENDED = "amended"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    NOTED = "noted"

    @property
    def ends(self) -> bool:
        """Whether the provision is over from its day on."""
        return self in (Claim.ENDED, Claim.REPLACED)


class Confidence(StrEnum):
    """How what is stated was seen. The values stand in register files."""

    PRIMARY = "P"
    EXCERPT = "P~"
    SECONDARY = "S"
    BACKGROUND = "B"
    DOUBTFUL = "?"

    @property
    def certain(self) -> bool:
        """Whether it was read in a source. A secondary one counts, and is said to be one."""
        return self not in (Confidence.BACKGROUND, Confidence.DOUBTFUL)


class Voice(StrEnum):
    """Who speaks."""

    PERSON = "person"
    REGISTER = "register"
    SECONDARY = "secondary"


@dataclass(frozen=True, slots=True)
class Statement:
    """A dated statement.

    :param instrument: key of the instrument it is about; ``path`` the provision, empty for the whole
    :param on: the first day of what it says: in force, over, with other words, suspended, in force again; None: not known
    :param by: key of the instrument that does it, as far as known; ``by_name`` what it is called
    :param title: what the instrument is called, for one that no text is there of
    :param source: a link; ``file`` and ``gazette`` are other places where it was seen
    :param spared: for whom, or for what, it does not hold
    :param seen_by: who saw it in the source; ``seen_on`` when
    :param register: name of the register it stands in; None for what a person stated by hand
    :param author: who stated it by hand, ``at`` when
    """

    instrument: str
    claim: Claim
    on: date | None = None
    path: str = ""
    until: date | None = None
    by: str = ""
    by_name: str = ""
    confidence: Confidence = Confidence.PRIMARY
    title: str = ""
    source: str = ""
    file: str = ""
    gazette: str = ""
    quote: str = ""
    note: str = ""
    spared: str = ""
    seen_by: str = ""
    seen_on: date | None = None
    register: str | None = None
    register_title: str = ""
    version: str = ""
    author: str = ""
    at: datetime | None = None

    @property
    def certain(self) -> bool:
        """Whether it may make a status certain: it has a day, and was seen."""
        return self.on is not None and self.confidence.certain

    @property
    def to_check(self) -> bool:
        """Whether nobody has seen it in a source, or the day of what it says is lacking."""
        return not self.confidence.certain or (self.on is None and self.claim is not Claim.NOTED)

    @property
    def voice(self) -> Voice:
        """Who speaks."""
        if self.register is None:
            return Voice.PERSON
        return Voice.SECONDARY if self.confidence is Confidence.SECONDARY else Voice.REGISTER

    @property
    def acting(self) -> str:
        """What the instrument that does it is called."""
        return self.by_name or self.by


@dataclass(frozen=True, slots=True)
class Stated:
    """What a statement says, as a status on a day takes it.

    :param on: see `Statement`; ``until`` the last day of a suspension
    :param who: name of the person, or title of the register
    :param said: the day the person said so, or on which it was seen
    """

    claim: Claim
    on: date
    until: date | None = None
    voice: Voice = Voice.REGISTER
    who: str = ""
    said: date | None = None
    by: str = ""
    spared: str = ""


def reaching(statements: Iterable[Statement], path: str) -> list[Statement]:
    """The statements that are about a provision: about it or about what it stands in; of other words also about a part of it."""
    return [
        item
        for item in statements
        if contains(item.path, path) or (item.claim is Claim.AMENDED and path and item.path and touches(item.path, path))
    ]


def stated(statements: Sequence[Statement], path: str) -> tuple[Stated, ...]:
    """What certain statements about an instrument come to for one of its provisions.

    Of days of effect the nearest above the provision counts, and a person's before a register's; of ends, those of the place that
    ends first.
    """
    about = [item for item in reaching(statements, path) if item.certain]
    kept = [*_starts(about), *_ends(about), *_suspensions(about)]
    kept += [item for item in about if item.claim is Claim.IN_FORCE_ON]
    # That an instrument was amended does not say where.
    kept += [item for item in about if item.claim is Claim.AMENDED and item.path]
    return tuple(dict.fromkeys(_stated(item) for item in kept))


def to_check(statements: Sequence[Statement], path: str) -> list[Statement]:
    """Statements about a provision that nobody has seen in a source, or that have no day: to be shown, and no evidence."""
    return [item for item in reaching(statements, path) if item.to_check]


def _stated(item: Statement) -> Stated:
    who = item.author if item.register is None else item.register_title or item.register
    said = item.at.date() if item.register is None and item.at else item.seen_on
    return Stated(
        claim=item.claim,
        on=item.on or date.max,
        until=item.until,
        voice=item.voice,
        who=who,
        said=said,
        by=item.acting,
        spared=item.spared,
    )


def _starts(about: Sequence[Statement]) -> list[Statement]:
    starts = [item for item in about if item.claim is Claim.IN_FORCE_FROM]
    nearest = max((_depth(item) for item in starts), default=0)
    about = [item for item in starts if _depth(item) == nearest]
    return [item for item in about if item.voice is Voice.PERSON] or about


def _ends(about: Sequence[Statement]) -> list[Statement]:
    ends = [item for item in about if item.claim.ends]
    first = min(ends, key=lambda item: (item.on or date.max, _depth(item)), default=None)
    return [item for item in ends if first is not None and item.path == first.path]


def _suspensions(about: Sequence[Statement]) -> Iterator[Statement]:
    resumed = [item.on for item in about if item.claim is Claim.RESUMED and item.on]
    for item in about:
        if item.claim is Claim.SUSPENDED and item.on:
            ends = [day - timedelta(days=1) for day in resumed if day > item.on]
            yield replace(item, until=min([*ends, *([item.until] if item.until else [])], default=None))


def _depth(item: Statement) -> int:
    return len(steps_of(item.path))


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements that cannot both be right, or one that contradicts itself.

    :param code: ``two_ends``, ``two_starts``, ``end_before_start``, ``until_before``, ``seen_after_end``
    :param first: its place among the statements, from 0; ``other`` that of the second one
    """

    code: str
    first: int
    other: int | None = None


def contradictions(statements: Sequence[Statement]) -> Iterator[Contradiction]:
    """What certain statements about the same place say against one another, in their order."""
    places: dict[tuple[str, str], list[int]] = {}
    for number, item in enumerate(statements):
        if item.until is not None and item.on is not None and item.until < item.on:
            yield Contradiction("until_before", number)
        if item.certain:
            places.setdefault((item.instrument, item.path), []).append(number)
    for numbers in places.values():
        yield from _against(statements, numbers)


def _against(statements: Sequence[Statement], numbers: Sequence[int]) -> Iterator[Contradiction]:
    first: dict[str, int] = {}
    for number in numbers:
        item = statements[number]
        starts = "start" if item.claim is Claim.IN_FORCE_FROM else ""
        kind = "end" if item.claim.ends else starts
        if kind and kind not in first:
            first[kind] = number
        elif kind and statements[first[kind]].on != item.on:
            yield Contradiction(f"two_{kind}s", first[kind], number)
    if "end" not in first:
        return
    end = statements[first["end"]].on or date.max
    for number in numbers:
        item = statements[number]
        if item.claim is Claim.IN_FORCE_FROM and item.on and item.on >= end:
            yield Contradiction("end_before_start", number, first["end"])
        elif item.claim is Claim.IN_FORCE_ON and item.on and item.on >= end:
            yield Contradiction("seen_after_end", number, first["end"])
