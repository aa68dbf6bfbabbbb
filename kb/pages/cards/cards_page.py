"""Thẻ hỗ trợ: the cards of support to read, and to edit for curators; and what they do not know."""

from dataclasses import replace
from datetime import date

import streamlit as st
from markupsafe import Markup

from kb.entitlements.answers import CardAnswer, Trust, entitled
from kb.entitlements.checking import Checks, texts_lacking, to_look_at
from kb.entitlements.facts import fact_of
from kb.entitlements.loading import Desk
from kb.entitlements.missing import Lacking, what_is_missing
from kb.entitlements.model import About, Card, Regime
from kb.interface.catalogue import Catalogue
from kb.pages.cards.card_form import show_card
from kb.pages.desk.call import current_call, situation_of
from kb.pages.desk.caller_copy import amount_text
from kb.pages.desk.cards_in_force import basis_checks, cards_in_force, desk_state
from kb.pages.desk.desk_page import TRUSTED, card_html, nothing_known
from kb.pages.kit import address as at
from kb.pages.kit.bar import may
from kb.pages.kit.base import read_base, without_texts
from kb.pages.kit.frame import STATIC, Frame, shaken_line
from kb.pages.kit.html import KIT, macros

_HTML = macros("supports")


def show(frame: Frame) -> None:
    """Draw the page."""
    st.html(STATIC / "desk.css")
    st.html(STATIC / "supports.css")
    if without_texts(frame):
        return
    card, view = st.query_params.get(at.CARD), st.query_params.get(at.VIEW)
    with st.spinner(frame.say("common.loading"), show_time=False):
        now = desk_state()
        desk, checks = cards_in_force(now), basis_checks(now, frame.day)
    read = desk.cards.get(card) if card and view is None else None
    st.html(_tabs(frame, view == at.MISSING, read.id if read else None))
    with st.container(key="supports"):
        if view == at.MISSING:
            with st.spinner(frame.say("common.loading"), show_time=False):
                found = _lacking(now, frame.day)
            st.html(_HTML.gaps(frame, found))
        elif read:
            with st.container(key="cardread"):
                _read(frame, read, desk, checks)
        elif card:
            show_card(frame, card)
        else:
            _list(frame, desk, checks)


def _tabs(frame: Frame, missing: bool, reading: str | None) -> Markup:
    links = [
        (frame.address(at.SUPPORTS), frame.say("curate.cards"), not missing and not st.query_params.get(at.CARD)),
        (frame.address(at.SUPPORTS, **{at.VIEW: at.MISSING}), frame.say("curate.missing"), missing),
    ]
    if reading and may("edit", "card"):
        links.append((frame.address(at.SUPPORTS, **{at.CARD: reading, at.VIEW: at.EDIT}), frame.say("curate.edit_card"), False))
    return _HTML.tabs(links)


def _list(frame: Frame, desk: Desk, checks: Checks) -> None:
    """The cards of each law, with what each gives and how well it is known; why so little is known, once."""
    answer = nothing_known(desk_state(), frame.day, frame.say.language)
    items = {item.card.id: item for item in answer.cards}
    whys = dict(answer.regimes)
    groups = [
        (regime, whys.get(regime, "") if regime else "", [card for card in desk.cards.values() if card.regime is regime])
        for regime in (Regime.NEW, None, Regime.OLD)
    ]
    st.html(
        _HTML.cards(
            frame,
            groups=groups,
            edits=desk.edits,
            items=items,
            lines={card: in_a_line(frame.say, item) for card, item in items.items()},
            changes={card: [shaken_line(frame, one) for one in item.changed] for card, item in items.items()},
            signs=TRUSTED,
            look=to_look_at(checks, desk, frame.day),
            lacking=texts_lacking(checks, desk, frame.day),
        )
    )


def in_a_line(say: Catalogue, item: CardAnswer) -> str:
    """What a card gives: how much where a figure was seen, else what; and for how long. Nothing where its law has changed."""
    if item.trust is Trust.SHAKEN or item.changed:
        return ""
    figure = item.amount.known or item.amount.value is not None or item.amount.values
    said = [amount_text(say, item)] if figure else item.texts(About.WHAT)[:1]
    return " · ".join(part.rstrip(".") for part in (*said, *item.texts(About.DURATION)[:1]) if part)


def _read(frame: Frame, card: Card, desk: Desk, checks: Checks) -> None:
    """The card as the desk draws it with nothing known but how the caller is spoken to."""
    call = current_call()
    spoken = {name: value for name, value in call.facts.items() if name in _SPOKEN}
    alone = replace(desk, cards={card.id: card})
    answer = entitled(checks, alone, situation_of(spoken, frame.day), frame.say.language)
    item = next(iter(answer.cards), None)
    if item is None:
        st.html(KIT.subtitle(card.title(frame.say.language)) + KIT.nothing(frame.say("curate.not_this_day", day=frame.day)))
        return
    st.html(macros("desk").address(frame.say, fact_of("address"), call))
    st.html(card_html(frame, item, call))


_SPOKEN = ("caller", "address")
"""Facts that no verdict asks for."""


@st.cache_resource(max_entries=3, show_spinner=False)
def _lacking(of: str, day: date) -> Lacking:
    return read_base(what_is_missing, cards_in_force(of), day)
