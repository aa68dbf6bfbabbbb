"""From the text in which LightGBM writes a model down to what search reads of it (`kb.search.ranking.trees`)."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kb.search.ranking.trees import EVERY, MOST_LEAVES, NODE, Floats, Trees

WRITTEN = Path(__file__).with_name("ranker.txt")
"""The shipped model as LightGBM has written it."""

_CATEGORICAL, _ZERO_IS_MISSING, _NAN_IS_MISSING = 1, 4, 8
"""What a node may ask that is not asked here: every feature has a value (`kb.search.ranking.features`)."""


def write_trees(text: str, path: Path) -> None:
    """Write a model as search reads it.

    :raises ValueError: it is none, is cut, or asks in a way that is not known here
    """
    names, nodes, values = _compiled(text)
    with path.open("wb") as stream:
        np.savez_compressed(stream, names=np.array(names), nodes=nodes, values=values)


def read_trees(text: str) -> Trees:
    """The model that LightGBM has written.

    :raises ValueError: it is none, is cut, or asks in a way that is not known here
    """
    return Trees.of(*_compiled(text))


def _compiled(text: str) -> tuple[tuple[str, ...], npt.NDArray[Any], Floats]:
    """The names of the features, the nodes as they are kept, and by tree the values of its leaves from left to right."""
    head, *blocks = re.split(r"^Tree=\d+\n", text.partition("\nend of trees")[0], flags=re.M)
    names = re.search(r"^feature_names=(.*)$", head, re.M)
    sizes = re.search(r"^tree_sizes=(.*)$", head, re.M)
    if names is None or sizes is None or not blocks or len(blocks) != len(sizes[1].split()) or "\nend of trees" not in text:
        raise ValueError("no model, or a part of one")
    nodes: list[_Node] = []
    values = np.zeros((len(blocks), MOST_LEAVES))
    for tree, block in enumerate(blocks):
        of = dict(line.split("=", 1) for line in block.splitlines() if "=" in line)
        leaves = [float(value) for value in of.get("leaf_value", "").split()]
        if not 1 <= len(leaves) == int(of.get("num_leaves", 0)) <= MOST_LEAVES or int(of.get("num_cat", 0)):
            raise ValueError("a tree of another kind")
        order, found = _nodes(tree, of, len(leaves))
        nodes += found
        values[tree, : len(leaves)] = [leaves[number] for number in order]
    columns = tuple(names[1].split())
    if any(node.feature >= len(columns) for node in nodes):
        raise ValueError("a feature that has no name")
    kept = sorted((node.feature, node.threshold, node.tree, node.left) for node in nodes)
    return columns, np.array(kept, NODE), values


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
        found[child] = _Node(tree, features[child], thresholds[child], EVERY)
        walk(lefts[child])
        found[child] = replace(found[child], left=EVERY & ~((1 << len(order)) - (1 << first)))
        walk(rights[child])

    walk(0 if features else ~0)
    if sorted(order) != list(range(leaves)):
        raise ValueError("a tree whose leaves do not fit")
    return order, list(found.values())
