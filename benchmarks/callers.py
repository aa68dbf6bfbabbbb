"""Learns what callers say of the desk's cards, for the desk and for search: ``python -m benchmarks.callers``, whenever turns or
cards have changed.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, hstack
from scipy.special import softmax

from documents.paths import provision_key, unit_of
from kb.entitlements.hearing import hearing_of
from kb.entitlements.learned import FEW, Learned
from kb.entitlements.learned import MODEL as WEIGHTS
from kb.entitlements.loading import Desk, shipped
from kb.search.asked import CALLERS, Callers, number_of

_STEPS = 127
_KEPT = ("steps", "unit", "bias", "alarm", "alarm_unit")
_COUNTED = (0.11, 0.38, 0.19, 0.19, 0.29, -3.07)
"""How sure the first card is by what is counted alone, which search has: the desk's FEATURES, learned without weights."""


def weights_of(desk: Desk) -> Learned:
    """Logistic regressions of what each turn and each text of a card is about, by its words and pairs that are said twice, and of
    whether a turn is of danger, by its own and those of the turn before.
    """
    subjects, some, asked, weights = hearing_of(desk).examples()
    counted = Counter(token for tokens in some for token in tokens)
    rows = {token: row for row, token in enumerate(token for token, times in counted.items() if times > 1)}
    steps, unit, bias = _fitted(_said(some, rows), asked, weights)
    now, last, danger = zip(*hearing_of(desk).alarms(), strict=True)
    turns = csr_array(hstack([_said(now, rows, FEW), _said(last, rows, FEW)]))
    alarm, half, _ = _fitted(turns, danger, [1.0] * len(danger), 200, 0.006)
    return Learned(rows, subjects, steps, unit, bias, alarm[:, 1].reshape(2, -1).T, 2 * half)


def _said(some: Sequence[Sequence[str]], rows: Mapping[str, int], least: int = 1) -> csr_array:
    """Which of the rows each turn says, for the root of how many; of so many at least."""
    known = [[rows[token] for token in tokens if token in rows] for tokens in some]
    starts = np.cumsum([0, *map(len, known)])
    values = np.concatenate([np.full(len(row), 1 / np.sqrt(max(least, len(row))), np.float32) for row in known])
    return csr_array((values, np.concatenate([np.array(row, np.int64) for row in known]), starts), (len(known), len(rows)))


def _fitted(
    said: csr_array, asked: Sequence[int], weights: Sequence[float], rounds: int = 40, held_back: float = 0.1
) -> tuple[npt.NDArray[np.int8], float, npt.NDArray[np.float32]]:
    """Weights in units, the unit, and what each thing has before anything is said.

    Full gradients with momentum, each token's by the bound of its curvature; stopped early, which holds it back, too.
    """
    weight = np.array(weights, np.float32)[:, None]
    right = np.eye(max(asked) + 1, dtype=np.float32)[np.array(asked, np.int64)]
    curvature = (said.power(2).T @ weight) / 2 + held_back
    now = ahead = np.zeros((said.shape[1], right.shape[1]), np.float32)
    bias = np.zeros(right.shape[1], np.float32)
    for step in range(rounds):
        wrong = (softmax(said @ ahead + bias, axis=1) - right) * weight
        moved = ahead - (said.T @ wrong + held_back * ahead) / curvature
        now, ahead = moved, moved + step / (step + 3) * (moved - now)
        bias = bias - wrong.sum(0) * 4 / weight.sum()
    unit = float(np.abs(now).max() / _STEPS)
    return np.rint(now / unit).astype(np.int8), unit, bias


def learned(desk: Desk) -> Callers:
    """What search keeps of a desk."""
    hearing = hearing_of(desk)
    named, said = hearing.said()
    numbers = np.array([number_of(token) for token in named], np.uint32)
    order = np.argsort(numbers)
    steps = (np.abs(said).max(0) / _STEPS).astype(np.float32)
    articles: dict[str, dict[tuple[str, str], None]] = {subject: {} for subject in dict.fromkeys(sorted(hearing.subjects.values()))}
    for card in desk.cards.values():
        for statement in card.statements:
            path = unit_of(statement.basis.path or "")
            if path:
                articles[hearing.subjects[card.id]][statement.basis.source.key, path] = None
    return Callers(
        numbers[order],
        np.rint(said[order] / steps).astype(np.int8),
        steps,
        np.array(_COUNTED),
        [list(some) for some in articles.values()],
    )


def main() -> None:
    """Write the files that the desk and search ship."""
    weights = weights_of(shipped())
    tokens, subjects = "\n".join(weights.rows), " ".join(weights.subjects)
    np.savez_compressed(WEIGHTS, tokens=tokens, subjects=subjects, **{name: getattr(weights, name) for name in _KEPT})
    print(f"{WEIGHTS.name}: {len(weights.rows):,} words and pairs, {WEIGHTS.stat().st_size / 1e6:.1f} MB")
    made = learned(shipped())
    articles = np.array([" ".join(provision_key(key, path) for key, path in some) for some in made.articles])
    np.savez_compressed(CALLERS, tokens=made.tokens, odds=made.odds, steps=made.steps, weights=made.weights, articles=articles)
    print(
        f"{CALLERS.name}: {len(made.tokens):,} words and pairs, {len(made.articles)} cards, {CALLERS.stat().st_size / 1e6:.1f} MB"
    )


if __name__ == "__main__":
    main()
