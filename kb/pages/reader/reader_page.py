"""Văn bản: the list of texts, and the reader with its contents, margin, notes and page images."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from documents.model import InstrumentType, Kind, ProblemCode
from documents.paths import parent_of
from documents.structure.completeness import has_all_articles
from documents.time.stated import Statement, to_check
from documents.wording.citing import cite
from ingest.removing import Removal, remove_texts, what_goes
from kb.annotations import NoteView, notes_for
from kb.annotations.carrying import notes_on
from kb.database.reading.holdings import find_codified
from kb.database.reading.reader import LoadedVersion, SourceRecord, VersionRecord, choose_version
from kb.database.reading.records import InstrumentRecord
from kb.database.state import waiting as has_work
from kb.database.storing.arrangement import CODIFICATION
from kb.errors import KnowledgeBaseError
from kb.interface.catalogue import Catalogue
from kb.law.effects.groups import last_decision
from kb.law.effects.relations import transitional_for
from kb.law.references.links import missing_instruments
from kb.law.status.besides import besides
from kb.law.status.evidence import EvidenceReader
from kb.law.status.provision_status import ProvisionStatus
from kb.law.status.statuses import Unreviewed, UnreviewedReader, told_of
from kb.law.texts.absence import missing_words
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.bar import acting, may, signed
from kb.pages.kit.base import base, read_base, revision, session
from kb.pages.kit.draft_form import comparisons, draft_form, drafts_about, file_of, round_words, said_words
from kb.pages.kit.drafts import unsaved
from kb.pages.kit.frame import STATIC, Frame, drop_state, entitle, put_params, script, set_state, take_event, token
from kb.pages.kit.html import KIT, failure, macros, sentence, state
from kb.pages.notes.margin_notes import note_panel, notes_stamp, watch_notes
from kb.pages.notes.note_fields import read_here
from kb.pages.notes.pen import Placed, draw_pen, pen_bar, take_marked
from kb.pages.reader import apparatus, margin
from kb.pages.reader.doubts import take_doubt
from kb.pages.reader.history import later_lines, missing_html, show_diagram, show_time_line
from kb.pages.reader.text_list import show_texts
from kb.pages.reader.typesetting import contents_html, law_html
from kb.pages.reviews.progress import Covered, Said, chosen_review, cover_bar

_ASKED, _SURE = "removing", "remove_sure"


def remove_box(frame: Frame, instrument: InstrumentRecord) -> None:
    """The button, and the question whether it is to go, where somebody asked for it."""
    say, key = frame.say, instrument.key
    if not may("remove", "text"):
        return
    if st.session_state.get(_ASKED) != key:
        st.button(say("remove.button"), key="remove_text", type="tertiary", on_click=partial(set_state, **{_ASKED: key}))
        return
    with st.container(key="removebox", border=True):
        try:
            going = read_base(what_goes, [key])
            st.html(KIT.banner("⚠", say("remove.about", **going.about)))
            st.html(KIT.quiet(say("remove.beyond")))
            with st.container(horizontal=True, gap="small"):
                sure = st.button(say("remove.yes"), key="remove_yes", type="primary")
                st.button(say("common.cancel"), key="remove_no", type="tertiary", on_click=drop_state, args=(_ASKED,))
            if (st.session_state.pop(_SURE, None) == key or sure) and signed(partial(set_state, **{_SURE: key})):
                _remove(frame, going)
        except KnowledgeBaseError as error:
            st.html(failure(say, error))
            drop_state(_ASKED)


def _remove(frame: Frame, going: Removal) -> None:
    with st.spinner(frame.say("remove.working"), show_time=False):
        remove_texts(base(), list(going.names), acting(), going)
    drop_state(_ASKED)
    st.toast(frame.say("remove.gone"))
    put_params({at.INSTRUMENT: None, at.PROVISION: None, at.VERSION: None})
    st.rerun()


_HTML = macros("reader")
_TEXT = script("law")
_KEPT = 3
_PANELS = ("about", "related", "notes", "paper")


def show(frame: Frame) -> None:
    """Draw the page: the text that the address names, or the list."""
    followed = take_event("anchor")
    pointed = read_base(find_codified, str(followed["anchor"])) if followed else None
    if pointed:  # by the codification, to an article that the base has
        frame.go(data.address_of(frame, pointed[0], pointed[2], pointed[1]))
    key, view = st.query_params.get(at.INSTRUMENT), st.query_params.get(at.VIEW)
    instrument = data.instrument_of(key)
    if instrument is None and not key and view == at.MISSING:
        entitle(frame, frame.say("missing.title"))
        st.html(_HTML.missing(frame, missing_html(frame, read_base(missing_instruments), data.by_id(revision()))))
        return
    if instrument is None:
        if key:
            st.html(state(frame.say("reader.not_found"), frame.say("reader.not_found_next"), (), "?"))
        st.session_state.pop("search_phrases", None)  # what is opened from here no search has led to
        show_texts(frame)
        return
    found, loaded = data.version_asked(frame, instrument)
    path = st.query_params.get(at.PROVISION)
    place = cite(path) if path and path in loaded.ids and view is None else ""
    shown = {at.MAP: "view.map", at.HISTORY: "view.history"}
    entitle(frame, frame.say(shown[view]) if view in shown else place, data.name(instrument))
    if view in (at.MAP, at.HISTORY):
        _scroll_once(frame, loaded, view)
        _head(frame, _told(frame, loaded, found, None), None, view)
        if view == at.MAP:
            show_diagram(frame, loaded)
        else:
            show_time_line(frame, loaded, found)
        return
    _read(frame, loaded, found)


@st.cache_data(max_entries=data.TEXTS, show_spinner=False)
def _law(
    of: str, decided: int, instrument_id: int, number: int, address: str, contents: str, said: tuple[Said, ...], _frame: Frame
) -> bytes:
    """The text as one block, packed, made once for every version, language, day and state of review."""
    version = data.loaded(of, instrument_id, number)
    around = apparatus.apparatus(_frame, version, data.by_id(of))
    listed = contents_html(version.provisions, contents, around.signs, {path: (sign, words) for path, sign, words in said})
    return zlib.compress(_HTML.text(listed, law_html(version.provisions, address, around)).encode())


def _read(frame: Frame, version: LoadedVersion, found: list[VersionRecord]) -> None:
    say, key = frame.say, version.instrument.key
    if chosen_event := take_event("choose"):
        # The script has scrolled there and written the address already.
        if chosen_event.get("panel") in _PANELS:
            st.session_state["reader_panel"] = chosen_event["panel"]
        put_params({at.PROVISION: str(chosen_event["path"])})
        st.session_state.pop("selection", None)
        st.session_state["scrolled"] = (version.version.id, str(chosen_event["path"]))
    path = st.query_params.get(at.PROVISION)
    chosen = path if path in version.ids else None
    margin.follow_search(key)
    if take_doubt(version):
        st.session_state["reader_panel"] = "paper"
    if take_marked(frame, version):
        st.session_state["reader_panel"] = "notes"
    if chosen:
        read_here(key, chosen)
    before = notes_stamp(version.instrument.id)
    with session() as opened:
        notes = notes_for(opened, version.instrument.id, include_hidden=True)
        placed = notes_on(opened, version.version.id)
    told = _told(frame, version, found, chosen)
    _head(frame, told, path, None)
    number = version.version.number if st.query_params.get(at.VERSION) else None
    review = chosen_review(version)
    file = review.review.id if review else None
    address = frame.address(at.READER, **{at.INSTRUMENT: key, at.VERSION: number, at.FILE: file})
    pdf = next((source for source in version.sources if source.format in ("pdf", "image") and source.pages), None)
    panel = _panel(version, notes, pdf)
    st.html(STATIC / "pen.css")
    with st.container(key="reading"):
        left, right = st.columns([1.7, 1] if panel == "paper" else [2.9, 1], gap="medium")
    with left:
        if version.provisions:
            words = say("reader.contents")
            st.html(margin.paper_head(frame, version, chosen, told.status, told.somewhere))
            said = review.said(say) if review else ()
            of, law = (revision(), read_base(last_decision)), (version.instrument.id, version.version.number)
            with st.spinner(say("reader.setting", count=len(version.ids)), show_time=False):
                packed = _law(*of, *law, address, words, said, _frame=frame)
            _TEXT(key="law", data=packed, height="content")
        else:
            st.html(state(say("reader.empty_text"), ""))
    with right, st.container(key="margin"):
        if chosen:
            st.html(margin.hand_html(frame, version, chosen, told.status, number, told.somewhere))
        typed, phrases = margin.find_box(frame, version)
        if not typed:
            margin.duties_switch(frame)
            cover_bar(frame, version, review, chosen)
            _margin(frame, told, notes, placed, pdf, review)
        with st.container(key="note_watch"):
            watch_notes(frame, version.instrument.id, before)
    bar, marked = margin.mark_words(frame, version, chosen, typed, phrases)
    if bar:
        st.html(bar)
    draw_pen(frame, version, placed, address, marked)
    _scroll_once(frame, version, chosen)
    noted = sorted({placing.path for _, _, placing in placed if placing.path})
    frame.script.update(law=version.version.id, base=address, chosen=chosen, noted=noted)


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told of the provision in hand, else of the whole text; ``whole`` is that of the text.

    :param found: all versions of the text
    :param chosen: the provision in hand
    :param amendments: what is stated to have amended that provision, or the text
    :param unseen: what is said to have ended the text, and nobody has seen in a source
    """

    version: LoadedVersion
    found: list[VersionRecord]
    chosen: str | None
    status: ProvisionStatus
    whole: ProvisionStatus
    waiting: Unreviewed | None
    amendments: Sequence[Statement]
    unseen: Sequence[Statement]

    @property
    def somewhere(self) -> Sequence[Statement]:
        """Those of the text at places that nothing names."""
        return [item for item in self.amendments if not item.path]


