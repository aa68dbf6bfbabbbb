"""Learn how much what is seen of a change speaks for each label, for `documents/comparison/labelling.py`."""

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, diags
from scipy.sparse.linalg import LinearOperator, lsqr

from documents.comparison import What
from documents.comparison.labelling import NOTHING, Weights, counted

LABELS = sorted({*map(str, What), NOTHING} - {str(What.WORDS)})
_GROUPS = {
    "ends": ("size", "first", "last", "first1", "first2", "last1", "last2", "verb", "head"),
    "words": ("word", "words"),
    "classes": ("in1", "in2"),
    "kinds": ("is", "subject", "beside", "modal before", "modal behind", "modal in", "condition", "figure"),
    "around": ("before", "before1", "before2", "behind", "behind1", "behind2", "near", "sentence", "sentenceverb", "sentencehead"),
    "headings": ("heading", "article"),
    "above": ("above",),
    "form": ("list", "how"),
}
_PULLS = {"kinds": 1.5}
"""How much a group counts where that is not one: what words name, bid and allow tells more than the words."""
_GROUP_OF = {name: at for at, names in enumerate(_GROUPS.values()) for name in names}
_RARE = 2
"""A feature is looked at where it stands in so many lessons."""
_RIDGE = 0.3
_ROUNDS = 50
_STEPS = 127


class Lesson(NamedTuple):
    """What is seen of some words, what they are about, and how much that is worth."""

    told: Sequence[str]
    labels: Sequence[str]
    weight: float


def learn(lessons: Sequence[Lesson]) -> Weights:
    """A ridge regression of each label."""
    often = Counter(name for lesson in lessons for name in set(lesson.told))
    places = {name: at for at, name in enumerate(sorted(name for name, many in often.items() if many >= _RARE))}
    groups = np.array([_GROUP_OF[name.split("=")[0].split(":")[0]] for name in places])
    pulls = np.array([_PULLS.get(name, 1.0) for name in _GROUPS])
    seen = [counted(lesson.told, places, groups, pulls) for lesson in lessons]
    ends = [0, *accumulate(len(at) for at, _ in seen)]
    parts = (np.concatenate([much for _, much in seen]), np.concatenate([at for at, _ in seen]), ends)
    is_so = np.array([[label in lesson.labels for label in LABELS] for lesson in lessons], float)
    mean, worth = is_so.mean(0), np.sqrt([lesson.weight for lesson in lessons])
    asked = diags(worth) @ csr_matrix(parts, shape=(len(seen), len(places)))
    shown = LinearOperator(asked.shape, matvec=asked.dot, rmatvec=asked.T.tocsr().dot)
    columns = [lsqr(shown, worth * wanted, damp=_RIDGE**0.5, iter_lim=_ROUNDS)[0] for wanted in (is_so - mean).T]
    return Weights(LABELS, places, np.stack(columns, 1).astype(np.float32), groups, pulls, mean)


def keep(learned: Weights, path: Path) -> None:
    """Write weights as :func:`documents.comparison.labelling.weights` reads them."""
    step = np.float32(np.abs(learned.rows).max() / _STEPS)
    np.savez_compressed(
        path,
        labels=np.array("\n".join(learned.labels)),
        names=np.array("\n".join(learned.places)),
        rows=np.rint(learned.rows / step).astype(np.int8),
        step=step,
        groups=learned.groups.astype(np.uint8),
        pulls=learned.pulls,
        mean=learned.mean,
    )
