"""Which words of a pair stayed, and how far the phrase of a difference reaches over them."""

import re

from documents.comparison.sides import GIVEN, JOINING, Side
from documents.comparison.stretches import Stretch, trimmed
from documents.comparison.substance import Difference

_LEFT, _RIGHT, _FAR, _REST = 6, 6, 14, 8
"""How many words that stayed a phrase reaches at most: to its beginning, to its end, to the end of what somebody must do; last,
letters behind what is known of the name of a body."""

_MODAL = frozenset({"phải", "được"})
_NO, _ASKING, _NO_MORE = "không", frozenset({"hay", "hoặc", "chứ", "nếu"}), frozenset({"chỉ", "những", "kể"})
"""What denies; behind what it asks, and before what it does not deny: "có hay không", "không chỉ"."""
_TIES = re.compile(r"(?:(?:của|cho|với(?!\s+điều kiện)|do|bởi|là)\s+)+(?=\w)")
"""Words that tie a phrase to what stands before it."""


class Around:
    """Two sides, and which words stayed.

    :ivar to_left: the place on the left of each word of the right that stayed; ``to_right`` the other way round
    """

    def __init__(self, left: Side, right: Side) -> None:
        self.left, self.right = left, right
        self.to_left: dict[int, int] = {}
        self.to_right: dict[int, int] = {}

    def align(self, i: int, k: int, length: int) -> None:
        """Note that words stayed."""
        self.to_left.update(zip(range(k, k + length), range(i, i + length), strict=True))
        self.to_right.update(zip(range(i, i + length), range(k, k + length), strict=True))

    def stayed(self, i: int, k: int) -> bool:
        """Whether a word of the left is one of the right that stayed."""
        return i in self.to_right and self.to_right[i] == k

    def sides(self, spot: Difference) -> tuple[tuple[Side, int, int], tuple[Side, int, int]]:
        """The two sides of a difference, each with its range of words."""
        return (self.left, spot.i, spot.j), (self.right, spot.k, spot.m)

    def alone(self, spot: Difference) -> tuple[Side, int, int]:
        """The side on which words stand that came in or went, with their range."""
        return self.sides(spot)[0 if spot.i < spot.j else 1]

    def joins_otherwise(self, spot: Difference) -> bool:
        """Whether "and" became "or", or the other way round, or a comma "or"."""
        said = {side.words[first].key for side, first, last in self.sides(spot) if last - first == 1}
        return said == JOINING or (said == {"hoặc"} and spot.i == spot.j and self.left.after_comma(spot.i))

    def turns(self, spot: Difference) -> bool:
        """Whether one small word became another one that turns the rule: "and" that is "or", what one must that one may."""
        said = {side.words[first].key for side, first, last in self.sides(spot) if last - first == 1}
        return self.joins_otherwise(spot) or said == _MODAL

    def allows_alike(self, spot: Difference) -> bool:
        """Whether what one may is said in another way, of what is no benefit: "được thỏa thuận", "có thể thỏa thuận"."""
        said = {" ".join(word.key for word in side.words[first:last]) for side, first, last in self.sides(spot)}
        return (
            "có thể" in said
            and len(said & {"được", "được phép", "được quyền"}) == 1
            and not GIVEN.match(self.left.text[self.texts(spot)[0][1] :].lstrip())
        )

    def names_bodies(self, spot: Difference) -> tuple[Stretch, Stretch] | None:
        """The names of two bodies, of which one stands in the place of the other."""
        spans = self.texts(spot)
        names = [
            [(start, max(end, span[1])) for start, end in side.names_in(span) if start <= span[0] < span[1] <= end + _REST]
            for side, span in zip((self.left, self.right), spans, strict=True)
        ]
        return (names[0][0], names[1][0]) if all(names) else None

    def negates(self, spot: Difference) -> bool:
        """Whether nothing but a "không" came in or went: whatever else is denied, this was said and is denied now."""
        if not spot.alone or spot.longest != 1:
            return False
        side, first, last = self.alone(spot)
        before, behind = (side.words[at].key if 0 <= at < len(side.words) else "" for at in (first - 1, last))
        return side.words[first].key == _NO and before not in _ASKING and bool(behind) and behind not in _NO_MORE

    def denied(self, spot: Difference) -> tuple[Stretch, Stretch]:
        """What a "không" denies that came in or went, with it and without."""
        side, _, last = self.alone(spot)
        behind = self._behind(side, spot, last, far=True)
        return self.left.span(spot.i, spot.j + behind), self.right.span(spot.k, spot.m + behind)

    def joined(self, spot: Difference) -> tuple[Stretch, Stretch]:
        """What a word joins that became another one, with it, as far as it stayed."""
        before = behind = 0
        while before < _FAR and self.stayed(spot.i - before - 1, spot.k - before - 1):
            before += 1
            if self.right.breaks_at(spot.k - before):
                break
        while behind < _FAR and self.stayed(spot.j + behind, spot.m + behind):
            behind += 1
            if self.right.breaks_at(spot.m + behind):
                break
        return self.left.span(spot.i - before, spot.j + behind), self.right.span(spot.k - before, spot.m + behind)

    def texts(self, spot: Difference) -> tuple[Stretch, Stretch]:
        """Where the words stand that differ."""
        return self.left.span(spot.i, spot.j), self.right.span(spot.k, spot.m)

    def _behind(self, side: Side, spot: Difference, last: int, *, far: bool) -> int:
        """How many words behind a difference stayed and belong to its phrase, or to what somebody must or may do."""
        limit, ends = (_FAR, side.ends_clause) if far else (_RIGHT, side.breaks_at)
        behind = 0
        while behind < limit and not ends(last + behind) and self.stayed(spot.j + behind, spot.m + behind):
            behind += 1
        if behind < limit:
            return behind
        return next((place for place in range(limit - 1, _RIGHT // 2, -1) if side.breaks_at(last + place)), 0) if far else 0

    def phrases(self, spot: Difference, *, far: bool = False) -> tuple[Stretch | None, Stretch | None]:
        """The phrases of a difference; of words that came in or went as a phrase of their own, none on the other side.

        :param far: as far as what somebody must or may do reaches
        """
        side, first, last = (self.right, spot.k, spot.m) if spot.k < spot.m else (self.left, spot.i, spot.j)
        listed = side.lists(first) or (side.lists(last) and (side.breaks_at(first) or side.opens_phrase(first - 1)))
        if not far and spot.alone and (listed or (spot.longest > 1 and side.breaks_at(first) and side.breaks_at(last))):
            here = self._trimmed(side, first, last)
            return (here, None) if side is self.left else (None, here)
        before = 0
        while before < _LEFT and not side.breaks_at(first - before) and self.stayed(spot.i - before - 1, spot.k - before - 1):
            before += 1
        if before == _LEFT:
            before = 0
        behind = self._behind(side, spot, last, far=far)
        ours = self._trimmed(self.left, spot.i - before, spot.j + behind)
        theirs = self._trimmed(self.right, spot.k - before, spot.m + behind)
        if spot.alone and before + behind == 1:  # one word that stayed says nothing
            return (ours, None) if side is self.left else (None, theirs)
        return ours, theirs

    @staticmethod
    def _trimmed(side: Side, first: int, last: int) -> Stretch | None:
        if first >= last:
            return None
        start, end = trimmed(side.text, *side.span(first, last))
        ties = _TIES.match(side.text, start, end)
        start = ties.end() if ties else start
        for name in side.names_in((start, end)):
            start, end = min(start, name[0]), max(end, name[1])
        return (start, end) if start < end else None
