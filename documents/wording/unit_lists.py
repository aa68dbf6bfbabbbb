"""Units of an instrument: the words for each kind of provision, read from ``units.toml``, and how units are written in references:
"điểm a, b khoản 1 và khoản 3 Điều 19".
"""

import re
from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from typing import Any, NamedTuple

from documents.model import Kind
from documents.wording import read_vocabulary
from documents.wording.numbers import POINT_LETTERS, roman, roman_value
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


class Level(IntEnum):
    """How coarse a unit is: a unit stands in a unit of a higher level."""

    PARAGRAPH = 0  # đoạn
    SUBPOINT = 1  # tiết
    LETTERED = 2  # "mục b" of a clause or a point
    POINT = 3
    CLAUSE = 4
    ARTICLE = 5
    FORM = 6
    SUBSECTION = 7
    SECTION = 8
    CHAPTER = 9
    PART = 10
    APPENDIX = 11
    ATTACHMENT = 12
    INSTRUMENT = 13


GROUPING = (Level.SUBSECTION, Level.SECTION, Level.CHAPTER, Level.PART)
_UNTREED = (Level.PARAGRAPH, Level.LETTERED, Level.INSTRUMENT)  # what no tree has a node for
KINDS: dict[Level, Kind] = {level: Kind[level.name] for level in Level if level not in _UNTREED}

_END = r"(?![\wđ])"
_ROMAN = r"(?:[IVXLC]+(?:[a-zđ](?![a-zà-ỹđ])|-\d+|-[A-ZĐ](?!\w)|[.]\d+)?)"
_ORDINAL = (
    r"(?:thứ\s+)?(?:nhất|hai|ba|bốn|tư|năm|sáu|bảy|tám|chín|mười(?:\s+(?:một|hai|ba|bốn|lăm|sáu|bảy|tám|chín))?)|thứ\s+\d{1,2}"
)
_ORDINAL = rf"(?:{_ORDINAL}|(?:Thứ\s+)?(?:Nhất|Một|Hai|Ba|Bốn|Tư|Năm|Sáu|Bảy|Tám|Chín|Mười))"
_CODE = (
    r"(?:[IVXLC]+[A-Za-zđ]?(?:[.-](?:\d+|[A-ZĐ](?!\w)))?"
    r"|\d{1,3}[A-Za-zđ]?(?:[./-](?:\d+[A-Za-z]?|[A-ZĐ]+))*|[A-Z]{1,2}\d{0,2}(?:[.-]\d+)?)"
)
_FORM_CODE = r"[0-9A-ZĐ][0-9A-Za-zĐđ]*(?:(?:[./-]|-\s(?=[A-ZĐ]{2}))[0-9A-ZĐa-zđ]+)*"
_SMALL_ORDINAL = r"thứ\s+(?:nhất|hai|ba|tư|năm)|một|hai|ba|đầu(?:\s+tiên)?|cuối(?:\s+cùng)?|mở\s+đầu"


def _point(copy: int) -> str:
    """The number of a point, which may be a doubled letter; a group's name may stand only once in a pattern."""
    return (
        rf"(?:(?P<l{copy}>[a-zđ])(?P=l{copy})?(?:[.]?\d{{1,2}}){{0,2}}|\d{{1,3}}[a-zđ]?(?:[.]\d{{1,2}})*|[A-ZĐ](?:[.]\d{{1,2}})?)"
    )


