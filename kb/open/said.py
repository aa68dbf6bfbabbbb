"""What a sentence says beside a citation, and the words of what it cites, in the form in which they are compared:
money, rates, times, ages and counted things as figures.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from documents.comparison.quoted import word_count
from documents.comparison.words import WORD, word_key
from documents.duties.statement import MINUTES, Amount, TimeUnit
from documents.duties.values import DIGITS, UNITS, WORDED, number_of, read_amounts
from kb.open.foreign import overlapped


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and the words that name it; offsets are those of the text that it was read of.

    :param kind: what is compared with what: "đồng", "%", "lần", "giờ" (any length of time), "tuổi", or what is counted
    :param value: of a length of time in minutes
    """

    kind: str
    value: float
    start: int
    end: int
    words: str


_MONEY_KIND, _TIME_KIND = "đồng", "giờ"
_KINDS = {"VND": _MONEY_KIND, "%": "%", "fraction": "%", "times": "lần", "base_salary": "lần"}
_SCALES = {"nghìn": 1e3, "ngàn": 1e3, "triệu": 1e6, "tr": 1e6, "tỷ": 1e9, "tỉ": 1e9}
_NUMBER = rf"(?:{DIGITS}|(?:(?:{WORDED})\s+trăm(?:\s+(?:(?:linh|lẻ)\s+)?(?:{WORDED}))?|{WORDED})(?!\w))"
_SCALED = rf"{_NUMBER}\s*(?:{'|'.join(_SCALES)})(?!\w)"
_BEHIND = r"(?=\s*(?:[^\w\s]|$)|\s+(?:là|và|hay|hoặc|đến|tới|cho|để|tại|theo|thì|nếu|khi|với|mỗi|một|trở|bị|được|đối|tiền)(?!\w))"
_MONEY = re.compile(
    rf"(?<![\w/.,-])(?:{_SCALED}(?:\s+{_SCALED})*(?:\s*(?:đồng|đ|vnđ|vnd)(?!\w)|{_BEHIND})|{_NUMBER}\s*(?:đồng|vnđ|vnd)(?!\w)"
    r"|\d{1,3}(?:[.,]\d{3})+\s*đ(?!\w))",
    re.IGNORECASE,
)
_PART = re.compile(rf"({_NUMBER})(?:\s*({'|'.join(_SCALES)})(?!\w))?", re.IGNORECASE)
_CALENDAR = re.compile(r"(?:ngày\s+)?\d{1,2}\s+tháng\s+\d{1,2}|tháng\s+\d{1,2}\s+năm", re.IGNORECASE)
_QUOTED = re.compile(r"“[^“”\n]*”|«[^«»\n]*»|\"[^\"\n]*\"")
_SHORT_QUOTED = 8
_END = re.compile(r"[.;!?]\s|\n")
_FROM = re.compile(r"(?:từ|đến|tới|[-–])\s*(?:dưới\s+)?$", re.IGNORECASE)
_UP_TO = re.compile(r"\s*(?:đồng\s*)?(?:-|–|đến|tới)\s*(?:dưới\s+)?", re.IGNORECASE)


def figures_of(text: str) -> list[Figure]:
    """The figures of a text, in order."""
    money = [Figure(_MONEY_KIND, _sum(one[0]), *one.span(), one[0]) for one in _MONEY.finditer(text)]
    taken = sorted([*((one.start, one.end) for one in money), *(one.span() for one in _CALENDAR.finditer(text))])
    low = text.replace("ịnh kỳ ", "ịnh kỳ:")  # a number behind "kỳ" is that of a period, but not here
    read = (one for one in read_amounts(low, 0, len(low)) if not overlapped(taken, one.start, one.end))
    return sorted((*money, *(figure for one in read if (figure := _figure(one)))), key=lambda one: one.start)


def sentences_with(text: str, spans: Iterable[tuple[int, int]]) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """The sentences that some stretches of a text stand in, each with its stretches; none ends inside of one."""
    stretches = sorted(set(spans))
    starts, ends = [0], []
    for one in _END.finditer(text):
        before = bisect_right(stretches, (one.start(), len(text))) - 1
        if before < 0 or stretches[before][1] <= one.start():
            ends.append(one.start())
            starts.append(one.end())
    ends.append(len(text))
    made: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for span in stretches:
        place = bisect_right(starts, span[0]) - 1
        made.setdefault((starts[place], ends[place]), []).append(span)
    return made


def outside(text: str, sentence: tuple[int, int], spans: Iterable[tuple[int, int]], compared: Set[str]) -> str:
    """A sentence without its citations and without what stands in quotation marks, but for a figure and little more that is not
    compared word by word.
    """
    first, words = sentence[0], text[slice(*sentence)]
    for start, end in spans:
        words = words[: start - first] + "|" * (end - start) + words[end - first :]
    for one in _QUOTED.finditer(words):
        if one[0][1:-1] in compared or not is_little_more(one[0]):
            words = words[: one.start()] + "|" * len(one[0]) + words[one.end() :]
    return words


