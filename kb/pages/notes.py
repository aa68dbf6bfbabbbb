"""Ghi chú: all notes of the base, narrowed by state and tag."""

import streamlit as st

from kb.annotations import NOTE_STATUSES, NoteView, Reply, list_notes
from kb.pages import data
from kb.pages.base import revision, session
from kb.pages.conflicts import show_refusal
from kb.pages.drafts import drafts_html
from kb.pages.frame import Frame
from kb.pages.noting import note_card, note_html
from kb.pages.parts import KIT, state
from kb.pages.threads import reply_html


def show(frame: Frame) -> None:
    """Draw the page."""
    say = frame.say
    with session() as opened:
        notes = list_notes(opened, include_hidden=True)
    names = {item.key: item for item in data.instruments(revision())}
    if drafts := drafts_html(frame):
        st.html(KIT.list(drafts))
    show_refusal(frame, NoteView, lambda note: note_html(frame, note, None, names))
    show_refusal(frame, Reply, lambda reply: reply_html(frame, reply))
    if not notes:
        st.html(state(say("note.none_title"), say("note.none_next"), (), "✎"))
        return
    tags = sorted({tag for note in notes for tag in note.tags})
    with st.container(key="filters", horizontal=True, gap="small", vertical_alignment="bottom"):
        status = st.selectbox(
            say("note.status"),
            ["", *NOTE_STATUSES],
            key="notes_status",
            format_func=lambda code: say(f"note.status_{code}") if code else say("common.all"),
        )
        tag = st.selectbox(say("note.tag"), ["", *tags], key="notes_tag", format_func=lambda name: name or say("common.all"))
        everything = st.checkbox(say("note.show_hidden"), key="notes_all")
    shown = [
        note
        for note in reversed(notes)
        if (everything or not note.hidden) and (not status or note.status == status) and (not tag or tag in note.tags)
    ]
    with st.container(key="notes"):
        st.caption(say("note.count", count=len(shown)) if shown else say("note.none_match"))
        for note in shown:
            note_card(frame, note, None, names)
