"""What a text leaves of a provision that was repealed: its place, and no other words than that it was.

"(được bãi bỏ)", "(Bị bãi bỏ);", "Khoản này được bãi bỏ theo quy định tại …". Whatever has such a text is over, and what it said
before is not there. What repeals something else ("Bãi bỏ Điều 5 …", "Điều 5 được bãi bỏ") is law that speaks.
"""

import re

from documents.paths import PATH_NAMES, UNITS, kind_of, last_step, segment
from documents.wording.types import TYPE_PATTERN
from documents.wording.units import UNIT_KINDS, unit_pattern

LONGEST = 400
"""Characters of such a text."""

_REPEALED = r"(?:đã\s+)?(?:được|bị)\s+(?:bãi|h[uủ][ỷy])\s*bỏ"
_ACT = rf"(?:điểm|khoản|điều|mục|{TYPE_PATTERN}|văn\s+bản|số)\b"
_BY = (
    rf"(?:\s*,?\s*(?:(?:theo|bởi|tại|bằng)\s+(?:quy\s+định\s+(?:tại|của)\s+)?(?:các\s+)?{_ACT}"
    r"|(?:kể\s+)?từ\s+(?:ngày\s+)?\d)[^;:]*)?"
)
_CLOSED = r"[\s.;,\d*\[\]]*"  # punctuation, and the mark of a footnote
_BARE = re.compile(rf"\W*(?:đã\s+)?(?:được|bị)\s+bãi\s*bỏ{_BY}{_CLOSED}", re.IGNORECASE)
_ARTICLE = re.compile(rf"\W*bãi\s*bỏ{_BY}{_CLOSED}", re.IGNORECASE)  # of a point it may be one of several things to do
_BRACKETED = re.compile(
    rf"[\s\d.]*[(\[]\s*(?:{_REPEALED}|(?:bãi|h[uủ][ỷy])\s*bỏ|(?:đã\s+)?hết\s+hiệu\s+lực){_BY}[)\]]{_CLOSED}", re.IGNORECASE
)
_SENTENCE = re.compile(
    rf"\W*(?P<unit>{unit_pattern()})\s+(?:số\s+)?(?P<number>[\w.-]{{1,12}})(?:\s+này)?\s+{_REPEALED}{_BY}\W*",
    re.IGNORECASE,
)


def says_only_repealed(text: str, path: str) -> bool:
    """Whether the words of a provision say nothing but that it was repealed.

    :param text: its own words, without heading and number
    """
    lines = text.splitlines() if len(text) <= LONGEST else []
    said = [_says_so(line, path) for line in lines if line.strip()]
    return bool(said) and all(said)


def _says_so(line: str, path: str) -> bool:
    if _BARE.fullmatch(line) or _BRACKETED.fullmatch(line):
        return True
    if kind_of(path) in UNITS and _ARTICLE.fullmatch(line):
        return True
    found = _SENTENCE.fullmatch(line)
    if found is None:
        return False
    kind, own = UNIT_KINDS[" ".join(found["unit"].lower().split())], last_step(path)
    this = found["number"].lower() == "này"
    return own.split("-")[0] == PATH_NAMES[kind].split("-")[0] if this else own == segment(kind, found["number"])
