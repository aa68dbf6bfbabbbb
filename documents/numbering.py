"""The one order of numbers of provisions, by the Vietnamese alphabet: 5, 5a … 5d, 5đ, 5e, 5g; a, b, c, d, đ, e; I, II, IVa, V."""

import re
from functools import lru_cache

from documents.structure.headings import roman_number
from documents.text import LETTER_ORDER

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
