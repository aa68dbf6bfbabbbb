"""Trains the ranker that search ships: ``python -m benchmarks.ranker`` measures it by cross-validation, ``--write`` makes the file.

The folds are by instrument: no question is judged by a model that has seen a question about the same instrument.
"""

import argparse
import random
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import numpy.typing as npt
import orjson

from benchmarks.bases import kept_base, open_base
from benchmarks.judged import CITIZENS, EXAM, MADE, Judged, citizens, corpus, exam, made
from benchmarks.questions import half_marked
from benchmarks.tables import Table
from benchmarks.trees import WRITTEN, write_trees
from documents.text import fold
from kb.base import KnowledgeBase
from kb.index.build import open_index
from kb.interface.days import today
from kb.search.context import Visible, context_of
from kb.search.model import Filters
from kb.search.ranking.features import FEATURES, compare
from kb.search.ranking.order import DEPTH, candidates
from kb.search.ranking.trees import DESCRIPTION, MODEL
from kb.search.reading.interpretation import knowledge_of
from kb.search.retrieval import POOL, Sought, best_of_groups, haystack_filter
from kb.search.steps import plan_of

SEED, FOLDS, ROUNDS = 2026, 5, 250
MADE_COUNT = 1_000
WEIGHTS = {CITIZENS: 1.0, EXAM: 0.3, MADE: 0.1}
"""Of a question of each source. Citizens' questions are what people ask; the exam's are statements to be judged true or false."""

