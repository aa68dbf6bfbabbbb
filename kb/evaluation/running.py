"""Asking every judged query, and where the right answers stood."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Engine, select

from documents.model import Kind
from documents.paths import contains, kind_of, provision_key, split_key, unit_of, upward
from kb.database.reading.details import rows_among
from kb.database.tables import Instrument, InstrumentAlias
from kb.errors import IndexUnavailableError, InvalidQueryError
from kb.evaluation.files import Judgements, measure, percentile, read_judgements, read_queries
from kb.index.build import Base
from kb.search import Hit, search


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is right for a query, with its gain.

    :param articles: source ids or keys of articles
    :param clauses: keys of clauses, and keys of articles that were judged as a whole; empty where no clause was judged
    """

    articles: Mapping[str, float]
    clauses: Mapping[str, float]


def read_wanted(engine: Engine, judgements: Judgements) -> dict[str, Wanted]:
    """The judgements of each query that has a relevant article, with the instruments' present keys in place of aliases."""
    named = {key for gains in judgements.values() for key, path in map(split_key, gains) if path}
    asked = select(InstrumentAlias.alias, Instrument.key).join(Instrument, Instrument.id == InstrumentAlias.instrument_id)
    with engine.connect() as connection:
        present = dict(rows_among(connection, asked, InstrumentAlias.alias, named))
    found = {}
    for query, gains in judgements.items():
        articles: dict[str, float] = {}
        clauses: dict[str, float] = {}
        any_clause = False
        for name, gain in gains.items():
            if gain <= 0:
                continue
            instrument, path = split_key(name)
            whole, clause = name, None
            if path:
                unit, part = split_path(path)
                instrument = present.get(instrument, instrument)
                whole = provision_key(instrument, unit)
                clause = provision_key(instrument, part) if part else None
            articles[whole] = max(gain, articles.get(whole, 0.0))
            any_clause = any_clause or clause is not None
            clauses[clause or whole] = max(gain, clauses.get(clause or whole, 0.0))
        if articles:
            found[query] = Wanted(articles, clauses if any_clause else {})
    return found


def split_path(path: str) -> tuple[str, str | None]:
    """The path of the article (or appendix) that a provision belongs to, and of its clause.

    The clause of a point is the one above it; a table or a form that stands in no clause is taken as one.
    """
    unit = unit_of(path)
    within = [place for place in upward(path) if place != unit and contains(unit, place)][::-1]
    clause = next((place for place in within if kind_of(place) is Kind.CLAUSE), None)
    if clause is None and within and kind_of(within[0]) is not Kind.POINT:
        clause = within[0]
    return unit, clause


def _article_name(hit: Hit, articles: Mapping[str, float]) -> str:
    if hit.source_id is not None and (hit.source_id in articles or hit.key not in articles):
        return hit.source_id
    return hit.key


def _clause_name(hit: Hit, clauses: Mapping[str, float]) -> str:
    """An article that was judged as a whole is right whichever of its clauses answers."""
    for name in (hit.source_id, hit.key):
        if name is not None and name in clauses:
            return name
    part = split_path(hit.best_clause)[1] if hit.best_clause else None
    return provision_key(hit.instrument, part) if part else hit.key


DEPTH = 100
"""How many articles are looked at for each query, where nothing else is asked for."""
_HITS = 10
"""Hits of the search whose time is measured."""

Figures = dict[str, float | int]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Measured:
    """The answers to every query.

    :param wanted: by query, what is right
    :param articles: by query, the articles found, best first, by the names that judgements give them
    :param clauses: the same as ``articles`` for the best clauses; only queries for which clauses were judged
    :param answered: how many queries search gave answers to, not near misses alone
    :param times: milliseconds of each search with ten hits
    """

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


def run(
    base: Base,
    queries: Path,
    qrels: Path,
    field: str = "text",
    as_of: date | None = None,
    depth: int = DEPTH,
    progress: Progress = lambda done, total: None,
    typed: Callable[[str, str], str] = lambda query, text: text,
) -> Measured:
    """Search for every judged query.

    :param queries: JSON lines with ``id`` and string fields
    :param qrels: columns query, name, gain; or TREC's query, iteration, name, gain. A name is a source id, or the key of an article
        or of a clause
    :param field: the field that holds the query
    :param as_of: the day asked about; default: today in Vietnam
    :param depth: how many articles are looked at; figures say nothing of what is further down
    :param progress: called with the number of queries done and their total
    :param typed: how a query of an id is typed, where that is otherwise than its file has it
    :raises InvalidQueryError: a file cannot be read, or no query is judged
    """
    judged = read_wanted(base.engine, read_judgements(qrels))
    asked = {query: text for query, text in read_queries(queries, field).items() if query in judged}
    if not asked:
        raise InvalidQueryError("queries_without_judgement")
    # Opens the index: no query's time should hold that.
    if search(base, next(iter(asked.values())), as_of=as_of).degraded:
        raise IndexUnavailableError("index_server_not_measured")
    wanted = {query: judged[query] for query in asked}
    articles: dict[str, list[str]] = {}
    clauses: dict[str, list[str]] = {}
    times: list[float] = []
    answered = 0
    for done, (query, words) in enumerate(asked.items(), start=1):
        text, right = typed(query, words), wanted[query]
        result = search(base, text, k=_HITS, as_of=as_of)
        times.append(result.took_ms)
        if depth > _HITS:
            result = search(base, text, k=depth, as_of=as_of)
        articles[query] = list(dict.fromkeys(_article_name(hit, right.articles) for hit in result.hits))
        if right.clauses:
            clauses[query] = list(dict.fromkeys(_clause_name(hit, right.clauses) for hit in result.hits))
        answered += bool(result.hits)
        progress(done, len(asked))
    return Measured(wanted, articles, clauses, answered, times)
