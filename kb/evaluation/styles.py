"""The same question as different people type it, and what can be told about a question from its words."""

import random
import re
from collections.abc import Iterator
from enum import StrEnum

from documents.text import fold
from kb.search.reading.abbreviations import EXPANSIONS

_SHORT, _LONG = 8, 20
_DEFINITION = re.compile(
    r"(?<![^\W_])(?:la (?:nhung )?(?:gi|ai|nguoi nao|doi tuong nao)|nghia la|the nao (?:thi )?(?:la|duoc (?:coi|goi|xem) la)"
    r"|hieu (?:la|nhu)|khai niem|dinh nghia|giai thich tu ngu)(?![^\W_])"
)
_CAPITALS = re.compile(r"[^\W\d_]{2,8}")


class Style(StrEnum):
    """How a question is typed."""

    AS_TYPED = "as_typed"
    NO_MARKS = "no_marks"
    HALF_MARKED = "half_marked"


def in_style(text: str, identity: str, style: Style) -> str:
    """A question in a style.

    :param identity: the query's id; the same id always bares the same words
    """
    match style:
        case Style.NO_MARKS:
            return fold(text)
        case Style.HALF_MARKED:
            return half_marked(text, identity)
        case _:
            return text


def half_marked(text: str, seed: str) -> str:
    """The text with a random half of its words bared of their marks."""
    chance = random.Random(seed)  # noqa: S311
    return " ".join(fold(word) if chance.random() < 0.5 else word for word in text.split())


def properties_of(text: str) -> Iterator[str]:
    """What can be told about a question: its length always, and the rest where it is so."""
    words = text.split()
    length = "short" if len(words) < _SHORT else "long" if len(words) > _LONG else "medium"
    yield f"length:{length}"
    if any(character.isdigit() for character in text):
        yield "number"
    if _has_abbreviation(words):
        yield "abbreviation"
    if _DEFINITION.search(fold(" ".join(words))):
        yield "definition"


def _has_abbreviation(words: list[str]) -> bool:
    bare = [word.strip(".,;:?!()[]“”\"'") for word in words]
    shouted = all(word.isupper() for word in bare if word.isalpha())
    return any(
        word.lower() in EXPANSIONS or (not shouted and word.isupper() and _CAPITALS.fullmatch(word) is not None) for word in bare
    )
