"""The base that the pages show, opened once."""

import streamlit as st

from kb.base import KnowledgeBase
from kb.upkeep.following import follower_of


@st.cache_resource(show_spinner=False)
def base() -> KnowledgeBase:
    """The base of this process, opened on first use.

    What decisions left to be done is taken up.

    :raises BaseNotOpenedError: the folder or the database cannot be opened
    """
    opened = KnowledgeBase()
    follower_of(opened).resume()
    return opened
