"""Scores of boosted trees, from what `benchmarks.trees` keeps of a model of LightGBM: to the last bit those that LightGBM gives.

LightGBM is needed to learn. To load it, with all that it loads, takes a quarter of what a search from a shell takes.

A tree is asked at all its nodes at once. A node that sends a candidate to the right rules out the leaves on its left; of the leaves
that no node rules out, the leftmost one is the answer (QuickScorer, Lucchese et al. 2015). What the values of a feature rule out
in all trees is worked out for every step from threshold to threshold when the model is read.

LightGBM's lambdarank over the features of `kb.search.ranking.features`, asked by `kb.search.ranking.trees`. What it has learned
from and how well it ranks stand in ``ranker.json``.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

MOST_LEAVES = 16
"""Of a tree: as many as there are bits in what is kept of a step."""
EVERY = (1 << MOST_LEAVES) - 1
NODE = np.dtype([("column", "<i2"), ("threshold", "<f8"), ("tree", "<i2"), ("left", "<u2")])
"""What a tree asks at a node: of a feature, whether it is greater; and the leaves that are left then, a bit for each."""
_ZERO = float(np.float32(1e-35))
"""What is no farther from zero, LightGBM takes for zero."""


@dataclass(frozen=True, slots=True, eq=False)
class Feature:
    """What the values of a feature rule out.

    :param column: of the feature
    :param thresholds: ascending
    :param left: thresholds that a value passes × trees: the leaves that are left, a bit for each
    """

    column: int
    thresholds: Floats
    left: npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """A model.

    :param names: of the features, in the order of the columns
    :param features: those that a tree asks for
    :param values: trees × leaves
    """

    names: tuple[str, ...]
    features: tuple[Feature, ...]
    values: Floats

    @classmethod
    def of(cls, names: tuple[str, ...], nodes: npt.NDArray[Any], values: Floats) -> "Trees":
        """A model as it is kept.

        :param nodes: of all trees, each a `NODE`, by threshold, ascending
        """
        features = []
        for column in sorted(set(nodes["column"].tolist())):
            of = nodes[nodes["column"] == column]
            steps = np.full((len(of) + 1, len(values)), EVERY, np.uint16)
            steps[np.arange(1, len(of) + 1), of["tree"]] = of["left"]
            np.bitwise_and.accumulate(steps, axis=0, out=steps)
            features.append(Feature(column, of["threshold"], steps))
        return cls(names, tuple(features), values)

    def scores(self, values: npt.NDArray[np.float32]) -> Floats:
        """The sum over all trees, for each row: higher is better; only comparable within one question.

        :param values: rows × columns
        """
        wide = values.astype(np.float64)
        wide[np.abs(wide) <= _ZERO] = 0.0
        left = np.full((len(wide), len(self.values)), EVERY, np.uint16)
        for feature in self.features:
            left &= feature.left.take(np.searchsorted(feature.thresholds, wide[:, feature.column]), axis=0)
        leaf = _LEFTMOST.take(np.ascontiguousarray(left.T))
        # Added tree by tree, as LightGBM adds: any other order gives other last bits.
        return np.asarray(np.add.reduce(np.take_along_axis(self.values, leaf, axis=1), axis=0))


def _leftmost() -> npt.NDArray[np.int64]:
    numbers = np.arange(1 << MOST_LEAVES)
    return np.where(numbers, np.log2(np.maximum(numbers & -numbers, 1)), 0).astype(np.int64)


_LEFTMOST = _leftmost()


FOLDER = Path(__file__).parent
MODEL, DESCRIPTION = FOLDER / "ranker.npz", FOLDER / "ranker.json"


@lru_cache(maxsize=1)
def shipped_ranker() -> Trees:
    """The model that comes with Tủ Luật, read once."""
    with np.load(MODEL, allow_pickle=False) as kept:
        return Trees.of(tuple(kept["names"].tolist()), kept["nodes"], kept["values"])
