"""Clauses by meaning: those whose vectors are near the query's, and how they join what its words found."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

import numpy as np

from kb.index.build import Base
from kb.index.engine import Document, Filter, Match, SearchEngine, Term, View, every
from kb.search.reading.understanding import Plan
from kb.vectors.model import EncoderError, Floats, Near, VectorState
from kb.vectors.searching import Dense, dense_of

NEAREST = 200
"""So many clauses by meaning are joined to those by words."""

FRESH = 40
"""So many articles that no word found go to the learned model, in the place of the last that words found."""

_CONSTANT = 60.0  # of reciprocal rank fusion; what its authors found to be good on many collections
_SHARE = 0.5
"""What a place by meaning weighs beside the same place by words, where there is no learned model to say so."""


@runtime_checkable
class NearestView(Protocol):
    """A view of an index that holds vectors, and searches them itself."""

    def nearest(self, vector: Sequence[float], limit: int, within: Filter | None = None) -> list[Match]:
        """The documents whose vectors are nearest, by cosine, best first."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a query means to an encoder, for one search.

    :param dense: the vectors of the base
    :param vector: that of the query
    """

    dense: Dense
    vector: Floats

    def similarity(self, provisions: Sequence[int]) -> Floats:
        """How near each of some clauses is, from -1 to 1; NaN for those without a vector. A feature for a ranker."""
        return self.dense.similarity(self.vector, provisions)

    def nearest(self, view: View, limit: int = NEAREST, within: Filter | None = None) -> list[Match]:
        """The clauses nearest in meaning, best first; scores are cosines.

        :param within: only documents that this filter matches
        """
        if self.dense.indexed and isinstance(view, NearestView) and self.vector.any():
            return view.nearest(self.vector.tolist(), limit, within)
        return _matches(view, self.dense.nearest(self.vector, limit), within)

    def enough(self, near: Sequence[Match]) -> list[Match]:
        """Those of what is near that are near enough to be called answers, by what the encoder's folder says."""
        enough = self.dense.encoder.files.manner.answers_from
        return [match for match in near if enough is not None and match.score >= enough]

    def answers(self, documents: Sequence[Document]) -> bool:
        """Whether one of these is near enough to be called an answer, by what the encoder's folder says is enough."""
        enough = self.dense.encoder.files.manner.answers_from
        if enough is None or not documents:
            return False
        return bool(np.nanmax(self.similarity([int(item.meta["provision"]) for item in documents]), initial=-1.0) >= enough)


def meaning_of(base: Base, plan: Plan, engine: SearchEngine) -> tuple[Meaning | None, VectorState | None]:
    """What a query means, and what is to be said about the base's vectors; nothing at all where no encoder is set.

    A query that names a number or a provision is not looked for by meaning.
    """
    dense, state = dense_of(base)
    if state is None or dense is None:
        return None, state
    state = replace(state, total=engine.count_documents())
    if plan.provisions or plan.instruments or not plan.words.strip():
        return None, state
    try:
        return Meaning(dense, dense.query(plan.words)), state
    except EncoderError as error:
        return None, VectorState(usable=False, problem=error)


def without(near: Sequence[Match], found: Sequence[Match]) -> list[Match]:
    """What is near in meaning of articles that words have not found."""
    known = {match.group for match in found}
    return [match for match in near if match.group not in known]


def scored_by_words(view: View, terms: Sequence[Term], matches: Sequence[Match], within: Filter | None) -> list[Match]:
    """The same clauses in their order, with the scores that their words have, for a model that compares them with others."""
    if not matches:
        return []
    these: Filter = {"field": "meta.provision", "operator": "in", "value": [match.provision for match in matches]}
    scores = {match.provision: match.score for match in view.retrieve(terms, len(matches), every(these, within))}
    return [match.scored(scores.get(match.provision, 0.0)) for match in matches]


def with_fresh(best: Sequence[Match], fresh: Sequence[Match], depth: int) -> list[Match]:
    """The articles that words found, and among the first of them those that only meaning did, so that they are ranked too.

    :param depth: so many articles are ranked
    """
    taken = list(fresh[:FRESH])
    place = max(0, min(len(best), depth - len(taken)))
    return [*best[:place], *taken, *best[place:]]


def fuse(by_words: Sequence[Match], by_meaning: Sequence[Match]) -> list[Match]:
    """Both lists of articles as one, best first, by reciprocal rank; an article that both have is shown by its clause by words.

    Scores stay those by words and never rise: what was found by meaning alone has the score of the one above it.

    :param by_words: one match an article, best first
    :param by_meaning: the same
    """
    ranks: dict[int, float] = {}
    matches: dict[int, Match] = {}
    for weight, found in ((1.0, by_words), (_SHARE, by_meaning)):
        for place, match in enumerate(found, start=1):
            ranks[match.group] = ranks.get(match.group, 0.0) + weight / (_CONSTANT + place)
            matches.setdefault(match.group, match)
    scores = {match.group: match.score for match in by_words}
    score = max(scores.values(), default=0.0)
    joined = []
    for match in sorted(matches.values(), key=lambda match: (-ranks[match.group], match.provision)):
        score = min(score, scores.get(match.group, score))
        joined.append(match.scored(score))
    return joined


def _matches(view: View, near: Sequence[Near], within: Filter | None) -> list[Match]:
    """What the index says of these clauses; those that it does not hold, or that are not within, are left out."""
    if not near:
        return []
    similarities = {item.provision: item.similarity for item in near}
    these: Filter = {"field": "meta.provision", "operator": "in", "value": list(similarities)}
    found = view.retrieve((), len(near), every(these, within))
    matches = [match.scored(similarities[match.provision]) for match in found]
    return sorted(matches, key=lambda match: (-match.score, match.provision))
