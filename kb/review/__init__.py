"""Review files: a set of provisions that people read together, what they found there, and how far they are."""

from kb.review.files import (
    CLOSED,
    OPEN,
    Review,
    ReviewDraft,
    ReviewText,
    create_review,
    find_review,
    list_reviews,
    revise_review,
    texts_of,
    turn_review,
)
from kb.review.findings import MARKS, Finding, Progress, finding_of, findings_of, mark, move_finding, progress_of, write_finding
