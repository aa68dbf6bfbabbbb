"""Comparison: which texts are copies of one another, what changed between two versions, and which words differ."""

from documents.comparison.alignment import align
from documents.comparison.changes import UnitChange, changed_units, plain_text
from documents.comparison.columns import ColumnRow, Tie, columns_of, ties_of
from documents.comparison.compared import ComparedPair, Outcome, compare, outcome
from documents.comparison.levels import Level
from documents.comparison.mentions import What
from documents.comparison.pairing import Fixed, Ground, Pair, PairKind
from documents.comparison.readable import diff_reading
from documents.comparison.rows import Row, rows_of
from documents.comparison.sides import MeantChange, Piece
from documents.comparison.words import Change, Span, count_changes, diff_lines, diff_words

__all__ = [
    "Change",
    "ColumnRow",
    "ComparedPair",
    "Fixed",
    "Ground",
    "Level",
    "MeantChange",
    "Outcome",
    "Pair",
    "PairKind",
    "Piece",
    "Row",
    "Span",
    "Tie",
    "UnitChange",
    "What",
    "align",
    "changed_units",
    "columns_of",
    "compare",
    "count_changes",
    "diff_lines",
    "diff_reading",
    "diff_words",
    "outcome",
    "plain_text",
    "rows_of",
    "ties_of",
]
