"""Notes on provisions and on words quoted from them.

A note has its words over time (in the audit), targets (what it is about) and replies; it is hidden, never deleted. A target holds
the W3C Web Annotation selectors of the quoted words (https://www.w3.org/TR/annotation-model/#selectors) and the SHA-256 of the text
they were taken from, so that it is always known whether the words are still the ones that were read.
"""

from documents.comparison.anchoring import Spot
from kb.annotations.model import NOTE_STATUSES, SEVERITIES, NoteView, Reply, TargetView, select_between, select_quotation
from kb.annotations.notes import add_note, add_reply, hide_note, revise_note
from kb.annotations.reading import Explanations, explaining, find_note, list_notes, notes_for
from kb.annotations.saying import EXPLAINS
