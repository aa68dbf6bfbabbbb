"""Two texts compared from beginning to end: what takes seconds for a long code, and is done in a process of its own for a page."""

from collections.abc import Sequence

from documents.comparison import Fixed, Outcome, PairKind, Row, align, compare, outcome, rows_of
from documents.model import Provision
from kb.apart.process import progress

_TELLS_EVERY = 20

Roots = Sequence[Provision]
Said = tuple[Sequence[Fixed], Sequence[tuple[str, str]]]
"""What people decided about pairs (`kb.law.texts.pairings.fixed`): without the database, which takes a second to import."""


def compared_rows(left: Roots, right: Roots, said: Said, one_text: bool = False) -> tuple[list[Row], Outcome | None]:
    """The rows, with their words compared where they differ, and what came of it as a whole.

    :param one_text: both are wordings of one text
    """
    pairs = compare(left, right, *said, one_text=one_text)
    rows = rows_of(left, right, pairs)
    differing = [row for row in rows if row.compared.pair.kind is not PairKind.SAME]
    for number, row in enumerate(differing):
        if number % _TELLS_EVERY == 0:
            progress(number, len(differing))
        _ = row.spans
    return rows, outcome(left, right, pairs)


def counterparts(left: Roots, right: Roots, said: Said) -> dict[str, list[str]]:
    """What each provision became in another text."""
    pairs = align(left, right, *said)
    return {path: list(pair.right) for pair in reversed(pairs) if pair.right for path in pair.left}
