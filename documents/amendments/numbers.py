"""Numbers of provisions: whether two are the same."""

import re
from functools import lru_cache

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
