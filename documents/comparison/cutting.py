"""A difference cut into what changed apart from one another."""

from collections.abc import Sequence
from itertools import zip_longest

from documents.comparison.around import Around
from documents.comparison.kinds import begins_condition
from documents.comparison.mentions import Mention
from documents.comparison.phrases import pieces_of, said_from
from documents.comparison.substance import Difference, content

_APART = 4


def parts_of(spot: Difference, around: Around) -> tuple[Difference, ...]:
    """The parts of a difference of both sides, none where it is one."""
    for cut in (_clauses, _conditions, _said_of):
        parts = cut(spot, around)
        if len(parts) > 1:
            # a cut inside of words that say one thing ("trước khi") leaves the whole, and would go on for ever
            return parts if all(_many(part) < _many(spot) for part in parts) else ()
    return ()


def _many(spot: Difference) -> int:
    return spot.j - spot.i + spot.m - spot.k


def _clauses(spot: Difference, around: Around) -> tuple[Difference, ...]:
    """A difference cut into its clauses, and where a condition begins."""
    cut = [[side.range(span) for span in pieces_of(side.text, *side.span(*at), inside=True)] for side, *at in around.sides(spot)]
    parts = []
    last = spot.i, spot.k
    for ours, theirs in zip_longest(*cut):
        last = (ours or (0, last[0]))[1], (theirs or (0, last[1]))[1]
        parts.append(Difference(*(ours or (last[0], last[0])), *(theirs or (last[1], last[1]))))
    return tuple(parts) if len(parts) > 1 else ()


def _conditions(spot: Difference, around: Around) -> tuple[Difference, ...]:
    """A condition in whose place stands something else is gone, and the other words have come."""
    begun = [begins_condition(side.text[slice(*side.span(first, last))]) for side, first, last in around.sides(spot)]
    long = min(spot.j - spot.i, spot.m - spot.k) >= _APART
    if not long or all(begun) or not any(begun):
        return ()
    return Difference(spot.i, spot.j, spot.k, spot.k), Difference(spot.j, spot.j, spot.k, spot.m)


def _said_of(spot: Difference, around: Around) -> tuple[Difference, ...]:
    """A difference cut in two before what is said of somebody: what each must or may do."""
    cuts = [
        side.range((said_from(side.text, *side.span(first, last)), side.span(first, last)[1]))[0]
        for side, first, last in around.sides(spot)
    ]
    if not (spot.i < cuts[0] < spot.j and spot.k < cuts[1] < spot.m):
        return ()
    return Difference(spot.i, cuts[0], spot.k, cuts[1]), Difference(cuts[0], spot.j, cuts[1], spot.m)


def covers_most(around: Around, spot: Difference, ours: Sequence[Mention], theirs: Sequence[Mention]) -> bool:
    """Whether mentions of one side make up most of the words that differ there."""
    for (side, first, last), some in zip(around.sides(spot), (ours, theirs), strict=True):
        words = side.words[first:last]
        inside = [word for word in words if any(one.start <= word.start < one.end for one in some)]
        if some and words and content(inside).total() >= 0.5 * content(words).total():
            return True
    return False
