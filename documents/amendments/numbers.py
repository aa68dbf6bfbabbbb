"""Numbers of provisions: whether two are the same, and their order."""

import re
from functools import lru_cache

from documents.text import POINT_LETTERS

_SCANNED = re.compile(r"((?:Chương|Mục|Phần|Phụ lục|CHƯƠNG|MỤC|PHẦN|PHỤ LỤC)\s+)([IVXl]*(?:[IVX]l|l[IVX])[IVXl]*)(?=[a-zđ]?(?!\w))")


def legible(text: str) -> str:
    """Text in which a Roman number that was scanned with a small l for I ("Chương VIla") has its I; every offset stays."""
    return _SCANNED.sub(lambda found: found[1] + found[2].replace("l", "I"), text) if "l" in text else text


def same_number(one: str, other: str) -> bool:
    """Whether two numbers are the same: ``III`` and ``3``, ``01`` and ``1``."""
    return plain(one) == plain(other)


@lru_cache(maxsize=4096)
def plain(number: str) -> str:
    """A number as it compares with others, see :func:`same_number`."""
    bare = "".join(number.split()).lower()
    found = re.fullmatch(r"(?P<roman>[ivxlc]+)(?P<rest>[a-zđ]?)", bare)
    if found and (value := _roman(found["roman"])):
        return f"{value}{found['rest']}"
    return re.sub(r"^0+(?=\d)", "", bare)


_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def _roman(text: str) -> int:
    values = [_DIGITS[letter] for letter in text]
    return sum(-value if value < max(values[index:], default=0) else value for index, value in enumerate(values))


def order(number: str | None) -> tuple[int, int, str]:
    """Numbers in the order of the law: 5, 5a, 5b, 6; a, b, c, d, đ, e."""
    if not number:
        return (0, 0, "")
    bare = number.lower()
    if found := re.match(r"(\d+)([a-zđ]*)(\d*)", bare):
        suffix = found[2]
        return (int(found[1]), 1 + POINT_LETTERS.index(suffix[0]) if suffix[:1] in POINT_LETTERS and suffix else 0, found[3])
    if bare[0] in POINT_LETTERS and len(bare) <= 3 and not re.fullmatch(r"[ivxlc]{2,}", bare):
        return (POINT_LETTERS.index(bare[0]), 1 if len(bare) > 1 else 0, bare[1:])
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    digits = re.match(r"[ivxlc]+", bare)
    if digits:
        numbers = [values[letter] for letter in digits[0]]
        total = sum(-value if value < max(numbers[index:], default=0) else value for index, value in enumerate(numbers))
        return (total, 1 if len(bare) > len(digits[0]) else 0, bare[len(digits[0]) :])
    return (10_000, 0, bare)