def _told(frame: Frame, version: LoadedVersion, found: list[VersionRecord], chosen: str | None) -> _Told:
    """The evidence is read once. What nobody has reviewed in a whole code takes seconds to judge: not where one article is read."""
    number = version.version.id
    with session() as opened:
        evidence = EvidenceReader(opened.connection(), [number])
        unreviewed = UnreviewedReader(opened, version.instrument.id, number, frame.day, evidence)
        whole = told_of(evidence.of(number, None), frame.day)
        amendments = evidence.amendments(number, chosen or "", frame.day)
        status = told_of(evidence.of(number, chosen), frame.day) if chosen else whole
        waiting = unreviewed.on(chosen) if chosen else unreviewed.anywhere()
        unseen = [item for item in to_check(evidence.statements(number), "") if item.claim.ends and not item.path]
    return _Told(version, found, chosen, status, whole, waiting=waiting, amendments=amendments, unseen=unseen)


def _head(frame: Frame, told: _Told, path: str | None, view: str | None) -> None:
    """The head of an instrument, whatever view and provision of it is in hand, and what has to be known before reading."""
    with st.container(key="top"):
        sign = apparatus.DOUBTFUL if told.waiting and told.waiting.alarm else ""
        st.html(data.head_html(frame, told.version, told.whole, view, st.query_params.get(at.PROVISION), sign))
    if about := draft_html(frame, told.version.instrument):  # not in the head, which stays in sight
        st.html(about)
    if view is None:
        draft_form(frame, told.version.instrument)
        if banners := _banners(frame, told, path):
            st.html(banners)


