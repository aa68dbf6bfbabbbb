"""What people type beside plain words: phrases in quotes, words to leave out, and fields.

| typed | means |
|---|---|
| ``"trợ giúp pháp lý"``, ``“…”`` | the words stand side by side in this order |
| ``-phí``, ``-"án phí"`` | articles without this word, without this phrase |
| ``loại:nghị định`` | of this type (a name, a slug or an abbreviation: ``loai:nđ``) |
| ``cơ quan:Chính phủ`` | of this issuer (a name or an abbreviation; in quotes a part that only one issuer's name has) |
| ``chủ đề:"trẻ em"`` | of this topic of the codification |
| ``tiêu đề:học nghề`` | all these words, up to the next of these forms, in the article's heading or the instrument's name |
| ``từ:2015``, ``đến:31/12/2020`` | issued on this day or later, on this day or earlier; a year or a month stands for all its days |
| ``hiệu lực:còn`` | with this status on the day: còn, hết, chưa, ngưng, chưa rõ, còn khi kiểm tra |
| ``hạn:<30``, ``hạn:5-10 ngày``, ``mức:>=5 triệu`` | a clause states such a deadline (in days), such an amount (in đồng) |

Names of fields go with and without marks and blanks (``coquan:``). The grammar forgives: what is not understood (an unclosed quote,
``title:``, ``*:*``, a dash alone, a date that is none) stays in the text as plain words, and nothing is an error. A dash inside a
word or before a digit (135-CP, 15 -20) leaves nothing out. Reading takes one pass, and every pattern is bounded.
"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache

from documents.text import fold
from kb.index import fields
from kb.index.fields import FilterField
from kb.index.stated import read_bound
from kb.language import analysis
from kb.language.everyday import BY_FOLDED
from kb.search.reading.instruments import InstrumentTable
from kb.search.terms import LONGEST_QUERY

MOST_CONDITIONS = 24
LONGEST_PHRASE = 40
"""Words; a longer quotation is searched as plain words, which finds it too."""

_QUOTES = '"“”„«»'
_MOST_NAME_WORDS = 20


class ConditionKind(StrEnum):
    """What a part of a query asks for, beside plain words and filters."""

    PHRASE = "phrase"
    EXCLUDE = "exclude"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words to be found together.

    :param words: as they are indexed; without marks where none was typed
    :param bare: typed without marks, so that the text may have any
    :param adjacent: side by side in this order; else anywhere in the same place
    """

    words: tuple[str, ...]
    bare: bool
    adjacent: bool = True


@dataclass(frozen=True, slots=True)
class Condition:
    """A part of a query that was understood as more than plain words.

    :param kind: one of `ConditionKind`, or a filter's name
    :param value: what was understood: a slug, a day, the words
    :param query: the query in which it stands
    """

    kind: str
    value: str
    start: int
    end: int
    query: str = field(repr=False)
    phrase: Phrase | None = None

    @property
    def text(self) -> str:
        """It as it was typed."""
        return self.query[self.start : self.end].strip()

    @property
    def without(self) -> str:
        """The query after it was taken away."""
        return " ".join(f"{self.query[: self.start]} {self.query[self.end :]}".split())


@dataclass(frozen=True, slots=True)
class Names:
    """What the base knows by name.

    :param values: by filter, its values by folded name
    """

    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    instruments: InstrumentTable = field(default_factory=lambda: InstrumentTable(()))

    def of(self, name: str) -> Mapping[str, str]:
        """The values of a filter by folded name."""
        return self.values.get(name, {})


@dataclass(frozen=True, slots=True)
class Reading:
    """A query, read.

    :param query: the query in normal form; conditions point into it
    :param text: what is left of it as plain words
    """

    query: str
    text: str
    conditions: tuple[Condition, ...] = ()

    def of(self, kind: str) -> tuple[Condition, ...]:
        """The conditions of a kind."""
        return tuple(condition for condition in self.conditions if condition.kind == kind)

    def last(self, kind: str) -> str | None:
        """The value of the last condition of a kind: who types a field twice means the second."""
        found = self.of(kind)
        return found[-1].value if found else None


