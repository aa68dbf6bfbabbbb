"""A query as the ranker sees it: its words and pairs with what each tells."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from kb.index.engine import FOLDED, MARKED, View
from kb.language import analysis

Floats = npt.NDArray[np.float64]

NOTHING = 1e-6
"""Weight of a word that the base does not have."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """The words of a query, each once, and the pairs of words that stand side by side in it.

    :param words: in the form in which texts are compared: folded, where the query lacks marks
    :param folded: texts are compared without their marks
    :param weights: how much each word tells (BM25's idf; next to nothing for words that the base does not have)
    :param pair_weights: the same for each pair
    :param pair_at: number of the pair of two words by their numbers, -1 where the query has no such pair
    :param run: the query's words in order, by their numbers
    :param typed: each of the words as the query has it
    :param numbers: of the words, ascending; ``order`` says which word each is
    """

    words: tuple[str, ...]
    folded: bool
    weights: Floats
    pair_weights: Floats
    pair_at: npt.NDArray[np.int32]
    run: tuple[int, ...]
    typed: tuple[str, ...]
    numbers: npt.NDArray[np.uint32]
    order: npt.NDArray[np.int64]

    def places(self, words: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
        """Which word of the question each of some words is, by their numbers (`kb.language.analysis.word_numbers`); -1 for none."""
        if self.folded:
            words = analysis.fold_numbers(words)
        found = np.minimum(np.searchsorted(self.numbers, words), len(self.numbers) - 1)
        return np.where(self.numbers[found] == words, self.order[found], -1)

    @property
    def total(self) -> float:
        """What all words and pairs tell together."""
        return float(self.weights.sum() + self.pair_weights.sum())


def read_question(run: Sequence[str], folded: bool, view: View) -> Question:
    """A query's words as a question.

    :param run: the words in order, as indexed, abbreviations written out
    :param folded: compare without marks
    """
    typed = list(run)
    run = analysis.fold_words(typed) if folded else typed
    field = FOLDED if folded else MARKED
    words = tuple(dict.fromkeys(run))
    number = {word: place for place, word in enumerate(words)}
    side_by_side = list(dict.fromkeys((number[first], number[second]) for first, second in pairwise(run)))
    tokens = [f"{words[first]}_{words[second]}" for first, second in side_by_side]
    view.expect((field, token) for token in (*words, *tokens))
    pair_at = np.full((len(words), len(words)), -1, np.int32)
    for place, (first, second) in enumerate(side_by_side):
        pair_at[first, second] = place

    def weights(of: Sequence[str]) -> Floats:
        return np.array([_weight(view.frequency(field, token), view.documents) for token in of], np.float64)

    places = tuple(number[word] for word in run)
    typed_first: dict[str, str] = {}
    for word, as_typed in zip(run, typed, strict=True):
        typed_first.setdefault(word, as_typed)
    numbers = analysis.word_numbers(words)
    if folded:
        numbers = analysis.fold_numbers(numbers)
    order = np.argsort(numbers, kind="stable")
    return Question(
        words=words,
        folded=folded,
        weights=weights(words),
        pair_weights=weights(tokens),
        pair_at=pair_at,
        run=places,
        typed=tuple(typed_first.values()),
        numbers=numbers[order],
        order=order,
    )


def _weight(found: int, documents: int) -> float:
    return math.log(1 + (documents - found + 0.5) / (found + 0.5)) if found else NOTHING