PARAMETERS: dict[str, Any] = {
    "objective": "lambdarank",
    "lambdarank_truncation_level": 15,
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 20,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "seed": SEED,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 2,
    "verbosity": -1,
}
STYLES = {"marks": str, "no marks": fold, "half marks": lambda text: half_marked(text, text)}
GROUPS = {
    "first stage": ("rank", "score", "score_share", "second_score", "clauses", "total_score", "lead"),
    "votes of other candidates": ("instrument_", "heading_votes", "heading_count"),
    "heading": ("heading_",),
    "instrument's name": ("name_",),
    "clause": ("clause_",),
    "several fields together": ("heading+", "all_"),
    "shares of a field that the question covers": ("heading_covered", "name_covered", "clause_covered"),
    "exact runs": ("heading_run", "name_run", "clause_run"),
    "level of the instrument": ("level",),
    "kind of article, kind of question": ("heading_kind", "defines", "asks_", "question_length"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A question with its candidates.

    :param right: which candidates answer it
    """

    judged: Judged
    values: npt.NDArray[np.float32]
    right: npt.NDArray[np.bool_]


def example(base: KnowledgeBase, judged: Judged, text: str) -> Example | None:
    """The candidates of a question, as search has them."""
    index = open_index(base)
    context = context_of(base, index, today())
    plan = plan_of(text, today(), Filters(), context, base.engine, knowledge_of(base, day_given=True))
    view = index.store.view()
    sought = Sought(view, plan, Visible((), {}))
    if not sought.terms.run:
        return None
    matches = view.retrieve(sought.terms.terms, POOL, haystack_filter(plan.filters, today()))
    best = best_of_groups(matches, {})[:DEPTH]
    if not best:
        return None
    documents = view.stored(best)
    values = compare(sought.question, plan.words, candidates(best, documents, matches))
    return Example(judged, values, np.array([document.meta["article"] in judged.answers for document in documents]))


def examples(base: KnowledgeBase, questions: Sequence[Judged], style: str) -> list[Example]:
    """The examples of questions, in a style of typing."""
    return [made for judged in questions if (made := example(base, judged, STYLES[style](judged.text))) is not None]


def fit(chosen: Sequence[Example], columns: Sequence[int]) -> lightgbm.Booster:
    """Learn from examples; those whose answer is not among the candidates teach nothing."""
    useful = [item for item in chosen if item.right.any()]
    data = lightgbm.Dataset(
        np.concatenate([item.values[:, columns] for item in useful]),
        np.concatenate([item.right for item in useful]).astype(int),
        group=[len(item.right) for item in useful],
        weight=np.concatenate([np.full(len(item.right), WEIGHTS[item.judged.source]) for item in useful]),
        feature_name=[FEATURES[column] for column in columns],
    )
    return lightgbm.train(PARAMETERS, data, ROUNDS)


def fold_of(judged: Judged) -> int:
    """By instrument."""
    return zlib.crc32(f"{SEED}:{judged.group}".encode()) % FOLDS


def places(chosen: Sequence[Example], scores: Sequence[npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    """The place of the first right article of each question, infinite where it is not among the candidates."""
    out = []
    for item, values in zip(chosen, scores, strict=True):
        order = np.argsort(-values, kind="stable")
        right = np.flatnonzero(item.right[order])
        out.append(right[0] + 1 if len(right) else np.inf)
    return np.array(out, np.float64)


def row(name: str, style: str, found: npt.NDArray[np.float64]) -> tuple[object, ...]:
    """Shares of questions and reciprocal rank."""
    reciprocal = np.where(found <= 10, 1 / found, 0.0)
    return (name, style, len(found), *(f"{value:.3f}" for value in ((found <= 1).mean(), (found <= 10).mean(), reciprocal.mean())))


class Trial:
    """Cross-validation: by fold, learn from the other folds and rank this one."""

    def __init__(self, learned: Sequence[Example], asked: dict[tuple[str, str], list[Example]]) -> None:
        self.learned = learned
        self.asked = asked

    def run(self, columns: Sequence[int], wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], npt.NDArray[np.float64]]:
        """The places of the right articles, by source and style."""
        scores: dict[tuple[str, str], list[Any]] = {key: [None] * len(self.asked[key]) for key in wanted}
        for number in range(FOLDS):
            model = fit([item for item in self.learned if fold_of(item.judged) != number], columns)
            for key in wanted:
                for place, item in enumerate(self.asked[key]):
                    if fold_of(item.judged) == number:
                        scores[key][place] = model.predict(item.values[:, columns], num_threads=1)
        return {key: places(self.asked[key], scores[key]) for key in wanted}


def main() -> None:
    """Read the questions, measure, and write the model where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ranker", description=__doc__)
    parser.add_argument("--write", action="store_true", help="train on everything and write the file that search ships")
    parser.add_argument("--features", action="store_true", help="measure what each group of features brings, too (slow)")
    parser.add_argument("--skip-trial", action="store_true", help="no cross-validation; the old figures stay in the description")
    parser.add_argument("--home", type=Path, help="a base that holds the codification; default: the one of the benchmarks")
    arguments = parser.parse_args()
    with open_base(arguments.home) if arguments.home else kept_base() as base:
        articles = corpus(base)
        sources = {
            CITIZENS: list(citizens(articles)),
            EXAM: list(exam(articles)),
            MADE: list(made(articles, MADE_COUNT, SEED)),
        }
        random.seed(SEED)
        asked = {(name, style): examples(base, sources[name], style) for name in (CITIZENS, EXAM) for style in STYLES}
        learned = [item for style in ("marks", "no marks") for name in (CITIZENS, EXAM) for item in asked[name, style]]
        learned += examples(base, sources[MADE], "marks")
    print({name: len(questions) for name, questions in sources.items()}, file=sys.stderr, flush=True)
    trial = Trial(learned, asked)
    everything = list(range(len(FEATURES)))
    rows = []
    if not arguments.skip_trial:
        found = trial.run(everything, list(asked))
        for key in asked:
            rows.append(row("first stage", " · ".join(key), places(asked[key], [-item.values[:, 0] for item in asked[key]])))
            rows.append(row("ranker, by cross-validation", " · ".join(key), found[key]))
        print(Table("The ranker on questions about instruments it has not seen", _HEAD, rows))
    if arguments.features:
        print(_what_each_brings(trial, everything))
    if arguments.write:
        _write(fit(learned, everything), sources, rows)


_HEAD = ("what", "questions", "n", "recall@1", "recall@10", "MRR@10")


def _what_each_brings(trial: Trial, everything: list[int]) -> Table:
    wanted = [(CITIZENS, "marks"), (EXAM, "marks")]
    rows = []
    for name, prefixes in (("all features", ()), *GROUPS.items()):
        columns = [column for column in everything if not prefixes or not FEATURES[column].startswith(prefixes)]
        found = trial.run(columns, wanted)
        label = f"without: {name} ({len(everything) - len(columns)})" if prefixes else name
        rows.extend(row(label, " · ".join(key), found[key]) for key in wanted)
    return Table("What each group of features brings", _HEAD, rows)


def _write(model: lightgbm.Booster, sources: dict[str, list[Judged]], rows: Sequence[tuple[object, ...]]) -> None:
    model.save_model(str(WRITTEN))
    write_trees(WRITTEN.read_text(encoding="utf-8"), MODEL)
    kept = orjson.loads(DESCRIPTION.read_bytes()).get("measured") if DESCRIPTION.is_file() else None
    description = {
        "made_by": "python -m benchmarks.ranker --write",
        "made_on": date.today().isoformat(),
        "lightgbm": version("lightgbm"),
        "seed": SEED,
        "rounds": ROUNDS,
        "parameters": PARAMETERS,
        "features": list(FEATURES),
        "questions": {
            CITIZENS: {
                "count": len(sources[CITIZENS]),
                "weight": WEIGHTS[CITIZENS],
                "styles": ["marks", "no marks"],
                "what": "citizens' questions with the codified articles judged to answer them",
            },
            EXAM: {
                "count": len(sources[EXAM]),
                "weight": WEIGHTS[EXAM],
                "styles": ["marks", "no marks"],
                "what": "exam questions whose articles are codified in much the same words",
            },
            MADE: {
                "count": len(sources[MADE]),
                "weight": WEIGHTS[MADE],
                "styles": ["marks"],
                "what": "made from headings, names of instruments and texts of codified articles, words left out at random",
            },
        },
        "measured": [dict(zip(_HEAD, line, strict=True)) for line in rows] or kept,
    }
    DESCRIPTION.write_bytes(orjson.dumps(description, option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    main()
