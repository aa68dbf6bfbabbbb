"""The second stage: the articles that the first stage found, in the order of the learned model."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from heapq import heapify, heappop, heappush

from documents.time.status import StatusCode
from documents.wording.types import LAW_TYPES
from kb.index.engine import Document, Match, View
from kb.index.evidence import clause_evidence_of, evidence_of, status_of
from kb.index.rows import read_words
from kb.search.ranking.asked import asked_by, fitness
from kb.search.ranking.features import Candidate, compare
from kb.search.ranking.question import Question
from kb.search.ranking.trees import Trees
from kb.search.reading.understanding import Plan

DEPTH = 80
"""Articles that are ranked; those behind them stay in the order of the first stage. 120 found none more among ten, on 167 fresh and
409 citizens' questions, and took 3 ms more of a search's 29."""

NAMED = 3.0
"""Added to articles of the instrument that a query names beside its words; the questions that the model learned from name none."""

NOT_IN_FORCE = 2.0
"""Taken from what is over, or has not begun, on the day: two steps between neighbours, so that it goes behind what held wherever
both answer, and not behind what hardly answers. Other words since then take nothing: the article may still be the answer."""

LAW = 0.5
"""Given to articles of laws and codes: of what answers as well, the law goes before what guides it."""

ASKED = 4.0
"""Given to the article whose questions are most like the query, and less to others (`kb.search.asked`). Chosen on one half of 126
fresh questions, told on the other (docs/searching.md)."""
_ELSEWHEN = (StatusCode.EXPIRED, StatusCode.NOT_YET)


def ranked(
    view: View,
    ranker: Trees,
    question: Question,
    plan: Plan,
    matches: Sequence[Match],
    best: Sequence[Match],
    count: int,
    likeness: Mapping[int, float],
) -> list[Match]:
    """The best clauses of articles in the order of the model, with its scores.

    :param matches: all clauses of the first stage
    :param best: of these one for each article, in the order of the first stage
    :param count: how many of them are wanted; those behind stand as if all were in force
    :param likeness: by the number of an article, how like the query is to what people ask of it
    """
    first, rest = list(best[:DEPTH]), best[DEPTH:]
    if not first or not len(question.words):
        return list(best)
    documents = view.stored(first)
    learned = ranker.scores(compare(question, plan.words, candidates(first, documents, matches)))
    asked = asked_by(plan.words)
    scores = [
        float(score)
        + ASKED * likeness.get(match.group, 0.0)
        + (NAMED if document.meta["instrument"] in plan.raised else 0.0)
        + (LAW if document.meta["type"] in LAW_TYPES else 0.0)
        + fitness(asked, document.meta["heading"], document.meta["title"])
        for score, match, document in zip(learned, first, documents, strict=True)
    ]
    meant = frozenset(plan.raised)
    in_order = _in_order(scores, documents, plan.understood.as_of, count, meant)
    return behind_ranked([first[place].scored(score) for score, place in in_order], rest)


def _in_order(
    scores: Sequence[float], documents: Sequence[Document], day: date, count: int, meant: Collection[str]
) -> list[tuple[float, int]]:
    """Scores and places, the best first; whether one is over takes long to read, and is asked of those that come first only.

    :param meant: instruments that the query names: they lose nothing for being over
    """
    heap = [(-score, place, documents[place].meta["instrument"] in meant) for place, score in enumerate(scores)]
    heapify(heap)
    out: list[tuple[float, int]] = []
    while heap and len(out) < count:
        score, place, known = heappop(heap)
        lost = 0.0 if known else loss_elsewhen(documents[place], day)
        if lost:
            heappush(heap, (score + lost, place, True))
        else:
            out.append((-score, place))
    last = out[-1][0] if out else 0.0
    return [*out, *((min(-score, last), place) for score, place, _ in sorted(heap))]


def behind_ranked(ranked_matches: Sequence[Match], rest: Sequence[Match]) -> list[Match]:
    """Matches with the scores of the model, and below them others, by the steps of the first stage.

    :param rest: in the order of the first stage
    """
    if not ranked_matches or not rest:
        return [*ranked_matches, *rest]
    last, first = ranked_matches[-1].score, rest[0].score
    return [*ranked_matches, *(match.scored(last - 1 - (first - match.score)) for match in rest)]


def candidates(best: Sequence[Match], documents: Sequence[Document], matches: Sequence[Match]) -> list[Candidate]:
    """The articles of matches as the model sees them."""
    scores: dict[int, list[float]] = defaultdict(list)
    for match in matches:
        scores[match.group].append(match.score)
    made = []
    for match, document in zip(best, documents, strict=True):
        others = sorted(scores[match.group], reverse=True)
        meta = document.meta
        made.append(
            Candidate(
                instrument=meta["instrument"],
                type=meta["type"],
                name=meta["title"] or "",
                heading=meta["heading"] or "",
                words=read_words(document),
                score=match.score,
                second=others[1] if len(others) > 1 else 0.0,
                clauses=len(others),
                total=sum(others),
            )
        )
    return made


def loss_elsewhen(document: Document, day: date) -> float:
    """What an article loses on a day for being over, or not begun."""
    of_day = (status_of(evidence(document.meta), day).code for evidence in (evidence_of, clause_evidence_of))
    return NOT_IN_FORCE if any(code in _ELSEWHEN for code in of_day) else 0.0
