"""The figures of a text by their form, as whole phrases with their values: sums, rates, ages, terms, counted things, dates."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from documents.comparison.changes import What
from documents.comparison.named import phrase_openers
from documents.comparison.substance import content, words_in
from documents.duties.statement import Amount, TimeUnit
from documents.duties.values import DIGITS, WORDED, number_of, read_amounts

_TIME = frozenset({*TimeUnit, "phút", "tuần", "quý"})
_RATES = frozenset({"%", "times", "fraction"})
_LIMITS = {
    "≥": "không thấp hơn|không ít hơn|không dưới|tối thiểu|ít nhất|thấp nhất|sớm nhất|từ đủ|đủ từ|từ",
    "≤": "không vượt quá|không được vượt quá|không được quá|không quá|tối đa|nhiều nhất|cao nhất|chậm nhất|muộn nhất|đến",
    "<": "ít hơn|nhỏ hơn|chưa đủ|đến chưa đủ|đến dưới|chưa|dưới",
    ">": "nhiều hơn|lớn hơn|trên|hơn|quá",
    "": "bằng|là|đủ|cả|mỗi|trong|vòng|thời hạn|thời gian|trong thời hạn|trong vòng|trong thời gian|trước|sau|gấp",
}
_BOUNDS = frozenset("≥≤<>")
_SIGN_OF = {said: sign for sign, words in _LIMITS.items() for said in words.split("|")}
_LIMIT = re.compile(rf"(?<!\w)(?:(?:{'|'.join(sorted(_SIGN_OF, key=len, reverse=True))})\s+)+$", re.IGNORECASE)
_ONE_LIMIT = re.compile(rf"(?:{'|'.join(sorted(_SIGN_OF, key=len, reverse=True))})(?!\w)", re.IGNORECASE)
DUE = re.compile(r"trong (?:thời hạn|vòng)|chậm nhất|muộn nhất", re.IGNORECASE)
_IS = re.compile(r"(?:là|bằng)\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:\w+\s+)?(?:-|–|đến(?: dưới| chưa đủ)?|tới|hoặc|và)\s*(?:\S+\s)?\s*", re.IGNORECASE)
_AND = re.compile(r"\s+và\s+", re.IGNORECASE)
"""Behind what a limit counts in, it begins a figure limited alike: "không quá 8 giờ trong 1 ngày và 48 giờ trong 1 tuần"."""
_BEHIND = re.compile(r"(?:\s+\w+){0,2}?\s+trở\s+(?:lên|xuống)", re.IGNORECASE)
_SINCE = re.compile(
    r"(?:,?\s+(?:(?:kể|tính)\s+)?từ\s+(?:khi|ngày|thời điểm|lúc)|\s+(?:trước|sau)\s+(?:ngày|khi|thời điểm))"
    r"\s[^,;.:\n]{3,160}?(?=\s(?:mà|thì|nhưng|phải|có trách nhiệm)\s|[,;.:\n]|$)",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:kể từ|từ|trước|sau|đến hết|đến|vào|(?:chậm|muộn) nhất(?: là)?(?: vào)?)\s+ngày "
    r"\d{1,2}(?:/\d{1,2}/\d{4}| tháng \d{1,2}(?:(?: năm|/)\s?\d{4}|\s(?:hằng|hàng|mỗi) năm))",
    re.IGNORECASE,
)
_TERM = r"(?:\s*\([^()]{1,20}\))?\s*(?P<unit>giờ|ngày|tuần|tháng|quý|năm)(?!\w)"
_ONCE = r"\s*/?\s*(?:một|01|1)\s+lần"
_EVERY = (
    re.compile(rf"định kỳ\s+(?:mỗi\s+)?(?P<many>{DIGITS}|(?:{WORDED})(?!\w)){_TERM}(?:{_ONCE})?", re.IGNORECASE),
    re.compile(rf"(?<!kỳ )(?<!kỳ mỗi )(?<!\w)(?P<many>{DIGITS}|(?!một\s)(?:{WORDED})(?!\w)){_TERM}{_ONCE}", re.IGNORECASE),
    re.compile(rf"(?:^|(?<=[.;:]\s)|(?<=\n)|định kỳ\s+)(?:hằng|hàng|mỗi)(?P<many>){_TERM}(?:{_ONCE})?", re.IGNORECASE),
)
OFTEN = re.compile(r"(?:hằng|hàng|mỗi) (?:ngày|tuần|tháng|quý|năm)|\d+ (?:ngày|tuần|tháng|năm) (?:một|0?1) lần", re.IGNORECASE)
"""How often something is due, or is."""
_CALENDAR = re.compile(r"ngày\s+\d{1,2}(?:/\d{1,2}/\d{4}|\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?)", re.IGNORECASE)
_PERIOD = re.compile(r"giai đoạn \d{4}\s*[-–]\s*\d{4}", re.IGNORECASE)
_UNDER_AGE = re.compile(r"(?<!\w)chưa thành niên(?!\w)", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_A_YEAR = re.compile(r"\s*(?:/|trong|mỗi|một)\s*(?:(?:một|mỗi|0?1)\s+)?(?:năm|tháng|quý|tuần|ngày)(?!\w)", re.IGNORECASE)
_GOES_ON = re.compile(r"(?<!\w)(?:gia hạn|kéo dài|tạm ngừng|tạm hoãn)(?:\s\w+){0,2}\s$", re.IGNORECASE)
_OF_AGE = re.compile(r"\s+tuổi(?!\w)", re.IGNORECASE)
_BACK = 40


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with what limits it, and with the event from which it counts.

    :param core: where it stands without that event
    :param value: by which two of them say the same
    """

    what: What
    start: int
    end: int
    core: int
    value: tuple[object, ...]

    @property
    def dated(self) -> bool:
        """Whether it is a day of the calendar."""
        return self.what is What.DEADLINE and self.core == self.end and isinstance(self.value[0], str)

    @property
    def often(self) -> bool:
        """Whether it says how often something is."""
        return self.value[0] == "mỗi"

    @property
    def limits(self) -> frozenset[object]:
        """Whether it is the least, or the most."""
        return frozenset("≥" if part in ("≥", ">") else "≤" for part in self.value if part in _BOUNDS)

    @property
    def numbers(self) -> tuple[object, ...]:
        """Its numbers with their units, without what limits them."""
        return tuple(part for part in self.value if part not in _LIMITS)