NUMBERS: dict[Level, re.Pattern[str]] = {
    Level.PARAGRAPH: re.compile(rf"(?:\d{{1,2}}|{_SMALL_ORDINAL}){_END}"),
    Level.SUBPOINT: re.compile(
        rf"(?:[(](?P<n>[ivx]{{1,4}}|[a-zđ]|\d{{1,2}})[)]|[a-zđ]?[.]?\d{{1,2}}(?:[.]\d{{1,2}})*|[a-zđ]|[ivx]{{1,4}}){_END}"
    ),
    Level.LETTERED: re.compile(rf"[a-zđ](?:[.]\d{{1,2}})?{_END}"),
    Level.POINT: re.compile(rf"(?:[“\"'(](?P<n>{_point(1)})[”\"')]|(?P<m>{_point(2)})(?:[(][ivx]{{1,4}}[)]|[”\"'])?){_END}"),
    Level.CLAUSE: re.compile(rf"\d{{1,3}}[a-zđ]?{_END}(?![./]\d)|\d{{1,2}}[.]\d{{1,2}}(?![.\w])|[(](?P<n>\d{{1,2}})[)]"),
    Level.ARTICLE: re.compile(
        rf"\d{{1,9}}(?:\s?[a-zđ](?![.)]))?{_END}(?![./]\d)|\d{{1,3}}[.]\d{{1,2}}(?![.\w]|/\d)|\d{{1,4}}[a-zđ]{{1,2}}\d?{_END}"
        r"|[IVXL]{1,6}(?=\s+(?:của\s+)?(?:Hiệp|Công|Nghị\s+định\s+thư))"
    ),
    Level.FORM: re.compile(rf"(?:số\s*:?\s*)?(?P<n>{_FORM_CODE}){_END}"),
    Level.SUBSECTION: re.compile(rf"(?:{_ROMAN}|\d{{1,3}}(?:[.]\d+)*|[A-Z]){_END}"),
    Level.SECTION: re.compile(
        rf"(?:số\s+)?(?P<n>{_ROMAN}|\d{{1,3}}[a-zđ]?(?:[.]\d+)*|[A-ZĐ](?:[.]?\d+|[.][IVX]+)?){_END}|[(](?P<m>\d{{1,2}}|[IVX]+)[)]"
    ),
    Level.CHAPTER: re.compile(rf"(?:{_ROMAN}|\d{{1,3}}[a-zđ]?|{_ORDINAL}){_END}"),
    Level.PART: re.compile(rf"(?:{_ROMAN}|\d{{1,3}}|[A-ZĐ]|{_ORDINAL}){_END}"),
    Level.APPENDIX: re.compile(rf"(?:số\s*:?\s*)?(?P<n>{_CODE}){_END}"),
}

WORDS: dict[str, Level] = {"đoạn": Level.PARAGRAPH, **{word: Level[kind.name] for word, kind in UNIT_KINDS.items()}}
# Units that may stand without a number where a container follows ("Phụ lục ban hành kèm theo Nghị định này").
BARE = (Level.APPENDIX,)
WORD = re.compile(
    r"(?:Tiểu\s+mục|tiểu\s+mục|Phụ\s+lục|PHỤ\s+LỤC|phụ\s+lục|Biểu\s+mẫu|biểu\s+mẫu|[Mm]ẫu\s+biểu"
    r"|[Đđ]iều|[Kk]hoản|[Đđ]iểm|[Tt]iết|[Đđ]oạn|[Mm]ẫu|[Mm]ục|[Cc]hương|[Pp]hần)(?![^\W\d]|đ)"
)
# Words that end in a unit word: "danh mục 1", "giai đoạn 2", "hợp phần 3", "tài khoản 112".
_COMPOUNDS = {
    Level.SECTION: ("danh", "hạng", "chuyên", "đề", "khoản", "thư"),
    Level.PART: ("hợp", "thành", "học", "cấu", "cổ", "một", "hai", "ba"),
    Level.PARAGRAPH: ("giai", "phân", "công"),
    Level.POINT: ("thời", "địa", "quan", "đặc", "ưu", "giao", "trọng", "cao", "thí", "chấm", "tổng", "số"),
    Level.CLAUSE: ("tài", "điều", "bồi"),
    Level.SUBPOINT: ("chi", "thời"),
    Level.CHAPTER: ("huy", "văn"),
    Level.ARTICLE: (),
    Level.FORM: (),
    Level.SUBSECTION: (),
    Level.APPENDIX: (),
    Level.LETTERED: (),
}
# "mục b Điều 1", "mục c, d khoản 1": a letter of a clause or a point, not a section.
_LETTERED = re.compile(
    r"\s+[a-zđ](?:[.]\d{1,2})?(?:\s*(?:,|và|hoặc)\s*(?:mục\s+)?[a-zđ]){0,8}\s*,?\s+(?:[Kk]hoản|[Đđ]iều|[Đđ]iểm)\s+(?:\d|này)"
)
# "hai phần ba" is a fraction; the third part of a code is "phần thứ ba" or "Phần ba".
_FRACTION = re.compile(r"phần\s+(?:nhất|hai|ba|bốn|tư|năm|sáu|bảy|tám|chín|mười)(?![\wđ])")
THIS = re.compile(r"\s*(?:này|nêu\s+trên(?![\wđ]))")
_SEPARATOR = re.compile(r"\s*(?:[,;]\s*(?:(?:và|hoặc|hay)\s+)?|(?:và/hoặc|và|hoặc|hay)\s+)")
_RANGE = re.compile(r"\s*,?\s*(?:cho\s+)?(?:đến(?:\s+hết)?|tới)\s+")
_DASH = re.compile(r"\s*[-–]\s*")
_BLANK = re.compile(r"\s+")
# Words after a number that make it an amount, not the number of a unit.
_MEASURE = re.compile(
    r"\s*(?:%|[(](?!\s*[a-zđ][)])(?:[^\W\d]+\s*){1,4}[)]|(?:ngày|tháng|năm|giờ|phút|tuần|lần|người|đồng|triệu|tỷ|nghìn|bản|bộ|tuổi|mét|[kc]?m[23]?|kg|ha|lít|tấn"
    r"|thành\s+viên|cá\s+nhân|trường\s+hợp|hành\s+vi|loại|trang|[Đđ]iều\s+kiện)(?![\wđ]))"
)


