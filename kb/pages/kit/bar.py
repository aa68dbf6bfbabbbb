"""The bar: whose work it shows (the door), and the name of who works here, each said once.

A browser remembers both in cookies: the door for good; the name until it is closed or the name is emptied, as others may sit there
next.
"""

import time
from collections.abc import Callable
from functools import partial
from urllib.parse import unquote

import streamlit as st

from kb.accounts.current import LOCAL, LONGEST_NAME, Actor, person
from kb.accounts.people import key_of, sign_out, signed_in
from kb.accounts.roles import has
from kb.errors import SignedOutError
from kb.interface.catalogue import Catalogue
from kb.pages.kit import address as at
from kb.pages.kit.frame import Frame, base, drop_state, set_state, token
from kb.pages.kit.html import plain
from kb.settings import settings

REVIEW, COUNSEL = "ra-soat", "tu-van"
DOORS = (REVIEW, COUNSEL)
_COOKIE, _NAME_COOKIE = "tuluat_door", "tuluat_name"
_CHOSEN, _ASSUMED, _CONTROL = "door", "door_assumed", "door_control"
_WORKING, _BOX = "who", "who_name"
_UNSIGNED, _TURN, _ASKED = "unsigned", "who_turn", "who_asked"
ROLE = "role_here"
"""In the session: the role that whoever works here had when the page was begun, by which things are offered to them in it."""
TOKENS = "tokens_open"
"""In the session while somebody looks at their tokens."""
OF_WHO_WORKS = frozenset({_WORKING, _BOX, _CHOSEN, _ASSUMED, _CONTROL, ROLE})
"""What the session keeps of whoever works here, whatever else it forgets, and the controls that stand on every page: forgotten they
are changed for Streamlit, which calls what is then to be done, finds nothing, draws the page anew, and keys are lost meanwhile."""
_SHOWN = 18
_SIGNED_IN, _LOOKED_UP_FOR = "signed_in", 1.0
"""Seconds in which a page does not look up again that its sign-in stands; its socket does with every message (`kb.cli.sign_in`)."""


def chosen_door() -> str | None:
    """The door that somebody chose in this browser."""
    kept = st.session_state.get(_CHOSEN) or st.context.cookies.get(_COOKIE)
    return kept if kept in DOORS else None


def door() -> str:
    """The door whose work the bar shows."""
    return chosen_door() or str(st.session_state.get(_ASSUMED, REVIEW))


def assume_door(of_page: str) -> None:
    """Somebody who never chose has come to a page that only this door has: it is theirs until they choose. The law that is opened
    from the desk makes nobody a reviewer.
    """
    if chosen_door() is None and _ASSUMED not in st.session_state:
        turned = door() != of_page
        st.session_state[_ASSUMED] = of_page
        if turned:
            st.rerun()


def choose_door(wanted: str) -> None:
    """Show the work of a door from now on, in this browser."""
    st.session_state[_CHOSEN] = wanted


def show_bar(frame: Frame) -> None:
    """Draw the switch between the doors, and the name of who works here."""
    say = frame.say
    frame.script["door"], frame.script["name"] = chosen_door(), st.session_state.get(_WORKING)
    with frame.row[0]:
        st.session_state[_CONTROL] = door()
        st.segmented_control(
            say("bar.door"),
            DOORS,
            key=_CONTROL,
            required=True,
            format_func=lambda name: say(f"bar.{name}"),
            label_visibility="collapsed",
            on_change=lambda: choose_door(st.session_state[_CONTROL]),
        )
        with st.popover(plain(_called(say)), key="who", icon=":material/person:"):
            if settings().signs_in:
                st.caption(plain(_typed_name()))
                st.button(say("token.title"), key="tokens", type="tertiary", on_click=partial(set_state, **{TOKENS: True}))
                st.button(say("sign.out"), key="sign_out", on_click=st.logout)
                words, help_ = say("sign.everywhere"), say("sign.everywhere_help")
                st.button(words, key="sign_out_everywhere", type="tertiary", help=help_, on_click=_leave_everywhere)
            else:
                name_box(say, _BOX)


