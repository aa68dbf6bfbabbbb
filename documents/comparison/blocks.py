"""What two sequences have in common, block by block: what `difflib` finds, in a time that repetition does not multiply.

`difflib` takes the longest common block, the first of equal ones, and goes on to its left and its right: blocks that read well. But
it visits every pair of equal words for every block, so that a text of one word said again and again costs its cube. Here equal runs
of each length have a number of their own, and all blocks of one length are taken in one pass.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_Numbers = NDArray[np.int64]
_FEW = 4_096
"""Of so few pairs of equal words `difflib` itself is quicker."""
_SHORT = 1_024
_WORK = 256
"""So many times the words are gone through at most: texts that ask for more were made to."""


class Block(NamedTuple):
    """``size`` words of the left from ``i`` on that are those of the right from ``k`` on."""

    i: int
    k: int
    size: int


class Run(NamedTuple):
    """Words of the left (``i`` to ``j``) that are those of the right (``k`` to ``m``), or stand in their place."""

    same: bool
    i: int
    j: int
    k: int
    m: int


class _Range(NamedTuple):
    """Words of both sides, and how long a block of theirs can be."""

    i: int
    j: int
    k: int
    m: int
    most: int


def common_ends(left: Sequence[Hashable], right: Sequence[Hashable]) -> tuple[int, int]:
    """With how many words both begin, and with how many of the others both end."""
    least = min(len(left), len(right))
    first = next((place for place in range(least) if left[place] != right[place]), least)
    return first, next((place for place in range(least - first) if left[-1 - place] != right[-1 - place]), least - first)


def matching_blocks(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[Block]:
    """The common blocks in order; neighbours are one."""
    joined: list[Block] = []
    for block in sorted(_Blocks(left, right).found()):
        last = joined[-1] if joined else None
        if last and last.i + last.size == block.i and last.k + last.size == block.k:
            joined[-1] = Block(last.i, last.k, last.size + block.size)
        else:
            joined.append(block)
    return joined


def runs_of(left: Sequence[Hashable], right: Sequence[Hashable]) -> Iterator[Run]:
    """Both sequences from beginning to end: what is the same, and what stands in the place of what."""
    i = k = 0
    for block in (*matching_blocks(left, right), Block(len(left), len(right), 0)):
        if i < block.i or k < block.k:
            yield Run(False, i, block.i, k, block.k)
        i, k = block.i + block.size, block.k + block.size
        if block.size:
            yield Run(True, block.i, i, block.k, k)


def likeness_of(left: Sequence[Hashable], right: Sequence[Hashable]) -> float:
    """The share of both that the common blocks make up."""
    total = len(left) + len(right)
    return 2 * sum(block.size for block in matching_blocks(left, right)) / total if total else 1.0


class _Blocks:
    def __init__(self, left: Sequence[Hashable], right: Sequence[Hashable]) -> None:
        self._left, self._right = left, right
        numbers: dict[Hashable, int] = defaultdict(lambda: len(numbers))
        self._border = len(left)
        self._kinds: list[_Numbers] = [np.array([numbers[word] for word in (*left, *right)], np.int64)]
        self._work = _WORK * (len(left) + len(right))

    def found(self) -> Iterator[Block]:
        waiting = [_Range(0, len(self._left), 0, len(self._right), min(len(self._left), len(self._right)))]
        while waiting:
            here = waiting.pop()
            if here.i == here.j or here.k == here.m:
                continue
            if self._is_small(here):
                matcher = SequenceMatcher(None, self._left[here.i : here.j], self._right[here.k : here.m], autojunk=False)
                yield from (Block(here.i + i, here.k + k, size) for i, k, size in matcher.get_matching_blocks() if size)
                continue
            size = self._longest(here)
            if not size:
                continue
            i, k = here.i, here.k
            for block in self._of_size(here, size):
                yield block
                waiting.append(_Range(i, block.i, k, block.k, size - 1))
                i, k = block.i + size, block.k + size
            waiting.append(_Range(i, here.j, k, here.m, size - 1))

    def _is_small(self, here: _Range) -> bool:
        if (here.j - here.i) * (here.m - here.k) <= _FEW:
            return True
        if here.j - here.i + here.m - here.k > _SHORT:
            return False
        ours, theirs = self._sides(here, 1)
        many = int(max(ours.max(), theirs.max())) + 1
        return int(np.bincount(ours, minlength=many) @ np.bincount(theirs, minlength=many)) <= _FEW

    def _longest(self, here: _Range) -> int:
        """How long the longest common block is, 0 where there is none or it is not worth the time."""
        least, most = 0, min(here.most, here.j - here.i, here.m - here.k)
        size = 1
        while least < most:
            self._work -= here.j - here.i + here.m - here.k
            if self._work < 0:
                return 0
            if np.isin(*self._sides(here, size)).any():
                least = size
            else:
                most = size - 1
            size = min(2 * least, most) if 2 * least <= most and size == least else (least + most + 1) // 2
        return least

    def _of_size(self, here: _Range, size: int) -> Iterator[Block]:
        """The blocks of a size one after the other, each the first on the left and there the first on the right."""
        ours, theirs = self._sides(here, size)
        (some,) = np.nonzero(np.isin(ours, theirs))
        places: dict[int, list[int]] = defaultdict(list)
        (there,) = np.nonzero(np.isin(theirs, ours))
        for place, kind in zip(there.tolist(), theirs[there].tolist(), strict=True):
            places[kind].append(place)
        i = k = 0
        for place, kind in zip(some.tolist(), ours[some].tolist(), strict=True):
            if place < i:
                continue
            at = places[kind]
            first = bisect_left(at, k)
            if first < len(at):
                yield Block(here.i + place, here.k + at[first], size)
                i, k = place + size, at[first] + size

    def _sides(self, here: _Range, size: int) -> tuple[_Numbers, _Numbers]:
        """What begins at each place of both sides, as a number: equal where so many words are."""
        level = size.bit_length() - 1
        while len(self._kinds) <= level:
            self._kinds.append(self._doubled())
        kinds, step = self._kinds[level], size - (1 << level)
        sides = []
        for first, last in ((here.i, here.j - size + 1), (self._border + here.k, self._border + here.m - size + 1)):
            some = kinds[first:last]
            sides.append(some * len(kinds) + kinds[first + step : last + step] if step else some)
        return sides[0], sides[1]

    def _doubled(self) -> _Numbers:
        """A number for twice as many words from each place on. What reaches over an end is asked for by nobody."""
        last, step = self._kinds[-1], 1 << (len(self._kinds) - 1)
        following = np.zeros_like(last)
        following[: max(len(last) - step, 0)] = last[step:]
        numbers: _Numbers = np.unique(last * len(last) + following, return_inverse=True)[1].astype(np.int64)
        return numbers