def read_syntax(query: str, names: Names | None = None) -> Reading:
    """Read a query. Plain words go through unchanged, apart from blanks at their ends.

    :param names: what fields may name; default: nothing but types, days and states
    """
    return _Reader(analysis.normal(query[:LONGEST_QUERY]).strip(), names or Names()).read()


def name_key(name: str) -> str:
    """A name as `Names` keeps it: its words, without marks."""
    return " ".join(_WORD.findall(fold(name)))


_TITLE = "tieu de"


@lru_cache(maxsize=4)
def _fields(filters: tuple[FilterField, ...]) -> tuple[re.Pattern[str], Mapping[str, str], Mapping[str, FilterField]]:
    """How a field begins; what is asked for, by its name run together; and the filters that can be typed."""
    typed = {field.name: field for field in filters if field.typed}
    names = {_TITLE: ConditionKind.TITLE.value, **{name: field.name for field in typed.values() for name in field.typed}}
    longest = sorted((name.replace(" ", r"\s?") for name in names), key=len, reverse=True)
    begins = re.compile("(" + "|".join(longest) + r")\s?:\s{0,3}")
    return begins, {name.replace(" ", ""): kind for name, kind in names.items()}, typed


_WORD = re.compile(r"[^\W_]+")
_DAY = re.compile(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})(?![^\s,;])|(\d{4})-(\d{1,2})-(\d{1,2})(?![^\s,;])")

_Found = tuple[str, int]
"""A value, and where it ends."""


class _Reader:
    """One pass over a query."""

    def __init__(self, text: str, names: Names) -> None:
        self._text = text
        # As long as the text, so that places in one are places in the other.
        self._folded = next((form for form in (fold(text), text.lower()) if len(form) == len(text)), text)
        self._names = names
        self._conditions: list[Condition] = []
        self._plain: list[str] = []
        self._begin, self._kinds, self._filters = _fields(fields.FILTERS)

    def read(self) -> Reading:
        at, kept, text = 0, 0, self._text
        while at < len(text):
            end = self._condition(at) if len(self._conditions) < MOST_CONDITIONS and self._begins(at) else None
            if end is None:
                at += 1
                continue
            self._plain.append(text[kept:at])
            at = kept = max(end, at + 1)
        self._plain.append(text[kept:])
        plain = " ".join(part for piece in self._plain if (part := piece.strip()))
        return Reading(text, plain, tuple(self._conditions))

    def _begins(self, at: int) -> bool:
        return at == 0 or self._text[at - 1].isspace() or self._text[at - 1] in "(,;" or self._text[at] in _QUOTES

    def _condition(self, at: int) -> int | None:
        """Read what begins here; where it ends, or None where it is plain."""
        char = self._text[at]
        if char in _QUOTES:
            return self._quoted(at, at, ConditionKind.PHRASE)
        if char == "-":
            return self._excluded(at)
        match = self._begin.match(self._folded, at)
        return self._field(match) if match else None

    def _quoted(self, start: int, at: int, kind: str) -> int | None:
        end = self._closing(at)
        phrase = _phrase(self._text[at + 1 : end]) if end is not None else None
        if end is None or phrase is None:
            return None
        self._add(kind, self._text[at + 1 : end].strip(), start, end + 1, phrase)
        return end + 1

    def _closing(self, at: int) -> int | None:
        return next((place for place in range(at + 1, len(self._text)) if self._text[place] in _QUOTES), None)

    def _excluded(self, at: int) -> int | None:
        following = self._text[at + 1 : at + 2]
        if following and following in _QUOTES:
            return self._quoted(at, at + 1, ConditionKind.EXCLUDE)
        match = _WORD.match(self._text, at + 1)
        if match is None or not following.isalpha():
            return None
        end = match.end()
        while end < len(self._text) and not self._text[end].isspace() and self._text[end] not in ",;":
            end += 1  # a number with its dashes is one word
        phrase = _phrase(self._text[at + 1 : end])
        if phrase is None:
            return None
        self._add(ConditionKind.EXCLUDE, self._text[at + 1 : end], at, end, phrase)
        return end

    def _field(self, match: re.Match[str]) -> int | None:
        kind = self._kinds["".join(match[1].split())]
        if kind == ConditionKind.TITLE:
            return self._title(match.start(), match.end())
        found = self._value(kind, match.end())
        if found is None:
            return None
        value, end = found
        self._add(kind, value, match.start(), end)
        return end

    def _value(self, kind: str, at: int) -> _Found | None:
        wanted = self._filters[kind]
        if wanted.stated:
            return read_bound(wanted.stated, self._folded, at)
        if wanted.ordered:
            return self._day(at, last=wanted.operator == "<=")
        return self._named(wanted.words or self._names.of(kind), at, partly=wanted.words is None)

    def _title(self, start: int, at: int) -> int | None:
        if at < len(self._text) and self._text[at] in _QUOTES and (end := self._quoted(start, at, ConditionKind.TITLE)) is not None:
            return end
        end = at
        while end < len(self._text):
            if end > at and self._text[end - 1].isspace() and self._is_form(end):
                break
            end += 1
        phrase = _phrase(self._text[at:end])
        if phrase is None:
            return None
        self._add(ConditionKind.TITLE, self._text[at:end].strip(), start, end, Phrase(phrase.words, phrase.bare, adjacent=False))
        return end

    def _is_form(self, at: int) -> bool:
        text = self._text
        dashed = text[at] == "-" and at + 1 < len(text) and (text[at + 1].isalpha() or text[at + 1] in _QUOTES)
        return text[at] in _QUOTES or dashed or self._begin.match(self._folded, at) is not None

    def _named(self, names: Mapping[str, str], at: int, partly: bool = False) -> _Found | None:
        """A name that stands here: in quotes, or the longest that is known."""
        if at < len(self._text) and self._text[at] in _QUOTES:
            end = self._closing(at)
            if end is None:
                return None
            value = _known(names, self._text[at + 1 : end], partly)
            return (value, end + 1) if value else None
        return longest_name(names, self._folded, at)

    def _day(self, at: int, last: bool) -> _Found | None:
        match = _DAY.match(self._text, at)
        if match is None:
            return None
        day, month, year = (match[6], match[5], match[4]) if match[4] else (match[1], match[2], match[3])
        try:
            return _day(int(year), int(month or 0), int(day or 0), last).isoformat(), match.end()
        except ValueError:
            return None

    def _add(self, kind: str, value: str, start: int, end: int, phrase: Phrase | None = None) -> None:
        self._conditions.append(Condition(kind, value, start, end, self._text, phrase))


