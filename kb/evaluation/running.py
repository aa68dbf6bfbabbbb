"""Asking every judged query, in one style or in several, and keeping where the right answers stood."""

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb.errors import IndexUnavailableError, InvalidQueryError
from kb.evaluation.figures import first_place, measure, percentile
from kb.evaluation.files import Style, in_style, read_judgements, read_queries
from kb.evaluation.judging import Wanted, article_ranking, clause_ranking, read_wanted
from kb.index.build import Base
from kb.search import search

DEPTH = 100
"""How many articles are looked at for each query, where nothing else is asked for."""
_HITS = 10
"""Hits of the search whose time is measured."""

Figures = dict[str, float | int]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Requirements:
    """What is measured, and against what.

    :param queries: JSON lines with ``id`` and string fields
    :param qrels: columns query, name, gain; or TREC's query, iteration, name, gain. A name is a source id, or the key of an article
        or of a clause
    :param field: the field that holds the query
    :param styles: how the queries are typed
    :param as_of: the day asked about; default: today in Vietnam
    :param depth: how many articles are looked at; figures and ranks say nothing of what is further down
    """

    queries: Path
    qrels: Path
    field: str = "text"
    styles: tuple[Style, ...] = (Style.AS_TYPED,)
    as_of: date | None = None
    depth: int = DEPTH


@dataclass(frozen=True, slots=True)
class Measured:
    """The answers to every query in one style.

    :param wanted: by query, what is right
    :param articles: by query, the articles found, best first, by the names that judgements give them
    :param clauses: the same as ``articles`` for the best clauses; only queries for which clauses were judged
    :param answered: how many queries search gave answers to, not near misses alone
    :param times: milliseconds of each search with ten hits
    """

    style: Style
    wanted: Mapping[str, Wanted]
    articles: Mapping[str, Sequence[str]]
    clauses: Mapping[str, Sequence[str]]
    answered: int
    times: Sequence[float]

    def figures(self) -> Figures:
        """Quality at the level of articles, milliseconds of a search with ten hits, and the share of queries with an answer."""
        return {
            **measure(self.articles, {query: wanted.articles for query, wanted in self.wanted.items()}),
            "p50_ms": round(percentile(self.times, 50), 3),
            "p95_ms": round(percentile(self.times, 95), 3),
            "answered": round(self.answered / len(self.wanted), 4),
        }

    def clause_figures(self) -> Figures | None:
        """Quality at the level of clauses; None where no clause was judged."""
        wanted = {query: wanted.clauses for query, wanted in self.wanted.items()}
        return measure(self.clauses, wanted) if self.clauses else None


def ranks_of(measured: Iterable[Measured]) -> dict[tuple[str, str], dict[str, int | None]]:
    """By query and style, the place of the first right article, and of the first right clause where clauses were judged."""
    found: dict[tuple[str, str], dict[str, int | None]] = {}
    for some in measured:
        for query, ranking in some.articles.items():
            places = {"article": first_place(ranking, some.wanted[query].articles)}
            if query in some.clauses:
                places["clause"] = first_place(some.clauses[query], some.wanted[query].clauses)
            found[query, str(some.style)] = places
    return found


def run(base: Base, requirements: Requirements, progress: Progress = lambda done, total: None) -> list[Measured]:
    """Search for every judged query in every style.

    :param progress: called with the number of queries done and their total
    :raises InvalidQueryError: a file cannot be read, or no query is judged
    """
    judged = read_wanted(base.engine, read_judgements(requirements.qrels))
    queries = {query.id: query for query in read_queries(requirements.queries, requirements.field)}
    asked = [query for query in queries.values() if query.id in judged]
    if not asked:
        raise InvalidQueryError("queries_without_judgement")
    # Opens the index: no query's time should hold that.
    if search(base, asked[0].text, as_of=requirements.as_of).degraded:
        raise IndexUnavailableError("index_server_not_measured")
    wanted = {query.id: judged[query.id] for query in asked}
    total, counted = len(asked) * len(requirements.styles), itertools.count(1)
    measured = []
    for style in requirements.styles:
        articles: dict[str, list[str]] = {}
        clauses: dict[str, list[str]] = {}
        times: list[float] = []
        answered = 0
        for query in asked:
            text, right = in_style(query, style), wanted[query.id]
            result = search(base, text, k=_HITS, as_of=requirements.as_of)
            times.append(result.took_ms)
            if requirements.depth > _HITS:
                result = search(base, text, k=requirements.depth, as_of=requirements.as_of)
            articles[query.id] = article_ranking(result.hits, right)
            if right.clauses:
                clauses[query.id] = clause_ranking(result.hits, right)
            answered += bool(result.hits)
            progress(next(counted), total)
        measured.append(Measured(style, wanted, articles, clauses, answered, times))
    return measured
