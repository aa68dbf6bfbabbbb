"""Which articles became which, by weights that were learned from pairs judged by hand.

What is weighed is what a reader looks at (`FEATURES`). The weights come from `python -m benchmarks.aligner`, which also says how
well they do on laws that they were not learned from.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from documents.comparison.leveling import Aligned
from documents.comparison.levels import Unit
from documents.comparison.likeness import Mask, Places, Shares, ahead, best_of_both, first_of_each, likeness, over_others
from documents.comparison.linking import best_pairs

_FAINT = 0.2
_LEAST = 0.6
_INSIDE, _LINKED = 0.25, 0.15
"""What passages gain in articles and in clauses that are linked."""
_CLEAR = 2
"""A passage that is so much like another one, beyond all others, is that one's: one over this."""
FEATURES: Final = {
    "words: beyond the next best, on the better side": 5.085,
    "words: beyond the next best, on the other side": 3.332,
    "headings: beyond the next best, on the better side": 1.834,
    "headings: beyond the next best, on the other side": 0.761,
    "nearness in the texts": 1.817,
    "subjects of the chapters in common": 1.468,
    "passages like no others so much: of the one with more": 7.455,
    "passages like no others so much: of the other": 2.909,
    "clauses that became clauses: of the one with fewer": 2.933,
    "length of the longest clause that became one": 4.676,
    "words of one that the other holds, which has its pair beside it": 5.241,
}
"""What is weighed, and its weight."""
BIAS: Final = -5.338
_PAIR, _ONE_MORE = 0.25, 0.35
"""How likely two must be to be a pair, and to be one more heir or source."""
_NAMED = 0.5
"""So much of their headings articles must have in common of which one only leaves something to be laid down by somebody."""
_PART = 0.2
"""So much more than both have in common is a part of one that the other holds."""
_BESIDE = 2
"""So many places are beside."""
_ALIKE, _CROSSED = 0.99, 0.1
"""What headings have in common that are the same, and what more the words must for two such articles to have changed places."""
_LONG = 5
"""The logarithm of so many words is one."""
_UNKNOWN = 0.4
"""What the subjects have in common where only one of two stands in a chapter."""

Features = npt.NDArray[np.float64]


