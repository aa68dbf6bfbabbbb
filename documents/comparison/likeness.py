"""How much two lists of units have in common: their words and pairs of neighbouring words, the rare ones weighing more."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import sparse

Matrix = npt.NDArray[np.float32]
Weights = npt.NDArray[np.float32]
_LEAST = np.float32(1e-9)


@dataclass(frozen=True, slots=True)
class Likeness:
    """Of each unit on the left with each on the right.

    :param common: the weight of the words that both have; ``left`` and ``right`` the weight of all that each has
    """

    common: Matrix
    left: Weights
    right: Weights

    def dice(self) -> Matrix:
        """Twice what both have in common, of what they have together: from 0 to 1."""
        found: Matrix = self.left[:, None] + self.right[None, :]
        np.divide(self.common, found, out=found)
        found *= 2
        return found

    def left_in(self, left: int) -> Weights:
        """The share of a left one that each right one has too."""
        return np.asarray(self.common[left] / self.left[left], np.float32)

    def right_in(self, right: int) -> Weights:
        """The share of a right one that each left one has too."""
        return np.asarray(self.common[:, right] / self.right[right], np.float32)


def likeness(left: Sequence[Sequence[str]], right: Sequence[Sequence[str]]) -> Likeness:
    """Compare the words of each on the left with those of each on the right."""
    features = [set(_features(words)) for words in (*left, *right)]
    spread = Counter(feature for found in features for feature in found)
    columns = {feature: column for column, feature in enumerate(spread)}
    weights = np.array([math.log(1 + len(features) / count) for count in spread.values()] or [0], np.float32)
    one, other = _matrix(features[: len(left)], columns), _matrix(features[len(left) :], columns)
    common = np.asarray((one.multiply(weights) @ other.T).todense(), np.float32)
    return Likeness(common, np.maximum(one @ weights, _LEAST), np.maximum(other @ weights, _LEAST))


def _features(words: Sequence[str]) -> Iterable[str]:
    yield from words
    yield from (f"{first} {second}" for first, second in pairwise(words))


def _matrix(features: Sequence[set[str]], columns: dict[str, int]) -> sparse.csr_array:
    ends = np.cumsum([0, *(len(found) for found in features)])
    places = [columns[feature] for found in features for feature in sorted(found)]
    return sparse.csr_array((np.ones(len(places), np.float32), places, ends), shape=(len(features), max(len(columns), 1)))
