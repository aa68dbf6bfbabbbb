"""Which status a provision has on every day, and from when to when its words hold."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from typing import TypeVar

from documents.time.evidence import TextEvidence
from documents.time.stated import Stated
from documents.time.stated_status import status_with_statements
from documents.time.status import Status, StatusCode, WordingCode

_DAY = timedelta(days=1)
_Said = TypeVar("_Said")


@dataclass(frozen=True, slots=True)
class Evidence(TextEvidence):
    """All that the status of one wording of a provision rests on. What each kind of it means for a day, `status_on` alone says.

    The status may turn on a day that stands in here, or on the day after it, and on no other: the index keeps `periods`.

    :param stated: what a person stated by hand or a register has, as `documents.time.stated.stated` gives it
    """

    stated: tuple[Stated, ...] = ()

    def status_on(self, day: date) -> Status:
        """The status on a day."""
        if not self.stated:
            return self.status_by_texts(day)
        return status_with_statements(self, self.stated, day)

    def last_known(self, day: date) -> tuple[StatusCode, date] | None:
        """Where the status on a day is unknown: the last one before it that was not, and the last day of that; None if none was.

        Where the codification shows it and its words of the day are not known: the last day of which they were.
        """
        said = self.status_on(day)
        if said.basis.is_late and self.kept_until is not None:
            return said.code, self.kept_until
        if said.code is not StatusCode.UNKNOWN:
            return None
        for turn in sorted((turn for turn in _turns(self) if date.min < turn <= day), reverse=True):
            before = self.status_on(turn - _DAY).code
            if before not in (StatusCode.UNKNOWN, StatusCode.NOT_YET):
                return before, turn - _DAY
        return None

    def periods(self) -> Iterator[tuple[StatusCode, date, date | None]]:
        """The status of every day: which, from when, and its last day (None for ever), in order and without gaps."""
        return self.periods_of(lambda status: status.code)

    def periods_of(self, told: Callable[[Status], _Said]) -> Iterator[tuple[_Said, date, date | None]]:
        """The same of something that a status tells, and that turns on no other days than the status itself."""
        first, said = date.min, told(self.status_on(date.min))
        for day in sorted(_turns(self)):
            now = told(self.status_on(day))
            if now != said:
                yield said, first, day - _DAY
                first, said = day, now
        yield said, first, None


def _turns(known: object) -> set[date]:
    """The days on which a status can become another one: each that evidence names, whatever kind it is, and the day after it."""
    if isinstance(known, date):
        return {known, known + _DAY} if known < date.max else {known}
    if isinstance(known, tuple):
        return {day for item in known for day in _turns(item)}
    return {day for item in fields(known) for day in _turns(getattr(known, item.name))} if is_dataclass(known) else set()


def held_from(evidence: Evidence) -> date | None:
    """The first day on which the words are known to hold; None where it is not known."""
    if evidence.repealed is not None:
        return evidence.repealed.last
    return max((day for day in (evidence.effective_from, evidence.wording_from) if day), default=None)


def held_until(evidence: Evidence) -> date | None:
    """The last day before the words were over, as the status says."""
    first = held_from(evidence)
    periods = evidence.periods_of(lambda status: status.wording)
    over = (start for wording, start, _ in periods if wording is WordingCode.OVER and (first is None or start > first))
    return next((start - _DAY for start in over if start > date.min), None)
