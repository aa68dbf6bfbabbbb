"""Keeps what callers say of the desk's cards for search: ``python -m benchmarks.callers``, whenever turns or cards have changed."""

import numpy as np

from documents.paths import provision_key, unit_of
from kb.entitlements.hearing import BIAS, FEATURES, hearing_of
from kb.entitlements.loading import Desk, shipped
from kb.search.callers import MODEL, Callers, number_of

_STEPS = 127


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
    weights = [weight for name, weight in FEATURES.items() if name != "it is what the call was about"]
    return Callers(
        numbers[order],
        np.rint(said[order] / steps).astype(np.int8),
        steps,
        np.array([*weights, BIAS]),
        [list(some) for some in articles.values()],
    )


def main() -> None:
    """Write the file that search ships."""
    made = learned(shipped())
    articles = np.array([" ".join(provision_key(key, path) for key, path in some) for some in made.articles])
    np.savez_compressed(MODEL, tokens=made.tokens, odds=made.odds, steps=made.steps, weights=made.weights, articles=articles)
    print(f"{MODEL.name}: {len(made.tokens):,} words and pairs, {len(made.articles)} cards, {MODEL.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
