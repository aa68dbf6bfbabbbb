"""The figures and bodies that a provision names: amounts, rates, durations, deadlines, ages, authorities.

Each is found by its form alone, as a whole phrase: the figure with its unit and what limits it, a body's full name.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from documents.comparison.bodies import BODY
from documents.comparison.levels import words_of
from documents.text import unify_tone_marks


class What(StrEnum):
    """What a mention is about. The values are part of the interface."""

    DURATION = "duration"
    DEADLINE = "deadline"
    AMOUNT = "amount"
    RATE = "rate"
    AGE = "age"
    AUTHORITY = "authority"
    ADDRESSEE = "addressee"
    CONDITION = "condition"
    DOCUMENT = "document"
    OBLIGATION = "obligation"
    RIGHT = "right"
    SCOPE = "scope"


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase of a text.

    :param core: by which two of them say the same
    """

    what: What
    start: int
    end: int
    core: tuple[str, ...]


_LIMIT = (
    r"(?:(?:chưa đủ|chưa|không đủ"
    r"|ít nhất|nhiều nhất|tối thiểu|tối đa|không quá|không vượt quá|không ít hơn|không thấp hơn|không dưới|không được quá|quá"
    r"|thấp nhất|cao nhất|đến dưới|từ đủ|đủ từ|từ|đến|trên|dưới|hơn|đủ|bằng|là|gấp|mức|khoảng|cả|mỗi|tròn)\s+)*"
)
_WORDED = (
    r"(?:(?:(?:hai|ba|bốn|năm|sáu) )?(?:mươi|mười) (?:hai|lăm|sáu|tám)|(?:hai|ba|bốn|năm|sáu) mươi"
    r"|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|nửa)"
)
_FIGURE = rf"(?:\d+(?:[.,]\d+)*(?:\s*\([^)\d]{{1,30}}\))?|{_WORDED}(?=\s))"
_TIME_UNIT = r"(?:giờ làm việc|giờ|ngày làm việc|ngày đêm|ngày|tuần|tháng|quý|năm|phút)"
_TIME = rf"(?<!tháng )(?<!ngày ){_FIGURE}\s*{_TIME_UNIT}(?!\s+(?:tuổi|\d))(?![\wà-ỹ])"
_MONEY = (
    rf"{_FIGURE}\s*(?:nghìn|ngàn|triệu|tỷ|tỉ)?\s*"
    r"(?:đồng|VNĐ|USD|đô la(?: Mỹ| Úc)?|Đài tệ|Yên|Euro|EUR|Nhân dân tệ|Won|MOP)(?!\w)(?:/[\wà-ỹ]+)*"
)
_UNTIL = r"[^,;.:\n]{0,90}?(?=\s+(?:theo|đối với|để|khi|nếu|thì|và|hoặc|tại|phải|được|do|cho|có)\b|[,;.:\n]|$)"
_SPAN_END = r"(?:\s*(?:-|–|đến|và|hoặc|tới)\s*{limit}{one})?"


def _ranged(one: str) -> str:
    return rf"{_LIMIT}{one}" + _SPAN_END.format(limit=_LIMIT, one=one)


