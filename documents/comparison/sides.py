"""The own words of the provisions of a pair, side by side: sentence against sentence."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain, pairwise, zip_longest
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from documents.comparison.blocks import runs_of
from documents.comparison.conditions import find_conditions, outcome_in
from documents.comparison.kinds import names_who
from documents.comparison.mentions import Mention, What, find_mentions, sentences
from documents.comparison.phrases import ENDERS, OPENERS, end_of_reference, joins_items, trimmed
from documents.comparison.substance import Word, content, words_in
from documents.model import Provision

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A phrase of a provision's own text.

    :param path: of the provision; ``start`` and ``end`` into its text
    """

    path: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class MeantChange:
    """A phrase that became another one; ``before`` None where it is new, ``after`` None where it is gone."""

    what: What
    before: Piece | None
    after: Piece | None


class Clause(NamedTuple):
    """A range of words that is a sentence, or a condition in one.

    :param sentence: which sentence of its side
    """

    first: int
    last: int
    condition: bool
    sentence: int


class Mentioned:
    """Mentions of some kinds, in order; bodies that are named together as one."""

    def __init__(self, text: str, mentions: Iterable[Mention]) -> None:
        self._mentions: list[Mention] = []
        for one in mentions:
            last = self._mentions[-1] if self._mentions else None
            if last and one.what is What.AUTHORITY and text[last.end : one.start].strip() in _NAMED_TOGETHER:
                self._mentions[-1] = Mention(one.what, last.start, one.end, last.core + one.core)
            else:
                self._mentions.append(one)
        self._starts = [one.start for one in self._mentions]
        self._ends = list(accumulate((one.end for one in self._mentions), max))

    def near(self, span: Stretch) -> list[Mention]:
        """Those that may touch a stretch."""
        return self._mentions[bisect_left(self._ends, span[0]) : bisect_right(self._starts, span[1])]