def name_box(say: Catalogue, key: str) -> None:
    """Where somebody says who works here."""
    st.session_state[key] = "" if (said := _typed_name()) == LOCAL.name else said  # what stands for no name is no name to add to
    named = lambda: set_state(**{_WORKING: st.session_state[key]})  # noqa: E731
    st.text_input(say("who.name"), key=key, help=say("who.help"), max_chars=LONGEST_NAME, on_change=named, width=280)


def offer_doors(frame: Frame) -> None:
    """On the first screen, to somebody who never chose: what each door is for."""
    if chosen_door() is not None:
        return
    with st.container(key="doors", horizontal=True, horizontal_alignment="center", gap="small"):
        for name in DOORS:
            st.button(frame.say(f"bar.{name}_about"), key=f"door_{name}", on_click=_enter, args=(frame, name))


def _enter(frame: Frame, wanted: str) -> None:
    """Choose a door on the first screen: a caller waits, so that one opens at the desk."""
    choose_door(wanted)
    if wanted == COUNSEL:
        frame.go(frame.address(at.DESK))


def acting() -> Actor:
    """Who writes in this browser session. Where people sign in it is nobody else, and that they still are is looked up.

    :raises SignedOutError: they are not
    """
    if not settings().signs_in:
        return person(_typed_name())
    key = key_of(st.user.to_dict())
    kept: tuple[str | None, float, Actor] | None = st.session_state.get(_SIGNED_IN)
    if kept is not None and kept[0] == key and time.monotonic() - kept[1] < _LOOKED_UP_FOR:
        return kept[2]
    with base().session() as session:
        actor = signed_in(session, key, settings().session_hours)
    if actor is None:
        raise SignedOutError("signed_out")
    st.session_state[_SIGNED_IN] = key, time.monotonic(), actor
    return actor


def may(act: str, thing: str) -> bool:
    """Whether to offer something to whoever works here. Whether it is done, the gate says when they do it."""
    return not acting().signed_in or has(st.session_state.get(ROLE), act, thing)


def known() -> bool:
    """Whether somebody has said who works here."""
    return settings().signs_in or bool(_typed_name().strip())


def signed(again: Callable[[], object]) -> bool:
    """Whether somebody has said who works here. If nobody has, it is asked for before the page is drawn to its end.

    :param again: does what was to be done, once the name is there; what nobody signs is not done
    """
    if known():
        return True
    st.session_state[_UNSIGNED], st.session_state[_TURN] = again, token()
    return False


def asking() -> bool:
    """Whether something waits for a name."""
    return _UNSIGNED in st.session_state


def ask_name(frame: Frame) -> None:
    """The question whose name is to be written, where something waits for it."""
    if asking():
        frame.script["asked"] = st.session_state.get(_TURN)
        st.dialog(frame.say("who.ask"), on_dismiss=partial(drop_state, _UNSIGNED))(_ask)(frame)


def _ask(frame: Frame) -> None:
    say = frame.say
    st.caption(plain(say("who.ask_about", name=LOCAL.name)))
    with st.form("who_form", border=False):
        name = st.text_input(say("who.name"), key=_ASKED, placeholder=LOCAL.name, max_chars=LONGEST_NAME)
        if not st.form_submit_button(say("who.sign"), type="primary"):
            return
    st.session_state[_WORKING] = name.strip() or LOCAL.name
    if again := st.session_state.pop(_UNSIGNED, None):
        again()
    st.rerun()


def _called(say: Catalogue) -> str:
    name = _typed_name().strip()
    if name in ("", LOCAL.name):
        return say("who.name")
    return name if len(name) <= _SHOWN else f"{name[:_SHOWN].rstrip()}…"


def _leave_everywhere() -> None:
    actor = acting()
    with base().session(write=True) as session:
        sign_out(session, actor.person_id or 0)
    st.logout()


def _typed_name() -> str:
    if settings().signs_in:
        return acting().name
    if _WORKING in st.session_state:
        return str(st.session_state[_WORKING])
    kept = st.context.cookies.get(_NAME_COOKIE)
    remembered = unquote(kept)[:LONGEST_NAME] if isinstance(kept, str) else ""  # where no browser asks, it is anything
    return remembered.strip() or settings().person or ""
