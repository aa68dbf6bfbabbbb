"""Bàn làm việc: what a person who comes back needs. What it says of the law is what the base says today, each with its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import streamlit as st
from markupsafe import Markup

from documents.paths import split_key
from kb.accounts.audit import NOTE, SAVED, TAG, last_line
from kb.accounts.people import keep_visit, last_visit
from kb.annotations import NoteView
from kb.annotations.desk import Mention, Open, Overview, Share, instruments_of, mentions_of, open_for, overview
from kb.annotations.shaken import Shaken, shaken_notes
from kb.database.reading.reader import InstrumentRecord
from kb.entitlements.binding import keys_in_base
from kb.entitlements.revisions import rested_on
from kb.errors import KnowledgeBaseError
from kb.interface.days import beginning, in_vietnam, today
from kb.law.status.news import News, made_at, news
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.bar import acting
from kb.pages.kit.base import base, revision, session, unless_refused, without_texts
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import SIGNS, macros
from kb.pages.upcoming import block, show_all
from kb.review import Review, list_reviews
from kb.search.saved import Saved, check_saved

_HTML = macros("home")
Known = Mapping[str, InstrumentRecord]
_SHOWN, _BARS, _CUT = 6, 8, 180
_FIRST_TIME = timedelta(days=30)
"""How far back what is new reaches for somebody who never said that they have seen it; not into the making of the base."""
_GRAVITY = {"high": "▲", "medium": "◆", "low": "▽"}


def show(frame: Frame) -> None:
    """Draw the page."""
    say = frame.say
    if without_texts(frame):
        return
    if st.query_params.get(at.VIEW) == at.COMING:
        show_all(frame)
        return
    with st.container(key="home_head", horizontal=True, horizontal_alignment="right"):
        name = acting().name
        now = datetime.now(UTC)
        st.button(say("home.seen"), key="home_seen", help=say("home.seen_help"), on_click=_seen, args=(now,))
    seen_at, found = _found(name)
    known = data.by_key(revision())
    st.html(
        _HTML.page(
            frame,
            _since(frame, seen_at, found.since),
            findings=_findings(frame, known, found.mine, found.shaken),
            mentions=_mentions(frame, known, found.named, found.since),
            reviews=_reviews(frame, found.reviews),
            ahead=block(frame, {item.id for item in found.reviews}),
            news=_news(frame, known, found.new, found.near),
            saved=_saved(frame, name),
            overview=_overview(frame, known, found.all_of_them),
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

    :param near: why an instrument concerns whoever works here, by its key
    """

    since: datetime
    mine: Open
    named: Sequence[Mention]
    reviews: Sequence[Review]
    near: Mapping[str, str]
    new: News
    all_of_them: Overview
    shaken: Mapping[str, Sequence[Shaken]]


def _found(name: str) -> tuple[datetime | None, _Found]:
    with session() as opened:
        seen_at, stamp = last_visit(opened, name), last_line(opened)
    since = seen_at or max(filter(None, (beginning(today()) - _FIRST_TIME, _made_at(revision()))))
    return seen_at, _gathered(revision(), stamp, name, since, today())


@st.cache_resource(max_entries=30, show_spinner=False)
def _gathered(of: str, stamp: int, name: str, since: datetime, day: date) -> _Found:
    """All of it, kept until the base or anything that people did in it changes."""
    mine, named = _waiting(base().settings.url, stamp, name)
    with session() as opened:
        reviews = [item for item in list_reviews(opened) if item.open and name in (item.author, *item.said.members)]
        near = dict.fromkeys(keys_in_base(opened, rested_on(opened)).values(), "home.near_card")
        mine_too = instruments_of(opened, name) | {split_key(key)[0] for item in reviews for key in item.said.items}
        near |= dict.fromkeys(mine_too, "home.near")
        shaken = shaken_notes(opened, mine.notes)
        return _Found(
            since,
            mine,
            named=named,
            reviews=reviews,
            near=near,
            new=_news_since(of, last_line(opened, (NOTE, TAG, SAVED)), since, day, frozenset(near)),
            all_of_them=overview(opened, day),
            shaken=shaken,
        )


@st.cache_resource(max_entries=30, show_spinner=False)
def _news_since(of: str, stamp: int, since: datetime, day: date, near: frozenset[str]) -> News:
    """What is new in the law; no note changes that."""
    with session() as opened:
        return news(opened, since, day, near)


@st.cache_resource(max_entries=30, show_spinner=False)
def _waiting(of: str, stamp: int, name: str) -> tuple[Open, Sequence[Mention]]:
    with session() as opened:
        return open_for(opened, name, _SHOWN), mentions_of(opened, name)


@st.cache_data(max_entries=3, show_spinner=False)
def _made_at(of: str) -> datetime | None:
    with session() as opened:
        return made_at(opened)


def _seen(at_: datetime) -> None:
    def keep() -> None:
        with session(write=True) as opened:
            keep_visit(opened, at_)

    unless_refused(keep)


def _since(frame: Frame, seen_at: datetime | None, since: datetime) -> str:
    say = frame.say
    if seen_at:
        return say("home.since", moment=say.moment(in_vietnam(seen_at)))
    if since > beginning(today()) - _FIRST_TIME:
        return say("home.since_made", moment=say.moment(in_vietnam(since)))
    return say("home.since_days", days=_FIRST_TIME.days)


def _place(frame: Frame, known: Known, note: NoteView) -> tuple[str, str]:
    """Where a note stands: address and words."""
    key, path = split_key(note.targets[0].key) if note.targets else ("", "")
    name = data.name(known[key]) if key in known else key
    href = frame.address(at.READER, **{at.INSTRUMENT: key, at.PROVISION: path})
    return href, data.place_in(path, name)


