"""Who works here: one name, kept for the browser session, and the box that asks for it wherever something is written.

Whoever signs in one day becomes the actor in :func:`acting` and :func:`deciding`, and nowhere else.
"""

import streamlit as st

from kb.accounts.current import LOCAL, LONGEST_NAME, Actor, person
from kb.interface.catalogue import Catalogue

_NAME = "who"


def acting() -> Actor:
    """Who writes in this browser session."""
    return person(st.session_state.get(_NAME))


def deciding() -> Actor:
    """Who decides about the law, or about words for it, in this browser session.

    :raises NamelessActorError: the name was taken out of its box
    """
    return Actor(_typed())


def name_box(say: Catalogue, place: str, decides: bool = False) -> Actor:
    """The box with the name of who works here.

    :param place: tells the boxes of one page apart
    :param decides: the box stays empty where it was emptied; elsewhere it is then the name of whoever is at this machine
    """
    key = f"who_{place}"
    st.session_state[key] = _typed() if decides else acting().name  # what another box has changed shows here too
    st.text_input(say("who.name"), key=key, help=say("who.help"), max_chars=LONGEST_NAME, on_change=_named, args=(key,), width=320)
    return acting()


def _typed() -> str:
    return str(st.session_state.get(_NAME, LOCAL.name))


def _named(key: str) -> None:
    st.session_state[_NAME] = st.session_state[key]
