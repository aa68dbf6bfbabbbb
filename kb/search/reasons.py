"""Why a hit is among the answers, and whether the hits answer at all."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.index.engine import Document
from kb.index.rows import read_words
from kb.search.model import Evidence, Reasons
from kb.search.ranking.features import Flags, Found, find_words, short_words
from kb.search.ranking.question import NOTHING, Floats, Question

_COMMON = 0.08
"""A word that stands in a larger share of the clauses tells nothing by itself."""

LOOKED_AT = 10
"""Of the best documents, so many decide whether anything answers."""
_SMALL = 20_000
"""In fewer clauses than these only the words count: everyday words share few pairs with the law that answers them. Of 45 questions
over three decrees the rule for large bases left 5 without an answer; by the words alone none is, and 37 of the 60 others are."""

_ALL = 0.95
_LITTLE = 0.2
"""Less of a question's words than any question of the benchmarks that was answered had (0.25)."""
_LEARNED, _LEAST_LEARNED = {"pairs": 13.6, "score": 0.9}, 2.5
_PLAIN, _LEAST_PLAIN = {"words": 1.7, "pairs": 17.3}, 3.2
_UNSURE = 1.0
"""What lies so little below the least is shown and said to be unsure: a right answer that is hidden helps nobody."""
"""Coefficients of ``python -m benchmarks.abstention``, which ranks with a model that has not seen the questions' instruments.

Of the questions whose answer is among the first ten, none of 344 of citizens and 0.4 % of 492 of the exam are left without an
answer; of 60 questions that no law answers, 60 % are. Without the model: none, 0.2 %, and about 30 %. They go with the
scores of the model: whoever makes a new one fits them anew.
"""


@dataclass(frozen=True, slots=True)
class Explained:
    """Why each document answers, by its id, and whether one of them is good enough to be called an answer.

    :param unsure: hardly so
    """

    reasons: Mapping[str, Reasons]
    answered: bool
    unsure: bool = False
    evidence: Evidence | None = None


def explain(question: Question, documents: Sequence[Document], count: int, learned: bool) -> Explained:
    """Look at what of a question the best documents have.

    :param documents: best first
    :param count: documents of the index
    :param learned: their scores are those of the learned model
    """
    if not documents or not question.words:
        return Explained({}, answered=bool(documents))
    fields = {
        "heading": find_words(question, [short_words(item.meta["heading"] or "") for item in documents], "heading"),
        "name": find_words(question, [short_words(item.meta["title"] or "") for item in documents], "name"),
        "clause": find_words(question, [read_words(item) for item in documents], "clause"),
    }
    # A small base has no rare words; a word that the base does not have tells most.
    least = min(math.log(1 / _COMMON), float(question.weights.max()) / 3)
    tells = (question.weights >= least) | (question.weights <= NOTHING)
    reasons = {document.id: _reasons(question, fields, tells, place) for place, document in enumerate(documents)}
    evidence = _evidence(question, fields, documents[0].score or 0.0, count)
    one_word, small = len(question.words) < 2, count < _SMALL
    weak = _answered(evidence, one_word, small, learned, _UNSURE)
    return Explained(reasons, weak, weak and not _answered(evidence, one_word, small, learned), evidence)


def _reasons(question: Question, fields: dict[str, Found], tells: Flags, place: int) -> Reasons:
    anywhere = np.logical_or.reduce([found.words[place] for found in fields.values()])
    missing = [question.typed[number] for number in np.flatnonzero(tells & ~anywhere)]
    runs = {name: tuple(_runs(question, found.words[place], found.pairs[place], tells)) for name, found in fields.items()}
    return Reasons(**runs, missing=tuple(missing))


def _runs(question: Question, words: Flags, pairs: Flags, tells: Flags) -> list[str]:
    """The question's words that a field has, those side by side there together; stretches that tell nothing are left out."""
    found: list[list[int]] = []
    for place, number in enumerate(question.run):
        if not words[number]:
            continue
        pair = question.pair_at[question.run[place - 1], number] if place else -1
        if found and pair >= 0 and pairs[pair] and words[question.run[place - 1]]:
            found[-1].append(number)
        else:
            found.append([number])
    kept = (" ".join(question.typed[number] for number in stretch) for stretch in found if tells[stretch].any())
    return list(dict.fromkeys(kept))


def _evidence(question: Question, fields: dict[str, Found], score: float, count: int) -> Evidence:
    rarest = math.log(1 + 2 * count)

    def held(what: str, weights: Floats) -> float:
        weights = np.where(weights <= NOTHING, rarest, weights)
        anywhere = np.logical_or.reduce([getattr(found, what)[:LOOKED_AT] for found in fields.values()])
        return float((anywhere @ weights).max() / weights.sum()) if len(weights) else 0.0

    return Evidence(held("words", question.weights), held("pairs", question.pair_weights), score)


def _answered(evidence: Evidence, one_word: bool, small: bool, learned: bool, less: float = 0.0) -> bool:
    if evidence.words >= _ALL or one_word:
        return evidence.words > 0
    if evidence.words < _LITTLE or small:
        return evidence.words >= _LITTLE
    return rule_holds(evidence, learned, less)


def rule_holds(evidence: Evidence, learned: bool, less: float = 0.0) -> bool:
    """Whether what the best documents have of a question is enough by the learned rule alone.

    :param less: how much less than the least is taken
    """
    rule = _LEARNED if learned else _PLAIN
    held: float = sum(weight * getattr(evidence, name) for name, weight in rule.items())
    return held >= (_LEAST_LEARNED if learned else _LEAST_PLAIN) - less