def _findings(frame: Frame, known: Known, mine: Open, shaken: Mapping[str, Sequence[Shaken]]) -> Markup:
    say, rows = frame.say, []
    for note in mine.notes:
        about = [say(f"note.status_{note.status}"), *note.tags]
        if note.severity:
            about.insert(0, f"{_GRAVITY[note.severity]} {say('note.of_severity', severity=say(f'note.severity_{note.severity}'))}")
        if note.assignee:
            about.append(say("home.for", name=note.assignee))
        by = [say("home.shaken", name=item.name) for item in shaken.get(note.id, ())]
        rows.append((*_place(frame, known, note), note.text, about, by))
    return _HTML.findings(frame, rows, mine.count - len(rows), _CUT)


def _mentions(frame: Frame, known: Known, named: Sequence[Mention], since: datetime) -> Markup:
    say = frame.say
    rows = [
        (
            *_place(frame, known, item.note),
            item.text,
            say("home.by", name=item.author, moment=say.moment(in_vietnam(item.at))),
            item.at > since,
        )
        for item in named[:_SHOWN]
    ]
    return _HTML.mentions(frame, rows, len(named) - len(rows), _CUT)


def _reviews(frame: Frame, reviews: Sequence[Review]) -> Markup:
    rows = []
    for review in reviews[:_SHOWN]:
        words, late = _left(frame, review.said.deadline)
        rows.append((review.id, review.said.title, words, late))
    return _HTML.reviews(frame, rows, len(reviews) - len(rows))


def _left(frame: Frame, deadline: date | None) -> tuple[str, bool]:
    """How long there is until a day, and whether it is over."""
    say = frame.say
    if deadline is None:
        return say("home.no_deadline"), False
    days = (deadline - today()).days
    if days == 0:
        return say("home.due_today", day=deadline), False
    return say("home.due_in" if days > 0 else "home.overdue", day=deadline, days=abs(days)), days < 0


def _text(frame: Frame, known: Known, key: str, near: Mapping[str, str], version: int | None = None) -> tuple[str, str, str]:
    """An instrument: its address, what it is called, and why it concerns whoever works here."""
    href = frame.address(at.READER, **{at.INSTRUMENT: key, at.VERSION: version})
    return href, data.name(known[key], subject=True) if key in known else key, frame.say(near[key]) if key in near else ""


def _news(frame: Frame, known: Known, new: News, near: Mapping[str, str]) -> Markup:
    """What concerns whoever works here stands first, the rest is folded away behind its count."""
    mine, rest = new.split(near)
    lists = [_news_html(frame, known, part, near) if part.count else Markup() for part in (mine, rest)]
    unasked = frame.say("home.not_asked", asked=new.asked, dated=new.dated) if new.asked < new.dated else ""
    return _HTML.news(frame.say, *lists, rest.count, unasked)


def _news_html(frame: Frame, known: Known, new: News, near: Mapping[str, str]) -> Markup:
    say = frame.say
    arrivals = [
        (
            *_text(frame, known, item.key, near, None if item.new else item.version),
            say("home.arrived_new" if item.new else "home.arrived_text"),
        )
        for item in new.arrivals[:_SHOWN]
    ]
    changes = []
    for item in new.changes[:_SHOWN]:
        words = say("home.changes", count=item.count)
        waiting = say("home.waiting", count=item.waiting) if item.waiting else ""
        changes.append((_text(frame, known, item.source, near), _text(frame, known, item.target, near), words, waiting))
    turns = [
        (*_text(frame, known, item.key, near), *((f"{SIGNS[told]} {say(f'status.{told}')}") for told in (item.before, item.after)))
        for item in new.turns[:_SHOWN]
    ]
    more = tuple(len(some) - _SHOWN for some in (new.arrivals, new.changes, new.turns))
    return _HTML.new(frame, arrivals, changes, turns, more)


def _saved(frame: Frame, name: str) -> Markup:
    try:
        found: list[Saved] = check_saved(base(), name)
    except KnowledgeBaseError:
        found = []  # without an index nothing is new; Tra cứu says so
    rows = [(saved.query, len(saved.alerts)) for saved in found if saved.alerts]
    return _HTML.saved(frame, rows, bool(found))


def _overview(frame: Frame, known: Known, all_of_them: Overview) -> Markup:
    say = frame.say
    kinds = _bars(all_of_them.by_kind, {})
    instruments = _bars(
        all_of_them.by_instrument,
        {item.name: data.name(known[item.name]) for item in all_of_them.by_instrument if item.name in known},
    )
    weeks = [(say.day(week.last), week.made, week.settled) for week in all_of_them.weeks]
    return _HTML.overview(frame, all_of_them.count, kinds, instruments, weeks, _columns(weeks))


def _bars(shares: Sequence[Share], names: Mapping[str, str]) -> list[tuple[str, int, int, float, float]]:
    """Bars: what each is called, both numbers, and how long its two parts are, in hundredths of the longest."""
    longest = max((item.count for item in shares), default=1)
    return [
        (
            names.get(item.name, item.name),
            item.count,
            item.open,
            100 * item.open / longest,
            100 * (item.count - item.open) / longest,
        )
        for item in shares[:_BARS]
    ]


def _columns(weeks: Sequence[tuple[str, int, int]]) -> list[tuple[float, float]]:
    """How high the column of each week is, in hundredths of the highest, and how much of it is settled, in hundredths of itself."""
    most = max((made for _, made, _ in weeks), default=0) or 1
    return [(100 * made / most, 100 * settled / made if made else 0.0) for _, made, settled in weeks]
