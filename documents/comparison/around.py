"""How far the phrase of a difference reaches: over the words around it that stayed."""

from documents.comparison.sides import Side, Stretch
from documents.comparison.substance import Difference

_LEFT, _RIGHT, _FAR = 7, 3, 14
"""How many words that stayed a phrase reaches at most: to its beginning, to its end, and to the end of what somebody must do."""
_CUT = 2
"""So many words of a phrase are taken that begins too far away."""
_ITEM = 4
LONG = 7
"""So many words that came in or went are told alone; fewer with the phrase that they came into."""


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
        self.to_right.update(zip(range(i, i + length), range(k, k + length), strict=True))
        self.to_left.update(zip(range(k, k + length), range(i, i + length), strict=True))

    def stayed(self, i: int, k: int) -> bool:
        """Whether a word of the left is one of the right that stayed."""
        return i in self.to_right and self.to_right[i] == k

    def sides(self, spot: Difference) -> tuple[tuple[Side, int, int], tuple[Side, int, int]]:
        """The two sides of a difference, each with its range of words."""
        return (self.left, spot.i, spot.j), (self.right, spot.k, spot.m)

    def alone(self, spot: Difference) -> tuple[Side, int, int]:
        """The side on which words stand that came in or went, with their range."""
        return self.sides(spot)[0 if spot.i < spot.j else 1]

    def texts(self, spot: Difference) -> tuple[Stretch, Stretch]:
        """Where the words stand that differ."""
        return self.left.span(spot.i, spot.j), self.right.span(spot.k, spot.m)

    def phrases(self, spot: Difference, *, far: bool = False) -> tuple[Stretch, Stretch]:
        """The phrases of a difference on both sides.

        :param far: as far as what somebody must or may do reaches
        """
        alone = spot.alone
        before, behind = self._before(spot), self._behind(spot, far)
        side, _, last = self._grown(spot)
        if alone and side.lists(last) and spot.longest < LONG:
            behind = self._item_behind(spot, 0, _LEFT)
        if alone and not before and not behind and self.stayed(spot.j + 1, spot.m + 1):
            behind = max(_CUT, self._item_behind(spot, 0, _LEFT))
        if not alone and not far:
            before, behind = before + self._item_before(spot, before), behind + self._next_item(spot, behind)
        return self.left.phrase(spot.i - before, spot.j + behind), self.right.phrase(spot.k - before, spot.m + behind)

    def _grown(self, spot: Difference) -> tuple[Side, int, int]:
        """The side by which a phrase is measured, with its range of words: the new one, where it has any."""
        return (self.right, spot.k, spot.m) if spot.k < spot.m else (self.left, spot.i, spot.j)

    def _before(self, spot: Difference) -> int:
        """How many words before a difference are of its phrase; a new item of a list goes with one before, or two short ones."""
        side, first, _ = self._grown(spot)
        crossed, before = 0 if spot.alone else 2, 0
        while self.stayed(spot.i - before - 1, spot.k - before - 1):
            if side.breaks(first - before):
                begun = side.lists(first - before) or (not before and side.spaced(first))
                if crossed > 1 or before > _CUT or not begun:
                    return before
                crossed += 1
            if before == _LEFT:
                return _CUT
            before += 1
        return before

    def _behind(self, spot: Difference, far: bool) -> int:
        """How many words behind it do: all that the phrase still has, where they are few."""
        side, _, last = self._grown(spot)
        limit = _FAR if far else _RIGHT
        behind = 0
        while behind <= limit and self.stayed(spot.j + behind, spot.m + behind) and not side.ends(last + behind, far=far):
            behind += 1
        return behind if behind <= limit and (far or side.ends(last + behind, far=far)) else 0

    def _item_before(self, spot: Difference, before: int) -> int:
        """The words of a short item that stands in a list before the phrase, from ``before`` words before the difference."""
        side, first, _ = self._grown(spot)
        more = 0
        if side.follows_comma(first - before):
            while more < _ITEM and self.stayed(spot.i - before - more - 1, spot.k - before - more - 1):
                more += 1
                if side.breaks(first - before - more):
                    return more
        return 0

    def _next_item(self, spot: Difference, behind: int) -> int:
        """The words of a short item that stands in a list behind the phrase."""
        side, _, last = self._grown(spot)
        return self._item_behind(spot, behind, _ITEM) if side.follows_comma(last + behind) else 0

    def _item_behind(self, spot: Difference, behind: int, limit: int) -> int:
        """The words up to where the next item of a list ends, none where that is far."""
        side, _, last = self._grown(spot)
        run = behind
        while run - behind < limit and self.stayed(spot.j + run, spot.m + run) and not (run > behind and side.breaks(last + run)):
            run += 1
        return run - behind if run - behind < limit or side.breaks(last + run) else 0
