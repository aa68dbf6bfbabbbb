"""How like a query is to what people ask of articles.

Every question is a small document of syllables and pairs without marks, compared by BM25; an article is as like as the most like of
its questions. They are never shown as law. What is compared comes with Tủ Luật (`python -m benchmarks.asked`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from kb.index.build import Base
from kb.language import analysis
from kb.search.callers import LIKELY, articles_asked
from kb.search.reading.understanding import Plan

MODEL = Path(__file__).with_name("asked.npz")
K1 = 0.9
_ENOUGH = 0.2
"""A question that holds so much of what a query tells is like it; less counts for less."""
_LEAST = 0.3
"""Of the likeness of the most like."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Questions of articles, as they are compared.

    :param tokens: numbers of all tokens, ascending; ``starts`` where the questions of each begin in ``held``
    :param weights: what each question's token brings, beside ``held``
    :param rarity: what each token tells
    :param firsts: by article, the first of its questions
    :param groups: the articles' numbers in the index
    """

    tokens: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.int64]
    held: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float32]
    rarity: npt.NDArray[np.float32]
    firsts: npt.NDArray[np.int64]
    groups: npt.NDArray[np.int64]

    def likeness(self, words: Sequence[str], least: float = 0.0) -> dict[int, float]:
        """By the number of an article, the share of what the words tell that the most like of its questions has.

        :param least: of the most like article's share; what has less is left out
        """
        wanted = np.array(numbers_of(words), np.uint32)
        places = np.minimum(np.searchsorted(self.tokens, wanted), len(self.tokens) - 1)
        known = self.tokens[places] == wanted
        whole = float(self.rarity[places[known]].sum() + (~known).sum() * self.rarity.max()) * (K1 + 1)
        scores = np.zeros(self.firsts[-1], np.float32)
        for place in places[known]:
            here = slice(self.starts[place], self.starts[place + 1])
            scores[self.held[here]] += self.weights[here]
        best = np.maximum.reduceat(scores, self.firsts[:-1])
        found = np.flatnonzero((best > 0) & (best >= least * best.max()))
        return {int(group): float(score) / whole for group, score in zip(self.groups[found], best[found], strict=True)}


@lru_cache(maxsize=1)
def shipped_asked() -> Asked:
    """What comes with Tủ Luật, read once."""
    with np.load(MODEL, allow_pickle=False) as kept:
        return Asked(**{name: kept[name] for name in Asked.__slots__})


def likeness_of(base: Base, plan: Plan) -> Mapping[int, float]:
    """By the number of an article, how like a query is to what people ask of it; none for what is named or searched as typed.

    :returns: 1 for the most like where it is like enough, shares of that for others; more where a card of the desk rests on it
    """
    if plan.verbatim or plan.provisions or plan.instruments or not plan.words.strip():
        return {}
    words = analysis.words(plan.words)
    found = shipped_asked().likeness(words, _LEAST)
    best = max(found.values(), default=0.0)
    sure = min(1.0, best / _ENOUGH)
    like = {group: sure * like / best for group, like in found.items()}
    return like | {group: like.get(group, 0.0) + LIKELY for group in articles_asked(base, words)}


def numbers_of(words: Sequence[str]) -> list[int]:
    """Of words, and of each two beside one another, ascending. `np.unique` would import numpy's masked arrays for it."""
    folded = analysis.fold_words(words)
    return sorted({crc32(token.encode()) for token in (*folded, *analysis.pairs(folded))})
