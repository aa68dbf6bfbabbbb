"""Văn bản: the list of all texts of the base, narrowed, ordered and turned over by addresses, with the status of each."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import streamlit as st

from documents.model import InstrumentType
from documents.text import fold
from kb.base import KnowledgeBase
from kb.database.reading.holdings import topics_of
from kb.database.reading.reader import InstrumentRecord
from kb.index.fields import EVER_SHOWN
from kb.law.status.provision_status import ProvisionStatus, tone_of
from kb.law.status.statuses import Listed, read_listed
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.base import base, remembered, revision, without_texts
from kb.pages.kit.frame import Frame, put_params
from kb.pages.kit.html import badge, macros
from kb.pages.kit.picks import Pick, pick_of, picks_html, turned_to, turns, with_either

_HTML = macros("texts")
_AT_ONCE = 50
_WHOLE, _PART = "du", "phan"
_TYPE, _ISSUER, _TOPIC, _STATUS, _YEAR, _HELD = "type", "issuer", "topic", "status", "year", "held"
_LATE = (_TOPIC, _STATUS)
"""What takes seconds to read of the whole base: it is read beside the page, and waited for only where somebody asks for it."""
_BESIDE = ThreadPoolExecutor(1, "texts")
_begun: "dict[str, Future[_Read]]" = {}


@dataclass(frozen=True, slots=True)
class _Read:
    """What is read of the whole base: of each instrument what is known of its effect, and its topics."""

    listed: Listed
    topics: Mapping[int, Set[str]]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address asks for.

    :param chosen: by kind, the value that narrows the list
    :param order: the column, ``down``: from its end
    """

    chosen: Mapping[str, str]
    order: str
    down: bool

    @property
    def params(self) -> dict[str, str]:
        """The parameters of the address, without the page."""
        sort = f"-{self.order}" if self.down else self.order
        narrowed = {_parameters()[kind]: value for kind, value in self.chosen.items()}
        return {**narrowed, at.SORT: sort if sort != _FIRST_ORDER else ""}


_ORDERS: Mapping[str, Callable[[InstrumentRecord], str | date]] = {
    "ten": lambda item: fold(data.name(item)),
    "coquan": lambda item: fold(item.metadata.issuer or "\U0010ffff"),
    "ngay": data.day_of,
}
_FIRST_ORDER, _BY_STATUS = "-ngay", "hieuluc"
_RANKS = {told: rank for rank, told in enumerate(("in_force", "was_in_force", "not_yet", "suspended", "unknown", "expired"))}


def show_texts(frame: Frame) -> None:
    """Draw the list."""
    say = frame.say
    st.session_state.pop("search_phrases", None)  # what is opened from here no search has led to
    if without_texts(frame):
        return
    with st.container(key="box"):
        words = st.text_input(
            say("reader.pick"),
            key="reader_pick",
            placeholder=say("reader.pick"),
            label_visibility="collapsed",
            type="search",
            autocomplete="off",
            on_change=put_params,
            args=({at.TURN: None},),
        )
    frame.script["focus"] = "list"
    asked, of = _asked(), revision()
    found = data.instruments(of)
    found = tuple(data.matching(found, words)) if words.strip() else found
    if any(kind in asked.chosen for kind in _LATE) or asked.order == _BY_STATUS:
        with st.spinner(say("common.loading"), show_time=False):
            read: _Read | None = _reading(of).result()
    else:
        begun = _begun.get(of)
        read = begun.result() if begun and begun.done() and begun.exception() is None else None
    rows, counts = _narrowed(found, asked, frame.day, read)
    rows = _ordered(rows, asked, frame.day)
    if at.SORT not in st.query_params:
        rows.sort(key=lambda item: data.number_order(item, words))
    page, last, some = turned_to(len(rows), _AT_ONCE)
    shown = rows[some]
    listed = read.listed if read else _listed(of, tuple(item.id for item in shown))
    lines = [(item, data.name(item), data.subject(item), badge(say, listed.on(item.id, frame.day))) for item in shown]
    picks = _picks(frame, asked, counts)
    columns = [(name, say(f"texts.column_{name}"), *_turned(asked, name)) for name in (*_ORDERS, _BY_STATUS)]
    count = say("reader.count", count=len(rows)) if rows else say("reader.none_match")
    drafts = counts.get(_TYPE, {}).get(InstrumentType.DRAFT, 0) if _TYPE not in asked.chosen else 0
    row, ways = picks_html(frame, at.READER, picks, asked.params), {"turns": turns(page, last), "page": page}
    st.html(_HTML.page(frame, row, count, columns=columns, rows=lines, params=asked.params, drafts=drafts, **ways))
    _reading(of)


