"""Còn thiếu: what the cards do not know, text by text, what each text would settle, and where it is once the base has it."""

from datetime import date

import streamlit as st

from documents.paths import split_key
from kb.entitlements.missing import Gap, Lacking, what_is_missing
from kb.interface.catalogue import Catalogue
from kb.pages.desk.desk_page import desk_known, desk_state
from kb.pages.kit import address as at
from kb.pages.kit.base import session
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import macros

_HTML = macros("supports")


def show_gaps(frame: Frame) -> None:
    """Draw them."""
    with st.spinner(frame.say("common.loading"), show_time=False):
        now = desk_state()
        desk, found = desk_known(now), _lacking(now, frame.day)
    st.html(_HTML.gaps(frame, found, desk, lambda gap: group_words(frame.say, gap), lambda gap: _place(frame, gap)))


@st.cache_resource(max_entries=3, show_spinner=False)
def _lacking(of: str, day: date) -> Lacking:
    with session() as opened:
        return what_is_missing(opened, desk_known(of), day)


def group_words(say: Catalogue, gap: Gap) -> str:
    """The people of whom it is not known."""
    return ", ".join(say(f"cards.people_{name}") for name in gap.group.names) if gap.group else ""


def _place(frame: Frame, gap: Gap) -> tuple[str, str]:
    """The provision that may say it, and the address."""
    instrument, path = split_key(gap.place or "")
    return path, frame.address(at.READER, **{at.INSTRUMENT: instrument, at.PROVISION: path})
