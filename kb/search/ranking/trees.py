"""Scores of boosted trees, from the text in which LightGBM writes them down: to the last bit those that LightGBM gives.

LightGBM is needed to learn. To load it, with all that it loads, takes a quarter of what a search from a shell takes.

A tree is asked at all its nodes at once. A node that sends a candidate to the right rules out the leaves on its left; of the leaves
that no node rules out, the leftmost one is the answer (QuickScorer, Lucchese et al. 2015). What the values of a feature rule out
in all trees is worked out for every step from threshold to threshold when the model is read.

LightGBM's lambdarank over the features of `kb.search.ranking.features`, asked by `kb.search.ranking.trees`. What it has learned
from and how well it ranks stand in ``ranker.json``.
"""

import logging
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kb.search.ranking.features import FEATURES

Floats = npt.NDArray[np.float64]

_MOST_LEAVES = 16
"""Of a tree: as many as there are bits in what is kept of a step."""
_EVERY = (1 << _MOST_LEAVES) - 1
_ZERO = float(np.float32(1e-35))
"""What is no farther from zero, LightGBM takes for zero."""
_CATEGORICAL, _ZERO_IS_MISSING, _NAN_IS_MISSING = 1, 4, 8
"""What a node may ask that is not asked here: every feature has a value (`kb.search.ranking.features`)."""


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

    def scores(self, values: npt.NDArray[np.float32]) -> Floats:
        """The sum over all trees, for each row: higher is better; only comparable within one question.

        :param values: rows × columns
        """
        wide = values.astype(np.float64)
        wide[np.abs(wide) <= _ZERO] = 0.0
        left = np.full((len(wide), len(self.values)), _EVERY, np.uint16)
        for feature in self.features:
            left &= feature.left.take(np.searchsorted(feature.thresholds, wide[:, feature.column]), axis=0)
        leaf = _LEFTMOST.take(np.ascontiguousarray(left.T))
        # Added tree by tree, as LightGBM adds: any other order gives other last bits.
        return np.asarray(np.add.reduce(np.take_along_axis(self.values, leaf, axis=1), axis=0))


def _leftmost() -> npt.NDArray[np.int64]:
    numbers = np.arange(1 << _MOST_LEAVES)
    return np.where(numbers, np.log2(np.maximum(numbers & -numbers, 1)), 0).astype(np.int64)


_LEFTMOST = _leftmost()


def read_trees(text: str) -> Trees:
    """The model that LightGBM has written.

    :raises ValueError: it is none, is cut, or asks in a way that is not known here
    """
    head, *blocks = re.split(r"^Tree=\d+\n", text.partition("\nend of trees")[0], flags=re.M)
    names = re.search(r"^feature_names=(.*)$", head, re.M)
    sizes = re.search(r"^tree_sizes=(.*)$", head, re.M)
    if names is None or sizes is None or not blocks or len(blocks) != len(sizes[1].split()) or "\nend of trees" not in text:
        raise ValueError("no model, or a part of one")
    nodes: list[_Node] = []
    values = np.zeros((len(blocks), _MOST_LEAVES))
    for tree, block in enumerate(blocks):
        of = dict(line.split("=", 1) for line in block.splitlines() if "=" in line)
        leaves = [float(value) for value in of.get("leaf_value", "").split()]
        if not 1 <= len(leaves) == int(of.get("num_leaves", 0)) <= _MOST_LEAVES or int(of.get("num_cat", 0)):
            raise ValueError("a tree of another kind")
        order, found = _nodes(tree, of, len(leaves))
        nodes += found
        values[tree, : len(leaves)] = [leaves[number] for number in order]
    columns = tuple(names[1].split())
    if any(node.feature >= len(columns) for node in nodes):
        raise ValueError("a feature that has no name")
    return Trees(columns, tuple(_features(nodes, len(blocks))), values)


@dataclass(frozen=True, slots=True)
class _Node:
    """A question of a tree.

    :param left: the leaves that are left on the right, a bit for each
    """

    tree: int
    feature: int
    threshold: float
    left: int


def _nodes(tree: int, of: dict[str, str], leaves: int) -> tuple[list[int], list[_Node]]:
    """The leaves of a tree from left to right, and its nodes."""
    features, kinds, lefts, rights = (
        [int(value) for value in of.get(name, "").split()]
        for name in ("split_feature", "decision_type", "left_child", "right_child")
    )
    thresholds = [float(value) for value in of.get("threshold", "").split()]
    if {len(features), len(kinds), len(lefts), len(rights), len(thresholds)} != {leaves - 1}:
        raise ValueError("a tree that lacks a part")
    order: list[int] = []
    found: dict[int, _Node] = {}

    def walk(child: int) -> None:
        if child < 0:
            order.append(~child)
            return
        if child >= len(features) or child in found or kinds[child] & (_CATEGORICAL | _ZERO_IS_MISSING | _NAN_IS_MISSING):
            raise ValueError("a node of another kind")
        first = len(order)
        found[child] = _Node(tree, features[child], thresholds[child], _EVERY)
        walk(lefts[child])
        found[child] = replace(found[child], left=_EVERY & ~((1 << len(order)) - (1 << first)))
        walk(rights[child])

    walk(0 if features else ~0)
    if sorted(order) != list(range(leaves)):
        raise ValueError("a tree whose leaves do not fit")
    return order, list(found.values())


def _features(nodes: Sequence[_Node], trees: int) -> list[Feature]:
    by_column: dict[int, list[_Node]] = defaultdict(list)
    for node in nodes:
        by_column[node.feature].append(node)
    out = []
    for column, unsorted in sorted(by_column.items()):
        of = sorted(unsorted, key=lambda node: node.threshold)
        steps = np.full((len(of) + 1, trees), _EVERY, np.uint16)
        for step, node in enumerate(of, start=1):
            steps[step, node.tree] = node.left
        np.bitwise_and.accumulate(steps, axis=0, out=steps)
        out.append(Feature(column, np.array([node.threshold for node in of]), steps))
    return out


FOLDER = Path(__file__).parent
MODEL, DESCRIPTION = FOLDER / "ranker.txt", FOLDER / "ranker.json"

_log = logging.getLogger(__name__)


def read_ranker(path: Path) -> Trees | None:
    """The model of a file; None where there is none, or none that fits this version."""
    try:
        trees = read_trees(path.read_text(encoding="utf-8"))
    except OSError as error:
        _log.warning("search ranks without its learned model: %s", type(error).__name__)
        return None
    except ValueError:
        _log.warning("search ranks without its learned model: the file cannot be read")
        return None
    if trees.names != FEATURES:
        _log.warning("search ranks without its learned model: the file is of another version")
        return None
    return trees


@lru_cache(maxsize=1)
def shipped_ranker() -> Trees | None:
    """The model that comes with Tủ Luật, read once."""
    return read_ranker(MODEL) if MODEL.is_file() else None
