"""The words of two texts as numbers: those of a provision, with all below it, stand side by side."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from documents.comparison.levels import words_of
from documents.model import Provision

Ids = npt.NDArray[np.int32]
Slice = tuple[int, int]

# A line that goes on in the next one was broken to fit a page.
_PASSAGES = re.compile(r"(?<=[.;:!?”\"])\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a text in reading order, as numbers that both texts share.

    :ivar words: all of them
    :ivar pairs: of each word with the next one
    :ivar whole: by path, where the words of a provision begin and end, with all below it
    :ivar headings: by path, those of its heading
    :ivar passages: where each passage begins and ends, in order
    """

    words: Ids
    pairs: Ids
    whole: dict[str, Slice]
    headings: dict[str, Slice]
    passages: list[Slice]

    def of(self, path: str) -> Ids:
        """The words of a provision and of all below it."""
        start, end = self.whole[path]
        return self.words[start:end]


def read_wordings(left: Sequence[Provision], right: Sequence[Provision]) -> tuple[Wording, Wording]:
    """The words of two texts."""
    known: dict[str, int] = {}
    texts = [_Reader(known).read(provisions) for provisions in (left, right)]
    words = [np.array(text.words, np.int64) for text in texts]
    pairs = [found[:-1] * len(known) + found[1:] for found in words]
    codes = np.unique(np.concatenate(pairs), return_inverse=True)[1].astype(np.int32) + np.int32(len(known))
    cut = len(pairs[0])
    one, other = (
        Wording(found.astype(np.int32), numbered, text.whole, text.headings, text.passages)
        for found, numbered, text in zip(words, (codes[:cut], codes[cut:]), texts, strict=True)
    )
    return one, other


class _Reader:
    def __init__(self, known: dict[str, int]) -> None:
        self._known = known
        self.words: list[int] = []
        self.whole: dict[str, Slice] = {}
        self.headings: dict[str, Slice] = {}
        self.passages: list[Slice] = []

    def read(self, provisions: Sequence[Provision]) -> "_Reader":
        for provision in provisions:
            self._read(provision)
        return self

    def _read(self, provision: Provision) -> None:
        start = len(self.words)
        self._take(provision.heading or "")
        self.headings[provision.path] = start, len(self.words)
        for text in _passages(provision):
            before = len(self.words)
            self._take(text)
            if len(self.words) > before:
                self.passages.append((before, len(self.words)))
        self.read(provision.children)
        if provision.tail:
            before = len(self.words)
            self._take(provision.tail)
            self.passages.append((before, len(self.words)))
        self.whole[provision.path] = start, len(self.words)

    def _take(self, text: str) -> None:
        known = self._known
        self.words += [known.setdefault(word, len(known)) for word in words_of(text)] if text else []


def _passages(provision: Provision) -> Iterator[str]:
    yield from _PASSAGES.split(provision.text)
    if provision.table is not None:
        yield from ("\n".join(cell for cell in row if cell) for row in provision.table.rows)