_BY_WHEN = (
    r"(?:chậm nhất|muộn nhất|báo trước|thông báo trước|ít nhất trước|trước(?: thời hạn)?)\s+(?:là\s+)?(?:trong\s+(?:thời hạn\s+)?)?"
)
_WITHIN = r"(?:(?:trong\s+)?(?:thời hạn|thời gian)|trong(?:\s+vòng)?|sau(?:\s+thời hạn)?)\s+"
_FROM = (
    r"(?:\s+làm việc)?,?\s*(?:(?:kể|tính)\s+)?từ\s+(?:khi|ngày|thời điểm|lúc)\s+[^,;.:\n]{3,120}?"
    r"(?=\s+(?:mà|thì|nhưng|phải)\s|[,;.:\n]|$)"
)
_WHOSE = r"(?:(?:người(?: lao động| khuyết tật)?|lao động(?: nữ| nam)?|trẻ em|công dân|cá nhân|con)\s+)?"
_UNITS = rf"(?<!\w){_FIGURE}\s*{_TIME_UNIT}"
# Each with what must stand in a text for it to be worth looking for.
_FORMS: tuple[tuple[What, re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (what, re.compile(sign, re.IGNORECASE), re.compile(rf"(?<!\w)(?:{form})", re.IGNORECASE))
    for what, sign, form in (
        (What.DURATION, "cộng dồn", rf"{_ranged(_TIME)}\s+cộng dồn\s+trong\s+(?:thời hạn\s+)?{_TIME}(?:{_FROM})?"),
        (What.DURATION, "cho đến", r"cho đến (?:hết (?:thời gian|thời hạn)|khi hết)[^,;.:\n]{3,80}"),
        (What.AGE, "tuổi", _WHOSE + _ranged(rf"{_FIGURE}\s*(?:tháng\s+)?tuổi") + r"(?:\s+trở\s+(?:lên|xuống))?"),
        (What.AGE, "thành niên", _WHOSE + r"(?:chưa|đã) thành niên"),
        (
            What.AMOUNT,
            r"(?<!hợp )(?<!hội )(?<!cộng )(?<!lao )đồng(?!\w)|VNĐ|USD|đô la|tệ|Yên|Eur|Won|MOP",
            _ranged(_MONEY) + r"(?:\s+trở\s+(?:lên|xuống))?",
        ),
        (
            What.AMOUNT,
            "lương|chuẩn",
            rf"{_LIMIT}{_FIGURE}\s*(?:lần\s+)?(?:tháng\s+)?(?:mức\s+)?(?:lương|tiền lương|chuẩn)\s+[^,;.:\n]{{3,60}}",
        ),
        (
            What.RATE,
            "%|phần trăm",
            _ranged(rf"{_FIGURE}\s*(?:%|phần trăm)")
            + r"(?:\s+(?:của\s+)?(?:mức\s+)?(?:tiền\s+)?(?:lương|giá|tổng|số|cá nhân|người|thành viên|vốn|cổ phần"
            + r"|diện tích|doanh thu)"
            + _UNTIL
            + r")?",
        ),
        (What.RATE, "lần", rf"{_LIMIT}{_FIGURE}\s+lần\s+(?:mức|tiền|giá|số|lương|so với|chuẩn|tổng)[^,;.:\n]{{0,60}}"),
        (What.DEADLINE, "năm", r"(?:kể từ|từ|trước|sau|đến hết|đến) ngày \d{1,2} tháng \d{1,2} năm \d{4}"),
        (What.DEADLINE, _UNITS, rf"{_BY_WHEN}{_ranged(_TIME)}(?:{_FROM})?"),
        (What.DEADLINE, _UNITS, rf"{_ranged(_TIME)}\s+trước\s+(?:ngày|khi|thời điểm)\s+[^,;.:\n]{{3,100}}"),
        (What.DEADLINE, _UNITS, rf"(?:{_WITHIN})?{_ranged(_TIME)}{_FROM}"),
        (What.DEADLINE, _UNITS, rf"(?:^|(?<=\n)|(?<=\.\s)){_WITHIN}{_ranged(_TIME)}"),
        (
            What.DEADLINE,
            r"trong\s+(?:thời hạn|vòng)\s",
            rf"trong\s+(?:thời hạn|vòng)\s+{_ranged(_TIME)}(?!\s+(?:trở|liên tục|một lần|cộng dồn))",
        ),
        (
            What.DURATION,
            _UNITS,
            rf"(?:trong\s+thời gian\s+|thời hạn\s+)?(?:ít hơn\s+|nhiều hơn\s+)?{_ranged(_TIME)}"
            + r"(?:\s+(?:trở\s+(?:lên|xuống)|liên tục|một lần|trong\s+(?:một|01|1)\s+(?:ngày|tuần|tháng|năm)))?"
            + rf"(?:(?:\s+cộng dồn)?\s+trong\s+(?:thời hạn\s+)?{_TIME}(?:{_FROM})?)?",
        ),
    )
)

_SENTENCE = re.compile(r"[^.;\n]+(?:\.(?=\d)[^.;\n]+)*")


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a text stand."""
    return [match.span() for match in _SENTENCE.finditer(text) if match[0].strip()]


def name_of(mention: Mention) -> tuple[str, ...]:
    """What a mention names: a people's court is a court."""
    return tuple(word for word in mention.core if mention.what is not What.AUTHORITY or word not in _OF_THE_PEOPLE)


_OF_THE_PEOPLE = frozenset({"nhân", "dân"})


def figure_of(mention: Mention) -> str:
    """The figure of a mention with its limits, however these are said, without the moment from which it counts."""
    ends = [place for place, word in enumerate(mention.core) if word in _MOMENT]
    said = " ".join(mention.core[: ends[0]] if ends else mention.core)
    for limit, form in _LIMITS:
        said = form.sub(limit, said)
    return " ".join(word for word in said.split() if word not in _ROUND_A_FIGURE)


_LIMITS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (limit, re.compile(rf"(?<!\w)(?:{said})(?!\w)"))
    for limit, said in (
        ("≥", "không thấp hơn|không ít hơn|không dưới|tối thiểu|ít nhất|thấp nhất"),
        ("≤", "không vượt quá|không được quá|không quá|tối đa|nhiều nhất|cao nhất"),
        ("<", "chưa đủ|chưa|dưới"),
    )
)
_ROUND_A_FIGURE = frozenset(
    ["trong", "thời", "hạn", "gian", "vòng", "là", "các", "mức", "mỗi", "người", "lao", "động", "trẻ", "em", "công", "dân"]
)
_MOMENT = frozenset({"kể", "tính", "khi", "lúc"})


