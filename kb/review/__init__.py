"""Review files: a set of provisions that people read together, what they found there, and how far they are."""

from kb.review.files import (
    CLOSED,
    OPEN,
    Review,
    ReviewDraft,
    close_review,
    create_review,
    find_review,
    history_of,
    list_reviews,
    reopen_review,
    revise_review,
)
from kb.review.findings import Finding, findings_of, move_finding, write_finding
from kb.review.progress import MARKS, Progress, mark, progress_of
from kb.review.texts import ReviewText, texts_of
