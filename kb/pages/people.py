"""Người dùng: who works here and in which role, and what each role may do; for administrators, where people sign in."""

from functools import partial

import streamlit as st

from kb.accounts.people import Account, accounts, end_account, give_role
from kb.accounts.roles import Role, table
from kb.database.storing.seen import mark_of
from kb.pages.kit.base import read_base
from kb.pages.kit.drafts import make_change, save_clicked, show_refusal
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import macros
from kb.pages.kit.picks import select_box

_HTML = macros("people")


def show(frame: Frame) -> None:
    """Draw the page."""
    here = [account for account in read_base(accounts) if account.subject or account.role]
    st.html(_HTML.head(frame.say))
    with st.container(key="queue"):
        show_refusal(frame, {Account: partial(_HTML.person, frame)})
        for account in here:
            _account(frame, account)
    st.html(_HTML.table(frame.say, list(Role), table()))


def _account(frame: Frame, account: Account) -> None:
    say, mark = frame.say, mark_of(account)
    row = st.container(key=f"person_{account.id}", horizontal=True, gap="small", vertical_alignment="center")
    row.html(_HTML.person(frame, account))
    if account.ended_at is None:
        key, roles = f"role_{account.id}_{mark}", ["", *Role]
        with row:
            select_box(
                say("people.role_of", name=account.name),
                roles,
                key,
                lambda role: say(f"role.{role or 'none'}"),
                roles.index(account.role or ""),
                on_change=_given,
                args=(account, key),
                label_visibility="collapsed",
                width=240,
            )
    words = say("people.resume" if account.ended_at else "people.end")
    end = partial(end_account, seen=account, ended=account.ended_at is None)
    row.button(words, key=f"end_{account.id}_{mark}", type="tertiary", on_click=make_change, args=(end,))


def _given(account: Account, key: str) -> None:
    wanted = Role(st.session_state[key]) if st.session_state[key] else None
    save_clicked(lambda opened: give_role(opened, account, wanted))
