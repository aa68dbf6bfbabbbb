"""Which status a provision has on every day, and from when to when its words hold."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from documents.messages import Message
from documents.time.evidence import TextEvidence
from documents.time.stated import Claim, Stated, Voice
from documents.time.status import Basis, Status, StatusCode, WordingCode

_DAY = timedelta(days=1)
_Values = dict[str, date | str | Message]
_Said = TypeVar("_Said")


class _Statements:
    """The status where a person or a register says something too.

    A person's day of effect stands in the place of the text's own; a register's that differs makes the days between them unknown.
    Of ends the earliest counts; where a text, or another register, says the later one, the days between are unknown too. That
    something was seen in force on a day shows it from its first day until then, as an instrument that rests on it does, and never
    outweighs an end.
    """

    def __init__(self, evidence: TextEvidence, stated: Sequence[Stated]) -> None:
        of: dict[Claim, list[Stated]] = {}
        for item in stated:
            of.setdefault(Claim.ENDED if item.claim.ends else item.claim, []).append(item)
        own = evidence.effective_from
        starts = of.get(Claim.IN_FORCE_FROM, [])
        self._start = min(starts, key=lambda item: item.on, default=None)
        days = {item.on for item in starts}
        if own is not None and self._start is not None and self._start.voice is not Voice.PERSON:
            days.add(own)
        self._starts = (min(days), max(days)) if len(days) > 1 else None
        self._begin = own if self._start is None else max(days)
        self._ends = sorted(of.get(Claim.ENDED, ()), key=lambda item: item.on)
        self._seen = sorted(of.get(Claim.IN_FORCE_ON, ()), key=lambda item: item.on)
        self._suspended = of.get(Claim.SUSPENDED, ())
        self._reworded = sorted(of.get(Claim.AMENDED, ()), key=lambda item: item.on)
        self._evidence = evidence
        self._found = replace(evidence, effective_from=self._begin)

    def status_on(self, day: date) -> Status:
        start, begin = self._start, self._begin
        if start is not None and self._starts and self._starts[0] <= day < self._starts[1]:
            first, last = self._starts
            return Status(StatusCode.UNKNOWN, Basis.START_DISPUTED, {"start": first, "other": last, "who": _who(start)})
        begin = self._starts[0] if self._starts else begin
        if start is not None and begin is not None and begin != self._evidence.effective_from and day < begin:
            return Status(StatusCode.NOT_YET, Basis.STATED_NOT_YET, {"start": begin, "who": _who(start), "rest": _rest(start)})
        return self._ended(day) or self._halted(day) or self._shown(day, self._by_texts(day))

    def _by_texts(self, day: date) -> Status:
        """The status by what texts say, with the day of effect that counts; a stated one is said to be one."""
        found = self._found.status_by_texts(day)
        if self._start is None or self._evidence.effective_from == self._begin or "start" not in found.days:
            return found
        said: Mapping[str, date | str | Message] = {**found.days, "start": self._started(self._start)}
        return replace(found, days=said)

    def _started(self, start: Stated) -> date | Message:
        begin = self._begin or start.on
        return begin if self._evidence.effective_from == begin else Message.of("stated.day", day=begin, who=_who(start))

    def _ended(self, day: date) -> Status | None:
        own = self._evidence.effective_to
        over = own + _DAY if own is not None and own < date.max else None
        if not self._ends or day < self._ends[0].on or (over is not None and over < self._ends[0].on):
            return None
        end = self._ends[0]
        others = [item.on for item in self._ends if item.voice is not Voice.PERSON] + [day for day in (over,) if day]
        last = max(others, default=end.on)
        if end.voice is not Voice.PERSON and day < last:
            return Status(StatusCode.UNKNOWN, Basis.END_DISPUTED, {"end": end.on, "other": last, "who": _who(end)})
        return Status(StatusCode.EXPIRED, Basis.STATED_ENDED, {"end": end.on, "who": _who(end), "rest": _rest(end)})

    def _halted(self, day: date) -> Status | None:
        """Where it is suspended on the day, or has other words than those in the base; what texts say of an end comes first."""
        found = self._by_texts(day)
        if found.elsewhen or found.code is StatusCode.SUSPENDED:
            return None
        for item in self._suspended:
            if item.on <= day and (item.until is None or day <= item.until):
                return Status(StatusCode.SUSPENDED, Basis.STATED_SUSPENDED, {"suspended": item.on, "who": _who(item)})
        if self._reworded and self._reworded[0].on <= day:
            item = self._reworded[0]
            return Status(StatusCode.UNKNOWN, Basis.STATED_REWORDED, {"since": item.on, "who": _who(item), "rest": _rest(item)})
        return None

    def _shown(self, day: date, found: Status) -> Status:
        """What texts alone leave unknown for want of evidence, with what is stated to have been seen."""
        if found.basis is Basis.OWN_TEXT and self._start is not None and self._evidence.effective_from != self._begin:
            return Status(StatusCode.IN_FORCE, Basis.STATED_FIRST_DAY, self._said(self._start))
        if found.basis not in _WANTING:
            return found
        excerpt = self._evidence.excerpt and found.basis is not Basis.SNAPSHOT_PASSED
        words = WordingCode.UNKNOWN if excerpt else self._evidence.words_on(day)
        end = self._ends[0] if self._ends else None
        last = end.on - _DAY if end is not None and end.on > date.min else None
        begin = self._begin or self._evidence.begun(last, *(item.on for item in self._seen))
        said: _Values = {**self._said(end), "end": last} if end is not None and last is not None else {}
        if begin is None or day < begin:
            alone = said and found.basis in (Basis.NO_EVIDENCE, Basis.START_UNKNOWN)
            return Status(StatusCode.UNKNOWN, Basis.END_ALONE_KNOWN, {**said, "by": said["who"]}) if alone else found
        later = next((item for item in self._seen if item.on >= day), None)
        if later is not None:
            basis = Basis.STATED_SEEN if self._begin else Basis.STATED_SEEN_ONLY
            return Status(StatusCode.IN_FORCE, basis, {**self._said(later), "seen": later.on}, words)
        if said and self._begin is None:
            return Status(StatusCode.IN_FORCE, Basis.ENDED_LATER_ONLY, {**said, "by": said["who"]}, words)
        if said:
            return Status(StatusCode.IN_FORCE, Basis.STATED_ENDED_LATER, said, words)
        if day == begin and self._start is not None:
            return Status(StatusCode.IN_FORCE, Basis.STATED_FIRST_DAY, self._said(self._start), words)
        return self._passed(found)

    def _passed(self, found: Status) -> Status:
        shown = max((day for day in (self._evidence.seen_on, self._evidence.relied_on) if day), default=date.min)
        last = self._seen[-1] if self._seen else None
        if last is not None and last.on >= shown:
            return Status(StatusCode.UNKNOWN, Basis.STATED_PASSED, {"seen": last.on, "who": _who(last)})
        return found

    def _said(self, item: Stated) -> _Values:
        said: _Values = {"who": _who(item), "rest": _rest(item)}
        if self._begin is None:
            return said
        if self._start is None or _who(self._start) == _who(item):
            return {"start": self._begin, **said}
        return {"start": self._started(self._start), **said}


_WANTING = frozenset(
    {
        Basis.NO_EVIDENCE,
        Basis.NO_EVIDENCE_AFTER,
        Basis.START_UNKNOWN,
        Basis.END_ALONE_KNOWN,
        Basis.SNAPSHOT_PASSED,
        Basis.SUSPENDED_PASSED,
        Basis.RELIED_PASSED,
        Basis.EXCERPT,
        Basis.SUCCEEDED,
    }
)
"""What is unknown for want of evidence and for no other reason."""


def _who(item: Stated) -> Message:
    if item.voice is Voice.PERSON:
        return (
            Message.of("stated.person", who=item.who, day=item.said) if item.said else Message.of("stated.somebody", who=item.who)
        )
    if item.voice is Voice.SECONDARY:
        return Message.of("stated.secondary", who=item.who)
    return Message.of("stated.register", who=item.who)


def _rest(item: Stated) -> Message | str:
    """Which instrument does it, and whom it spares; nothing where neither is known."""
    if item.by and item.spared:
        return Message.of("stated.by_sparing", by=item.by, spared=item.spared)
    if item.by:
        return Message.of("stated.by", by=item.by)
    return Message.of("stated.sparing", spared=item.spared) if item.spared else ""


@dataclass(frozen=True, slots=True)
class Evidence(TextEvidence):
    """All that the status of one wording of a provision rests on. What each kind of it means for a day, `status_on` alone says.

    The status may turn on a day that stands in here, or on the day after it, and on no other: the index keeps `periods`.

    :param draft: it is a draft, or a paper that goes with one: no law on any day
    :param stated: what a person stated by hand or a register has, as `documents.time.stated.stated` gives it
    """

    stated: tuple[Stated, ...] = ()
    draft: bool = False

    def status_on(self, day: date) -> Status:
        """The status on a day."""
        if self.draft:
            return Status(StatusCode.UNKNOWN, Basis.DRAFT)
        if not self.stated:
            return self.status_by_texts(day)
        return _Statements(self, self.stated).status_on(day)

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
    """The first day on which the words are known to hold, of two days that differ the later; None where it is not known."""
    noted = noted_from(evidence)
    later = evidence.later_from if evidence.effective_from and evidence.repealed is None else None
    return max((day for day in (noted, later) if day), default=None)


def noted_from(evidence: Evidence) -> date | None:
    """The first day of the words as their own notes tell it, whatever else names another one."""
    if evidence.repealed is not None:
        return evidence.repealed.last
    return max((day for day in (evidence.effective_from, evidence.wording_from) if day), default=None)


def held_until(evidence: Evidence) -> date | None:
    """The last day before the words were over, as the status says."""
    first = held_from(evidence)
    periods = evidence.periods_of(lambda status: status.wording)
    over = (start for wording, start, _ in periods if wording is WordingCode.OVER and (first is None or start > first))
    return next((start - _DAY for start in over if start > date.min), None)