def turns_limit(before: str, after: str) -> bool:
    """Whether a least became a most, or the other way round."""
    limits = [frozenset().union(*(one.limits for one in find_figures(text))) for text in (before, after)]
    return len(limits[0]) == len(limits[1]) == 1 and limits[0] != limits[1]


_VALID = re.compile(
    r"(?<!\w)(?:(?:đầy )?đủ(?! điều kiện)|hợp lệ|(?:theo|đúng)(?: đúng)? quy định(?! (?:tại|của)))(?!\w)", re.IGNORECASE
)
_FILE = re.compile(r"(?<!\w)(?:hồ sơ|đơn|giấy tờ|tài liệu)(?!\w)", re.IGNORECASE)
_BEFORE = re.compile(r"\s+trước\s", re.IGNORECASE)
_JOINS = re.compile(r"(?<!\w)(?:và|hoặc)(?!\w)|,", re.IGNORECASE)


def is_other_event(before: str, after: str) -> bool:
    """Whether each of two events from which a time counts says something that the other does not."""
    return all(_new_in(before, after))


def asks_more(before: str, after: str) -> bool:
    """Whether of two events from which a time counts one asks for more, a file that is in order too, or the time runs until it."""
    if all(map(_FILE.search, (before, after))) and bool(_VALID.search(before)) is not bool(_VALID.search(after)):
        return True
    if len({bool(_BEFORE.match(text)) for text in (before, after)}) == 2:
        return True
    least, most = sorted(words.total() for words in _new_in(before, after))
    return not least and most > 1 and len({len(_JOINS.findall(text.lstrip(" ,"))) for text in (before, after)}) == 2


def _new_in(before: str, after: str) -> tuple[Counter[str], Counter[str]]:
    """What each of two texts says that the other does not, but for whether a file is in order."""
    ours, theirs = (content(words_in(_VALID.sub(" ", text))) for text in (before, after))
    return ours - theirs, theirs - ours


