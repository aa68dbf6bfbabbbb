"""What the views of a review file share: its texts and findings, how places are called, and keeping a change."""

import streamlit as st
from markupsafe import Markup

from documents.paths import split_key
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.base import read_base, revision, session
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import macros
from kb.review import Finding, Progress, Review, ReviewText, findings_of, progress_of, texts_of

_HTML = macros("dossier")


def read_on_its_day(frame: Frame, review: Review, instrument: str, path: str) -> str:
    """A place in the reader, on the day of the review."""
    href = frame.address(at.READER, **{at.INSTRUMENT: instrument, at.PROVISION: path or None, at.FILE: review.id})
    return at.on_day(href, review.said.as_of)


def review_html(frame: Frame, review: Review) -> Markup:
    """What a review is about."""
    say, said = frame.say, review.said
    facts = {
        "title": said.title,
        "purpose": said.purpose,
        "basis": said.basis,
        "as_of": say.day(said.as_of),
        "deadline": say.day(said.deadline) if said.deadline else "",
        "members": ", ".join(said.members),
        "author": review.author,
    }
    items = [(read_on_its_day(frame, review, *split_key(key)), data.place_name(key)) for key in said.items]
    return _HTML.about(say, [(say(f"dossier.field_{name}"), words) for name, words in facts.items()], items)


def said_html(frame: Frame, item: Progress) -> Markup:
    """What people said of an article."""
    return _HTML.said_of(frame, item, item.at if item.at else None)


@st.cache_resource(max_entries=8, show_spinner=False)
def _texts(of: str, review: Review) -> list[ReviewText]:
    return read_base(texts_of, review)


def read_review(review: Review) -> tuple[list[ReviewText], list[Finding], list[Progress]]:
    """The texts of a review, what it has found in them, and how far it is. The texts stay in memory until the base changes."""
    texts = _texts(revision(), review)
    with session() as opened:
        findings = findings_of(opened, review, texts)
        return texts, findings, progress_of(opened, review, texts, findings)
