"""Saved searches: how many there are and what is new for them, and the list of them."""

from collections.abc import Callable

import streamlit as st
from markupsafe import Markup

from documents.paths import split_key
from kb.base import KnowledgeBase
from kb.errors import ChangedMeanwhileError, KnowledgeBaseError, NotFoundError
from kb.interface.days import in_vietnam
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.bar import acting
from kb.pages.kit.base import base, unless_refused
from kb.pages.kit.frame import Frame, entitle, put_params, take_event
from kb.pages.kit.html import macros, state
from kb.pages.kit.picks import names_of
from kb.pages.search.narrowing import params_of
from kb.search.saved import CHANGED, Saved, check_saved, remove_saved, saw

_HTML = macros("saved")


def saved_line(frame: Frame) -> Markup:
    """On the first screen: how many searches are saved, and what is new for them."""
    try:
        found = check_saved(base(), acting().name)
    except KnowledgeBaseError:
        return Markup()  # without an index nothing is new; the search itself says so
    return _HTML.link(frame, len(found), sum(len(saved.alerts) for saved in found)) if found else Markup()


def saved_view(frame: Frame) -> None:
    """The saved searches of a person, with what is new for each."""
    say = frame.say
    entitle(frame, say("saved.title"))
    st.html(_HTML.head(frame))
    with st.container(key="saved"):
        owner = acting()
        found = check_saved(base(), owner.name)
        if not found:
            st.html(state(say("saved.none_title"), say("saved.none_next"), (), "☆"))
        asked = take_event("run")
        for saved in found:
            if asked and asked.get("id") == str(saved.id):
                _run(saved)
                st.rerun()
            _saved(frame, saved)


def _saved(frame: Frame, saved: Saved) -> None:
    say = frame.say
    with st.container(key=f"saved_{saved.id}", border=True):
        params = {name: value for name, value in params_of(saved.filters).items() if value}
        filters = [names_of(say, kind).get(params[name], params[name]) for kind, name in at.filters().items() if name in params]
        checked = say.moment(in_vietnam(saved.checked_at)) if saved.checked_at else ""
        st.html(_HTML.saved(frame, saved, filters, checked, _alerts(saved)))
        with st.container(key=f"saved_do_{saved.id}", horizontal=True, gap="small"):
            if saved.alerts:
                st.button(say("saved.seen"), key=f"seen_{saved.id}", type="tertiary", on_click=_quietly, args=(_saw, saved))
            st.button(say("saved.remove"), key=f"remove_{saved.id}", type="tertiary", on_click=_quietly, args=(_remove, saved))


def _alerts(saved: Saved) -> list[tuple[str, str, str, bool]]:
    """What is new: instrument, path, what the instrument is called, and whether the article was there before."""
    found = ((*split_key(alert.article), alert.change == CHANGED) for alert in saved.alerts)
    return [(key, path, data.name_of_key(key), changed) for key, path, changed in found]


def _run(saved: Saved) -> None:
    st.session_state["search_words"] = st.session_state["search_box"] = saved.query
    st.session_state.pop("search_count", None)
    put_params({**params_of(saved.filters), at.VIEW: None})


def _saw(opened: KnowledgeBase, saved_id: int, saved: Saved) -> None:
    saw(opened, saved_id, saved, acting())


def _remove(opened: KnowledgeBase, saved_id: int, saved: Saved) -> None:
    remove_saved(opened, saved_id, saved, acting())


def _quietly(act: Callable[..., None], saved: Saved) -> None:
    """Do it to the search that was shown; somebody else may have removed it meanwhile."""
    try:
        unless_refused(lambda: act(base(), saved.id, saved))
    except (NotFoundError, ChangedMeanwhileError):
        return
