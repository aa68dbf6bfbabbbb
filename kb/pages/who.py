"""Who works here: one name, kept for the browser session, and the box that asks for it wherever something is written.

Whoever signs in one day becomes the actor in :func:`acting`, and nowhere else.
"""

import streamlit as st

from kb.accounts.current import LONGEST_NAME, Actor, person
from kb.interface.catalogue import Catalogue

_NAME = "who"


def acting() -> Actor:
    """Who writes and decides in this browser session."""
    return person(st.session_state.get(_NAME))


def name_box(say: Catalogue, place: str) -> Actor:
    """The box with the name of who works here.

    :param place: tells the boxes of one page apart
    """
    key = f"who_{place}"
    st.session_state[key] = acting().name  # what another box has changed shows here too
    st.text_input(say("who.name"), key=key, help=say("who.help"), max_chars=LONGEST_NAME, on_change=_named, args=(key,), width=320)
    return acting()


def _named(key: str) -> None:
    st.session_state[_NAME] = st.session_state[key]
