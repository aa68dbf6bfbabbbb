"""Hiệu lực: what texts do to one another, found and to be reviewed: by groups, one by one, the relations, and what was decided."""

import streamlit as st
from markupsafe import Markup

from kb.law.effects.queue import decision_log
from kb.pages.effects.decisions import following_line
from kb.pages.effects.evidence_cards import log_html
from kb.pages.effects.filters import FILTERS
from kb.pages.effects.review_groups import show_batches, show_groups, take_group_decision
from kb.pages.effects.review_queue import show_queue
from kb.pages.effects.statements import show_adding
from kb.pages.kit import address as at
from kb.pages.kit.base import read_base, without_texts
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import KIT, macros, state

_VIEWS = (
    (at.GROUPS, "review.groups"),
    (at.EACH, "review.effects"),
    (at.RELATIONS, "review.relations"),
    (at.LOG, "review.log"),
    (at.BY_HAND, "review.by_hand"),
)


def show(frame: Frame) -> None:
    """Draw the page."""
    if without_texts(frame):
        return
    view = _view()
    st.html(_tabs(frame, view))
    with st.container(key="queue"):
        if view == at.BY_HAND:
            show_adding(frame)
        elif view == at.LOG:
            take_group_decision(frame)
            show_batches(frame)
            lines = read_base(decision_log)
            st.html(KIT.list(log_html(frame, lines)) if lines else state(frame.say("review.log_none"), "", (), "○"))
        elif view == at.GROUPS:
            show_groups(frame)
        else:
            show_queue(frame, "relation" if view == at.RELATIONS else "effect")
        following_line(frame)  # after what was decided in this run
    frame.script["card"] = st.session_state.get("next_card")


def _view() -> str:
    """What the address asks for: groups, unless it names a text or a filter of single effects."""
    asked = st.query_params.get(at.VIEW)
    if asked in {name for name, _ in _VIEWS}:
        return str(asked)
    return at.EACH if any(name in st.query_params for name in (at.INSTRUMENT, *FILTERS)) else at.GROUPS


def _tabs(frame: Frame, view: str) -> Markup:
    key, links = st.query_params.get(at.INSTRUMENT), []
    for name, words in _VIEWS:
        href = frame.address(at.EFFECTS, **{at.VIEW: name, at.INSTRUMENT: key if name != at.LOG else None})
        links.append((href, frame.say(words), name == view))
    return macros("effects").tabs(links)
