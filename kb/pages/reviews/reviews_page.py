"""Hồ sơ rà soát: the review files, a new one, and the one that the address names."""

from collections.abc import Callable
from functools import partial

import streamlit as st
from markupsafe import Markup

from kb.errors import NotFoundError
from kb.pages.kit import address as at
from kb.pages.kit.base import base_is_empty, load_commands, name_box, session
from kb.pages.kit.drafts import show_refusal, unsaved
from kb.pages.kit.frame import STATIC, Frame, entitle
from kb.pages.kit.html import failure, macros, state
from kb.pages.reviews.board import show_board
from kb.pages.reviews.progress import show_progress
from kb.pages.reviews.report import show_report
from kb.pages.reviews.review_file import head_html, show_history, show_overview
from kb.pages.reviews.review_form import new_review
from kb.pages.reviews.review_parts import review_html, said_html
from kb.review import Finding, Progress, Review, find_review, list_reviews

_HTML = macros("dossier")
_VIEWS = (
    (None, "dossier.overview"),
    (at.BOARD, "dossier.board"),
    (at.PROGRESS, "dossier.progress"),
    (at.REPORT, "dossier.report"),
    (at.LOG, "dossier.history"),
)


def show(frame: Frame) -> None:
    """Draw the page."""
    say = frame.say
    st.html(STATIC / "dossier.css")
    if base_is_empty():
        st.html(state(say("base.empty_title"), say("base.empty_next"), load_commands(say)))
        return
    number = at.read_number(st.query_params.get(at.FILE))
    if number is None:
        _list(frame)
        return
    try:
        with session() as opened:
            review = find_review(opened, number)
    except NotFoundError as error:
        st.html(failure(say, error))
        _list(frame)
        return
    _one(frame, review)


def _list(frame: Frame) -> None:
    say = frame.say
    with session() as opened:
        found = list_reviews(opened)
    with st.container(key="dossiers"):
        if found:
            st.html(_HTML.reviews(frame, found))
        else:
            st.html(state(say("dossier.none_title"), say("dossier.none_next"), (), "▤"))
        writing = bool(unsaved("review-new"))
        if st.toggle(say("dossier.new"), key="review_new", value=writing):
            name_box(say, "dossiers", decides=True)
            new_review(frame)


def _one(frame: Frame, review: Review) -> None:
    say = frame.say
    asked = st.query_params.get(at.VIEW)
    view = asked if asked in {name for name, _ in _VIEWS} else None
    entitle(frame, review.said.title)
    links = [(frame.address(at.REVIEWS, **{at.FILE: review.id, at.VIEW: name}), say(words), name == view) for name, words in _VIEWS]
    st.html(head_html(frame, review, links))
    with st.container(key="dossier"):
        if view in (None, at.BOARD, at.PROGRESS):
            name_box(say, "dossier", decides=True)
        finding: Callable[[Finding], Markup] = lambda item: _HTML.finding(frame, item, Markup(), [])  # noqa: E731
        show_refusal(frame, {Review: partial(review_html, frame), Finding: finding, Progress: partial(said_html, frame)})
        if view == at.BOARD:
            show_board(frame, review)
        elif view == at.PROGRESS:
            show_progress(frame, review)
        elif view == at.REPORT:
            show_report(frame, review)
        elif view == at.LOG:
            show_history(frame, review)
        else:
            show_overview(frame, review)