class Item(NamedTuple):
    """A unit word with its numbers; ``this`` where the word is followed by "này".

    :param separated: a comma or a conjunction stands between this item and the next one
    """

    level: Level
    numbers: tuple[str, ...]
    start: int
    end: int
    this: bool = False
    separated: bool = False


@lru_cache(maxsize=256)
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
    if level is Level.SECTION and _LETTERED.match(text, word.end()):
        level = Level.LETTERED
    if _is_compound(text, at, level):
        return None
    if level is Level.PART and _FRACTION.match(text, word.start()):
        return None
    this = THIS.match(text, word.end())
    if this:
        return Item(level, (), at, this.end(), this=True)
    first = _opening(text, word.end(), level)
    if first is None:
        return Item(level, (), at, word.end()) if level in BARE else None
    numbers, end = first
    while more := _more(text, end, level, numbers[-1]):
        end = more[1]
        # more numbers than any instrument has units are read, but not kept
        numbers += more[0] if len(numbers) < _MOST_NUMBERS else more[0][-1:]
    return Item(level, tuple(numbers), at, end)


_MOST_NUMBERS = 5000
# "mẫu Quyết định số 01": the title of the form stands before its number, which is not that of an instrument.
_TITLED_FORM = re.compile(
    r"(?:\s+(?!(?:theo|tại|kèm|ban|quy|của|này|do|được|số|và|hoặc|trong|đã|có|là|ở|từ)\s)[^\W\d_]+){1,7}\s+(?=số\s*:?\s*\d)"
    r"(?!số\s*:?\s*\d+[a-zđ]?(?:/(?:19|20)?\d\d\d?/|[/-](?:NĐ|QĐ|NQ|CT|TT|CP)))"
)


def _is_compound(text: str, at: int, level: Level) -> bool:
    before = _COMPOUNDS[level]
    if not before or at < 3 or text[at - 1] != " ":
        return False
    return re.split(r"\W", text[max(0, at - 12) : at - 1])[-1].lower() in before


def _opening(text: str, at: int, level: Level) -> tuple[list[str], int] | None:
    """The number, or the range "từ điểm a đến điểm h", right after a unit word."""
    blank = _BLANK.match(text, at)
    if blank is None:
        # a lost blank: "Điều26", but not the codes "mẫu01"
        if level not in (Level.ARTICLE, Level.CLAUSE) or not text[at : at + 1].isdigit():
            return None
        start = at
    else:
        start = blank.end()
    if level is Level.FORM and (titled := _TITLED_FORM.match(text, at)):
        start = titled.end()
    if text.startswith("từ ", start):
        inner = read_item(text, start + 3) or _bare_range(text, start + 3, level)
        return (list(inner.numbers), inner.end) if inner and inner.level is level and len(inner.numbers) > 1 else None
    number = _number(text, start, level)
    if number is None or (
        level in (Level.POINT, Level.CLAUSE, Level.PARAGRAPH) and number[0][0].isdigit() and _MEASURE.match(text, number[1])
    ):
        return None
    return [number[0]], number[1]


def _bare_range(text: str, at: int, level: Level) -> Item | None:
    """The range in "các khoản từ 1 đến 5", whose numbers have no unit word of their own."""
    first = _number(text, at, level)
    following = _more(text, first[1], level, first[0]) if first and _RANGE.match(text, first[1]) else None
    return Item(level, (first[0], *following[0]), at, following[1]) if first and following else None


def _more(text: str, at: int, level: Level, last: str) -> tuple[list[str], int] | None:
    """What continues a list after its last number: ", b", "và 3", "đến điểm h", "- 7"."""
    reach = _RANGE.match(text, at)
    if reach:
        number = _number(text, _skip_word(text, reach.end(), level), level)
        if number is None or (number[0][0].isdigit() and _MEASURE.match(text, number[1])):
            return None
        return list(expand(last, number[0], level))[1:] or [number[0]], number[1]
    dash = _DASH.match(text, at)
    if dash and level in (Level.POINT, Level.CLAUSE, Level.ARTICLE):
        number = _number(text, dash.end(), level)
        steps = list(expand(last, number[0], level)) if number else []
        return (steps[1:], number[1]) if number and len(steps) > 1 and ordered(last, number[0], level) else None
    separator = _SEPARATOR.match(text, at)
    if separator is None:
        return None
    number = _number(text, separator.end(), level)
    return ([number[0]], number[1]) if number and _plausible_next(text, number, level, last, text[at : separator.end()]) else None


