"""Which status a provision has on a day, and what that rests on.

Unknown is not "in force". A law alone in the base may have been replaced by one that is not there, so its own effective date proves
nothing about later days; the official codification shows what was in force on the day it was taken, and is evidence up to then.

What another instrument does to a provision counts once a person has accepted it: it ends or suspends it from its day on. Until
then it makes nothing be in force and nothing be over, but whatever it touches is unknown from that day on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

_DAY = timedelta(days=1)


class StatusCode(StrEnum):
    """The state of a provision on a day."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """What a status rests on. Each has one sentence in the catalogue (``basis.…``)."""

    NOT_YET = "not_yet"
    EXPIRED = "expired"
    SEEN = "seen"
    SEEN_SINCE_AMENDED = "seen_since_amended"
    WORDING_NOT_HELD = "wording_not_held"
    NO_EVIDENCE_AFTER = "no_evidence_after"
    NO_EVIDENCE = "no_evidence"
    SNAPSHOT_PASSED = "snapshot_passed"
    START_UNKNOWN = "start_unknown"
    SUSPENDED = "suspended"
    EXPIRED_BY = "expired_by"
    REPLACED_BY = "replaced_by"
    SUSPENDED_BY = "suspended_by"
    REWORDED = "reworded"
    UNREVIEWED = "unreviewed"
    UNREVIEWED_UNDATED = "unreviewed_undated"
    EXCERPT = "excerpt"


@dataclass(frozen=True, slots=True)
class Status:
    """A status on a day.

    :param basis: what it rests on
    :param days: the days, and the names of instruments, that the basis names, for its sentence
    """

    code: StatusCode
    basis: Basis
    days: Mapping[str, date | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suspension:
    """Another instrument suspends a provision, from a day to a last day; None: until something ends it.

    :param by: name of that instrument, to show
    """

    start: date
    end: date | None
    by: str

    def holds(self, day: date) -> bool:
        """Whether the provision is suspended on a day."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Another instrument changes or ends a provision, and nobody has reviewed it yet; or how it reads since is not known.

    :param start: the day it begins, None where that is not known
    :param reworded: it was accepted, and gives a wording that the base does not have
    """

    start: date | None
    by: str
    reworded: bool = False

    def holds(self, day: date) -> bool:
        """Whether it may have changed the provision by a day."""
        return self.start is None or self.start <= day


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the status of one wording of a provision rests on. What each kind of it means for a day, `status_on` alone says.

    The status may turn on a day that stands in here, or on the day after it, and on no other: the index keeps `periods`.

    :param effective_from: the day it took effect, as its text or the codification says
    :param effective_to: the last day of its effect, where something says so
    :param wording_from: the day since which the wording in the base holds; an earlier wording is not in the base
    :param seen_on: the day on which the official codification showed it
    :param suspended_from: the day since which it was suspended, as the codification then said
    :param ended_by: the instrument that ends it on ``effective_to``, where another one does
    :param replaced_from: the day since which an accepted effect gives it another wording than this one
    :param replaced_by: the instrument that does
    :param suspensions: by other instruments, as accepted
    :param doubts: effects that nobody has reviewed, or whose new words are not there, and that this wording does not have yet
    :param excerpt: the base holds only an excerpt, which is no evidence of anything
    """

    effective_from: date | None = None
    effective_to: date | None = None
    wording_from: date | None = None
    seen_on: date | None = None
    suspended_from: date | None = None
    ended_by: str | None = None
    replaced_from: date | None = None
    replaced_by: str = ""
    suspensions: tuple[Suspension, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    excerpt: bool = False

    def status_on(self, day: date) -> Status:
        """The status on a day."""
        start, end, wording = self.effective_from, self.effective_to, self.wording_from
        if start is not None and day < start:
            return Status(StatusCode.NOT_YET, Basis.NOT_YET, {"start": start})
        if wording is not None and day < wording:
            return Status(StatusCode.UNKNOWN, Basis.WORDING_NOT_HELD, {"wording": wording})
        if end is not None and day > end:
            if self.ended_by:
                return Status(StatusCode.EXPIRED, Basis.EXPIRED_BY, {"end": end, "by": self.ended_by})
            return Status(StatusCode.EXPIRED, Basis.EXPIRED, {"end": end})
        if self.replaced_from is not None and day >= self.replaced_from:
            return Status(StatusCode.EXPIRED, Basis.REPLACED_BY, {"since": self.replaced_from, "by": self.replaced_by})
        for suspension in self.suspensions:
            if suspension.holds(day):
                return Status(StatusCode.SUSPENDED, Basis.SUSPENDED_BY, {"suspended": suspension.start, "by": suspension.by})
        doubted = [doubt for doubt in self.doubts if doubt.holds(day)]
        if doubted:
            return _doubted(min(doubted, key=lambda doubt: doubt.start or date.min))
        return self._as_seen(day)

    def _as_seen(self, day: date) -> Status:
        """The status where nothing but what the codification showed says anything of the day."""
        start, wording, seen = self.effective_from, self.wording_from, self.seen_on
        if self.excerpt and (seen is None or day > seen):
            return Status(StatusCode.UNKNOWN, Basis.EXCERPT)
        if start is None:
            return Status(StatusCode.UNKNOWN, Basis.NO_EVIDENCE if seen is None else Basis.START_UNKNOWN)
        if seen is None:
            return Status(StatusCode.UNKNOWN, Basis.NO_EVIDENCE_AFTER, {"start": start})
        if day > seen:
            return Status(StatusCode.UNKNOWN, Basis.SNAPSHOT_PASSED, {"start": start, "seen": seen})
        if self.suspended_from is not None and day >= self.suspended_from:
            return Status(StatusCode.SUSPENDED, Basis.SUSPENDED, {"suspended": self.suspended_from, "seen": seen})
        if wording is not None and wording > start:
            return Status(StatusCode.IN_FORCE, Basis.SEEN_SINCE_AMENDED, {"wording": wording, "seen": seen})
        return Status(StatusCode.IN_FORCE, Basis.SEEN, {"start": start, "seen": seen})

    def periods(self) -> Iterator[tuple[StatusCode, date, date | None]]:
        """The status of every day: which, from when, and its last day (None for ever), in order and without gaps."""
        first, code = date.min, self.status_on(date.min).code
        for day in sorted(_turns(self)):
            now = self.status_on(day).code
            if now is not code:
                yield code, first, day - _DAY
                first, code = day, now
        yield code, first, None

    def with_ends_of(self, other: "Evidence") -> "Evidence":
        """The same, but ended, replaced and suspended as another one is: a clause may be while the rest of its article is not."""
        return replace(
            self,
            effective_to=other.effective_to,
            ended_by=other.ended_by,
            replaced_from=other.replaced_from,
            replaced_by=other.replaced_by,
            suspensions=other.suspensions,
        )


def _turns(known: object) -> set[date]:
    """The days on which a status can become another one: each that evidence names, whatever kind it is, and the day after it."""
    if isinstance(known, date):
        return {known, known + _DAY} if known < date.max else {known}
    if isinstance(known, tuple):
        return {day for item in known for day in _turns(item)}
    return {day for item in fields(known) for day in _turns(getattr(known, item.name))} if is_dataclass(known) else set()


def _doubted(doubt: Doubt) -> Status:
    if doubt.reworded and doubt.start is not None:
        return Status(StatusCode.UNKNOWN, Basis.REWORDED, {"since": doubt.start, "by": doubt.by})
    if doubt.start is None:
        return Status(StatusCode.UNKNOWN, Basis.UNREVIEWED_UNDATED, {"by": doubt.by})
    return Status(StatusCode.UNKNOWN, Basis.UNREVIEWED, {"since": doubt.start, "by": doubt.by})


def ends_of(suspensions: Sequence[Suspension], resumed: Sequence[date]) -> tuple[Suspension, ...]:
    """Suspensions, each ended the day before it was resumed.

    :param resumed: days on which something gave the provision its effect back
    """
    ended = []
    for item in suspensions:
        ends = [day - _DAY for day in resumed if day > item.start]
        end = min([*ends, *([item.end] if item.end else [])], default=None)
        ended.append(Suspension(item.start, end, item.by))
    return tuple(sorted(ended, key=lambda item: item.start))
