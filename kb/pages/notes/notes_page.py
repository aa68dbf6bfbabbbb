"""Ghi chú: the notes of the base, looked for by words and narrowed, a page at a time; and the tags that they are given."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from kb.annotations import NOTE_STATUSES, SEVERITIES, NoteView, Reply
from kb.annotations.finding import Choices, Wanted, choices, find_notes
from kb.database.reading.reader import InstrumentRecord
from kb.interface.catalogue import Catalogue
from kb.pages.kit import data
from kb.pages.kit.base import revision, session
from kb.pages.kit.drafts import drafts_html, show_refusal
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import KIT, plain, state
from kb.pages.notes.carried_notes import Below
from kb.pages.notes.erasing import erase_report
from kb.pages.notes.margin_notes import note_card, note_html
from kb.pages.notes.note_fields import severity_name
from kb.pages.notes.reanchoring import waiting_view
from kb.pages.notes.replies import reply_html
from kb.pages.notes.tags import tag_list

_PAGE = 20


def show(frame: Frame) -> None:
    """Draw the page."""
    say = frame.say
    if waiting_view(frame):
        return
    names = {item.key: item for item in data.instruments(revision())}
    if drafts := drafts_html(frame):
        st.html(KIT.list(drafts))
    show_refusal(frame, {NoteView: lambda note: note_html(frame, note, None, names), Reply: partial(reply_html, frame)})
    erase_report(frame)
    with session() as opened:
        offered = choices(opened)
        empty = not offered.authors and not find_notes(opened, Wanted(hidden=True), most=0).count
    if empty:
        st.html(state(say("note.none_title"), say("note.none_next"), (), "✎"))
    else:
        _list(frame, _wanted(say, offered, names), names)
    with st.container(key="tags"):
        tag_list(frame, offered.tags)


def _list(frame: Frame, wanted: Wanted, names: Mapping[str, InstrumentRecord]) -> None:
    say = frame.say
    most = _shown(wanted)
    with session() as opened:
        found = find_notes(opened, wanted, most=most)
    with st.container(key="notes"):
        if not found.count:
            st.html(KIT.quiet(say("note.none_match")))
            return
        by_status = [
            say("note.count_of", state=say(f"note.status_{status}"), count=count) for status, count in found.by_status.items()
        ]
        st.html(KIT.line(" · ".join((say("note.count", count=found.count), *by_status))))
        below = Below(frame, found.notes, ())
        for note in found.notes:
            note_card(frame, note, None, names, below.html(note))
        if found.count > most:
            st.button(
                say("note.more_of", count=plain(str(found.count - most))), key="notes_more", on_click=_more, args=(wanted, most)
            )


def _shown(wanted: Wanted) -> int:
    """How many notes are shown: one page, until more are asked for."""
    asked: tuple[Wanted, int] | None = st.session_state.get("notes_shown")
    return asked[1] if asked and asked[0] == wanted else _PAGE


def _more(wanted: Wanted, shown: int) -> None:
    st.session_state["notes_shown"] = (wanted, shown + _PAGE)


def _wanted(say: Catalogue, offered: Choices, names: Mapping[str, InstrumentRecord]) -> Wanted:
    """What is looked for. Its words stay in the browser session."""

    def pick(label: str, key: str, options: Mapping[str, int], called: Mapping[str, str] | None = None) -> str | None:
        names = {code: f"{(called or {}).get(code, code)} ({count})" for code, count in options.items()}
        return (
            st.selectbox(say(label), ["", *names], key=key, format_func=lambda code: names.get(code) or say("common.all")) or None
        )

    with st.container(key="filters"):
        words = st.text_input(say("note.find"), key="notes_find", placeholder=say("note.find_help"), max_chars=200)
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            status = st.selectbox(
                say("note.status"),
                ["", *NOTE_STATUSES],
                key="notes_status",
                format_func=lambda code: say(f"note.status_{code}") if code else say("common.all"),
            )
            tag = pick("note.tag", "notes_tag", offered.tags)
            author = pick("note.author", "notes_author", offered.authors)
        with st.expander(say("note.narrow"), key="notes_narrow"):
            with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
                severity = st.selectbox(
                    say("note.severity"),
                    ["", *SEVERITIES],
                    key="notes_severity",
                    format_func=lambda code: severity_name(say, code) if code else say("common.all"),
                )
                assignee = pick("note.assignee", "notes_assignee", offered.assignees)
                since = st.date_input(say("note.since"), None, format="DD/MM/YYYY", key="notes_since")
                until = st.date_input(say("note.until"), None, format="DD/MM/YYYY", key="notes_until")
            called = {key: data.name(names[key]) if key in names else key for key in offered.instruments}
            instrument = pick("note.instrument", "notes_instrument", offered.instruments, called)
            hidden = st.checkbox(say("note.show_hidden"), key="notes_all")
    return Wanted(
        str(words), author, tag, status or None, severity or None, assignee, instrument, since or None, until or None, hidden
    )
