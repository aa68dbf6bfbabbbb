"""Type words of instruments."""

import re

from documents.model import InstrumentType as T
from documents.text import fold, slug

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

TYPE_NAMES: dict[str, str] = {
    T.CONSTITUTION: "Hiến pháp",
    T.LAW: "Luật",
    T.CODE: "Bộ luật",
    T.ORDINANCE: "Pháp lệnh",
    T.RESOLUTION: "Nghị quyết",
    T.DECREE: "Nghị định",
    T.CIRCULAR: "Thông tư",
    T.JOINT_CIRCULAR: "Thông tư liên tịch",
    T.DECISION: "Quyết định",
    T.DIRECTIVE: "Chỉ thị",
    T.CONSOLIDATED_TEXT: "Văn bản hợp nhất",
    T.DRAFT: "Dự thảo",
    T.OTHER: "Tài liệu khác",
}
"""How each type is called."""

UNNAMED_TYPES = (T.DRAFT, T.OTHER)
"""Types whose word is no part of an instrument's name."""

NAMED_TYPES = (T.CONSTITUTION, T.LAW, T.CODE, T.ORDINANCE)
"""Types that are cited by name alone; the titles of decrees and decisions identify nothing."""

ABBREVIATIONS: dict[str, str] = {
    "nd": T.DECREE,
    "tt": T.CIRCULAR,
    "ttlt": T.JOINT_CIRCULAR,
    "qd": T.DECISION,
    "nq": T.RESOLUTION,
    "ct": T.DIRECTIVE,
    "pl": T.ORDINANCE,
    "vbhn": T.CONSOLIDATED_TEXT,
}
"""What people write for a type, folded."""

LEVELS: dict[str, int] = {
    T.CONSTITUTION: 0,
    T.LAW: 1,
    T.CODE: 1,
    T.ORDINANCE: 2,
    T.RESOLUTION: 2,
    T.DECREE: 3,
    T.DECISION: 4,
    T.CIRCULAR: 5,
    T.JOINT_CIRCULAR: 5,
    T.DIRECTIVE: 6,
}
"""Which type stands above which, the highest first. A resolution or a decision may be of any level: it is that of who issues it."""

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


_ISSUERS: tuple[tuple[str, T], ...] = (
    ("ubtvqh", T.ORDINANCE),
    ("qh", T.LAW),
    ("nq-cp", T.DECREE),
    ("ttg", T.DECISION),
    ("ubnd", T.DIRECTIVE),
    ("hdnd", T.DIRECTIVE),
    ("qd-", T.CIRCULAR),
    ("ct-", T.CIRCULAR),
)


def is_outranked(issuer: tuple[T | None, str | None], target: tuple[T | None, str | None]) -> bool:
    """Whether an instrument stands below another one; each by its type and its number, as printed or as in a key."""
    own, other = _rank(*issuer), _rank(*target)
    return own is not None and other is not None and other < own


def _rank(kind: T | None, number: str | None) -> int | None:
    """How high an instrument stands, the highest first; None where it is not known.

    A resolution or a decision is of the rank of who issues it, which its number tells.
    """
    if kind in (T.RESOLUTION, T.DECISION, T.DIRECTIVE):
        written = slug(number or "")
        return next((LEVELS[kind] for sign, kind in _ISSUERS if sign in written), None)
    return LEVELS.get(kind) if kind is not None else None


_TITLE = re.compile(
    r"danh muc[^.;]{0,120}(?:het|ngung) hieu luc"
    r"|van ban[^.;]{0,120}(?:het|ngung) hieu luc[^.;]{0,60}(?:toan bo|mot phan)"
)


def lists_expired_texts(title: str | None) -> bool:
    """Whether a title is that of a list of texts that have ceased to have effect."""
    return title is not None and _TITLE.search(" ".join(fold(title).split())) is not None