def _panel(version: LoadedVersion, notes: list[NoteView], pdf: SourceRecord | None) -> str:
    """Which part of the margin is open. A PDF's page stands open from the start."""
    panel = st.session_state.get("reader_panel")
    if panel not in _PANELS or (panel == "paper" and pdf is None):
        writing = any(draft.params.get(at.INSTRUMENT) == version.instrument.key for draft in unsaved("note"))
        panel = "paper" if pdf else "about"
        if writing or (not pdf and any(not note.hidden for note in notes)):
            panel = "notes"
    st.session_state["reader_panel"] = panel
    return str(panel)


def _scroll_once(frame: Frame, version: LoadedVersion, place: str | None) -> None:
    """Each provision, each view and each day begins where it stands; whoever scrolls on is not taken back."""
    here = (version.version.id, place, frame.day)
    if st.session_state.get("scrolled") != here:
        st.session_state["scrolled"] = here
        st.session_state["scroll_token"] = token()
    frame.script["scroll"] = st.session_state.get("scroll_token")


def _banners(frame: Frame, told: _Told, path: str | None) -> Markup:
    say, version, status, waiting = frame.say, told.version, told.status, told.waiting
    key = version.instrument.key
    lines: list[str] = []
    kept = [item for item in read_base(transitional_for, version.instrument.id) if not item.target_path]
    if waiting and waiting.alarm:
        by, count = apparatus.names_html(frame, waiting.alarm), len(waiting.alarm)
        line, place = sentence(say, "change.banner_text", {"names": by}, count=count), path if path in version.ids else None
        if place:
            line = sentence(say, "change.banner", {"place": KIT.vi(cite(place)), "names": by}, count=count)
        lines.append(KIT.join(line, apparatus.review_link(frame, key, place)))
    lines += map(partial(apparatus.amendment_line, frame, key), told.somewhere)
    lines += read_base(besides, version.instrument.id, told.whole, say, [item.acting for item in told.somewhere if item.acting])
    lines += later_lines(frame, version.instrument, told.whole, told.unseen)
    if read_base(has_work, "compile", [version.instrument.id]):
        lines.append(say("change.behind"))
    usual = choose_version(told.found, frame.day)
    if usual.id != version.version.id:
        href = frame.address(at.READER, **{at.INSTRUMENT: key, at.PROVISION: path})
        words = say("reader.other_version", number=version.version.number, day=frame.day)
        lines.append(KIT.join(words, KIT.go(at.READER, href, say("reader.other_version_open"))))
    if status.basis == "excerpt":
        lines.append(status.sentence(say))
    elif version.version.partial:
        lines.append(_partial_words(say, version))
    lines += filter(None, [missing_words(say, version)])
    if pages := sorted({page for source in version.sources for page in source.pages_without_text}):
        lines.append(say("reader.needs_ocr", pages=", ".join(map(str, pages))))
    if doubts := sum(len(item.ocr.doubtful) for item in version.walk() if item.ocr):
        lines.append(say("doubts.banner", count=doubts))
    if path and path not in version.ids:
        absent = "reader.provision_not_found_in_part" if version.version.partial else "reader.provision_not_found"
        lines.append(say(absent, path=cite(path)))
    # What keeps the whole text alive for earlier facts; what keeps a provision alive stands beside it.
    alive = [apparatus.transition_line(frame, transition) for transition in kept[:_KEPT]]
    quiet = apparatus.quiet_line(frame, waiting.held) if waiting else Markup()
    return _HTML.banners(apparatus.DOUBTFUL, lines, apparatus.KEPT, alive) + quiet + apparatus.made_line(frame, version)


