"""Days as people write them. One reading for the command line, the pages and addresses, so that what one accepts all accept.
And moments as a database gives them back.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_FORM = re.compile(
    r"(?:ngày )?(?:(?P<d>\d{1,2})(?P<s>[/.-])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4})"
    r"|(?P<y2>\d{4})(?P<s2>[/.-])(?P<m2>\d{1,2})(?P=s2)(?P<d2>\d{1,2})"
    r"|(?P<d3>\d{1,2}) tháng (?P<m3>\d{1,2}) năm (?P<y3>\d{4}))",
    re.ASCII,
)


def read_day(text: str | None) -> date | None:
    """The day that a text names: 31/12/2019, 31-12-2019, 31.12.2019, 2019-12-31, "ngày 31 tháng 12 năm 2019".

    The day always stands before the month unless the year comes first; a year has four digits. Nothing is guessed.

    :returns: None where there is no text, it is written otherwise, or the calendar has no such day
    """
    words = " ".join((text or "")[:60].split()).lower()
    match = _FORM.fullmatch(words)
    if match is None:
        return None
    year, month, day = (next(int(match[part + form]) for form in ("", "2", "3") if match[part + form]) for part in "ymd")
    try:
        return date(year, month, day)
    except ValueError:
        return None


_STRETCH = re.compile(
    r"(?:tháng )?(?P<m>\d{1,2})(?:\s?[/.-]\s?| năm )(?P<y>\d{4})|(?:năm )?(?P<y2>\d{4})(?:[/.-](?P<m2>\d{1,2}))?", re.ASCII
)


def read_stretch(text: str | None) -> tuple[date, date] | None:
    """The first and the last day of the month or year that a text names: 6/2025, 2025-06, "tháng 6 năm 2025", 2025, "năm 2025".

    :returns: None where there is no text, it is written otherwise, or the calendar has no such month
    """
    match = _STRETCH.fullmatch(" ".join((text or "")[:60].split()).lower())
    if match is None:
        return None
    year, month = int(match["y"] or match["y2"]), match["m"] or match["m2"]
    first, last = (int(month), int(month)) if month else (1, 12)
    try:
        return date(year, first, 1), date(year, last, monthrange(year, last)[1])
    except ValueError:  # of the calendar: no such month, no such year
        return None


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or the last one of that month; the last day of the calendar where it has no such month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])) if year <= date.max.year else date.max


def today() -> date:
    """The day that it is in Vietnam."""
    return datetime.now(_VIETNAM).date()


def beginning(day: date) -> datetime:
    """The moment at which a day begins in Vietnam, in UTC, as the base keeps moments."""
    return datetime.combine(day, time(), _VIETNAM).astimezone(UTC)


def in_vietnam(moment: datetime) -> datetime:
    """A moment by the clocks of Vietnam."""
    return moment.astimezone(_VIETNAM)


def write_day(day: date) -> str:
    """A day as Vietnamese papers print it, and as the boxes of the interface show it: 31/12/2019."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def utc(moment: datetime) -> datetime:
    """A moment of the database with its time zone, which SQLite forgets."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
