"""When search should say that nothing was found: ``python -m benchmarks.abstention`` measures that of `kb.search.ranking.order`.

Questions that the law answers are those of the development benchmarks whose article is among the first ten; those that it does not
are in ``unanswerable.txt``, written for this. All are ranked by a model that has learned from other instruments' questions only.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from benchmarks.bases import kept_base, open_base
from benchmarks.judged import CITIZENS, EXAM, Judged, citizens, corpus, exam
from benchmarks.ranker import examples, fold_of
from benchmarks.ranker import fit as fit_ranker
from benchmarks.tables import Table
from benchmarks.trees import read_trees
from documents.text import fold
from kb.base import KnowledgeBase
from kb.search import retrieval, search
from kb.search.model import Evidence
from kb.search.ranking import order
from kb.search.ranking.features import FEATURES
from kb.search.ranking.trees import Trees

UNANSWERABLE = Path(__file__).with_name("unanswerable.txt")
HELD_BACK = (0, 1)
"""Folds whose questions are measured."""

LEAST = (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0)
NOT_LAW = "not of the law"
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


def unseen(base: KnowledgeBase, judged: Sequence[Judged]) -> Trees:
    """A model that has learned from the questions about some instruments."""
    learned = examples(base, [item for item in judged if fold_of(item) not in HELD_BACK], "marks")
    return read_trees(fit_ranker(learned, list(range(len(FEATURES)))).model_to_string())


def main() -> None:
    """Print the coefficients, and what each threshold costs and brings."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.abstention", description=__doc__)
    parser.add_argument("--home", type=Path, help="a base that holds the codification; default: the one of the benchmarks")
    arguments = parser.parse_args()
    kinds: dict[str, list[Evidence]] = {}
    with open_base(arguments.home) if arguments.home else kept_base() as base:
        articles = corpus(base)
        sources = {CITIZENS: list(citizens(articles)), EXAM: list(exam(articles))}
        model = unseen(base, [item for of in sources.values() for item in of])
        with patch.object(retrieval, "shipped_ranker", lambda: model):
            for name, questions in sources.items():
                asked = [(item.text, item.answers) for item in questions if fold_of(item) in HELD_BACK]
                kinds[name] = list(evidence(base, asked + [(fold(text), answers) for text, answers in asked]))
            lines = UNANSWERABLE.read_text(encoding="utf-8").splitlines()
            kinds[NOT_LAW] = list(evidence(base, [(line, frozenset()) for line in lines]))
    held = [order.rule_holds(item) for of in kinds.values() for item in of]
    sizes = np.cumsum([len(of) for of in kinds.values()])[:-1]
    shipped = [f"{1 - part.mean():.3f}" for part in np.split(np.array(held), sizes)]
    rows = [("as shipped", "", *shipped)]
    for columns in (("pairs", "score"), ("words", "pairs")):
        values = {name: np.array([[getattr(item, column) for column in columns] for item in of]) for name, of in kinds.items()}
        found = fit(np.concatenate([values[CITIZENS], values[EXAM]]), values[NOT_LAW])
        print(dict(zip((*columns, "constant"), found.round(2).tolist(), strict=True)))
        for least in LEAST:
            shares = [f"{(of @ found[:-1] < least).mean():.3f}" for of in values.values()]
            rows.append((" and ".join(columns), f"{least:.1f}", *shares))
    head = ("rule", "at least", *(f"not answered: {name} ({len(of)})" for name, of in kinds.items()))
    print(Table("Saying that nothing was found", head, rows))


if __name__ == "__main__":
    main()
