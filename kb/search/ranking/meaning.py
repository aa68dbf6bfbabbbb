"""How near an article is to a question in what is meant: people say "bị lừa bán" where the law says "nạn nhân".

Each word and pair of questions, and each word of articles, has a place in a room of few dimensions, learned by `benchmarks.meaning`
from what people ask of articles and from headings with their texts. The nearer a question's words lie to an article's, the likelier
it speaks of that. Which instrument it is, nothing says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kb.language import analysis
from kb.search.ranking.features import Candidate, Floats, Words, short_words

LOOKED_AT = 80
"""Words of a clause."""
NAME = 0.5
"""Weight of the instrument's name beside heading and clause."""
MODEL = Path(__file__).with_name("meaning.npz")

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where words lie.

    :param numbers: of the words, ascending
    :param vectors: their places, and last a row of zeros: a word that is not known says nothing
    """

    numbers: Words
    vectors: Vectors

    def find(self, words: Words) -> npt.NDArray[np.int64]:
        """The rows of words."""
        at = np.minimum(np.searchsorted(self.numbers, words), len(self.numbers) - 1)
        return np.where(self.numbers[at] == words, at, len(self.numbers))

    def of(self, texts: Sequence[Words]) -> Vectors:
        """The places of texts: the sum of those of their words, the longer the text the less of each."""
        ends = np.cumsum([len(text) + 1 for text in texts])
        at = np.full(ends[-1], len(self.numbers))  # a word that is not known ends each text, so that none is empty
        inside = np.ones(len(at), bool)
        inside[ends - 1] = False
        at[inside] = self.find(np.concatenate(texts))
        starts = np.concatenate([[0], ends[:-1]])
        known = np.add.reduceat((at < len(self.numbers)).astype(np.float32), starts)
        sums = np.add.reduceat(self.vectors[at], starts) / np.sqrt(np.maximum(known, 1))[:, None]
        return sums.astype(np.float32, copy=False)


def with_pairs(words: Words) -> Words:
    """Numbers of words, and behind them of the pairs that stand side by side."""
    wide = words.astype(np.uint64)
    return np.concatenate([words, ((wide[:-1] * 2654435761 + wide[1:] * 40503) >> 7).astype(np.uint32)])


@lru_cache(maxsize=1)
def shipped_places() -> tuple[Places, Places]:
    """Of questions and of articles, as they come with Tủ Luật, read once."""
    with np.load(MODEL, allow_pickle=False) as kept:
        parts = ((kept[f"{name}_numbers"], kept[f"{name}_vectors"], kept[f"{name}_scales"]) for name in ("asked", "held"))
        return tuple(Places(numbers, _whole(vectors, scales)) for numbers, vectors, scales in parts)  # type: ignore[return-value]


def _whole(vectors: npt.NDArray[np.int8], scales: npt.NDArray[np.float16]) -> Vectors:
    rows = vectors.astype(np.float32) * scales.astype(np.float32)[:, None]
    return np.concatenate([rows, np.zeros((1, rows.shape[1]), np.float32)])


def nearness(text: str, candidates: Sequence[Candidate]) -> Floats:
    """How near each candidate is to a question: 1 where both lie in the same direction.

    :param text: the query as it is read
    """
    asked, held = shipped_places()
    question = asked.of([with_pairs(analysis.word_numbers(analysis.words(text)))])[0]
    clauses, headings, names = zip(*((item.words[:LOOKED_AT], item.heading, item.name) for item in candidates), strict=True)
    laid = held.of([*clauses, *map(short_words, headings), *map(short_words, names)]).reshape(3, len(candidates), -1)
    articles = laid[0] + laid[1] + NAME * laid[2]
    lengths = np.linalg.norm(articles, axis=1) * np.linalg.norm(question)
    found: Floats = (articles @ question / np.maximum(lengths, 1e-6)).astype(np.float64)
    return found
