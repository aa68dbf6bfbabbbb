"""What tells the matters of callers apart that sound alike: weights of words and pairs, learned against one another.

`kb.entitlements.hearing` counts how much oftener a word is said of one card than of all others, which is learned in a moment and
knows the cards of now. These weights are a logistic regression on the same turns; it takes seconds, so they come with Tủ Luật
(`python -m benchmarks.callers` makes them anew).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

import numpy as np
import numpy.typing as npt

MODEL = Path(__file__).parent / "data" / "learned.npz"
FEW = 15
"""So few words and pairs tell no more of danger than as many."""


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """Weights by token and subject.

    :param rows: by token, its row
    :param subjects: the columns
    :param steps: of each token for each subject, in units of ``unit``; ``bias``: of each subject
    :param alarm: of each token for danger: said now, and in the turn before; ``alarm_unit``: its units
    """

    rows: Mapping[str, int]
    subjects: Sequence[str]
    steps: npt.NDArray[np.int8]
    unit: float
    bias: npt.NDArray[np.float32]
    alarm: npt.NDArray[np.int8]
    alarm_unit: float

    def scores(self, tokens: Iterable[str]) -> Mapping[str, float]:
        """What some tokens say for each subject, for each root of them."""
        known = [self.rows[token] for token in tokens if token in self.rows]
        said = self.steps[known].sum(0, dtype=np.int64) * (self.unit / sqrt(max(1, len(known)))) + self.bias
        return dict(zip(self.subjects, said.tolist(), strict=True))

    def danger(self, tokens: Iterable[str], when: int) -> float:
        """What some tokens say for danger, said now (0) or in the turn before (1)."""
        known = [self.rows[token] for token in tokens if token in self.rows]
        return float(self.alarm[known, when].sum(dtype=np.int64)) * self.alarm_unit / sqrt(max(FEW, len(known)))


def shipped_weights() -> Learned:
    """What comes with Tủ Luật."""
    with np.load(MODEL, allow_pickle=False) as kept:
        rows = {token: row for row, token in enumerate(str(kept["tokens"]).split("\n"))}
        return Learned(
            rows,
            str(kept["subjects"]).split(),
            kept["steps"],
            float(kept["unit"]),
            kept["bias"],
            kept["alarm"],
            float(kept["alarm_unit"]),
        )
