"""The units of one level of two texts: what some of them have in common, and the links between them."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from documents.comparison.levels import Level, Unit, delegates
from documents.comparison.likeness import Mask, Places, Shares, ahead, likeness
from documents.comparison.linking import Edge, Links, best_pairs
from documents.comparison.pairing import Ground, Reason, Said
from documents.comparison.word_numbers import Wording
from documents.paths import unit_of

_FAINT, _FAINT_POINTS, _HOLDS = 0.1, 0.2, 0.5
"""Units of which the words have less in common have nothing in common, unless the one holds so much of the other."""

_LITTLE, _LITTLE_HELD = 0.25, 0.35
"""Less in common, and a smaller share of one that the other holds, are next to nothing."""
_NEW = 0.3
"""So much of what one more heir or source says, and those beside it do not, must stand in the other."""
_NEARLY_SAME = 0.9
"""Words of which so many stayed were reworded here and there: nothing of size came to them from elsewhere."""
_HELD_HEADING = 0.5
"""So much of a heading stands in the words of many articles."""

Texts = tuple[Wording, Wording]
Sides = tuple[list[Unit], list[Unit]]


class Aligned:
    """The units of one level. What is known of pairs stands in arrays, one entry for each pair that has anything in common.

    :ivar left: places of the left units of the pairs, in order; ``right`` those of the right ones
    :ivar words: how much their words have in common, from 0 to 1
    :ivar of_left: the share of the left one's words that stand in the right one; ``of_right`` the other way
    :ivar heads: how much their headings have in common; of articles only
    :ivar above: the places of what both stand in on the level above, -1 for none
    """

    def __init__(self, texts: Texts, level: Level, units: Sides, said: Said, over: "Aligned | None") -> None:
        self.texts, self.level, self.units, self.said, self.over = texts, level, units, said, over
        self.first_links: frozenset[Edge] = frozenset()
        ours, theirs = ([text.whole[unit.path] for unit in side] for text, side in zip(texts, units, strict=True))
        faint = _FAINT_POINTS if level is Level.POINT else _FAINT
        like = likeness(texts, ours, theirs, faint)
        like = like.among((like.dice() >= faint / 2) | (np.maximum(like.of_left(), like.of_right()) >= _HOLDS))
        self._same = equal = self._equal()
        size = max(len(units[1]), 1)
        keys = like.left * size + like.right
        both = np.union1d(keys, equal)
        self.left, self.right = both // size, both % size
        self.words, self.of_left, self.of_right = (
            _spread(both, (keys, shares), (equal, 1)) for shares in (like.dice(), like.of_left(), like.of_right())
        )
        self.heads = np.zeros(len(both), np.float32)
        if over is None:
            self._add_headings()
        self.reset()

    def reset(self) -> None:
        """Forget all links but those that a person made."""
        self.links = Links()
        for (one, other), ground in sorted(self.said.links.items()):
            self.links.add(one, other, 1.0, (Reason(ground, 1.0),))

    def _equal(self) -> Places:
        """Pairs of units with the same words, in order: where all say the same, no word tells them apart."""
        places: list[dict[bytes, list[int]]] = []
        for text, units in zip(self.texts, self.units, strict=True):
            places.append({})
            for place, unit in enumerate(units):
                places[-1].setdefault(text.of(unit.path).tobytes(), []).append(place)
        size = max(len(self.units[1]), 1)
        pairs = [
            one * size + other
            for words, ours in places[0].items()
            if words
            for one, other in zip(ours, places[1].get(words, ()), strict=False)
        ]
        return np.array(sorted(pairs), np.int64)

    def _add_headings(self) -> None:
        """Take in the pairs that have a heading in common; where only one has a heading, the other's words may hold it."""
        text, (left, right) = self.texts, self.units
        whole = [[text[side].whole[unit.path] for unit in self.units[side]] for side in (0, 1)]
        heads = [[text[side].headings[unit.path] for unit in self.units[side]] for side in (0, 1)]
        headed = [np.array([bool(unit.provision.heading) for unit in side], np.bool_) for side in (left, right)]
        both = likeness(text, heads[0], heads[1], _FAINT)
        held, holding = likeness(text, whole[0], heads[1], _FAINT), likeness(text, heads[0], whole[1], _FAINT)
        size = max(len(right), 1)
        known = self.keys
        found: list[tuple[Places, Shares]] = []
        for like, shares, ours, theirs in (
            (both, both.dice(), True, True),
            (held, held.of_right(), False, True),
            (holding, holding.of_left(), True, False),
        ):
            fit = (headed[0][like.left] == ours) & (headed[1][like.right] == theirs)
            shares = shares if ours and theirs else np.maximum(0, (shares - _HELD_HEADING) / (1 - _HELD_HEADING))
            found.append(((like.left * size + like.right)[fit], shares[fit]))
        keys = np.unique(np.concatenate([known, *(those for those, _ in found)]))
        self.left, self.right, self.heads = keys // size, keys % size, _spread(keys, *found)
        self.words, self.of_left, self.of_right = (
            _spread(keys, (known, shares)) for shares in (self.words, self.of_left, self.of_right)
        )

    @property
    def sizes(self) -> Edge:
        """How many units there are on both sides."""
        return len(self.units[0]), len(self.units[1])

    @property
    def keys(self) -> Places:
        """A number for each pair, rising."""
        return np.asarray(self.left * max(self.sizes[1], 1) + self.right, np.int64)

    @cached_property
    def same(self) -> Places:
        """The pairs with the same words, one for each unit; where several say the same, in order."""
        return np.asarray(np.searchsorted(self.keys, self._same), np.int64)

    @cached_property
    def ahead(self) -> Shares:
        """By how much each pair is more alike than its two are with others."""
        return ahead(self.left, self.right, self.words, self.sizes)

    @cached_property
    def near(self) -> Shares:
        """How near to one another the two of each pair stand in their texts."""
        ours, theirs = (np.array([unit.place for unit in side], np.float32) for side in self.units)
        return np.asarray(1 - np.abs(ours[self.left] - theirs[self.right]), np.float32)

    @cached_property
    def numbered(self) -> Mask:
        """Which pairs have the same number."""
        known: dict[str, int] = {}
        ours, theirs = (
            np.array([known.setdefault(unit.provision.number or "", len(known)) for unit in side], np.int64) for side in self.units
        )
        return np.asarray((ours[self.left] == theirs[self.right]) & (ours[self.left] != known.get("", -1)), np.bool_)

    @cached_property
    def headed(self) -> Mask:
        """Which pairs have a heading on one side at least."""
        ours, theirs = (np.array([bool(unit.provision.heading) for unit in side], np.bool_) for side in self.units)
        return np.asarray(ours[self.left] | theirs[self.right], np.bool_)

    @cached_property
    def lengths(self) -> tuple[Places, Places]:
        """How many words each unit has."""
        one, other = (
            np.array([end - start for start, end in (text.whole[unit.path] for unit in side)], np.int64)
            for text, side in zip(self.texts, self.units, strict=True)
        )
        return one, other

    @cached_property
    def delegates(self) -> tuple[Mask, Mask]:
        """Which units only leave something to be laid down by somebody."""
        one, other = (np.array([delegates(unit.provision) for unit in side], np.bool_) for side in self.units)
        return one, other

    def delegating(self) -> Mask:
        """Which pairs have one that does."""
        return np.asarray(self.delegates[0][self.left] | self.delegates[1][self.right], np.bool_)

    @cached_property
    def free(self) -> Mask:
        """Which pairs a person left open."""
        found = np.ones(len(self.left), np.bool_)
        for ours, theirs in self.said.barred():
            found &= ~(np.isin(self.left, ours) & np.isin(self.right, theirs))
        if self.said.one_text:
            known: dict[str, int] = {}
            left, right = (
                np.array([known.setdefault(unit_of(unit.path), len(known)) for unit in side], np.int64) for side in self.units
            )
            found &= left[self.left] == right[self.right]
        return found

    @cached_property
    def places_above(self) -> tuple[Places, Places]:
        """Of each unit the place of what it stands in on the level above, -1 for none."""
        found = []
        for side, units in enumerate(self.units):
            known = {unit.path: place for place, unit in enumerate(self.over.units[side])} if self.over else {}
            found.append(np.array([known.get(unit.subject or unit.path, -1) for unit in units], np.int64))
        return found[0], found[1]

    @property
    def above(self) -> tuple[Places, Places]:
        """Of each pair the places of what both stand in."""
        return self.places_above[0][self.left], self.places_above[1][self.right]

    def inside(self) -> Mask:
        """Which pairs stand in provisions that are linked."""
        return self.over.links.among(*self.above) if self.over else np.zeros(len(self.left), np.bool_)

    def alone(self, side: int) -> Mask:
        """Which units of a side are not linked yet."""
        found = np.ones(self.sizes[side], np.bool_)
        found[list(self.links.heirs if side == 0 else self.links.sources)] = False
        return found

    def beneath_alone(self) -> Mask:
        """Which pairs have one that stands in something not linked yet."""
        found = np.zeros(len(self.left), np.bool_)
        if self.over is not None:
            for side, places in enumerate(self.above):
                alone = np.append(self.over.alone(side), True)  # the last stands for what stands in nothing
                found |= alone[places]
        return found

    def assign(self, scores: Shares, least: float, told: Shares, grounds: Mapping[Ground, Mask] | None = None) -> None:
        """Link the pairs that are the best over the whole of what is not linked yet.

        :param least: the score from which on two are a pair; how far they are above it is what they gain
        :param told: the score that is told of a pair
        """
        (some,) = np.nonzero(self.free & self.alone(0)[self.left] & self.alone(1)[self.right] & (scores > least))
        for chosen in best_pairs(self.left[some], self.right[some], np.asarray(scores[some] - least, np.float32)):
            self.link(int(some[chosen]), float(told[some[chosen]]), grounds)

    def hold(self, at: int, share: float, grounds: Mapping[Ground, Mask] | None = None) -> None:
        """Link two of which the one holds a share of the other, if they are not linked yet and it has that from there.

        :param share: of its passages, which are like some of the other; of its words no more may stand there than that
        """
        if not self.links.linked(int(self.left[at]), int(self.right[at])) and self._brings(int(self.left[at]), int(self.right[at])):
            share = min(share, float(max(self.of_left[at], self.of_right[at], self.words[at])))
            self.link(at, max(share, float(self.words[at])), grounds, share)

    def drop_faint(self, below: "Aligned | None" = None) -> None:
        """Forget pairs whose words have next to nothing in common.

        :param below: the level below: such articles stay a pair if some of what stands in them is one; without it, such clauses if
            the one holds a share of the other
        """
        kept, self.links = self.links, Links()
        inside = (
            {(below.places_above[0][left], below.places_above[1][right]) for left, right in below.links.edges()} if below else set()
        )
        for left, right in kept.edges():
            score, reasons = kept.heirs[left][right]
            shares = {reason.ground: reason.share for reason in reasons}
            holds = (left, right) in inside if below else shares.get(Ground.HELD, 1) >= _LITTLE_HELD
            if holds or max(shares.get(Ground.WORDS, 1), shares.get(Ground.HEADING, 0)) >= _LITTLE:
                self.links.add(left, right, score, reasons)

    def drop_idle(self) -> None:
        """Forget further sources and heirs of what has nearly the same words as one of them, if they bring nothing beyond it."""
        words = dict(zip(zip(self.left.tolist(), self.right.tolist(), strict=True), self.words.tolist(), strict=True))
        kept, self.links = self.links, Links()
        nearly = {edge for edge in kept.edges() if words.get(edge, 0.0) >= _NEARLY_SAME}
        whole = [{edge[side] for edge in nearly} for side in (0, 1)]
        for edge in sorted(kept.edges(), key=lambda edge: edge not in nearly):
            left, right = edge
            asked = edge not in nearly and edge not in self.said.links and (left in whole[0] or right in whole[1])
            if not asked or self._brings(left, right):
                self.links.add(left, right, *kept.heirs[left][right])

    def _brings(self, *places: int) -> bool:
        """Whether the other holds what the one says beyond what that is linked with already."""
        said = [self._word_pairs(side, place) for side, place in enumerate(places)]
        for side, known in ((0, self.links.sources.get(places[1], ())), (1, self.links.heirs.get(places[0], ()))):
            new = said[side].difference(*(self._word_pairs(side, place) for place in known))
            if known and len(new & said[1 - side]) < _NEW * len(new):
                return False
        return True

    def _word_pairs(self, side: int, place: int) -> frozenset[int]:
        start, end = self.texts[side].whole[self.units[side][place].path]
        return frozenset(self.texts[side].pairs[start : max(start, end - 1)].tolist())

    def link(self, at: int, score: float, grounds: Mapping[Ground, Mask] | None = None, held: float | None = None) -> None:
        """Link the two of a pair."""
        reasons = [Reason(Ground.WORDS, float(self.words[at]))]
        reasons += [Reason(ground, 1.0) for ground, those in (grounds or {}).items() if those[at]]
        if held is not None:
            reasons.append(Reason(Ground.HELD, min(held, 1.0)))
        if self.over is None and self.headed[at]:
            reasons.append(Reason(Ground.HEADING, float(self.heads[at])))
        if self.numbered[at]:
            reasons.append(Reason(Ground.NUMBER, 1.0))
        self.links.add(int(self.left[at]), int(self.right[at]), score, tuple(reasons))


def _spread(keys: Places, *known: tuple[Places, Shares | int]) -> Shares:
    """What is known of some pairs, in the order of all of them; 0 of the others."""
    found = np.zeros(len(keys), np.float32)
    for some, shares in known:
        found[np.searchsorted(keys, some)] = shares
    return found
