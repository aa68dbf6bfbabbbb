"""Notes on provisions and on words quoted from them.

A note has its words over time (in the audit) and targets (what it is about); it is hidden, never deleted. A target holds the
W3C Web Annotation selectors of the quoted words (https://www.w3.org/TR/annotation-model/#selectors) and the SHA-256 of the
text they were taken from, so that it is always known whether the words are still the ones that were read.
"""

from kb.annotations.explaining import EXPLAINS, Explanations, explaining
from kb.annotations.notes import (
    NOTE_STATUSES,
    NoteView,
    TargetView,
    add_note,
    hide_note,
    list_notes,
    notes_for,
    restore_note,
    revise_note,
)
from kb.annotations.selection import Selection, select_between, select_quotation

__all__ = [
    "EXPLAINS",
    "NOTE_STATUSES",
    "Explanations",
    "NoteView",
    "Selection",
    "TargetView",
    "add_note",
    "explaining",
    "hide_note",
    "list_notes",
    "notes_for",
    "restore_note",
    "revise_note",
    "select_between",
    "select_quotation",
]
