"""What a gazette says where it prints a text in several issues: that the text goes on in another, or began in one."""

import re
from dataclasses import replace

from documents.messages import Message
from documents.model import Problem, ProblemCode, Reading

_GOES_ON = re.compile(
    r"\W*(?:Xem|Đọc|Mời\s+xem|Còn)\s+(?:(?:phần|trang)\s+)?tiếp(?:\s+(?:theo|phần|trang|của))*(?:\s+(?:trong|ở|tại|trên|từ|sang|đến|số|kỳ))*"
    r"\s+(?:(?:Công\s*báo|trang)\b|(?:số|kỳ)\s+(?:sau|tới|\d))[^;]*\W*",
    re.IGNORECASE,
)
_BEGAN = re.compile(
    r"\W*(?:Phần\s+)?Tiếp\s+theo\s+(?:(?:trong|ở|tại|trên|từ|của|phần|kỳ)\s+)*(?:Công\s*báo|(?:số|kỳ)\s+(?:trước|\d))[^;]*\W*",
    re.IGNORECASE,
)
_LONGEST = 120


def continued(text: str, place: str | None) -> Problem | None:
    """The problem ``truncated`` where a line is such a notice, in any of the forms in use; None for any other line."""
    if len(text) > _LONGEST:
        return None
    words = text.strip("()[] ")
    if _GOES_ON.fullmatch(text):
        return Problem(ProblemCode.TRUNCATED, Message.of("problem.end_elsewhere", words=words), place)
    if _BEGAN.fullmatch(text):
        return Problem(ProblemCode.TRUNCATED, Message.of("problem.beginning_elsewhere", words=words), place)
    return None


def take_notices(reading: Reading) -> Reading:
    """The reading without such notices among its lines: they are no words of the law, whatever the format."""
    found = {number: problem for number, line in enumerate(reading.lines) if (problem := continued(line.text, line.place.element))}
    if not found:
        return reading
    return replace(
        reading,
        lines=tuple(line for number, line in enumerate(reading.lines) if number not in found),
        furniture=(*reading.furniture, *(reading.lines[number].text for number in found)),
        problems=(*reading.problems, *found.values()),
    )
