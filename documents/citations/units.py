"""Units of an instrument as they are written in references: "điểm a, b khoản 1 và khoản 3 Điều 19"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from documents.text import POINT_LETTERS


class Level(IntEnum):
    """How coarse a unit is: a unit stands in a unit of a higher level."""

    PARAGRAPH = 0  # đoạn
    SUBPOINT = 1  # tiết
    POINT = 2
    CLAUSE = 3
    ARTICLE = 4
    FORM = 5
    SUBSECTION = 6
    SECTION = 7
    CHAPTER = 8
    PART = 9
    APPENDIX = 10


GROUPING = (Level.SUBSECTION, Level.SECTION, Level.CHAPTER, Level.PART)

_ROMAN = r"[IVXLC]+(?:[a-zđ]|-\d+|[.]\d+)?"
_ORDINAL = r"(?:thứ\s+)?(?:nhất|hai|ba|bốn|tư|năm|sáu|bảy|tám|chín|mười(?:\s+(?:một|hai|ba|bốn|lăm|sáu|bảy|tám|chín))?)"
_CODE = r"(?:[IVXLC]+[A-Z]?(?:[.-]\d+)?|\d{1,3}[A-Za-zđ]?(?:[./-]\d+[A-Za-z]?)*|[A-Z]{1,2}\d{0,2})"
_FORM_CODE = r"[0-9A-ZĐ][0-9A-Za-zĐđ]*(?:[./-][0-9A-ZĐa-zđ]+)*"
_END = r"(?![\wđ])"

NUMBERS: dict[Level, re.Pattern[str]] = {
    Level.PARAGRAPH: re.compile(
        r"(?:\d{1,2}|thứ\s+(?:nhất|hai|ba|tư|năm)|một|hai|ba|đầu(?:\s+tiên)?|cuối(?:\s+cùng)?|mở\s+đầu)" + _END
    ),
    Level.SUBPOINT: re.compile(r"(?:[a-zđ]?[.]?\d{1,2}(?:[.]\d{1,2})*|[a-zđ]|[ivx]{1,4})" + _END),
    Level.POINT: re.compile(r"[“\"']?(?P<n>(?:[a-zđ]{1,2}\d{0,2}|\d{1,3}(?:[.]\d{1,2})*))[”\"']?" + _END),
    Level.CLAUSE: re.compile(r"\d{1,3}[a-zđ]?" + _END + r"(?![./]\d)"),
    Level.ARTICLE: re.compile(r"\d{1,4}\s?[a-zđ]?" + _END + r"(?![./]\d)|\d{1,4}[a-zđ]{1,2}\d?" + _END),
    Level.FORM: re.compile(r"(?:số\s*:?\s*)?(?P<n>" + _FORM_CODE + ")" + _END),
    Level.SUBSECTION: re.compile(rf"(?:{_ROMAN}|\d{{1,3}}|[A-Z])" + _END),
    Level.SECTION: re.compile(rf"(?:{_ROMAN}|\d{{1,3}}[a-zđ]?(?:[.]\d+)*|[A-Z])" + _END),
    Level.CHAPTER: re.compile(rf"(?:{_ROMAN}|\d{{1,3}}[a-zđ]?|{_ORDINAL})" + _END),
    Level.PART: re.compile(rf"(?:{_ROMAN}|\d{{1,3}}|[A-Z]|{_ORDINAL})" + _END),
    Level.APPENDIX: re.compile(rf"(?:số\s*:?\s*)?(?P<n>{_CODE})" + _END),
}

WORDS: dict[str, Level] = {
    "đoạn": Level.PARAGRAPH,
    "tiết": Level.SUBPOINT,
    "điểm": Level.POINT,
    "khoản": Level.CLAUSE,
    "điều": Level.ARTICLE,
    "mẫu": Level.FORM,
    "biểu mẫu": Level.FORM,
    "tiểu mục": Level.SUBSECTION,
    "mục": Level.SECTION,
    "chương": Level.CHAPTER,
    "phần": Level.PART,
    "phụ lục": Level.APPENDIX,
}
# Units that may stand without a number where a container follows ("Phụ lục ban hành kèm theo Nghị định này").
BARE = (Level.APPENDIX,)
WORD = re.compile(
    r"(?:Tiểu\s+mục|tiểu\s+mục|Phụ\s+lục|PHỤ\s+LỤC|phụ\s+lục|Biểu\s+mẫu|biểu\s+mẫu|[Đđ]iều|[Kk]hoản|[Đđ]iểm|[Tt]iết|[Đđ]oạn|[Mm]ẫu|[Mm]ục|[Cc]hương|[Pp]hần)(?![\wđ])"
)
THIS = re.compile(r"\s+(?:này|nêu trên)(?![\wđ])")
_SEPARATOR = re.compile(r"\s*(?:[,;]\s*(?:và|hoặc|hay)?|và|hoặc|hay)\s+")
_RANGE = re.compile(r"\s*(?:đến(?:\s+hết)?|tới)\s+")
_DASH = re.compile(r"\s*[-–]\s*")
_MEASURE = re.compile(
    r"\s*(?:%|(?:ngày|tháng|năm|giờ|phút|tuần|lần|người|đồng|triệu|tỷ|nghìn|bản|bộ|tuổi|mét|km|kg|m|ha|tấn|cá nhân|thành viên)(?![\wđ]))"
)


@dataclass(frozen=True, slots=True)
class Item:
    """A unit word with its numbers; ``this`` where the word is followed by "này".

    :param separated: a comma or a conjunction stands between this item and the next one
    """

    level: Level
    numbers: tuple[str, ...]
    start: int
    end: int
    this: bool = False
    separated: bool = False


def level_of(word: str) -> Level:
    """The level that a unit word names."""
    return WORDS[" ".join(word.lower().split())]


def read_item(text: str, at: int) -> Item | None:
    """Read a unit word at ``at`` and the list or range of numbers after it.

    :returns: None where the word there names no unit ("điều kiện", "phần mềm", "mục tiêu")
    """
    word = WORD.match(text, at)
    if word is None:
        return None
    level = level_of(word.group())
    this = THIS.match(text, word.end())
    if this:
        return Item(level, (), at, this.end(), this=True)
    first = _opening(text, word.end(), level)
    if first is None:
        return Item(level, (), at, word.end()) if level in BARE else None
    numbers, end = first
    while more := _more(text, end, level, numbers[-1]):
        numbers, end = [*numbers, *more[0]], more[1]
    return Item(level, tuple(numbers), at, end)


def _opening(text: str, at: int, level: Level) -> tuple[list[str], int] | None:
    """The number, or the range "từ điểm a đến điểm h", right after a unit word."""
    blank = re.compile(r"\s+").match(text, at)
    if blank is None:
        return None
    start = blank.end()
    if text.startswith("từ ", start):
        inner = read_item(text, start + 3)
        return (list(inner.numbers), inner.end) if inner and inner.level is level and len(inner.numbers) > 1 else None
    number = _number(text, start, level)
    return ([number[0]], number[1]) if number else None


def _more(text: str, at: int, level: Level, last: str) -> tuple[list[str], int] | None:
    """What continues a list after its last number: ", b", "và 3", "đến điểm h", "- 7"."""
    reach = _RANGE.match(text, at)
    if reach:
        number = _number(text, _skip_word(text, reach.end(), level), level)
        return (list(expand(last, number[0], level))[1:] or [number[0]], number[1]) if number else None
    dash = _DASH.match(text, at)
    if dash and level in (Level.POINT, Level.CLAUSE, Level.ARTICLE):
        number = _number(text, dash.end(), level)
        steps = list(expand(last, number[0], level)) if number else []
        return (steps[1:], number[1]) if number and len(steps) > 1 else None
    separator = _SEPARATOR.match(text, at)
    if separator is None:
        return None
    number = _number(text, separator.end(), level)
    return ([number[0]], number[1]) if number and _plausible_next(text, number, level, last) else None


def _skip_word(text: str, at: int, level: Level) -> int:
    word = WORD.match(text, at)
    if word and level_of(word.group()) is level:
        blank = re.compile(r"\s+").match(text, word.end())
        return blank.end() if blank else at
    return at


def _number(text: str, at: int, level: Level) -> tuple[str, int] | None:
    match = NUMBERS[level].match(text, at)
    if match is None:
        return None
    printed = match.groupdict().get("n") or match.group()
    if level is Level.FORM and not any(character.isdigit() for character in printed) and not match.group().startswith("số"):
        return None
    return re.sub(r"\s+", " " if level in (Level.PARAGRAPH, Level.CHAPTER, Level.PART) else "", printed), match.end()


def _plausible_next(text: str, number: tuple[str, int], level: Level, last: str) -> bool:
    """Whether a number after a comma belongs to the list, and is not "30 ngày" or the letter of a word."""
    printed, end = number
    if printed[0].isdigit():
        return not _MEASURE.match(text, end)
    if level in (Level.POINT, Level.SUBPOINT):
        return len(printed) == 1 or printed[-1].isdigit() or printed[0] == last[0]
    return True


def expand(first: str, last: str, level: Level) -> Iterator[str]:
    """The numbers from ``first`` to ``last``: points in letter order (a b c d đ e g …), others by counting."""
    if first.isdigit() and last.isdigit():
        if 0 < int(last) - int(first) <= 500:
            yield from (str(number) for number in range(int(first), int(last) + 1))
        else:
            yield from (first, last)
        return
    if (
        level is Level.POINT
        and first in POINT_LETTERS
        and last in POINT_LETTERS
        and POINT_LETTERS.index(first) < POINT_LETTERS.index(last)
    ):
        yield from POINT_LETTERS[POINT_LETTERS.index(first) : POINT_LETTERS.index(last) + 1]
        return
    a, b = roman(first), roman(last)
    if a and b and a < b:
        yield from (to_roman(number) for number in range(a, b + 1))
        return
    yield from (first, last)


_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def roman(text: str) -> int | None:
    """The value of a Roman number, None if it is none."""
    if not text or any(letter not in _VALUES for letter in text):
        return None
    values = [_VALUES[letter] for letter in text]
    total = sum(-value if value < max(values[i + 1 :], default=0) else value for i, value in enumerate(values))
    return total if to_roman(total) == text else None


def to_roman(number: int) -> str:
    """A number from 1 to 399 in Roman digits."""
    out = []
    for value, digits in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            out.append(digits)
            number -= value
    return "".join(out)


def possible(level: Level, number: str) -> bool:
    """Whether a unit with this number can exist: there is no Điều 0 and no điểm f, j, w or z."""
    if number[:1].isdigit():
        return int(re.match(r"\d+", number).group()) > 0  # type: ignore[union-attr]
    if level in (Level.POINT, Level.SUBPOINT):
        return number[0] in POINT_LETTERS
    return True
