"""Words that somebody looks for in a text: where they stand in it, and the bar that leads from one place to the next."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from documents.model import Provision
from kb.database.reading.reader import LoadedVersion
from kb.errors import WorkEndedError
from kb.language import analysis
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.base import revision
from kb.pages.kit.frame import Frame, put_params, take_event, token
from kb.pages.kit.html import macros

MOST = 2_000
"""Places that are marked; a word that stands at more of them says little."""
Place = tuple[str, str, int, int]


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


def places_of(provisions: Sequence[Provision], phrases: Sequence[str]) -> list[Place]:
    """Where whole words stand in a text, in reading order: path, field, start and end; neighbours are one place."""
    wanted: dict[str, list[tuple[list[str], bool]]] = {}
    for phrase in phrases:
        if words := analysis.words(analysis.normal(phrase)):
            # Several words without a mark may have been typed so for short; a single one would stand for too many others.
            loose = len(words) > 1 and words == analysis.fold_words(words)
            wanted.setdefault(analysis.fold_word(words[0]), []).append((words, loose))
    found: list[Place] = []
    for path, name, text in _fields(provisions) if wanted else ():
        found += ((path, name, start, end) for start, end in _places(text, wanted))
        if len(found) >= MOST:
            break
    return found[:MOST]


def _fields(provisions: Sequence[Provision]) -> Iterator[tuple[str, str, str]]:
    for provision in provisions:
        if provision.heading:
            yield provision.path, "heading", provision.heading
        yield provision.path, "text", provision.text
        yield from _fields(provision.children)
        yield provision.path, "tail", provision.tail


def _places(text: str, wanted: Mapping[str, Sequence[tuple[list[str], bool]]]) -> list[tuple[int, int]]:
    tokens = analysis.words_in_place(text)
    found: list[tuple[int, int]] = []
    for number, (token_, start, _) in enumerate(tokens):
        for words, loose in wanted.get(analysis.fold_word(token_), ()):
            there = [word for word, _, _ in tokens[number : number + len(words)]]
            if there != words and not (loose and analysis.fold_words(there) == words):
                continue
            end = tokens[number + len(words) - 1][2]
            if found and not text[found[-1][1] : start].strip(" ,"):
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((start, end))
    return found
