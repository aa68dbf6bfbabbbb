"""The grid of a review: several texts as columns, questions as rows, quoted words as cells; and what people make of a cell."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st
from markupsafe import Markup

from documents.errors import WordedError
from documents.wording.citing import cite
from kb.database.storing.seen import mark_of
from kb.errors import WorkEndedError
from kb.export import gridded
from kb.export.files import GRID, file_bytes
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.apart import Writer, downloads, kept_for, worked_out
from kb.pages.kit.bar import may
from kb.pages.kit.base import base, read_base, revision
from kb.pages.kit.drafts import Draft, begin, draft_line, keep_change, make_change, save_button, settle
from kb.pages.kit.frame import Frame, focus_form
from kb.pages.kit.html import KIT, failure, highlighted, macros, plain
from kb.pages.reviews.board import read_on_its_day
from kb.pages.reviews.review_form import items_field
from kb.review import Review
from kb.review.files import LONGEST_TITLE, LONGEST_WORDS, lacking
from kb.review.grid import QUESTIONS, Grid, grid_of, pin, restore, take_out, write_grid

_HTML = macros("dossier")


def show_grid(frame: Frame, review: Review) -> None:
    """Draw it: what is asked, the cell that somebody works on, and the table."""
    say = frame.say
    grid = read_base(grid_of, review)
    edits = review.open and may("grid", "review")
    if edits:
        with st.expander(say("grid.edit"), expanded=not grid.asked or bool(st.session_state.get("grid_editing"))):
            _form(frame, review, grid)
    if not grid.asked:
        return
    day, asked = review.said.as_of, replace(grid, quotes=())
    texts = read_base(gridded.grid_texts, review, grid)
    try:
        kept, task = kept_for(revision(), "grid", review, asked), partial(gridded.find_apart, base().settings, review, asked)
        found = worked_out(say, say("grid.searching"), kept, task).value
    except WorkEndedError:
        raise
    except WordedError as error:
        st.html(failure(say, error))
        return
    if gone := lacking(grid.columns, texts):
        st.html(KIT.banner("⚠", say("dossier.lacking", places=[data.place_name(key) for key in gone])))
    if not texts:
        return
    shown = read_base(gridded.shown_grid, texts, grid, found, day, say)
    about = [say("grid.about", subject=grid.subject)] if grid.subject else []
    st.html(KIT.lines([*about, say("grid.found_by_rule", day=day)]))
    if edits:
        _cell(frame, review, grid, shown)
    addresses = [read_on_its_day(frame, review, column.text.loaded.instrument.key, "") for column in shown.columns]
    heads = [KIT.go(at.READER, href, column.title, vi=True) for href, column in zip(addresses, shown.columns, strict=True)]
    st.html(_HTML.grid(frame, shown, heads, _rows(frame, review, shown)))
    with st.container(key="gridfiles", horizontal=True, gap="small"):
        make: Callable[[], Writer] = lambda: partial(file_bytes, GRID, (review.said.title, shown))  # noqa: E731
        downloads(say, GRID, make, f"-{review.id}", key="grid", icon=":material/download:")


def _rows(frame: Frame, review: Review, shown: gridded.FoundGrid) -> list[tuple[str, list[tuple[list[Markup], int, str, str]]]]:
    """Each question with its cells: the quotes, how many were taken out, the address that opens it, and how that is called."""
    rows = []
    for row, line in enumerate(shown.lines):
        cells = []
        for number, (cell, taken, column) in enumerate(zip(line.cells, line.taken, shown.columns, strict=True)):
            href = frame.address(at.REVIEWS, **{at.FILE: review.id, at.VIEW: at.GRID, at.CELL: f"{row + 1}-{number + 1}"})
            label = frame.say("grid.work_on", question=line.name, text=column.title)
            cells.append(([_quote(frame, review, quote) for quote in cell], taken, href if review.open else "", label))
        rows.append((line.name, cells))
    return rows


def _quote(frame: Frame, review: Review, quote: gridded.ShownQuote) -> Markup:
    words = [(gridded.number_of_item(item.path), highlighted(item.words, item.marks)) for item in quote.passages]
    place = KIT.go(at.READER, read_on_its_day(frame, review, quote.kept.instrument, quote.path), cite(quote.path), vi=True)
    return _HTML.grid_quote(place, gridded.quote_remarks(quote, frame.say), words)


def asked_html(frame: Frame, grid: Grid) -> Markup:
    """What a grid asks, of which texts, and which quotes people chose."""
    say = frame.say
    return _HTML.typed(
        [
            (say("dossier.field_subject"), grid.subject),
            (say("dossier.field_questions"), "; ".join(gridded.question_name(item, say) for item in grid.questions)),
            (say("dossier.field_columns"), "; ".join(map(data.place_name, grid.columns))),
            (say("dossier.field_quotes"), "\n".join(f"{cite(item.path)}: “{item.words}”" for item in grid.quotes)),
        ]
    )


def _form(frame: Frame, review: Review, grid: Grid) -> None:
    say = frame.say
    usual = [question for question in grid.questions if question in QUESTIONS]
    own = "\n".join(question for question in grid.questions if question not in QUESTIONS)
    began = {"subject": grid.subject, "questions": usual, "own": own, "items": grid.columns, "find": "", "open": ()}
    draft = begin(f"grid:{review.id}", began, grid)
    draft.label, draft.page, draft.params = say("dossier.grid"), at.REVIEWS, {at.FILE: review.id, at.VIEW: at.GRID}
    st.session_state["grid_editing"] = draft.dirty
    draft_line(frame, draft)
    mine = settle(frame, draft, asked_html(frame, _written(draft, grid)), partial(asked_html, frame))
    help_, example = say("grid.subject_help"), say("grid.subject_example")
    draft.ask(say("dossier.field_subject"), st.text_input, "subject", max_chars=LONGEST_TITLE, placeholder=example, help=help_)
    named: Callable[[str], str] = lambda name: say(f"grid.ask_{name}")  # noqa: E731
    draft.ask(say("grid.questions"), st.pills, "questions", options=QUESTIONS, selection_mode="multi", format_func=named)
    draft.ask(say("grid.own"), st.text_area, "own", height=80, help=say("grid.own_help"))
    items_field(frame, draft, say("grid.columns"))
    if save_button(draft, say("grid.ask"), f"grid_save_{draft.serial}") or mine:
        seen = draft.seen or grid
        keep_change(frame, lambda opened: write_grid(opened, review, seen, _written(draft, seen)), draft, told="common.saved")


def _written(draft: Draft, grid: Grid) -> Grid:
    now = draft.fields
    questions = (*(name for name in QUESTIONS if name in now["questions"]), *str(now["own"] or "").splitlines())
    return replace(grid, subject=str(now["subject"] or ""), questions=questions, columns=tuple(now["items"]))


def _cell(frame: Frame, review: Review, grid: Grid, shown: gridded.FoundGrid) -> None:
    """What somebody makes of the cell that the address names: take quotes out, put other words there."""
    asked = [at.read_number(part) or 0 for part in str(st.query_params.get(at.CELL) or "").split("-")]
    row, number = asked if len(asked) == 2 else (0, 0)
    if not (0 < row <= len(shown.lines) and 0 < number <= len(shown.columns)):
        return
    line, column = shown.lines[row - 1], shown.columns[number - 1]
    if st.session_state.get("grid_cell") != (review.id, row, number):
        st.session_state["grid_cell"] = (review.id, row, number)
        focus_form("gridcell")
    with st.container(key="gridcell", border=True):
        _work(frame, review, grid, line, column, cell=line.cells[number - 1], taken=line.taken[number - 1])


def _work(
    frame: Frame,
    review: Review,
    grid: Grid,
    line: gridded.Line,
    column: gridded.Column,
    cell: Sequence[gridded.ShownQuote],
    taken: int,
) -> None:
    say, key, seen = frame.say, column.text.key, mark_of(grid)
    st.html(KIT.subtitle(say("grid.work_on", question=line.name, text=column.title)))
    for place, quote in enumerate(cell):
        with st.container(horizontal=True, gap="small", vertical_alignment="top", key=f"gridquote_{place}"):
            st.html(_quote(frame, review, quote))
            out = partial(take_out, review=review, seen=grid, quote=quote.kept)
            st.button(say("dossier.take_out"), key=f"grid_out_{place}_{seen}", type="tertiary", on_click=make_change, args=(out,))
    if taken:
        back = partial(restore, review=review, seen=grid, question=line.question, instrument=key)
        words = plain(say("grid.restore", count=taken))
        st.button(words, key=f"grid_back_{seen}", type="tertiary", on_click=make_change, args=(back,))
    draft = begin(f"gridpin:{review.id}:{line.question}:{key}", {"words": ""}, grid)
    draft.label, draft.page = say("grid.work_on", question=line.name, text=column.title), at.REVIEWS
    draft.params = {at.FILE: review.id, at.VIEW: at.GRID, at.CELL: st.query_params.get(at.CELL)}
    draft_line(frame, draft)
    mine = settle(frame, draft, _HTML.typed([("", draft.fields["words"])]), partial(asked_html, frame))
    draft.ask(say("grid.pin_words"), st.text_area, "words", height=100, max_chars=LONGEST_WORDS, help=say("grid.pin_help"))
    with st.container(horizontal=True, gap="small"):
        pressed = save_button(draft, say("grid.pin"), f"grid_pin_{draft.serial}")
        href = frame.address(at.REVIEWS, **{at.FILE: review.id, at.VIEW: at.GRID})
        st.html(KIT.go(at.REVIEWS, href, say("common.close")), width="content")
    if pressed or mine:
        words = str(draft.fields["words"] or "")
        keep_change(
            frame, lambda opened: pin(opened, review, draft.seen, line.question, column.text, words), draft, told="common.saved"
        )
