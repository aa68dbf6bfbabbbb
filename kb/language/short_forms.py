"""Short forms of words: abbreviations of the law, and what people write short in messages."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from documents.text import fold

_FORMS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

EXPANSIONS: dict[str, str] = {short: long for group in _FORMS["abbreviations"].values() for short, long in group.items()}
"""Lower-case abbreviation, with marks where it has any, to the words it stands for."""

BY_FOLDED: dict[str, list[str]] = {fold(short): long.split() for short, long in EXPANSIONS.items()}
"""The same by the abbreviation without marks, as words."""

SHORT: dict[str, tuple[str, ...]] = {short: tuple(meanings) for short, meanings in _FORMS["messages"].items()}
"""What is typed in messages, in lower case, to what it may stand for, the likeliest first."""

ALONE = frozenset({"k", "e", "c", "a", "j", "z", "r"})
"""Single letters: letters of points and names of things as well, so that nothing is read into them beside a number or a unit."""


_VOWELS = "aăâeêioôơuưyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
_CUT = re.compile(rf"(?<=[^\W{_VOWELS}][{_VOWELS}])(?=[gh]$)")


@lru_cache(maxsize=16_384)
def spelled(word: str) -> str:
    """A word of a message as it is spelled, ``nhug`` as *nhung*, ``fai`` as *phai*: no syllable ends in a bare g, or has an f."""
    whole = _CUT.sub("n", word)
    return f"ph{whole[1:]}" if re.fullmatch(rf"f[{_VOWELS}]\w{{1,2}}(?<!e)", whole) else whole
