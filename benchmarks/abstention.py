"""When search should say that nothing was found: ``python -m benchmarks.abstention`` fits and measures the rule of `kb.search.reasons`.

Questions that the law answers are those of the development benchmarks whose article is among the first ten; questions that it does
not are in ``unanswerable.txt``, written for this. The rule is fitted on the even ones of them and measured on the odd ones.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.bases import kept_base, open_base
from benchmarks.judged import citizens, corpus, exam
from benchmarks.tables import Table
from documents.text import fold
from kb.base import KnowledgeBase
from kb.search import search
from kb.search.reasons import Evidence

UNANSWERABLE = Path(__file__).with_name("unanswerable.txt")
LOSSES = (0.0025, 0.005, 0.01, 0.02)
_HEAD = ("rule", "answered questions left unanswered", "n", "others not answered", "n")
Rows = npt.NDArray[np.float64]


def evidence(base: KnowledgeBase, questions: Sequence[tuple[str, frozenset[str]]]) -> Iterator[Evidence]:
    """What each question's hits hold of it; of judged ones, those that are answered among the first ten."""
    for text, answers in questions:
        result = search(base, text)
        found = (*result.hits, *result.near)
        if result.evidence and (not answers or any(hit.key in answers for hit in found)):
            yield result.evidence


def fit(good: Rows, bad: Rows) -> Rows:
    """Logistic regression, both kinds weighing the same; the last coefficient is the constant."""
    rows = np.column_stack([np.concatenate([good, bad]), np.ones(len(good) + len(bad))])
    right = np.concatenate([np.ones(len(good)), np.zeros(len(bad))])
    weights = np.concatenate([np.full(len(good), 1 / len(good)), np.full(len(bad), 1 / len(bad))])
    found = np.zeros(rows.shape[1])
    for _ in range(50):  # Newton's method
        share = 1 / (1 + np.exp(-rows @ found))
        slope = rows.T @ (weights * (share - right)) + 1e-4 * found
        curve = (rows * (weights * share * (1 - share))[:, None]).T @ rows + 1e-4 * np.eye(len(found))
        found -= np.linalg.solve(curve, slope)
    return found


def main() -> None:
    """Print the coefficients, and what each threshold costs and brings."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.abstention", description=__doc__)
    parser.add_argument("--home", type=Path, help="a base that holds the codification; default: the one of the benchmarks")
    arguments = parser.parse_args()
    with open_base(arguments.home) if arguments.home else kept_base() as base:
        articles = corpus(base)
        judged = [(item.text, item.answers) for item in (*citizens(articles), *exam(articles))]
        judged += [(fold(text), answers) for text, answers in judged]
        others: list[tuple[str, frozenset[str]]] = [(line, frozenset()) for line in UNANSWERABLE.read_text("utf-8").splitlines()]
        good, bad = list(evidence(base, judged)), list(evidence(base, others))
    rows = []
    for name, columns in (("pairs, learned score", ("pairs", "score")), ("words, pairs", ("words", "pairs"))):
        answered, unanswered = (np.array([[getattr(item, column) for column in columns] for item in of]) for of in (good, bad))
        found = fit(answered, unanswered[::2])
        print(name, dict(zip((*columns, "constant"), found.round(2).tolist(), strict=True)))
        of_good, of_bad = answered @ found[:-1], unanswered[1::2] @ found[:-1]
        for loss in LOSSES:
            least = float(np.quantile(of_good, loss))
            left, refused = (of_good < least).mean(), (of_bad < least).mean()
            rows.append((f"{name}, at least {least:.2f}", f"{left:.4f}", len(of_good), f"{refused:.2f}", len(of_bad)))
    print(Table("Saying that nothing was found", _HEAD, rows))


if __name__ == "__main__":
    main()
