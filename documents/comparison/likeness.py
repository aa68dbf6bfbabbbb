"""How much two lists of units have in common: their words and pairs of neighbouring words, the rare ones weighing more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from documents.comparison.word_numbers import Slice, Wording

if TYPE_CHECKING:
    from scipy import sparse

Shares = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_AT_ONCE = 512
_COMMON, _COMMON_SHARE = 250, 0.05
"""A word that stands in more units than this, and in more than this share of them, tells none of them apart."""
_MOST_PAIRS = 2_000_000
"""Of ten thousands of units a word tells some apart only if it stands in fewer: what the others have in common fills the memory."""
_LEAST = np.float32(1e-9)
_RIVALS, _RIVAL = 4, 0.03


@dataclass(frozen=True, slots=True)
class Likeness:
    """The pairs of a left unit and a right one that have something in common, in order.

    :ivar left: places of the left ones; ``right`` those of the right ones
    :ivar common: the weight of the words that both have
    :ivar weights: the weight of all that each unit has, on the left and on the right
    """

    left: Places
    right: Places
    common: Shares
    weights: tuple[Shares, Shares]

    def dice(self) -> Shares:
        """Twice what both have in common, of what they have together: from 0 to 1."""
        return np.asarray(2 * self.common / (self.weights[0][self.left] + self.weights[1][self.right]), np.float32)

    def of_left(self) -> Shares:
        """The share of the left one that the right one has too."""
        return np.asarray(self.common / self.weights[0][self.left], np.float32)

    def of_right(self) -> Shares:
        """The share of the right one that the left one has too."""
        return np.asarray(self.common / self.weights[1][self.right], np.float32)

    def among(self, some: Mask) -> "Likeness":
        """Of these pairs alone."""
        return Likeness(self.left[some], self.right[some], self.common[some], self.weights)


def likeness(texts: tuple[Wording, Wording], left: Sequence[Slice], right: Sequence[Slice], least: float) -> Likeness:
    """Compare pieces of the left text with pieces of the right one.

    :param least: pairs that have less in common, of the smaller of the two, are left out
    """
    from scipy import sparse  # as long to import as the rest: who stores or links texts does without

    size = 1 + max((int(found.max()) for text in texts for found in (text.words, text.pairs) if len(found)), default=0)
    one, other = _matrix(texts[0], left, size), _matrix(texts[1], right, size)
    spread = np.bincount(one.indices, minlength=size) + np.bincount(other.indices, minlength=size)
    units = len(left) + len(right)
    weights = np.log1p(units / np.maximum(spread, 1)).astype(np.float32)
    weights[spread > min(max(_COMMON, _COMMON_SHARE * units), _MOST_PAIRS / max(units, 1))] = 0
    ours, theirs = (np.maximum(np.asarray(found @ weights, np.float32), _LEAST) for found in (one, other))
    weighted, columns = sparse.csr_array(one.multiply(weights[None, :])), other.T.tocsr()
    weighted.eliminate_zeros()
    # What stands once on both sides, word for word, is looked for nowhere else: most of two versions of one text is that.
    same = _said_once(texts, left, right)
    rest = [np.setdiff1d(np.arange(len(side)), places) for side, places in zip((left, right), same, strict=True)]
    found = [(same[0], same[1], ours[same[0]])]
    for rows, those in ((rest[0], np.arange(len(right))), (same[0], rest[1])):
        among = columns if len(those) == len(right) else columns[:, those]
        for start in range(0, len(rows), _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            found.append(_block(weighted[some] @ among, some, those, ours, theirs, least))
    rows, places, common = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.argsort(rows * max(len(right), 1) + places)
    return Likeness(rows[order], places[order], common[order], (ours, theirs))


_ENOUGH = 8


def _said_once(texts: tuple[Wording, Wording], left: Sequence[Slice], right: Sequence[Slice]) -> tuple[Places, Places]:
    """The places of pieces that are the same word for word, of enough words, and stand on each side once."""
    sides: list[dict[bytes, list[int]]] = []
    for text, slices in zip(texts, (left, right), strict=True):
        sides.append({})
        for place, (start, end) in enumerate(slices):
            if end - start >= _ENOUGH:
                sides[-1].setdefault(text.words[start:end].tobytes(), []).append(place)
    pairs = [
        (ours[0], sides[1][words][0]) for words, ours in sides[0].items() if len(ours) == 1 and len(sides[1].get(words, ())) == 1
    ]
    found = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _block(
    found: "sparse.csr_array", rows: Places, columns: Places, ours: Shares, theirs: Shares, least: float
) -> tuple[Places, Places, Shares]:
    left, right = np.repeat(rows, np.diff(found.indptr)), columns[found.indices]
    kept = (found.data > 0) & (found.data >= least * np.minimum(ours[left], theirs[right]))
    return left[kept], right[kept], found.data[kept].astype(np.float32)


def _matrix(text: Wording, slices: Sequence[Slice], size: int) -> "sparse.csr_array":
    """Which words and pairs of words stand in which slice."""
    from scipy import sparse

    pieces = [piece for start, end in slices for piece in (text.words[start:end], text.pairs[start : max(end - 1, start)])]
    lengths = np.array([len(piece) for piece in pieces], np.int64).reshape(-1, 2).sum(axis=1)
    columns = np.concatenate(pieces) if pieces else np.zeros(0, np.int32)
    ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    found = sparse.csr_array((np.ones(len(columns), np.float32), columns, ends), shape=(len(slices), size))
    found.sum_duplicates()
    found.data[:] = 1
    return found


def ahead(left: Places, right: Places, shares: Shares, sizes: tuple[int, int]) -> Shares:
    """By how much each pair is more alike than its two are, on average, with the others that come nearest to them."""
    rivals = []
    (some,) = np.nonzero(shares >= _RIVAL)
    for places, size in zip((left, right), sizes, strict=True):
        order = some[np.lexsort((-shares[some], places[some]))]
        rank = np.arange(len(order)) - np.searchsorted(places[order], np.arange(size))[places[order]]
        nearest = order[(rank >= 1) & (rank <= _RIVALS)]
        rivals.append(np.bincount(places[nearest], shares[nearest], size)[places] / _RIVALS)
    return np.asarray(shares - (rivals[0] + rivals[1]) / 2, np.float32)


def over_others(places: Places, scores: Shares, size: int) -> Shares:
    """By how much the score of each pair is over the best other one of its place."""
    order = np.lexsort((-scores, places))
    start = np.searchsorted(places[order], np.arange(size + 1))
    best, second = (
        np.where(start[:-1] + more < start[1:], np.append(scores[order], np.zeros(2))[start[:-1] + more], 0) for more in (0, 1)
    )
    first = np.zeros(len(scores), np.bool_)
    first[order[start[:-1][start[:-1] < start[1:]]]] = True
    return np.asarray(scores - np.where(first, second[places], best[places]), np.float32)


def first_of_each(places: Places, scores: Shares) -> Places:
    """Of each place the pair with the highest score, in order of places; of equal ones the first."""
    order = np.lexsort((-scores, places))
    first = np.ones(len(order), np.bool_)
    first[1:] = places[order][1:] != places[order][:-1]
    return np.asarray(order[first], np.int64)


def best_of_both(left: Places, right: Places, scores: Shares) -> Shares:
    """Of each pair the highest score of any pair that one of its two is in."""
    found = np.zeros(len(scores), np.float32)
    for places in (left, right):
        best = np.zeros(int(places.max(initial=-1)) + 1, np.float32)
        np.maximum.at(best, places, scores)
        found = np.maximum(found, best[places])
    return found
