"""Learn what makes two articles a pair from the judged pairs, and say how well that does on laws it was not learned from.

Prints the weights of `documents/comparison/judging.py`. Each figure is of a law that was left out when its weights were learned.
Each law is also learned from without the headings of the old text, as older laws have none, with less weight.

Run: ``python -m benchmarks.aligner --home KB`` (a base with the codification).
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit, log_expit

from benchmarks.pairs import APART, Edge, Texts, load, texts_of
from benchmarks.tables import Table
from documents.comparison.alignment import first_sight, levels_of
from documents.comparison.judging import FEATURES, chosen, features
from documents.comparison.leveling import Aligned
from documents.comparison.levels import Level
from documents.model import Kind, Provision

_HEADLESS, _DOUBTFUL, _PENALTY, _MANY = 0.3, 0.5, 4.0, 50
"""The weight of a law without headings, of a pair of which the judge was not sure; the penalty; more pairs of a law count less."""
_ANYTHING = (0.08, 0.25, 0.1)
"""What has less in common in words, in headings and in passages, and no clause, is plainly no pair and not learned from."""

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Law:
    """The pairs of articles of a law that have anything in common, what is weighed of them, and which are pairs."""

    name: str
    articles: Aligned
    edges: list[Edge]
    found: Numbers
    true: set[Edge]
    weights: Numbers

    def answers(self) -> Numbers:
        return np.array([edge in self.true for edge in self.edges], np.float64)


def main() -> None:
    """Learn and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, required=True, help="a base that holds the codification")
    arguments = parser.parse_args()
    laws = list(_laws(arguments.home))
    rows = []
    total = np.zeros(3)
    for law in laws:
        if law.name.endswith(_WITHOUT):
            continue
        weights, bias = learn([other for other in laws if other.name.removesuffix(_WITHOUT) != law.name])
        said = chosen(law.articles, np.asarray(expit(law.found @ weights + bias), np.float32))
        right = np.array([sum(law.edges[at] in law.true for at in said), len(said), len(law.true)])
        total += right
        rows.append((law.name, *_figures(right)))
    print(
        Table(
            "Pairs of articles, each law left out",
            ("law", "right", "said", "judged", "precision", "recall"),
            [*rows, ("all", *_figures(total))],
        )
    )
    weights, bias = learn(laws)
    for name, weight in zip(FEATURES, weights, strict=True):
        print(f'    "{name}": {weight:.3f},')
    print(f"BIAS = {bias:.3f}")


_WITHOUT = " without headings"


def _figures(right: Numbers) -> tuple[object, ...]:
    return int(right[0]), int(right[1]), int(right[2]), f"{right[0] / right[1]:.3f}", f"{right[0] / right[2]:.3f}"


def _laws(home: Path) -> Iterator[_Law]:
    judged = [row for row in load() if row[1] == Level.ARTICLE and row[0] not in APART]
    for name in dict.fromkeys(row[0] for row in judged):
        true = {edge for text, _, pair, _ in judged if text == name for edge in pair.edges()}
        doubtful = {edge for text, _, pair, sure in judged if text == name and not sure for edge in pair.edges()}
        old, new = texts_of(name, home)
        yield _law(name, (old, new), true, doubtful, 1.0)
        if any(item.heading for root in old for item in root.walk() if item.kind is Kind.ARTICLE):
            yield _law(name + _WITHOUT, (_beheaded(old), new), true, doubtful, _HEADLESS)


def _law(name: str, texts: Texts, true: set[Edge], doubtful: set[Edge], weight: float) -> _Law:
    articles, clauses, _ = levels_of(*texts)
    found = features(articles, clauses, first_sight(articles, clauses))
    edges = [
        (articles.units[0][one].path, articles.units[1][other].path)
        for one, other in zip(articles.left.tolist(), articles.right.tolist(), strict=True)
    ]
    columns = dict(zip(FEATURES, found.T, strict=True))
    own, clause = (next(values for key, values in columns.items() if key.startswith(start)) for start in ("passages", "length"))
    told = (articles.words > _ANYTHING[0]) | (articles.heads > _ANYTHING[1]) | (own > _ANYTHING[2]) | (clause > 0)
    counts = np.array([_DOUBTFUL if edge in doubtful else 1.0 for edge in edges])
    counts *= weight / max(1.0, len(true) / _MANY) ** 0.5
    return _Law(name, articles, edges, found, true, counts * (told | np.array([edge in true for edge in edges])))


def _beheaded(provisions: Sequence[Provision]) -> tuple[Provision, ...]:
    """Without headings of articles; every other one says the heading in its text."""
    found = []
    for place, item in enumerate(provisions):
        below = replace(item, children=_beheaded(item.children))
        if item.kind is Kind.ARTICLE and item.heading:
            below = replace(below, heading=None, text=f"{item.heading}\n{item.text}" if place % 2 else item.text)
        found.append(below)
    return tuple(found)


def learn(laws: Sequence[_Law]) -> tuple[Numbers, float]:
    """The weights of what is weighed, and the bias: logistic regression with a penalty on weights."""
    counts = np.concatenate([law.weights for law in laws])
    some = counts > 0
    counts, found = counts[some], np.concatenate([law.found for law in laws])[some]
    answers = np.concatenate([law.answers() for law in laws])[some]
    middle, spread = found.mean(0), found.std(0) + 1e-6
    scaled = (found - middle) / spread

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        sums = scaled @ weights[1:] + weights[0]
        value = -float((counts * (answers * log_expit(sums) + (1 - answers) * log_expit(-sums))).sum())
        away = counts * (expit(sums) - answers)
        slope = np.concatenate([[away.sum()], scaled.T @ away + _PENALTY * weights[1:]])
        return value + _PENALTY / 2 * float((weights[1:] ** 2).sum()), slope

    weights = minimize(loss, np.zeros(found.shape[1] + 1), jac=True, method="L-BFGS-B").x
    return weights[1:] / spread, float(weights[0] - (weights[1:] * middle / spread).sum())


if __name__ == "__main__":
    main()
