"""Dates as Vietnamese law writes them."""

import re
from dataclasses import dataclass
from datetime import date

DATE = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})(?:\s*(?P<separator>[/.-])\s*(?P<month>\d{1,2})\s*(?P=separator)\s*(?P<year>\d{4})"
    r"|,?\s*tháng\s*(?P<word_month>\d{1,2}),?\s*năm\s*(?P<word_year>\d{4}))(?!\d)",
    re.IGNORECASE,
)
"""Day, month and year in figures or in words: ``01/07/2013``, ``01 tháng 7 năm 2013``."""
DATE_WORDS = re.sub(r"[?]P<[a-z_]+>", "?:", DATE.pattern).replace("(?P=separator)", "[/.-]")
"""The same as a part of a longer pattern: without names, so that it may stand there twice."""
YEARS = range(1800, 2300)
"""Years of which law speaks. “đến hết ngày 31/12/9999” names no day."""


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date found in a text, and where."""

    day: date
    start: int
    end: int


def _date_of(match: re.Match[str]) -> FoundDate | None:
    month, year = match["month"] or match["word_month"], match["year"] or match["word_year"]
    try:
        found = date(int(year), int(month), int(match["day"]))
    except ValueError:
        return None
    return FoundDate(found, match.start(), match.end()) if found.year in YEARS else None


def find_date(text: str, start: int = 0) -> FoundDate | None:
    """The first real date at or after ``start``."""
    for match in DATE.finditer(text, start):
        if found := _date_of(match):
            return found
    return None


def date_at(text: str, start: int) -> FoundDate | None:
    """The real date that begins exactly at ``start``: a look at one place, however far the next date is."""
    match = DATE.match(text, start)
    return _date_of(match) if match else None


def date_near(text: str, start: int, reach: int) -> FoundDate | None:
    """The first real date that begins at most ``reach`` characters after ``start``."""
    return next((found for at in range(start, min(start + reach, len(text)) + 1) if (found := date_at(text, at))), None)


def find_dates(text: str) -> list[FoundDate]:
    """All real dates of a text, in order."""
    return [found for match in DATE.finditer(text) if (found := _date_of(match))]


_PERIOD = re.compile(
    r"(?<![\w/-])(?<!năm học )\d{4}\s*(?:-|–|—|đến(?: năm)?)\s*(\d{4})(?![\d/])|(?:đến|tới)(?: hết)? năm\s+(\d{4})(?!\d)"
)
_GOES_ON = re.compile(r"năm (?:tiếp theo|sau|tiếp)(?!\w)")


def last_year_in(title: str) -> int | None:
    """The last year of the time that a title names: "giai đoạn 2016 - 2020", "đến năm 2020"; not where it goes on behind."""
    years = [int(one[1] or one[2]) for one in _PERIOD.finditer(title)]
    return max(years) if years and set(years) <= set(YEARS) and not _GOES_ON.search(title) else None
