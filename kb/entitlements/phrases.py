"""Whether a caller's words have phrases: of these `…` stands for up to three words.

A word typed with marks is that word; one without is any that it may stand for, unless the question is typed with marks.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from kb.language import analysis


class Asked(NamedTuple):
    """A question as it was typed.

    :param words: short forms written out
    :param bare: most words have no marks, and may stand for others
    :param sloppy: some lack theirs, so that phrases are found without them, too
    """

    words: Sequence[str]
    bare: bool
    sloppy: bool = False

    def says(self, phrases: Iterable[str]) -> bool:
        """Whether the question has one of some phrases."""
        return self._first(phrases) is not None

    def without(self, phrases: Iterable[str]) -> "Asked":
        """The question without some phrases."""
        rest, found = list[str](), self._first(phrases)
        at = 0
        while found:
            start, end = found
            rest += [*self.words[at:start], "|", *self.words[end : end + 1]]  # what stands right behind one is no other
            at = end + 1
            found = self._first(phrases, at)
        return self._replace(words=[*rest, *self.words[at:]]) if at else self

    def until(self, phrases: Iterable[str]) -> "Asked":
        """The question up to the first of some phrases."""
        found = self._first(phrases)
        return self._replace(words=self.words[: found[0]]) if found else self

    def _first(self, phrases: Iterable[str], at: int = 0) -> tuple[int, int] | None:
        """Where the first of some phrases begins and ends, from a word on; of those that begin there it is the first given."""
        known = _by_first_words(tuple(phrases), self.bare or self.sloppy)
        for start in range(at, len(self.words)):
            first = self.words[start]
            for _, parts in sorted((*known.get(first, ()), *known.get(" ".join(self.words[start : start + 2]), ()))):
                end = _end(parts, self.words, start)
                if end is not None:
                    return start, end
        return None


def words_of(text: str) -> list[str]:
    """The words of a text."""
    return analysis.words(analysis.normal(text))


_Parts = tuple[tuple[tuple[str, ...], ...], ...]
"""Of a phrase what stands between its gaps; of each word of that, how it may be written."""
_GAP = 3


@lru_cache(maxsize=256)
def _by_first_words(phrases: tuple[str, ...], bare: bool) -> Mapping[str, Sequence[tuple[int, _Parts]]]:
    """Phrases in order, by each word, or two, that one may begin with.

    Hundreds of lists of hundreds of phrases are looked for in a turn: a pattern of all of a list tries each of them at each word.
    """
    found = defaultdict[str, list[tuple[int, _Parts]]](list)
    for number, phrase in enumerate(phrases):
        parts = tuple(tuple(_forms(word, bare) for word in words_of(part)) for part in phrase.split("…"))
        for forms in product(*parts[0][:2]):
            found[" ".join(forms)].append((number, parts))
    return found


def _forms(word: str, bare: bool) -> tuple[str, ...]:
    return tuple({word, analysis.fold_word(word)}) if bare else (word,)


def _end(parts: _Parts, words: Sequence[str], at: int) -> int | None:
    """Where a phrase ends that begins at a word, as far behind as it may; None: it does not stand there."""
    part, *rest = parts
    end = at + len(part)
    if end > len(words) or not all(word in forms for word, forms in zip(words[at:end], part, strict=True)):
        return None
    if not rest:
        return end
    ends = (_end(tuple(rest), words, end + gap) for gap in range(_GAP, -1, -1))
    return next((found for found in ends if found is not None), None)
