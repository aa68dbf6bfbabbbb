"""Which words of one wording are which of another, and where that leaves a stretch of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from documents.comparison.blocks import common_ends, matching_blocks
from documents.comparison.substance import Word
from documents.comparison.words import WORD, word_key


@lru_cache(maxsize=4096)
def read_words(text: str) -> tuple[Word, ...]:
    """The words of a text; case, punctuation and the place of tone marks make none differ."""
    return tuple(Word(word_key(match[0]), *match.span()) for match in WORD.finditer(text))


@lru_cache(maxsize=4096)
def keys_of(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared."""
    return tuple(word.key for word in read_words(text))


_LARGE = 16_000_000
"""Of so many pairs of words only those at the two ends are compared."""

_AROUND, _FAR, _BESIDE = 8, 12, 4
"""So many words on either side are looked at, and so far apart they may have moved; so many right before another figure."""


@dataclass(frozen=True)
class Matching:
    """Two wordings, and which words stayed, in their order.

    :param to: of each word of the old one that stayed its place in the new one
    """

    old: str
    new: str
    to: dict[int, int]

    @staticmethod
    @lru_cache(maxsize=512)
    def of(old: str, new: str) -> "Matching":
        """Match two wordings."""
        return Matching(old, new, _stayed(keys_of(old), keys_of(new)))

    @cached_property
    def backward(self) -> dict[int, int]:
        """The same, read from the end: where words that are repeated could be others, the two differ."""
        ours, theirs = keys_of(self.old)[::-1], keys_of(self.new)[::-1]
        return {len(ours) - 1 - place: len(theirs) - 1 - there for place, there in _stayed(ours, theirs).items()}

    @cached_property
    def ours(self) -> tuple[Word, ...]:
        """The words of the old one."""
        return read_words(self.old)

    @cached_property
    def theirs(self) -> tuple[Word, ...]:
        """Those of the new one."""
        return read_words(self.new)

    @cached_property
    def kept(self) -> float:
        """The share of the words that stayed, of the longer one."""
        return len(self.to) / max(len(self.ours), len(self.theirs), 1)

    def touched(self, start: int, end: int) -> tuple[int, int]:
        """The words of the old one that a stretch of its characters touches: the first, and the one behind the last."""
        first = bisect_right([word.end for word in self.ours], start)
        return first, max(first, bisect_left([word.start for word in self.ours], end))

    def before(self, i: int, k: int) -> int:
        """How many of the words before one stayed near it."""
        near = range(max(0, i - _AROUND), i)
        return sum(1 for place in near if place in self.to and k - _FAR <= self.to[place] < k)

    def behind(self, j: int, m: int) -> int:
        """How many of the words from one on stayed near it."""
        near = range(j, min(len(self.ours), j + _AROUND))
        return sum(1 for place in near if place in self.to and m <= self.to[place] < m + _FAR)

    def joins_before(self, i: int, k: int) -> bool:
        """Whether what stands right before a word stayed right before it, were it only the beginning."""
        return (i == 0 and k == 0) or (i > 0 and self.to.get(i - 1) == k - 1)

    def joins_behind(self, j: int, m: int) -> bool:
        """Whether what stands right behind does, were it only the end."""
        return (j == len(self.ours) and m == len(self.theirs)) or self.to.get(j) == m

    def between(self, i: int, j: int) -> tuple[int, int]:
        """What stands in the new one between the nearest words on both sides of a stretch that stayed."""
        before = next((self.to[place] + 1 for place in range(i - 1, -1, -1) if place in self.to), 0)
        behind = next((self.to[place] for place in range(j, len(self.ours)) if place in self.to), len(self.theirs))
        return before, behind

    def run(self, i: int, j: int) -> tuple[int, int]:
        """How far words that stayed side by side reach around a stretch of them."""
        while i > 0 and (i - 1) in self.to and self.to[i - 1] == self.to[i] - 1:
            i -= 1
        while j < len(self.ours) and j in self.to and self.to[j] == self.to[j - 1] + 1:
            j += 1
        return i, j

    def other_figures(self, i: int, j: int, k: int, m: int) -> bool:
        """Whether a stretch, what stands right before it and the unit behind its last figure differ in nothing but figures."""
        first, last = i - _BESIDE, j + self.ours[j - 1].key.isdigit()
        return (
            m - k == j - i
            and first >= 0
            and last <= len(self.ours)
            and last + k - i <= len(self.theirs)
            and all(
                self.to.get(place) == place + k - i or (self.ours[place].key.isdigit() and self.theirs[place + k - i].key.isdigit())
                for place in range(first, last)
            )
        )

    def characters(self, start: int, end: int, k: int, m: int) -> tuple[int, int]:
        """Where the characters of a stretch stand in the new one, given its words there; punctuation at its ends goes along."""
        i, j = self.touched(start, end)
        first, last = self.ours[i], self.ours[j - 1]
        begin, stop = self.theirs[k].start, self.theirs[m - 1].end
        if start > first.start and self._same(first, self.theirs[k]):
            begin += start - first.start
        elif start < first.start and self.new.endswith(self.old[start : first.start], 0, begin):
            begin -= first.start - start
        if end < last.end and self._same(last, self.theirs[m - 1]):
            stop -= last.end - end
        elif end > last.end and self.new.startswith(self.old[last.end : end], stop):
            stop += end - last.end
        return (begin, stop) if begin < stop else (self.theirs[k].start, self.theirs[m - 1].end)

    def _same(self, one: Word, other: Word) -> bool:
        return self.old[one.start : one.end] == self.new[other.start : other.end]


def _stayed(ours: Sequence[str], theirs: Sequence[str]) -> dict[int, int]:
    first, last = common_ends(ours, theirs)
    to = {place: place for place in range(first)}
    to |= {len(ours) - 1 - place: len(theirs) - 1 - place for place in range(last)}
    one, other = ours[first : len(ours) - last], theirs[first : len(theirs) - last]
    if one and other and len(one) * len(other) <= _LARGE:
        for i, k, size in matching_blocks(one, other):
            to |= {first + i + step: first + k + step for step in range(size)}
    return to


def count(words: Sequence[str], wanted: Sequence[str]) -> int:
    """How often words stand in others, side by side."""
    size, first = len(wanted), wanted[0]
    return sum(
        1 for place, word in enumerate(words[: len(words) - size + 1]) if word == first and words[place : place + size] == wanted
    )
