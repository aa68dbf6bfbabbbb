"""Reading the days in a question's words: the day that it is about, and the days of events.

A wrong day is worse than none, so that only what can hardly mean anything else is read: a full date that no instrument and no
event stands before; a month or a year at the beginning or the end of the question, of which the last day is taken, or today within
it. Not read are years of names and numbers (Luật Đất đai 2013, Nghị định 09/2013/NĐ-CP), ranges (giai đoạn 2021-2025), goals (đến
năm 2030), plans (kế hoạch năm 2022), school years, days on which something happened (sinh năm 1990, mua đất năm 1998), and what is
further ahead than the next year. Where two days stand in a question, none is read. Of the 1,138 questions of zalo_phapdien and
alqac2025, 10 name a day that is read, and 3 say "now"; without the words that name the day, MRR@10 of the first stage is 0.7507 on
the former, with them 0.7501.

What happened on a day may fall under the law of that day or under today's, and which of them is for the law to say. So an event's
day does not become the day that is asked about: what answers on either is shown, each with its day. A day is an event's where the
same part of the sentence says that something happened: somebody was sold, freed, identified, came back, committed or signed
something. Where "trước" or "sau" stands with it, the two sides of the day are what matters.

Works on the folded text, which is as long as the text. Every pattern is bounded.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from documents.text import fold

FIRST_YEAR = 1945
_LONGEST = 400

_START, _END = r"(?<![^\W_])", r"(?![^\W_])"
_FULL = re.compile(
    rf"{_START}(?:(\d{{1,2}})\s?[/.-]\s?(\d{{1,2}})\s?[/.-]\s?(\d{{4}})"
    rf"|(\d{{1,2}})\s{{1,3}}thang\s{{1,3}}(\d{{1,2}})\s{{1,3}}nam\s{{1,3}}(\d{{4}})|(\d{{4}})-(\d{{2}})-(\d{{2}})){_END}(?!\s?[/-]\s?\w)"
)
_MONTH = re.compile(rf"{_START}thang\s{{1,3}}(\d{{1,2}})(?:\s?[/.-]\s?|\s{{1,3}}nam\s{{1,3}})(\d{{4}}){_END}(?!\s?[/-]\s?\w)")
_YEAR = re.compile(rf"{_START}(?:(dau|giua|cuoi)\s{{1,3}})?nam\s{{1,3}}(\d{{4}}){_END}(?!\s?[/–-]\s?\w)")
_NOW = re.compile(
    rf"(?<!thuc )(?<!phat )(?<!xuat )(?<!the )(?<!bieu ){_START}hien\s{{1,3}}(?:nay|tai|hanh(?!\s{{1,3}}(?:vi|nghe))){_END}"
    rf"|{_START}(?:bay\s{{1,3}}gio|hom\s{{1,3}}nay|nam\s{{1,3}}nay|luc\s{{1,3}}nay){_END}"
)

# What stands before a day and says how it is meant; "ngày" may stand between.
_LEAD = re.compile(
    rf"(?:{_START}(?P<lead>(?:ke\s{{1,3}})?tu|truoc|sau|vao|trong|tai|tinh\s{{1,3}}den|cho\s{{1,3}}den|den|toi|qua)\s{{1,3}})?"
    rf"(?:{_START}(?P<what>thoi\s{{1,3}}diem\s{{1,3}}ngay|thoi\s{{1,3}}diem|ngay|mung|mong)\s{{1,3}})?$"
)
_NOT_ALONE = ("den", "toi", "qua", "cho den")
# With marks, for "cấp" is no "cặp" and "sinh" no "sính". In the same part of the sentence, these make the day another's.
NAMES = re.compile(
    rf"{_START}(?:(?<!pháp )luật|pháp lệnh|hiến pháp|nghị quyết|nghị định|thông tư|quyết định|chỉ thị|văn bản|công văn"
    rf"|nđ|tt|qđ|nq|blhs|blds|kế hoạch|dự toán|chiến lược|chương trình|quy hoạch|giai đoạn|nhiệm kỳ|niên khóa|năm học"
    rf"|khóa|kỳ thi|phiên bản|vụ mùa){_END}"
)
_EVENT = re.compile(
    rf"{_START}(?:mua(?! bán người)|(?<!mua )bán|xây|cưới|kết hôn|ly hôn|lấy (?:vợ|chồng)|nhập ngũ|đi lính"
    rf"|chuyển nhượng|sang tên|tặng cho|thừa kế|qua đời|khai hoang|vào làm|đi làm|vào công ty|nghỉ việc|nghỉ hưu"
    rf"|thôi việc|tốt nghiệp|bị bắt|bị lừa|bị bán|bị tai nạn|trốn|về nước|xuất cảnh|nhập cảnh|thành lập|được cấp"
    rf"|được giao|cấp sổ|cấp giấy|vay|ký hợp đồng|ký kết|phạm tội|gây tai nạn){_END}"
)
_JUST_BEFORE = re.compile(
    rf"{_START}(?:sinh|đẻ|mất|chết|(?<!đăng )ký|(?<!trợ )(?<!cung )cấp|lập|ban hành|giao|mua|bán|xây|vào|làm|về|nhận|thi|học){_END}"
    r"\s{0,3}$"
)
_BREAK = re.compile(r"[,;:.?!()\"“”]")
_TAIL = re.compile(
    r"\s{0,3}(?:(?:thi|la|duoc|nhu|the|nao|ra|sao|bao|nhieu|gi|khong|co|chua|hay|vay|a|ah|nhi|tinh|quy|dinh|muc|phat|tien|moi|nhat|"
    r"ap|dung|phai|thay|doi|khac|o|dau|ai|viec|nay|voi|cho|toi|hoi|xin|em|xu|ly|nhung|cac)(?![^\W_])[\s,?!.]{0,3}){0,12}[\s?!.,]{0,5}$"
)


@dataclass(frozen=True, slots=True)
class DayRead:
    """A day that a question is about.

    :param typed: the words that say so
    :param rest: the text without them; the text itself where they say "now"
    """

    day: date
    typed: str
    rest: str


def read_day(text: str, today: date) -> DayRead | None:
    """The day that a question is about; None where it names none, or it is not certain.

    :param text: normal (`kb.language.analysis.normal`), best with its marks restored
    """
    folded, lower = fold(text), text.lower()
    if len(text) > _LONGEST or not len(folded) == len(text) == len(lower):
        return None
    named = days_named(folded)
    if len(named) > 1:
        return None
    if not named:
        now = _NOW.search(folded)
        return DayRead(today, text[slice(*now.span())], text) if now else None
    match, days = named[0]
    return _read(text, folded, lower, match, days, today) if days else None


def days_named(folded: str) -> list[tuple[re.Match[str], tuple[date, date] | None]]:
    """The days, months and years that a text names, with the first and the last day of each; None: the calendar has no such day."""
    named: list[tuple[re.Match[str], tuple[date, date] | None]] = []
    for pattern, days in ((_FULL, _day_of), (_MONTH, _month_of), (_YEAR, _year_of)):
        for match in pattern.finditer(folded):
            if not any(other.start() <= match.start() < other.end() for other, _ in named):
                named.append((match, days(match)))
    return named


def _read(text: str, folded: str, lower: str, match: re.Match[str], days: tuple[date, date], today: date) -> DayRead | None:
    first, last = days
    if not FIRST_YEAR <= first.year <= today.year + 1:
        return None
    lead, start = led(folded, match.start())
    part = _BREAK.split(lower[max(start - 120, 0) : start].rstrip(" ,"))[-1]
    if lead in _NOT_ALONE or any(pattern.search(part) for pattern in (NAMES, _EVENT, _JUST_BEFORE)):
        return None  # of an instrument, a plan or an event
    a_stretch = match.re is not _FULL
    if a_stretch and folded[:start].strip(" ,;:") and not _TAIL.fullmatch(folded, match.end()):
        return None
    if lead == "truoc":
        day = first - timedelta(days=1)
    elif lead == "sau":
        day = last + timedelta(days=1)
    elif lead == "tu":
        day = first
    else:
        day = today if first <= today < last else last
    rest = " ".join(f"{text[:start]} {text[match.end() :]}".split()).strip(" ,;")
    return DayRead(day, text[start : match.end()].strip(), rest) if any(char.isalpha() for char in rest) else None


def led(folded: str, at: int) -> tuple[str, int]:
    """The word that leads a day in, and where it begins."""
    begin = max(at - 40, 0)
    match = _LEAD.search(folded[begin:at])
    if match is None:
        return "", at
    return " ".join((match["lead"] or "").split()).removeprefix("ke "), begin + match.start()


def _day_of(match: re.Match[str]) -> tuple[date, date] | None:
    groups = [int(group) for group in match.groups() if group]
    year, month, day = groups if match[7] else reversed(groups)
    return _days(year, month, day, day)


def _month_of(match: re.Match[str]) -> tuple[date, date] | None:
    return _days(int(match[2]), int(match[1]), 1, None)


def _year_of(match: re.Match[str]) -> tuple[date, date] | None:
    year = int(match[2])
    if year < FIRST_YEAR:
        return None
    whole = (date(year, 1, 1), date(year, 12, 31))
    parts = {"dau": (whole[0], whole[0]), "giua": (date(year, 7, 1), date(year, 7, 1)), "cuoi": (whole[1], whole[1])}
    return parts.get(match[1] or "", whole)


def _days(year: int, month: int, first: int, last: int | None) -> tuple[date, date] | None:
    """The first and the last day; None where the calendar has no such days."""
    try:
        return date(year, month, first), date(year, month, last or calendar.monthrange(year, month)[1])
    except ValueError:
        return None


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
_SENTENCE_BREAK = re.compile(r"[;:.?!()\"“”]")


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
        before = _SENTENCE_BREAK.split(lower[max(start - _NEAR, 0) : start])[-1]
        after = _SENTENCE_BREAK.split(lower[match.end() : match.end() + _NEAR])[0].split(",")[0]
        if NAMES.search(before) or not (_HAPPENED.search(before) or _HAPPENED.search(after[:40])):
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
