"""The files of an evaluation, judged queries and judgements; and the figures themselves."""

import math
import statistics
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from kb.errors import InvalidQueryError

Judgements = Mapping[str, Mapping[str, float]]


def read_queries(path: Path, field: str) -> dict[str, str]:
    """The queries of a JSON-lines file, by their ids.

    :raises InvalidQueryError: it cannot be read, or a line lacks the field
    """
    found = {}
    for number, line in enumerate(lines(path), start=1):
        try:
            item: Any = orjson.loads(line)
        except orjson.JSONDecodeError:
            raise InvalidQueryError("line_not_json", line=number, file=path.name) from None
        text = item.get(field) if isinstance(item, dict) else None
        if not isinstance(text, str) or "id" not in item:
            raise InvalidQueryError("line_without_field", line=number, file=path.name, field=field)
        found[str(item["id"])] = text
    return found


def read_judgements(path: Path) -> dict[str, dict[str, float]]:
    """The judgements of a file, by query.

    :raises InvalidQueryError: it cannot be read
    """
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for number, line in enumerate(lines(path), start=1):
        columns = line.split("\t") if "\t" in line else line.split()
        try:
            if len(columns) not in (3, 4):
                raise ValueError
            gain = float(columns[-1])
        except ValueError:
            if number == 1:
                continue  # a line of column names
            raise InvalidQueryError("line_columns", line=number, file=path.name) from None
        found[columns[0].strip()][columns[-2].strip()] = gain
    return dict(found)


def lines(path: Path) -> Iterator[str]:
    """The lines of a text file that are not blank.

    :raises InvalidQueryError: it cannot be read
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise InvalidQueryError("file_not_read", path=path) from None
    return (line for line in text.splitlines() if line.strip())


def measure(rankings: Mapping[str, Sequence[str]], judgements: Judgements) -> dict[str, float | int]:
    """Quality of rankings: the shares of queries with a relevant article among the first k, reciprocal rank, nDCG.

    :param rankings: by query, articles, best first, each once
    :param judgements: by query, the gain of each relevant article
    """
    scores: dict[str, list[float]] = defaultdict(list)
    for query, ranking in rankings.items():
        gains = {article: gain for article, gain in judgements[query].items() if gain > 0}
        first = first_place(ranking, gains)
        for k in (1, 10, 100):
            scores[f"recall@{k}"].append(found_within(first, k))
        scores["mrr@10"].append(reciprocal(first))
        ideal = _discounted(sorted(gains.values(), reverse=True)[:10])
        scores["ndcg@10"].append(_discounted([gains.get(article, 0.0) for article in ranking[:10]]) / ideal)
    return {"n": len(rankings), **{name: round(statistics.fmean(values), 4) for name, values in scores.items()}}


def first_place(ranking: Sequence[str], relevant: Container[str]) -> int | None:
    """Where the first relevant article stands, from 1; None where there is none."""
    return next((place for place, article in enumerate(ranking, start=1) if article in relevant), None)


def found_within(first: int | None, k: int) -> float:
    """Recall as it is counted here: 1 where a relevant article stands among the first k."""
    return 1.0 if first is not None and first <= k else 0.0


def reciprocal(first: int | None) -> float:
    """The reciprocal of the place of the first relevant article, 0 beyond the first ten."""
    return 1 / first if first is not None and first <= 10 else 0.0


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, start=1))


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which so many percent lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]
