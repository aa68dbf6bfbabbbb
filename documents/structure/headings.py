"""Recognise the headings of parts, chapters, sections and articles, and tell them from citations at the start of a line."""

import re
from typing import NamedTuple

from documents.model import InstrumentType, Kind
from documents.paths import PATH_NAMES, UNITS, kind_of, last_step, segment
from documents.wording.numbers import LETTER_ORDER, roman_value
from documents.wording.types import LEVELS, TYPE_NAME, TYPE_PATTERN, names_pattern
from documents.wording.unit_lists import UNIT_KINDS, unit_pattern
from documents.wording.verbs import END_BEGINS

LONGEST = 400
"""Characters of such a text."""

_REPEALED = r"(?:đã\s+)?(?:được|bị)\s+(?:bãi|h[uủ][ỷy])\s*bỏ"
_ACT = rf"(?:điểm|khoản|điều|mục|{TYPE_PATTERN}|văn\s+bản|số)\b"
_BY = (
    rf"(?:\s*,?\s*(?:(?:theo|bởi|tại|bằng)\s+(?:quy\s+định\s+(?:tại|của)\s+)?(?:các\s+)?{_ACT}"
    r"|(?:kể\s+)?từ\s+(?:ngày\s+)?\d)[^;:]*)?"
)
_CLOSED = r"[\s.;,\d*\[\]]*"  # punctuation, and the mark of a footnote
_BARE = re.compile(rf"\W*(?:đã\s+)?(?:được|bị)\s+bãi\s*bỏ{_BY}{_CLOSED}", re.IGNORECASE)
_REPEALED_ARTICLE = re.compile(rf"\W*bãi\s*bỏ{_BY}{_CLOSED}", re.IGNORECASE)  # of a point it may be one of several things to do
_BRACKETED = re.compile(
    rf"[\s\d.]*[(\[]\s*(?:{_REPEALED}|(?:bãi|h[uủ][ỷy])\s*bỏ|(?:đã\s+)?hết\s+hiệu\s+lực){_BY}[)\]]{_CLOSED}", re.IGNORECASE
)
_SENTENCE = re.compile(
    rf"\W*(?P<unit>{unit_pattern()})\s+(?:số\s+)?(?P<number>[\w.-]{{1,12}})(?:\s+này)?\s+{_REPEALED}{_BY}\W*",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"[ĐÐƉ](?:\s?iều|IỀU)(?:\s{1,3}|(?=\d))(?:thứ\s)?\s*(\d{1,9}[a-zđ]?(?![\w])|duy nhất)\s{0,2}([.:/–-]?)(?:\s?[–-](?=\s))?\s*"
)
_GROUPS = (
    (Kind.SUBSECTION, re.compile(r"(?:Tiểu mục|TIỂU MỤC)\s+(\S{1,12})")),
    (Kind.SECTION, re.compile(r"(?:Mục|MỤC)\s+(thứ\s+\w{1,10}|\S{1,12})")),
    (Kind.CHAPTER, re.compile(r"(?:Chương|CHƯƠNG)\s+((?:thứ|THỨ)\s+\w{1,10}|\S{1,12})")),
    (Kind.PART, re.compile(r"(?:Phần|PHẦN)\s+((?:thứ|THỨ)\s+\w{1,10}(?:\s+(?:một|hai|ba|tư|lăm|sáu|bảy|tám|chín))?|\S{1,12})")),
)
_WORD_NUMBERS = frozenset(("một", "hai", "ba", "bốn", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "nhất", "nhì"))
_NUMBER = re.compile(r"[IVXLC]{1,8}[a-zđ]?|\d{1,3}[a-zđ]?|[A-ZĐ]")
_NUMBER_SIGNS = ".:-–/,;)"
_ROMAN_SECTION = re.compile(r"([IVXL]{1,7})\s{0,2}[.)/–-]\s{0,3}-?\s*")
_LETTER_PART = re.compile(r"(?:PHẦN\s+)?([A-HĐ])\s{0,2}[.)/–-]\s{0,3}-?\s*")
CITED_AFTER = re.compile(
    r"(?:(?:của|và|hoặc|này|nêu|trên|tại|thuộc|theo|ban hành|được|quy định|đến|với|do|là|về|nói|dưới đây)\b"
    rf"|{names_pattern(kind for kind in LEVELS if kind != InstrumentType.DECISION)}\b"
    r"|(?:Quyết định|Quy chế|Quy định|Điều lệ|Chương|Mục|Phần|Phụ lục|Điều|Chương trình|Công ước|Hiệp định)"
    r"\s+(?:này|số|thứ|ban hành|[IVXLC\d])"
    r"|[,;)])"
)
_ENDS_SENTENCE = re.compile(r"[.;:!?…][”\"»)]{0,2}$|[.;:]/?\.?$")
# a unit, not "tài khoản", "thời điểm" or "chi tiết"
_UNIT = (
    r"\b(?<!tài )(?<!địa )(?<!thời )(?<!đặc )(?<!quan )(?<!thí )(?<!trọng )(?<!ưu )(?<!nhược )(?<!ngoài )(?<!chi )(?<!trình )"
    r"(?:khoản|điểm|tiết)"
)
_LEADS_ON = re.compile(
    rf"(?:[,(\-–]|{_UNIT}|\b(?:điều|mục|chương|phần|phụ lục|các|ngày|tháng|năm|và|hoặc|hay|tại|của|theo|với|từ|đến|về"
    r"|do|bởi|trong|cho|là|luật|định|những|có|được|bị|để|khi|thì|mà|như|qua|trên|dưới|bằng|giữa|nếu|không|phải)"
    r"|\b(?:luật|định|tư|quyết|lệnh|thị|văn|mẫu|lục) số"
    r"|\b(?:khoản|điểm|tiết)\s+[^\s.;:]{1,3})$",
    re.IGNORECASE,
)
_CITES = re.compile(
    rf"(?:{_UNIT}\s+[^\s.;:]{{1,4}}|{_UNIT}|\b(?<!đê )(?<!sở )(?<!hiện )(?<!tồn )(?:điều|và|hoặc|tại|của|theo|các)|[,(])$",
    re.IGNORECASE,
)
_SENTENCE_VERB = re.compile(
    rf"(?:Ban hành|Phê duyệt|Giao|{END_BEGINS}|Công bố|Thành lập|Cho phép|Công nhận|Bổ nhiệm|Thông qua|Điều chỉnh"
    r"|Cử|Đính chính|Ủy quyền|Nay ban hành)\b"
)
_ATTACHES = re.compile(r"(?:Ban hành|Công bố|Phê duyệt|Thông qua|Nay ban hành)\b.{0,20}?\bkèm theo\b")
_NORM = re.compile(
    rf"\b(?:{TYPE_NAME}|Quy chế|Quy định|Điều lệ) này "
    r"(?:có hiệu lực|quy định|thay thế|được|áp dụng|hướng dẫn|gồm)|chịu trách nhiệm (?:thi hành|thực hiện|hướng dẫn|tổ chức)"
)


