"""Comparison: which texts are copies of one another, what changed between two versions, and which words differ."""

from documents.comparison.changes import UnitChange, changed_units
from documents.comparison.plain import plain_text
from documents.comparison.words import Change, Span, count_changes, diff_lines, diff_words

__all__ = ["Change", "Span", "UnitChange", "changed_units", "count_changes", "diff_lines", "diff_words", "plain_text"]
