"""Bounds on what clauses state: how ``hạn:<30`` and ``mức:>=5 triệu`` are typed, and which clauses state such a value.

A bound is kept as ``<30``, ``=15``, ``>=10<=30``: deadlines in days, amounts in đồng (`kb.law.duties.values`).
"""

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Select, select

from documents.duties.statement import TimeUnit
from kb.database.tables import StatedValue
from kb.errors import InvalidQueryError
from kb.law.duties.values import AMOUNT, DAYS, DEADLINE, as_kept

Found = tuple[str, int]
"""A value as it is kept, and where it ends in the text."""

_TIMES = {
    DEADLINE: {
        "": 1.0,
        "ngay lam viec": DAYS[TimeUnit.WORKING_DAY],
        "ngay": DAYS[TimeUnit.DAY],
        "gio": DAYS[TimeUnit.HOUR],
        "tuan": 7.0,
        "thang": DAYS[TimeUnit.MONTH],
        "nam": DAYS[TimeUnit.YEAR],
    },
    AMOUNT: {
        "": 1.0,
        **dict.fromkeys(("dong", "d", "vnd"), 1.0),
        **dict.fromkeys(("nghin", "ngan", "k"), 1e3),
        **dict.fromkeys(("trieu", "tr"), 1e6),
        **dict.fromkeys(("ty", "ti"), 1e9),
    },
}
_COMPARED: dict[str, Callable[..., Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
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
    first, *last = map(_written, sorted(as_kept(_number(number) * times) for number in match.group(2, 3) if number))
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


def within_bound(value: str) -> Callable[[float], bool]:
    """Whether a number is within a bound."""
    bounds = bounds_of(value)
    return lambda number: all(_COMPARED[sign](number, limit) for sign, limit in bounds)


def stating(what: str, value: str) -> "Select[int]":
    """The clauses that state a value within a bound."""
    row = StatedValue
    compared = (_COMPARED[sign](row.value, limit) for sign, limit in bounds_of(value))
    return select(row.provision_id).where(row.what == what, *compared)


def offered(what: str, connection: Connection) -> dict[str, str]:
    """The bounds that are offered, where anything was read of the base."""
    row = StatedValue
    there = connection.scalar(select(row.provision_id).where(row.what == what).limit(1))
    return {value: value for value in OFFERED[what]} if there else {}
