"""Comparison: which texts are copies of one another, what changed between two versions, and which words differ."""

from documents.comparison.alignment import align
from documents.comparison.changes import ComparedPair, MeantChange, Piece, What
from documents.comparison.compared import Outcome, compare, outcome
from documents.comparison.levels import Level
from documents.comparison.pairing import Fixed, Ground, Pair, PairKind
from documents.comparison.rows import ColumnRow, Row, Tie, columns_of, rows_of, ties_of
from documents.comparison.words import (
    Change,
    Span,
    UnitChange,
    changed_units,
    count_changes,
    diff_lines,
    diff_reading,
    diff_words,
    plain_text,
)
