"""Which words follow which: counts of the base's own texts, kept beside the index as one compact file.

Search reads a query without diacritics, or with a slip of the pen, by it. Words are syllables with their marks; a number counts as
one word, whatever it is. Probabilities are those of triples, discounted, falling back to pairs and single words; each is one byte
(eighths of a bit). Of the codification (16 million words, 11 thousand distinct) the file is 5.4 MB and made in 6 seconds on two
cores (`kb.language.word_counts`); it is mapped into memory, and opening it takes 6 ms.
"""

import mmap
import re
import zlib
from bisect import bisect_left
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import orjson

from documents.text import LOWER, fold

NUMBER, BREAK = "0", "\n"
WHOLE = "all"
"""In the directory: the checksum and the length of all sections together."""
MAGIC = b"TLWORDS2"
# Vietnamese letters first: a set of letters is searched faster than a kind of characters.
WORD = re.compile(rf"[{LOWER}]{{1,40}}(?![^\W\d_])|[^\W\d_]{{1,40}}|\d+")
BITS = 8
"""A cost of 8 is one bit."""


@dataclass(frozen=True, slots=True)
class _Tables:
    """The sections of the file, as they lie in memory."""

    counts: Any
    single: Any
    fall_back: Any
    pair_starts: Any
    pair_seconds: Any
    pair: Any
    pair_fall_back: Any
    triple_starts: Any
    triple_thirds: Any
    triple: Any


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

        self._tables = _Tables(
            counts=section("counts", "I"),
            single=section("single"),
            fall_back=section("fall_back"),
            pair_starts=section("pair_starts", "I"),
            pair_seconds=section("pair_seconds", "H"),
            pair=section("pair"),
            pair_fall_back=section("pair_fall_back"),
            triple_starts=section("triple_starts", "I"),
            triple_thirds=section("triple_thirds", "H"),
            triple=section("triple"),
        )
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

    def is_folded_word(self, folded: str) -> bool:
        """Whether some word is so written without marks."""
        return folded in self._forms

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
        :param second: the pair's second word
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
