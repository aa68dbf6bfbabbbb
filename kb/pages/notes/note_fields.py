"""The fields of a note, and from what was typed to what is kept."""

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from documents.paths import key_parts, provision_key
from kb.accounts.current import people
from kb.annotations import NOTE_STATUSES, SEVERITIES, NoteView
from kb.annotations.personal import personal_in
from kb.annotations.vocabulary import vocabulary
from kb.base import Session
from kb.errors import AnnotationError
from kb.interface.catalogue import Catalogue
from kb.law.references.links import pointed_at
from kb.pages.kit import data
from kb.pages.kit.bar import acting
from kb.pages.kit.base import session
from kb.pages.kit.drafts import Draft, save_button
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import KIT

_READ, _MOST_READ = "places_read", 12
EMPTY: Mapping[str, Any] = {"text": "", "tags": [], "status": NOTE_STATUSES[0], "severity": "", "assignee": "", "links": []}
"""What the fields of a new note hold."""


def fields_of_note(note: NoteView) -> dict[str, Any]:
    """What the fields of a note hold before anything is typed."""
    about = {"severity": note.severity or "", "assignee": note.assignee or "", "links": list(note.links)}
    return {"text": note.text, "tags": list(note.tags), "status": note.status, **about}


def draw_fields(frame: Frame, draft: Draft) -> bool:
    """The fields of a note.

    :returns: whether it is to be saved
    """
    say, now = frame.say, draft.fields
    with session() as opened:
        tags, names = vocabulary(opened).offered, people(opened)
    now["text"] = st.text_area(say("note.text"), height=90, placeholder=say("note.text_help"), **draft.widget("text"))
    now["tags"] = st.multiselect(
        say("note.tags"),
        _with(tags, now["tags"]),
        placeholder=say("note.tags_placeholder"),
        accept_new_options=True,
        **draft.widget("tags"),
    )
    with st.expander(say("note.more"), expanded=_task(draft.began) or _task(now), key=f"note_more_{draft.serial}"):
        now["status"] = st.selectbox(
            say("note.status"), NOTE_STATUSES, format_func=lambda code: say(f"note.status_{code}"), **draft.widget("status")
        )
        now["severity"] = st.selectbox(
            say("note.severity"), ("", *SEVERITIES), format_func=lambda code: severity_name(say, code), **draft.widget("severity")
        )
        now["assignee"] = st.selectbox(
            say("note.assignee"),
            _with(("", *_with(names, [acting().name])), [now["assignee"]]),
            format_func=lambda name: name or say("note.nobody"),
            **draft.widget("assignee"),
        )
        places = _with(st.session_state.get(_READ, ()), now["links"])
        named = [data.place_name(key) for key in places]
        # Choices are told apart by their names alone: two texts of one name go by their keys.
        names_of = {key: name if named.count(name) == 1 else key for key, name in zip(places, named, strict=True)}
        now["links"] = st.multiselect(
            say("note.links"),
            places,
            format_func=lambda key: names_of.get(key, key),
            placeholder=say("note.links_placeholder"),
            help=say("note.links_help"),
            accept_new_options=True,
            **draft.widget("links"),
        )
    return save_button(draft, say("note.save"), f"note_save_{draft.serial}")


def severity_name(say: Catalogue, code: str | None) -> str:
    """A severity in words."""
    return say(f"note.severity_{code}") if code else say("note.severity_none")


def _task(now: Mapping[str, Any]) -> bool:
    """Whether a note is more than a remark with tags."""
    return any(now[name] != EMPTY[name] for name in ("status", "severity", "assignee", "links"))


def _with(offered: Iterable[str], chosen: Iterable[str]) -> list[str]:
    return list(dict.fromkeys((*offered, *chosen)))


def insisted(frame: Frame, draft: Draft, wanted: bool) -> bool:
    """Whether a note is to be saved: at once, or after a word of warning where it seems to tell who somebody is or where they live.

    :param wanted: somebody has just asked for it to be saved
    """
    say, warned = frame.say, f"note_warned_{draft.serial}"
    now = draft.fields
    found = personal_in("\n".join((now["text"], *now["tags"], *now.get("links", ()))))
    if not found:
        st.session_state.pop(warned, None)
        return wanted
    if not wanted and warned not in st.session_state:
        return False
    st.session_state[warned] = True
    with st.container(key=f"note_personal_{draft.serial}"):
        st.html(KIT.banner("⚠", say("note.personal", kinds=[say(f"note.personal_{kind.value}") for kind in found])))
        return save_button(draft, say("note.save_anyway"), f"note_anyway_{draft.serial}", "tertiary")


def note_values(opened: Session, frame: Frame, now: Mapping[str, Any], key: str, path: str) -> dict[str, Any]:
    """What is to be kept, as `kb.annotations.add_note` takes it.

    :param key: of the instrument at which it was typed; ``path`` the place in it
    :raises AnnotationError: a typed citation names nothing, or not for certain
    """
    links: list[str] = []
    for typed in now["links"]:
        found = (typed,) if key_parts(typed) else pointed_at(opened, typed, key, path, frame.day)
        if not found:
            raise AnnotationError("note_link", key=typed[:200])
        links.extend(found)
    about = {"severity": now["severity"] or None, "assignee": now["assignee"] or None, "links": links}
    return {"text": now["text"], "tags": now["tags"], "status": now["status"], **about}


def read_here(key: str, path: str) -> None:
    """Remember a provision that is being read, so that a note on another one can name it."""
    place = provision_key(key, path)
    before = [other for other in st.session_state.get(_READ, ()) if other != place]
    st.session_state[_READ] = [place, *before][:_MOST_READ]
