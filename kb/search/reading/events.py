"""Days of events in a question: "được xác định là nạn nhân trước 01/07/2025", "bị bán năm 2023, năm nay mới được giải cứu".

What happened on a day may fall under the law of that day or under today's, and which of them is for the law to say. So an event's
day does not become the day that is asked about: what answers on either is shown, each with its day. A day is an event's where the
same part of the sentence says that something happened: somebody was sold, freed, identified, came back, committed or signed
something. Where "trước" or "sau" stands with it, the two sides of the day are what matters.

Works on the folded text, which is as long as the text. Every pattern is bounded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from documents.text import fold
from kb.search.reading.dates import FIRST_YEAR, NAMES, days_named, led

_LONGEST = 400
_NEAR = 90
_MOST = 3
_BEFORE, _AFTER = ("truoc",), ("sau", "tu", "ke tu")
_HAPPENED = re.compile(
    r"(?<![^\W_])(?:bị (?:lừa|bán|gạt|dụ|bắt|mua bán|ép|nhốt|đánh|hại|xâm hại|đưa|cưỡng|tai nạn|đuổi|sa thải|thu hồi)"
    r"|mua bán người|bị mua bán|xác định|xác nhận|chứng nhận|công nhận|cấp giấy|được cấp|giải cứu|được cứu|trở về|về nước|trốn"
    r"|trình báo|tiếp nhận|hồi hương|phạm tội|gây án|ký hợp đồng|ký kết|xuất cảnh|nhập cảnh|kết hôn|ly hôn|cưới|lấy (?:chồng|vợ)"
    r"|sinh con|vay|mang thai|nghỉ việc|vào làm|xảy ra|sự việc|vụ việc|hành vi)(?![^\W_])"
)
_LEFT_OVER = re.compile(r"\s(?:trước|sau|từ)\s(?:hay|hoặc|và)(?:\s|$)")
_BREAK = re.compile(r"[;:.?!()\"“”]")


class Side(StrEnum):
    """How a day stands to the event."""

    BEFORE = "before"
    FROM = "from"
    AT = "at"


@dataclass(frozen=True, slots=True)
class EventDay:
    """A day on which the law is looked at because of an event.

    :param typed: the words that name the event's day
    """

    day: date
    typed: str
    side: Side


@dataclass(frozen=True, slots=True)
class Events:
    """The days of a question's events.

    :param days: in the order of time
    :param rest: the question without the words that name them
    """

    days: tuple[EventDay, ...]
    rest: str


def read_events(text: str, today: date) -> Events | None:
    """The days of events in a question; None where it names none.

    :param text: normal, best with its marks restored
    :param today: the day in Vietnam; what is later than its year has not happened
    """
    folded, lower = fold(text), text.lower()
    if len(text) > _LONGEST or not len(folded) == len(text) == len(lower):
        return None
    found: dict[date, EventDay] = {}
    spans: list[tuple[int, int]] = []
    for match, days in days_named(folded):
        if days is None or not FIRST_YEAR <= days[0].year <= today.year:
            continue
        lead, start = led(folded, match.start())
        if lower.startswith(("tội", "tôi"), start):  # and not "tới", which looks like it without marks
            lead, start = "", match.start()
        if NAMES.search(_part(lower, start)) or not _happened(lower, start, match.end()):
            continue
        spans.append((start, match.end()))
        for event in _days_of(lead, days, text[start : match.end()].strip(), today):
            found.setdefault(event.day, event)
    if not found or len(found) > 2 * _MOST:
        return None
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(text[at:start])
        at = end
    rest = _LEFT_OVER.sub(" ", " ".join(("".join([*kept, " ", text[at:]])).split())).replace(" ,", ",").strip(" ,;")
    return Events(tuple(found[day] for day in sorted(found)), rest) if any(char.isalpha() for char in rest) else None


def _days_of(lead: str, days: tuple[date, date], typed: str, today: date) -> Iterator[EventDay]:
    first, last = days
    if lead in _BEFORE or lead in _AFTER:
        turn = first if lead in _BEFORE or lead != "sau" or first == last else last + timedelta(days=1)
        yield EventDay(turn - timedelta(days=1), typed, Side.BEFORE)
        yield EventDay(turn, typed, Side.FROM)
    else:
        yield EventDay(min(last, today), typed, Side.AT)


def _happened(lower: str, start: int, end: int) -> bool:
    """Whether something happened on the day: said before it in its part of the sentence, or right after it."""
    after = _BREAK.split(lower[end : end + _NEAR])[0].split(",")[0]
    return _HAPPENED.search(_part(lower, start)) is not None or _HAPPENED.search(after[:40]) is not None


def _part(lower: str, at: int) -> str:
    """What stands before a place in the same part of the sentence."""
    return _BREAK.split(lower[max(at - _NEAR, 0) : at])[-1]
