"""Types of instruments: their words, names, abbreviations and levels, read from ``types.toml``."""

import re
from collections.abc import Iterable
from typing import Any

from documents.model import InstrumentType as T
from documents.text import fold, slug
from documents.wording import read_vocabulary

_TYPES: dict[T, dict[str, Any]] = {T(key): row for key, row in read_vocabulary("types").items()}

TYPE_NAMES: dict[str, str] = {kind: row["name"] for kind, row in _TYPES.items()}
"""How each type is called."""

TYPE_WORDS: tuple[tuple[str, T], ...] = tuple(
    sorted(((words, kind) for kind, row in _TYPES.items() for words in row.get("words", ())), key=lambda item: -len(item[0]))
)
"""Type words, longer ones before the shorter that they begin with."""

UNNAMED_TYPES = (T.DRAFT, T.OTHER)
"""Types whose word is no part of an instrument's name."""

NAMED_TYPES = tuple(kind for kind, row in _TYPES.items() if row.get("by_name"))
"""Types that are cited by name alone; the titles of decrees and decisions identify nothing."""

COMPOUNDS = frozenset(fold(words) for row in _TYPES.values() for words in row.get("compounds", ()))
"""Other words that begin with the word of a type, folded."""

FIGURE_TYPES = tuple(row["name"] for row in _TYPES.values() if row.get("figure"))
"""The names of those that a bare figure may follow: "Nghị định 09"."""

LAW_TYPES = (T.CODE, T.LAW, T.ORDINANCE)
"""What the National Assembly and its standing committee give, the Constitution aside."""

SHORT_TYPES: dict[str, str] = {short: row["name"] for row in _TYPES.values() for short in row.get("short", ())}
"""How numbers and people abbreviate a type, and what it is called."""

ABBREVIATIONS: dict[str, str] = {fold(short): kind for kind, row in _TYPES.items() for short in row.get("short", ())}
"""The same folded, and the type."""

LEVELS: dict[str, int] = {kind: row["level"] for kind, row in _TYPES.items() if "level" in row}
"""Which type stands above which, the highest first. A resolution or a decision may be of any level: it is that of who issues it."""

_BY_FOLDED = {fold(words): kind for words, kind in TYPE_WORDS}
_BLANKS = r"\s+"


def words_pattern(words: str) -> str:
    """A pattern for words whose blanks may be any white space."""
    return _BLANKS.join(map(re.escape, words.split()))


TYPE_PATTERN = "(?:" + "|".join(words_pattern(words) for words, _ in TYPE_WORDS) + r")(?!\w)"
"""Any type word, in small letters: match it with IGNORECASE."""


def names_pattern(kinds: Iterable[str]) -> str:
    """A pattern for the names of types as they are printed, in capital letters."""
    return "(?:" + "|".join(sorted((words_pattern(TYPE_NAMES[kind]) for kind in kinds), key=len, reverse=True)) + ")"


LAW_NAME = names_pattern(LAW_TYPES)
TYPE_NAME = names_pattern(kind for kind in LEVELS if kind != T.CONSTITUTION)
"""The name of a type that amends or is amended."""


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
    ("hdtp", T.CIRCULAR),
    ("ubnd", T.DIRECTIVE),
    ("hdnd", T.DIRECTIVE),
    ("qd-", T.CIRCULAR),
    ("ct-", T.CIRCULAR),
)


def is_outranked(issuer: tuple[T | None, str | None], target: tuple[T | None, str | None]) -> bool:
    """Whether an instrument stands below another one; each by its type and its number, as printed or as in a key."""
    own, other = _rank(*issuer), _rank(*target)
    return own is not None and other is not None and other < own


def rank_order(kind: T | None, number: str | None) -> int:
    """What instruments are sorted by, the highest first; where nothing tells the rank, the last."""
    rank = _rank(kind, number)
    return len(LEVELS) if rank is None else rank


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


# Old instruments of types that have no slug of their own: sắc lệnh, lệnh.
_STATE_ORDER = re.compile(r"(?<!\w)(?:SL|L[-/]?CTN)(?!\w)")


def is_law(kind: str, number: str | None) -> bool:
    """Whether a text of a type is law, and no contract, form, report or letter."""
    return kind != T.OTHER or _STATE_ORDER.search(number or "") is not None


def lists_expired_texts(title: str | None) -> bool:
    """Whether a title is that of a list of texts that have ceased to have effect."""
    return title is not None and _TITLE.search(" ".join(fold(title).split())) is not None