def is_little_more(quoted: str) -> bool:
    """Whether words are a figure and little more."""
    return word_count(quoted) <= _SHORT_QUOTED and bool(figures_of(quoted))


def is_inside(said: Figure, text: str, stated: Sequence[Figure], law: str) -> bool:
    """Whether a single value lies between the two that a provision names as the least and the most."""
    if _FROM.search(text, max(0, said.start - 20), said.start) or _UP_TO.match(text, said.end):
        return False
    return any(low.value < said.value < high.value and _UP_TO.fullmatch(law, low.end, high.start) for low, high in pairwise(stated))


def is_of_working_days(one: Figure) -> bool:
    """Whether a length of time counts working days."""
    return "làm việc" in one.words.lower()


def is_of_hours(one: Figure) -> bool:
    """Whether a length of time is told in hours or minutes."""
    return one.kind == _TIME_KIND and one.words.lower().split()[-1] in ("giờ", "phút")


def words_of(figures: Iterable[Figure]) -> tuple[str, ...]:
    """The words of figures, one for each value: "2.000.000.000 đồng (hai tỷ đồng)" is one. A working day is not a day."""
    return tuple({(one.value, one.words.lower().split()[-1]): one.words for one in reversed(list(figures))}.values())[::-1]


def _sum(words: str) -> float:
    """What "1 tỷ 500 triệu đồng" and "hai trăm năm mươi triệu" come to."""
    return sum(_number(part[1]) * _SCALES.get((part[2] or "").lower(), 1) for part in _PART.finditer(words))


def _number(words: str) -> float:
    hundreds, found, rest = words.lower().partition("trăm")
    rest = re.sub(r"^(?:linh|lẻ)\s+", "", rest.strip())
    return 100 * number_of(hundreds.strip()) + (number_of(rest) if rest else 0) if found else number_of(words)


def _figure(one: Amount) -> Figure | None:
    unit, share = (one.unit, 1.0) if isinstance(one.unit, TimeUnit) else UNITS.get(one.unit, (None, 0))
    if unit is TimeUnit.YEAR:
        unit, share = TimeUnit.MONTH, 12  # "24 tháng" is "02 năm"
    if unit is not None:
        return Figure(_TIME_KIND, one.value * share * MINUTES[unit], one.start, one.end, one.text)
    kind = _KINDS.get(one.unit, one.unit.lower())
    if one.value == 1 and not one.text[0].isdigit():
        return None  # an article
    return Figure(kind, one.value * (100 if one.unit == "fraction" else 1), one.start, one.end, one.text)


_BEGINNING = 40


class AgainstLaw(StrEnum):
    """How words of a sentence stand to the law that it cites. The values are part of the interface."""

    SAME = "same"
    OTHER = "other"
    OPEN = "open"
    """Nothing tells whether they are of the same matter."""


class SaidOf(StrEnum):
    """What words of a sentence are about. The values are part of the interface."""

    FIGURE = "figure"
    MATTER = "matter"
    """All that the sentence says."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words of a sentence beside a citation.

    :param law: the words of what is cited that they are held against
    """

    what: SaidOf
    text: str
    verdict: AgainstLaw
    law: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """A citation of a sentence.

    :param law: the words of what it cites, where these are known, and whole
    :param unknown: nothing tells whether what it cites exists
    """

    number: int
    span: tuple[int, int]
    law: "Words | None"
    unknown: bool


class Words:
    """A text with the keys by which its words are compared."""

    def __init__(self, text: str) -> None:
        found = list(WORD.finditer(text))
        self.text = text
        self.keys = [word_key(one[0]) for one in found]
        self.spans = [one.span() for one in found]
        self.pairs = frozenset(pairwise(self.keys))

    def around(self, figure: Figure, far: int) -> frozenset[tuple[str, str]]:
        """The pairs of words before and behind a figure."""
        first = bisect_left(self.spans, figure.start, key=lambda span: span[0])
        last = bisect_left(self.spans, figure.end, key=lambda span: span[0])
        return frozenset(pairwise(self.keys[max(0, first - far) : first])) | frozenset(pairwise(self.keys[last : last + far]))

    @property
    def beginning(self) -> str:
        """The first words."""
        shown = self.spans[:_BEGINNING]
        words = " ".join(self.text[shown[0][0] : shown[-1][1]].split()) if shown else ""
        return words + (" …" if len(self.keys) > _BEGINNING else "")

    def covered(self, law: "Words") -> float:
        """How much of what is said stands in the law, by pairs of words."""
        return len(self.pairs & law.pairs) / max(1, len(self.pairs))
