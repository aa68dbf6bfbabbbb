"""Erasing a note or a reply for good: asked for beside it, confirmed below it."""

import streamlit as st

from kb.annotations.erasing import erase
from kb.errors import AnnotationError
from kb.pages.kit.base import acting, base, name_box
from kb.pages.kit.drafts import discard, unsaved
from kb.pages.kit.frame import Frame, drop_state, set_state
from kb.pages.kit.html import KIT, failure

_ASKED, _UNSWEPT = "erasing", "erase_unswept"


def erase_button(frame: Frame, note_id: str, mark: str) -> None:
    """The button beside a note or a reply."""
    st.button(
        frame.say("erase.button"), key=f"erase_{note_id}_{mark}", type="tertiary", on_click=set_state, kwargs={_ASKED: note_id}
    )


def erase_box(frame: Frame, note_id: str) -> None:
    """The question whether it is to be erased, where somebody asked for it."""
    say = frame.say
    if st.session_state.get(_ASKED) != note_id:
        return
    with st.container(key=f"erasebox_{note_id}", border=True):
        st.html(KIT.banner("⚠", say("erase.about")))
        st.html(KIT.quiet(say("notes.erase_beyond")))
        name_box(say, f"erase_{note_id}")
        with st.container(horizontal=True, gap="small"):
            sure = st.button(say("erase.yes"), key=f"erase_yes_{note_id}", type="primary")
            st.button(say("common.cancel"), key=f"erase_no_{note_id}", type="tertiary", on_click=drop_state, args=(_ASKED,))
        if sure:
            _erase(frame, note_id)


def erase_report(frame: Frame) -> None:
    """What is still to be done after an erasing, said once."""
    if st.session_state.pop(_UNSWEPT, False):
        st.html(KIT.banner("⚠", frame.say("notes.erase_unswept")))


def _erase(frame: Frame, note_id: str) -> None:
    say = frame.say
    try:
        with st.spinner(say("erase.working")):
            done = erase(base(), note_id, acting())
    except AnnotationError as error:
        st.html(failure(say, error))
        return
    for draft in unsaved():
        if any(draft.place.endswith(f":{erased}") for erased in done.ids):
            discard(draft.place)  # what was half typed over it repeats it
    st.session_state[_UNSWEPT] = not done.swept
    drop_state(_ASKED)
    st.toast(say("erase.done"))
    st.rerun()
