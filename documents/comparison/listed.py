"""Lists in a sentence: which items came in or went where the others stayed."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from documents.comparison.sides import Side
from documents.comparison.substance import content

Range = tuple[int, int]
_FEWEST = 2
_LONGEST = 12
"""Words of an item that is told by itself."""


def list_around(side: Side, first: int, last: int) -> list[Range]:
    """The items of the list in which a range of words stands, in order, without the words that join them."""
    if not side.joins_near(first, last):
        return []
    first, last = side.outside[bisect_right(side.outside, first) - 1], side.outside[bisect_left(side.outside, last)]
    cuts = [first, *side.joined[bisect_right(side.joined, first) : bisect_left(side.joined, last)], last]
    items = pairwise(cuts)
    return [(begin + (side.words[begin].key in _JOINING), end) for begin, end in items if begin < end]


_JOINING = frozenset({"và", "hoặc"})


def only_longer(ours: Sequence[Range], theirs: Sequence[Range], left: Side, right: Side) -> tuple[Side, list[Range]] | None:
    """The items by which one list is longer than another, neighbours as one, and the side on which they stand.

    None where the lists have nothing in common, or each has what the other lacks.
    """
    sides = ((left, ours), (right, theirs))
    if not (ours and theirs) or max(len(ours), len(theirs)) < _FEWEST:
        return None
    said = [[_said(side, item) for item in items] for side, items in sides]
    many = [Counter(some) for some in said]
    if not (many[0] & many[1]).keys() - {""} or (many[0] - many[1] and many[1] - many[0]) or many[0] == many[1]:
        return None
    place = 0 if many[0] - many[1] else 1
    side, items = sides[place]
    extra = many[place] - many[1 - place]
    other = " ".join(many[1 - place]).split()
    if any(set(words.split()) <= set(other) for words in extra):
        return None  # an item that was part of another one
    found: list[Range] = []
    for (begin, end), words in zip(items, said[place], strict=True):
        if not extra[words]:
            continue
        extra[words] -= 1
        if end - begin > _LONGEST or not words:
            return None
        if found and begin - found[-1][1] <= 1:
            found[-1] = found[-1][0], end
        else:
            found.append((begin, end))
    return side, found


def _said(side: Side, item: Range) -> str:
    return " ".join(sorted(content(side.words[slice(*item)]).elements()))


def covers(items: Sequence[Range], first: int, last: int) -> bool:
    """Whether a range of words lies in a list."""
    return bool(items) and items[0][0] <= first and last <= items[-1][1] + 1
