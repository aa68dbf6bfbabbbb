"""What the effects of other instruments come to for a provision, as far as its status is concerned."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from documents.paths import GROUPING, contains, first_step, kind_of, number_of, steps_of, touches, unit_of
from documents.time.evidence import Doing, Doubt, Suspension, ends_of
from documents.time.timeline import Evidence
from documents.wording.actions import Action
from documents.wording.citing import cite
from documents.wording.numbers import Order, number_order


@dataclass(frozen=True, slots=True)
class Influence:
    """An effect on an instrument.

    :param path: of the provision, empty for the whole instrument
    :param start: its own day, else the day on which the amending instrument takes effect; of what a list reports its own alone
    :param in_use: a reviewer accepted it
    :param number: its number as a slug, where a list reports what another one did that one's
    :param wordless: it gives another wording, and does not say which
    :param partly: it is done to a part of what the path names: its heading, a paragraph
    :param spared: what an ending leaves in force; ``spared_until`` the last day on which it does, where it says so
    :param excepts: an ending leaves something in force of which no provision is named: the whole is over, of a part nobody knows
    :param place: of what ends a clause without doubt, the article of the amending text that says so
    """

    action: Action
    path: str
    start: date | None
    end: date | None
    in_use: bool
    by: str
    number: str | None
    certain: bool = True
    wordless: bool = False
    partly: bool = False
    spared: frozenset[str] = field(default=frozenset(), repr=False)
    spared_until: date | None = None
    excepts: bool = False
    place: str = field(default="", repr=False)
    effect: int = field(default=0, compare=False, repr=False)

    @property
    def stamp(self) -> tuple[str, list[str]]:
        """What a status takes from it, the same in every process: a set has another order in each."""
        return repr(self) + self.place, sorted(self.spared)

    @property
    def brings_words(self) -> bool:
        """Whether it was read without doubt to give new words."""
        return self.certain and bool(self.path) and self.action.textual and not self.action.ends

    def covers(self, path: str) -> bool:
        """Whether all of a provision is meant. A whole text is over although some of it is kept."""
        kept = bool(path) and any(touches(kept, path) for kept in self.spared)
        return not self.partly and contains(self.path, path) and not kept

    def names(self, path: str) -> bool:
        """Whether it says that words of a provision change: some in it, or all of it. Of a phrase, or of what is put to the end, it
        says the place that holds that alone.
        """
        return contains(path, self.path) or (bool(self.path) and self.action in _ALL_WORDS and self.covers(path))

    def sure(self, path: str) -> bool:
        """Whether what it does to a provision could be read without doubt; what it leaves in force is known where that is named."""
        return self.certain or bool(self.spared) or (self.excepts and not path)

    def spares(self, path: str) -> bool:
        """Whether a provision is one of those that it leaves in force."""
        return any(contains(kept, path) for kept in self.spared)

    def touches(self, path: str) -> bool:
        """Whether a provision, or something below it, is meant; with the empty path, the instrument as a whole."""
        if self.partly:
            return contains(path, self.path) if path else not self.path
        return touches(self.path, path) if path else not self.path


_ALL_WORDS = frozenset({Action.REPLACE, Action.INSERT})


def each_once(influences: Iterable[Influence]) -> list[Influence]:
    """Influences, of equal ones the first: a text may say one thing of another a thousand times. Which one it was matters for new
    words alone.
    """
    once: dict[tuple[Influence, int | None], Influence] = {}
    for item in influences:
        once.setdefault((item, item.effect if item.brings_words else None), item)
    return list(once.values())


class ByPlace:
    """The influences on an instrument by where they are: it is asked for each of its thousands of provisions.

    :param influences: in the order in which they are judged
    """

    def __init__(self, influences: Sequence[Influence]) -> None:
        self.groups = [(place, item) for place, item in enumerate(influences) if kind_of(item.path) in GROUPING]
        self._by_step: dict[str, list[tuple[int, Influence]]] = defaultdict(list)
        for place, item in enumerate(influences):
            self._by_step[first_step(item.path)].append((place, item))

    def near(self, path: str, within: Collection[str] = ()) -> list[Influence]:
        """Those that may touch a provision.

        :param within: paths of chapters and the like that hold it, which its own path does not name; what is done to them is done
            to its article
        """
        step = first_step(path)
        found = [*self._by_step.get("", ()), *(self._by_step.get(step, ()) if step else ())]
        if within:
            unit = unit_of(path)
            found += [(place, replace(item, path=unit)) for place, item in self.groups if item.path in within and not item.partly]
        return [item for _, item in sorted(found, key=lambda placed: placed[0])]


@dataclass(frozen=True, slots=True)
class StatedEnd:
    """The last day of a provision's effect, as something states it.

    :param path: what that is said of: the provision or something above it
    :param by: name of the instrument that ends it; None: its own text, or the codification
    """

    last: date
    path: str
    by: str | None = None
    reviewed: bool = True
    seen_on: date | None = None

    def contradicts(self, first: "StatedEnd") -> bool:
        """Whether it says that the provision lived on after an earlier end.

        An own end is the latest day there can be; what ends a wider place later says nothing of a part that had ended before; and
        what nobody has reviewed is no match for what a person accepted.
        """
        if self.last <= first.last or (self.by is not None and self.by == first.by):
            return False
        if self.by is None and first.by is not None:
            return self.seen_on is not None and self.seen_on > first.last
        if first.by is not None and first.reviewed and not self.reviewed:
            return False
        return len(self.path) >= len(first.path)


def with_ends(evidence: Evidence, ends: Sequence[StatedEnd]) -> Evidence:
    """Evidence with the first of all stated ends, and with the last one that contradicts that."""
    if not ends:
        return evidence
    first = min(ends, key=lambda end: end.last)
    last = min((end for end in ends if end.reviewed), key=lambda end: end.last, default=None)
    later = max((end for end in ends if end.contradicts(first)), key=lambda end: end.last, default=None)
    return replace(
        evidence,
        effective_to=last.last if last else None,
        ended_by=last.by if last else None,
        later_to=later.last if later else None,
        later_by=(later.by or "") if later else "",
    )


def judge(
    influences: Sequence[Influence], path: str, has: "Wording", own: Evidence, stated: Sequence[StatedEnd] = ()
) -> tuple[Evidence, bool]:
    """What the influences on an instrument come to for one of its provisions, together with what it and the codification say.

    :param has: what the wording that is read has in it already
    :param own: what they say; ``stated`` the ends that they name
    :returns: with whether something accepted changes its words
    """
    ends = [*stated]
    replaced: list[tuple[date, str]] = []
    suspensions: list[Suspension] = []
    resumed: list[date] = []
    doubts: dict[Doubt, None] = {}
    changed = False
    for item in influences:
        if not item.touches(path):
            continue
        if item.spares(path):
            _spared(item, ends, doubts)
            continue
        told = item.in_use or (item.sure(path) and not has.incorporates(item))
        if told and item.action.ends and item.covers(path) and item.start is not None and item.start > date.min:
            ends.append(StatedEnd(item.start - timedelta(days=1), item.path, item.by, item.in_use))
        done = item.action if item.covers(path) else None
        if not item.in_use or item.start is None:
            _unreviewed(item, path, has, own, suspensions, doubts)
        elif done is not None and done.ends:
            continue
        elif done is Action.SUSPEND:
            suspensions.append(Suspension(item.start, item.end, item.by))
        elif done is Action.RESUME:
            resumed.append(item.start)
        elif item.action.textual:
            changed |= item.names(path)
            if item.wordless and not has.incorporates(item):
                doubts[Doubt(item.start, item.by, Doing.REWORDS, reviewed=True)] = None
            elif not has.incorporates(item):
                replaced.append((item.start, item.by))
    said = replace(own, suspensions=ends_of(suspensions, resumed), doubts=tuple(doubts))
    new, by = min(replaced, default=(date.max, ""))
    if new < (own.replaced_from or date.max):
        said = replace(said, replaced_from=new, replaced_by=by)
    return with_ends(said, ends), changed


def _spared(item: Influence, ends: list[StatedEnd], doubts: dict[Doubt, None]) -> None:
    """What an ending leaves in force may have a last day in the same sentence."""
    if item.spared_until is None or item.spared_until >= date.max:
        return
    ends.append(StatedEnd(item.spared_until, item.path, item.by, item.in_use))
    if not item.in_use:
        doubts[Doubt(item.spared_until + timedelta(days=1), item.by, Doing.ENDS)] = None


def _unreviewed(
    item: Influence, path: str, has: "Wording", own: Evidence, suspensions: list[Suspension], doubts: dict[Doubt, None]
) -> None:
    """What nobody has accepted, or what has no day: as far as it could be read without doubt, it is said what it does."""
    does = Doing.UNSURE
    if has.incorporates(item):
        if has.shows_ended(item, path) and own.repealed is None:
            # The note of its article names what ends it: its words stand here yet, or others may have its number now.
            doubts[Doubt(item.start, item.by, Doing.ENDS if item.effect in has.confirmed else Doing.UNSURE)] = None
        return
    if item.action.backwards:
        # A corrigendum works backwards, so that it is in doubt from the beginning.
        doubts[Doubt(None, item.by)] = None
        return
    if item.sure(path) and item.start is not None:
        if item.action is Action.SUSPEND and item.covers(path):
            suspensions.append(Suspension(item.start, item.end, item.by, reviewed=False))
            return
        if item.action.ends:
            # What ends a clause leaves the article, without these words.
            if item.covers(path):
                does = Doing.ENDS
            elif not item.spared:
                does = Doing.REWORDS
        elif item.action.textual:
            does = Doing.REWORDS
    elif has.may_lack(item):
        does = Doing.MAY_REWORD
    kept = () if path else sorted(item.spared, key=_in_order)
    doubts[
        Doubt(item.start, item.by, does, spared=", ".join(cite(one) for one in kept), until=item.spared_until if kept else None)
    ] = None


def _in_order(path: str) -> list[Order]:
    return [number_order(number_of(step)) for step in steps_of(path)]


@dataclass(frozen=True, slots=True)
class Wording:
    """What a wording has in it already.

    :param compiled: it is a compiled text: it has what was accepted, up to its day
    :param since: the day it holds from, None where that is not known
    :param amended_by: slugs of the numbers that the codification names
    :param base: of a compiled text: the day of the text that it was made of
    :param seen_on: the day on which the codification showed it, and ``until`` the last day of its effect that it names
    :param marks: of a consolidated text: slugs of the numbers of those that its notes name, each with the place
    :param worked_in: of the codification's: slugs of the numbers that the notes of other articles of the same instrument name. Its
        editors put the changes of an amendment in all at once, and often name it at the first article only
    :param incorporated: effects whose new words stand in it letter for letter, see `kb.law.effects.witnesses`; ``confirmed``: ends
        of clauses that the note of their article tells too
    """

    compiled: bool = False
    since: date | None = None
    amended_by: frozenset[str] = frozenset()
    codified: bool = False
    base: date | None = None
    incorporated: frozenset[int] = frozenset()
    confirmed: frozenset[int] = frozenset()
    worked_in: frozenset[str] = frozenset()
    seen_on: date | None = None
    until: date | None = None
    marks: frozenset[tuple[str, str]] | None = None

    def may_lack(self, item: Influence) -> bool:
        """Whether the codification showed a provision after a change that its note does not name, and that is no certain one."""
        seen = self.codified and self.seen_on is not None and item.start is not None and item.start <= self.seen_on
        return seen and item.action.textual and not item.action.ends

    def shows_ended(self, item: Influence, path: str) -> bool:
        """Whether the codification shows a clause, or below it, that is ended without doubt."""
        return self.codified and item.certain and item.action.ends and path != unit_of(path) and item.covers(path)

    def _lives_on(self, item: Influence) -> bool:
        """Whether the codification names a last day that is later than a doubtful end, and looked after that."""
        if item.certain or item.spared or item.in_use or not item.action.ends:
            return False
        if item.start is None or self.until is None or self.seen_on is None:
            return False
        return item.start <= self.until and item.start <= self.seen_on

    def holds_since(self, day: date) -> bool:
        """Whether the wording is of a day or of a later one, so that it has what was done by then."""
        return self.since is not None and self.since >= day

    def first_day(self, influences: Iterable[Influence], path: str) -> date | None:
        """The day since which the words hold because they have what other instruments did on it: not before the last of these."""
        if self.marks is not None:
            return None  # the notes of a consolidated text tell
        days = (
            item.start
            for item in influences
            if item.start is not None and item.action.textual and not (item.action.ends or item.action.backwards)
            if (item.in_use or item.certain) and item.touches(path) and self.incorporates(item)
        )
        return max(days, default=None)

    def inserted_on(self, influences: Iterable[Influence], path: str) -> date | None:
        """The day on which another instrument put a provision, or what holds it, into the text: it was not there before."""
        put_in = (
            item.start
            for item in influences
            if item.action is Action.INSERT and item.start is not None and (item.in_use or item.certain)
            if item.path and item.covers(path) and self.incorporates(item)
        )
        return max(put_in, default=None)

    def _has_worked_in(self, item: Influence) -> bool:
        """Whether the codification names the amending instrument at other articles; that one ended this one it would not show, nor
        any of them where it ended the whole.
        """
        whole = item.action.ends and not (item.certain or item.path or item.spared or item.excepts)
        if item.action.halts or item.start is None or (not whole and (not item.certain or item.action.ends)):
            return False
        return item.number in self.worked_in and self.seen_on is not None and item.start <= self.seen_on

    def _is_before(self, item: Influence) -> bool:
        return item.start is not None and self.since is not None and self.since < item.start

    def _bears(self, item: Influence) -> bool:
        """Whether a consolidated text has a change: it names each. What was not read with certainty its editors know better."""
        if any(number == item.number and touches(path, item.path) for number, path in self.marks or ()):
            return True
        named = any(number == item.number for number, _ in self.marks or ())
        return named and not item.certain and not item.in_use and not item.action.ends

    def incorporates(self, item: Influence) -> bool:
        """Whether a change is part of the wording."""
        if item.effect in self.incorporated:
            return True
        if item.number is not None and item.number in self.amended_by and not (self.compiled and self._is_before(item)):
            return True
        if self._lives_on(item) or self._has_worked_in(item):
            return True
        words = not (item.action.ends or item.action.halts)
        if self.codified and words and not item.in_use and not item.certain and item.start is None:
            # Which words hold the codification's editors know better than what could not be read with certainty; that they show
            # an article is no proof that nothing has ended it.
            return True
        if item.start is None or self.since is None or item.action.halts:
            return False
        if self.marks is not None:
            return self._bears(item)
        if self.compiled and item.in_use:
            # A corrigendum works backwards: a compiled text has it from the beginning.
            return item.start <= self.since or item.action.backwards
        if self.compiled:
            # What nobody has accepted is in it only if the text had it that the accepted changes were made in.
            return not item.action.ends and self.base is not None and item.start < self.base
        if item.action.ends and not self.codified:
            return False
        return item.start <= self.since if self.codified else item.start < self.since
