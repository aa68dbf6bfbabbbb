"""Which articles became which, by weights that were learned from pairs judged by hand.

What is weighed is what a reader looks at (`FEATURES`). The weights come from `python -m benchmarks.aligner`, which also says how
well they do on laws that they were not learned from.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from documents.comparison.leveling import Aligned
from documents.comparison.likeness import Mask, Shares, over_others
from documents.comparison.linking import best_pairs
from documents.comparison.passages import Passages

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
_LONG = 5
"""The logarithm of so many words is one."""
_UNKNOWN = 0.4
"""What the subjects have in common where only one of two stands in a chapter."""

Features = npt.NDArray[np.float64]


def judge(articles: Aligned, clauses: Aligned, passages: Passages) -> None:
    """Link the articles anew, knowing which clauses became which."""
    likely = likelihood(features(articles, clauses, passages))
    pairs = chosen(articles, likely)
    articles.reset()
    for at in pairs:
        held = float(max(articles.of_left[at], articles.of_right[at]))
        articles.link(at, float(likely[at]), held=held if held > articles.words[at] + _PART else None)


def chosen(articles: Aligned, likely: Shares) -> list[int]:
    """Which pairs are told, of how likely each is: each article with its best one, over the whole, and with what else is likely."""
    likely[articles.delegating() & (articles.heads < _NAMED)] = 0  # such words are alike everywhere
    likely[articles.same] = 1  # the same words need no judgement
    free = np.where(articles.free, likely, 0)
    best = best_pairs(articles.left, articles.right, np.asarray(np.maximum(free - _PAIR, 0), np.float32))
    return sorted({*best, *np.nonzero(free >= _ONE_MORE)[0].tolist()})


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
