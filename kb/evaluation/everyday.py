"""What the vocabulary of everyday words brings on judged queries: over all of them, and entry by entry."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kb.errors import InvalidQueryError
from kb.evaluation.figures import first_place, reciprocal
from kb.evaluation.files import read_judgements, read_queries
from kb.evaluation.judging import Wanted, article_ranking, read_wanted
from kb.index.build import Base
from kb.language.everyday import normal_phrase
from kb.search import search
from kb.search.reading.everyday import Vocabulary
from kb.search.reading.interpretation import Knowledge, knowledge_of

_DEPTH = 10


@dataclass(frozen=True, slots=True)
class WordEffect:
    """What an entry brings.

    :param queries: judged queries that it touches
    :param better: of them, those whose right article comes further up with it; ``worse``: further down
    :param change: of MRR@10 over the queries that it touches
    """

    phrase: str
    queries: int
    better: int
    worse: int
    change: float


@dataclass(frozen=True, slots=True)
class WordsEffect:
    """What the vocabulary brings.

    :param n: judged queries
    :param touched: of them, those with an everyday word
    :param mrr_without: MRR@10 without the vocabulary
    :param mrr_with: MRR@10 with it
    """

    n: int
    touched: int
    mrr_without: float
    mrr_with: float
    entries: tuple[WordEffect, ...]


def measure_words(base: Base, queries: Path, qrels: Path, field: str = "text") -> WordsEffect:
    """Search for every judged query with the vocabulary, without it, and without each of its entries that the query has.

    :raises InvalidQueryError: a file cannot be read, or no query is judged
    """
    wanted = read_wanted(base.engine, read_judgements(qrels))
    asked = [query for query in read_queries(queries, field) if query.id in wanted and wanted[query.id].articles]
    if not asked:
        raise InvalidQueryError("queries_without_judgement")
    knowledge = knowledge_of(base, day_given=False)
    nothing = replace(knowledge, vocabulary=Vocabulary())
    by_phrase: dict[str, list[float]] = defaultdict(list)
    total_with = total_without = 0.0
    touched = 0
    for query in asked:
        seen, phrases = _reciprocal(base, query.text, wanted[query.id], knowledge)
        total_with += seen
        if not phrases:
            total_without += seen
            continue
        touched += 1
        total_without += _reciprocal(base, query.text, wanted[query.id], nothing)[0]
        for phrase in phrases:
            less = replace(knowledge, vocabulary=knowledge.vocabulary.without(phrase))
            by_phrase[phrase].append(seen - _reciprocal(base, query.text, wanted[query.id], less)[0])
    count = len(asked)
    return WordsEffect(count, touched, round(total_without / count, 4), round(total_with / count, 4), tuple(_effects(by_phrase)))


def _reciprocal(base: Base, text: str, wanted: Wanted, knowledge: Knowledge) -> tuple[float, tuple[str, ...]]:
    """The reciprocal rank of the first right article, and the everyday words of the query."""
    result = search(base, text, k=_DEPTH, knowledge=knowledge)
    place = first_place(article_ranking(result.hits, wanted), wanted.articles)
    return reciprocal(place), tuple(dict.fromkeys(normal_phrase(typed) for typed, _ in result.understood.expanded))


def _effects(by_phrase: dict[str, list[float]]) -> Iterator[WordEffect]:
    for phrase, changes in sorted(by_phrase.items()):
        better = sum(change > 0 for change in changes)
        worse = sum(change < 0 for change in changes)
        yield WordEffect(phrase, len(changes), better, worse, round(sum(changes) / len(changes), 4))
