"""Bàn làm việc: what a person who comes back needs. What it says of the law is what the base says today, each with its place.

Sắp tới is a block on it, and a list of all that takes effect, changes or ends on a coming day, with a calendar file.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import groupby

import streamlit as st
from markupsafe import Markup

from documents.messages import Places
from documents.paths import split_key
from kb.accounts.audit import NOTE, SAVED, last_line
from kb.accounts.people import keep_visit, last_visit
from kb.annotations import NoteView
from kb.annotations.desk import Mention, instruments_of, mentions_of, open_for
from kb.annotations.finding import Found
from kb.annotations.shaken import Shaken, shaken_notes
from kb.entitlements.binding import keys_in_base
from kb.entitlements.revisions import rested_on
from kb.errors import KnowledgeBaseError
from kb.export.files import UPCOMING, file_bytes
from kb.export.upcoming import MONTHS, Row, coming, rows_of
from kb.interface.days import beginning, months_after, today
from kb.law.status.news import News, made_at, news
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.apart import downloads
from kb.pages.kit.bar import acting, known, name_box
from kb.pages.kit.base import base, read_base, remembered, revision, session, unless_refused, without_texts
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import SIGNS, macros
from kb.pages.kit.picks import address_choice
from kb.review import Review, list_reviews
from kb.search.saved import Saved, check_saved

_COMING = macros("upcoming")
_CHOICES = (3, MONTHS, 12, 24)
_NEXT, _WHYS = 5, 6


def block(frame: Frame, mine: Set[int]) -> Markup:
    """The next of them, those in one's own review files first."""
    last = months_after(frame.day, MONTHS)
    found = rows_of(_ahead((revision(), read_base(last_line)), frame.day, last))
    nearest = sorted(found, key=lambda row: mine.isdisjoint(row.reviews))[:_NEXT]
    lines = [_line(frame, row, mine, 1, brief=True) for row in nearest]
    # The list that it leads to shows as many, until the same day.
    params = {at.VIEW: at.COMING, at.MONTHS: None if found else _CHOICES[-1]}
    return _COMING.block(frame, lines, len(found), frame.say.day(last), _newest(frame), frame.address(at.HOME, **params))


def show_all(frame: Frame) -> None:
    """Draw the list of all, for as many months as somebody chooses, and the calendar file."""
    asked, say = at.read_number(st.query_params.get(at.MONTHS)), frame.say
    months = asked if asked in _CHOICES else MONTHS
    last = months_after(frame.day, months)
    found = _ahead((revision(), read_base(last_line)), frame.day, last)
    mine = {item.id for item in read_base(list_reviews) if acting().name in (item.author, *item.said.members)}
    rows = rows_of(found)
    days = [(day, [_line(frame, row, mine, _WHYS) for row in some]) for day, some in groupby(rows, lambda row: row.on)]
    st.html(_COMING.head(frame, say.day(frame.day), say.day(last), len(rows), _newest(frame), frame.address(at.HOME)))
    words = lambda count: say("upcoming.months", count=count)  # noqa: E731
    address_choice(at.MONTHS, _CHOICES, months, say("upcoming.how_far"), words, usual=MONTHS, width=220)
    if found:
        downloads(say, UPCOMING, lambda: partial(file_bytes, UPCOMING, found), key="upcoming")
    st.html(_COMING.page(frame, days))


def _newest(frame: Frame) -> str:
    """Until when the texts of the base go."""
    return frame.say.day(max((source.newest for source in data.sources(revision())[0] if source.newest), default=None))


_ahead = remembered(12, coming)
"""Of the base, and of all that people did in it."""


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
    return _COMING.line(frame, row, href(place), [*whys()], mine, most=most, brief=brief)


_HTML = macros("home")
_SHOWN = 6
_FIRST_TIME = timedelta(days=30)
"""How far back what is new reaches for somebody who never said that they have seen it; not into the making of the base."""


def show(frame: Frame) -> None:
    """Draw the page."""
    say = frame.say
    if without_texts(frame):
        return
    if st.query_params.get(at.VIEW) == at.COMING:
        show_all(frame)
        return
    name = acting().name
    with st.container(key="home_head", horizontal=True, horizontal_alignment="right"):
        st.button(say("home.seen"), key="home_seen", help=say("home.seen_help"), on_click=_seen, args=(datetime.now(UTC),))
    if not known():
        st.html(_HTML.unknown(frame))
        name_box(say, "home_name")
    seen_at, found = _found(name, known())
    st.html(
        _HTML.page(
            frame,
            found,
            since=_since(frame, seen_at, found.since),
            ahead=block(frame, {item.id for item in found.reviews} if found.known else frozenset()),
            saved=saved_searches(name),
            news=found.new.split(found.near),
            place=partial(_place, frame),
            text=partial(_text, frame, found.near),
            left=partial(_left, frame),
            shown=_SHOWN,
            signs=SIGNS,
        )
    )


