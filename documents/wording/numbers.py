"""Numbers of provisions and their one order, the Vietnamese alphabet's: 5, 5a … 5d, 5đ, 5e, 5g; a, b, c, d, đ, e; I, II, IVa, V."""

import re
from collections.abc import Iterable
from functools import lru_cache

POINT_LETTERS = ("a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "x", "y")
"""The letters that number điểm, in order. There is no f, j, w or z."""
LETTER_ORDER = {letter: place for place, letter in enumerate("abcdđefghijklmnopqrstuvwxyz", start=1)}
"""The places of letters in numbers; some texts use f, j, w and z all the same, in their Latin place."""

_ROMAN_SIGNS = {
    "M": 1000,
    "CM": 900,
    "D": 500,
    "CD": 400,
    "C": 100,
    "XC": 90,
    "L": 50,
    "XL": 40,
    "X": 10,
    "IX": 9,
    "V": 5,
    "IV": 4,
    "I": 1,
}
_ROMAN_DIGITS = frozenset("IVXLC")
_ROMAN = re.compile(r"([IVXLC]{2,}|[IVX])([a-zđ]?)|([ivxlc]{2,})")
_ROMAN_LETTERED = re.compile(r"([ivxlc]+)([a-zđ]?)")
_SCANNED = re.compile(r"((?:Chương|Mục|Phần|Phụ lục|CHƯƠNG|MỤC|PHẦN|PHỤ LỤC)\s+)([IVXl]*(?:[IVX]l|l[IVX])[IVXl]*)(?=[a-zđ]?(?!\w))")
_PARTS = re.compile(r"\d{1,18}|[a-zđ]")
_UNREAD = 10_000  # what is no number stands behind those that are

Order = tuple[int, tuple[int, ...], str]


@lru_cache(maxsize=8192)
def number_order(number: str | None) -> Order:
    """What printed numbers of provisions of one kind are sorted by; the first part is that of the number without its letters."""
    bare = "".join((number or "").split())
    if not bare:
        return 0, (), ""
    if numeral := _ROMAN.fullmatch(bare):
        value = roman_value(numeral[1] or numeral[3])
        return (value, tuple(LETTER_ORDER[letter] for letter in numeral[2] or ""), "") if value else (_UNREAD, (), bare)
    bare = bare.lower()
    main, *below = _PARTS.findall(bare) or [""]
    if not (main.isdigit() or (bare[:1] in LETTER_ORDER and len(bare) <= 3)):
        return _UNREAD, (), bare
    values = tuple(int(part) if part.isdigit() else LETTER_ORDER[part] for part in below)
    return (int(main) if main.isdigit() else LETTER_ORDER[main]), values, ""


def in_runs(numbers: Iterable[str], most: int | None = None) -> str:
    """``3, 5–9, 10a``: numbers in their order, neighbours as a range.

    :param most: the first so many ranges alone
    """
    runs: list[list[str]] = []
    for number in numbers:
        if runs and number.isdecimal() and runs[-1][-1].isdecimal() and int(number) == int(runs[-1][-1]) + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    return ", ".join("–".join(run) for run in runs[:most]) + (", …" if most is not None and len(runs) > most else "")


def letter_order(letter: str) -> int:
    """What the letter behind a number (5đ) is sorted by; 0 where there is none."""
    return LETTER_ORDER.get(letter[:1], 0)


@lru_cache(maxsize=4096)
def roman_value(numeral: str) -> int:
    """The value of a Roman numeral, in capitals or in small letters, as far as C counts; 0 where it is none (``IIX``, ``Iv``)."""
    capitals = numeral.upper()
    if not capitals or not _ROMAN_DIGITS.issuperset(capitals) or numeral not in (capitals, capitals.lower()):
        return 0
    values = [_ROMAN_SIGNS[digit] for digit in capitals]
    value = sum(-one if one < max(values[place:]) else one for place, one in enumerate(values))
    return value if roman(value) == capitals else 0


def small_roman_value(numeral: str) -> int:
    """The same of small i, v and x alone, as subpoints are numbered: c) and l) are letters."""
    return 0 if numeral.strip("ivx") else roman_value(numeral)


def roman(value: int) -> str:
    """A number in Roman digits."""
    digits = ""
    for sign, worth in _ROMAN_SIGNS.items():
        count, value = divmod(value, worth)
        digits += sign * count
    return digits


def legible(text: str) -> str:
    """Text in which a Roman number that was scanned with a small l for I ("Chương VIla") has its I; every offset stays."""
    return _SCANNED.sub(lambda found: found[1] + found[2].replace("l", "I"), text) if "l" in text else text


def same_number(one: str, other: str) -> bool:
    """Whether two numbers are the same: ``III`` and ``3``, ``01`` and ``1``."""
    return plain_number(one) == plain_number(other)


@lru_cache(maxsize=4096)
def plain_number(number: str) -> str:
    """A number as it compares with others, see :func:`same_number`."""
    bare = "".join(number.split()).lower()
    found = _ROMAN_LETTERED.fullmatch(bare)
    if found and (value := roman_value(found[1])):
        return f"{value}{found[2]}"
    return re.sub(r"^0+(?=\d)", "", bare)
