"""What callers ask of the desk's cards also finds the articles that these rest on.

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

MODEL = Path(__file__).with_name("callers.npz")
LIKELY = 0.8
"""Given to each article that a card rests on which a query sounds like, as a share of what the article gets whose own questions are
most like it (`kb.search.asked`). Chosen on 573 questions of many writers (docs/searching.md)."""


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
        plain = analysis.fold_words(words)
        wanted = np.array([number_of(token) for token in {*plain, *analysis.pairs(plain)}], np.uint32)
        at = np.minimum(np.searchsorted(self.tokens, wanted), len(self.tokens) - 1)
        here = at[self.tokens[at] == wanted]
        if not len(here):
            return None
        *said, any_card = (self.odds[here].sum(0, dtype=np.int64) * self.steps).tolist()
        root = sqrt(max(1, len({*plain})))
        third, second, first = sorted(said)[-3:]
        seen = (first / root, (first - second) / root, (second - third) / root, any_card / root, root, 1.0)
        return said.index(first) if float(np.dot(seen, self.weights)) >= 0 else None


def number_of(token: str) -> int:
    """The number of a word or a pair."""
    return crc32(token.encode())


@lru_cache(maxsize=1)
def shipped_callers() -> Callers:
    """What comes with Tủ Luật, read once."""
    with np.load(MODEL, allow_pickle=False) as kept:
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
