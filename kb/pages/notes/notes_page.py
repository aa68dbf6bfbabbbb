"""Ghi chú: the notes of the base, looked for by words and narrowed, a page at a time."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from documents.paths import split_key
from kb.annotations import NOTE_STATUSES, SEVERITIES, NoteView, Reply
from kb.annotations.exchange import Imported, import_file, read_annotations
from kb.annotations.exchange.reading import LARGEST_MB
from kb.annotations.finding import Choices, Wanted, choices, find_notes
from kb.database.reading.reader import InstrumentRecord
from kb.errors import KnowledgeBaseError
from kb.export.files import NOTES, file_bytes
from kb.interface.catalogue import Catalogue
from kb.pages.kit import data
from kb.pages.kit.apart import Writer, downloads
from kb.pages.kit.bar import acting, may
from kb.pages.kit.base import base, read_base, revision, session
from kb.pages.kit.drafts import drafts_html, show_refusal
from kb.pages.kit.frame import Frame, more_button
from kb.pages.kit.html import KIT, failure, macros, state
from kb.pages.kit.picks import pick_box
from kb.pages.notes.margin_notes import Below, note_card, note_html
from kb.pages.notes.note_fields import severity_name
from kb.pages.notes.reanchoring import waiting_view
from kb.pages.notes.replies import erase_report, reply_html

_PAGE = 20
_HTML = macros("notes")
_DONE, _SAID = "notes_imported", 20


def show(frame: Frame) -> None:
    """Draw the page."""
    say = frame.say
    if waiting_view(frame):
        return
    names = {item.key: item for item in data.instruments(revision())}
    if drafts := drafts_html(frame):
        st.html(KIT.list(drafts))
    show_refusal(frame, {NoteView: partial(note_html, frame), Reply: partial(reply_html, frame)})
    erase_report(frame)
    with session() as opened:
        offered = choices(opened)
        empty = not offered.authors and not find_notes(opened, Wanted(hidden=True), most=0).count
    if empty:
        st.html(state(say("note.none_title"), say("note.none_next"), (), "✎"))
    else:
        _list(frame, _wanted(say, offered, names))
    with st.container(key="tags"):
        import_box(frame)


def _list(frame: Frame, wanted: Wanted) -> None:
    say = frame.say
    asked: tuple[Wanted, int] | None = st.session_state.get("notes_shown")
    most = asked[1] if asked and asked[0] == wanted else _PAGE  # one page, until more are asked for
    found = read_base(find_notes, wanted, most=most)
    with st.container(key="notes"):
        if not found.count:
            st.html(KIT.quiet(say("note.none_match")))
            return
        by_status = [
            say("note.count_of", state=say(f"note.status_{status}"), count=count) for status, count in found.by_status.items()
        ]
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.html(KIT.line(" · ".join((say("note.count", count=found.count), *by_status))))
            downloads(say, NOTES, partial(_table, wanted, found.count), key="notes", icon=":material/download:")
        below = Below(frame, found.notes, ())
        for note in found.notes:
            note_card(frame, note, below=below.html(note))
        more_button(frame, found.count - most, "notes_more", notes_shown=(wanted, most + _PAGE))


def _wanted(say: Catalogue, offered: Choices, names: Mapping[str, InstrumentRecord]) -> Wanted:
    """What is looked for. Its words stay in the browser session."""
    pick = partial(pick_box, say)

    def counted(options: Mapping[str, int]) -> dict[str, str]:
        return {code: f"{data.name(names[code]) if code in names else code} ({count})" for code, count in options.items()}

    statuses = {code: say(f"note.status_{code}") for code in NOTE_STATUSES}
    severities = {code: severity_name(say, code) for code in SEVERITIES}
    with st.container(key="filters"):
        words = st.text_input(say("note.find"), key="notes_find", placeholder=say("note.find_help"), max_chars=200)
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            status = pick("note.status", "notes_status", statuses)
            tag = pick("note.tag", "notes_tag", counted(offered.tags))
            author = pick("note.author", "notes_author", counted(offered.authors))
        with st.expander(say("note.narrow"), key="notes_narrow"):
            with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
                severity = pick("note.severity", "notes_severity", severities)
                assignee = pick("note.assignee", "notes_assignee", counted(offered.assignees))
                since = st.date_input(say("note.since"), None, format="DD/MM/YYYY", key="notes_since")
                until = st.date_input(say("note.until"), None, format="DD/MM/YYYY", key="notes_until")
            instrument = pick("note.instrument", "notes_instrument", counted(offered.instruments))
            hidden = st.checkbox(say("note.show_hidden"), key="notes_all")
    return Wanted(
        str(words),
        author,
        tag=tag,
        status=status,
        severity=severity,
        assignee=assignee,
        instrument=instrument,
        since=since or None,
        until=until or None,
        hidden=hidden,
    )


def _table(wanted: Wanted, count: int) -> Writer:
    """All that the list has, also what stands on its other pages."""
    notes = read_base(find_notes, wanted, most=count).notes
    keys = {split_key(target.key)[0] for note in notes for target in note.targets}
    return partial(file_bytes, NOTES, (notes, {key: data.name_of_key(key) for key in keys}))


def import_box(frame: Frame) -> None:
    """The notes of a file, each on exactly the words that it quotes; what is refused is said, one by one."""
    say, done = frame.say, st.session_state.get(_DONE)
    if not may("import", "note"):
        return
    with st.expander(say("notes.import"), expanded=done is not None, key="notes_import"):
        st.html(KIT.quiet(say("notes.import_about")))
        given = st.file_uploader(
            say("notes.import_file"),
            type=["json", "jsonld"],
            key="notes_given",
            max_upload_size=LARGEST_MB,
            label_visibility="collapsed",
        )
        if st.button(say("notes.import_now"), key="notes_take", type="primary", disabled=given is None) and given is not None:
            try:
                with st.spinner(say("common.loading"), show_time=False):
                    st.session_state[_DONE] = import_file(base(), read_annotations(given.getvalue(), given.name), acting())
                st.rerun()
            except KnowledgeBaseError as error:
                st.session_state.pop(_DONE, None)
                st.html(failure(say, error))
        elif done is not None:
            _told(say, done)


def _told(say: Catalogue, done: Imported) -> None:
    counts = {"imported": len(done.imported), "unchanged": len(done.unchanged), "refused": len(done.refused)}
    st.html(KIT.line(say("notes.imported", **counts)))
    refused = [(item.id or "–", say.write(item.why)) for item in done.refused]
    st.html(macros("notes").refused(refused[:_SAID], len(refused) > _SAID))
