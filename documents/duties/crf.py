"""Conditional random fields as CRFsuite writes them, asked about many sequences at once, which takes a part of its time."""

from collections.abc import Sequence
from itertools import chain, repeat
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
_WEIGHT = np.dtype([("transition", "<u4"), ("source", "<u4"), ("label", "<u4"), ("weight", "<f8")])


class Field:
    """A trained model.

    :param labels: what it says of an item
    """

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        weights_at, labels_at, told_at = map(int, np.frombuffer(data, "<u4", 3, 28))
        weights = np.frombuffer(data, _WEIGHT, int.from_bytes(data[weights_at + 8 : weights_at + 12], "little"), weights_at + 12)
        self.labels, told = _names(data, labels_at), _names(data, told_at)
        self._row = {name: row for row, name in enumerate(told)}
        self._weights: Scores = np.zeros((len(told) + 1, len(self.labels)))  # the last row is of what it does not know
        self._transitions: Scores = np.zeros((len(self.labels), len(self.labels)))
        for kind, table in enumerate((self._weights, self._transitions)):
            some = weights[weights["transition"] == kind]
            table[some["source"], some["label"]] = some["weight"]

    def scores(self, items: Sequence[Sequence[str]]) -> Scores:
        """How much what is told of each item speaks for each label; of each something is told."""
        rows = np.fromiter(map(self._row.get, chain.from_iterable(items), repeat(len(self._row))), np.intp)
        return np.add.reduceat(self._weights[rows], np.cumsum([0, *map(len, items[:-1])])) if items else self._weights[:0]

    def best(self, scores: Scores, sizes: Sequence[int]) -> list[list[str]]:
        """The likeliest labels of sequences of items.

        :param scores: of the items of all sequences
        :param sizes: how many items each has
        """
        ends = np.cumsum(sizes)
        order = np.argsort(-np.array(sizes), kind="stable")  # the longest first: those that reach a place stand together
        starts, longest = (ends - sizes)[order], max(sizes, default=0)
        reached = np.searchsorted(-np.array(sizes)[order], -np.arange(longest)).tolist()
        places = [starts[:many] + at for at, many in enumerate(reached)]
        before = np.zeros(scores.shape, np.intp)
        total = scores[starts[: reached[0]]] if longest else scores
        for here in places[1:]:
            paths = total[: len(here), :, None] + self._transitions
            before[here] = paths.argmax(1)
            total[: len(here)] = paths.max(1) + scores[here]
        label = total.argmax(1)
        found = np.empty(len(scores), np.intp)
        for here in reversed(places):
            found[here] = label[: len(here)]
            label[: len(here)] = before[here, label[: len(here)]]
        named = [self.labels[one] for one in found.tolist()]
        return [named[end - size : end] for end, size in zip(ends.tolist(), sizes, strict=True)]


def _names(data: bytes, at: int) -> list[str]:
    """The keys of a constant database (CQDB) in the order of their numbers."""
    many, places_at = map(int, np.frombuffer(data, "<u4", 2, at + 16))
    found = []
    for place in np.frombuffer(data, "<u4", many, at + places_at).tolist():
        size = int.from_bytes(data[at + place + 4 : at + place + 8], "little")
        found.append(data[at + place + 8 : at + place + 7 + size].decode())
    return found
