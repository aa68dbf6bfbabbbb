"""Notes in the margin of the reader: writing, revising, hiding; those of others appear by themselves."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from documents.comparison import diff_words
from documents.comparison.anchoring import State
from documents.paths import contains, split_key
from documents.wording.citing import cite
from kb.accounts.audit import last_line
from kb.annotations import NoteView, Reply, Spot, add_note, revise_note
from kb.annotations.carrying import Placing
from kb.annotations.finding import naming, stamp
from kb.annotations.model import text_of
from kb.annotations.shaken import shaken_notes
from kb.base import Session
from kb.database.reading.reader import LoadedVersion
from kb.errors import AnnotationError
from kb.interface.catalogue import Catalogue
from kb.pages.kit import address as at
from kb.pages.kit import data, drafts
from kb.pages.kit.bar import may
from kb.pages.kit.base import fragment, read_base
from kb.pages.kit.frame import Frame, focus_form, more_button, shaken_line
from kb.pages.kit.html import KIT, failure, macros, plain, sentence, sides
from kb.pages.notes import note_fields
from kb.pages.notes.pen import selections_between
from kb.pages.notes.replies import act_buttons, answer_this, erase_box, erase_report, made_words, reply_html, thread
from kb.review import Review

WAITING = "can-xem-lai"
"""The view of the page of notes that has those a person has to look at."""


class Below:
    """What is said below the notes on a text."""

    def __init__(self, frame: Frame, notes: Sequence[NoteView], placed: Sequence[tuple[NoteView, int, Placing]]) -> None:
        self._frame = frame
        self._places: dict[str, dict[int, Placing]] = {}
        for note, position, placing in placed:
            self._places.setdefault(note.id, {})[position] = placing
        self._shaken = read_base(shaken_notes, notes)

    def paths(self, note: NoteView) -> list[str]:
        """Where a note stands in the text that is read, else where it was made."""
        own = self._places.get(note.id, {}).values()
        return [placing.path for placing in own if placing.path] or [target.path for target in note.targets]

    def html(self, note: NoteView) -> Markup:
        """Where a note stands in the text that is read, where that is not where it was made, and what has changed its ground."""
        frame, say = self._frame, self._frame.say
        lines: list[Markup | str] = []
        warnings: list[Markup | str] = [shaken_line(frame, one) for one in self._shaken.get(note.id, ())]
        changes = []
        for position, placing in sorted(self._places.get(note.id, {}).items()):
            target = note.targets[position]
            if placing.path is not None and (placing.state is State.MOVED or placing.path != target.path):
                lines.append(sentence(say, "carried.moved", {"place": macros("carried").there(placing.path)}))
            if placing.state is State.REWORDED:
                lines.append(say("carried.reworded"))
                if placing.exact and target.quotation:
                    changes.append(sides(diff_words(target.quotation, placing.exact), say))
            if placing.waits:
                words = say("carried.gone" if placing.state is State.ORPHAN else "carried.unsure")
                href = frame.address(at.NOTES, **{at.VIEW: WAITING})
                warnings.append(KIT.join(words, KIT.go(at.NOTES, href, say("carried.look"))))
            if placing.decided is not None:
                lines.append(decided_line(say, placing))
        return macros("carried").below(frame, lines, warnings, changes)


def decided_line(say: Catalogue, placing: Placing) -> str:
    """Who decided where a note stands, and when."""
    if (decided := placing.decided) is None:
        return ""
    entry = "carried.decided" if decided.spot is not None else "carried.dropped"
    return say(entry, author=decided.author, moment=say.moment(decided.at))


_NEW, _OLD = "note-new:", "note:"
_PAGE = 20
_EVERY = 5.0  # seconds; asking costs one small question to the database while nobody does anything
_LOOKED = "notes_looked"
_WRITING = ("note_on", "selection", "editing", "replying", "answering")


def note_panel(
    frame: Frame,
    version: LoadedVersion,
    chosen: str | None,
    notes: list[NoteView],
    placed: Sequence[tuple[NoteView, int, Placing]],
    review_at: Callable[[str], Review | None],
    more: Mapping[str, Markup],
) -> None:
    """The form for a new note, and the notes on this text; those on the chosen provision come first.

    :param placed: where the notes stand in this version, those on what it replaced among them
    :param review_at: the review that is worked on at a place; ``more``: by note, the way to what else that review says
    """
    drafts.show_refusal(frame, {NoteView: partial(note_html, frame), Reply: partial(reply_html, frame)})
    erase_report(frame)
    writing = _form(frame, version, chosen, review_at)
    if others := drafts.drafts_html(frame, writing):
        st.html(others)
    hidden = any(note.hidden or any(reply.hidden for reply in note.replies) for note in notes)
    everything = st.checkbox(frame.say("note.show_hidden"), key="notes_hidden") if hidden else False
    shown = [note for note in notes if everything or not note.hidden or drafts.begun(f"{_OLD}{note.id}")]
    if not everything:
        shown = [replace(note, replies=tuple(reply for reply in note.replies if not reply.hidden)) for note in shown]
    shown += [note for note in {note.id: note for note, _, _ in placed}.values() if note.id not in {one.id for one in notes}]
    if not shown:
        st.html(KIT.quiet(frame.say("note.none_here")))
    below = Below(frame, shown, placed)
    shown.sort(key=lambda note: not any(_at(path, chosen) for path in below.paths(note)))
    most = st.session_state.get("notes_here", _PAGE)
    for note in shown[:most]:
        note_card(frame, note, version.instrument.key, below=below.html(note) + more.get(note.id, Markup()))
    more_button(frame, len(shown) - most, "notes_here_more", notes_here=most + _PAGE)
    _named_by(frame, version, chosen, {note.id for note in (*notes, *shown)})


def _named_by(frame: Frame, version: LoadedVersion, chosen: str | None, known: Collection[str]) -> None:
    """Notes elsewhere that name this text; with a provision chosen, those that name it or what stands in it.

    :param known: ids of the notes on this text
    """
    found = [note for note in read_base(naming, version.instrument.id) if note.id not in known]
    own = {version.instrument.key, *version.instrument.aliases}
    named = {note.id: [path for key, path in map(split_key, note.links) if key in own] for note in found}
    here = [note for note in found if any(contains(chosen or "", path) for path in named[note.id])]
    if here:
        st.html(KIT.subtitle(frame.say("note.named_by")))
        for note in here[:_PAGE]:
            st.html(note_html(frame, note, version.instrument.key))


def _at(path: str, here: str | None) -> bool:
    return bool(here) and contains(here or "", path)


def _form(frame: Frame, version: LoadedVersion, chosen: str | None, review_at: Callable[[str], Review | None]) -> str | None:
    """The form for a new note.

    :returns: the place of its draft
    """
    if not may("add", "note"):
        return None
    say, version_id = frame.say, version.version.id
    selection = st.session_state.get("selection")
    if selection and selection["version"] != version_id:
        selection = None
    if not selection:  # words at the chosen place on which a note is half written
        found = (draft.about for draft in drafts.unsaved(f"{_NEW}{version_id}:") if draft.about.get("selection"))
        selection = next((about["selection"] for about in found if _at(about["path"], chosen)), None)
    if selection is None and chosen is None:
        st.html(KIT.quiet(say("note.select_hint")))
        return None
    try:
        selections = read_base(_selections, version_id, selection, chosen)
    except AnnotationError as error:
        st.html(failure(say, error))
        st.session_state.pop("selection", None)
        return None
    place = f"{_NEW}{version_id}:{[(item.path, item.field, item.start, item.end) for item in selections]}"
    draft = drafts.begin(place, note_fields.EMPTY)
    if selection is None and st.session_state.get("note_on") != chosen and not draft.dirty:
        words = say("note.on_provision", place=plain(cite(chosen or "")))
        opens: dict[str, Any] = {"on_click": focus_form, "args": ("noteform",), "kwargs": {"note_on": chosen}}
        st.button(words, key="note_open", icon=":material/edit_note:", **opens)
        return None
    path = selections[0].path
    draft.label = f"{say('draft.new_note')} · {cite(path)} · {data.name(version.instrument)}"
    proposes = bool(draft.fields[note_fields.PROPOSAL] or review_at(path))
    draft.page, draft.about = at.READER, {"version": version_id, "path": path, "selection": selection}
    read = st.query_params.get(at.FILE)
    draft.params = {at.INSTRUMENT: version.instrument.key, at.PROVISION: path, at.VERSION: version.version.number, at.FILE: read}
    with st.container(key="noteform", border=True):
        drafts.draft_line(frame, draft)
        st.html(_quotation(version, selections))
        if note_fields.insisted(frame, draft, note_fields.draw_fields(frame, draft, proposes)):

            def add(opened: Session) -> None:
                values = note_fields.note_values(opened, frame, draft.fields, draft.params[at.INSTRUMENT], path)
                add_note(opened, version_id, selections, **values)

            drafts.keep_change(frame, add, draft, "selection", "note_on", told="note.saved")
    if not draft.dirty:
        drafts.cancel_button(frame, draft, "note_cancel", "selection", "note_on")
    return place


def _selections(opened: Session, version_id: int, selection: Mapping[str, Any] | None, chosen: str | None) -> tuple[Spot, ...]:
    if selection is None:
        return (Spot(chosen),) if chosen else ()
    return selections_between(opened, version_id, selection)


def _quotation(version: LoadedVersion, selections: tuple[Spot, ...]) -> Markup:
    """What the note will be about: the place, and the words where some are quoted."""
    places = "; ".join(dict.fromkeys(cite(one.path) for one in selections))
    some = [(one, version.provision(one.path)) for one in selections if one.start is not None]
    quoted = [text_of(found, one.field)[one.start : one.end] if found else "" for one, found in some]
    return macros("notes").quotation(places, quoted)


def note_card(frame: Frame, note: NoteView, key: str | None = None, below: Markup | None = None) -> None:
    """A note with what can be done with it.

    :param key: the instrument that is being read; its name is then not repeated
    :param below: what is said of its place in the text that is read
    """
    st.html(note_html(frame, note, key) + (below or Markup()))
    with st.container(key=f"note_{note.id}", horizontal=True, gap="small"):
        if may("revise", "note") and not note.hidden:
            note_fields.quick_change(frame, note)
        act_buttons(frame, note, _edit_this, answer_this)
    erase_box(frame, note.id)
    if drafts.begun(f"{_OLD}{note.id}") or (st.session_state.get("editing") == note.id and not note.hidden):
        _edit(frame, note)
    instrument, path = split_key(note.targets[0].key)
    thread(frame, note, {at.INSTRUMENT: instrument, at.PROVISION: path or None})


def _edit_this(note: NoteView) -> None:
    drafts.begin(f"{_OLD}{note.id}", note_fields.fields_of_note(note), note)
    focus_form(f"revise_{note.id}", editing=note.id)


def _edit(frame: Frame, note: NoteView) -> None:
    say, place = frame.say, f"{_OLD}{note.id}"
    draft = drafts.begin(place, note_fields.fields_of_note(note), note)
    target = note.targets[0]
    instrument = split_key(target.key)[0]
    draft.label = f"{say('draft.note')} · {cite(target.path)} · {data.name_of_key(instrument)}"
    draft.page, draft.params = at.READER, {at.INSTRUMENT: instrument, at.PROVISION: target.path}
    with st.container(key=f"revise_{note.id}", border=True):
        drafts.draft_line(frame, draft)
        keep = drafts.settle(frame, draft, _typed_html(frame, draft), partial(note_html, frame))
        if note_fields.insisted(frame, draft, note_fields.draw_fields(frame, draft, bool(note.proposal)) or keep):

            def revise(opened: Session) -> None:
                values = note_fields.note_values(opened, frame, draft.fields, instrument, target.path)
                revise_note(opened, note.id, seen=draft.seen, **values)

            drafts.keep_change(frame, revise, draft, "editing")


def _typed_html(frame: Frame, draft: drafts.Draft) -> Markup:
    now, html = draft.fields, note_fields.note_html_of(frame, draft.fields["text"])
    about = _about(frame.say, now["status"], now["severity"], now["assignee"])
    return macros("notes").typed(
        frame.say, html, now[note_fields.PROPOSAL], now["tags"], list(map(data.place_name, now["links"])), " · ".join(about)
    )


def note_html(frame: Frame, note: NoteView, key: str | None = None) -> Markup:
    """A note: where, which words, what it says, its tags and state."""
    say = frame.say
    instruments = [(target, split_key(target.key)[0]) for target in note.targets]
    targets = [(target, instrument, data.name_of_key(instrument)) for target, instrument in instruments]
    about = [*_about(say, note.status, note.severity, note.assignee), *made_words(say, note)]
    links = [(*split_key(link), data.place_name(link)) for link in note.links]
    return macros("notes").note(
        frame, note, key=key, targets=targets, links=links, text=note_fields.note_html_of(frame, note.text), about=" · ".join(about)
    )


def _about(say: Catalogue, status: str, severity: str | None, assignee: str | None) -> list[str]:
    """State, severity and who is to settle it, in words."""
    found = [say(f"note.status_{status}")]
    if severity:
        found.append(say("note.of_severity", severity=note_fields.severity_name(say, severity)))
    return [*found, say("note.for", name=assignee)] if assignee else found


def notes_stamp(instrument_id: int) -> tuple[int, int]:
    """The state of the notes on a text. Ask for it before they are read."""
    return read_base(stamp, instrument_id)


@partial(fragment, run_every=_EVERY)
def watch_notes(frame: Frame, instrument_id: int, before: tuple[int, int]) -> None:
    """Look whether the notes on a text are still those that are shown.

    :param before: their state as they were read
    """
    last = read_base(last_line)
    if st.session_state.get(_LOOKED) == (instrument_id, last):
        return
    if notes_stamp(instrument_id) == before:
        st.session_state[_LOOKED] = (instrument_id, last)
        return
    if not any(st.session_state.get(name) for name in _WRITING) and not drafts.unsaved():
        st.rerun()
    st.html(KIT.line(frame.say("note.others_wrote")))
    if st.button(frame.say("note.show_theirs"), key="note_show_theirs", type="tertiary"):
        st.rerun()
