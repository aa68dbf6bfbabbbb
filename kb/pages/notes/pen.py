"""The pen in the reader: what somebody marks in the text, and the marks that the browser draws on it.

The browser's part is made from `kb/pages/pen`. It draws a new mark at once; here it is kept, or taken back with a sentence.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from documents.comparison.anchoring import Spot
from kb.annotations import NoteView, add_note, hide_note, select_between
from kb.annotations.carrying import Placing, State
from kb.annotations.reading import find_note
from kb.base import Session
from kb.database.reading.reader import LoadedVersion
from kb.errors import AnnotationError, NotAllowedError
from kb.interface.catalogue import Catalogue
from kb.pages.kit import data
from kb.pages.kit.bar import may, signed
from kb.pages.kit.base import revision, session
from kb.pages.kit.drafts import unsaved
from kb.pages.kit.frame import Frame, focus_form, set_state, take_event
from kb.pages.kit.html import macros
from kb.pages.kit.scripts import code_of, script

_PEN, _CODE = script("pen"), code_of("pen")
Placed = tuple[NoteView, int, Placing]
_SURE = (State.SAME, State.MOVED)
_WORDS = (
    *("pen.pen", "pen.mark", "pen.mark_key", "pen.note", "pen.note_key", "pen.none", "pen.unanswered"),
    *("pen.marked", "pen.take_back"),
)
_KEYS = (
    (("B",), "pen.key_start"),
    (("←", "→", "↑", "↓"), "pen.key_move"),
    (("Shift",), "pen.key_extend"),
    (("T",), "pen.key_mark"),
    (("G", "Enter"), "pen.key_note"),
    (("Esc",), "pen.key_leave"),
    (("N", "P"), "pen.key_jump"),
    (("Ctrl+Enter",), "pen.key_save"),
)
_KINDS = ("pen.kind_mark", "pen.kind_note", "pen.kind_task", "pen.kind_done", "pen.kind_over")


def take_marked(frame: Frame, version: LoadedVersion) -> bool:
    """Take up what was just marked in the text: a highlight is kept or taken back, the words of a note open its form.

    :returns: whether a note is to be written
    """
    told = take_event("mark") or take_event("select") or take_event("unmake")
    if not told or told.get("law") != version.version.id:
        return False
    st.session_state["pen_heard"], st.session_state["pen_refused"] = told["id"], None
    if told["kind"] == "select":
        st.session_state["selection"] = {"version": version.version.id, "first": told["first"], "last": told["last"]}
        focus_form("noteform")
        return True
    if not signed(partial(set_state, event=told)):
        return False
    try:
        with session(write=True) as opened:
            if told["kind"] == "mark":
                _keep(opened, version.version.id, str(told["id"]), told)
            elif (note := find_note(opened, str(told["note"]))) and not (note.hidden or note.text or note.replies):
                hide_note(opened, note.id, note)  # what has words by now is more than the mark
    except (AnnotationError, NotAllowedError) as error:
        st.session_state["pen_refused"] = frame.say.write(error)
    return False


def selections_between(opened: Session, version_id: int, ends: Mapping[str, Any]) -> tuple[Spot, ...]:
    """The words between the two ends that the browser told."""
    first, last = ((str(path), str(field), int(str(at))) for path, field, at in (ends["first"], ends["last"]))
    return select_between(opened, version_id, first, last)


def pen_bar(say: Catalogue) -> Markup:
    """Above the notes: from one to the next, and how the pen is used."""
    kinds = [(kind.removeprefix("pen.kind_"), say(kind)) for kind in _KINDS]
    return macros("pen").bar(say, [(pressed, say(what)) for pressed, what in _KEYS], kinds)


def draw_pen(
    frame: Frame, version: LoadedVersion, placed: Sequence[Placed], address: str, found: Mapping[str, Any] | None = None
) -> None:
    """Hand the pen what stands on the text.

    :param placed: the notes on this version, as `notes_on` gives them
    :param address: of the text, as its block of HTML has it
    :param found: places of words that somebody looks for, as `mark_words` gives them
    """
    if not may("add", "note"):
        st.html("<style>.kb-pen { display: none !important; }</style>")
    say, here = frame.say, version.version.id
    now = st.session_state.get("selection")
    abouts = [*([now] if now else []), *(draft.about.get("selection") for draft in unsaved("note-new:"))]
    drafts = [[about["first"], about["last"]] for about in abouts if about and about["version"] == here]
    with st.container(key="pen_code"):
        _CODE(key="pen_script", height="content")
    _PEN(
        key="pen",
        data={
            "law": here,
            "base": address,
            "marks": _marks(placed),
            "drafts": drafts,
            "typed": _typed(revision(), here, version),
            "found": found,
            "heard": st.session_state.get("pen_heard"),
            "refused": st.session_state.get("pen_refused"),
            "words": {name.removeprefix("pen."): say(name) for name in _WORDS},
        },
        height="content",
    )


@st.cache_data(max_entries=data.TEXTS, show_spinner=False)
def _typed(of: str, version_id: int, _version: LoadedVersion) -> list[list[str | int]]:
    """Where typed words stand; looking takes as long as the text is, and the answer stays the same."""
    return [[part.path, words.field, words.start, words.end] for part in _version.walk() for words in part.typed]


def _keep(opened: Session, version_id: int, note_id: str, ends: Mapping[str, Any]) -> None:
    if not find_note(opened, str(UUID(note_id))):  # the browser tells it again where it has heard nothing
        add_note(opened, version_id, selections_between(opened, version_id, ends), "", id=note_id)


def _marks(placed: Sequence[Placed]) -> list[dict[str, Any]]:
    """How notes stand on the text: words only where they are surely the ones that were marked."""
    marks: dict[str, dict[str, Any]] = {}
    for note, _, placing in placed:
        if placing.path is None:
            continue
        mark = marks.setdefault(note.id, {"id": note.id, "kind": _kind(note), "path": placing.path, "places": []})
        if placing.state in _SURE and placing.start is not None:
            mark["places"].append([placing.path, placing.field, placing.start, placing.end])
    return list(marks.values())


def _kind(note: NoteView) -> str:
    kinds = {"open": "task", "in_progress": "task", "done": "done"}
    return kinds.get(note.status, "note" if note.text else "mark")
