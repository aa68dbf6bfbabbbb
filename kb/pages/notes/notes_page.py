"""Ghi chú: the notes of the base, looked for by words and narrowed, a page at a time.

And those of which a person has to say where they stand in the newest text.
"""

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st
from markupsafe import Markup

from documents.comparison import diff_words
from documents.comparison.anchoring import Spot, State
from documents.model import Provision
from documents.paths import split_key
from documents.wording.citing import cite
from kb.annotations import NOTE_STATUSES, SEVERITIES, NoteView, Reply, select_quotation
from kb.annotations.carrying import Waiting, decided_notes, waiting_notes
from kb.annotations.deciding import Decision, decide_place, take_back_place
from kb.annotations.exchange import Imported, import_file, read_annotations
from kb.annotations.exchange.reading import LARGEST_MB
from kb.annotations.finding import Choices, Wanted, choices, find_notes
from kb.annotations.model import text_of
from kb.base import Session
from kb.database.reading.records import LoadedVersion
from kb.database.storing.seen import mark_of
from kb.errors import AnnotationError, KnowledgeBaseError
from kb.export.files import NOTES, file_bytes
from kb.interface.catalogue import Catalogue
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.apart import Writer, downloads
from kb.pages.kit.bar import acting, may
from kb.pages.kit.base import base, read_base, revision, session
from kb.pages.kit.drafts import drafts_html, keep_change, make_change, save_clicked, show_refusal
from kb.pages.kit.frame import Frame, more_button
from kb.pages.kit.html import KIT, failure, macros, plain, sides, state
from kb.pages.kit.picks import pick_box, select_box
from kb.pages.notes.margin_notes import WAITING, Below, decided_line, note_card, note_html
from kb.pages.notes.note_fields import severity_name
from kb.pages.notes.replies import erase_report, reply_html

_SHOWN, _DECIDED = 10, 20
_BEFORE, _WHOLE, _LABEL = 90, 400, 70


def waiting_view(frame: Frame) -> bool:
    """The tabs of the page of notes, and the notes that wait, where these are asked for.

    :returns: whether they were drawn
    """
    asked = st.query_params.get(at.VIEW) == WAITING
    tabs = [(frame.address(at.NOTES), frame.say("carried.all"), not asked)]
    tabs.append((frame.address(at.NOTES, **{at.VIEW: WAITING}), frame.say("carried.title"), asked))
    st.html(macros("carried").tabs(tabs))
    if asked:
        _waiting(frame)
    return asked


def _waiting(frame: Frame) -> None:
    say = frame.say
    with st.spinner(say("common.loading"), show_time=False), session() as opened:
        waiting, decided = waiting_notes(opened, frame.day), decided_notes(opened, frame.day)
    show_refusal(frame, {Decision: lambda item: KIT.quiet(f"{item.author} · {cite(item.spot.path) if item.spot else ''}")})
    if not waiting:
        st.html(state(say("carried.none"), say("carried.none_next"), (), "✓"))
    else:
        st.html(KIT.line(say("carried.about")))
        st.html(KIT.line(say("carried.count", count=len(waiting))))
    for item in waiting[:_SHOWN]:
        _card(frame, item)
    if decided:
        with st.expander(say("carried.decided_title", count=len(decided))):
            for item, decision in decided[:_DECIDED]:
                place = f"{cite(decision.spot.path)}." if decision.spot else ""
                st.html(note_html(frame, item.note) + KIT.quiet(f"{place} {decided_line(say, item.placing)}"))
                key = f"carried_back_{decision.id}_{mark_of(decision)}"
                back = partial(take_back_place, seen=decision)
                if may("withdraw", "placing"):
                    st.button(say("carried.take_back"), key=key, type="tertiary", on_click=make_change, args=(back,))


