"""Links between the units of one level of two texts, and the pairs of places that together gain most."""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from documents.comparison.likeness import Mask, Places, Shares
from documents.comparison.pairing import Reason

Edge = tuple[int, int]


@dataclass
class Links:
    """Who corresponds to whom at a level: places in the lists of units, with the score and its reasons."""

    heirs: dict[int, dict[int, tuple[float, tuple[Reason, ...]]]] = field(default_factory=lambda: defaultdict(dict))
    sources: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, left: int, right: int, score: float, reasons: tuple[Reason, ...]) -> None:
        """Link two."""
        self.heirs[left][right] = (min(score, 1.0), reasons)
        self.sources[right].append(left)

    def linked(self, left: int, right: int) -> bool:
        """Whether two are linked."""
        return right in self.heirs.get(left, ())

    def edges(self) -> list[Edge]:
        """All of them, in order."""
        return sorted((left, right) for left, heirs in self.heirs.items() for right in heirs)

    def among(self, left: Places, right: Places) -> Mask:
        """Which pairs of places are linked; places below 0 stand for nothing, and two of those belong together."""
        size = 1 + max((right for _, right in self.edges()), default=0)
        linked = np.array([one * size + other for one, other in self.edges()], np.int64)
        known = (left >= 0) & (right >= 0) & (right < size)
        return np.asarray(known & np.isin(left * size + right, linked) | (left < 0) & (right < 0), np.bool_)


def best_pairs(left: Places, right: Places, gains: Shares) -> list[int]:
    """The pairs that together gain most, each place in one of them at most.

    :param gains: what each pair of places gains; those that gain nothing are left out
    :returns: which of the pairs
    """
    from scipy import sparse
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    (some,) = np.nonzero(gains > 0)
    if not len(some):
        return []
    rows, ours = np.unique(left[some], return_inverse=True)
    columns, theirs = np.unique(right[some], return_inverse=True)
    # A row may stay alone: it then stands with a column of its own, which gains nothing.
    alone = np.arange(len(rows))
    weights = sparse.csr_array(
        (
            np.concatenate([1 + gains[some].astype(np.float64), np.ones(len(rows))]),
            (np.concatenate([ours, alone]), np.concatenate([theirs, len(columns) + alone])),
        ),
        shape=(len(rows), len(columns) + len(rows)),
    )
    row, column = min_weight_full_bipartite_matching(weights, maximize=True)
    partner = np.full(len(rows), -1, np.int64)
    partner[row] = column
    return [int(at) for at in some[partner[ours] == theirs]]