class Side:
    """The own words of provisions, one after the other.

    :ivar text: the lines of all of them
    """

    def __init__(self, provisions: Sequence[Provision]) -> None:
        self.text = "\n".join(provision.text for provision in provisions)
        self._provisions = provisions
        self._starts = [0, *accumulate(len(provision.text) + 1 for provision in provisions)][:-1]
        self._mentioned: dict[frozenset[What], Mentioned] = {}
        self._heads: dict[int, int] = {}

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words, as they are compared."""
        return words_in(self.text)

    @cached_property
    def said(self) -> str:
        """All that the words say, a blank around each."""
        return f" {' '.join(word.key for word in self.words)} "

    @cached_property
    def mentions(self) -> list[Mention]:
        """What is found by its form."""
        return find_mentions(self.text)

    def mentioned(self, kinds: frozenset[What]) -> Mentioned:
        """The mentions of some kinds."""
        if kinds not in self._mentioned:
            self._mentioned[kinds] = Mentioned(self.text, (one for one in self.mentions if one.what in kinds))
        return self._mentioned[kinds]

    @property
    def lines(self) -> int:
        """How many provisions it is of."""
        return len(self._provisions)

    @cached_property
    def conditions(self) -> list[Stretch]:
        """Where its conditions stand."""
        return find_conditions(self.text)

    @cached_property
    def _openers(self) -> frozenset[int]:
        return frozenset(match.start() for match in OPENERS.finditer(self.text))

    def breaks(self, place: int) -> bool:
        """Whether a phrase ends before a word: at punctuation, or as the word begins another one."""
        if place <= 0 or place >= len(self.words):
            return True
        return self.words[place].start in self._openers or not self.spaced(place)

    def follows_comma(self, place: int) -> bool:
        """Whether a comma stands before a word."""
        return 0 < place < len(self.words) and self.text[self.words[place - 1].end : self.words[place].start].strip() == ","

    def spaced(self, place: int) -> bool:
        """Whether nothing but blanks stands before a word."""
        return 0 < place < len(self.words) and self.text[self.words[place - 1].end : self.words[place].start].isspace()

    def begins(self, place: int) -> bool:
        """Whether a word begins a phrase, a joining word before it counted or not."""
        return self.breaks(place) or self.words[place - 1].key in JOINING

    @cached_property
    def _enders(self) -> frozenset[int]:
        return frozenset(match.start() for match in ENDERS.finditer(self.text))

    def ends(self, place: int, *, far: bool) -> bool:
        """Whether a phrase ends before a word; ``far`` where it is what somebody must or may do."""
        if not far or not 0 < place < len(self.words):
            return self.breaks(place)
        return self.words[place].start in self._enders or not self.spaced(place)

    def phrase(self, first: int, last: int) -> Stretch:
        """Where the phrase of a range of words stands, without what joins it to others; a reference in it is whole."""
        start, end = self.span(first, last)
        start, end = trimmed(self.text, start, end)
        if end > start and self.text[end : end + 1] in _CLOSING and self.text[end : end + 1]:
            end += 1
        return start, max(start, end_of_reference(self.text, end)) if end > start else end

    def head(self, span: Stretch) -> str:
        """The first item of the list in which a phrase stands, where its items are short."""
        first, _ = self.range(span)
        if first >= len(self.words):
            return ""
        passed = []
        while first not in self._heads:
            passed.append(first)
            before = self._item_before(first)
            if before is None:
                self._heads[first] = first
            else:
                first = before
        self._heads.update(dict.fromkeys(passed, self._heads[first]))
        return self.text[self.words[self._heads[first]].start : span[1]]

    def _item_before(self, first: int) -> int | None:
        """Where the short item begins that stands in a list before the one that begins at a word."""
        if not self.lists(first):
            return None
        item = next((place for place in range(first - 1, max(first - _ITEM, 0) - 1, -1) if self.breaks(place)), None)
        joined = self.words[first].key in JOINING or self.words[first - 1].key in JOINING
        return None if item is not None and joined and self.words[item].start in self._openers else item

    def people(self, span: Stretch) -> Stretch:
        """A phrase with the list of people and bodies in which it stands."""
        first, last = self.range(span)
        if first >= last:
            return span
        while first and self.lists(first):
            item = next((place for place in range(first - 1, max(first - _ITEM, 0) - 1, -1) if self.breaks(place)), None)
            if item is None or not names_who(self.text[self.words[item].start : self.words[first - 1].end]):
                break
            first = item
        while last < len(self.words) and self.lists(last):
            stop = next((place for place in range(last + 1, min(last + _ITEM, len(self.words)) + 1) if self.breaks(place)), None)
            if stop is None or not names_who(self.text[self.words[last].start : self.words[stop - 1].end]):
                break
            last = stop
        return self.phrase(first, last)

    def joins_near(self, first: int, last: int) -> bool:
        """Whether anything near a range of words joins items of a list."""
        start, end = self.span(max(0, first - _NEAR_LIST), min(len(self.words), last + _NEAR_LIST))
        near = self.text[start:end]
        return "," in near or " và " in near or " hoặc " in near

    def lists(self, place: int) -> bool:
        """Whether what stands before a word joins it to other items of a list."""
        return 0 < place < len(self.words) and joins_items(self.text, self.words[place - 1].end, self.words[place].end)

    @cached_property
    def joined(self) -> list[int]:
        """The words before which something joins them to other items of a list."""
        return [place for place in range(len(self.words)) if self.lists(place)]

    @cached_property
    def outside(self) -> list[int]:
        """The words that begin a phrase outside of the list before them, and the end."""
        return [place for place in range(len(self.words) + 1) if self.breaks(place) and not self.lists(place)]

    def clauses(self, *, outcomes: bool) -> list[Clause]:
        """Its sentences, a condition at the beginning or the end of one by itself.

        :param outcomes: also what a sentence says follows (``thì``), where it begins with no condition
        """
        starts = [word.start for word in self.words]
        found: list[Clause] = []
        for number, (begin, end) in enumerate(sentences(self.text)):
            cuts = [begin, end]
            inside = [one for one in self.conditions if begin <= one[0] and one[1] <= end]
            leading = inside[0] if inside and not self.text[begin : inside[0][0]].strip(" ,-–.") else None
            trailing = inside[-1] if inside and not self.text[inside[-1][1] : end].strip(" ,-–.") else None
            if leading is None and outcomes:
                outcome = outcome_in(self.text, begin, end)
                leading = (begin, outcome) if outcome else None
            if leading and leading is not trailing:
                cuts.append(leading[1])
            if trailing and trailing is not leading:
                cuts.append(trailing[0])
            cuts.sort()
            for start, stop in pairwise(cuts):
                words = bisect_left(starts, start), bisect_left(starts, stop)
                if words[0] < words[1]:
                    condition = (leading is not None and start == begin) or (trailing is not None and start == trailing[0])
                    found.append(Clause(*words, condition, number))
        return found

    def piece(self, span: Stretch | None) -> Piece | None:
        """A stretch as a piece of the provision in which it begins, None where it says nothing."""
        if span is None or not self.text[slice(*span)].strip():
            return None
        home = bisect_right(self._starts, span[0]) - 1
        start, provision = span[0] - self._starts[home], self._provisions[home]
        text = provision.text[start : start + span[1] - span[0]]
        return Piece(provision.path, start, start + len(text), text) if text else None

    def place(self, piece: Piece) -> Stretch:
        """Where a piece stands among all the words."""
        home = next(start for start, provision in zip(self._starts, self._provisions, strict=True) if provision.path == piece.path)
        return home + piece.start, home + piece.end

    def span(self, first: int, last: int) -> Stretch:
        """Where a range of words stands; of no words, the place behind the word before."""
        if first < last:
            return self.words[first].start, self.words[last - 1].end
        here = self.words[first - 1].end if first else 0
        return here, here

    def range(self, span: Stretch) -> tuple[int, int]:
        """The words in a stretch."""
        first = bisect_left(self.words, span[0], key=lambda word: word.end - 1)
        return first, bisect_left(self.words, span[1], key=lambda word: word.start)


JOINING = frozenset({"và", "hoặc"})
_TOGETHER = ("phối hợp với", "chủ trì phối hợp với", "chủ trì, phối hợp với")
_NAMED_TOGETHER = frozenset((",", "và", "hoặc", "và các", "thuộc", *_TOGETHER))
_CLOSING = '”"'
_NEAR_LIST = 12
_ITEM = 6
"""Words of an item in a list of people."""
_LIKE = 0.35
"""From which likeness on two sentences are a pair."""
_MANY = 6_400
"""Of more pairs of sentences not all are looked at; a provision of 70 sentences against one of 70 has fewer."""
_SHARED = 0.6
"""The share of its words that a further sentence must have in the other's one sentence to be part of the pair."""


