"""What a sentence says beside a citation, and the words of what it cites, in the form in which they are compared."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from documents.comparison.words import WORD, word_key
from documents.duties.layout import read_layout
from kb.open.figures import Figure

_BEGINNING = 40


class AgainstLaw(StrEnum):
    """How words of a sentence stand to the law that it cites. The values are part of the interface."""

    SAME = "same"
    OTHER = "other"
    OPEN = "open"
    """Nothing tells whether they are of the same matter."""


class SaidOf(StrEnum):
    """What words of a sentence are about. The values are part of the interface."""

    FIGURE = "figure"
    BODY = "body"
    NORM = "norm"
    """Who must, may, must not."""
    MATTER = "matter"
    """All that the sentence says."""
    GRANT = "grant"
    """What somebody is given."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words of a sentence beside a citation.

    :param law: the words of what is cited that they are held against
    """

    what: SaidOf
    text: str
    verdict: AgainstLaw
    law: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """A citation of a sentence.

    :param number: which one
    :param span: where it stands in the text
    :param law: the words of what it cites, where these are known, and whole
    :param unknown: nothing tells whether what it cites exists
    """

    number: int
    span: tuple[int, int]
    law: "Source | None"
    unknown: bool


class Words:
    """A text with the keys by which its words are compared."""

    def __init__(self, text: str) -> None:
        found = list(WORD.finditer(text))
        self.text = text
        self.keys = [word_key(one[0]) for one in found]
        self.spans = [one.span() for one in found]
        self.pairs = frozenset(pairwise(self.keys))
        self.whole = " ".join(text.split())

    def said(self, first: int, last: int) -> str:
        """The words from one to before another, as they stand."""
        return " ".join(self.text[self.spans[first][0] : self.spans[min(last, len(self.spans)) - 1][1]].split())

    def around(self, figure: Figure, far: int) -> frozenset[tuple[str, str]]:
        """The pairs of words before and behind a figure."""
        first = bisect_left(self.spans, figure.start, key=lambda span: span[0])
        last = bisect_left(self.spans, figure.end, key=lambda span: span[0])
        return frozenset(pairwise(self.keys[max(0, first - far) : first])) | frozenset(pairwise(self.keys[last : last + far]))

    @cached_property
    def modals(self) -> list[tuple[str, str, int, int]]:
        """The modal words: kind of the statement that they make, as said, first word, word after the last."""
        words = [self.text[slice(*span)] for span in self.spans]
        return list(read_layout(words).modals(0, len(words)))

    @property
    def beginning(self) -> str:
        """The first words."""
        return self.said(0, _BEGINNING) + (" …" if len(self.keys) > _BEGINNING else "")

    def covered(self, law: "Words") -> float:
        """How much of what is said stands in the law, by pairs of words."""
        return len(self.pairs & law.pairs) / max(1, len(self.pairs))


_Named = list[tuple[str, Words]]


class Source(Words):
    """The words of what is cited.

    :param article: the words of the article that it lies in
    :param clauses: the other clauses of the instrument, with what they are called
    :param apart: its words with those that it refers to, and the other points and clauses of its article; None: nothing tells which
    """

    def __init__(
        self,
        text: str,
        article: Callable[[], Words],
        clauses: Callable[[], _Named],
        apart: Callable[[], tuple[Words, _Named] | None],
    ) -> None:
        super().__init__(text)
        self.article = article
        self.clauses = clauses
        self.apart = apart
