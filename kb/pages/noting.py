"""Notes in the margin of the reader: writing, revising, hiding."""

from collections.abc import Callable, Mapping
from html import escape
from zoneinfo import ZoneInfo

import streamlit as st
from sqlalchemy.orm import Session

from kb.annotations import NOTE_STATUSES, NoteView, Selection, add_note, hide_note, restore_note, revise_note, select_between
from kb.database.reader import InstrumentRecord, LoadedVersion
from kb.errors import AnnotationError
from kb.pages import address as at
from kb.pages import data
from kb.pages.base import session
from kb.pages.frame import Frame, token
from kb.pages.names import cite

_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def note_panel(frame: Frame, version: LoadedVersion, chosen: str | None, notes: list[NoteView]) -> None:
    """The form for a new note, and the notes on this text; those on the chosen provision come first."""
    say = frame.say
    _form(frame, version, chosen)
    hidden = any(note.hidden for note in notes)
    everything = st.checkbox(say("note.show_hidden"), key="notes_hidden") if hidden else False
    shown = [note for note in notes if everything or not note.hidden]
    if not shown:
        st.html(f'<p class="quiet">{escape(say("note.none_here"))}</p>')
    for note in sorted(shown, key=lambda note: not any(_at(target.path, chosen) for target in note.targets)):
        note_card(frame, note, version.instrument.key)


def _at(path: str, here: str | None) -> bool:
    return here is not None and (path == here or path.startswith(here + "/"))


def _form(frame: Frame, version: LoadedVersion, chosen: str | None) -> None:
    say, version_id = frame.say, version.version.id
    selection = st.session_state.get("selection")
    if selection and selection["version"] != version_id:
        selection = None
    if selection is None and chosen is None:
        st.html(f'<p class="quiet">{escape(say("note.select_hint"))}</p>')
        return
    try:
        with session() as opened:
            selections = _selections(opened, version_id, selection, chosen)
    except AnnotationError as error:
        st.error(str(error))
        st.session_state.pop("selection", None)
        return
    if selection is None and st.session_state.get("note_on") != chosen:
        words = say("note.on_provision", place=cite(chosen or ""))
        st.button(words, key="note_open", icon=":material/edit_note:", on_click=_open, args=(chosen,))
        return
    # A new form after each note: its fields begin empty, and a note half written stays while the place is changed.
    serial = st.session_state.setdefault("note_serial", 0)
    with st.container(key="noteform"), st.form(f"note_form_{serial}", border=True, enter_to_submit=False):
        st.html(_quotation(version, selections))
        words = st.text_area(say("note.text"), key=f"note_text_{serial}", height=90, placeholder=say("note.text_help"))
        tags = st.text_input(say("note.tags"), key=f"note_tags_{serial}", placeholder=say("note.tags_placeholder"))
        status = st.selectbox(
            say("note.status"), NOTE_STATUSES, key=f"note_status_{serial}", format_func=lambda code: say(f"note.status_{code}")
        )
        saved = st.form_submit_button(say("note.save"), type="primary")
        if saved and _kept(lambda opened: add_note(opened, version_id, selections, words, _tags(tags), status)):
            _forget()
            st.session_state["note_serial"] = serial + 1
            st.toast(say("note.saved"))
            st.rerun()
    st.button(say("common.cancel"), key="note_cancel", type="tertiary", on_click=_forget)


def _selections(
    opened: Session, version_id: int, selection: dict[str, list[object]] | None, chosen: str | None
) -> tuple[Selection, ...]:
    if selection is None:
        return (Selection(chosen),) if chosen else ()
    first, last = selection["first"], selection["last"]
    return select_between(
        opened, version_id, (str(first[0]), str(first[1]), int(str(first[2]))), (str(last[0]), str(last[1]), int(str(last[2])))
    )


def _quotation(version: LoadedVersion, selections: tuple[Selection, ...]) -> str:
    """What the note will be about: the place, and the words where some are quoted."""
    parts = ['<div class="note"><span class="place" lang="vi">']
    parts.append(escape("; ".join(dict.fromkeys(cite(selection.path) for selection in selections))) + "</span>")
    for selection in selections:
        if selection.start is not None:
            found = version.provision(selection.path)
            words = data.field_of(found, selection.field)[selection.start : selection.end] if found else ""
            parts.append(f'<blockquote lang="vi">{escape(words)}</blockquote>')
    parts.append("</div>")
    return "".join(parts)


