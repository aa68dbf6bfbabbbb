"""Over how many points or clauses of the same article a rule reaches: the lists of them that it cites."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from documents.wording.numbers import POINT_LETTERS

_ONE = r"(?:\d+[a-zđ]?|[a-zđ])(?!\w)"
_LISTED = re.compile(
    rf"(?<!\w)(?:(?:các\s+)?(?P<unit>điểm|khoản)\s+(?:từ\s+(?P=unit)\s+(?P<first>{_ONE})\s+đến\s+(?P=unit)\s+(?P<last>{_ONE})"
    rf"|(?P<all>{_ONE}(?:\s*(?:,|và|hoặc)\s*(?:(?P=unit)\s+)?{_ONE})*))(?:\s+khoản\s+\d+)?\s+)?(?:Điều|khoản)\s+này",
    re.IGNORECASE,
)
_ITEM = re.compile(rf"(?<!\w){_ONE}", re.IGNORECASE)


class Cited(NamedTuple):
    """A list of cited points or clauses of the same article.

    :param many: how many they are; none where the whole is cited
    """

    start: int
    end: int
    many: int


def find_cited(text: str) -> Iterator[Cited]:
    """The lists of cited points and clauses of the same article, in order."""
    for match in _LISTED.finditer(text):
        listed, first = match["all"], match["first"]
        many = _between(first.lower(), match["last"].lower()) if first else len(_ITEM.findall(listed or ""))
        yield Cited(*match.span(), many)


def _between(first: str, last: str) -> int:
    if first.isdigit() and last.isdigit():
        return max(int(last) - int(first) + 1, 1)
    if first not in POINT_LETTERS or last not in POINT_LETTERS:
        return 1
    return max(POINT_LETTERS.index(last) - POINT_LETTERS.index(first) + 1, 1)
