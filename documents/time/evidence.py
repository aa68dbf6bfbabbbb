"""What the status of a provision rests on: dated evidence out of texts, and the status that follows from it on a day.

Unknown is not "in force": a provision is in force on a day that dated evidence reaches. Its own text is evidence for its first day,
an instrument that rests on it for the day of that one's issue, the official codification for the day it was taken; and so for all
days between two of these, unless something says otherwise. After the last of them it is unknown, and `last_known` says what it was.

What another instrument does counts once a person has accepted it. Until then an end or a suspension that could be read without a
doubt still outweighs all that merely shows the provision, and says that nobody has reviewed it; new words make those that the base
has be over; what could not be read with certainty makes the status unknown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from documents.messages import Message
from documents.time.status import Basis, Status, StatusCode, WordingCode

_DAY = timedelta(days=1)
_OWN = Message.of("stated.own")


@dataclass(frozen=True, slots=True)
class Suspension:
    """Another instrument suspends a provision, from a day to a last day; None: until something ends it.

    :param reviewed: a person accepted it; else it could be read without doubt
    """

    start: date
    end: date | None
    by: str
    reviewed: bool = True

    def holds(self, day: date) -> bool:
        """Whether the provision is suspended on a day."""
        return self.start <= day and (self.end is None or day <= self.end)


class Doing(StrEnum):
    """What an effect that nobody has reviewed does, where that could be read without doubt."""

    UNSURE = "unsure"
    ENDS = "ends"
    REWORDS = "rewords"
    MAY_REWORD = "may_reword"  # if anything, and the codification, which does not name it, showed the provision afterwards


@dataclass(frozen=True, slots=True)
class _End:
    """The last day of a provision, as something states it.

    :param by: the instrument that ends it; None: its own text, or the codification
    """

    last: date
    by: str | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Another instrument changes or ends a provision, and nobody has reviewed it yet; or how it reads since is not known.

    :param start: the day it begins, None where that is not known
    :param reviewed: it was accepted, and gives a wording that the base does not have
    :param spared: of the ending of a whole text, what it leaves in force, and ``until`` the last day of that
    """

    start: date | None
    by: str
    does: Doing = Doing.UNSURE
    reviewed: bool = False
    spared: str = ""
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it may have changed the provision by a day."""
        return self.start is None or self.start <= day

    def status(self) -> Status:
        """The status from its day on, where nothing outweighs it."""
        if self.start is None:
            return Status(StatusCode.UNKNOWN, Basis.UNREVIEWED_UNDATED, {"by": self.by})
        code, basis = _DONE[self.does]
        if self.reviewed:
            code, basis = StatusCode.UNKNOWN, Basis.REWORDED
        rest: dict[str, Message | str] = {"rest": self._rest} if basis is Basis.ENDED_UNREVIEWED else {}
        return Status(code, basis, {"since": self.start, "by": self.by, **rest})

    @property
    def _rest(self) -> Message | str:
        if self.spared and self.until:
            return Message.of("stated.sparing_until", spared=self.spared, day=self.until)
        return Message.of("stated.sparing", spared=self.spared) if self.spared else ""

    @property
    def end(self) -> _End | None:
        """The last day before it, where it ends the provision on a day."""
        ends = self.does is Doing.ENDS and self.start is not None and self.start > date.min
        return _End(self.start - _DAY, self.by) if ends and self.start is not None else None

    @property
    def weight(self) -> tuple[int, date]:
        """Of several the least one counts: an end before other words before what is unsure, and of equals the first."""
        does = Doing.UNSURE if self.start is None else self.does
        return (_WEIGHTS.index(does), self.start or date.min)


_WEIGHTS = (Doing.ENDS, Doing.REWORDS, Doing.UNSURE, Doing.MAY_REWORD)
_DONE = {
    Doing.ENDS: (StatusCode.EXPIRED, Basis.ENDED_UNREVIEWED),
    Doing.REWORDS: (StatusCode.UNKNOWN, Basis.REWORDED_UNREVIEWED),
    Doing.UNSURE: (StatusCode.UNKNOWN, Basis.UNREVIEWED),
    Doing.MAY_REWORD: (StatusCode.UNKNOWN, Basis.UNREVIEWED),
}


@dataclass(frozen=True, slots=True)
class Repealed:
    """A provision of which a text shows only that it was repealed.

    :param first: the first day since which that may be; ``last`` the day since which it is sure, a stated end of its; None where
        nothing tells it
    """

    first: date | None = None
    last: date | None = None
    shown: date | None = None

    def status_on(self, day: date) -> Status:
        """The status on a day on which no end says that it was over."""
        first, last = self.first, self.last
        if first is not None and last is not None and first < last:
            code = StatusCode.EXPIRED if day >= last else StatusCode.UNKNOWN
            return Status(code, Basis.REPEALED_BETWEEN, {"first": first, "last": last})
        if last is None or day >= last:
            if self.shown is not None and day >= self.shown:
                return Status(StatusCode.EXPIRED, Basis.REPEALED_SHOWN, {"shown": self.shown})
            return Status(StatusCode.UNKNOWN, Basis.REPEALED_UNDATED)
        return Status(StatusCode.UNKNOWN, Basis.REPEALED_LATER, {"since": last})


@dataclass(frozen=True, slots=True)
class TextEvidence:
    """What texts, the codification and other instruments say of one wording of a provision, and the status that follows from it.

    :param effective_from: the day it took effect, as its text or the codification says
    :param effective_to: the last day of its effect, where something says so
    :param wording_from: the day since which the wording in the base holds; an earlier wording is not in the base
    :param seen_on: the day on which the official codification showed it
    :param kept_until: the last day up to which the codification's words are known: it goes on showing what others have changed
    :param suspended_from: the day since which it was suspended, as the codification then said
    :param ended_by: the instrument that ends it on ``effective_to``, where another one does
    :param replaced_from: the day since which an accepted effect gives it another wording than this one
    :param suspensions: by other instruments, as accepted or read without doubt
    :param doubts: effects that nobody has reviewed, or whose new words are not there, and that this wording does not have yet
    :param excerpt: the base holds only an excerpt, which is no evidence of anything
    :param later_from: the first day of its effect that another text of it in the base names, later than ``effective_from``
    :param later_to: the last day of its effect that another statement names, later than the first one, which it contradicts;
        ``later_by`` is the instrument that does, empty for the codification
    :param early_from: the day from which it lets rules on some matter apply before ``effective_from``, by its clause ``early_at``;
        ``early_whole``: this is the whole instrument, and no provision that may or may not be meant
    :param repealed: its text shows only that it was repealed, and not what it said
    :param exists_from: the day its instrument was issued, else the first day of the year in its number; it was not there before
    :param begun_by: where nothing tells its first day: one on which it had begun, if it ever did (`begun_by`)
    :param relied_from: the first day on which another instrument was issued that rests on its instrument
    :param relied_on: the last such day; ``relied_by`` is the instrument issued then
    :param succeeded_from: the day from which there is a later law of its name, ``succeeded_by``: that the codification shows it
        says nothing from then on
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
    exists_from: date | None = None
    begun_by: date | None = None
    repealed: Repealed | None = None
    relied_from: date | None = None
    relied_on: date | None = None
    relied_by: str = ""
    later_from: date | None = None
    later_to: date | None = None
    later_by: str = ""
    early_from: date | None = None
    early_at: str = ""
    early_whole: bool = False
    kept_until: date | None = None
    succeeded_from: date | None = None
    succeeded_by: str = ""

    def _before(self, start: date, day: date) -> Status:
        if self.early_from is None or day < self.early_from:
            return Status(StatusCode.NOT_YET, Basis.NOT_YET, {"start": start})
        said: dict[str, date | str | Message] = {"start": start, "early": self.early_from, "place": self.early_at}
        if self.early_whole:
            return Status(StatusCode.NOT_YET, Basis.NOT_YET_IN_PART, said)
        return Status(StatusCode.UNKNOWN, Basis.MAYBE_EARLY, said)

    def status_by_texts(self, day: date) -> Status:
        """The status by what texts and the codification say, whatever anybody stated."""
        start, wording = self.effective_from, self.wording_from
        if (ended := self._ended(day)) is not None:
            return ended
        doubted = [doubt for doubt in self.doubts if doubt.holds(day) and (doubt.end is None or self._can_be(doubt.end))]
        heaviest = min(doubted, key=lambda doubt: doubt.weight, default=None)
        if start is not None and day < start and (heaviest is None or heaviest.does is not Doing.ENDS):
            return self._before(start, day)
        if self.exists_from is not None and day < self.exists_from:
            # Also where a day of effect lies before the issue: nobody knew of it, and most of these days are misprinted.
            return Status(StatusCode.NOT_YET, Basis.NOT_ISSUED, {"issued": self.exists_from})
        if self.repealed is not None:
            return self._without_words(self.repealed, day, heaviest)
        if self.later_from is not None and start is not None and day < self.later_from:
            return Status(StatusCode.UNKNOWN, Basis.STARTS_DIFFER, {"start": start, "other": self.later_from})
        if wording is not None and day < wording:
            return Status(StatusCode.UNKNOWN, Basis.WORDING_NOT_HELD, {"wording": wording})
        if self.replaced_from is not None and day >= self.replaced_from:
            return Status(StatusCode.UNKNOWN, Basis.REPLACED_BY, {"since": self.replaced_from, "by": self.replaced_by})
        for suspension in self.suspensions:
            if suspension.holds(day):
                basis = Basis.SUSPENDED_BY if suspension.reviewed else Basis.SUSPENDED_UNREVIEWED
                return Status(StatusCode.SUSPENDED, basis, {"suspended": suspension.start, "by": suspension.by})
        return self._as_shown(day) if heaviest is None else self._doubted(heaviest, day)

    def _doubted(self, doubt: Doubt, day: date) -> Status:
        if doubt.end is not None:
            return self._differing(doubt.end, day) or doubt.status()
        if doubt.does is Doing.MAY_REWORD and doubt.start is not None:
            return self._in_doubtful_words(day, doubt.start, doubt.by)
        return doubt.status()

    def _ends(self) -> Iterator[_End]:
        if self.effective_to is not None:
            yield _End(self.effective_to, self.ended_by)
        yield from (doubt.end for doubt in self.doubts if doubt.end is not None)

    def _can_be(self, end: _End) -> bool:
        """Whether a last day counts: none before its issue, none of its own before its first one; others may end it before that."""
        if self.exists_from is not None and end.last < self.exists_from and (end.by is None or _next(end.last) < self.exists_from):
            return False
        return end.by is not None or self.effective_from is None or _next(end.last) >= self.effective_from

    def _ended(self, day: date) -> Status | None:
        if self.effective_to is None or day <= self.effective_to:
            return None
        end = _End(self.effective_to, self.ended_by)
        if not self._can_be(end):
            return None
        if (differing := self._differing(end, day)) is not None:
            return differing
        if end.by:
            return Status(StatusCode.EXPIRED, Basis.EXPIRED_BY, {"end": end.last, "by": end.by})
        return Status(StatusCode.EXPIRED, Basis.EXPIRED, {"end": end.last})

    def _differing(self, end: _End, day: date) -> Status | None:
        other = self.later_to
        if other is None or day > other or other <= end.last:
            return None
        by: dict[str, str | Message] = {"by": end.by or _OWN, "other_by": self.later_by or _OWN}
        return Status(StatusCode.UNKNOWN, Basis.ENDS_DIFFER, {"end": end.last, "other": other, **by})

    def _without_words(self, repealed: Repealed, day: date, heaviest: Doubt | None) -> Status:
        if heaviest is not None and heaviest.end is not None:
            return self._differing(heaviest.end, day) or heaviest.status()
        return repealed.status_on(day)

    def _in_doubtful_words(self, day: date, since: date, by: str) -> Status:
        """The status where another instrument may have changed the words shown, and the codification's note does not say so."""
        shown = self._as_shown(day)
        if shown.code is not StatusCode.IN_FORCE:
            return shown
        return Status(StatusCode.IN_FORCE, Basis.WORDS_UNSURE, {"since": since, "by": by})

    def _as_shown(self, day: date) -> Status:
        """The status where no other instrument says anything of the day: what was shown before it and after it holds on it."""
        start, seen, relied = self.effective_from, self.seen_on, self.relied_on
        if self.excerpt and (seen is None or day > seen):
            return self._as_excerpt(day)
        ended = self._ended_by_another()
        begin = start or self.begun(ended[0] if ended else None)
        if begin is None or day < begin:
            if ended is not None and day <= ended[0]:
                return Status(StatusCode.UNKNOWN, Basis.END_ALONE_KNOWN, {"end": ended[0], "by": ended[1]})
            return Status(StatusCode.UNKNOWN, Basis.NO_EVIDENCE if begin is None else Basis.START_UNKNOWN)
        succeeded = self._seen_under_another(day)
        if seen is not None and day <= seen and not succeeded:
            return self._as_seen(day, seen)
        said: dict[str, date | str | Message] = {"start": start} if start else {}
        if relied is not None and day <= relied:
            return Status(
                StatusCode.IN_FORCE,
                Basis.RELIED if start else Basis.RELIED_ONLY,
                {**said, "relied": relied, "by": self.relied_by},
                self.words_on(day),
            )
        if day == start:
            return Status(StatusCode.IN_FORCE, Basis.OWN_TEXT, said)
        if ended is not None and day <= ended[0]:
            # What another one ends on a day was in force until then.
            basis = Basis.ENDED_LATER if start else Basis.ENDED_LATER_ONLY
            return Status(StatusCode.IN_FORCE, basis, {**said, "end": ended[0], "by": ended[1]}, self.words_on(day))
        return succeeded or self._passed(begin)

    def begun(self, ended: date | None, *seen: date) -> date | None:
        """The first day on which it is known to have begun, where nothing tells its first one.

        :param ended: its last day, where something ends it; ``seen`` days on which a person or a register saw it
        """
        shown = [day for day in (self.seen_on, self.relied_from, *seen) if day]
        last = max(day for day in (*shown, self.relied_on, ended, date.min) if day)
        return min((day for day in (*shown, self.begun_by) if day and day <= last), default=None)

    def _passed(self, begin: date) -> Status:
        """The status of a day behind all that was seen."""
        seen, relied = self.seen_on, self.relied_on
        if relied is not None and relied >= (seen or begin):
            return Status(StatusCode.UNKNOWN, Basis.RELIED_PASSED, {"relied": relied, "by": self.relied_by})
        if seen is not None and seen >= begin:
            if self.suspended_from is not None and self.suspended_from <= seen:
                return Status(StatusCode.UNKNOWN, Basis.SUSPENDED_PASSED, {"suspended": self.suspended_from, "seen": seen})
            return Status(StatusCode.UNKNOWN, Basis.SNAPSHOT_PASSED, {"seen": seen})
        return Status(StatusCode.UNKNOWN, Basis.NO_EVIDENCE_AFTER, {"start": begin})

    def _seen_under_another(self, day: date) -> Status | None:
        """That there is a later law of its name since a day up to which the codification, which shows it, has not been kept."""
        since, seen, kept = self.succeeded_from, self.seen_on, self.kept_until or date.min
        if since is None or seen is None or not kept < since <= min(day, seen):
            return None
        return Status(StatusCode.UNKNOWN, Basis.SUCCEEDED, {"since": since, "by": self.succeeded_by})

    def _as_excerpt(self, day: date) -> Status:
        """An excerpt shows nothing, but others may rest on its instrument: it was in force then, whatever its words were."""
        first, last = self.relied_from, self.relied_on
        if first is None or last is None or day < first:
            return Status(StatusCode.UNKNOWN, Basis.EXCERPT)
        if day <= last:
            return Status(StatusCode.IN_FORCE, Basis.RELIED_EXCERPT, {"relied": last, "by": self.relied_by})
        return Status(StatusCode.UNKNOWN, Basis.RELIED_PASSED, {"relied": last, "by": self.relied_by})

    def _ended_by_another(self) -> tuple[date, str] | None:
        """The last day of its effect, and the instrument that ended it: as accepted, or read without doubt."""
        ends = [(end.last, end.by) for end in self._ends() if end.by and self._can_be(end)]
        return min(ends, default=None)

    def _as_seen(self, day: date, seen: date) -> Status:
        start, wording = self.effective_from, self.wording_from
        if self.suspended_from is not None and day >= self.suspended_from:
            return Status(StatusCode.SUSPENDED, Basis.SUSPENDED, {"suspended": self.suspended_from, "seen": seen})
        said: dict[str, date | str | Message] = {"seen": seen}
        words = self.words_on(day)
        if late := words is not None and self.kept_until is not None:
            said["until"] = self.kept_until
        if wording is not None and (start is None or wording > start):
            basis = Basis.SEEN_SINCE_AMENDED_LATE if late else Basis.SEEN_SINCE_AMENDED
            return Status(StatusCode.IN_FORCE, basis, {"wording": wording, **said})
        if start is None:
            return Status(StatusCode.IN_FORCE, Basis.SEEN_ONLY, said, words)
        return Status(StatusCode.IN_FORCE, Basis.SEEN_LATE if late else Basis.SEEN, {"start": start, **said})

    def words_on(self, day: date) -> WordingCode | None:
        """That the words are not known on a day on which something shows the provision: the codification that has them may lag."""
        return WordingCode.UNKNOWN if self.kept_until is not None and day > self.kept_until else None


def _next(day: date) -> date:
    return day + _DAY if day < date.max else day


def begun_by(exists_from: date | None) -> date | None:
    """The day by which an instrument has begun, if it ever does: of 4,332 that name their first day one did later than that.

    :param exists_from: the day of its issue, or one before that
    """
    return exists_from + _LONGEST_WAIT if exists_from is not None and exists_from < date.max - _LONGEST_WAIT else None


_LONGEST_WAIT = timedelta(days=3 * 365)


def ends_of(suspensions: Sequence[Suspension], resumed: Sequence[date]) -> tuple[Suspension, ...]:
    """Suspensions, each ended the day before it was resumed.

    :param resumed: days on which something gave the provision its effect back
    """
    ended = []
    for item in suspensions:
        ends = [day - _DAY for day in resumed if day > item.start]
        end = min([*ends, *([item.end] if item.end else [])], default=None)
        ended.append(replace(item, end=end))
    return tuple(sorted(ended, key=lambda item: item.start))
