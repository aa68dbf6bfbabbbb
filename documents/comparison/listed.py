"""Lists in a sentence: which items came in or went where the others stayed, and over how many cited points a rule reaches."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

from documents.comparison.around import Around
from documents.comparison.kinds import begins_condition
from documents.comparison.mentions import Mention
from documents.comparison.phrases import pieces_of, said_from
from documents.comparison.sides import JOINING, Side
from documents.comparison.substance import Difference, content
from documents.wording.numbers import POINT_LETTERS

Range = tuple[int, int]
_FEWEST = 2
_LONGEST = 12
"""Words of an item that is told by itself."""
_APART = 4


def list_around(side: Side, first: int, last: int) -> list[Range]:
    """The items of the list in which a range of words stands, in order, without the words that join them."""
    if not side.joins_near(first, last):
        return []
    first, last = side.outside[bisect_right(side.outside, first) - 1], side.outside[bisect_left(side.outside, last)]
    cuts = [first, *side.joined[bisect_right(side.joined, first) : bisect_left(side.joined, last)], last]
    items = pairwise(cuts)
    return [(begin + (side.words[begin].key in JOINING), end) for begin, end in items if begin < end]


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


_ONE = r"(?:\d+[a-zđ]?|[a-zđ])(?!\w)"
_LISTED = re.compile(
    rf"(?<!\w)(?:các\s+)?(?P<unit>điểm|khoản)\s+(?:từ\s+(?P=unit)\s+(?P<first>{_ONE})\s+đến\s+(?P=unit)\s+(?P<last>{_ONE})"
    rf"|(?P<all>{_ONE}(?:\s*(?:,|và|hoặc)\s*{_ONE})*))(?:\s+khoản\s+\d+)?\s+(?:Điều|khoản)\s+này",
    re.IGNORECASE,
)
_ITEM = re.compile(_ONE, re.IGNORECASE)


class Cited(NamedTuple):
    """A list of cited points or clauses of the same article.

    :param many: how many they are
    """

    start: int
    end: int
    many: int


def find_cited(text: str) -> Iterator[Cited]:
    """The lists of cited points and clauses of the same article, in order."""
    for match in _LISTED.finditer(text):
        listed = match["all"]
        yield Cited(
            *match.span(), len(_ITEM.findall(listed)) if listed else _between(match["first"].lower(), match["last"].lower())
        )


def _between(first: str, last: str) -> int:
    if first.isdigit() and last.isdigit():
        return max(int(last) - int(first) + 1, 1)
    if first not in POINT_LETTERS or last not in POINT_LETTERS:
        return 1
    return max(POINT_LETTERS.index(last) - POINT_LETTERS.index(first) + 1, 1)


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
