"""Recognise clause and point numbers at the start of a paragraph. Scanned by hand: this runs on every paragraph of the base."""

from enum import IntEnum
from typing import NamedTuple

from documents.wording.numbers import LETTER_ORDER, small_roman_value

_DIGITS = frozenset("0123456789")
_ROMAN_LETTERS = frozenset("ivx")
_LONGEST = 12
_TAIL_SIGNS = ".)"


class Shape(IntEnum):
    """What a number at the start of a paragraph looks like."""

    NUMBER = 0  # 1.  1)  1-  1/  5a.
    LETTER = 1  # a)  đ)  a1)  a.
    DOTTED = 2  # 1.1.  1.2.3
    LETTER_DOTTED = 3  # a.1)  c.1.3)
    ROMAN = 4  # ii)  (iv)
    BRACKETED_NUMBER = 5  # (1)
    BRACKETED_LETTER = 6  # (a)


class Marker(NamedTuple):
    """A number at the start of a paragraph.

    :param value: place in its sequence, for numbers and letters
    :param suffix: letter after a number (5a) or digits after a letter (a1)
    :param sign: the punctuation after it: ``.``, ``)``, ``-`` or ``/``
    """

    shape: Shape
    number: str
    end: int
    value: int
    suffix: str
    sign: str


def _skip_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t":
        at += 1
    return at


def marker(text: str) -> Marker | None:
    """The clause or point number that a paragraph starts with, if it starts with one. Looks at a few characters only."""
    if not text:
        return None
    first = text[0]
    if first in _DIGITS:
        return _numeric(text)
    if first in LETTER_ORDER:
        return _lettered(text)
    if first == "(":
        return _bracketed(text)
    return None


def _numeric(text: str) -> Marker | None:
    size, at = len(text), _digits_end(text)
    if at > 3:
        return None
    value, number = int(text[:at]), text[:at]
    suffix = ""
    if at < size and text[at] in LETTER_ORDER:
        suffix, at = text[at], at + 1
        number += suffix
    end_of_number = at
    at = _skip_blanks(text, at)
    if at >= size:
        return None
    sign, following = text[at], text[at + 1 : at + 2]
    apart = at > end_of_number
    if sign == "." and not suffix and not apart and following and following in _DIGITS:
        return _dotted(text, value, at)
    end = _sign_end(text, at, apart)
    return Marker(Shape.NUMBER, number, _skip_blanks(text, end), value, suffix, "-" if sign == "–" else sign) if end else None


def _sign_end(text: str, at: int, apart: bool) -> int | None:
    """Where the sign behind a number ends; None where it is not one that a unit has."""
    size, sign, following = len(text), text[at], text[at + 1 : at + 2]
    if sign not in ".)-–/" or (apart and sign == ")"):
        return None
    at += 1
    if sign in "./" and following and following in "-–/.":  # "1.-", "1./", but not the dots of a form to fill in
        if following == ".":
            return None
        at += 1
    if sign in "-–/" and at < size and text[at] in _DIGITS:  # 11-15, 41/48
        return None
    return at


def _dotted(text: str, value: int, dot: int) -> Marker | None:
    """``1.1.``, ``1.1`` and ``1.1.1``; ``3.500`` and ``1.000.000`` are amounts."""
    size, at, last = len(text), dot, 0
    while at < size and text[at] == "." and at + 1 < size and text[at + 1] in _DIGITS:
        start = at = at + 1
        while at < size and text[at] in _DIGITS:
            at += 1
        if at - start > 2:
            return None
        last = int(text[start:at])
    number = text[:at]
    if at < size and text[at] in _TAIL_SIGNS:
        at += 1
    elif at >= size or text[at] != " ":
        return None
    return Marker(Shape.DOTTED, number, _skip_blanks(text, at), value, "", str(last))


def _lettered(text: str) -> Marker | None:
    size = len(text)
    if size < 2:
        return None
    if text[0] in _ROMAN_LETTERS and text[1] in _ROMAN_LETTERS:
        return _roman(text)
    at = _digits_end(text)
    suffix = text[1:at]
    if not suffix and text[at : at + 1] == "." and at + 1 < size and text[at + 1] in _DIGITS:
        return _letter_dotted(text)
    blank = text[at : at + 1] == " "
    at += blank
    sign, following = text[at : at + 1], text[at + 1 : at + 2]
    if not sign or sign not in ").-/" or (blank and sign != ")"):
        return None
    if sign != ")" and following and following != " " and not following.isupper():  # "a.b", "e-mail"
        return None
    return Marker(Shape.LETTER, text[: 1 + len(suffix)], _skip_blanks(text, at + 1), LETTER_ORDER[text[0]], suffix, sign)


def _roman(text: str) -> Marker | None:
    at = 1
    while at < len(text) and at < 7 and text[at] in _ROMAN_LETTERS:
        at += 1
    value = small_roman_value(text[:at]) if text[at : at + 1] == ")" else None
    return Marker(Shape.ROMAN, text[:at], _skip_blanks(text, at + 1), value, "", ")") if value else None


def _digits_end(text: str) -> int:
    at = 1
    while at < len(text) and at < 4 and text[at] in _DIGITS:
        at += 1
    return at


def _letter_dotted(text: str) -> Marker | None:
    size, at = len(text), 1
    while at < size and at < _LONGEST and (text[at] in _DIGITS or text[at] == "."):
        at += 1
    number = text[:at].rstrip(".")
    if at < size and text[at] == ")":
        at += 1
    elif text[at - 1] != "." and not (at < size and text[at] == " "):
        return None
    return Marker(Shape.LETTER_DOTTED, number, _skip_blanks(text, at), LETTER_ORDER[text[0]], "", ")")


def _bracketed(text: str) -> Marker | None:
    close = text.find(")", 1, _LONGEST)
    if close < 2:
        return None
    inside = text[1:close].strip()
    end = _skip_blanks(text, close + 1)
    if end >= len(text):
        return None
    if value := small_roman_value(inside):
        if len(inside) > 1 or inside in _ROMAN_LETTERS:
            return Marker(Shape.ROMAN, inside, end, value, "", ")")
    elif inside in LETTER_ORDER:
        return Marker(Shape.BRACKETED_LETTER, inside, end, LETTER_ORDER[inside], "", ")")
    if inside.isdecimal() and inside.isascii() and len(inside) < 3:
        return Marker(Shape.BRACKETED_NUMBER, inside, end, int(inside), "", ")")
    return None