def _tags(text: str) -> list[str]:
    return [tag.strip() for tag in text.split(",") if tag.strip()]


def _kept(change: Callable[[Session], object]) -> bool:
    """Make a change and commit it; what cannot be kept is said in place."""
    try:
        with session(write=True) as opened:
            change(opened)
    except AnnotationError as error:
        st.error(str(error))
        return False
    return True


def _open(path: str | None) -> None:
    st.session_state["note_on"] = path
    st.session_state["form_token"] = token()


def _forget() -> None:
    st.session_state.pop("selection", None)
    st.session_state.pop("note_on", None)


def note_card(frame: Frame, note: NoteView, key: str | None = None, names: Mapping[str, InstrumentRecord] | None = None) -> None:
    """A note with what can be done with it.

    :param key: the instrument that is being read; its name is then not repeated
    """
    say = frame.say
    st.html(note_html(frame, note, key, names))
    with st.container(key=f"note_{note.id}", horizontal=True, gap="small"):
        if note.hidden:
            if st.button(say("note.restore"), key=f"restore_{note.id}", type="tertiary") and _kept(
                lambda s: restore_note(s, note.id)
            ):
                st.rerun()
        else:
            if st.button(say("note.edit"), key=f"edit_{note.id}", type="tertiary"):
                st.session_state["editing"] = note.id
            if st.button(say("note.hide"), key=f"hide_{note.id}", type="tertiary") and _kept(lambda s: hide_note(s, note.id)):
                st.rerun()
    if st.session_state.get("editing") == note.id and not note.hidden:
        _edit(frame, note)


def _edit(frame: Frame, note: NoteView) -> None:
    say = frame.say
    with st.form(f"revise_{note.id}", enter_to_submit=False):
        words = st.text_area(say("note.text"), value=note.text, height=90)
        tags = st.text_input(say("note.tags"), value=", ".join(note.tags), placeholder=say("note.tags_placeholder"))
        status = st.selectbox(
            say("note.status"),
            NOTE_STATUSES,
            index=NOTE_STATUSES.index(note.status),
            format_func=lambda code: say(f"note.status_{code}"),
        )
        if st.form_submit_button(say("note.save"), type="primary") and _kept(
            lambda opened: revise_note(opened, note.id, words, _tags(tags), status)
        ):
            st.session_state.pop("editing", None)
            st.rerun()


def note_html(frame: Frame, note: NoteView, key: str | None = None, names: Mapping[str, InstrumentRecord] | None = None) -> str:
    """A note: where, which words, what it says, its tags and state."""
    say = frame.say
    parts = [f'<div class="note{" hidden-note" if note.hidden else ""}">']
    for target in note.targets:
        instrument = target.key.partition("#")[0]
        parts.append(f'<span class="place" lang="vi">{_place_link(frame, instrument, target.path, key, names)}</span>')
        if target.quotation:
            parts.append(f'<blockquote lang="vi">{escape(target.quotation)}</blockquote>')
        if not target.intact:
            parts.append(f'<p class="warn">⚠ {escape(say("note.changed_text"))}</p>')
    parts.append(f"<p>{escape(note.text)}</p>")
    parts.extend(f'<span class="tag">{escape(tag)}</span>' for tag in note.tags)
    about = [say(f"note.status_{note.status}"), note.author]
    moment = say.moment(note.revised_at.astimezone(_ZONE))
    about.append(
        say("note.revised", count=note.revisions - 1, moment=moment) if note.revisions > 1 else say("note.made", moment=moment)
    )
    if note.hidden:
        about.append(say("note.hidden"))
    parts.append(f"<div><small>{escape(' · '.join(about))}</small></div></div>")
    return "".join(parts)


def _place_link(frame: Frame, instrument: str, path: str, key: str | None, names: Mapping[str, InstrumentRecord] | None) -> str:
    if instrument == key:
        return f'<a data-to="{escape(path)}">{escape(cite(path))}</a>'
    known = (names or {}).get(instrument)
    name = data.name(known) if known else instrument
    href = frame.address(at.READER, **{at.INSTRUMENT: instrument, at.PROVISION: path})
    return f'<a data-go="{at.READER}" href="{escape(href)}">{escape(cite(path))} · {escape(name)}</a>'
