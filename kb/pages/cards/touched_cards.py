"""Which cards of support an instrument touches: shown where the instrument is, and where something was stated about it."""

from datetime import date

import streamlit as st
from markupsafe import Markup

from kb.entitlements.touching import Touched, touched_by
from kb.pages.desk.desk_page import desk_known, desk_state
from kb.pages.kit.base import session
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import macros


def touched_html(frame: Frame, instrument: str) -> Markup | None:
    """The cards that rest on an instrument, or on what it changes, and how many of these bases are to be looked at."""
    now = desk_state()
    found = _touched(now, instrument, frame.day)
    if not found.cards:
        return None
    titles = {card: desk_known(now).cards[card].title(frame.say.language) for card in found.cards}
    return macros("supports").touched(frame, found.cards, titles, found.flaws)


@st.cache_resource(max_entries=200, show_spinner=False)
def _touched(of: str, instrument: str, day: date) -> Touched:
    with session() as opened:
        return touched_by(opened, [instrument], day)
