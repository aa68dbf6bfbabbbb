"""So sánh, three texts: article beside article, through the middle text or the first one, and the table as a file."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from documents.comparison import ColumnRow, Tie, columns_of, compare, ties_of
from kb.annotations import Explanations
from kb.export.compared import Cell, ComparedText, ComparisonTable, Note, TableLine, by_words, labels, pieces_of
from kb.export.comparison import comparison_bytes
from kb.law.detailing import citing_articles, is_below
from kb.law.pairings import Decided, Pairing, fixed
from kb.pages.aligned import Part, decisions, explanations
from kb.pages.base import session
from kb.pages.frame import Frame, put_params
from kb.pages.parts import KIT, sides, state
from kb.pages.render import macros
from kb.pages.whole import CHANGED, EVERYTHING, export_menu, reader_links, signs_of, wanted

_THROUGH = "truc"
"""Through which text the others are aligned: 1 the first; else the middle one."""
_MOST = 500


def show_columns(frame: Frame, parts: Sequence[Part]) -> None:
    """Draw the comparison of three texts."""
    say = frame.say
    pivot = 0 if st.query_params.get(_THROUGH) == "1" else 1
    with st.spinner(say("compare.comparing"), show_time=True):
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
    here = [row for row in rows if wanted() == EVERYTHING or not row.same]
    st.html(KIT.lines([say("compare.columns_about"), say("compare.rows_shown", shown=min(len(here), _MOST), count=len(rows))]))
    lines = [[_line(frame, row, parts, pivot, pairings, notes)] for row in here[:_MOST]]
    st.html(macros("whole").comparison(frame, [part.name for part in parts], lines))


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
        with session() as opened:
            found = citing_articles(opened, cited.version, citing.version)
        ours = [pair if cited is pivot else pair[::-1] for pair in found]
        return [Tie((here,), (there,)) for here, there in ours], []
    left, right = (other, pivot) if before else (pivot, other)
    pairings = [item for item in decisions(left.version, right.version) if item.active]
    compared = compare(left.roots, right.roots, *fixed(pairings))
    return ties_of(compared, turned=before), pairings


def _kinds(frame: Frame, row: ColumnRow, parts: Sequence[Part], pivot: int) -> list[str]:
    """What became of it, between which columns."""
    say, found = frame.say, []
    for number, pairs in enumerate(row.pairs):
        if number == pivot:
            continue
        names = [parts[place].version.instrument.metadata.number or parts[place].name for place in sorted((number, pivot))]
        kinds = list(dict.fromkeys(one.pair.kind for one in pairs))
        said = ", ".join(say(f"pair.{kind}") for kind in kinds)
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
        "notes": [(note.text, note.author) for note in notes.of([[item.path for item in side] for side in row.sides])],
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