def _skip_word(text: str, at: int, level: Level) -> int:
    word = WORD.match(text, at)
    if word and level_of(word.group()) in (level, Level.SECTION if level is Level.LETTERED else level):
        blank = _BLANK.match(text, word.end())
        return blank.end() if blank else at
    return at


def _number(text: str, at: int, level: Level) -> tuple[str, int] | None:
    match = NUMBERS[level].match(text, at)
    if match is None:
        return None
    groups = match.groupdict()
    printed = groups.get("n") or groups.get("m") or match.group()
    if level is Level.FORM and not any(character.isdigit() for character in printed) and not match.group().startswith("số"):
        return None
    keep_blanks = level in (Level.PARAGRAPH, Level.CHAPTER, Level.PART)
    return _BLANK.sub(" " if keep_blanks else "", printed), match.end()


def _plausible_next(text: str, number: tuple[str, int], level: Level, last: str, separator: str) -> bool:
    """Whether a number after a comma belongs to the list, and is not "30 ngày" or the letter of a word."""
    printed, end = number
    if printed[0].isdigit():
        return last[0].isdigit() and not _MEASURE.match(text, end) and not _is_mark(text, end, separator)
    if _is_mark(text, end, separator) or text.startswith("/", end):
        return False
    if level in (Level.SECTION, Level.PART, Level.CHAPTER, Level.SUBSECTION, Level.APPENDIX, Level.FORM):
        return not last[0].isdigit() or level is Level.FORM
    if level is Level.POINT:
        return not last[0].isdigit() and printed.islower() == last.islower() and (printed != last or text[end - 1] == ")")
    return True


def _is_mark(text: str, end: int, separator: str) -> bool:
    """Whether what follows is the mark of the next item: "khoản 1 Điều 5; b) …"."""
    return text.startswith(")", end) and (";" in separator or "\n" in separator)


def ordered(first: str, last: str, level: Level) -> bool:
    """Whether ``last`` comes after ``first`` in the order of its level."""
    if first.isdigit() and last.isdigit():
        return int(first) < int(last)
    if level is Level.POINT:
        return first in POINT_LETTERS and last in POINT_LETTERS and POINT_LETTERS.index(first) < POINT_LETTERS.index(last)
    return 0 < roman_value(first) < roman_value(last)


def expand(first: str, last: str, level: Level) -> Iterator[str]:
    """The numbers from ``first`` to ``last``: points in letter order (a b c d đ e g …), others by counting."""
    if not ordered(first, last, level):
        yield from _expand_codes(first, last)
    elif first.isdigit():
        if int(last) - int(first) > 500:
            yield from (first, last)
        else:
            width = len(first) if first.startswith("0") else 0
            yield from (f"{number:0{width}}" for number in range(int(first), int(last) + 1))
    elif level is Level.POINT:
        yield from POINT_LETTERS[POINT_LETTERS.index(first) : POINT_LETTERS.index(last) + 1]
    else:
        yield from (roman(number) for number in range(roman_value(first), roman_value(last) + 1))


_CODED = re.compile(r"(?P<head>.*?)(?P<count>\d+)(?P<tail>\D*)")


def _expand_codes(first: str, last: str) -> Iterator[str]:
    """Numbers that share what stands around their last figure: "1.1" to "1.4", "01/ĐK" to "03/ĐK", "A1" to "A3"."""
    a, b = _CODED.fullmatch(first), _CODED.fullmatch(last)
    if a and b and a["head"] == b["head"] and a["tail"] == b["tail"] and 0 < int(b["count"]) - int(a["count"]) <= 100:
        width = len(a["count"]) if a["count"].startswith("0") else 0
        yield from (f"{a['head']}{number:0{width}}{a['tail']}" for number in range(int(a["count"]), int(b["count"]) + 1))
    else:
        yield from (first, last)


_LEADING = re.compile(r"\d+")


def possible(level: Level, number: str) -> bool:
    """Whether a unit with this number can exist: there is no Điều 0 and no điểm f, j, w or z."""
    figures = _LEADING.match(number)
    if figures:
        return int(figures.group()) > 0
    if level in (Level.POINT, Level.SUBPOINT):
        return number[0].lower() in POINT_LETTERS or (level is Level.SUBPOINT and number[0] in "ivx.")
    return True