class Passages:
    """The passages of two texts that have something in common, and the pairs of clauses in which they stand.

    :ivar agreement: of each pair of clauses, how much of the article of the one stands in the other: what belongs together goes
        together
    """

    def __init__(self, clauses: Aligned) -> None:
        self._clauses = clauses
        texts = clauses.texts
        like = likeness(texts, texts[0].passages, texts[1].passages, _FAINT)
        self._like = like.among(like.dice() >= _FAINT / 2)
        self._words = self._like.dice()
        sizes = len(texts[0].passages), len(texts[1].passages)
        self._ahead = ahead(self._like.left, self._like.right, self._words, sizes)
        self._near = 1 - np.abs(self._like.left / max(sizes[0], 1) - self._like.right / max(sizes[1], 1))
        self._owners = self._owner(0, clauses.units[0]), self._owner(1, clauses.units[1])
        ours, theirs = self._owners[0][self._like.left], self._owners[1][self._like.right]
        keys, wanted = clauses.keys, ours * max(clauses.sizes[1], 1) + theirs
        self._pair = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
        self._known: Mask = (ours >= 0) & (theirs >= 0)
        if len(keys):
            self._known &= (keys[self._pair] == wanted) & clauses.free[self._pair]
        else:
            self._known &= False
        agreement = np.asarray(self._agreement(0) + self._agreement(1), np.float32) / 2
        self.agreement = np.zeros(len(keys), np.float32)
        self.agreement[self._pair[self._known]] = agreement[self._known]
        self._settled, self._sure = np.zeros(0, np.int64), np.zeros(0, np.float32)

    def _owner(self, side: int, units: Sequence[Unit]) -> Places:
        """Of each passage the place of the unit that it stands in, -1 for none."""
        text = self._clauses.texts[side]
        owner = np.full(len(text.words) + 1, -1, np.int64)
        for place, unit in enumerate(units):
            start, end = text.whole[unit.path]
            owner[start:end] = place
        return np.asarray(owner[np.array([start for start, _ in text.passages], np.int64)], np.int64)

    def _agreement(self, side: int) -> Shares:
        """Of each pair of passages, the share of the article of the one that stands in the clause of the other."""
        found = np.zeros(len(self._words), np.float32)
        (some,) = np.nonzero(self._known)
        if not len(some):
            return found
        places = (self._like.left, self._like.right)[side][some]
        weights = self._like.weights[side]
        pairs = self._pair[some]
        articles, clauses = self._clauses.above[side][pairs], (self._clauses.right, self._clauses.left)[side][pairs]
        size = self._clauses.sizes[1 - side]
        _, group = np.unique(articles * size + clauses, return_inverse=True)
        best = first_of_each(places * size + clauses, self._words[some])
        held = np.bincount(group[best], self._words[some][best] * weights[places[best]], group.max() + 1)
        owner = np.full(len(weights), -1, np.int64)
        owner[places] = articles
        whole = np.bincount(owner[owner >= 0], weights[owner >= 0], max(int(articles.max()), 0) + 1)
        found[some] = np.where(articles >= 0, held[group] / np.maximum(whole[np.maximum(articles, 0)], 1e-9), 0)
        return found

    def settle(self) -> tuple[Shares, Shares, Shares]:
        """Give each passage one counterpart at most, the best over the whole.

        :returns: of each pair of clauses the share of the left one whose passages stand in the right one, the share of the right
            one, and how sure that is
        """
        clauses, like, pair = self._clauses, self._like, self._pair
        size = len(clauses.left)
        if not size:
            none = np.zeros(0, np.float32)
            return none, none, none
        agreement = self.agreement[pair]
        linked = clauses.links.among(clauses.left, clauses.right)[pair]
        inside = clauses.inside()[pair]
        scores = self._words + self._ahead + agreement + 0.05 * self._near + _INSIDE * inside + _LINKED * linked
        # What stands in the article where it belongs came from nowhere else.
        there = inside | (self._words > best_of_both(like.left, like.right, np.where(inside & self._known, self._words, 0)))
        (some,) = np.nonzero(self._known & there & (scores > _LEAST))
        some = some[best_pairs(like.left[some], like.right[some], np.asarray(scores[some] - _LEAST, np.float32))]
        self._settled, self._sure = some, (self._words + self._ahead + 2 * agreement)[some]
        shares = []
        for places, owners, units, weights in zip(
            (like.left, like.right), self._owners, (clauses.left, clauses.right), like.weights, strict=True
        ):
            whole = np.bincount(owners[owners >= 0], weights[owners >= 0], units.max() + 1)
            held = np.bincount(pair[some], weights[places[some]], size)
            shares.append(np.asarray(held / np.maximum(whole[units], 1e-9), np.float32))
        weight = like.weights[0][like.left[some]] + like.weights[1][like.right[some]]
        total = np.bincount(pair[some], weight, size)
        sure = np.bincount(pair[some], weight * self._sure, size) / np.maximum(total, 1e-9)
        return shares[0], shares[1], np.asarray(sure, np.float32)

    def of_articles(self, articles: Aligned) -> tuple[Shares, Shares]:
        """Of each pair of articles the share of each one's passages that are like one of the other, and like none elsewhere."""
        owners = [self._owner(side, articles.units[side]) for side in (0, 1)]
        places, shares, size = (self._like.left, self._like.right), [], max(articles.sizes[1], 1)
        for side, weights in enumerate(self._like.weights):
            ours, theirs = owners[side][places[side]], owners[1 - side][places[1 - side]]
            (some,) = np.nonzero((ours >= 0) & (theirs >= 0))
            best = some[first_of_each(places[side][some] * articles.sizes[1 - side] + theirs[some], self._words[some])]
            passages, words = places[side][best], self._words[best]
            own = words * np.clip(_CLEAR * over_others(passages, words, len(weights)), 0, 1) * weights[passages]
            held = ours[best] * size + theirs[best] if side == 0 else theirs[best] * size + ours[best]
            total = np.bincount(owners[side][owners[side] >= 0], weights[owners[side] >= 0], articles.sizes[side])
            keys, group = np.unique(held, return_inverse=True)
            at = np.minimum(np.searchsorted(keys, articles.keys), max(len(keys) - 1, 0))
            known = keys[at] == articles.keys if len(keys) else np.zeros(len(articles.keys), np.bool_)
            sums = np.bincount(group, own, max(len(keys), 1))
            of = total[(articles.left, articles.right)[side]]
            shares.append(np.asarray(np.where(known, sums[at], 0) / np.maximum(of, 1e-9), np.float32))
        return shares[0], shares[1]


def judge(articles: Aligned, clauses: Aligned, passages: Passages) -> bool:
    """Link the articles anew, knowing which clauses became which; True where order decided what words leave open."""
    likely = likelihood(features(articles, clauses, passages))
    found = chosen(articles, likely)
    pairs = _in_order(articles, found)
    articles.reset()
    for at in pairs:
        held = float(max(articles.of_left[at], articles.of_right[at]))
        articles.link(
            at, float((likely if at in found else articles.words)[at]), held=held if held > articles.words[at] + _PART else None
        )
    return pairs != found


def chosen(articles: Aligned, likely: Shares) -> list[int]:
    """Which pairs are told, of how likely each is: each article with its best one, over the whole, and with what else is likely."""
    likely[articles.delegating() & (articles.heads < _NAMED)] = 0  # such words are alike everywhere
    likely[articles.same] = 1  # the same words need no judgement
    free = np.where(articles.free, likely, 0)
    best = best_pairs(articles.left, articles.right, np.asarray(np.maximum(free - _PAIR, 0), np.float32))
    return sorted({*best, *np.nonzero(free >= _ONE_MORE)[0].tolist()})


