"""Bounds on what clauses state: how ``hạn:<30`` and ``mức:>=5 triệu`` are typed, and what the index is asked for.

A bound is kept as ``<30``, ``=15``, ``>=10<=30``: deadlines in days, amounts in đồng. The index holds the deadlines in minutes.
"""

import re
from collections import defaultdict
from collections.abc import Mapping

from documents.duties.statement import AMOUNT, DEADLINE, MINUTES, TimeUnit
from kb.errors import InvalidQueryError

Found = tuple[str, int]
"""A value as it is kept, and where it ends in the text."""

_DAY = MINUTES[TimeUnit.DAY]
_IN_INDEX = {DEADLINE: _DAY, AMOUNT: 1}
_TIMES = {
    DEADLINE: {
        "": 1.0,
        "ngay lam viec": 1.0,
        "ngay": 1.0,
        "gio": 1 / 24,
        "tuan": 7.0,
        "thang": MINUTES[TimeUnit.MONTH] / _DAY,
        "nam": MINUTES[TimeUnit.YEAR] / _DAY,
    },
    AMOUNT: {
        "": 1.0,
        **dict.fromkeys(("dong", "d", "vnd"), 1.0),
        **dict.fromkeys(("nghin", "ngan", "k"), 1e3),
        **dict.fromkeys(("trieu", "tr"), 1e6),
        **dict.fromkeys(("ty", "ti"), 1e9),
    },
}
_SIGNS = {"≤": "<=", "≥": ">="}
_NUMBER = r"\d{1,3}(?:[.,]\d{3}){1,4}(?!\d)|\d{1,15}(?:[.,]\d{1,2})?"
_KEPT = re.compile(r"(<=|>=|<|>|=)(\d{1,18}(?:\.\d{1,4})?)")


def _typed(units: Mapping[str, float]) -> re.Pattern[str]:
    unit = "|".join(sorted((name.replace(" ", r"\s") for name in units if name), key=len, reverse=True))
    sign = r"(<=|>=|[<>=≤≥])?\s{0,2}"
    return re.compile(rf"{sign}({_NUMBER})(?:\s?[-–]\s?({_NUMBER}))?(?:\s?({unit})(?:\s?(?:dong|vnd))?)?(?![^\s,;)])")


_READ = {what: _typed(units) for what, units in _TIMES.items()}
OFFERED = {
    DEADLINE: ("<=3", "<=5", "<=10", "<=15", "<=30", "<=90", ">90"),
    AMOUNT: ("<1000000", ">=1000000", ">=10000000", ">=100000000", ">=1000000000"),
}
"""What the page offers to narrow by."""


def read_bound(what: str, folded: str, at: int) -> Found | None:
    """The bound that is typed at a place of a text without marks: ``<30``, ``>= 2 tháng``, ``10-30``; None where there is none.

    A number alone asks for this value, where no blank stands before it: "thời hạn: 30 ngày" is prose.
    """
    match = _READ[what].match(folded, at)
    if match is None or (match[1] and match[3]) or (not match[1] and folded[at - 1 : at].isspace()):
        return None
    times = _TIMES[what][re.sub(r"\s", " ", match[4] or "")]
    first, *last = map(_written, sorted(round(_number(number) * times, 4) for number in match.group(2, 3) if number))
    sign = _SIGNS.get(match[1], match[1]) or "="
    return (f">={first}<={last[0]}" if last else f"{sign}{first}"), match.end()


def _number(typed: str) -> float:
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", typed):
        return float(re.sub("[.,]", "", typed))
    return float(typed.replace(",", "."))


def _written(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.4f}".rstrip("0")


def bounds_of(value: str) -> list[tuple[str, float]]:
    """The comparisons that a kept bound is made of.

    :raises InvalidQueryError: it is none
    """
    found = [(sign, float(number)) for sign, number in _KEPT.findall(value)]
    if not found or _KEPT.sub("", value):
        raise InvalidQueryError("bound_unknown", value=value)
    return found


def span_of(what: str, value: str) -> tuple[int | None, int | None]:
    """The least and the most that the index is asked for by a bound, None where it is open.

    :raises InvalidQueryError: it is no bound
    """
    first: int | None = None
    last: int | None = None
    for sign, limit in bounds_of(value):
        number = round(limit * _IN_INDEX[what])  # hours are no whole part of a day
        if sign in ("=", ">=", ">"):
            first = number + (sign == ">")
        if sign in ("=", "<=", "<"):
            last = number - (sign == "<")
    return first, last


def stated_numbers(text: str) -> dict[str, list[int]]:
    """The deadlines and amounts of a text as the index holds them."""
    from documents.duties.stated import values_in  # only here: its patterns take a part of the time of a search from a shell

    found: dict[str, set[int]] = defaultdict(set)
    for value in values_in(text):
        found[value.what].add(value.number)
    return {what: sorted(numbers) for what, numbers in found.items()}
