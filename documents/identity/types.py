"""Type words of instruments."""

import re

from documents.model import InstrumentType as T
from documents.text import fold

TYPE_WORDS: tuple[tuple[str, T], ...] = (
    ("văn bản hợp nhất", T.CONSOLIDATED_TEXT),
    ("bộ luật", T.CODE),
    ("luật", T.LAW),
    ("hiến pháp", T.CONSTITUTION),
    ("pháp lệnh", T.ORDINANCE),
    ("nghị quyết liên tịch", T.RESOLUTION),
    ("nghị quyết", T.RESOLUTION),
    ("nghị định", T.DECREE),
    ("thông tư liên tịch", T.JOINT_CIRCULAR),
    ("thông tư liên bộ", T.JOINT_CIRCULAR),
    ("thông tư liên ngành", T.JOINT_CIRCULAR),
    ("thông tư", T.CIRCULAR),
    ("quyết định", T.DECISION),
    ("chỉ thị", T.DIRECTIVE),
    ("sắc lệnh", T.OTHER),
)
"""Type words, longer ones before the shorter that they begin with."""

_BY_FOLDED = {fold(words): kind for words, kind in TYPE_WORDS}
_BLANKS = r"\s+"


def words_pattern(words: str) -> str:
    """A pattern for words whose blanks may be any white space."""
    return _BLANKS.join(map(re.escape, words.split()))


TYPE_PATTERN = "(?:" + "|".join(words_pattern(words) for words, _ in TYPE_WORDS) + r")(?!\w)"
"""Any type word, in small letters: match it with IGNORECASE."""


def type_of_words(text: str) -> T | None:
    """The type that a type word means."""
    return _BY_FOLDED.get(" ".join(fold(text).split()))


def type_of_slug(text: str) -> T | None:
    """The type for a slug or a publisher's words."""
    try:
        return T(text)
    except ValueError:
        return type_of_words(text)
