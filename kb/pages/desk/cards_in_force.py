"""The cards in force, what the base says of all that they rest on, and which of them an instrument touches."""

from datetime import date

import streamlit as st
from markupsafe import Markup

from kb.entitlements.answers import Answer, entitled
from kb.entitlements.checking import Checks, touched_by
from kb.entitlements.facts import Situation
from kb.entitlements.revisions import cards_state, desk_of
from kb.pages.kit.base import read_base, remembered, revision, session
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import macros


def desk_state() -> str:
    """What changes whenever the base's texts or the cards do."""
    return f"{revision()}:{read_base(cards_state)}"


cards_in_force, _touched = remembered(3, desk_of), remembered(200, touched_by)


@st.cache_resource(max_entries=6, show_spinner=False)
def basis_checks(of: str, day: date) -> Checks:
    """What the base says of all that the cards rest on. It knows of no caller: of the base's state and the day alone."""
    with session() as opened:
        checks = Checks(opened, cards_in_force(of))
        checks.on(day)
    return checks


@st.cache_resource(max_entries=6, show_spinner=False)
def nothing_known(of: str, day: date, language: str) -> Answer:
    """What every call begins with, and what the list of cards says. No other answer is kept: it would be about somebody."""
    return entitled(basis_checks(of, day), cards_in_force(of), Situation(day), language)


def touched_html(frame: Frame, instrument: str) -> Markup | None:
    """The cards that rest on an instrument, or on what it changes, and how many of these bases are to be looked at."""
    now = desk_state()
    found = _touched(now, (instrument,), frame.day)
    if not found.cards:
        return None
    titles = {card: cards_in_force(now).cards[card].title(frame.say.language) for card in found.cards}
    return macros("supports").touched(frame, found.cards, titles, found.flaws)