def _card(frame: Frame, item: Waiting) -> None:
    """A note, what its words were, where they may be, and what can be said."""
    say, mark = frame.say, f"{item.note.id}_{item.position}_{mark_of(item)}"
    version = data.loaded(revision(), item.version.instrument_id, item.version.number)
    places = {part.path: part for part in version.walk()}
    with st.container(key=f"waiting_{mark}", border=True):
        st.html(note_html(frame, item.note))
        gone = item.placing.state is State.ORPHAN
        st.html(KIT.line(say("carried.lost" if gone else "carried.doubtful", name=item.name, number=item.version.number)))
        likely = [spot for spot in item.placing.likely if spot.path in places]
        for number, spot in enumerate(likely):
            st.html(_candidate(frame, item, version, places[spot.path], spot))
            key = f"here_{number}_{mark}"
            if not may("place", "placing"):
                continue
            st.button(say("carried.here", place=plain(cite(spot.path))), key=key, on_click=_decide, args=(item, spot))
        if not may("place", "placing"):
            return
        with st.expander(say("carried.elsewhere")):
            called = {"": "–", **{path: plain(data.beginning(part, _LABEL)) for path, part in places.items()}}
            chosen = select_box(say("carried.provision"), list(called), f"place_{mark}", called.__getitem__)
            title, help_ = say("carried.quotation"), say("carried.quotation_help")
            words = st.text_area(title, key=f"quote_{mark}", height=70, max_chars=2000, help=help_)
            if st.button(say("carried.place"), key=f"there_{mark}", disabled=not (chosen or words.strip())):
                _elsewhere(frame, item, str(chosen or ""), words)
        st.button(say("carried.drop"), key=f"drop_{mark}", type="tertiary", on_click=_decide, args=(item, None))


def _candidate(frame: Frame, item: Waiting, version: LoadedVersion, part: Provision, spot: Spot) -> Markup:
    """A place in the new text, and how its words differ from those that the note was made on."""
    text = text_of(part, spot.field)
    start, end = (spot.start, spot.end) if spot.start is not None and spot.end is not None else (0, len(text))
    before, after = text[max(0, start - _BEFORE) : start], text[end : end + _BEFORE]
    params = {at.INSTRUMENT: version.instrument.key, at.PROVISION: part.path, at.VERSION: version.version.number}
    html = macros("carried").quoted(
        frame,
        data.place_in(part.path, item.name),
        frame.address(at.READER, **params),
        before,
        text[start : min(end, start + _WHOLE)],
        after,
    )
    old = item.target.quotation or item.target.words
    return html + KIT.sides(*sides(diff_words(old, text[start:end]), frame.say)) if old and old != text[start:end] else html


def _decide(item: Waiting, spot: Spot | None) -> None:
    save_clicked(lambda opened: decide_place(opened, item.note.id, item.position, item.version.id, spot, item.placing.decided))


def _elsewhere(frame: Frame, item: Waiting, path: str, words: str) -> None:
    """Put a note where somebody says: on a provision, or on words of the text."""

    def put(opened: Session) -> None:
        places = select_quotation(opened, item.version.id, words, path or None) if words.strip() else (Spot(path),)
        if len(places) > 1:
            raise AnnotationError("note_over_two")
        decide_place(opened, item.note.id, item.position, item.version.id, places[0], item.placing.decided)

    keep_change(frame, put, told="carried.saved")


_PAGE = 20
_HTML = macros("notes")
_DONE, _SAID = "notes_imported", 20


def show(frame: Frame) -> None:
    """Draw the page."""
    say = frame.say
    if waiting_view(frame):
        return
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
        _list(frame, _wanted(say, offered))
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
        named = [(say(f"note.status_{status}"), count) for status, count in found.by_status.items()]
        by_status = [say("note.count_of", state=state, count=count) for state, count in named]
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.html(KIT.line(" · ".join((say("note.count", count=found.count), *by_status))))
            downloads(say, NOTES, partial(_table, wanted, found.count), key="notes", icon=":material/download:")
        below = Below(frame, found.notes, ())
        for note in found.notes:
            note_card(frame, note, below=below.html(note))
        more_button(frame, found.count - most, "notes_more", notes_shown=(wanted, most + _PAGE))


def _wanted(say: Catalogue, offered: Choices) -> Wanted:
    """What is looked for. Its words stay in the browser session."""
    pick = partial(pick_box, say)

    def counted(options: Mapping[str, int], named: Callable[[str], str] = str) -> dict[str, str]:
        return {code: f"{named(code)} ({count})" for code, count in options.items()}

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
            instrument = pick("note.instrument", "notes_instrument", counted(offered.instruments, data.name_of_key))
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
