"""“Tìm trong văn bản này”: a box in the margin of the reader, and hits that open in place."""

import streamlit as st
from markupsafe import Markup

from kb.database.reading.reader import LoadedVersion
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.base import base
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import macros, piece
from kb.search import Filters, Hit, search

_MOST = 50


def find_box(frame: Frame, version: LoadedVersion) -> bool:
    """Draw the box, and what was found for its words.

    :returns: whether something is asked for, so that the rest of the margin makes room
    """
    say, key = frame.say, version.instrument.key
    if st.session_state.get("find_in") != key:
        # The words belong to the text that they were asked of.
        st.session_state["find_in"], st.session_state["find_words"] = key, ""
    with st.container(key="find"):
        typed = st.text_input(
            say("find.label"),
            key="find_words",
            placeholder=say("find.label"),
            label_visibility="collapsed",
            type="search",
            autocomplete="off",
        )
    words = str(typed).strip()
    if not words:
        return False
    hits = search(base(), words, k=_MOST, as_of=frame.day, filters=Filters(instrument=key)).hits
    st.html(found_html(frame, version, hits))
    return True


def found_html(frame: Frame, version: LoadedVersion, hits: tuple[Hit, ...]) -> Markup:
    """Hits of one text as a list of places."""
    return macros("search").found(frame.say, [_line(frame, version, hit) for hit in hits])


def _line(frame: Frame, version: LoadedVersion, hit: Hit) -> Markup:
    best = hit.snippet_path or hit.best_clause or hit.path
    inside, href = best if best in version.ids else None, ""
    if inside is None:
        # Another version is read on this day, and it has what this one has not.
        number = data.version_to_name(hit.instrument, hit.version, frame.day)
        href = frame.address(at.READER, **{at.INSTRUMENT: hit.instrument, at.PROVISION: best, at.VERSION: number})
    return macros("search").found_hit(hit, inside, href, "" if best == hit.path else best, piece(hit))
