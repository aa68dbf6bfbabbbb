"""Khóa truy cập: the tokens of whoever works here. One is shown once, when it is made."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import streamlit as st

from kb.accounts.people import LONGEST_NAME, make_token, revoke_token, tokens_of
from kb.errors import KnowledgeBaseError
from kb.pages.kit.bar import TOKENS, acting
from kb.pages.kit.base import read_base, session
from kb.pages.kit.frame import Frame, drop_state
from kb.pages.kit.html import plain
from kb.pages.kit.picks import select_box

_MADE, _PROBLEM, _NAME, _FOR = "token_made", "token_problem", "token_name", "token_days"
_DAYS = (30, 90, 180, 365)


def show_tokens(frame: Frame) -> None:
    """The dialog, where it was asked for at the bar."""
    if st.session_state.get(TOKENS):
        st.dialog(frame.say("token.title"), on_dismiss=partial(drop_state, TOKENS, _MADE, _PROBLEM))(_draw)(frame)


def _draw(frame: Frame) -> None:
    say = frame.say
    st.caption(plain(say("token.about")))
    if problem := st.session_state.pop(_PROBLEM, None):
        st.warning(plain(say.write(problem)))
    if made := st.session_state.get(_MADE):
        st.markdown(plain(say("token.once")))
        st.code(made, language=None, wrap_lines=True)
    with st.form("token_form", border=False):
        st.text_input(say("token.name"), key=_NAME, max_chars=LONGEST_NAME, placeholder=say("token.name_example"))
        select_box(say("token.days"), _DAYS, _FOR, lambda days: say("token.some_days", days=days), 1)
        st.form_submit_button(say("token.make"), type="primary", on_click=_wanted)
    for token in (token for token in read_base(tokens_of, acting().person_id) if token.stands):
        row = st.container(key=f"token_{token.id}", horizontal=True, gap="small", vertical_alignment="center")
        used = say("token.used", day=token.used_on) if token.used_on else say("token.unused")
        row.markdown(plain(f"{token.name} · {say('token.until', day=token.expires_on)} · {used}"))
        row.button(say("token.revoke"), key=f"token_revoke_{token.id}", type="tertiary", on_click=_revoke, args=(token.id,))


def _wanted() -> None:
    with _told(), session(write=True) as opened:
        st.session_state[_MADE] = make_token(opened, st.session_state[_NAME], st.session_state[_FOR])
        st.session_state[_NAME] = ""


def _revoke(token_id: int) -> None:
    st.session_state.pop(_MADE, None)
    with _told(), session(write=True) as opened:
        revoke_token(opened, token_id)


@contextmanager
def _told() -> Iterator[None]:
    """What was refused is said in the dialog."""
    try:
        yield
    except KnowledgeBaseError as error:
        st.session_state.pop(_MADE, None)
        st.session_state[_PROBLEM] = error