def _in_order(articles: Aligned, pairs: list[int]) -> list[int]:
    """The pairs, but articles of one heading stand in order where their neighbours do, unless their words say otherwise."""
    at = {edge: place for place, edge in enumerate(zip(articles.left.tolist(), articles.right.tolist(), strict=True))}
    named = {edge for edge, place in at.items() if articles.heads[place] >= _ALIKE}
    linked = {edge for edge, place in at.items() if place in {*pairs}}
    for crossed in combinations(sorted(linked & named), 2):
        (one, other), (later, earlier) = crossed
        straight = (one, earlier), (later, other)
        if one < later and other > earlier and linked.issuperset(crossed) and named.issuperset(straight):
            said, lost = (sum(articles.words[at[edge]] for edge in some) for some in (straight, crossed))
            beside = all(not linked.isdisjoint({(i - 1, k - 1), (i + 1, k + 1)}) for i, k in straight)
            linked = linked - {*crossed} | {*straight} if beside and lost - said < _CROSSED else linked
    return sorted(at[edge] for edge in linked)


def likelihood(found: Features) -> Shares:
    """How likely each pair is one."""
    return np.asarray(1 / (1 + np.exp(-(found @ np.array([*FEATURES.values()]) + BIAS))), np.float32)


def features(articles: Aligned, clauses: Aligned, passages: Passages) -> Features:
    """What is weighed of each pair of articles, a row each."""
    own = passages.of_articles(articles)
    columns = (
        *_beyond(articles, articles.words),
        *_beyond(articles, articles.heads),
        articles.near,
        _subjects(articles),
        np.maximum(*own),
        np.minimum(*own),
        *_shared_clauses(articles, clauses),
        np.maximum(articles.of_left, articles.of_right) * _beside(articles),
    )
    return np.stack(columns, 1).astype(np.float64)


def _beyond(articles: Aligned, shares: Shares) -> tuple[Shares, Shares]:
    sides = [
        over_others(places, shares, size) for places, size in zip((articles.left, articles.right), articles.sizes, strict=True)
    ]
    return np.maximum(*sides), np.minimum(*sides)


def _subjects(articles: Aligned) -> Shares:
    known = [sorted({unit.subject for unit in side}) for side in articles.units]
    words = [[frozenset(subject.split()) for subject in side] for side in known]
    table = np.array(
        [[2 * len(one & other) / (len(one) + len(other)) if one and other else _UNKNOWN for other in words[1]] for one in words[0]],
        np.float32,
    ).reshape(len(words[0]), len(words[1]))
    ours, theirs = (
        np.searchsorted(subjects, [unit.subject for unit in side]) for subjects, side in zip(known, articles.units, strict=True)
    )
    return np.asarray(table[ours[articles.left], theirs[articles.right]], np.float32)


def _shared_clauses(articles: Aligned, clauses: Aligned) -> tuple[Shares, Shares]:
    """Of each pair the share of its clauses that became one another, on the side with fewer; and how long the longest such is."""
    found = np.zeros((2, len(articles.keys)), np.float32)
    edges = [np.array(clauses.links.edges(), np.int64).reshape(-1, 2)[:, side] for side in (0, 1)]
    above = [known[places] for known, places in zip(clauses.places_above, edges, strict=True)]
    some = (above[0] >= 0) & (above[1] >= 0) & ~(clauses.delegates[0][edges[0]] | clauses.delegates[1][edges[1]])
    edges, above = [places[some] for places in edges], [places[some] for places in above]
    keys, group = np.unique(above[0] * max(articles.sizes[1], 1) + above[1], return_inverse=True)
    shares = []
    for side, (long, places) in enumerate(zip(clauses.lengths, edges, strict=True)):
        whole = np.bincount(np.maximum(clauses.places_above[side], 0), long, articles.sizes[side])
        shared = long[places] / np.bincount(places, minlength=len(long))[places]
        shares.append(np.bincount(group, shared / np.maximum(whole[above[side]], 1), len(keys)))
    longest = np.zeros(len(keys))
    np.maximum.at(longest, group, np.minimum(*(long[places] for long, places in zip(clauses.lengths, edges, strict=True))))
    at = np.asarray(np.searchsorted(articles.keys, keys), np.int64)
    known = np.append(articles.keys, -1)[at] == keys
    found[:, at[known]] = np.minimum(*shares)[known], np.log1p(longest)[known] / _LONG
    return found[0], found[1]


def _beside(articles: Aligned) -> Mask:
    """Which pairs have one without a pair yet, and another that has its pair right beside that one."""
    size = max(articles.sizes[1], 1)
    linked = np.array([left * size + right for left, right in articles.links.edges()], np.int64)
    found = np.zeros(len(articles.left), np.bool_)
    for away in (*range(-_BESIDE, 0), *range(1, _BESIDE + 1)):
        above = np.isin(articles.keys + away * size, linked)
        there = (articles.right + away >= 0) & (articles.right + away < size)
        found |= articles.alone(0)[articles.left] & above
        found |= articles.alone(1)[articles.right] & there & np.isin(articles.keys + away, linked)
    return found
