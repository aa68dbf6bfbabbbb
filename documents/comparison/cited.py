"""How far a rule reaches: the points or clauses of the same article that it cites, and whether it wants all of a list or one."""

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
CHOICE = re.compile(
    r"(?<!\w)(?:(?:ít nhất )?một trong (?:các|những|số)|(?P<all>(?:đầy )?đủ|tất cả|toàn bộ|đồng thời)(?: (?:các|những))?)"
    r" (?P<of>(?:điều kiện|yêu cầu|tiêu chuẩn|tiêu chí|trường hợp|giấy tờ|tài liệu|căn cứ|quy định|nội dung|thành phần)(?!\w))",
    re.IGNORECASE,
)
"""Of several things one is enough, or all are wanted."""
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