def says_only_repealed(text: str, path: str) -> bool:
    """Whether the words of a provision say nothing but that it was repealed."""
    lines = text.splitlines() if len(text) <= LONGEST else []
    said = [_says_so(line, path) for line in lines if line.strip()]
    return bool(said) and all(said)


def _says_so(line: str, path: str) -> bool:
    if _BARE.fullmatch(line) or _BRACKETED.fullmatch(line):
        return True
    if kind_of(path) in UNITS and _REPEALED_ARTICLE.fullmatch(line):
        return True
    found = _SENTENCE.fullmatch(line)
    if found is None:
        return False
    kind, own = UNIT_KINDS[" ".join(found["unit"].lower().split())], last_step(path)
    this = found["number"].lower() == "này"
    return own.split("-")[0] == PATH_NAMES[kind].split("-")[0] if this else own == segment(kind, found["number"])


class ArticleHeading(NamedTuple):
    """``Điều N`` at the start of a paragraph.

    :param strong: it has the punctuation or the form of a heading; a weak one counts only as the next in sequence
    :param glued: the blank before the number is lost, or one stands inside the word
    """

    number: str
    value: int
    suffix: str
    start: int
    strong: bool
    glued: bool = False


class GroupHeading(NamedTuple):
    """A heading of a part, chapter, section or subsection, with where its title begins on the same line."""

    kind: Kind
    number: str
    start: int


def ends_sentence(text: str) -> bool:
    """Whether a line ends with the punctuation of a sentence or an item."""
    return bool(_ENDS_SENTENCE.search(text[-6:]))


def leads_on(text: str) -> bool:
    """Whether a line ends with words that cannot end a sentence (``tại khoản 1``, ``của``, a comma)."""
    return bool(_LEADS_ON.search(text[-24:]))


