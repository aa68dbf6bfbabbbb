"""Which words follow which: counts of the base's own texts, kept beside the index as one compact file.

Search reads a query without diacritics, or with a slip of the pen, by it. Words are syllables with their marks; a number counts as
one word, whatever it is. Probabilities are those of triples, discounted, falling back to pairs and single words; each is one byte
(eighths of a bit). Of the codification (16 million words, 11 thousand distinct) the file is 5.4 MB and made in 6 seconds on two
cores (`kb.language.word_counts`); it is mapped into memory, and opening it takes 6 ms.

It is a file in the base's folder, whichever engine holds the index, made by every rebuild of the index and, while the base is
small, by every update. A machine that has no such file (the index is on a server, and was built elsewhere) makes its own from the
database: at once for a small base, else beside the searches, which do without until it is there.
"""

import mmap
import re
import zlib
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

import orjson

from documents.text import LOWER, fold
from kb.base import KnowledgeBase as Base
from kb.database.cache import BaseCache

NUMBER, BREAK = "0", "\n"
WHOLE = "all"
"""In the directory: the checksum and the length of all sections together."""
MAGIC = b"TLWORDS2"
# Vietnamese letters first: a set of letters is searched faster than a kind of characters.
WORD = re.compile(rf"[{LOWER}]{{1,40}}(?![^\W\d_])|[^\W\d_]{{1,40}}|\d+")
BITS = 8
"""A cost of 8 is one bit."""


_SECTIONS: Mapping[str, Literal["B", "H", "I"]] = {
    **dict.fromkeys(("single", "fall_back", "pair", "pair_fall_back", "triple"), "B"),
    **dict.fromkeys(("pair_seconds", "triple_thirds"), "H"),
    **dict.fromkeys(("counts", "pair_starts", "triple_starts"), "I"),
}
"""The sections of the file beside the words, and how their numbers lie in memory."""


class WordModel:
    """Words, how frequent they are, and what it costs that one follows two others.

    :param content: a file of `kb.language.word_counts.build_words`, mapped or in memory
    :raises ValueError: it is none
    """

    def __init__(self, content: bytes | mmap.mmap) -> None:
        view = memoryview(content)
        if bytes(view[:8]) != MAGIC:
            raise ValueError("not a file of words")
        length = int.from_bytes(view[8:16], "little")
        directory = orjson.loads(bytes(view[16 : 16 + length]))
        body = view[16 + length :]
        checksum, size = directory[WHOLE]
        if len(body) != size or zlib.crc32(body) != checksum:
            raise ValueError("the file of words is not what was written")

        def section(name: str, kind: Literal["B", "H", "I"] = "B") -> Any:
            start, size = directory[name]
            return body[start : start + size].cast(kind)

        self._tables = SimpleNamespace(**{name: section(name, kind) for name, kind in _SECTIONS.items()})
        written = bytes(section("words")).decode()
        self.words: list[str] = [BREAK, NUMBER, *(written.split("\n") if written else [])]
        self.total = sum(self._tables.counts[2:])
        self._number = {word: number for number, word in enumerate(self.words)}
        self._forms: dict[str, tuple[int, int]] = {}
        start, last = 2, None
        for number, folded in enumerate(map(fold, self.words)):
            if number >= 2 and folded != last:
                if last is not None:
                    self._forms[last] = (start, number)
                start, last = number, folded
        if last is not None:
            self._forms[last] = (start, len(self.words))

    def number_of(self, word: str) -> int | None:
        """The number of a word, None for one that is not known; numbers are one word."""
        return 1 if word[:1].isdigit() else self._number.get(word)

    def count(self, word: str) -> int:
        """How often a word stands in the texts."""
        number = self._number.get(word)
        return 0 if number is None else int(self._tables.counts[number])

    def count_of(self, number: int) -> int:
        """How often a word stands in the texts, by its number."""
        return int(self._tables.counts[number])

    def forms(self, folded: str) -> range:
        """Numbers of the words that are so written without marks, the most frequent first."""
        return range(*self._forms.get(folded, (0, 0)))

    def pair_at(self, first: int, second: int) -> int:
        """Where a pair stands, -1 where it was never seen."""
        tables = self._tables
        end = tables.pair_starts[first + 1]
        at = bisect_left(tables.pair_seconds, second, tables.pair_starts[first], end)
        return at if at < end and tables.pair_seconds[at] == second else -1

    def single_cost(self, number: int) -> int:
        """What a word costs whatever it follows, in eighths of a bit."""
        return int(self._tables.single[number])

    def pair_cost(self, first: int, second: int) -> int:
        """What it costs, in eighths of a bit, that a word follows another."""
        at = self.pair_at(first, second)
        tables = self._tables
        return int(tables.pair[at] if at >= 0 else tables.fall_back[first] + tables.single[second])

    def cost(self, history: int, second: int, third: int) -> int:
        """What it costs that a word follows a pair.

        :param history: where the pair stands
        """
        if history < 0:
            return self.pair_cost(second, third)
        tables = self._tables
        end = tables.triple_starts[history + 1]
        at = bisect_left(tables.triple_thirds, third, tables.triple_starts[history], end)
        if at < end and tables.triple_thirds[at] == third:
            return int(tables.triple[at])
        return int(tables.pair_fall_back[history]) + self.pair_cost(second, third)


