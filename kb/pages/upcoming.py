"""Sắp tới: what takes effect, changes or ends on a coming day; a block on Bàn làm việc, and a list of all with a calendar file."""

from collections.abc import Iterator, Set
from datetime import date
from functools import partial
from itertools import groupby

import streamlit as st
from markupsafe import Markup

from documents.messages import Places
from kb.accounts.audit import last_line
from kb.export.files import UPCOMING, file_bytes
from kb.export.upcoming import MONTHS, Coming, Row, coming, rows_of
from kb.interface.days import months_after
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.bar import acting
from kb.pages.kit.base import read_base, revision
from kb.pages.kit.downloads import downloads
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import macros
from kb.pages.kit.picks import address_choice
from kb.review import list_reviews

_HTML = macros("upcoming")
_CHOICES = (3, MONTHS, 12, 24)
_SHOWN, _WHYS = 5, 6


def block(frame: Frame, mine: Set[int]) -> Markup:
    """The next of them, those in one's own review files first.

    :param mine: numbers of these files
    """
    last = months_after(frame.day, MONTHS)
    found = rows_of(_ahead(revision(), read_base(last_line), frame.day, last))
    nearest = sorted(found, key=lambda row: mine.isdisjoint(row.reviews))[:_SHOWN]
    lines = [_line(frame, row, mine, 1, brief=True) for row in nearest]
    # The list that it leads to shows as many, until the same day.
    params = {at.VIEW: at.COMING, at.MONTHS: None if found else _CHOICES[-1]}
    return _HTML.block(frame, lines, len(found), frame.say.day(last), _newest(frame), frame.address(at.HOME, **params))


def show_all(frame: Frame) -> None:
    """Draw the list of all, for as many months as somebody chooses, and the calendar file."""
    asked, say = at.read_number(st.query_params.get(at.MONTHS)), frame.say
    months = asked if asked in _CHOICES else MONTHS
    last = months_after(frame.day, months)
    found = _ahead(revision(), read_base(last_line), frame.day, last)
    mine = {item.id for item in read_base(list_reviews) if acting().name in (item.author, *item.said.members)}
    rows = rows_of(found)
    by_day = groupby(rows, lambda row: row.on)
    days = [(day, [_line(frame, row, mine, _WHYS) for row in some]) for day, some in by_day]
    st.html(_HTML.head(frame, say.day(frame.day), say.day(last), len(rows), _newest(frame), frame.address(at.HOME)))
    words = lambda count: say("upcoming.months", count=count)  # noqa: E731
    address_choice(at.MONTHS, _CHOICES, months, say("upcoming.how_far"), words, usual=MONTHS, width=220)
    if found:
        downloads(say, UPCOMING, lambda: partial(file_bytes, UPCOMING, found), key="upcoming")
    st.html(_HTML.page(frame, days))


def _newest(frame: Frame) -> str:
    """Until when the texts of the base go."""
    return frame.say.day(max((source.newest for source in data.sources(revision())[0] if source.newest), default=None))


@st.cache_resource(max_entries=12, show_spinner=False)
def _ahead(of: str, stamp: int, day: date, last: date) -> list[Coming]:
    """Kept until the base or anything that people did in it changes."""
    return read_base(coming, day, last)


def _line(frame: Frame, row: Row, mine: Set[int], most: int, brief: bool = False) -> Markup:
    """A row. What is quoted is opened where it stands, the rest where it is read; nothing is where the base does not have it."""
    held = data.record(row.instrument) is not None

    def href(path: str | None) -> str:
        return frame.address(at.READER, **{at.INSTRUMENT: row.instrument, at.PROVISION: path}) if held else ""

    def whys() -> Iterator[tuple[str, str, str]]:
        for why in row.whys:
            said = dict(why.values)
            place = said.get("place")
            if isinstance(place, Places):
                yield href(place.paths[0]), frame.say.write(place), str(said["quote"])
            else:
                yield "", "", frame.say.write(why)

    place = row.paths[0] if len(row.paths) == 1 else None
    return _HTML.line(frame, row, href(place), [*whys()], mine, most, brief)