def cites(text: str) -> bool:
    """Whether a line ends in the middle of a citation or a list, so that a number after it goes on with that."""
    return bool(_CITES.search(text[-24:]))


def is_caps(text: str) -> bool:
    """Whether a text has letters, and all of them are capitals."""
    return text.isupper()


def article_heading(text: str) -> ArticleHeading | None:
    """Read ``Điều N`` at the start of a paragraph; None where the form alone shows a citation."""
    found = _ARTICLE.match(text)
    if found is None:
        return None
    number, sign, start = found[1], found[2], found.end()
    glued = text[1] in " 0123456789" or text[4:5].isdigit()
    digits = number.rstrip("".join(LETTER_ORDER))
    value = int(digits) if digits.isdecimal() else 1
    suffix = number[len(digits) :] if digits.isdecimal() else ""
    rest = text[start : start + 80]
    if not rest:
        return ArticleHeading(number, value, suffix, start, sign in (".", ":") and bool(sign), glued)
    if rest[:1] in ",;" or rest[:1] == ")":
        return None
    if sign in (".", ":", "/"):
        weak = rest[:1].islower() or CITED_AFTER.match(rest[:1]) is not None
        return ArticleHeading(number, value, suffix, start, not weak, glued)
    if CITED_AFTER.match(rest) or rest[:1].islower():
        return None
    return ArticleHeading(number, value, suffix, start, False, glued)


def group_heading(text: str) -> GroupHeading | None:
    """Read the heading of a part, chapter, section or subsection; None for a citation of one."""
    if text[:1] not in "PCMT":
        return None
    for kind, pattern in _GROUPS:
        found = pattern.match(text)
        if found is None:
            continue
        printed = found[1].rstrip(_NUMBER_SIGNS)
        number = " ".join(printed.split()) if printed.casefold().startswith("thứ ") else printed
        spelled = number.casefold().startswith("thứ ") or number.casefold() in _WORD_NUMBERS
        start = found.start(1) + len(printed)
        if not spelled and not _NUMBER.fullmatch(number):
            found_number = re.match(r"([IVXLC]{1,8}|\d{1,3})[.:]", found[1])  # "Chương I.NHỮNG QUY ĐỊNH"
            if found_number is None:
                return None
            number, start = found_number[1], found.start(1) + found_number.end(1)
        rest = text[start:].lstrip(" ")
        title = rest.lstrip(".:-–/ ")
        if rest[:1] in (",", ";", ")"):
            return None
        if title and (title[:1].islower() or CITED_AFTER.match(title)) and not is_caps(title):
            return None
        return GroupHeading(kind, number, len(text) - len(title))
    return None


def roman_section(text: str) -> tuple[str, int, int] | None:
    """``I. MỤC TIÊU`` in a text without articles: number, its value, where the words begin."""
    if text[:1] not in "IVXL":
        return None
    found = _ROMAN_SECTION.match(text)
    value = roman_value(found[1]) if found is not None and found.end() < len(text) else 0
    return (found[1], value, found.end()) if found is not None and value else None


def letter_part(text: str) -> tuple[str, int, int] | None:
    """``A. QUY ĐỊNH CHUNG`` in a text without articles: number, its value, where the words begin."""
    found = _LETTER_PART.match(text)
    if found is None or found.end() >= len(text):
        return None
    return found[1], "ABCDEFGH".find(found[1]) + 1, found.end()


def is_repealed(text: str) -> bool:
    """``(được bãi bỏ)`` and the like: all that is left of a repealed provision."""
    return says_only_repealed(text, segment(Kind.ARTICLE))


def is_sentence(text: str) -> bool:
    """Whether the words after ``Điều N.`` are a sentence of law rather than a title."""
    if is_repealed(text):
        return True
    if text.endswith(":") and _ATTACHES.match(text):
        return True
    ended = text.endswith((".", ";", "./.")) and not text.endswith("...")
    if not ended:
        return text.endswith(",") or len(text) > 600
    words = text.count(" ") + 1
    return words >= 18 or _NORM.search(text) is not None or _SENTENCE_VERB.match(text) is not None or ". " in text


def is_only_sentence(text: str) -> bool:
    """The same where the article has nothing else: there a final full stop is enough."""
    return ends_sentence(text) or is_sentence(text) or _SENTENCE_VERB.match(text) is not None or _NORM.search(text) is not None