def _day(year: int, month: int, day: int, last: bool) -> date:
    """The first or the last day of a year or a month, or the day itself."""
    if not 1900 <= year <= 2200:
        raise ValueError(year)
    month = month or (12 if last else 1)
    return date(year, month, day or (calendar.monthrange(year, month)[1] if last else 1))


def _phrase(text: str) -> Phrase | None:
    """The words of a phrase; None where there are none, or too many to be one."""
    words = analysis.words(text)
    if not words or len(words) > LONGEST_PHRASE:
        return None
    folded = analysis.fold_words(words)
    return Phrase(tuple(folded), bare=True) if folded == words else Phrase(tuple(words), bare=False)


def longest_name(names: Mapping[str, str], folded: str, at: int) -> tuple[str, int] | None:
    """What the longest name that stands at a place means, and where it ends; None: no name that is known stands there.

    :param names: as `Names` keeps them
    """
    ends: list[int] = []
    for match in _WORD.finditer(folded, at, at + 400):
        if len(ends) == _MOST_NAME_WORDS or (not ends and match.start() != at):
            break
        ends.append(match.end())
    found = ((value, end) for end in reversed(ends) if (value := _known(names, folded[at:end], False)))
    return next(found, None)


def _known(names: Mapping[str, str], typed: str, partly: bool) -> str | None:
    """What a name means: itself, its abbreviation, or, where a part is enough, the only one that has all its words."""
    name = name_key(typed)
    if not name:
        return None
    long = name_key(" ".join(BY_FOLDED.get(name, [])))
    found = names.get(name) or (names.get(long) if long else None)
    if found or not partly:
        return found
    words = set(name.split())
    having = {value for known, value in names.items() if words <= set(known.split())}
    return having.pop() if len(having) == 1 else None
