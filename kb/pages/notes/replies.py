"""Replies under a note: writing, revising, hiding."""

from collections.abc import Callable
from functools import partial

import streamlit as st
from markupsafe import Markup

from kb.annotations import NoteView, Reply, add_reply, hide_note, restore_note, revise_note
from kb.base import Session
from kb.database.storing.seen import mark_of
from kb.interface.days import in_vietnam
from kb.pages.kit.base import name_box
from kb.pages.kit.drafts import Draft, begin, discard, draft_line, save_button, save_change, save_clicked, settle, unsaved
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import macros
from kb.pages.notes.erasing import erase_box, erase_button
from kb.pages.notes.note_fields import insisted
from kb.pages.notes.note_markdown import note_html_of

_NEW, _OLD = "note-reply:", "note-answer:"


def thread(frame: Frame, note: NoteView, place: dict[str, object]) -> None:
    """The replies to a note, and the form for one more where somebody asked for it.

    :param place: where the note stands, in an address of the reader
    """
    for reply in note.replies:
        _reply(frame, reply, place)
    draft_place = f"{_NEW}{note.id}"
    if not note.hidden and (st.session_state.get("replying") == note.id or _begun(draft_place)):
        _new(frame, note, draft_place, place)


def reply_html(frame: Frame, reply: Reply) -> Markup:
    """A reply: what it says, by whom and when."""
    say, moment = frame.say, frame.say.moment(in_vietnam(reply.revised_at))
    times = reply.revisions - 1
    made = say("note.revised", count=times, moment=moment) if times else say("note.made", moment=moment)
    about = [reply.author, made, *([say("note.hidden")] if reply.hidden else [])]
    return macros("notes").reply(reply.hidden, note_html_of(frame, reply.text), " · ".join(about))


def _begun(place: str) -> bool:
    return any(draft.place == place for draft in unsaved(place))


def _new(frame: Frame, note: NoteView, place: str, where: dict[str, object]) -> None:
    say, draft = frame.say, begin(place, {"text": "", "tags": []})
    draft.label, draft.page, draft.params = say("draft.new_reply"), frame.page, where
    with st.container(key=f"replyform_{note.id}", border=True):
        draft_line(frame, draft)
        _save(frame, draft, _text(frame, draft), lambda opened: add_reply(opened, note.id, draft.fields["text"]), "replying")
        if not draft.dirty:
            st.button(
                say("common.cancel"), key=f"reply_cancel_{note.id}", type="tertiary", on_click=_cancel, args=(place, "replying")
            )


def _reply(frame: Frame, reply: Reply, where: dict[str, object]) -> None:
    say, mark, place = frame.say, mark_of(reply), f"{_OLD}{reply.id}"
    st.html(reply_html(frame, reply))
    with st.container(key=f"reply_{reply.id}", horizontal=True, gap="small"):
        if reply.hidden:
            st.button(
                say("note.restore"), key=f"restore_{reply.id}_{mark}", type="tertiary", on_click=hide_or_restore, args=(reply,)
            )
        else:
            st.button(say("note.edit"), key=f"edit_{reply.id}_{mark}", type="tertiary", on_click=_edit_this, args=(reply,))
            st.button(say("note.hide"), key=f"hide_{reply.id}_{mark}", type="tertiary", on_click=hide_or_restore, args=(reply,))
        erase_button(frame, reply.id, mark)
    erase_box(frame, reply.id)
    if not (_begun(place) or (st.session_state.get("answering") == reply.id and not reply.hidden)):
        return
    draft = begin(place, {"text": reply.text, "tags": []}, reply)
    draft.label, draft.page, draft.params = say("draft.reply"), frame.page, where
    with st.container(key=f"revise_{reply.id}", border=True):
        draft_line(frame, draft)
        mine = macros("notes").reply(False, note_html_of(frame, draft.fields["text"]), "")
        again = settle(frame, draft, mine, partial(reply_html, frame))
        wanted = _text(frame, draft) or again
        revise: Callable[[Session], object] = lambda opened: revise_note(  # noqa: E731
            opened, reply.id, draft.fields["text"], seen=draft.seen
        )
        _save(frame, draft, wanted, revise, "answering")


def _text(frame: Frame, draft: Draft) -> bool:
    """The field of a reply and the button under it."""
    say = frame.say
    draft.fields["text"] = st.text_area(
        say("note.reply_text"), height=70, placeholder=say("note.text_help"), **draft.widget("text")
    )
    name_box(say, f"reply_{draft.serial}")
    return save_button(draft, say("note.reply_save"), f"reply_save_{draft.serial}")


def hide_or_restore(note: NoteView | Reply) -> None:
    """Hide a note or a reply, or show it again."""
    change = restore_note if note.hidden else hide_note
    save_clicked(lambda opened: change(opened, note.id, seen=note), decides=False)


def _edit_this(reply: Reply) -> None:
    st.session_state["answering"] = reply.id
    begin(f"{_OLD}{reply.id}", {"text": reply.text, "tags": []}, reply)


def _save(frame: Frame, draft: Draft, wanted: bool, change: Callable[[Session], object], state: str) -> None:
    """Keep what was typed, and forget that it was being typed."""
    if insisted(frame, draft, wanted) and save_change(frame, change, draft, decides=False):
        _cancel(draft.place, state)
        st.rerun()


def _cancel(place: str, state: str) -> None:
    discard(place)
    st.session_state.pop(state, None)
