"""Above the hits: how the words were read and the way back to them as typed; saving, the hits as a file."""

from functools import partial

import streamlit as st

from kb.errors import InvalidQueryError, NotAllowedError
from kb.export.files import HITS, file_bytes
from kb.interface.days import today
from kb.pages.kit.bar import acting
from kb.pages.kit.base import base
from kb.pages.kit.downloads import Writer, downloads
from kb.pages.kit.frame import Frame, drop_state, set_state
from kb.pages.kit.html import failure, macros
from kb.pages.kit.picks import names_of
from kb.search import Filters, Order, Understood, search
from kb.search.saved import add_saved

_EXPORTED = 100
_AS_TYPED = "search_as_typed"


def more_acts(frame: Frame, words: str, filters: Filters, order: Order, link: str) -> None:
    """What else can be done with the hits, under one button.

    :param link: leads back to this search, words included
    """
    say = frame.say
    with st.popover(say("search.acts"), key="acts", type="tertiary"):
        _save(frame, words, filters)
        st.caption(say("export.about", count=_EXPORTED))
        make = partial(_exported, frame, words, filters, order, is_verbatim(words))
        downloads(say, HITS, make, f"-{frame.day.isoformat()}", key="export")
        st.html(macros("search").copy_link(say, link))


def _exported(frame: Frame, words: str, filters: Filters, order: Order, verbatim: bool) -> Writer:
    day = frame.day if frame.day != today() else None
    result = search(base(), words, k=_EXPORTED, as_of=day, filters=filters, order=order, verbatim=verbatim)
    return partial(file_bytes, HITS, (result.hits, result.understood.as_of))


def _save(frame: Frame, words: str, filters: Filters) -> None:
    say = frame.say
    st.caption(say("saved.about"))
    if st.button(say("saved.save"), key="save_search", type="primary"):
        try:
            add_saved(base(), words, filters, acting())
        except (InvalidQueryError, NotAllowedError) as error:
            st.html(failure(say, error))
        else:
            st.toast(say("saved.saved"))


def is_verbatim(words: str) -> bool:
    """Whether these words are to be searched as typed. Another search begins anew."""
    return bool(st.session_state.get(_AS_TYPED) == words)


def read_lines(frame: Frame, understood: Understood) -> list[str]:
    """What was read into the words, a sentence each."""
    say = frame.say
    lines: list[str] = []
    if understood.restored and understood.restored != understood.text:
        lines.append(say("search.restored", text=understood.restored))
    if understood.corrected:
        pairs = ", ".join(f"{typed} → {read}" for typed, read in understood.corrected)
        lines.append(say("search.corrected", pairs=pairs))
    if understood.kind_from:
        lines.append(say("search.kind_from", words=understood.kind_from, names=_names(frame, understood)))
    if understood.day_from:
        lines.append(say("search.day_from", words=understood.day_from, day=understood.as_of))
    for typed, meanings in understood.expanded:
        lines.append(say("search.expanded", words=typed, meanings=", ".join(f"“{meaning}”" for meaning in meanings)))
    if understood.verbatim:
        lines.append(say("search.as_typed"))
    return lines


def way_back(frame: Frame, understood: Understood, words: str) -> None:
    """The button that has the words searched as typed, or read again; nothing where nothing was read."""
    read = any((understood.restored, understood.corrected, understood.kind_from, understood.day_from, understood.expanded))
    if not (understood.verbatim or read):
        return
    with st.container(key="wayback"):
        if understood.verbatim:
            st.button(frame.say("search.read_again"), key="search_read", type="tertiary", on_click=drop_state, args=(_AS_TYPED,))
        else:
            words_as_typed = frame.say("search.search_as_typed")
            st.button(words_as_typed, key="search_typed", type="tertiary", on_click=set_state, kwargs={_AS_TYPED: words})


def _names(frame: Frame, understood: Understood) -> str:
    say = frame.say
    kind, issuer = understood.filters.get("type", ""), understood.filters.get("issuer")
    named = [say(f"type.{kind}") if say.has(f"type.{kind}") else kind]
    if issuer:
        named.append(names_of(say, "issuer").get(issuer, issuer))
    return " · ".join(named)
