"""So sánh, three texts: article beside article, through the middle text or the first one, and the table as a file."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from documents.comparison import ColumnRow, Tie, columns_of, ties_of
from kb.annotations import Explanations
from kb.database.reading.records import LoadedVersion
from kb.export.compared import Cell, ComparedText, ComparisonTable, KindWords, Note, TableLine, by_words, labels, pieces_of
from kb.export.comparison import comparison_bytes
from kb.law.detailing import citing_articles, is_below
from kb.law.pairings import Decided, Pairing
from kb.pages.aligned import BY_VERSION, Part, aligned, explanations
from kb.pages.base import revision, session
from kb.pages.frame import Frame, put_params
from kb.pages.parts import KIT, sides, state
from kb.pages.plain import plain
from kb.pages.render import macros
from kb.pages.whole import (
    CHANGED,
    EVERYTHING,
    comparing,
    export_menu,
    page_links,
    reader_links,
    shown_page,
    signs_of,
    wanted,
)

_THROUGH = "truc"
"""Through which text the others are aligned: 1 the first; else the middle one."""


def show_columns(frame: Frame, parts: Sequence[Part]) -> None:
    """Draw the comparison of three texts."""
    say = frame.say
    pivot = 0 if st.query_params.get(_THROUGH) == "1" else 1
    with st.spinner(plain(comparing(say, *parts)), show_time=True):
        ties, pairings = {}, []
        for number in range(len(parts)):
            if number != pivot:
                ties[number], decided = _ties(parts[number], parts[pivot], number < pivot)
                pairings += decided
        rows = columns_of([part.roots for part in parts], pivot, ties)
    empty = [part.name for part in parts if not part.roots]
    if empty or not rows:
        st.html(state(say("compare.empty_side", name=", ".join(empty)), "", (), "○"))
        return
    shown = [{item.path for row in rows for item in row.sides[number]} for number in range(len(parts))]
    notes = explanations(parts, shown)
    st.session_state["columns_shown"], st.session_state["columns_through"] = wanted(), pivot
    with st.container(key="whole_tools", horizontal=True, gap="small", vertical_alignment="bottom"):
        names = {CHANGED: say("compare.only_changes"), EVERYTHING: say("common.all")}
        words = names.__getitem__
        st.selectbox(say("compare.shown"), list(names), key="columns_shown", format_func=words, on_change=_choose, width=240)
        through = (say("compare.left"), say("compare.middle")).__getitem__
        st.selectbox(say("compare.through"), [1, 0], key="columns_through", format_func=through, on_change=_choose, width=200)
        export_menu(frame, partial(_file, frame, parts, rows, pivot, pairings, notes))
    listed = [row for row in rows if wanted() == EVERYTHING or not row.same]
    page, some = shown_page(len(listed))
    st.html(KIT.lines([say("compare.columns_about"), say("compare.rows_shown", shown=len(listed), count=len(rows))]))
    for part in parts:
        if part.partial:
            st.html(KIT.banner("⚠", say("compare.partial", name=part.name)))
    page_links(frame, page, [next(labels(side).rstrip(".") for side in row.sides if side) for row in listed])
    made_of = tuple((part.version.version.id, part.path) for part in parts)
    told = tuple(note.shown for row in listed[some] for note in notes.of(_places(row)))
    view = (pivot, wanted(), page, say.language, *frame.kept.values())
    about = (made_of, tuple(item.shown for item in pairings), told, view)
    st.html(_html(revision(), about, frame, parts, listed[some], pivot, pairings, notes))


@st.cache_resource(max_entries=6, show_spinner=False)
def _html(
    of: str,
    about: tuple[Any, ...],
    _frame: Frame,
    _parts: Sequence[Part],
    _rows: Sequence[ColumnRow],
    _pivot: int,
    _pairings: Sequence[Pairing],
    _notes: Explanations,
) -> Markup:
    """The rows as one block, made once for what they show."""
    lines = [[_line(_frame, row, _parts, _pivot, _pairings, _notes)] for row in _rows]
    return macros("whole").comparison(_frame, [part.head(_frame.say) for part in _parts], lines)


def _places(row: ColumnRow) -> list[list[str]]:
    """The paths of a line, text by text."""
    return [[item.path for item in side] for side in row.sides]


def _choose() -> None:
    shown, through = st.session_state["columns_shown"], st.session_state["columns_through"]
    put_params({"hien": None if shown == CHANGED else str(shown), _THROUGH: "1" if through == 0 else None})


def _ties(other: Part, pivot: Part, before: bool) -> tuple[list[Tie], list[Pairing]]:
    """What belongs beside the articles of a text: by the references of the lower one where their ranks differ, else by words.

    :param before: the other one stands before it
    """
    keys = other.version.instrument.key, pivot.version.instrument.key
    if is_below(*keys) or is_below(*reversed(keys)):
        cited, citing = (pivot, other) if is_below(*keys) else (other, pivot)
        found = _citing(revision(), cited.version, citing.version)
        ours = [pair if cited is pivot else pair[::-1] for pair in found]
        return [Tie((here,), (there,)) for here, there in ours], []
    left, right = (other, pivot) if before else (pivot, other)
    found_pairs = aligned(left, right)
    pairings = [item for item in found_pairs.pairings if item.active]
    return ties_of([row.compared for row in found_pairs.rows], turned=before), pairings


@st.cache_resource(max_entries=6, show_spinner=False, hash_funcs=BY_VERSION)
def _citing(of: str, cited: LoadedVersion, citing: LoadedVersion) -> list[tuple[str, str]]:
    with session() as opened:
        return citing_articles(opened, cited, citing)


def _kinds(frame: Frame, row: ColumnRow, parts: Sequence[Part], pivot: int) -> list[str]:
    """What became of it, between which columns."""
    say, found = frame.say, []
    for number, pairs in enumerate(row.pairs):
        if number == pivot:
            continue
        names = [parts[place].version.instrument.metadata.number or parts[place].name for place in sorted((number, pivot))]
        left, right = (parts[place] for place in sorted((number, pivot)))
        words = KindWords((), (left.partial, right.partial))
        kinds = list(dict.fromkeys(words.of(one.pair, say) for one in pairs))
        said = ", ".join(kinds)
        if not kinds:
            if not (row.sides[number] and row.sides[pivot]):
                continue
            said = say("compare.cites")
        found.append(say("compare.kind_between", left=names[0], right=names[1], kind=said))
    held = [part for part, side in zip(parts, row.sides, strict=True) if side]
    return found or [say("compare.only_in", name=part.name) for part in held[:1]]


def _by(frame: Frame, row: ColumnRow, pairings: Sequence[Pairing]) -> list[str]:
    decided = Decided(pairings)
    about = {item.id: item for some in row.pairs for one in some for item in decided.about(one.pair)}
    return [by_words(item, frame.say) for item in about.values()]


def _line(
    frame: Frame, row: ColumnRow, parts: Sequence[Part], pivot: int, pairings: Sequence[Pairing], notes: Explanations
) -> dict[str, object]:
    """What the template shows of a row."""
    shown = []
    for part, provisions, spans in zip(parts, row.sides, row.words(pivot), strict=True):
        old, new = sides(spans, frame.say)
        marked = old if any(span.change == "removed" for span in spans) else new
        shown.append((reader_links(frame, part, provisions), marked))
    sign, kind = signs_of(row)
    return {
        "anchor": "",
        "level": "article",
        "kind": kind,
        "sign": sign,
        "word": "; ".join(_kinds(frame, row, parts, pivot)),
        "why": "",
        "work": False,
        "sides": shown,
        "changes": [],
        "by": _by(frame, row, pairings),
        "notes": [(note.text, note.author) for note in notes.of(_places(row))],
    }


def _file(
    frame: Frame,
    parts: Sequence[Part],
    rows: Sequence[ColumnRow],
    pivot: int,
    pairings: Sequence[Pairing],
    notes: Explanations,
    format_: str,
) -> bytes:
    lines = []
    for row in rows:
        cells = []
        for provisions, spans in zip(row.sides, row.words(pivot), strict=True):
            old, new = pieces_of(spans)
            pieces = old if any(span.change == "removed" for span in spans) else new
            cells.append(Cell(tuple(item.path for item in provisions), labels(provisions), pieces))
        explained = notes.of([cell.places for cell in cells])
        kinds = tuple(_kinds(frame, row, parts, pivot))
        told = tuple(Note(note.text, note.author) for note in explained)
        lines.append(TableLine(tuple(cells), kinds, (), "", tuple(_by(frame, row, pairings)), told, row.same))
    texts: tuple[ComparedText, ...] = tuple(part.text for part in parts)
    return comparison_bytes(ComparisonTable(texts, lines), format_, frame.say)