def paired_clauses(left: Side, right: Side) -> Iterator[tuple[Stretch | None, Stretch | None]]:
    """Which clause became which, as ranges of words; one that was cut in two or more stays one."""
    both = " thì " in left.text and " thì " in right.text
    ours, theirs = left.clauses(outcomes=both), right.clauses(outcomes=both)
    if len(ours) == len(theirs) == 1:
        yield ours[0][:2], theirs[0][:2]
        return
    said, others = ([content(side.words[one.first : one.last]) for one in some] for side, some in ((left, ours), (right, theirs)))
    pairs = list(_most_alike(said, others))
    free = [set(range(len(some))) - {pair[side] for pair in pairs} for side, some in enumerate((ours, theirs))]
    runs = [(_joined(row, said, others[column], free[0]), _joined(column, others, said[row], free[1])) for row, column in pairs]
    yield from (((ours[a].first, ours[b - 1].last), (theirs[c].first, theirs[d - 1].last)) for (a, b), (c, d) in runs)
    rest = [_whole_sentences(some, places) for some, places in zip((ours, theirs), free, strict=True)]
    for condition in (True, False):
        here, there = ([one for one in some if one.condition is condition] for some in rest)
        together = condition or len(here) == len(there) == 1
        rows = zip_longest(here, there) if together else chain(zip_longest(here, ()), zip_longest((), there))
        yield from ((one and one[:2], other and other[:2]) for one, other in rows)


def _most_alike(said: Sequence[Counter[str]], others: Sequence[Counter[str]]) -> Iterator[tuple[int, int]]:
    """The pairs that together have most in common; of very many sentences first those that say the same, in their order."""
    numbers: dict[frozenset[tuple[str, int]], int] = defaultdict(lambda: len(numbers))
    kinds = [[numbers[frozenset(one.items())] for one in some] for some in (said, others)]
    if len(said) * len(others) > _MANY:
        for same, i, j, k, m in runs_of(*kinds):
            if same:
                yield from zip(range(i, j), range(k, m), strict=True)
            elif (j - i) * (m - k) <= _MANY:
                yield from ((i + row, k + column) for row, column in _most_alike(said[i:j], others[k:m]))
        return
    ours, theirs = (dict(zip(some, words, strict=True)) for some, words in zip(kinds, (said, others), strict=True))
    alike = {(one, other): _alike(ours[one], theirs[other]) for one in ours for other in theirs}
    gains = np.array([[alike[one, other] for other in kinds[1]] for one in kinds[0]]).reshape(len(said), len(others))
    rows, columns = linear_sum_assignment(gains, maximize=True)
    yield from ((row, column) for row, column in zip(rows.tolist(), columns.tolist(), strict=True) if gains[row, column] >= _LIKE)


def _whole_sentences(clauses: Sequence[Clause], places: set[int]) -> list[Clause]:
    """Clauses that have no counterpart; those of a sentence of which nothing has one as a whole."""
    found: list[Clause] = []
    for place in sorted(places):
        one, last = clauses[place], found[-1] if found else None
        if last and last.sentence == one.sentence and last.last == one.first:
            found[-1] = Clause(last.first, one.last, False, one.sentence)
        else:
            found.append(one)
    return found


def _alike(one: Counter[str], other: Counter[str]) -> float:
    """How much two sentences have in common, and how much the shorter has of the longer."""
    common = (one & other).total()
    return (common / max(one.total() + other.total(), 1) + common / max(min(one.total(), other.total()), 1)) / 2


def _joined(place: int, said: Sequence[Counter[str]], other: Counter[str], free: set[int]) -> tuple[int, int]:
    """A sentence with its neighbours that stand in the one sentence of the other side too."""
    first, last = place, place + 1
    whole = Counter(said[place])
    for step in (-1, 1):
        while (near := first - 1 if step < 0 else last) in free:
            more = ((whole + said[near]) & other).total() - (whole & other).total()
            if not more or more < _SHARED * said[near].total():
                break
            free.discard(near)
            whole += said[near]
            first, last = (near, last) if step < 0 else (first, near + 1)
    return first, last
