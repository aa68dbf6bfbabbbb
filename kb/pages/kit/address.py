"""Addresses inside the app. They name a provision, a day and filters; the words of a search only when somebody asks for that."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from kb.index import fields

SEARCH, READER, COMPARE, NOTES, EFFECTS, EVERYDAY = "tra-cuu", "van-ban", "so-sanh", "ghi-chu", "hieu-luc", "tu-thuong-ngay"
DESK, TRAINING, SUPPORTS = "quay-tu-van", "luyen-tap", "the-ho-tro"
REVIEWS, HOME, SOURCES, INBOX, DUTIES = "ho-so-ra-soat", "ban-lam-viec", "nguon", "nap-van-ban", "bang-nhiem-vu"
PEOPLE = "nguoi-dung"
AUDIT, VERIFY = "nhat-ky", "kiem-tra-trich-dan"

# Names of the parameters.
INSTRUMENT, PROVISION, VERSION, DAY, LANGUAGE, WORDS = "vb", "dk", "pb", "ngay", "lang", "q"
VIEW, FROM, UNTIL, CARD, FILE, JOB = "xem", "tu", "den", "the", "hs", "tep"
YEAR, MONTHS, SORT, PART, TURN, MARKED = "nam", "thang", "xep", "phan", "trang", "danh-dau"


def filters() -> dict[str, str]:
    """By what a page narrows a search: names of filters, and the year, with the parameters of the address."""
    return {**{field.name: field.address for field in fields.FILTERS if field.address}, "year": YEAR}


def address(page: str, params: Mapping[str, object | None]) -> str:
    """A relative address of a page; parameters without value are left out.

    It is relative so that it also works where the app is served below a folder.
    """
    kept = {name: value.isoformat() if isinstance(value, date) else str(value) for name, value in params.items() if value}
    path = "./" if page == SEARCH else page
    query = urlencode(kept, quote_via=quote, safe="/~")
    return f"{path}?{query}" if query else path


def on_day(href: str, day: date | None) -> str:
    """The same address on another day. It names no version: which one is read on that day is for the day to say."""
    parts = urlsplit(href)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in (DAY, VERSION)]
    query = urlencode([*kept, *([(DAY, day.isoformat())] if day else [])], quote_via=quote, safe="/~")
    return f"{parts.path}?{query}" if query else parts.path


def read_number(text: str | None) -> int | None:
    """The whole number in an address, None where there is none or it cannot be read."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


# Views of an instrument, of the list, of the search, of a card, and of Bàn làm việc.
MAP, HISTORY, MISSING, SAVED, EDIT, COMING = "luoc-do", "lich-su", "con-thieu", "da-luu", "sua", "sap-toi"

# Views of the review, and the two sides of a group of effects.
GROUPS, EACH, RELATIONS, LOG, BY_HAND = "nhom", "tung-muc", "quan-he", "nhat-ky", "them-tay"
BY, ON = "boi", "vao"

# Views of a review file.
BOARD, PROGRESS, GRID, REPORT = "cong-viec", "tien-do", "bang-hoi", "bao-cao"
CELL, FINDING = "o", "ph"