def find_mentions(text: str) -> list[Mention]:
    """The mentions of a text, in order; where two overlap the first found stands, the narrower kind before the wider."""
    found: list[Mention] = []
    text = unify_tone_marks(text)
    taken = bytearray(len(text))
    for finder in _FINDERS:
        for what, start, end in finder(text):
            end = start + len(text[start:end].rstrip(" ,"))
            if end > start and not (what in FIGURES and any(taken[start:end])):
                found.append(Mention(what, start, end, _core(text[start:end])))
                if what in FIGURES:
                    taken[start:end] = b"\1" * (end - start)
    return sorted(found, key=lambda mention: (mention.start, mention.end))


_FILLING = re.compile(r"^(?:trong|các)\s+|^(?:các)\s+", re.IGNORECASE)


def _core(phrase: str) -> tuple[str, ...]:
    """The words by which two phrases say the same: 3 days are 03 days, "in case" is "in a case"."""
    return tuple(word.lstrip("0") or "0" for word in words_of(_FILLING.sub("", phrase)))


_FIGURED = re.compile(
    rf"\d|(?<!\w)(?:{_WORDED}|làm việc|giờ|ngày|tuần|tháng|quý|năm|quá|ít nhất|tối đa|trên|dưới)(?!\w)", re.IGNORECASE
)


def figured(words: str) -> bool:
    """Whether words hold a figure."""
    return bool(_FIGURED.search(words))


NORMS = frozenset({What.OBLIGATION, What.RIGHT})
FIGURES = frozenset({What.DURATION, What.DEADLINE, What.AMOUNT, What.RATE, What.AGE})
_Found = Iterator[tuple[What, int, int]]


def _figures(text: str) -> _Found:
    signs: dict[re.Pattern[str], bool] = {}
    for what, sign, form in _FORMS:
        if sign not in signs:
            signs[sign] = bool(sign.search(text))
        for match in form.finditer(text) if signs[sign] else ():
            if _ANY_ONE.fullmatch(match[0]) and not _MEASURED.search(text, max(0, match.start() - 8), match.start()):
                continue
            if not re.match(r"(?i)(?:ngày|tháng|năm|Luật|số)\s", text[max(0, match.start() - 6) : match.start()][-5:]):
                yield (What.DURATION if what is What.DEADLINE and _lasts(text, *match.span()) else what), *match.span()


_ANY_ONE = re.compile(r"một (?:giờ|ngày|tuần|tháng|quý|năm)", re.IGNORECASE)
_MEASURED = re.compile(r"(?:trong|trước|sau|là|hạn|vòng|gian)\s+$", re.IGNORECASE)
"""Before one day that is a length, not any day."""
_LASTING = re.compile(
    r"(?:tiếp tục|kéo dài|duy trì|có hiệu lực|có giá trị|lưu|lưu trữ|lưu giữ|bảo quản|đình chỉ|cấm|hưởng|nghỉ|gia hạn|ở lại|lưu trú"
    r"|hỗ trợ)(?:\s+\w+){0,6}\s+(?=(?:trong )?(?:thời hạn|thời gian|vòng|không quá|tối đa))",
    re.IGNORECASE,
)
_BACK = 60


def _lasts(text: str, start: int, end: int) -> bool:
    """Whether a figure says how long something goes on, not by when something must be done."""
    before = text[max(0, start - _BACK) : start + 25]
    return any(match.end() >= min(start, _BACK) - 2 for match in _LASTING.finditer(before))


def _bodies(text: str) -> _Found:
    return ((What.AUTHORITY, *match.span()) for match in BODY.finditer(text))


_FINDERS: tuple[Callable[[str], _Found], ...] = (_figures, _bodies)
