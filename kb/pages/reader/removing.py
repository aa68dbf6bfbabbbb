"""Taking the text that is read out of the base: for whoever may, once they have seen what goes."""

from functools import partial

import streamlit as st

from ingest.removing import Removal, remove_texts, what_goes
from kb.database.reading.records import InstrumentRecord
from kb.errors import KnowledgeBaseError
from kb.pages.kit import address as at
from kb.pages.kit.bar import acting, may, signed
from kb.pages.kit.base import base, read_base
from kb.pages.kit.frame import Frame, drop_state, put_params, set_state
from kb.pages.kit.html import KIT, failure

_ASKED, _SURE = "removing", "remove_sure"


def remove_box(frame: Frame, instrument: InstrumentRecord) -> None:
    """The button, and the question whether it is to go, where somebody asked for it."""
    say, key = frame.say, instrument.key
    if not may("remove", "text"):
        return
    if st.session_state.get(_ASKED) != key:
        st.button(say("remove.button"), key="remove_text", type="tertiary", on_click=partial(set_state, **{_ASKED: key}))
        return
    with st.container(key="removebox", border=True):
        try:
            going = read_base(what_goes, [key])
            st.html(KIT.banner("⚠", say("remove.about", **going.about)))
            st.html(KIT.quiet(say("remove.beyond")))
            with st.container(horizontal=True, gap="small"):
                sure = st.button(say("remove.yes"), key="remove_yes", type="primary")
                st.button(say("common.cancel"), key="remove_no", type="tertiary", on_click=drop_state, args=(_ASKED,))
            if (st.session_state.pop(_SURE, None) == key or sure) and signed(partial(set_state, **{_SURE: key})):
                _remove(frame, going)
        except KnowledgeBaseError as error:
            st.html(failure(say, error))
            drop_state(_ASKED)


def _remove(frame: Frame, going: Removal) -> None:
    with st.spinner(frame.say("remove.working"), show_time=False):
        remove_texts(base(), list(going.names), acting(), going)
    drop_state(_ASKED)
    st.toast(frame.say("remove.gone"))
    put_params({at.INSTRUMENT: None, at.PROVISION: None, at.VERSION: None})
    st.rerun()
