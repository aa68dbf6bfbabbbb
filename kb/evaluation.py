"""Measuring search on judged queries: how often the right article is found, how far up, and how fast."""

import math
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from kb.errors import InvalidQueryError
from kb.index.build import Base
from kb.search import search

DEPTH = 100
"""How many articles are looked at for each query."""

Judgements = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Query:
    """A judged query."""

    id: str
    text: str


def evaluate(base: Base, queries: Path, qrels: Path, field: str = "text") -> dict[str, float | int]:
    """Search for every judged query and measure the answers.

    Queries without a relevant article in the judgements are left out. Times are those of the search in this process with ten hits;
    quality is measured on a second, deeper search.

    :param queries: JSON lines with ``id`` and string fields
    :param qrels: columns query, source_id, gain; or TREC's query, iteration, source_id, gain
    :param field: the field that holds the query
    :raises InvalidQueryError: a file cannot be read, or the field is absent
    """
    judgements = read_judgements(qrels)
    asked = [query for query in read_queries(queries, field) if any(gain > 0 for gain in judgements.get(query.id, {}).values())]
    if not asked:
        raise InvalidQueryError(
            "Không câu hỏi nào có đáp án; hãy kiểm tra cột đầu của tệp đáp án có đúng id của câu hỏi không. (No judged query.)"
        )
    search(base, asked[0].text)  # opens the index: no query's time should hold that
    rankings, times = {}, []
    for query in asked:
        times.append(search(base, query.text).took_ms)
        rankings[query.id] = distinct(hit.source_id for hit in search(base, query.text, k=DEPTH).hits)
    return {**measure(rankings, judgements), "p50_ms": _rounded(percentile(times, 50)), "p95_ms": _rounded(percentile(times, 95))}


def measure(rankings: Mapping[str, Sequence[str]], judgements: Judgements) -> dict[str, float | int]:
    """Quality of rankings: the shares of queries with a relevant article among the first k, reciprocal rank, nDCG.

    :param rankings: by query, articles, best first, each once
    :param judgements: by query, the gain of each relevant article
    """
    scores: dict[str, list[float]] = defaultdict(list)
    for query, ranking in rankings.items():
        gains = {article: gain for article, gain in judgements[query].items() if gain > 0}
        first = next((place for place, article in enumerate(ranking, start=1) if article in gains), None)
        for k in (1, 10, 100):
            scores[f"recall@{k}"].append(1.0 if first is not None and first <= k else 0.0)
        scores["mrr@10"].append(1 / first if first is not None and first <= 10 else 0.0)
        ideal = _discounted(sorted(gains.values(), reverse=True)[:10])
        scores["ndcg@10"].append(_discounted([gains.get(article, 0.0) for article in ranking[:10]]) / ideal)
    return {"n": len(rankings), **{name: _rounded(statistics.fmean(values), 4) for name, values in scores.items()}}


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, start=1))


def distinct(articles: Iterable[str | None]) -> list[str]:
    """Each article once, at its first place; hits without a source id hold their place."""
    seen: dict[str, None] = {}
    for place, article in enumerate(articles):
        seen.setdefault(article if article is not None else f"?{place}", None)
    return list(seen)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which so many percent lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def read_queries(path: Path, field: str) -> list[Query]:
    """The queries of a JSON-lines file.

    :raises InvalidQueryError: it cannot be read, or a line lacks the field
    """
    found = []
    for number, line in enumerate(_lines(path), start=1):
        try:
            item: Any = orjson.loads(line)
        except orjson.JSONDecodeError:
            raise InvalidQueryError(f"Dòng {number} của {path.name} không phải JSON. (Not JSON.)") from None
        text = item.get(field) if isinstance(item, dict) else None
        if not isinstance(text, str) or "id" not in item:
            raise InvalidQueryError(
                f"Dòng {number} của {path.name} không có “id” hoặc trường chữ “{field}”. (No such string field.)"
            )
        found.append(Query(str(item["id"]), text))
    return found


def read_judgements(path: Path) -> dict[str, dict[str, float]]:
    """The judgements of a file, by query.

    :raises InvalidQueryError: it cannot be read
    """
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for number, line in enumerate(_lines(path), start=1):
        columns = line.split("\t") if "\t" in line else line.split()
        try:
            if len(columns) not in (3, 4):
                raise ValueError
            gain = float(columns[-1])
        except ValueError:
            if number == 1:
                continue  # a line of column names
            raise InvalidQueryError(
                f"Dòng {number} của {path.name} phải có ba hoặc bốn cột, cột cuối là số. (Three or four columns wanted.)"
            ) from None
        found[columns[0].strip()][columns[-2].strip()] = gain
    return dict(found)


def _lines(path: Path) -> Iterator[str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise InvalidQueryError(f"Không đọc được {path}. (Cannot be read.)") from None
    return (line for line in text.splitlines() if line.strip())


def _rounded(value: float, digits: int = 3) -> float:
    return round(value, digits)
