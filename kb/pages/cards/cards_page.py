"""Thẻ hỗ trợ: the cards of support for curators, each with who edited it and what is to be checked; and what they do not know."""

from collections.abc import Mapping

import streamlit as st
from markupsafe import Markup

from kb.entitlements.checking import flaws_by_card
from kb.entitlements.model import Regime
from kb.pages.cards.card_form import show_card
from kb.pages.cards.gaps import show_gaps
from kb.pages.desk.desk_page import desk_known, desk_state, known_checks
from kb.pages.kit import address as at
from kb.pages.kit.base import base_is_empty, load_commands
from kb.pages.kit.frame import STATIC, Frame
from kb.pages.kit.html import macros, state

_HTML = macros("supports")


def show(frame: Frame) -> None:
    """Draw the page."""
    say = frame.say
    st.html(STATIC / "desk.css")
    st.html(STATIC / "supports.css")
    if base_is_empty():
        st.html(state(say("base.empty_title"), say("base.empty_next"), load_commands(say)))
        return
    card, view = st.query_params.get(at.CARD), st.query_params.get(at.VIEW)
    st.html(_tabs(frame, view == at.MISSING, card is not None))
    with st.container(key="supports"):
        if view == at.MISSING:
            show_gaps(frame)
        elif card:
            show_card(frame, card)
        else:
            _list(frame)


def _tabs(frame: Frame, missing: bool, one: bool) -> Markup:
    links = [
        (frame.address(at.SUPPORTS), frame.say("curate.cards"), not missing and not one),
        (frame.address(at.SUPPORTS, **{at.VIEW: at.MISSING}), frame.say("curate.missing"), missing),
    ]
    return _HTML.tabs(links)


def _list(frame: Frame) -> None:
    with st.spinner(frame.say("common.loading"), show_time=False):
        now = desk_state()
        desk = desk_known(now)
        flaws: Mapping[str, int] = flaws_by_card(known_checks(now, frame.day), desk, frame.day)
    groups = [(regime, [card for card in desk.cards.values() if card.regime is regime]) for regime in (*reversed(Regime), None)]
    st.html(_HTML.cards(frame, groups, desk.edits, flaws))
