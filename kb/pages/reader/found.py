"""Words that somebody looks for in a text: where they stand in it, and the bar that leads from one place to the next."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import streamlit as st
from markupsafe import Markup

from documents.model import Provision
from kb.database.reading.reader import LoadedVersion
from kb.language import analysis
from kb.pages.kit.base import revision
from kb.pages.kit.frame import Frame, take_event, token
from kb.pages.kit.html import macros

MOST = 2_000
"""Places that are marked; a word that stands at more of them says little."""
Place = tuple[str, str, int, int]


def follow_search(key: str) -> None:
    """Take up, once, the words of the search from whose results this text was opened; drop them where somebody has seen enough."""
    led = st.session_state.pop("search_phrases", None)
    if take_event("unmark"):
        led = st.session_state["find_words"] = ""
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
    asked = (revision(), version.version.id, typed, wanted)
    if st.session_state.get("marked_for") != asked:
        st.session_state["marked_for"] = asked
        st.session_state["marked"] = (token(), *_looked_up(version.provisions, typed, wanted))
    turn, shown, places = st.session_state["marked"]
    if not places and not typed:
        return Markup(), None
    order = {item.path: at for at, item in enumerate(version.walk())} if chosen else {}
    first = next((at for at, place in enumerate(places) if order.get(place[0], 0) >= order.get(chosen or "", 0)), 0)
    told = {"turn": turn, "typed": typed, "first": first, "places": places}
    return macros("quoting").marked(frame.say, shown, len(places), len(places) >= MOST), told


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
    for at, (token_, start, _) in enumerate(tokens):
        for words, loose in wanted.get(analysis.fold_word(token_), ()):
            there = [word for word, _, _ in tokens[at : at + len(words)]]
            if there != words and not (loose and analysis.fold_words(there) == words):
                continue
            end = tokens[at + len(words) - 1][2]
            if found and not text[found[-1][1] : start].strip(" ,"):
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((start, end))
    return found
