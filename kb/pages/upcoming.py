"""Sắp tới: what takes effect, changes or ends on a coming day; a block on Bàn làm việc, and a list of all with a calendar file."""

from collections.abc import Set
from datetime import date, timedelta
from functools import partial
from itertools import groupby

import streamlit as st
from markupsafe import Markup

from kb.accounts.audit import last_line
from kb.export.files import UPCOMING, file_bytes
from kb.export.upcoming import HORIZON, Coming, Row, coming, rows_of
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.bar import acting
from kb.pages.kit.base import read_base, revision
from kb.pages.kit.downloads import downloads
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import macros
from kb.review import list_reviews

_HTML = macros("upcoming")
_FAR = timedelta(days=731)
_SHOWN, _WHYS = 5, 3


def block(frame: Frame, mine: Set[int]) -> Markup:
    """The next of them, those in one's own review files first.

    :param mine: numbers of these files
    """
    last = frame.day + HORIZON
    found = rows_of(_ahead(revision(), read_base(last_line), frame.day, last))
    nearest = sorted(found, key=lambda row: mine.isdisjoint(row.reviews))[:_SHOWN]
    lines = [_HTML.line(frame, row, _href(frame, row), mine, 1, brief=True) for row in nearest]
    return _HTML.block(frame, lines, len(found), frame.say.day(last), frame.address(at.HOME, **{at.VIEW: at.COMING}))


def show_all(frame: Frame) -> None:
    """Draw the list of all, and the calendar file."""
    last, say = frame.day + _FAR, frame.say
    found = _ahead(revision(), read_base(last_line), frame.day, last)
    mine = {item.id for item in read_base(list_reviews) if acting().name in (item.author, *item.said.members)}
    by_day = groupby(rows_of(found), lambda row: row.on)
    days = [(day, [_HTML.line(frame, row, _href(frame, row), mine, _WHYS) for row in rows]) for day, rows in by_day]
    newest = max((source.newest for source in data.sources(revision())[0] if source.newest), default=None)
    st.html(_HTML.head(frame, say.day(frame.day), say.day(last), say.day(newest), frame.address(at.HOME)))
    if found:
        downloads(say, UPCOMING, lambda: partial(file_bytes, UPCOMING, found), key="upcoming")
    st.html(_HTML.page(frame, days))


@st.cache_resource(max_entries=12, show_spinner=False)
def _ahead(of: str, stamp: int, day: date, last: date) -> list[Coming]:
    """Kept until the base or anything that people did in it changes."""
    return read_base(coming, day, last)


def _href(frame: Frame, row: Row) -> str:
    """Where it is read; empty where the base does not have it."""
    path = row.paths[0] if len(row.paths) == 1 else None
    return frame.address(at.READER, **{at.INSTRUMENT: row.instrument, at.PROVISION: path}) if data.record(row.instrument) else ""
