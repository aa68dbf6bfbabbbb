"""Where the words of a pair differ in substance, phrase by phrase."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from documents.comparison.around import Around
from documents.comparison.kinds import Setting, says_norm
from documents.comparison.mentions import FIGURES, Mention, What
from documents.comparison.sides import Side, Stretch, paired_clauses
from documents.comparison.substance import Difference, Term, content, differences, of_substance, term_of


@dataclass(frozen=True, slots=True)
class Background:
    """What a pair cannot tell by itself.

    :param terms: that change all over the two texts
    :param setting: what the items of the list are in which the pair stands
    """

    terms: frozenset[Term] = frozenset()
    setting: Setting | None = None


_REWRITTEN = 0.3
"""A sentence of which less than this share stays says nothing sure about which phrase became which …"""
_WITHIN = 0.6
"""… unless this share of the shorter one stands in the longer one."""
_AGAIN = 6
"""So many words near a difference may be said again in it."""
_NEAR = 2
_SLIDE = 8
_NAMED = FIGURES | {What.AUTHORITY}


class Spots:
    """The differences of a pair.

    :ivar found: in order, those of one phrase as one
    :ivar rewritten: sentences of which little stayed
    """

    def __init__(self, around: Around, background: Background) -> None:
        self._around = around
        self.rewritten: list[Difference] = []
        words = around.left.words, around.right.words
        joined = self._joined(list(self._spots()))
        found = [one for one in joined if term_of(one, *words) not in background.terms or self._names(one)]
        spots = [one for one in found if not self._said_again(one)]
        if max(around.left.lines, around.right.lines) > 1:
            spots = [one for one in spots if not self._repeated(one)]
        self.found = [self._slid(one) for one in of_substance(spots, *words)]

    def _said_again(self, spot: Difference) -> bool:
        """Whether words that came in or went only make a name as long as it is elsewhere, or say again what stands beside."""
        if not spot.alone:
            return False
        side, first, last = self._around.alone(spot)
        words = [word.key for word in side.words[first:last]]
        if len(words) > _AGAIN or not first:
            return False
        other, place = (self._around.right, spot.k) if side is self._around.left else (self._around.left, spot.i)
        longer = [side.words[first - 1].key, *words]
        if last < len(side.words) and side.words[last].key == "khác":
            return False  # others than those of that name
        again = not side.lists(first) and f" {' '.join(longer)} " in other.said
        if not again and len(words) > 1:
            near = " ".join(word.key for word in other.words[max(0, place - _AGAIN) : place + _AGAIN])
            again = f" {' '.join(words)} " in f" {near} "
        return again and not says_norm(" ".join(words)) and not self._names(spot)

    def _repeated(self, spot: Difference) -> bool:
        """Whether of several provisions each only says again what the other side says once."""
        said, others = (content(side.words[first:last]) for side, first, last in self._around.sides(spot))
        if said and others:
            return False
        side = self._around.left if others else self._around.right
        return set(said or others) <= set(content(side.words))

    def _slid(self, spot: Difference) -> Difference:
        """What came in or went, moved over the same words to where a phrase begins: of "A, A" the one A as well as the other."""
        if not spot.alone:
            return spot
        best, score = spot, self._fits(spot)
        for step in (1, -1):
            here = spot
            for _ in range(_SLIDE):
                moved = Difference(here.i + step, here.j + step, here.k + step, here.m + step)
                side, first, last = self._around.alone(here)
                gone, come = (first, last) if step > 0 else (last - 1, first - 1)
                if not (0 <= come < len(side.words) and gone < len(side.words)) or side.words[gone].key != side.words[come].key:
                    break
                if not self._around.stayed(*((here.j, here.m) if step > 0 else (here.i - 1, here.k - 1))):
                    break
                here = moved
                if self._fits(here) > score:
                    best, score = here, self._fits(here)
        return best

    def _fits(self, spot: Difference) -> int:
        side, first, last = self._around.alone(spot)
        return 2 * side.lists(first) + side.breaks(first) + side.breaks(last)

    def _names(self, spot: Difference) -> bool:
        """Whether a difference is one of figures or bodies, which is none of terms however often it comes."""
        sides = zip((self._around.left, self._around.right), self._around.texts(spot), strict=True)
        return any(touched(side, span, _NAMED) for side, span in sides if span[0] < span[1])

    def _spots(self) -> Iterator[Difference]:
        for ours, theirs in paired_clauses(self._around.left, self._around.right):
            if ours is None or theirs is None:
                first, last = ours or theirs or (0, 0)
                yield Difference(first, last, 0, 0) if ours else Difference(0, 0, first, last)
                continue
            one, other = self._around.left.words[slice(*ours)], self._around.right.words[slice(*theirs)]
            i, k = 0, 0
            spots = differences(one, other)
            stayed = len(one) - sum(spot.j - spot.i for spot in spots)
            if stayed < _REWRITTEN * max(len(one), len(other)) and stayed < _WITHIN * min(len(one), len(other)):
                self.rewritten.append(Difference(*ours, *theirs))
                continue
            for spot in spots:
                self._around.align(ours[0] + i, theirs[0] + k, spot.i - i)
                i, k = spot.j, spot.m
                yield Difference(ours[0] + spot.i, ours[0] + spot.j, theirs[0] + spot.k, theirs[0] + spot.m)
            self._around.align(ours[0] + i, theirs[0] + k, len(one) - i)

    def _joined(self, spots: Sequence[Difference]) -> list[Difference]:
        """Differences, those of one phrase as one: no more than a word or two between them, and nothing that ends a phrase."""
        found: list[Difference] = []
        for spot in spots:
            last = found[-1] if found else None
            if last and self._one_phrase(last, spot):
                found[-1] = Difference(last.i, spot.j, last.k, spot.m)
            else:
                found.append(spot)
        return found

    def _one_phrase(self, one: Difference, other: Difference) -> bool:
        between = other.i - one.j
        if between != other.k - one.m or not 0 <= between <= _NEAR or not self._around.stayed(one.j, one.m):
            return False
        if self._around.left.follows_comma(other.i) or self._around.right.follows_comma(other.k):
            return False
        return not any(
            self._around.left.breaks(place) for place in range(one.j, other.i) if 0 < place < len(self._around.left.words)
        )


def touched(side: Side, span: Stretch, kinds: Iterable[What]) -> list[Mention]:
    """The mentions of some kinds that a stretch touches; bodies that are named together as one."""
    return [one for one in side.mentioned(frozenset(kinds)).near(span) if _touch(stretch_of(one), span)]


def stretch_of(one: Mention) -> Stretch:
    """Where a mention stands."""
    return one.start, one.end


def _touch(span: Stretch, other: Stretch) -> bool:
    if other[0] == other[1]:
        return span[0] < other[0] < span[1] or span[1] == other[0]
    return span[0] < other[1] and other[0] < span[1]
