"""Hồ sơ rà soát: the review files, a new one, and the one that the address names, with what it is about and who changed what."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from documents.paths import provision_key
from kb.accounts.audit import REVIEW, Line, lines_about
from kb.annotations import NOTE_STATUSES
from kb.database.storing.seen import mark_of
from kb.errors import KnowledgeBaseError, NotFoundError, WorkEndedError
from kb.export.files import DOCX, MIMES, REPORT
from kb.export.gridded import question_name
from kb.export.report_template import MOST_BYTES, refusal_of, template_at
from kb.export.review_report import report_file
from kb.export.reviewed import OPINIONS, opinion_cells, report_of
from kb.interface.catalogue import Catalogue
from kb.interface.days import read_day, today
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.apart import Writer, downloads, kept_for, worked_out
from kb.pages.kit.bar import may
from kb.pages.kit.base import base, read_base, without_texts
from kb.pages.kit.drafts import make_change, show_refusal, unsaved
from kb.pages.kit.frame import STATIC, Frame, entitle, set_state
from kb.pages.kit.html import KIT, act_words, failure, macros
from kb.pages.reviews.board import finding_html, read_review, review_html, said_html, show_board
from kb.pages.reviews.grid import asked_html, show_grid
from kb.pages.reviews.progress import show_progress
from kb.pages.reviews.review_form import edit_review, new_review
from kb.review import CLOSED, OPEN, Finding, Progress, Review, find_review, list_reviews, turn_review
from kb.review.files import lacking
from kb.review.findings import WRITTEN, count_read
from kb.review.grid import Grid
from kb.settings import settings

_HTML = macros("dossier")
_LINES = 200


def show(frame: Frame) -> None:
    """Draw the page."""
    st.html(STATIC / "dossier.css")
    if without_texts(frame):
        return
    number = at.read_number(st.query_params.get(at.FILE))
    try:
        review = read_base(find_review, number) if number is not None else None
    except NotFoundError as error:
        st.html(failure(frame.say, error))
        review = None
    if review is None:
        _list(frame)
    else:
        _one(frame, review)


def _list(frame: Frame) -> None:
    say = frame.say
    found, text = read_base(list_reviews), data.instrument_of(st.query_params.get(at.INSTRUMENT))
    with st.container(key="dossiers"):
        st.html(_HTML.title(say, "" if found else say("dossier.none_next")))
        offers = may("create", "review")
        if offers and (not found or text or unsaved("review-new") or st.session_state.get("review_writing")):
            new_review(frame, text)
        elif offers:
            st.button(say("dossier.new"), key="review_new", type="primary", on_click=set_state, kwargs={"review_writing": True})
        if found:
            st.html(_HTML.reviews(frame, found))


def _one(frame: Frame, review: Review) -> None:
    say = frame.say
    asked = st.query_params.get(at.VIEW)
    view = asked if asked in _VIEWS else None
    entitle(frame, review.said.title)
    hrefs = {name: frame.address(at.REVIEWS, **{at.FILE: review.id, at.VIEW: name}) for name in _VIEWS}
    links = [(hrefs[name], say(words), name == view) for name, (words, _) in _VIEWS.items()]
    st.html(_HTML.head(frame, review, links))
    with st.container(key="dossier"):
        seen: dict[type[Any], Callable[[Any], Markup]] = {
            Review: partial(review_html, frame),
            Finding: lambda item: _HTML.finding(frame, item, Markup(), []),
            Progress: partial(said_html, frame),
            Grid: partial(asked_html, frame),
        }
        show_refusal(frame, seen)
        _VIEWS[view][1](frame, review)


def show_overview(frame: Frame, review: Review) -> None:
    """Draw what a review is about, the counts, and what can be done with it."""
    say = frame.say
    texts, findings, progress = read_review(review)
    counts = [(say(f"note.status_{name}"), sum(item.note.status == name for item in findings)) for name in NOTE_STATUSES]
    st.html(review_html(frame, review))
    if gone := lacking(review.said.items, texts):
        st.html(KIT.banner("⚠", say("dossier.lacking", places=[data.place_name(key) for key in gone])))
    st.html(_HTML.counts(frame, count_read(progress), len(progress), counts))
    if not may("revise", "review"):
        return
    if review.open:
        with st.expander(say("dossier.edit"), expanded=bool(st.session_state.get("review_editing"))):
            edit_review(frame, review)
    words, state = (say("dossier.close"), CLOSED) if review.open else (say("dossier.reopen"), OPEN)
    turn = partial(turn_review, seen=review, state=state)
    st.button(words, key=f"review_{state}_{mark_of(review)}", on_click=make_change, args=(turn,))


def show_history(frame: Frame, review: Review) -> None:
    """Draw who changed what, the last first."""
    lines = read_base(lines_about, REVIEW, review.id)
    told = [(act_words(frame.say, "dossier", line), list(_changes(frame.say, line))) for line in reversed(lines[-_LINES:])]
    st.html(_HTML.history(frame, told))


GRID = ("subject", "questions", "columns", "quotes")
TOLD = ("title", "purpose", "basis", "as_of", "deadline", "members", "items", "mark", "left_out", *WRITTEN, *GRID)
"""What of a line of the audit is shown."""


def _changes(say: Catalogue, line: Line) -> Iterator[tuple[str, str, str]]:
    """What a line of the audit changed: field, before, after; of a provision or a finding first which one it is."""
    if key := line.after.get("key"):
        yield say("dossier.field_place"), "", data.place_name(str(key))
    for name in TOLD:
        before, after = (_value(say, name, side.get(name)) for side in (line.before, line.after))
        if before != after:
            yield say(f"dossier.field_{name}"), before, after


def _value(say: Catalogue, name: str, value: Any) -> str:
    if name == "mark":
        return say(f"dossier.mark_{value or 'none'}")
    if name == "left_out":
        return say("dossier.is_left_out" if value else "dossier.is_reported")
    if name in ("as_of", "deadline"):
        day = read_day(value) if value else None
        return say.day(day) if day else ""
    if name == "questions":
        return "; ".join(question_name(item, say) for item in value or ())
    if name == "quotes":
        told = ((data.place_name(provision_key(item["instrument"], item["path"])), item) for item in value or ())
        return "\n".join(f"{'+' if item['pinned'] else '−'} {place}: “{item['words']}”" for place, item in told)
    if name in ("items", "columns"):
        return "; ".join(data.place_name(str(key)) for key in value or ())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


_MOST = 100


def show_report(frame: Frame, review: Review) -> None:
    """Draw it."""
    say = frame.say
    _, findings, _ = read_review(review)
    reported = [item for item in findings if not item.left_out]
    st.html(_HTML.reported(frame, len(reported), len(findings) - len(reported), say.day(review.said.as_of)))
    template = _template(frame)
    whole = st.checkbox(say("dossier.with_annex"), key="report_whole")
    with st.container(key="reportfiles", horizontal=True, gap="small"):
        make: Callable[[], Writer] = lambda: partial(report_file, base().settings, review, today(), template, whole)  # noqa: E731
        downloads(say, REPORT, make, f"-{review.id}", key="report", icon=":material/download:")
    for number, item in enumerate(reported[:_MOST], 1):
        st.html(_HTML.row(number, finding_html(frame, review, item)))
    if len(reported) > _MOST:
        st.html(KIT.quiet(say("common.more_of", count=len(reported) - _MOST)))
    if any(item.on_draft for item in reported) and (opinions := read_base(report_of, review, say, today()).opinions):
        st.html(_HTML.opinions(say, OPINIONS, [opinion_cells(opinion, say) for opinion in opinions]))


def _template(frame: Frame) -> bytes | None:
    """The template that the report is made from: the one that was just given, that of the settings, None: the shipped one."""
    say = frame.say
    with st.expander(say("dossier.template")):
        st.caption(say("dossier.template_help"))
        st.download_button(
            say("dossier.template_shipped"),
            partial(_shipped, say),
            file_name=f"{say('dossier.template_file')}.docx",
            mime=MIMES[DOCX],
            key="report_template",
            on_click="ignore",
        )
        size = MOST_BYTES // 1_000_000
        given = st.file_uploader(say("dossier.template_own"), type=[DOCX], key="report_own", max_upload_size=size)
    try:
        path = settings().report_template
        content = template_at(path) if path else None
        content = given.getvalue() if given is not None else content
        if content is not None:
            kept, task = kept_for("", "template", content), partial(refusal_of, content)
            if refused := worked_out(say, say("dossier.template_checking"), kept, task).value:
                raise refused
    except WorkEndedError:
        return None
    except KnowledgeBaseError as error:
        st.html(failure(say, error))
        return None
    return content


def _shipped(say: Catalogue) -> bytes:
    from kb.export.report_shape import shipped_template  # costs a good part of a second, and few want it

    return shipped_template(say)


_VIEWS: Mapping[str | None, tuple[str, Callable[[Frame, Review], None]]] = {
    None: ("dossier.overview", show_overview),
    at.BOARD: ("dossier.board", show_board),
    at.PROGRESS: ("dossier.column_progress", show_progress),
    at.GRID: ("dossier.grid", show_grid),
    at.REPORT: ("dossier.report", show_report),
    at.LOG: ("common.history", show_history),
}
"""By what the address asks for, what each view of a review is called, and what draws it."""
