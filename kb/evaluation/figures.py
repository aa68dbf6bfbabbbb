"""The figures themselves: recall, reciprocal rank, nDCG, percentiles."""

import math
import statistics
from collections import defaultdict
from collections.abc import Container, Mapping, Sequence

from kb.evaluation.files import Judgements


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
