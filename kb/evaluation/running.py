"""Asking every judged query, in one style or in several, and keeping where the right answers stood."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
from sqlalchemy import Engine, select

from documents.model import Kind
from documents.paths import contains, kind_of, provision_key, split_key, unit_of, upward
from kb.database.reading.details import rows_among
from kb.database.tables import Instrument, InstrumentAlias
from kb.errors import IndexUnavailableError, InvalidQueryError, KnowledgeBaseError
from kb.evaluation.files import (
    Judgements,
    Style,
    first_place,
    found_within,
    in_style,
    lines,
    measure,
    percentile,
    read_judgements,
    read_queries,
    reciprocal,
)
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


def run(
    base: Base,
    queries: Path,
    qrels: Path,
    field: str = "text",
    styles: Sequence[Style] = (Style.AS_TYPED,),
    as_of: date | None = None,
    depth: int = DEPTH,
    progress: Progress = lambda done, total: None,
) -> list[Measured]:
    """Search for every judged query in every style.

    :param queries: JSON lines with ``id`` and string fields
    :param qrels: columns query, name, gain; or TREC's query, iteration, name, gain. A name is a source id, or the key of an article
        or of a clause
    :param field: the field that holds the query
    :param as_of: the day asked about; default: today in Vietnam
    :param depth: how many articles are looked at; figures and ranks say nothing of what is further down
    :param progress: called with the number of queries done and their total
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
    total, counted = len(asked) * len(styles), itertools.count(1)
    measured = []
    for style in styles:
        articles: dict[str, list[str]] = {}
        clauses: dict[str, list[str]] = {}
        times: list[float] = []
        answered = 0
        for query, words in asked.items():
            text, right = in_style(words, style, query), wanted[query]
            result = search(base, text, k=_HITS, as_of=as_of)
            times.append(result.took_ms)
            if depth > _HITS:
                result = search(base, text, k=depth, as_of=as_of)
            articles[query] = list(dict.fromkeys(_article_name(hit, right.articles) for hit in result.hits))
            if right.clauses:
                clauses[query] = list(dict.fromkeys(_clause_name(hit, right.clauses) for hit in result.hits))
            answered += bool(result.hits)
            progress(next(counted), total)
        measured.append(Measured(style, wanted, articles, clauses, answered, times))
    return measured


RESAMPLES = 10_000
SEED = 2026
LEVELS = ("article", "clause")
_DRAWN_AT_ONCE = 4_000_000

Ranks = Mapping[tuple[str, str], Mapping[str, int | None]]
"""By query and style: level to the place of the first right answer, None where there is none among those looked at."""
_Floats = npt.NDArray[np.float64]
_FIGURES: Mapping[str, Callable[[int | None], float]] = {"mrr@10": reciprocal, "recall@10": lambda first: found_within(first, 10)}
_EQUAL = 1e-12  # what summing in another order may leave of nothing


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure now and before, over the queries that both runs have.

    :param low: lower end of the 95 % interval of the difference
    :param high: its upper end
    :param better: share of the resamples in which the figure is higher than before
    :param worse: share of the resamples in which it is lower; the rest are equal
    """

    style: str
    level: str
    figure: str
    n: int
    before: float
    now: float
    difference: float
    low: float
    high: float
    better: float
    worse: float


def save_ranks(path: Path, ranks: Ranks) -> None:
    """Write a run as JSON lines, one a query and style, in the order of ids and styles.

    :raises KnowledgeBaseError: it cannot be written
    """
    written = [orjson.dumps({"id": query, "style": style, **ranks[query, style]}) for query, style in sorted(ranks)]
    try:
        path.write_bytes(b"\n".join([*written, b""]))
    except OSError:
        raise KnowledgeBaseError("file_not_written", path=path) from None


def read_ranks(path: Path) -> dict[tuple[str, str], dict[str, int | None]]:
    """A run as `save_ranks` wrote it.

    :raises InvalidQueryError: it cannot be read
    """
    found: dict[tuple[str, str], dict[str, int | None]] = {}
    for number, line in enumerate(lines(path), start=1):
        try:
            item: Any = orjson.loads(line)
            places = {level: item[level] for level in LEVELS if level in item}
            if not places or not all(place is None or (isinstance(place, int) and place > 0) for place in places.values()):
                raise ValueError
            found[str(item["id"]), str(item["style"])] = places
        except (ValueError, KeyError, TypeError):
            raise InvalidQueryError("line_of_no_run", line=number, file=path.name) from None
    return found


def compare(now: Ranks, before: Ranks) -> list[Comparison]:
    """MRR@10 and recall@10 of two runs, by style and level, over the queries that both have.

    :returns: nothing for a style or level that only one of them has
    """
    compared: list[Comparison] = []
    for style in dict.fromkeys(style for _, style in now):
        for level in LEVELS:
            pairs = [
                (now[key][level], before[key][level])
                for key in sorted(now)
                if key[1] == style and key in before and level in now[key] and level in before[key]
            ]
            if pairs:
                compared.extend(_compared(style, level, pairs))
    return compared


def _compared(style: str, level: str, pairs: list[tuple[int | None, int | None]]) -> Iterator[Comparison]:
    scores = np.array([[[of(now), of(before)] for of in _FIGURES.values()] for now, before in pairs], dtype=np.float64)
    differences = scores[:, :, 0] - scores[:, :, 1]
    drawn = _resampled_means(differences)
    means = scores.mean(axis=0)
    for place, figure in enumerate(_FIGURES):
        low, high = np.quantile(drawn[:, place], (0.025, 0.975))
        yield Comparison(
            style,
            level,
            figure,
            len(pairs),
            before=round(float(means[place, 1]), 4),
            now=round(float(means[place, 0]), 4),
            difference=round(float(differences[:, place].mean()), 4),
            low=round(float(low), 4),
            high=round(float(high), 4),
            better=round(float((drawn[:, place] > _EQUAL).mean()), 4),
            worse=round(float((drawn[:, place] < -_EQUAL).mean()), 4),
        )


def _resampled_means(values: _Floats) -> _Floats:
    """The mean of each column over queries drawn with replacement, for every resample. Both columns get the same draws."""
    chance = np.random.default_rng(SEED)
    count = len(values)
    step = max(1, _DRAWN_AT_ONCE // count)
    means = []
    for start in range(0, RESAMPLES, step):
        drawn = chance.integers(0, count, (min(step, RESAMPLES - start), count))
        means.append(values[drawn].mean(axis=1))
    return np.concatenate(means)