def _asked() -> _Asked:
    """What the address asks for; what it cannot mean is passed over."""
    chosen = {kind: value for kind, name in _parameters().items() if (value := st.query_params.get(name))}
    sort = st.query_params.get(at.SORT, _FIRST_ORDER)
    sort = sort if sort.removeprefix("-") in (*_ORDERS, _BY_STATUS) else _FIRST_ORDER
    return _Asked(chosen, sort.removeprefix("-"), sort.startswith("-"))


def _parameters() -> dict[str, str]:
    """The kinds by which the list is narrowed, with their parameters: those of a search, and how much the base has of a text."""
    return {**at.filters(), _HELD: at.PART}


def _turned(asked: _Asked, column: str) -> tuple[str, str]:
    """The order that a click on a column gives, and how it is ordered now, as a table says it."""
    if column != asked.order:
        return (_FIRST_ORDER if column == "ngay" else column), "none"
    return (column if asked.down else f"-{column}"), ("descending" if asked.down else "ascending")


def _reading(of: str) -> "Future[_Read]":
    """What is read of the whole base, once for each of its states."""
    if of not in _begun:
        _begun.clear()
        _begun[of] = _BESIDE.submit(_read_all, base(), tuple(item.id for item in data.instruments(of)))
    return _begun[of]


def _read_all(opened: KnowledgeBase, ids: Sequence[int]) -> _Read:
    with opened.session() as reading:
        return _Read(read_listed(reading, ids), topics_of(reading))


_listed = remembered(20, read_listed)


@st.cache_resource(max_entries=6, show_spinner=False)
def _statuses(of: str, day: date) -> Mapping[int, ProvisionStatus]:
    """The status of every instrument on a day, where all that it rests on was read."""
    listed = _reading(of).result().listed
    return {instrument: listed.on(instrument, day) for instrument in listed.versions}


def _values(day: date, read: _Read | None) -> dict[str, Callable[[InstrumentRecord], Iterable[str]]]:
    """By kind, the values of an instrument, as far as they have been read."""
    values: dict[str, Callable[[InstrumentRecord], Iterable[str]]] = {
        _TYPE: lambda item: (item.metadata.type.value,),
        _ISSUER: lambda item: (item.issuer_slug,) if item.issuer_slug else (),
        _YEAR: lambda item: (str(item.metadata.issued_on.year),) if item.metadata.issued_on else (),
        _HELD: lambda item: (_PART if item.partial else _WHOLE,),
    }
    if read is not None:
        statuses, topics = _statuses(revision(), day), read.topics
        values[_TOPIC] = lambda item: topics.get(item.id, ())
        values[_STATUS] = lambda item: (tone_of(statuses[item.id]).value,)
    return values


def _narrowed(
    found: Iterable[InstrumentRecord], asked: _Asked, day: date, read: _Read | None
) -> tuple[list[InstrumentRecord], dict[str, Mapping[str, int]]]:
    """The instruments that are all that is asked, and by kind how many there would be with each value of it."""
    values = _values(day, read)
    wanted = {kind: {value} for kind, value in asked.chosen.items() if kind in values}
    if asked.chosen.get(_STATUS) == EVER_SHOWN:
        wanted[_STATUS] = {"in_force", "was_in_force"}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    rows = []
    for item in found:
        lacking = [kind for kind, some in wanted.items() if some.isdisjoint(values[kind](item))]
        if item.metadata.draft is not None and _TYPE not in wanted:  # no law: apart, where they are asked for
            counts[_TYPE].update(() if lacking else values[_TYPE](item))
            continue
        if not lacking:
            rows.append(item)
        if len(lacking) < 2:
            for kind in lacking or values:
                counts[kind].update(values[kind](item))
    counted: dict[str, Mapping[str, int]] = {kind: dict(some.most_common()) for kind, some in counts.items()}
    counted[_YEAR] = dict(sorted(counted.get(_YEAR, {}).items(), reverse=True))
    if _STATUS in counted:
        counted[_STATUS] = with_either(counted[_STATUS])
    return rows, counted


def _ordered(rows: Iterable[InstrumentRecord], asked: _Asked, day: date) -> list[InstrumentRecord]:
    """In the order of a column; of equal ones the newest first."""
    if asked.order == _BY_STATUS:
        statuses = _statuses(revision(), day)
        return sorted(rows, key=lambda item: _RANKS[tone_of(statuses[item.id]).value], reverse=asked.down)
    return sorted(rows, key=_ORDERS[asked.order], reverse=asked.down)


def _picks(frame: Frame, asked: _Asked, counts: Mapping[str, Mapping[str, int]]) -> list[Pick]:
    say = frame.say
    picks = [pick_of(say, kind, asked.chosen.get(kind, ""), counts.get(kind)) for kind in at.filters()]
    held = [(value, say(f"texts.held_{value}"), count) for value, count in counts.get(_HELD, {}).items()]
    return [*picks, Pick(at.PART, say("texts.held"), held, asked.chosen.get(_HELD, ""), say("search.any"))]
