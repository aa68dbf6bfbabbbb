"""Numbers of provisions and their one order, the Vietnamese alphabet's: 5, 5a … 5d, 5đ, 5e, 5g; a, b, c, d, đ, e; I, II, IVa, V."""

import re
from functools import lru_cache

POINT_LETTERS = ("a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "x", "y")
"""The letters that number điểm, in order. There is no f, j, w or z."""
LETTER_ORDER = {letter: place for place, letter in enumerate("abcdđefghijklmnopqrstuvwxyz", start=1)}
"""The places of letters in numbers; some texts use f, j, w and z all the same, in their Latin place."""

_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_ROMAN = re.compile(r"([IVXLC]{2,}|[IVX])([a-zđ]?)|([ivxlc]{2,})")
_PARTS = re.compile(r"\d{1,18}|[a-zđ]")
_UNREAD = 10_000  # what is no number stands behind those that are

Order = tuple[int, tuple[int, ...], str]


@lru_cache(maxsize=8192)
def number_order(number: str | None) -> Order:
    """What printed numbers of provisions of one kind are sorted by; the first part is that of the number without its letters."""
    bare = "".join((number or "").split())
    if not bare:
        return 0, (), ""
    roman = _ROMAN.fullmatch(bare)
    if roman:
        return roman_number((roman[1] or roman[3]).upper()), tuple(LETTER_ORDER[letter] for letter in roman[2] or ""), ""
    bare = bare.lower()
    main, *below = _PARTS.findall(bare) or [""]
    if not (main.isdigit() or (bare[:1] in LETTER_ORDER and len(bare) <= 3)):
        return _UNREAD, (), bare
    values = tuple(int(part) if part.isdigit() else LETTER_ORDER[part] for part in below)
    return (int(main) if main.isdigit() else LETTER_ORDER[main]), values, ""


def letter_order(letter: str) -> int:
    """What the letter behind a number (5đ) is sorted by; 0 where there is none."""
    return LETTER_ORDER.get(letter[:1], 0)


def roman_number(numeral: str) -> int:
    """The value of a Roman numeral in capitals."""
    value = 0
    for digit, following in zip(numeral, [*numeral[1:], "I"], strict=True):
        value += _ROMAN_DIGITS[digit] if _ROMAN_DIGITS[digit] >= _ROMAN_DIGITS[following] else -_ROMAN_DIGITS[digit]
    return value
