"""Saved searches: how many there are and what is new for them, and the list of them."""

from collections.abc import Callable
from html import escape

import streamlit as st

from documents.citing import cite
from documents.paths import split_key
from kb.base import KnowledgeBase
from kb.errors import ChangedMeanwhileError, KnowledgeBaseError, NotFoundError
from kb.interface.days import in_vietnam
from kb.pages import address as at
from kb.pages import data
from kb.pages.base import base
from kb.pages.frame import Frame, entitle, put_params, take_event
from kb.pages.narrowing import LINKS, names_of, params_of
from kb.pages.parts import state
from kb.pages.who import acting, name_box
from kb.search.saved import CHANGED, Saved, check_saved, remove_saved, saw


def saved_line(frame: Frame) -> str:
    """On the first screen: how many searches are saved, and what is new for them."""
    say = frame.say
    try:
        found = check_saved(base(), acting().name)
    except KnowledgeBaseError:
        return ""  # without an index nothing is new; the search itself says so
    if not found:
        return ""
    href = escape(frame.address(at.SEARCH, **{at.VIEW: at.SAVED}))
    new = sum(len(saved.alerts) for saved in found)
    badge = f' <span class="badge s-new"><i aria-hidden="true">●</i>{escape(say("saved.new", count=new))}</span>' if new else ""
    return f'<p class="quiet"><a data-go="{at.SEARCH}" href="{href}">{escape(say("saved.link", count=len(found)))}</a>{badge}</p>'


def saved_view(frame: Frame) -> None:
    """The saved searches of a person, with what is new for each."""
    say = frame.say
    entitle(frame, say("saved.title"))
    back, title = escape(say("saved.back")), escape(say("saved.title"))
    link = f'<a class="act" data-go="{at.SEARCH}" href="{escape(frame.address(at.SEARCH))}">← {back}</a>'
    st.html(f'<div class="list">{link}<h1 class="plain">{title}</h1><p class="line">{escape(say("saved.about"))}</p></div>')
    with st.container(key="saved"):
        owner = name_box(say, "saved")
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
        words = f'<i aria-hidden="true">⌕</i> <span lang="vi">{escape(saved.query)}</span>'
        run = f'<button class="run" data-run="{saved.id}">{words}</button>'
        st.html(f"{run}{_filters(frame, params)}{_alerts(frame, saved)}")
        with st.container(key=f"saved_do_{saved.id}", horizontal=True, gap="small"):
            if saved.alerts:
                st.button(say("saved.seen"), key=f"seen_{saved.id}", type="tertiary", on_click=_quietly, args=(saw, saved))
            st.button(say("saved.remove"), key=f"remove_{saved.id}", type="tertiary", on_click=_quietly, args=(_remove, saved))


def _filters(frame: Frame, params: dict[str, str]) -> str:
    say = frame.say
    named = [names_of(say, kind).get(params[param], params[param]) for kind, param in LINKS.items() if param in params]
    return f'<p class="line"><span lang="vi">{escape(" · ".join(named))}</span></p>' if named else ""


def _alerts(frame: Frame, saved: Saved) -> str:
    say = frame.say
    if not saved.alerts:
        when = say.moment(in_vietnam(saved.checked_at)) if saved.checked_at else ""
        return f'<p class="line">{escape(say("saved.nothing_new", moment=when))}</p>'
    lines = []
    for alert in saved.alerts:
        key, path = split_key(alert.article)
        href = escape(frame.address(at.READER, **{at.INSTRUMENT: key, at.PROVISION: path}))
        sign, words = ("±", say("saved.alert_changed")) if alert.change == CHANGED else ("●", say("saved.alert_new"))
        name = escape(f"{cite(path)} · {data.called(key, key)}")
        mark = f'<b class="s-new"><i aria-hidden="true">{sign}</i> {escape(words)}</b>'
        lines.append(f'<li>{mark} <a data-go="{at.READER}" href="{href}" lang="vi">{name}</a></li>')
    return f'<ul class="refs">{"".join(lines)}</ul>'


def _run(saved: Saved) -> None:
    st.session_state["search_words"] = st.session_state["search_box"] = saved.query
    st.session_state.pop("search_count", None)
    put_params({**params_of(saved.filters), at.VIEW: None})


def _remove(opened: KnowledgeBase, saved_id: int, saved: Saved) -> None:
    remove_saved(opened, saved_id, saved, acting())


def _quietly(act: Callable[..., None], saved: Saved) -> None:
    """Do it to the search that was shown; somebody else may have removed it meanwhile."""
    try:
        act(base(), saved.id, saved)
    except (NotFoundError, ChangedMeanwhileError):
        return