def open_words(path: Path) -> WordModel | None:
    """The words of a file, mapped into memory; None where there is no such file, or it is of another form."""
    try:
        with path.open("rb") as stream:
            return WordModel(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError, KeyError, TypeError):
        return None


FILE = "words.bin"

_Stamp = tuple[int, int]
_opened: BaseCache[WordModel | None] = BaseCache()


def words_of(base: Base) -> WordModel | None:
    """The words of a base, kept open between calls; None where they were not counted yet."""
    path = words_path(base)
    stamp = _stamp(path)
    if stamp is None:
        return None
    return _opened.at(path, stamp, lambda: open_words(path))


def words_damaged(base: Base) -> bool:
    """Whether there is a file of words that cannot be used."""
    return _stamp(words_path(base)) is not None and words_of(base) is None


def words_path(base: Base) -> Path:
    """Where the words of a base lie."""
    return base.settings.index_path / FILE


def _stamp(path: Path) -> _Stamp | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_ino


_LEAST_BITS, _LEAST_OF_FREQUENT, _LEAST_SHARE = 3.5, 5.4, 0.02
"""How much more often than by chance two syllables stand together, and in which share of the places of one of them. Two that stand
everywhere often meet without being a word: người bị."""


def compounds(model: WordModel, run: Sequence[str], frequent: Collection[str] = ()) -> list[tuple[str, ...]]:
    """The words of a run, of one or two syllables each: those that hold together most in the base's texts.

    :param frequent: syllables that stand everywhere
    """
    best: list[tuple[float, list[tuple[str, ...]]]] = [(0.0, [])]
    for place, word in enumerate(run):
        least = _LEAST_OF_FREQUENT if place and word in frequent and run[place - 1] in frequent else _LEAST_BITS
        tie = _tie(model, run[place - 1], word, least) if place else 0.0
        score, words = best[-1]
        alone = (score, [*words, (word,)])
        score, words = best[place - 1] if place else (0.0, [])
        best.append((score + tie, [*words, (run[place - 1], word)]) if tie and score + tie > alone[0] else alone)
    return best[-1][1]


def _tie(model: WordModel, first: str, second: str, least: float) -> float:
    """By how many bits two syllables are one word, 0 where they are two."""
    before, after = model.number_of(first), model.number_of(second)
    if before is None or after is None or first[:1].isdigit() or second[:1].isdigit():
        return 0.0
    cost = model.pair_cost(before, after)
    bits = (model.single_cost(after) - cost) / BITS
    together = model.count_of(before) * 2 ** (-cost / BITS)
    share = together / max(1, min(model.count_of(before), model.count_of(after)))
    return bits if bits >= least and share >= _LEAST_SHARE else 0.0
