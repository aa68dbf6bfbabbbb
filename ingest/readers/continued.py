"""What a gazette says of itself around a text: that it goes on in another issue, or began in one; and its imprint."""

import re
from collections.abc import Sequence
from dataclasses import replace

from documents.messages import Message
from documents.model import Problem, ProblemCode, Reading
from documents.text import fold

# On folded words: old fonts have no capitals with marks, and some files no marks at all.
_WHERE = r"(?:(?:trong|o|tai|tren|sang|den|cua|theo|ky|phan)\s+)*"
_NUMBERS = r"\d[\d\s+,/-]*(?:va\s+\d+)?"
_OTHER = r"(?:sau|toi|truoc|tiep(?:\s+theo)?)"
_ISSUE = (
    rf"(?:cong\s*bao(?:\s*/?\s*(?:so|ky)\s*(?:{_NUMBERS}|{_OTHER})|\s+{_NUMBERS})?"
    rf"|(?:so|ky)\s+(?:cong\s*bao\s+)?(?:{_NUMBERS}|{_OTHER}))"
)
_DAY = r"(?:[\s,/]*(?:ra\s+)?(?:ngay|nam|thang)\s*\d[\d\s./-]*)*"
_AFTER = rf"{_DAY}(?:[\s,]*va\s+het)?"
_REST = r"(?:phan\s+)?(?:con\s+lai|tiep(?:\s+theo)?|sau|cuoi)"
_GOES_ON = re.compile(
    rf"(?:con\s+nua[\s,;.:-]*)?(?:(?:moi\s+)?xem|doc|con|dang)\s+(?:phan\s+)?tiep(?:\s+theo)?\s+{_WHERE}{_ISSUE}{_AFTER}"
    rf"|(?:moi\s+)?(?:xem|doc)\s+{_REST}\s+{_WHERE}{_ISSUE}{_AFTER}|{_REST}\s+(?:duoc\s+)?(?:dang|in|xem)\s+{_WHERE}{_ISSUE}{_AFTER}"
    rf"|(?:cong\s*bao\s+)?(?:ky|so)\s+(?:sau|toi)\s+(?:dang|in)\s+tiep"
    r"|con\s+(?:nua|tiep)"
)
_BEGAN = re.compile(
    rf"(?:xem\s+)?(?:phan\s+)?tiep(?:\s+theo)?\s+{_WHERE}{_ISSUE}{_AFTER}|tiep\s+theo\s+va\s+het"
    rf"|(?:xem\s+)?(?:phan\s+dau|phan\s+truoc)\s+(?:(?:dang|in|xem|da\s+dang)\s+)?{_WHERE}{_ISSUE}{_AFTER}"
    rf"|xem\s+(?:tiep\s+)?tu\s+{_ISSUE}{_AFTER}"
)
# In brackets it may also say what goes on: "(Xem tiếp Phụ lục II trên Công báo số 3)".
_BRACKETED = re.compile(r"(?:[^.;:()]{0,60}\s)?xem\s+tiep\s[^.;:()]{0,60}\bcong\s*bao\b[^.;:()]{0,40}")
_BRACKETS = re.compile(r"\W*[(\[].*[)\]]\W*", re.DOTALL)
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")
_HINT = re.compile(r"ti[eế]p|n[uữ]a|ph[aầ]n\s+(?:đ|d|tr|c)|xem\s+t", re.IGNORECASE)
_LONGEST = 120
_IMPRINT = re.compile(r"VĂN PHÒNG [^.,;]{2,60} XUẤT BẢN")
_ADDRESS = re.compile(r"(?:Địa chỉ|Điện thoại|Email|Website|In tại|Giá)\b", re.IGNORECASE)
_IMPRINT_LINES, _IMPRINT_WIDTH = 24, 90


def continued(text: str, place: str | None) -> Problem | None:
    """The problem ``truncated`` where a line is such a notice, in any of the forms in use; None for any other line.

    Without brackets a notice is a line of its own that begins with a capital, and says nothing else.
    """
    if len(text) > _LONGEST or not _HINT.search(text):
        return None
    bare = _EDGE.sub("", text)
    if not bare:
        return None
    bracketed = _BRACKETS.fullmatch(text) is not None
    said = " ".join(fold(bare).split())
    if not bracketed and not bare[0].isupper():
        return None
    if _BEGAN.fullmatch(said) and not _GOES_ON.fullmatch(said):
        return Problem(ProblemCode.TRUNCATED, Message.of("problem.beginning_elsewhere", words=bare), place)
    if _GOES_ON.fullmatch(said) or (bracketed and _BRACKETED.fullmatch(said)):
        return Problem(ProblemCode.TRUNCATED, Message.of("problem.end_elsewhere", words=bare), place)
    return None


def take_notices(reading: Reading) -> Reading:
    """The reading without such notices among its lines: they are no words of the law, whatever the format."""
    found = [(line, continued(line.text, line.place.element)) for line in reading.lines]
    problems = [problem for _, problem in found if problem is not None]
    if not problems:
        return reading
    furniture = [line.text for line, problem in found if problem is not None]
    return replace(
        reading,
        lines=tuple(line for line, problem in found if problem is None),
        furniture=(*reading.furniture, *furniture),
        problems=(*reading.problems, *problems),
    )


def is_imprint(texts: Sequence[str]) -> bool:
    """Whether lines are the imprint on the last page of an issue: who publishes it, with an address, in a few short lines."""
    short = len(texts) <= _IMPRINT_LINES and all(len(text) <= _IMPRINT_WIDTH for text in texts)
    return short and _IMPRINT.fullmatch(texts[0].strip()) is not None and any(map(_ADDRESS.match, texts[1:]))


def take_imprint(reading: Reading) -> Reading:
    """The reading without the imprint behind its text."""
    last = range(len(reading.lines) - 1, max(-1, len(reading.lines) - 1 - _IMPRINT_LINES), -1)
    at = next((number for number in last if _IMPRINT.match(reading.lines[number].text)), None)
    texts = [line.text for line in reading.lines[at:]] if at is not None else []
    if not texts or not is_imprint(texts) or any(line.table for line in reading.lines[at:]):
        return reading
    return replace(reading, lines=reading.lines[:at], furniture=(*reading.furniture, *texts))
