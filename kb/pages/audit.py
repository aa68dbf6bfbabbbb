"""Nhật ký: who did what to which thing, and when, before and after; for whoever answers for the base."""

from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any

import streamlit as st
from markupsafe import Markup

from documents.comparison.words import diff_words
from kb.accounts.audit import EMPTIED, REVIEW, Line, Wanted, changed_fields, find_lines
from kb.accounts.current import people
from kb.accounts.roles import MATRIX
from kb.entitlements.revising import CARD
from kb.export.files import AUDIT, file_bytes
from kb.export.noted import name_of
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.apart import downloads
from kb.pages.kit.base import base, read_base, session
from kb.pages.kit.frame import FIRST_DAY, LAST_DAY, Frame, put_params
from kb.pages.kit.html import macros, sides, state
from kb.pages.kit.picks import pick_box
from kb.upkeep.auditing import check_audit, last_check

_HTML = macros("audit")
_AT_ONCE, _IN_FILE = 40, 50_000
_BRIEF = 600
"""Characters up to which what a line changed is open."""

_THING, _BELOW, _NARROWED = "loai", "truoc", "audit_narrowed"
_PAGES = {"note": at.NOTES, "word": at.EVERYDAY, "batch": at.SOURCES}
_PAGES |= dict.fromkeys(("effect", "effects", "relation"), at.EFFECTS)
"""Where a kind of thing is kept."""


def show(frame: Frame) -> None:
    """Draw the page."""
    say = frame.say
    with session() as opened:
        checked, names = last_check(opened), people(opened)
    if checked is None:
        st.html(_HTML.head(say, "○", say("audit.unchecked"), ""))
    else:
        moment = say("audit.checked", moment=say.moment(checked.at))
        st.html(_HTML.head(say, "⚠" if checked.how else "✓", say.write(checked.said), moment))
    with st.container(key="queue"):
        with st.container(key="audit_acts", horizontal=True, gap="small"):
            if st.button(say("audit.check"), key="audit_check"):
                with st.spinner(say("audit.checking")):
                    check_audit(base())
                st.rerun()
            wanted_place = st.container(horizontal=True, gap="small")
        wanted = _wanted(frame, names)
        with wanted_place:
            most = replace(wanted, below=None), _IN_FILE
            downloads(say, AUDIT, lambda: partial(file_bytes, AUDIT, read_base(find_lines, *most)), key="audit")
        with session() as opened:
            found = find_lines(opened, wanted, _AT_ONCE + 1)
            shown = [_line(frame, line) for line in found[:_AT_ONCE]]
        if not shown:
            st.html(state(say("audit.none_title"), say("audit.none_next"), (), "○"))
        st.html(_HTML.lines(shown))
        _pages(frame, wanted, found[_AT_ONCE - 1].id if len(found) > _AT_ONCE else None)


def _wanted(frame: Frame, names: list[str]) -> Wanted:
    """What the fields and the address ask for."""
    say = frame.say
    named = {thing: acts for thing, acts in MATRIX.items() if say.has(f"audit.thing_{thing}")}
    things = {thing: [act for act in acts if say.has(f"audit.act_{act}")] for thing, acts in named.items()}
    day: dict[str, Any] = {"value": None, "format": "DD/MM/YYYY", "min_value": FIRST_DAY, "max_value": LAST_DAY, "width": 180}
    with st.container(key="filters", horizontal=True, gap="small", vertical_alignment="bottom"):
        person = pick_box(say, "audit.column_person", "audit_person", dict(zip(names, names, strict=True)), width=200)
        called = {code: name_of(say, "thing", code) for code in things}
        thing = pick_box(say, "audit.column_thing", "audit_thing", called, width=170)
        acts = {code: name_of(say, "act", code) for code in (things[thing] if thing else chain(*things.values()))}
        act = pick_box(say, "audit.column_act", f"audit_act_{thing or ''}", acts, width=150)
        number = st.text_input(say("audit.number"), key="audit_number", width=150)
        first = st.date_input(say("audit.first"), key="audit_first", **day)
        last = st.date_input(say("audit.last"), key="audit_last", **day)
    asked, narrowed = st.query_params, (person, thing, act, number, first, last)
    if st.session_state.get(_NARROWED, narrowed) != narrowed:
        put_params({_BELOW: None})
    st.session_state[_NARROWED] = narrowed
    one = asked.get(_THING) or None, asked.get(at.FILE) or None
    if one[1]:
        st.html(_HTML.only(frame, name_of(say, "thing", one[0] or ""), one[1]))
    return Wanted(person, one[0] or thing, one[1], act, number, first, last, below=at.read_number(asked.get(_BELOW)))


def _pages(frame: Frame, wanted: Wanted, last: int | None) -> None:
    """To the lines before the last one that is shown, and back to the newest."""
    kept = {_THING: wanted.thing, at.FILE: wanted.thing_id} if wanted.thing_id else {}
    links = [(frame.address(at.AUDIT, **kept), frame.say("audit.newest"))] if wanted.below else []
    links += [(frame.address(at.AUDIT, **kept, **{_BELOW: last}), frame.say("audit.older"))] if last else []
    if links:
        st.html(_HTML.pages(links))


def _line(frame: Frame, line: Line) -> Markup:
    say, changes = frame.say, changed_fields(line)
    page, href = _place(frame, line)
    return _HTML.line(
        frame,
        line,
        what=f"{name_of(say, 'act', line.act)} · {name_of(say, 'thing', line.thing)}",
        moment=say.moment(line.at),
        who=line.author or say("app.name"),
        page=page,
        href=href,
        name=data.name_of_key(line.instrument) if line.instrument else href and name_of(say, "thing", line.thing),
        only=frame.address(at.AUDIT, **{_THING: line.thing, at.FILE: line.thing_id}),
        erased=line.before == line.after == EMPTIED,
        fields=", ".join(name_of(say, "field", name) for name, _, _ in changes),
        changes=[(name_of(say, "field", name), *sides(diff_words(before, after), say)) for name, before, after in changes],
        brief=sum(len(before) + len(after) for _, before, after in changes) <= _BRIEF,
    )


def _place(frame: Frame, line: Line) -> tuple[str, str | None]:
    """The page that shows the thing, and its address there."""
    for thing, page, name in ((CARD, at.SUPPORTS, at.CARD), (REVIEW, at.REVIEWS, at.FILE)):
        if line.thing == thing:
            return page, frame.address(page, **{name: line.thing_id})
    page = _PAGES.get(line.thing, at.READER)
    if line.instrument and data.record(line.instrument):
        return page, frame.address(page, **{at.INSTRUMENT: line.instrument})
    return page, frame.address(page) if page != at.READER else None
