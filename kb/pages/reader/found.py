"""Words that somebody looks for in a text: where they stand in it, and the bar that leads from one place to the next."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from documents.model import Provision
from kb.database.reading.reader import LoadedVersion
from kb.errors import WorkEndedError
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.base import revision
from kb.pages.kit.frame import Frame, put_params, take_event, token
from kb.pages.kit.html import macros
from kb.pages.kit.phrases import MOST, Place, places_of


def follow_search(key: str) -> None:
    """Take up, once, the words of the search from whose results this text was opened; drop them where somebody has seen enough."""
    led = st.session_state.pop("search_phrases", None)
    if take_event("unmark"):
        led = st.session_state["find_words"] = ""
        put_params({at.MARKED: None})
    if led is not None:
        st.session_state["led"] = {**st.session_state.get("led", {}), key: led}


def mark_words(
    frame: Frame, version: LoadedVersion, chosen: str | None, typed: str, phrases: Sequence[str]
) -> tuple[Markup, dict[str, Any] | None]:
    """The bar above the text, and what the pen is told of the places; both empty where nothing is looked for.

    :param typed: what stands in the box of the margin
    :param phrases: the whole words of it that a search marks
    """
    wanted = tuple(phrases) if typed else tuple(st.session_state.get("led", {}).get(version.instrument.key, ()))
    duties = not typed and st.query_params.get(at.MARKED) == at.DUTIES
    asked = (revision(), version.version.id, typed, wanted, duties and frame.say.language)
    if st.session_state.get("marked_for") != asked:
        st.session_state["marked_for"] = asked
        found = _of_duties(frame, version) if duties else _looked_up(version.provisions, typed, wanted)
        st.session_state["marked"] = (token(), *found)
    turn, shown, places = st.session_state["marked"]
    if not places and not typed and not duties:
        return Markup(), None
    order = {item.path: number for number, item in enumerate(version.walk())} if chosen else {}
    first = next((number for number, place in enumerate(places) if order.get(place[0], 0) >= order.get(chosen or "", 0)), 0)
    told = {"turn": turn, "typed": typed, "first": first, "places": places}
    return macros("quoting").marked(frame.say, shown, len(places), len(places) >= MOST), told


def duties_switch(frame: Frame) -> None:
    """Whether the words of duties are marked, which the address says."""
    marked = st.query_params.get(at.MARKED) == at.DUTIES
    st.session_state["mark_duties"] = marked
    change = partial(put_params, {at.MARKED: None if marked else at.DUTIES})
    st.toggle(frame.say("duty.mark"), key="mark_duties", on_change=change)


def _of_duties(frame: Frame, version: LoadedVersion) -> tuple[Sequence[str], list[Place]]:
    """What must or may be done by the words of a text."""
    try:
        duties = data.duties(version, frame.say)
    except WorkEndedError:  # the text is read without them
        return [], []
    found = [place for one in duties for statement in one.statements for place in one.clause.places(statement.action)]
    return [frame.say("duty.marked")], list(dict.fromkeys(found))[:MOST]


def _looked_up(provisions: Sequence[Provision], typed: str, phrases: Sequence[str]) -> tuple[Sequence[str], list[Place]]:
    """The words that are marked, and where: those that were typed, side by side as they were, else the words of the search."""
    for words in ([typed], phrases):
        if found := places_of(provisions, words):
            return words, found
    return [typed], []
