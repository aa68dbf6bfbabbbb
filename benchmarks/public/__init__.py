"""The public benchmark: scores of our own answers, of BM25, and of a file of anybody's (`--run`). README.md says what is in it."""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.public.answering import bm25, ours
from benchmarks.tables import MissingDataError, Table
from kb.base import KnowledgeBase
from kb.settings import Settings

FOLDER = Path(__file__).parent
TASKS = ("questions", "statuses", "pairs", "duties", "consolidations")
DRAWS = ("blind", "from the text")
TEN = 10
Row = Mapping[str, Any]
Answers = Mapping[str, Row]
"""By the id of the row: what a line of a run file says beside its id."""


def read(path: Path) -> list[Row]:
    """The objects of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """A table for each task, a row for each who answered."""
    if arguments.home is None:
        raise MissingDataError("public needs --home, a base that holds the codification and the documents")
    rows = {task: read(FOLDER / f"{task}.jsonl") for task in TASKS}
    with KnowledgeBase(Settings(home=arguments.home.resolve()), create=False) as base:
        runs = {"Tủ Luật": ours(base, rows), "BM25": bm25(base, rows)}
    if arguments.run:
        runs[arguments.run.name] = read_run(arguments.run)
    scores: Mapping[str, Callable[[Sequence[Row], Answers], dict[str, object]]] = {
        "questions": score_questions,
        "statuses": score_statuses,
        "pairs": score_pairs,
        "duties": score_duties,
        "consolidations": score_consolidations,
    }
    for task, score in scores.items():
        parts = {"": rows[task], **{f", {draw}": [row for row in rows[task] if row.get("draw") == draw] for draw in DRAWS}}
        found = [
            (f"{name}{part}", score(some, run[task]))
            for part, some in parts.items()
            if some
            for name, run in runs.items()
            if task in run
        ]
        yield Table(f"{task}: {len(rows[task])}", ("who", *found[0][1]), [(name, *figures.values()) for name, figures in found])


def read_run(path: Path) -> dict[str, Answers]:
    """The answers of a run file by task, those tasks that it answers.

    :raises MissingDataError: it is no file of JSON objects with an id
    """
    try:
        given = {row["id"]: row for row in read(path)}
    except (OSError, ValueError, KeyError, TypeError):
        raise MissingDataError(f"{path.name} is no file of JSON objects with an id, one a line") from None
    tasks = {task: {id_: row for id_, row in given.items() if id_.startswith(task[0])} for task in TASKS}
    return {task: answers for task, answers in tasks.items() if answers}


def score_questions(rows: Sequence[Row], answers: Answers) -> dict[str, object]:
    """Places of the first right article in ``ranked``; and of questions without one, whether nothing was answered."""
    places, silent, cut = [], 0, 0
    for row in rows:
        ranked = list(answers.get(row["id"], {}).get("ranked", ()))[:TEN]
        right = {key for key, grade in row["answers"].items() if grade == 2}
        if not right:
            silent += not ranked
            cut += 1
            continue
        places.append(next((place for place, key in enumerate(ranked, 1) if key in right), 0))
    count = len(places)
    return {
        "first": f"{sum(place == 1 for place in places) / count:.3f}",
        "among three": f"{sum(0 < place <= 3 for place in places) / count:.3f}",
        "among ten": f"{sum(place > 0 for place in places) / count:.3f}",
        "MRR@10": f"{sum(1 / place for place in places if place) / count:.3f}",
        "n": count,
        "silent of the unanswerable": f"{silent} of {cut}",
    }


def score_statuses(rows: Sequence[Row], answers: Answers) -> dict[str, object]:
    """Right, certain and false, or unknown though it could be known; and whether ``evidence`` names a place that says the day."""
    counts: Counter[str] = Counter()
    for row in rows:
        answer = answers.get(row["id"], {})
        said = answer.get("status", "unknown")
        right = said == row["status"] or said in row["fair"]
        counts["right" if right else "unknown" if said == "unknown" else "false"] += 1
        counts["named"] += bool(answer.get("evidence"))
        if right and row["evidence"] and said == row["status"]:
            counts["with evidence"] += 1
            counts["evidence"] += bool({*answer.get("evidence", ())} & {*row["evidence"]})
    return {
        "right": counts["right"],
        "certain and false": counts["false"],
        "avoidable unknown": counts["unknown"],
        "evidence named": f"{counts['evidence']} of {counts['with evidence']}" if counts["named"] else "-",
    }


def score_pairs(rows: Sequence[Row], answers: Answers) -> dict[str, object]:
    """What became of the clauses in ``right``: pairs of an old and a new clause, and rows that are right as a whole."""
    said, true, whole = set(), set(), 0
    for row in rows:
        right = {*answers.get(row["id"], {}).get("right", ())}
        said |= {(row["id"], key) for key in right}
        true |= {(row["id"], key) for key in row["right"]}
        whole += right == {*row["right"]}
    return {**_shares(len(said & true), len(said), len(true), ""), "rows right": f"{whole} of {len(rows)}"}


def score_duties(rows: Sequence[Row], answers: Answers) -> dict[str, object]:
    """Statements whose words of action meet and whose kind is the same; and of these, actors that meet."""
    hits: Counter[str] = Counter()
    for row in rows:
        left = list(answers.get(row["id"], {}).get("statements", ()))
        hits["said"] += len(left)
        hits["said actors"] += sum(bool(one.get("actor")) for one in left)
        for true in row["statements"]:
            hits["true"] += 1
            hits["true actors"] += bool(true.get("actor"))
            alike = [one for one in left if one["kind"] == true["kind"] and _met(one["action"], true["action"])]
            if alike:
                best = max(alike, key=lambda one: _met(one["action"], true["action"]))
                left.remove(best)
                hits["both"] += 1
                hits["actors"] += bool(_met(best.get("actor"), true.get("actor")))
    return {
        **_shares(hits["both"], hits["said"], hits["true"], ""),
        **_shares(hits["actors"], hits["said actors"], hits["true actors"], " of actors"),
    }


def score_consolidations(rows: Sequence[Row], answers: Answers) -> dict[str, object]:
    """Provisions whose ``words`` are those of the official consolidated text, and of these the ones that were amended."""
    right = [row for row in rows if answers.get(row["id"], {}).get("words") == row["words"]]
    amended = sum(row["amended"] for row in rows)
    return {"equal": f"{len(right)} of {len(rows)}", "amended equal": f"{sum(row['amended'] for row in right)} of {amended}"}


def _met(one: Sequence[int] | None, other: Sequence[int] | None) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0])) if one and other else 0


def _shares(both: int, said: int, true: int, of: str) -> dict[str, object]:
    return {f"precision{of}": f"{both / max(said, 1):.3f}", f"recall{of}": f"{both / max(true, 1):.3f}"}
