"""What is half typed: kept in the browser session until it is saved or discarded, whatever page, article or day is shown meanwhile.

Streamlit forgets the value of a field as soon as a page does not draw it. So every field that somebody writes in hands its value to
a draft when it changes, and takes it from there when it is drawn again. Nothing of it enters an address or the base.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

import streamlit as st
from markupsafe import Markup

from documents.errors import KeyFormatError, WordedError
from kb.base import Session
from kb.database.storing.seen import Shown
from kb.errors import ChangedMeanwhileError, KnowledgeBaseError
from kb.pages.kit.bar import ask_name, signed
from kb.pages.kit.base import session
from kb.pages.kit.frame import Frame, drop_state, token
from kb.pages.kit.html import failure, macros, plain

_REFUSED = "refused"
"""Where in the session a refused click waits until it is drawn, and closed."""


@dataclass(slots=True)
class Draft:
    """Something half typed.

    :param place: what it is for: its kind and the key of the thing
    :param serial: part of the keys of its fields, so that the next draft of the same place begins empty
    :param began: what the fields held at first
    :param seen: the thing as it was when the writing began, see `kb.database.storing.seen`
    :param refused: a save was refused, because the thing is another one by now
    :param wanted: the button by which somebody asked for it to be saved, as long as it was neither saved nor refused; ``offered``
        those that this run has drawn
    :param label: what it is about, in words; ``page`` and ``params`` lead back to it
    :param about: what the page needs to draw it again
    """

    place: str
    serial: int
    began: dict[str, Any]
    fields: dict[str, Any]
    seen: Any = None
    refused: ChangedMeanwhileError | None = None
    wanted: str = ""
    offered: set[str] = field(default_factory=set)
    label: str = ""
    page: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def dirty(self) -> bool:
        """Whether something was typed that is not saved, or a save was refused."""
        return self.fields != self.began or self.refused is not None

    def refuse(self, error: ChangedMeanwhileError) -> None:
        """The thing is another one by now: whoever typed is to look at it first."""
        self.refused, self.wanted = error, ""

    def widget(self, name: str) -> dict[str, Any]:
        """Key and callback of the widget for a field; what it returns goes back into ``fields``."""
        key = f"draft_{self.serial}_{name}"
        if key not in st.session_state:
            st.session_state[key] = self.fields[name]
        return {"key": key, "on_change": _take, "args": (self.place, name, key)}

    def ask(self, label: str, box: Callable[..., Any], name: str, **look: Any) -> Any:
        """Draw a field; what it holds is in ``fields``."""
        self.fields[name] = value = box(label, **look, **self.widget(name))
        return value

    def put(self, values: Mapping[str, Any]) -> None:
        """Put values into the fields, as if they had been typed."""
        for name, value in values.items():
            self.fields[name] = value
            st.session_state[f"draft_{self.serial}_{name}"] = value


def begin(place: str, began: Mapping[str, Any], seen: Shown | None = None) -> Draft:
    """The draft of a place, a new one where nothing is typed for it.

    :param seen: the thing that is to be changed; a draft goes on from what was seen when it began
    """
    drafts = _drafts()
    found = drafts.get(place)
    if found is None or (not found.dirty and (found.began != began or _shown(found.seen) != _shown(seen))):
        found = drafts[place] = Draft(place, token(), dict(began), dict(began), seen)
    return found


def save_button(
    draft: Draft, label: str, key: str, kind: Literal["primary", "tertiary"] = "primary", disabled: bool = False
) -> bool:
    """The button that saves a draft. A page that is drawn anew, or left, before it has come to this button forgets that it was
    pressed; so the draft remembers it until it is saved or refused.

    :returns: whether it is to be saved
    """
    draft.offered.add(key)
    st.button(plain(label), key=key, type=kind, disabled=disabled, on_click=_want, args=(draft.place, key))
    return draft.wanted == key


def want_again(draft: Draft) -> Callable[[], None]:
    """Asks once more for a draft to be saved, by the button that was pressed."""
    return partial(_want, draft.place, draft.wanted)


def _want(place: str, key: str) -> None:
    if draft := _drafts().get(place):
        draft.wanted = key


def settle_drafts(frame: Frame) -> None:
    """The page was drawn to its end: what was to be saved is saved, refused or waits for a name, and its script knows whether
    anything is not.
    """
    ask_name(frame)
    for draft in _drafts().values():
        if draft.wanted in draft.offered:
            draft.wanted = ""
        draft.offered.clear()
    frame.script["unsaved"] = len(unsaved())


def unsaved(kind: str = "") -> list[Draft]:
    """Drafts, of all kinds or of one, in which something is typed, the last one first."""
    return [draft for draft in reversed(_drafts().values()) if draft.dirty and draft.place.startswith(kind)]


def begun(place: str) -> bool:
    """Whether something is typed for a place that is not saved."""
    return any(draft.place == place for draft in unsaved(place))


def discard(place: str, *names: str) -> None:
    """Forget a draft and these values of the session: it was saved, or nobody wants it."""
    _drafts().pop(place, None)
    drop_state(*names)


def draft_line(frame: Frame, draft: Draft) -> None:
    """On the upper edge of a form, where it moves nothing: that its words are not saved yet, and the way to discard them."""
    say = frame.say
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"unsaved_{draft.serial}"):
        if draft.dirty:
            st.html(macros("drafts").unsaved(say), width="content")
            st.button(say("draft.discard"), key=f"discard_{draft.serial}", type="tertiary", on_click=discard, args=(draft.place,))


def cancel_button(frame: Frame, draft: Draft, key: str, *names: str) -> None:
    """The button by which nobody wants a draft any more, nor these values of the session."""
    st.button(frame.say("common.cancel"), key=key, type="tertiary", on_click=discard, args=(draft.place, *names))


def drafts_html(frame: Frame, besides: str | None = None) -> Markup:
    """The drafts of the session, each with the way back to it, but for the place that is shown already."""
    return macros("drafts").all(frame, [draft for draft in unsaved() if draft.place != besides and draft.page])


def _take(place: str, name: str, key: str) -> None:
    if (draft := _drafts().get(place)) and key in st.session_state:
        draft.fields[name] = st.session_state[key]


def _drafts() -> dict[str, Draft]:
    found: dict[str, Draft] = st.session_state.setdefault("drafts", {})
    return found


def _shown(thing: Shown | None) -> tuple[object, ...] | None:
    return None if thing is None else thing.shown


def save_change(frame: Frame, change: Callable[[Session], object], draft: Draft | None = None) -> bool:
    """Make a change and commit it, in the name of whoever works here. What cannot be kept is said in place.

    :param draft: whose words they are; where somebody else was faster, they stay there (:func:`settle`)
    """
    if not signed(want_again(draft) if draft and draft.wanted else partial(save_clicked, change)):
        return False
    error = _tried(change)
    if isinstance(error, ChangedMeanwhileError) and draft is not None:
        draft.refuse(error)
        st.rerun()
    elif error is not None:
        st.html(failure(frame.say, error))
    return error is None


def keep_change(
    frame: Frame, change: Callable[[Session], object], draft: Draft | None = None, *states: str, told: str = ""
) -> None:
    """Make a change; once it is kept, the draft and these values of the browser session go, and the page is drawn again.

    :param told: the entry of the catalogue that says so in passing
    """
    if save_change(frame, change, draft):
        if draft is not None:
            discard(draft.place, *states)
        if told:
            st.toast(frame.say(told))
        st.rerun()


def save_clicked(change: Callable[[Session], object], again: Callable[[], object] | None = None) -> bool:
    """Make a change that a click asks for, before the page is drawn; what cannot be kept is said in it (:func:`show_refusal`).

    :param again: what the click does, where that is more than this
    """
    if not signed(again or partial(save_clicked, change)):
        return False
    error = _tried(change)
    if error is not None:
        st.session_state[_REFUSED] = error
    return error is None


def make_change(change: Callable[[Session], object]) -> None:
    """What a button does that makes a change and nothing else."""
    save_clicked(change)


def _tried(change: Callable[[Session], object]) -> WordedError | None:
    try:
        with session(write=True) as opened:
            change(opened)
    except (KnowledgeBaseError, KeyFormatError) as error:
        return error
    return None


def show_refusal(frame: Frame, draw: Mapping[type[Any], Callable[[Any], Markup]]) -> None:
    """A click was refused: why, or what was seen beside what is there now.

    :param draw: the kinds of things that this page shows, and each as HTML
    """
    error = st.session_state.get(_REFUSED)
    if isinstance(error, ChangedMeanwhileError):
        thing = error.seen if error.now is None else error.now
        html = next((made for kind, made in draw.items() if isinstance(thing, kind)), None)
        if html is not None:
            seen = frame.say("conflict.refused"), frame.say("conflict.seen"), html(error.seen)
            with refusal_box(frame):
                st.html(_both(frame, *seen, error, html))
    elif error is not None:
        st.html(failure(frame.say, error))
        del st.session_state[_REFUSED]


@contextmanager
def refusal_box(frame: Frame) -> Iterator[None]:
    """The frame around what was refused, with the button that closes it."""
    with st.container(key="refused", border=True):
        yield
        st.button(frame.say("conflict.close"), key="refused_close", on_click=drop_state, args=(_REFUSED,))


def settle(frame: Frame, draft: Draft, mine: Markup, draw: Callable[[Any], Markup]) -> bool:
    """The words of a refused save beside those that are there now, with the choices.

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
