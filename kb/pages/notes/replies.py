"""Replies under a note: writing, revising, hiding; and erasing a note or a reply for good."""

from collections.abc import Callable
from functools import partial

import streamlit as st
from markupsafe import Markup

from kb.annotations import NoteView, Reply, add_reply, hide_note, revise_note
from kb.annotations.notes import erase
from kb.database.storing.seen import mark_of
from kb.errors import AnnotationError, NotAllowedError
from kb.interface.catalogue import Catalogue
from kb.pages.kit import drafts
from kb.pages.kit.bar import acting, may, signed
from kb.pages.kit.base import base
from kb.pages.kit.frame import Frame, drop_state, focus_form, set_state
from kb.pages.kit.html import KIT, failure, macros
from kb.pages.notes.note_fields import insisted, note_html_of

_NEW, _OLD = "note-reply:", "note-answer:"
_ASKED, _SURE, _UNSWEPT = "erasing", "erase_sure", "erase_unswept"


def thread(frame: Frame, note: NoteView, place: dict[str, object]) -> None:
    """The replies to a note, and the form for one more where somebody asked for it.

    :param place: where the note stands, in an address of the reader
    """
    for reply in note.replies:
        _reply(frame, reply, place)
    draft_place = f"{_NEW}{note.id}"
    if not note.hidden and (st.session_state.get("replying") == note.id or drafts.begun(draft_place)):
        _new(frame, note, draft_place, place)


def reply_html(frame: Frame, reply: Reply) -> Markup:
    """A reply: what it says, by whom and when."""
    return macros("notes").reply(reply.hidden, note_html_of(frame, reply.text), " · ".join(made_words(frame.say, reply)))


def made_words(say: Catalogue, thing: NoteView | Reply) -> list[str]:
    """By whom and when a note or a reply was written, or revised, and whether it is hidden."""
    times, moment = thing.revisions - 1, say.moment(thing.revised_at)
    made = say("note.revised", count=times, moment=moment) if times else say("note.made", moment=moment)
    return [thing.author, made, *([say("note.hidden")] if thing.hidden else [])]


def _new(frame: Frame, note: NoteView, place: str, where: dict[str, object]) -> None:
    say, draft = frame.say, drafts.begin(place, {"text": "", "tags": []})
    draft.label, draft.page, draft.params = say("draft.new_reply"), frame.page, where
    with st.container(key=f"replyform_{note.id}", border=True):
        drafts.draft_line(frame, draft)
        if insisted(frame, draft, _text(frame, draft)):
            drafts.keep_change(frame, lambda opened: add_reply(opened, note.id, draft.fields["text"]), draft, "replying")
        if not draft.dirty:
            drafts.cancel_button(frame, draft, f"reply_cancel_{note.id}", "replying")


def _reply(frame: Frame, reply: Reply, where: dict[str, object]) -> None:
    say, place = frame.say, f"{_OLD}{reply.id}"
    st.html(reply_html(frame, reply))
    with st.container(key=f"reply_{reply.id}", horizontal=True, gap="small"):
        act_buttons(frame, reply, _edit_this)
    erase_box(frame, reply.id)
    if not (drafts.begun(place) or (st.session_state.get("answering") == reply.id and not reply.hidden)):
        return
    draft = drafts.begin(place, {"text": reply.text, "tags": []}, reply)
    draft.label, draft.page, draft.params = say("draft.reply"), frame.page, where
    with st.container(key=f"revise_{reply.id}", border=True):
        drafts.draft_line(frame, draft)
        mine = macros("notes").reply(False, note_html_of(frame, draft.fields["text"]), "")
        again = drafts.settle(frame, draft, mine, partial(reply_html, frame))
        if insisted(frame, draft, _text(frame, draft) or again):
            words, seen = draft.fields["text"], draft.seen
            drafts.keep_change(frame, lambda opened: revise_note(opened, reply.id, words, seen=seen), draft, "answering")


def _text(frame: Frame, draft: drafts.Draft) -> bool:
    """The field of a reply and the button under it."""
    say = frame.say
    draft.ask(say("note.reply"), st.text_area, "text", height=70, placeholder=say("note.text_help"))
    return drafts.save_button(draft, say("note.reply_save"), f"reply_save_{draft.serial}")


def act_buttons(
    frame: Frame, thing: NoteView | Reply, edit: Callable[..., None], answer: Callable[..., None] | None = None
) -> None:
    """What can be done with a note or a reply.

    :param edit: opens its form; ``answer`` that of a reply to it
    """
    say, mark = frame.say, mark_of(thing)
    acts = [("edit", "common.edit", edit), ("hide", "note.hide", _hide_or_restore)]
    acts += [("answer", "note.reply", answer)] if answer else []
    if thing.hidden:
        acts = [("restore", "note.restore", _hide_or_restore)]
    # The keys say what was drawn: a button never does to a note what was meant for what it said before.
    for name, words, act in acts if may("revise", "note") else ():
        st.button(say(words), key=f"{name}_{thing.id}_{mark}", type="tertiary", on_click=act, args=(thing,))
    if may("erase", "note"):
        ask = partial(set_state, **{_ASKED: thing.id})
        st.button(say("erase.button"), key=f"erase_{thing.id}_{mark}", type="tertiary", on_click=ask)


def _hide_or_restore(note: NoteView | Reply) -> None:
    drafts.save_clicked(lambda opened: hide_note(opened, note.id, seen=note, hidden=not note.hidden))


def _edit_this(reply: Reply) -> None:
    drafts.begin(f"{_OLD}{reply.id}", {"text": reply.text, "tags": []}, reply)
    focus_form(f"revise_{reply.id}", answering=reply.id)


def answer_this(note: NoteView) -> None:
    """Open the form for a reply."""
    focus_form(f"replyform_{note.id}", replying=note.id)


def erase_box(frame: Frame, note_id: str) -> None:
    """The question whether it is to be erased, where somebody asked for it."""
    say = frame.say
    if st.session_state.get(_ASKED) != note_id:
        return
    with st.container(key=f"erasebox_{note_id}", border=True):
        st.html(KIT.banner("⚠", say("erase.about")))
        st.html(KIT.quiet(say("notes.erase_beyond")))
        with st.container(horizontal=True, gap="small"):
            sure = st.button(say("erase.yes"), key=f"erase_yes_{note_id}", type="primary")
            st.button(say("common.cancel"), key=f"erase_no_{note_id}", type="tertiary", on_click=drop_state, args=(_ASKED,))
        if (st.session_state.pop(_SURE, None) == note_id or sure) and signed(partial(set_state, **{_SURE: note_id})):
            _erase(frame, note_id)


def erase_report(frame: Frame) -> None:
    """What is still to be done after an erasing, said once."""
    if st.session_state.pop(_UNSWEPT, False):
        st.html(KIT.banner("⚠", frame.say("notes.erase_unswept")))


def _erase(frame: Frame, note_id: str) -> None:
    say = frame.say
    try:
        with st.spinner(say("erase.working")):
            done = erase(base(), note_id, acting())
    except (AnnotationError, NotAllowedError) as error:
        st.html(failure(say, error))
        return
    for draft in drafts.unsaved():
        if any(draft.place.endswith(f":{erased}") for erased in done.ids):
            drafts.discard(draft.place)  # what was half typed over it repeats it
    st.session_state[_UNSWEPT] = not done.swept
    drop_state(_ASKED)
    st.toast(say("erase.done"))
    st.rerun()
