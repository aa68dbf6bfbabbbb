"""How like a query is to what people ask of articles, and to what callers ask of the desk's cards.

Every question of an article is a small document of syllables and pairs without marks, compared by BM25; an article is as like as
the most like of its questions. They are never shown as law. What is compared comes with Tủ Luật (`python -m benchmarks.asked`).

A word, and two beside one another, tell how much oftener callers say them of one card than of the others
(`kb.entitlements.hearing`). Where a query sounds enough like what is said of one, what that card rests on is likely to answer it.
What was learned comes with Tủ Luật (`python -m benchmarks.callers`): to learn it takes longer than a search from a shell may.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, select

from documents.paths import provision_key, split_key
from kb.database.cache import BaseCache
from kb.database.tables import Instrument
from kb.index.build import Base, content_revision
from kb.index.rows import group_number
from kb.language import analysis
from kb.law.statements.stored import rows_of
from kb.search.reading.understanding import Plan

MODEL = Path(__file__).with_name("asked.npz")
CALLERS = Path(__file__).with_name("callers.npz")
K1 = 0.9
_ENOUGH = 0.2
"""A question that holds so much of what a query tells is like it; less counts for less."""
_LEAST = 0.3
"""Of the likeness of the most like."""
LIKELY = 0.8
"""Given to each article that a card rests on which a query sounds like, as a share of what the article gets whose own questions are
most like it. Chosen on 573 questions of many writers (docs/searching.md)."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Callers:
    """What was learned of callers.

    :param tokens: numbers of words and pairs, ascending
    :param odds: of each, what it says for every card, and last for any card rather than none, in steps of ``steps``
    :param weights: of what tells how sure the best card is, and what they have to reach
    :param articles: by card, keys of instruments and paths of the articles that it rests on
    """

    tokens: npt.NDArray[np.uint32]
    odds: npt.NDArray[np.int8]
    steps: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float64]
    articles: Sequence[Sequence[tuple[str, str]]]

    def card(self, words: Sequence[str]) -> int | None:
        """The card that words are surely about; None where they are about none, or it is not sure about which."""
        wanted = np.array(numbers_of(words), np.uint32)
        at = np.minimum(np.searchsorted(self.tokens, wanted), len(self.tokens) - 1)
        here = at[self.tokens[at] == wanted]
        if not len(here):
            return None
        *said, any_card = (self.odds[here].sum(0, dtype=np.int64) * self.steps).tolist()
        root = sqrt(max(1, len({*analysis.fold_words(words)})))
        third, second, first = sorted(said)[-3:]
        seen = (first / root, (first - second) / root, (second - third) / root, any_card / root, root, 1.0)
        return said.index(first) if float(np.dot(seen, self.weights)) >= 0 else None


@lru_cache(maxsize=1)
def shipped_callers() -> Callers:
    """What comes with Tủ Luật, read once."""
    with np.load(CALLERS, allow_pickle=False) as kept:
        articles = [[split_key(key) for key in card.split()] for card in kept["articles"].tolist()]
        return Callers(kept["tokens"], kept["odds"], kept["steps"], kept["weights"], articles)


_articles: BaseCache[Mapping[int, Sequence[int]]] = BaseCache(look_again=5.0)


def articles_asked(base: Base, words: Sequence[str]) -> Sequence[int]:
    """The numbers of the articles that the card rests on which a query is surely about."""
    card = shipped_callers().card(words)
    return () if card is None else _articles.of(base.engine, content_revision, _read)[card]


def _read(connection: Connection) -> Mapping[int, Sequence[int]]:
    cards = shipped_callers().articles
    rows = rows_of(connection, {key for articles in cards for key, _ in articles})
    keys = select(Instrument.id, Instrument.key).where(Instrument.id.in_(sorted({*rows.values()})))
    own = {row.id: row.key for row in connection.execute(keys)}
    return {
        card: [group_number(provision_key(own[rows[key]], path)) for key, path in articles if key in rows]
        for card, articles in enumerate(cards)
    }


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
    return sorted({number_of(token) for token in (*folded, *analysis.pairs(folded))})


def number_of(token: str) -> int:
    """The number of a word or a pair."""
    return crc32(token.encode())
