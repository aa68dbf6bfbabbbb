"""Asking every judged query, in one style or in several, and keeping where the right answers stood."""

import itertools
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb.errors import IndexUnavailableError, InvalidQueryError
from kb.evaluation.figures import first_place, measure, percentile
from kb.evaluation.files import Query, read_judgements, read_queries
from kb.evaluation.judging import Wanted, article_ranking, clause_ranking, read_wanted
from kb.evaluation.styles import Style, in_style, properties_of
from kb.index.build import Base
from kb.search import Hit, search

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

    :param articles: by query, the articles found, best first, by the names that judgements give them
    :param clauses: the same as ``articles`` for the best clauses; only queries for which clauses were judged
    :param firsts: by query, what stood first, were it a near miss
    :param answered: the queries that search gave answers to, not near misses alone
    :param times: milliseconds of each search with ten hits
    """

    style: Style
    articles: Mapping[str, Sequence[str]]
    clauses: Mapping[str, Sequence[str]]
    firsts: Mapping[str, Hit | None]
    answered: frozenset[str]
    times: Sequence[float]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that was asked and found."""

    queries: tuple[Query, ...]
    wanted: Mapping[str, Wanted]
    measured: tuple[Measured, ...]

    def figures(self, style: Style, only: frozenset[str] | None = None) -> Figures:
        """Quality at the level of articles.

        :param only: the queries that count; default: all
        """
        found = self._of(style).articles
        kept = {query: ranking for query, ranking in found.items() if only is None or query in only}
        return measure(kept, {query: wanted.articles for query, wanted in self.wanted.items()})

    def clause_figures(self, style: Style) -> Figures | None:
        """Quality at the level of clauses; None where no clause was judged."""
        found = self._of(style).clauses
        return measure(found, {query: wanted.clauses for query, wanted in self.wanted.items()}) if found else None

    def answered(self, style: Style) -> float:
        """The share of the queries that search gave answers to. Near misses do not count, here or in the other figures."""
        return round(len(self._of(style).answered) / len(self.queries), 4)

    def times(self, style: Style) -> Figures:
        """Latency of a search with ten hits, in milliseconds."""
        times = self._of(style).times
        return {"p50_ms": round(percentile(times, 50), 3), "p95_ms": round(percentile(times, 95), 3)}

    def by_property(self, style: Style) -> dict[str, Figures]:
        """Quality for the queries of each kind (`kb.evaluation.styles.properties_of`)."""
        kinds: dict[str, set[str]] = defaultdict(set)
        for query in self.queries:
            for name in properties_of(query.text):
                kinds[name].add(query.id)
        return {name: self.figures(style, frozenset(kinds[name])) for name in sorted(kinds)}

    def ranks(self) -> dict[tuple[str, str], dict[str, int | None]]:
        """By query and style, the place of the first right article, and of the first right clause where clauses were judged."""
        found: dict[tuple[str, str], dict[str, int | None]] = {}
        for measured in self.measured:
            for query, ranking in measured.articles.items():
                places = {"article": first_place(ranking, self.wanted[query].articles)}
                if query in measured.clauses:
                    places["clause"] = first_place(measured.clauses[query], self.wanted[query].clauses)
                found[query, str(measured.style)] = places
        return found

    def _of(self, style: Style) -> Measured:
        return next(measured for measured in self.measured if measured.style is style)


def evaluate(base: Base, queries: Path, qrels: Path, field: str = "text") -> Figures:
    """Search for every judged query and measure the answers.

    Queries without a relevant article in the judgements are left out. Times are those of the search in this process with ten hits;
    quality is measured on a second, deeper search.

    :param queries: JSON lines with ``id`` and string fields
    :param qrels: columns query, source_id, gain; or TREC's query, iteration, source_id, gain
    :param field: the field that holds the query
    :raises InvalidQueryError: a file cannot be read, or the field is absent
    """
    done = run(base, Requirements(queries, qrels, field))
    return {**done.figures(Style.AS_TYPED), **done.times(Style.AS_TYPED)}


def run(base: Base, requirements: Requirements, progress: Progress | None = None) -> Evaluation:
    """Search for every judged query in every style.

    :param progress: called with the number of queries done and their total
    :raises InvalidQueryError: a file cannot be read, or no query is judged
    """
    judgements = read_judgements(requirements.qrels)
    queries = {query.id: query for query in read_queries(requirements.queries, requirements.field)}
    wanted = read_wanted(base.engine, judgements)
    asked = [query for query in queries.values() if query.id in wanted]
    if not asked:
        raise InvalidQueryError("queries_without_judgement")
    # Opens the index: no query's time should hold that.
    if search(base, asked[0].text, as_of=requirements.as_of).degraded:
        raise IndexUnavailableError("index_server_not_measured")
    total = len(asked) * len(requirements.styles)
    counted = itertools.count(1)

    def advance() -> None:
        if progress:
            progress(next(counted), total)

    measured = [_measured(base, asked, wanted, style, requirements, advance) for style in requirements.styles]
    return Evaluation(tuple(asked), {query.id: wanted[query.id] for query in asked}, tuple(measured))


def _measured(
    base: Base,
    queries: Sequence[Query],
    wanted: Mapping[str, Wanted],
    style: Style,
    requirements: Requirements,
    advance: Callable[[], None],
) -> Measured:
    articles: dict[str, list[str]] = {}
    clauses: dict[str, list[str]] = {}
    firsts: dict[str, Hit | None] = {}
    answered = set()
    times = []
    for query in queries:
        text = in_style(query.text, query.id, style)
        result = search(base, text, k=_HITS, as_of=requirements.as_of)
        times.append(result.took_ms)
        if requirements.depth > _HITS:
            result = search(base, text, k=requirements.depth, as_of=requirements.as_of)
        hits = result.hits
        articles[query.id] = article_ranking(hits, wanted[query.id])
        if wanted[query.id].clauses:
            clauses[query.id] = clause_ranking(hits, wanted[query.id])
        firsts[query.id] = next(iter((*hits, *result.near)), None)
        if hits:
            answered.add(query.id)
        advance()
    return Measured(style, articles, clauses, firsts, frozenset(answered), times)