def home_line(frame: Frame) -> Markup:
    """On the first screen of Tra cứu: how much waits for whoever works here; nothing where nothing does."""
    name = acting().name
    with session() as opened:
        seen_at, stamp = last_visit(opened, name), last_line(opened)
    mine, named = _waiting(base().settings.url, stamp, name)
    fresh = sum(seen_at is None or item.at > seen_at for item in named)
    return _HTML.line(frame, mine.count, fresh) if mine.count or fresh else Markup()


@dataclass(frozen=True, slots=True)
class _Found:
    """What the page shows, and since when things are new.

    :param known: it is known who works here; else what anybody has to settle is shown
    :param near: why an instrument concerns whoever works here, by its key
    """

    since: datetime
    known: bool
    mine: Found
    named: Sequence[Mention]
    reviews: Sequence[Review]
    near: Mapping[str, str]
    new: News
    shaken: Mapping[str, Sequence[Shaken]]


def _found(name: str, known: bool) -> tuple[datetime | None, _Found]:
    with session() as opened:
        seen_at, stamp = last_visit(opened, name), last_line(opened)
    since = seen_at or max(filter(None, (beginning(today()) - _FIRST_TIME, _made_at(revision()))))
    return seen_at, _gathered(revision(), stamp, name, known, since, today())


@st.cache_resource(max_entries=30, show_spinner=False)
def _gathered(of: str, stamp: int, name: str, known: bool, since: datetime, day: date) -> _Found:
    """All of it, kept until the base or anything that people did in it changes."""
    mine, named = _waiting(base().settings.url, stamp, name if known else None)
    with session() as opened:
        reviews = [item for item in list_reviews(opened) if item.open and (not known or name in (item.author, *item.said.members))]
        near = dict.fromkeys(keys_in_base(opened, rested_on(opened)).values(), "home.near_card")
        if known:
            mine_too = instruments_of(opened, name) | {split_key(key)[0] for item in reviews for key in item.said.items}
            near |= dict.fromkeys(mine_too, "home.near")
        stamp = last_line(opened, (NOTE, SAVED))  # no note changes what is new in the law
        new = _news_since((of, stamp), since, day, frozenset(near))
        return _Found(since, known, mine, named, reviews, near=near, new=new, shaken=shaken_notes(opened, mine.notes))


_news_since, _made_at = remembered(30, news), remembered(3, made_at)


@st.cache_resource(max_entries=30, show_spinner=False)
def _waiting(of: str, stamp: int, name: str | None) -> tuple[Found, Sequence[Mention]]:
    with session() as opened:
        return open_for(opened, name, _SHOWN), mentions_of(opened, name) if name is not None else ()


def _seen(at_: datetime) -> None:
    with unless_refused(), session(write=True) as opened:
        keep_visit(opened, at_)


def _since(frame: Frame, seen_at: datetime | None, since: datetime) -> str:
    if not seen_at and since <= beginning(today()) - _FIRST_TIME:
        return frame.say("home.since_days", days=_FIRST_TIME.days)
    return frame.say("home.since" if seen_at else "home.since_made", moment=frame.say.moment(since))


def _place(frame: Frame, note: NoteView) -> tuple[str, str]:
    """Where a note stands: address and words."""
    place = note.targets[0].key if note.targets else ""
    key, path = split_key(place)
    return frame.address(at.READER, **{at.INSTRUMENT: key, at.PROVISION: path}), data.place_name(place)


def _left(frame: Frame, deadline: date | None) -> tuple[str, bool]:
    """How long there is until a day, and whether it is over."""
    if deadline is None:
        return frame.say("home.no_deadline"), False
    days = (deadline - today()).days
    due = "home.due_in" if days > 0 else "home.overdue"
    return frame.say(due if days else "home.due_today", day=deadline, days=abs(days)), days < 0


def _text(frame: Frame, near: Mapping[str, str], key: str, version: int | None = None) -> tuple[str, str, str]:
    """An instrument: its address, what it is called, and why it concerns whoever works here."""
    href = frame.address(at.READER, **{at.INSTRUMENT: key, at.VERSION: version})
    return href, data.name_of_key(key, subject=True), frame.say(near[key]) if key in near else ""


def saved_searches(name: str) -> list[Saved]:
    """What somebody saved, with what is new for it."""
    try:
        return check_saved(base(), name)
    except KnowledgeBaseError:
        return []  # without an index nothing is new; Tra cứu says so
