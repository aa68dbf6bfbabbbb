"""What a comparison comes to, where one sentence says it all."""

from collections.abc import Sequence
from enum import StrEnum

from documents.comparison.compared import ComparedPair
from documents.comparison.pairing import PairKind
from documents.comparison.plain import plain_text
from documents.comparison.units import Level, units_of
from documents.model import Provision


class Outcome(StrEnum):
    """What is said instead of a table, or before it. Each has a sentence in the catalogue (``outcome.…``).

    ``SAME``: letter by letter. ``ALIKE``: every article, clause and point has the same words; what a comparison passes over (case,
    punctuation, tone marks, numbers of cross-references, what stands around the provisions) may differ. ``APART``: no pair.
    """

    EMPTY_LEFT = "empty_left"
    EMPTY_RIGHT = "empty_right"
    EMPTY_BOTH = "empty_both"
    SAME = "same"
    ALIKE = "alike"
    APART = "apart"


def outcome(left: Sequence[Provision], right: Sequence[Provision], compared: Sequence[ComparedPair]) -> Outcome | None:
    """The one sentence that says what came of a comparison, None where it takes more."""
    ours, theirs = (any(units_of(side, level) for level in Level) for side in (left, right))
    if not (ours and theirs):
        return Outcome.EMPTY_RIGHT if ours else Outcome.EMPTY_LEFT if theirs else Outcome.EMPTY_BOTH
    if all(one.pair.kind is PairKind.SAME for one in compared):
        return Outcome.SAME if list(map(plain_text, left)) == list(map(plain_text, right)) else Outcome.ALIKE
    return None if any(one.pair.left and one.pair.right for one in compared) else Outcome.APART
