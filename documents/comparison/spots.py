"""Where the words of a pair differ in substance, phrase by phrase."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from documents.comparison.around import Around
from documents.comparison.named import names_body, names_persons
from documents.comparison.sentences import paired_clauses
from documents.comparison.substance import Difference, Term, content, differences, speaks, term_of, words_in

_REWRITTEN = 0.3
"""A sentence of which less than this share stays says nothing sure about which phrase became which."""
_KEPT = 0.4
"""Of two sentences that say much the same in another order so much of the shorter one must stay in its order."""
_LONG = 6
_MODAL = {"phải", "trên"}
_NEAR = 2
_SLIDE = 8


class Spots:
    """The differences of a pair.

    :ivar found: in order, those of one phrase as one
    :ivar terms: those of terms that change all over the two texts
    :ivar rewritten: sentences of which little stayed
    """

    def __init__(self, around: Around, terms: frozenset[Term], above: tuple[str, str]) -> None:
        self._around = around
        self.rewritten: list[Difference] = []
        words = around.left.words, around.right.words
        every = self._joined(list(self._spots()))
        self.terms = [one for one in every if term_of(one, *words) in terms and not self._names_something(one)]
        found = [one for one in every if one not in self.terms and not around.allows_alike(one)]
        self._everything = [
            content(side.words).keys() | content(words_in(before)).keys()
            for side, before in zip((around.left, around.right), above, strict=True)
        ]
        gone, come = Counter[str](), Counter[str]()
        for one in found:
            gone.update(content(words[0][one.i : one.j]))
            come.update(content(words[1][one.k : one.m]))
        self._extra = gone - come, come - gone
        unmoved = (one if around.turns(one) else self._unmoved(self._slid(one)) for one in found)
        self.found = [one for one in unmoved if around.turns(one) or self.says(one)]

    def _unmoved(self, spot: Difference) -> Difference:
        """A difference without the items of a list that only stand elsewhere now."""
        ends: list[int] = []
        for (side, first, last), extra in zip(self._around.sides(spot), self._extra, strict=True):
            cuts = [first, *(place for place in range(first + 1, last) if side.lists(place)), last]
            items = [(a, b) for a, b in pairwise(cuts) if content(side.words[a:b]).keys() & extra.keys()]
            ends += [items[0][0], items[-1][1]] if items else [last, last]
        return Difference(*ends)

    def says(self, spot: Difference) -> bool:
        """Whether a difference changes something: a figure, a body, or words that the other side says nowhere."""
        said = [content(side.words[first:last]).keys() for side, first, last in self._around.sides(spot)]
        letters = ["".join(word.key for word in side.words[first:last]) for side, first, last in self._around.sides(spot)]
        if letters[0] == letters[1]:
            return False  # a blank stands elsewhere
        if self._around.negates(spot) and any("không" in extra for extra in self._extra):
            return True
        new = [words & extra.keys() for words, extra in zip(said, self._extra, strict=True)]
        few = max(map(len, new)) <= 1 and not speaks(new[0] | new[1])
        if all(said) or not any(new):
            telling = not few or self._around.names_bodies(spot) is not None
            return any(new) and (telling or any(side.listed(*ends) for side, *ends in self._around.sides(spot)))
        if set().union(*said) <= _MODAL:
            return False  # nothing is said of what else somebody may or must
        side, first, last = self._around.alone(spot)
        here = 0 if side is self._around.left else 1
        others = (self._around.right, self._around.left)[here]
        if side.holds_sentence(first, last):
            return f" {' '.join(word.key for word in side.words[first:last])} " not in others.said
        if (
            self._names_something(spot)
            or self._lists_person(spot)
            or side.text[slice(*side.span(first, last))].lower() == "bằng văn bản"
            or (last - first > _LONG and side.modal_in(side.span(first, last)))
        ):
            return True
        return bool(said[here] - self._everything[1 - here]) and (not few or side.lists(first) or side.lists(last))

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
        return 2 * side.lists(first) + side.breaks_at(first) + side.breaks_at(last)

    def _names_something(self, spot: Difference) -> bool:
        """Whether a difference is one of figures or bodies, which is none of terms however often it comes."""
        sides = zip((self._around.left, self._around.right), self._around.texts(spot), strict=True)
        return any(side.figures_in(span) or names_body(side.text[slice(*span)]) for side, span in sides if span[0] < span[1])

    def _lists_person(self, spot: Difference) -> bool:
        """Whether what came in or went is one of several persons, whom the other side names nowhere."""
        side, first, last = self._around.alone(spot)
        other = self._around.right if side is self._around.left else self._around.left
        phrase = f" {' '.join(word.key for word in side.words[first:last])} "
        named = side.lists(first) and names_persons(side.text[slice(*side.span(first, last))])
        return named and phrase not in other.said

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
            less = stayed < _KEPT * min(len(one), len(other))
            if stayed < _REWRITTEN * max(len(one), len(other)) and less:
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
        if self._around.left.after_comma(other.i) or self._around.right.after_comma(other.k):
            return False
        left = self._around.left
        inside = range(one.j + (one.i == one.j), other.i + (other.i < other.j))
        return not any(left.breaks_at(place) for place in inside if 0 < place < len(left.words))
