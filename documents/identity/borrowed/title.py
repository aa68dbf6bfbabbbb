"""What a borrowed title is, and what it is read from."""

from dataclasses import dataclass
from enum import StrEnum

SHORTEST, LONGEST = 24, 420
"""Of a name, in characters: less tells nothing, more is no name."""


class TitleSource(StrEnum):
    """Where a borrowed title was read."""

    CITED = "cited"
    ARTICLE_1 = "article_1"


@dataclass(frozen=True, slots=True)
class BorrowedTitle:
    """A title that is not the instrument's own.

    :param at: key of the provision, or of the instrument in whose title, it was read
    """

    text: str
    source: TitleSource
    at: str


@dataclass(frozen=True, slots=True)
class Citing:
    """Words in which a text cites an instrument by its number.

    :param end: offset after the number
    :param of: key of the citing instrument; several mentions in one text count once
    :param at: see :attr:`BorrowedTitle.at`
    :param is_title: the words are a title, or what editors wrote out: nothing but names stands there
    """

    text: str
    end: int
    of: str
    at: str
    is_title: bool = False
