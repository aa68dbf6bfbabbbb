"""Two people, one thing: what somebody saw or wrote beside what is there by now, and what can be done about it."""

from collections.abc import Callable
from typing import Any

import streamlit as st
from markupsafe import Markup

from kb.errors import ChangedMeanwhileError
from kb.pages.kit.drafts import Draft, discard
from kb.pages.kit.frame import Frame
from kb.pages.kit.render import macros


def refuse(error: ChangedMeanwhileError) -> None:
    """Keep a refusal until it is drawn and closed."""
    st.session_state["refused"] = error


def show_refusal(frame: Frame, kind: type[Any], draw: Callable[[Any], Markup]) -> None:
    """A click was refused: what was seen, and what is there now.

    :param kind: of the things that this page shows
    :param draw: one of them as HTML
    """
    error = st.session_state.get("refused")
    if not isinstance(error, ChangedMeanwhileError) or not isinstance(error.seen if error.now is None else error.now, kind):
        return
    with st.container(key="refused", border=True):
        st.html(_both(frame, frame.say("conflict.refused"), frame.say("conflict.seen"), draw(error.seen), error, draw))
        st.button(frame.say("conflict.close"), key="refused_close", on_click=_close)


def settle(frame: Frame, draft: Draft, mine: Markup, draw: Callable[[Any], Markup]) -> bool:
    """The words of a refused save beside those that are there now, with the choices.

    :param mine: what was typed, as HTML
    :param draw: the thing that is there now, as HTML
    :returns: whether the typed words are to be kept, as a new revision of what is there now
    """
    error, say = draft.refused, frame.say
    if error is None:
        return False
    keep = False
    with st.container(key=f"conflict_{draft.serial}", border=True):
        st.html(_both(frame, say("conflict.title"), say("conflict.mine"), mine, error, draw))
        with st.container(horizontal=True, gap="small"):
            if error.now is not None:
                keep = st.button(say("conflict.keep_mine"), key=f"keep_{draft.serial}", type="primary")
            st.button(say("conflict.take_theirs"), key=f"theirs_{draft.serial}", on_click=discard, args=(draft.place,))
            if error.now is not None:
                st.button(say("conflict.go_on"), key=f"go_on_{draft.serial}", on_click=_go_on, args=(draft,))
    if keep:
        _go_on(draft)
    return keep


def _both(
    frame: Frame, title: str, left_title: str, left: Markup, error: ChangedMeanwhileError, draw: Callable[[Any], Markup]
) -> Markup:
    right = draw(error.now) if error.now is not None else None
    return macros("drafts").both(frame.say, title, left_title, left, right)


def _go_on(draft: Draft) -> None:
    """The next save is made on top of what is there now, which has been shown."""
    if draft.refused is not None:
        draft.seen, draft.refused = draft.refused.now, None


def _close() -> None:
    st.session_state.pop("refused", None)
