"""Units of a text: the words for each kind of provision, read from ``units.toml``."""

from typing import Any

from documents.model import Kind
from documents.wording import read_vocabulary
from documents.wording.types import words_pattern

_UNITS: dict[str, dict[str, Any]] = read_vocabulary("units")

UNIT_NAMES: dict[Kind, str] = {Kind(kind): unit["name"] for kind, unit in _UNITS.items()}
"""What is shown of each kind: at the head of a unit, and where it is cited."""

UNIT_KINDS: dict[str, Kind] = {word: Kind(kind) for kind, unit in _UNITS.items() for word in unit.get("words", ())}
"""What a unit word means, in small letters with single blanks."""

LOOSE_KINDS: dict[str, Kind] = {
    **UNIT_KINDS,
    **{word: Kind(kind) for kind, unit in _UNITS.items() for word in unit.get("loosely", ())},
}
"""The same with what the editors of consolidated texts call a unit."""


def unit_pattern(words: dict[str, Kind] = UNIT_KINDS) -> str:
    """A pattern for unit words, in small letters; what stands around it says where a word begins and ends."""
    return "(?:" + "|".join(map(words_pattern, sorted(words, key=len, reverse=True))) + ")"
