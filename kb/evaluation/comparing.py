"""Comparing with an earlier run: paired bootstrap on the ranks of the same queries.

What is saved of a run is ids and ranks. The words of the queries are not in it, so a baseline may be shared and committed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from kb.errors import InvalidQueryError, KnowledgeBaseError
from kb.evaluation.files import found_within, lines, reciprocal

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