def find_figures(text: str) -> list[Figure]:
    """The figures of a text in order; a range is one."""
    every = [
        Figure(What.DEADLINE, *one.span(), one.end(), ("mỗi", number_of(one["many"] or "một"), one["unit"].lower()))
        for form in _EVERY
        for one in form.finditer(text)
    ]
    amounts = (one for one in _amounts(text) if not any(one.start < other.end and other.start < one.end for other in every))
    return sorted((*amounts, *every, *_plain(text)), key=lambda one: one.start)


def _plain(text: str) -> Iterator[Figure]:
    for what, form in ((What.DEADLINE, _DATE), (What.DURATION, _PERIOD)):
        for match in form.finditer(text):
            first = match[0].lower().removeprefix("kể ").split()[0]
            yield Figure(what, *match.span(), match.end(), (first, *map(int, _NUMBER.findall(match[0]))))
    for match in _UNDER_AGE.finditer(text):
        yield Figure(What.AGE, *match.span(), match.end(), ("<", 18, "tuổi"))


def _amounts(text: str) -> Iterator[Figure]:
    last: Figure | None = None
    signs: tuple[object, ...] = ()
    dates = [match.span() for form in (_CALENDAR, _PERIOD) for match in form.finditer(text)]
    for one in read_amounts(text, 0, len(text)):
        counted = (not phrase_openers().fullmatch(one.unit) and one.text[0].isdigit()) or _what(
            one.unit
        ) is not What.AMOUNT  # "hai bên" counts nothing
        if not counted or any(start < one.end and one.start < end for start, end in dates):
            continue
        here = _figure(text, one)
        rate = last and signs and last.value[0] not in _LIMITS and last.value[-1] != here.value[-1]
        if last and rate and _AND.fullmatch(text, last.core, here.start):
            here = replace(here, value=tuple(dict.fromkeys((*signs, *here.value))))
            yield last
        elif last and last.what is here.what and last.core <= here.start and _BETWEEN.fullmatch(text, last.core, one.start):
            here = Figure(here.what, last.start, here.end, here.core, _range((*last.value, *here.value)))
        elif last:
            yield last
        signs = last.value[:1] if last and last.value[0] in _LIMITS else ()
        last = here
    if last:
        yield last


def limits_before(text: str, start: int) -> tuple[tuple[str, ...], int]:
    """The signs ("≥", "≤", "<", ">") of the words that limit a figure, each once, and where these words begin."""
    limit = _LIMIT.search(text, max(0, start - _BACK), start)
    signs = (_SIGN_OF[said[0].lower()] for said in _ONE_LIMIT.finditer(limit[0])) if limit else ()
    return tuple(dict.fromkeys(filter(None, signs))), limit.start() if limit else start


def _figure(text: str, one: Amount) -> Figure:
    """A number with its unit, what limits it, and the event from which it counts."""
    aged = _OF_AGE.match(text, one.end)
    what = What.AGE if aged else _what(one.unit)
    signs, start = limits_before(text, one.start)
    if one.unit == "times" and (_A_YEAR.match(text, one.end) or _GOES_ON.search(text, max(0, start - _BACK), start)):
        what = What.AMOUNT  # how often, not how much of something
    end = aged.end() if aged else one.end
    value: tuple[object, ...] = (*signs, one.value, one.unit.lower())
    joins = _IS.match(text, start, end)
    start = joins.end() if joins else start
    behind = _BEHIND.match(text, end)
    if behind:
        end, value = behind.end(), ("≥" if "lên" in behind[0] else "≤", one.value, one.unit.lower())
    since = _SINCE.match(text, end) if what is What.DURATION else None
    due = since or (what is What.DURATION and DUE.match(text, start))
    return Figure(What.DEADLINE if due else what, start, since.end() if since else end, end, value)


def _range(value: tuple[object, ...]) -> tuple[object, ...]:
    """The value of a range, however its ends are said."""
    return tuple(part for part in value if part not in ("≥", "≤"))


def _what(unit: str) -> What:
    if unit in _TIME:
        return What.DURATION
    if unit in _RATES:
        return What.RATE
    return What.AGE if unit.lower() == "tuổi" else What.AMOUNT
