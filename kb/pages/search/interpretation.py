"""How the words of a search were read, said above the hits, with the way back to the words as typed."""

import streamlit as st

from kb.pages.kit.frame import Frame
from kb.pages.search.narrowing import names_of
from kb.search import Understood

_AS_TYPED = "search_as_typed"


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
            st.button(frame.say("search.read_again"), key="search_read", type="tertiary", on_click=_read_as, args=("",))
        else:
            words_as_typed = frame.say("search.search_as_typed")
            st.button(words_as_typed, key="search_typed", type="tertiary", on_click=_read_as, args=(words,))


def _read_as(words: str) -> None:
    st.session_state[_AS_TYPED] = words


def _names(frame: Frame, understood: Understood) -> str:
    say = frame.say
    kind, issuer = understood.filters.get("type", ""), understood.filters.get("issuer")
    named = [say(f"type.{kind}") if say.has(f"type.{kind}") else kind]
    if issuer:
        named.append(names_of(say, "issuer").get(issuer, issuer))
    return " · ".join(named)
