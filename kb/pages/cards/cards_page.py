"""Thẻ hỗ trợ: the cards of support for curators, each with who edited it and what is to be checked; and what they do not know."""

from datetime import date

import streamlit as st
from markupsafe import Markup

from documents.paths import split_key
from kb.entitlements.checking import flaws_by_card
from kb.entitlements.missing import Gap, Lacking, what_is_missing
from kb.entitlements.model import Regime
from kb.interface.catalogue import Catalogue
from kb.pages.cards.card_form import show_card
from kb.pages.desk.cards_in_force import basis_checks, cards_in_force, desk_state
from kb.pages.kit import address as at
from kb.pages.kit.base import session, without_texts
from kb.pages.kit.frame import STATIC, Frame
from kb.pages.kit.html import macros

_HTML = macros("supports")


def show(frame: Frame) -> None:
    """Draw the page."""
    st.html(STATIC / "desk.css")
    st.html(STATIC / "supports.css")
    if without_texts(frame):
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
        desk = cards_in_force(now)
        checks = basis_checks(now, frame.day)
        flaws, lacking = (flaws_by_card(checks, desk, frame.day, lacking=them) for them in (False, True))
    groups = [(regime, [card for card in desk.cards.values() if card.regime is regime]) for regime in (*reversed(Regime), None)]
    st.html(_HTML.cards(frame, groups, desk.edits, flaws, lacking))


def show_gaps(frame: Frame) -> None:
    """Draw them."""
    with st.spinner(frame.say("common.loading"), show_time=False):
        now = desk_state()
        desk, found = cards_in_force(now), _lacking(now, frame.day)
    st.html(_HTML.gaps(frame, found, desk, lambda gap: group_words(frame.say, gap), lambda gap: _place(frame, gap)))


@st.cache_resource(max_entries=3, show_spinner=False)
def _lacking(of: str, day: date) -> Lacking:
    with session() as opened:
        return what_is_missing(opened, cards_in_force(of), day)


def group_words(say: Catalogue, gap: Gap) -> str:
    """The people of whom it is not known."""
    return ", ".join(say(f"cards.people_{name}") for name in gap.group.names) if gap.group else ""


def _place(frame: Frame, gap: Gap) -> tuple[str, str]:
    """The provision that may say it, and the address."""
    instrument, path = split_key(gap.place or "")
    return path, frame.address(at.READER, **{at.INSTRUMENT: instrument, at.PROVISION: path})
