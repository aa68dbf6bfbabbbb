"""The deadlines and amounts that a text names, found by their words alone: for finding, where nobody asks who must do what.

A clause takes 0.025 ms, so that all of a base are read when they are indexed; its statements (`documents.duties.reading`) take 2.
Of 2,336 deadlines and 254 amounts among the statements of 753 texts this finds 2,293 and 254, and 978 and 35 more: mostly deadlines
that the model misses, and how long something holds.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from documents.duties.statement import AMOUNT, DEADLINE, MINUTES
from documents.duties.values import FROM, TERM, UNITS, number_of, read_amounts


class StatedValue(NamedTuple):
    """A deadline in minutes or an amount in đồng, and the words that name it."""

    what: str
    number: int
    words: str


_MOST = 2**62  # what is more is no amount, and no number of an index
_TIME = re.compile(rf"(?:{'|'.join(dict.fromkeys(unit.split()[0] for unit in UNITS))})(?!\w)")
_NUMBER_BEFORE = re.compile(r"(?:[\d)]|(?<!\w)(?:một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|bẩy|tám|chín|mười|mươi|nửa))\s*$")
_MONEY = re.compile(r"(?:[\d)]|trăm|nghìn|ngàn|triệu|tỷ|tỉ|mươi|mốt|lăm)\s*(?:đồng|vnđ|vnd)(?!\w)")
_FIGURE, _UNIT, _BACK = 45, 15, 130
"""Characters before a unit for its figure, behind its first word for the others, before a figure for what leads to it."""
_LEADS = (
    r"trong|vòng|sau|trước|chậm nhất|muộn nhất|sớm nhất|không quá|quá|tối đa|ít nhất|định kỳ|thời gian"
    r"|(?<!trung )(?<!dài )(?:thời )?hạn|(?:thời hạn|thời gian)\s[^,.;:]{1,100}\slà|trước (?:khi|thời hạn|ngày)\s[^,.;:]{1,60}"
)
_LEAD = re.compile(
    rf"(?<!\w)(?:{_LEADS})(?:\s+(?:là|từ|đủ|vòng|chậm nhất|không quá|quá|tối đa|ít nhất|tối thiểu|thời hạn|thời gian))*"
    r"\s+(?:\d{1,3}(?:\s*\([^()\d]{1,20}\))?\s*(?:đến|-|–)\s*)?$",
    re.IGNORECASE,
)
_TAIL = re.compile(rf"[\s,]*\(?(?:{FROM.pattern})|\s*(?:/|(?:một|0?1)\s)\s*lần|\s+đối với\s", re.IGNORECASE)
_REST = re.compile(r"[^,.;\n]{0,160}(?!\w)")
_NEXT = re.compile(r"\s*(?:,\s*)?(?:,|đến|tới|hoặc|và|hay|-|–)\s*(?:dưới\s+)?")
_OF_OTHERS = re.compile(r"(?<=tháng)(?:\s*\d|\s+(?:tiền\s+)?lương)|\s+kinh nghiệm", re.IGNORECASE)
"""Behind the month of a day, and behind what is paid or asked of a person."""


def values_in(text: str) -> Iterator[StatedValue]:
    """The deadlines and amounts that a text names, in reading order by lines."""
    for line in text.split("\n"):
        low = line.lower()
        yield from _deadlines(line, low)
        if ("đồng" in low or "vn" in low) and _MONEY.search(low):
            amounts = (amount for amount in read_amounts(line, 0, len(line)) if amount.unit == "VND")
            yield from (StatedValue(AMOUNT, min(round(amount.value), _MOST), amount.text) for amount in amounts)


def _terms(line: str, low: str) -> Iterator[re.Match[str]]:
    """Lengths of time, each looked for around the word of its unit alone: all of a line takes six times as long."""
    last = 0
    for unit in _TIME.finditer(low):
        if _NUMBER_BEFORE.search(low, max(0, unit.start() - 8), unit.start()):
            term = TERM.search(line, max(last, unit.start() - _FIGURE), unit.end() + _UNIT)
            if term and term.end() > last:
                yield term
                last = term.end()


def _deadlines(line: str, low: str) -> Iterator[StatedValue]:
    last = -1
    for term in _terms(line, low):
        start, end = term.span()
        before = _LEAD.search(line, max(0, start - _BACK), start)
        behind = _TAIL.match(line, end)
        if line[max(0, start - 1) : start] == "/" or _OF_OTHERS.match(line, end) or (not behind and _no_length(term, before)):
            continue
        if before or behind or (last >= 0 and _NEXT.fullmatch(line, last, start)):
            unit, share = UNITS[term["unit"].lower()]
            first = before.start() if before else start
            rest = _REST.match(line, behind.end()) if behind else None
            words = line[first : rest.end() if rest else end].strip()
            yield StatedValue(DEADLINE, min(round(number_of(term["figure"]) * share * MINUTES[unit]), _MOST), words)
            last = end


def _no_length(term: re.Match[str], before: re.Match[str] | None) -> bool:
    """Whether it is the beginning of "trước 17 giờ", or says how often something may be: "hai lần trong một ngày"."""
    clock = before is not None and before[0].lower().split() == ["trước"] and term["unit"].lower().startswith("giờ")
    return clock or term["figure"].lower() == "một"
