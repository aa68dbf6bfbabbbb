"""Ghi chú: the notes of the base, looked for by words and narrowed, a page at a time; and the tags that they are given."""

from collections.abc import Mapping
from functools import partial

import streamlit as st
from markupsafe import Markup

from documents.paths import split_key
from kb.annotations import NOTE_STATUSES, SEVERITIES, NoteView, Reply
from kb.annotations.exchange import Imported, import_file, read_annotations
from kb.annotations.exchange.reading import LARGEST_MB
from kb.annotations.finding import Choices, Wanted, choices, find_notes
from kb.annotations.saying import Tag, add_tag, rename_tag, retire_tag, vocabulary
from kb.database.reading.reader import InstrumentRecord
from kb.database.storing.seen import mark_of
from kb.errors import KnowledgeBaseError
from kb.export.files import NOTES, file_bytes
from kb.interface.catalogue import Catalogue
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.apart import Writer, downloads
from kb.pages.kit.bar import acting, may
from kb.pages.kit.base import base, read_base, revision, session
from kb.pages.kit.drafts import Draft, begin, draft_line, drafts_html, keep_change, make_change, settle, show_refusal
from kb.pages.kit.frame import Frame, more_button
from kb.pages.kit.html import KIT, failure, macros, state
from kb.pages.kit.picks import pick_box
from kb.pages.notes.margin_notes import Below, note_card, note_html
from kb.pages.notes.note_fields import severity_name
from kb.pages.notes.reanchoring import waiting_view
from kb.pages.notes.replies import erase_report, reply_html

_PAGE = 20
_HTML = macros("notes")
_ADDED, _CHANGED = "tag-new:", "tag:"


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
        tag_list(frame, offered.tags)


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


def tag_list(frame: Frame, counted: Mapping[str, int]) -> None:
    """The vocabulary: adding a tag, renaming one, offering it no more.

    :param counted: how many notes have each
    """
    show_refusal(frame, {Tag: lambda tag: _tag_html(frame, tag, counted)})
    tags = read_base(vocabulary).tags
    drafts = [begin(_ADDED, {"name": ""}), *(begin(f"{_CHANGED}{tag.id}", {"name": tag.name}, tag) for tag in tags)]
    with st.expander(frame.say("tags.title"), expanded=any(draft.dirty for draft in drafts), key="tags_list"):
        st.html(KIT.quiet(frame.say("tags.about")))
        for tag, draft in zip(tags, drafts[1:], strict=True):
            _tag(frame, tag, draft, counted)
        if may("add", "tag"):
            _new(frame, drafts[0], counted)


def _tag(frame: Frame, tag: Tag, draft: Draft, counted: Mapping[str, int]) -> None:
    say, mark = frame.say, mark_of(tag)
    draft.label, draft.page = f"{say('draft.tag')} · {tag.name}", at.NOTES
    with st.container(key=f"tag_{draft.serial}_{mark}", horizontal=True, gap="small", vertical_alignment="center"):
        st.html(_tag_html(frame, tag, counted), width="content")
        if tag.fixed or not may("rename", "tag"):
            return
        with st.popover(say("tags.rename"), key=f"tag_rename_{draft.serial}", type="tertiary"):
            draft_line(frame, draft)
            draft.ask(say("tags.name"), st.text_input, "name")
            wanted = st.button(say("tags.save"), key=f"tag_save_{draft.serial}", type="primary")
        words = say("tags.offer" if tag.retired else "tags.retire")
        turn = partial(retire_tag, tag_id=tag.id, seen=tag, retired=not tag.retired)
        st.button(words, key=f"tag_turn_{draft.serial}_{mark}", type="tertiary", on_click=make_change, args=(turn,))
    again = settle(frame, draft, _HTML.tags([draft.fields["name"]]), lambda now: _tag_html(frame, now, counted))
    if wanted or again:
        keep_change(frame, lambda opened: rename_tag(opened, tag.id, draft.fields["name"], seen=draft.seen), draft)


def _new(frame: Frame, draft: Draft, counted: Mapping[str, int]) -> None:
    say = frame.say
    draft.label, draft.page = say("tags.new"), at.NOTES
    draft_line(frame, draft)
    settle(frame, draft, _HTML.tags([draft.fields["name"]]), lambda now: _tag_html(frame, now, counted))
    draft.ask(say("tags.new"), st.text_input, "name")
    if st.button(say("tags.add"), key=f"tag_add_{draft.serial}"):
        keep_change(frame, lambda opened: add_tag(opened, draft.fields["name"]), draft)


def _tag_html(frame: Frame, tag: Tag, counted: Mapping[str, int]) -> Markup:
    say = frame.say
    about = [say("note.count", count=counted.get(tag.name, 0))]
    if tag.retired:
        about.append(say("tags.retired"))
    if tag.former:
        about.append(say("tags.former", names=", ".join(tag.former)))
    if tag.author and tag.at:
        about.append(say("words.decided", author=tag.author, moment=tag.at))
    return _HTML.tag_line(tag.name, " · ".join(about))


_DONE, _SAID = "notes_imported", 20


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
