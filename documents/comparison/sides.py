"""The own words of the provisions of a pair, side by side: sentence against sentence."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np
from scipy.optimize import linear_sum_assignment

from documents.comparison.mentions import Mention, What, find_mentions, sentences
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


class Side:
    """The own words of provisions, one after the other.

    :ivar text: the lines of all of them
    """

    def __init__(self, provisions: Sequence[Provision]) -> None:
        self.text = "\n".join(provision.text for provision in provisions)
        self._provisions = provisions
        self._starts = [0, *accumulate(len(provision.text) + 1 for provision in provisions)][:-1]

    @cached_property
    def words(self) -> list[Word]:
        """The words, as they are compared."""
        return words_in(self.text)

    @cached_property
    def mentions(self) -> list[Mention]:
        """What is found by its form."""
        return find_mentions(self.text)

    @cached_property
    def sentences(self) -> list[Stretch]:
        """The words of each sentence, as a range of them."""
        starts = [word.start for word in self.words]
        found = [(bisect_left(starts, begin), bisect_left(starts, end)) for begin, end in sentences(self.text)]
        return [(first, last) for first, last in found if first < last]

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


_LIKE = 0.35
"""From which likeness on two sentences are a pair."""
_SHARED = 0.6
"""The share of its words that a further sentence must have in the other's one sentence to be part of the pair."""


def paired_sentences(left: Side, right: Side) -> Iterator[tuple[Stretch | None, Stretch | None]]:
    """Which sentence became which, as ranges of words; one that was cut in two or more stays one."""
    ours, theirs = left.sentences, right.sentences
    if len(ours) == len(theirs) == 1:
        yield ours[0], theirs[0]
        return
    said, others = ([content(side.words[slice(*span)]) for span in spans] for side, spans in ((left, ours), (right, theirs)))
    gains = np.array([[_alike(one, other) for other in others] for one in said])
    gains = gains.reshape(len(ours), len(theirs))
    rows, columns = linear_sum_assignment(gains, maximize=True)
    pairs = [(row, column) for row, column in zip(rows.tolist(), columns.tolist(), strict=True) if gains[row, column] >= _LIKE]
    free = [set(range(len(some))) - {pair[side] for pair in pairs} for side, some in enumerate((ours, theirs))]
    runs = [(_joined(row, said, others[column], free[0]), _joined(column, others, said[row], free[1])) for row, column in pairs]
    yield from (((ours[a][0], ours[b - 1][1]), (theirs[c][0], theirs[d - 1][1])) for (a, b), (c, d) in runs)
    yield from ((span, None) for row, span in enumerate(ours) if row in free[0])
    yield from ((None, span) for column, span in enumerate(theirs) if column in free[1])


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