def _partial_words(say: Catalogue, version: LoadedVersion) -> str:
    """What of a text that is not all there is known to be there, and why not all of it is."""
    if has_all_articles(version.provisions):
        last = [item.path for item in version.walk() if item.kind is Kind.ARTICLE and not parent_of(item.path)][-1]
        return say("reader.partial_articles", last=cite(last))
    picked = any(source.format == CODIFICATION for source in version.sources)
    picked = picked or any(problem.code is ProblemCode.EXCERPT for problem in version.problems)
    return say("reader.partial" if picked else "reader.partial_file")


def _margin(
    frame: Frame, told: _Told, notes: list[NoteView], placed: Sequence[Placed], pdf: SourceRecord | None, review: Covered | None
) -> None:
    say, version, chosen = frame.say, told.version, told.chosen
    panels = {"about": say("reader.about"), "related": say("reader.related"), "notes": say("page.notes")}
    if pdf:
        panels["paper"] = say("reader.paper")
    look: dict[str, Any] = {"format_func": panels.__getitem__, "label_visibility": "collapsed", "required": True}
    panel = st.segmented_control(say("reader.about"), list(panels), key="reader_panel", **look)
    if panel == "related":
        st.html(apparatus.related_html(frame, version, chosen, data.by_id(revision())))
    elif panel == "notes":
        st.html(pen_bar(say))
        review_at = review.review_at if review else lambda _: None
        note_panel(frame, version, chosen, notes, placed, review_at=review_at, more=review.more(frame) if review else {})
    elif panel == "paper" and pdf:
        margin.source_page(frame, version, chosen, pdf)
    else:
        amended = [apparatus.amendment_line(frame, version.instrument.key, item) for item in told.amendments]
        st.html(margin.about_html(frame, version, told.found, chosen, told.status, amended))
        remove_box(frame, version.instrument)


def draft_html(frame: Frame, instrument: InstrumentRecord) -> Markup:
    """All of it; of a law that drafts are about, a line with the last of them; empty for other law."""
    say, html = frame.say, macros("reader")
    found = file_of(instrument)
    if found is None:
        about = drafts_about(instrument)
        return html.would_change(frame, [(item.key, data.name(item)) for item in about[-1:]]) if about else Markup()
    is_round = instrument.metadata.type is InstrumentType.DRAFT
    rounds = [(item.key, round_words(say, item), item.key == instrument.key) for item in found.rounds]
    own = instrument.metadata.draft.of if instrument.metadata.draft and not is_round else None
    papers = [(paper.key, data.name(paper, subject=True)) for key, some in found.papers.items() for paper in some]
    absent = say("draft_file.absent", key=found.law_key) if is_round and found.law_key and found.law is None else ""
    against = [(href, words) for href, words, _ in comparisons(frame, instrument)][:2] if is_round else []
    known = [key for key, *_ in rounds if key == own]
    return html.draft(frame, is_round, rounds, papers, against, absent, known, said_words(say, instrument))
