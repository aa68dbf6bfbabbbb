"""Learns what callers say of the desk's cards, for the desk and for search: ``python -m benchmarks.callers``, whenever turns or
cards have changed.
"""

from collections import Counter

import numpy as np
from scipy.sparse import csr_array
from scipy.special import softmax

from documents.paths import provision_key, unit_of
from kb.entitlements.hearing import hearing_of
from kb.entitlements.learned import MODEL as WEIGHTS
from kb.entitlements.learned import Learned
from kb.entitlements.loading import Desk, shipped
from kb.search.asked import CALLERS, Callers, number_of

_STEPS = 127
_ROUNDS = 40
_HELD_BACK = 0.1
_COUNTED = (0.11, 0.38, 0.19, 0.19, 0.29, -3.07)
"""How sure the first card is by what is counted alone, which search has: the desk's FEATURES, learned without weights."""


def weights_of(desk: Desk) -> Learned:
    """A logistic regression of what each turn and each text of a card is about, by its words and pairs that are said twice.

    Full gradients with momentum, each token's by the bound of its curvature; stopped early, which holds it back, too.
    """
    subjects, some, asked, weights = hearing_of(desk).examples()
    counted = Counter(token for tokens in some for token in tokens)
    rows = {token: row for row, token in enumerate(token for token, times in counted.items() if times > 1)}
    known = [[rows[token] for token in tokens if token in rows] for tokens in some]
    starts = np.cumsum([0, *map(len, known)])
    values = np.concatenate([np.full(len(row), 1 / np.sqrt(max(1, len(row))), np.float32) for row in known])
    said = csr_array((values, np.concatenate([np.array(row, np.int64) for row in known]), starts), (len(known), len(rows)))
    weight = np.array(weights, np.float32)[:, None]
    right = np.eye(len(subjects), dtype=np.float32)[list(asked)]
    curvature = (said.power(2).T @ weight) / 2 + _HELD_BACK
    now = ahead = np.zeros((len(rows), len(subjects)), np.float32)
    bias = np.zeros(len(subjects), np.float32)
    for step in range(_ROUNDS):
        wrong = (softmax(said @ ahead + bias, axis=1) - right) * weight
        moved = ahead - (said.T @ wrong + _HELD_BACK * ahead) / curvature
        now, ahead = moved, moved + step / (step + 3) * (moved - now)
        bias = bias - wrong.sum(0) * 4 / weight.sum()
    unit = float(np.abs(now).max() / _STEPS)
    return Learned(rows, subjects, np.rint(now / unit).astype(np.int8), unit, bias)


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
    np.savez_compressed(WEIGHTS, tokens=tokens, subjects=subjects, steps=weights.steps, unit=weights.unit, bias=weights.bias)
    print(f"{WEIGHTS.name}: {len(weights.rows):,} words and pairs, {WEIGHTS.stat().st_size / 1e6:.1f} MB")
    made = learned(shipped())
    articles = np.array([" ".join(provision_key(key, path) for key, path in some) for some in made.articles])
    np.savez_compressed(CALLERS, tokens=made.tokens, odds=made.odds, steps=made.steps, weights=made.weights, articles=articles)
    print(
        f"{CALLERS.name}: {len(made.tokens):,} words and pairs, {len(made.articles)} cards, {CALLERS.stat().st_size / 1e6:.1f} MB"
    )


if __name__ == "__main__":
    main()
