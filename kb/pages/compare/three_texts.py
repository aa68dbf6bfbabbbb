"""So sánh, three texts: article beside article, through the middle text, and the table as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st
from markupsafe import Markup

from documents.comparison import Change, ColumnRow, PairKind, Span, Tie, columns_of, ties_of
from kb.annotations import Explanations
from kb.database.reading.records import LoadedVersion
from kb.export.compared import Cell, ComparisonTable, TableLine, by_words, pieces_of
from kb.export.files import COMPARISON, file_bytes
from kb.export.kind_words import KindWords
from kb.interface.catalogue import Catalogue
from kb.law.effects.relations import citing_articles, is_below
from kb.law.texts.pairings import Act, Pairing, as_decided
from kb.pages.compare import two_texts
from kb.pages.compare.alignment import Part, align_parts, decisions, explaining_notes
from kb.pages.compare.pairing import decided_about
from kb.pages.kit.apart import Writer
from kb.pages.kit.base import read_base, revision
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import KIT, macros, sides, state
from kb.pages.kit.picks import show_turns, turned_to

_CITES, _MIDDLE = "cites", 1


@dataclass(frozen=True, slots=True)
class Columned:
    """Three texts, and what came of putting them beside one another.

    :param pairings: all that people ever decided about each of the others and that one
    """

    parts: Sequence[Part]
    rows: Sequence[ColumnRow]
    pairings: Mapping[int, tuple[Pairing, ...]]

    def sides_of(self, number: int) -> tuple[Part, Part]:
        """One of the outer texts and the middle one, as they stand."""
        left, right = sorted((number, _MIDDLE))
        return self.parts[left], self.parts[right]

    def words_of(self, number: int) -> KindWords:
        """How the pairs of these two are called."""
        left, right = self.sides_of(number)
        return KindWords((), (left.lacking, right.lacking))

    def pairs_of(self, row: ColumnRow, number: int) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """What of these two belongs together in a row, the left one first; what stands alone there is a pair with nothing."""
        here, there = (tuple(item.path for item in row.sides[place]) for place in (_MIDDLE, number))
        pairs = [(tie.here, tie.there) for tie in row.ties[number]] or [(here, there)]
        return [(theirs, ours) if number < _MIDDLE else (ours, theirs) for ours, theirs in pairs if ours or theirs]

    def decided(self, row: ColumnRow) -> list[Pairing]:
        """What people decided about a row."""
        return [item for number, some in self.pairings.items() for item in decided_about(self.pairs_of(row, number), some)]


def show_columns(frame: Frame, parts: Sequence[Part], flags: Sequence[Markup]) -> None:
    """Draw the comparison of three texts, with the status of each."""
    say = frame.say
    ties, pairings = {}, {}
    for number in (0, 2):
        ties[number], pairings[number] = _ties(say, parts[number], parts[_MIDDLE], number < _MIDDLE)
    found = Columned(parts, columns_of([part.roots for part in parts], _MIDDLE, ties), pairings)
    rows = found.rows
    empty = [part.name for part in parts if not part.roots]
    if empty or not rows:
        st.html(state(say("compare.empty_side", name=", ".join(empty)), "", (), "○"))
        return
    notes = explaining_notes(parts, map(_places, rows))
    with st.container(key="whole_tools", horizontal=True, gap="small", vertical_alignment="bottom"):
        two_texts.unfold_button(frame)
        two_texts.shown_choice(frame, [two_texts.CHANGED, two_texts.EVERYTHING])
        everything = two_texts.rows_shown() == two_texts.EVERYTHING
        two_texts.export_menu(frame, found.parts, partial(_file, frame, found, notes, everything, two_texts.with_remarks()))
    listed = [row for row in rows if everything or not row.same]
    page, last, some = turned_to(len(listed), two_texts.AT_ONCE)
    st.html(KIT.lines([say("compare.columns_about"), say("compare.rows_shown", shown=len(listed), count=len(rows))]))
    two_texts.show_lacking(frame, parts, ["" for _ in parts])
    show_turns(frame, page, last)
    made_of = tuple((part.version.version.id, part.path) for part in parts)
    told = tuple(note.shown for row in listed[some] for note in notes.of(_places(row)))
    view = (two_texts.rows_shown(), page, say.language, *frame.kept.values(), *flags, two_texts.marked_places(frame, *parts))
    decided = tuple(item.shown for some in pairings.values() for item in some if item.active)

    def make() -> Markup:
        lines = [[_line(frame, row, found, notes)] for row in listed[some]]
        return macros("whole").comparison(frame, two_texts.heads_of(frame, found.parts, flags), lines)

    st.html(two_texts.made_once(revision(), (made_of, decided, told, view), make))


def _places(row: ColumnRow) -> list[list[str]]:
    """The paths of a line, text by text."""
    return [[item.path for item in side] for side in row.sides]


def _ties(say: Catalogue, other: Part, pivot: Part, before: bool) -> tuple[list[Tie], tuple[Pairing, ...]]:
    """What belongs beside the articles of a text: by the references of the lower one where their ranks differ, else by words.

    :param before: the other one stands before it
    """
    sides = (other, pivot) if before else (pivot, other)
    keys = other.version.instrument.key, pivot.version.instrument.key
    if is_below(*keys) or is_below(*reversed(keys)):
        cited, citing = (pivot, other) if is_below(*keys) else (other, pivot)
        found = _citing(revision(), cited.version.version.id, citing.version.version.id, cited.version, citing.version)
        pairings = decisions(*(side.version for side in sides))
        pairs = as_decided([pair if cited is sides[0] else pair[::-1] for pair in found], pairings)
        return [Tie(*((right,), (left,)) if before else ((left,), (right,))) for left, right in pairs], pairings
    found_pairs = align_parts(*sides, say)
    return ties_of([row.compared for row in found_pairs.rows], turned=before), found_pairs.pairings


@st.cache_resource(max_entries=6, show_spinner=False)
def _citing(of: str, first: int, second: int, _cited: LoadedVersion, _citing: LoadedVersion) -> list[tuple[str, str]]:
    return read_base(citing_articles, _cited, _citing)


def _sign(row: ColumnRow, found: Columned) -> str:
    """The kind that all pairs of a line are, else that it reads otherwise; what only refers to something has no kind."""
    told = ((found.words_of(number), one.pair) for number, pairs in enumerate(row.pairs) for one in pairs)
    kinds = {two_texts.NOT_SEEN if words.unsure(pair) else str(pair.kind) for words, pair in told}
    return kinds.pop() if len(kinds) == 1 else str(PairKind.REWORDED if kinds else _CITES)


def _words(row: ColumnRow, found: Columned) -> list[tuple[Span, ...]]:
    """The words of each text; those of what may only not be there are not marked as gone or new."""
    words = row.words(_MIDDLE)
    if _sign(row, found) != two_texts.NOT_SEEN:
        return list(words)
    return [tuple(Span(Change.SAME, span.old, span.new) for span in spans) for spans in words]


def _kind(frame: Frame, row: ColumnRow, found: Columned, number: int) -> str:
    """What became of it between one of the texts and that in the middle of it all; empty where one of them has nothing here."""
    say = frame.say
    kinds = dict.fromkeys(found.words_of(number).of(one.pair, say) for one in row.pairs[number])
    if not kinds and row.sides[number] and row.sides[_MIDDLE]:
        about = decided_about(found.pairs_of(row, number), found.pairings[number])
        joined = {(item.left, item.right) for item in about if item.act is Act.JOIN}
        tied = [(one, other) for ours, theirs in found.pairs_of(row, number) for one in ours for other in theirs]
        kinds = dict.fromkeys(say("compare.by_hand" if pair in joined else "compare.cites") for pair in tied)
    return ", ".join(kinds)


def _kinds(frame: Frame, row: ColumnRow, found: Columned) -> list[str]:
    """What became of it, between which columns."""
    told = []
    for number in found.pairings:
        if kind := _kind(frame, row, found, number):
            left, right = (side.version.instrument.metadata.number or side.name for side in found.sides_of(number))
            told.append(frame.say("compare.kind_between", left=left, right=right, kind=kind))
    held = [part for part, side in zip(found.parts, row.sides, strict=True) if side]
    return told or [frame.say("compare.only_in", name=part.name) for part in held[:1]]


def _is_older(spans: Sequence[Span]) -> bool:
    """Whether words of a text are those that another one takes out."""
    return any(span.change is Change.REMOVED for span in spans)


def _line(frame: Frame, row: ColumnRow, found: Columned, notes: Explanations) -> dict[str, object]:
    kind, shown = _sign(row, found), []
    for part, provisions, spans in zip(found.parts, row.sides, _words(row, found), strict=True):
        old, new = sides(spans, frame.say)
        shown.append((two_texts.reader_links(frame, part, provisions), old if _is_older(spans) else new))
    return {
        "anchor": "",
        "level": "article",
        "kind": kind,
        "sign": two_texts.SIGNS.get(kind, "§"),
        "word": "; ".join(_kinds(frame, row, found)),
        "why": "",
        "work": "",
        "sides": shown,
        "changes": [],
        "guesses": [],
        "by": [by_words(item, frame.say) for item in found.decided(row)],
        "notes": [(note.text, note.author) for note in notes.of(_places(row))],
    }


def _file(frame: Frame, found: Columned, notes: Explanations, everything: bool, remarks: bool) -> Writer:
    texts, lines = tuple(part.text(frame.day, frame.say) for part in found.parts), []
    for row in found.rows:
        cells = []
        for text, provisions, spans in zip(texts, row.sides, _words(row, found), strict=True):
            old, new = pieces_of(spans)
            cells.append(Cell.of(provisions, old if _is_older(spans) else new, text.told_at(provisions, True)))
        lines.append(
            TableLine(
                tuple(cells),
                tuple(_kinds(frame, row, found)),
                by=tuple(by_words(item, frame.say) for item in found.decided(row)),
                notes=notes.of([cell.places for cell in cells]),
                same=row.same,
                asked=everything or not row.same,
            )
        )
    scope = "" if everything else frame.say("compare.only_changes_printed")
    return partial(file_bytes, COMPARISON, ComparisonTable(texts, lines, scope=scope, remarks=remarks))
