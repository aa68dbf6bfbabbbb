"""Bàn làm việc: what a person who comes back needs. What it says of the law is what the base says today, each with its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial

import streamlit as st
from markupsafe import Markup

from documents.paths import split_key
from kb.accounts.audit import NOTE, SAVED, TAG, last_line
from kb.accounts.people import keep_visit, last_visit
from kb.annotations import NoteView
from kb.annotations.desk import Mention, Overview, instruments_of, mentions_of, open_for, overview
from kb.annotations.finding import Found
from kb.annotations.shaken import Shaken, shaken_notes
from kb.entitlements.binding import keys_in_base
from kb.entitlements.revisions import rested_on
from kb.errors import KnowledgeBaseError
from kb.interface.days import beginning, today
from kb.law.status.news import News, made_at, news
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.bar import acting, known, name_box
from kb.pages.kit.base import base, read_base, revision, session, unless_refused, without_texts
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import SIGNS, macros
from kb.pages.upcoming import block, show_all
from kb.review import Review, list_reviews
from kb.search.saved import Saved, check_saved

_HTML = macros("home")
_SHOWN, _BARS = 6, 8
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
        now = datetime.now(UTC)
        st.button(say("home.seen"), key="home_seen", help=say("home.seen_help"), on_click=_seen, args=(now,))
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
            called=data.name_of_key,
            left=partial(_left, frame),
            shown=_SHOWN,
            bars=_BARS,
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
    all_of_them: Overview
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
        reviews = [item for item in list_reviews(opened) if item.open]
        if known:
            reviews = [item for item in reviews if name in (item.author, *item.said.members)]
        near = dict.fromkeys(keys_in_base(opened, rested_on(opened)).values(), "home.near_card")
        if known:
            mine_too = instruments_of(opened, name) | {split_key(key)[0] for item in reviews for key in item.said.items}
            near |= dict.fromkeys(mine_too, "home.near")
        new = _news_since(of, last_line(opened, (NOTE, TAG, SAVED)), since, day, frozenset(near))
        return _Found(since, known, mine, named, reviews, near, new, overview(opened, day), shaken_notes(opened, mine.notes))


@st.cache_resource(max_entries=30, show_spinner=False)
def _news_since(of: str, stamp: int, since: datetime, day: date, near: frozenset[str]) -> News:
    """What is new in the law; no note changes that."""
    return read_base(news, since, day, near)


@st.cache_resource(max_entries=30, show_spinner=False)
def _waiting(of: str, stamp: int, name: str | None) -> tuple[Found, Sequence[Mention]]:
    with session() as opened:
        return open_for(opened, name, _SHOWN), mentions_of(opened, name) if name is not None else ()


@st.cache_data(max_entries=3, show_spinner=False)
def _made_at(of: str) -> datetime | None:
    return read_base(made_at)


def _seen(at_: datetime) -> None:
    with unless_refused(), session(write=True) as opened:
        keep_visit(opened, at_)


def _since(frame: Frame, seen_at: datetime | None, since: datetime) -> str:
    say = frame.say
    if seen_at:
        return say("home.since", moment=say.moment(seen_at))
    if since > beginning(today()) - _FIRST_TIME:
        return say("home.since_made", moment=say.moment(since))
    return say("home.since_days", days=_FIRST_TIME.days)


def _place(frame: Frame, note: NoteView) -> tuple[str, str]:
    """Where a note stands: address and words."""
    place = note.targets[0].key if note.targets else ""
    key, path = split_key(place)
    return frame.address(at.READER, **{at.INSTRUMENT: key, at.PROVISION: path}), data.place_name(place)


def _left(frame: Frame, deadline: date | None) -> tuple[str, bool]:
    """How long there is until a day, and whether it is over."""
    say = frame.say
    if deadline is None:
        return say("home.no_deadline"), False
    days = (deadline - today()).days
    if days == 0:
        return say("home.due_today", day=deadline), False
    return say("home.due_in" if days > 0 else "home.overdue", day=deadline, days=abs(days)), days < 0


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
