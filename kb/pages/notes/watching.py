"""New notes of others on the text that is being read appear by themselves; nothing is drawn anew while somebody writes."""

import streamlit as st

from kb.annotations.finding import last_act, stamp
from kb.pages.kit.base import session
from kb.pages.kit.drafts import unsaved
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import KIT

_EVERY = 5.0  # seconds; asking costs one small question to the database while nobody does anything
_LOOKED = "notes_looked"
_WRITING = ("note_on", "selection", "editing", "replying", "answering")


def drawn(instrument_id: int) -> tuple[int, int]:
    """The state of the notes on a text. Ask for it before they are read."""
    with session() as opened:
        return stamp(opened, instrument_id)


@st.fragment(run_every=_EVERY)
def watch(frame: Frame, instrument_id: int, before: tuple[int, int]) -> None:
    """Look whether the notes on a text are still those that are shown.

    :param before: their state as they were read
    """
    with session() as opened:
        last = last_act(opened)
    if st.session_state.get(_LOOKED) == (instrument_id, last):
        return
    if drawn(instrument_id) == before:
        st.session_state[_LOOKED] = (instrument_id, last)
        return
    if not any(st.session_state.get(name) for name in _WRITING) and not unsaved():
        st.rerun()
    st.html(KIT.line(frame.say("note.others_wrote")))
    if st.button(frame.say("note.show_theirs"), key="note_show_theirs", type="tertiary"):
        st.rerun()
