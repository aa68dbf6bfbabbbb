"""The labels that the model is made of: positions and kinds of statements of clauses of the codification, without their texts.

A line of ``labels.jsonl.gz``: ``{id, instrument, article, clause, words, length, apart, statements}``. Positions count the words of
a clause; ``words`` is the digest of its first ``length`` words, so that a base whose text differs is not read at wrong places.
"""

import gzip
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select

from benchmarks.duties.training import Labelled
from documents.duties.statement import PlacedClause, clauses_of
from kb.base import KnowledgeBase
from kb.database import tables
from kb.database.reading.details import load_trees

LABELS = Path(__file__).with_name("labels.jsonl.gz")
WORD = re.compile(r"\w+")
_SPANS = ("actor", "action", "beneficiary", "deadline", "term")


def read_labels() -> list[dict[str, Any]]:
    """The labels as they are kept."""
    return [json.loads(line) for line in gzip.decompress(LABELS.read_bytes()).decode().splitlines()]


def digest(words: list[str]) -> str:
    """By which a text is known again."""
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:12]


def clauses_of_base(base: KnowledgeBase) -> Iterator[tuple[str, PlacedClause]]:
    """Every clause of every version of a base, with the number of its instrument."""
    with base.session() as session:
        versions = session.execute(
            select(tables.Version.id, tables.Instrument.number).join(tables.Instrument).where(tables.Instrument.number.is_not(None))
        ).all()
        for version, number in versions:
            trees, _ = load_trees(session, version)
            for clause in clauses_of(trees):
                yield number, clause


def labelled(base: KnowledgeBase) -> dict[str, Labelled]:
    """The labelled clauses whose texts a base has, by their id."""
    waiting: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in read_labels():
        waiting[row["instrument"], row["article"]].append(row)
    found: dict[str, Labelled] = {}
    for number, clause in clauses_of_base(base):
        article = clause.path.split("/")[-1 if "khoan-" not in clause.path else -2].removeprefix("dieu-")
        for row in waiting.get((number, article), ()):
            words = list(WORD.finditer(clause.said.text))[: row["length"]]
            if row["id"] not in found and digest([word[0] for word in words]) == row["words"]:
                edges = [(word.start(), word.end()) for word in words]
                said = clause.said
                found[row["id"]] = Labelled(
                    said.text, said.heading, said.lead_in, [_statement(one, edges) for one in row["statements"]]
                )
    return found


def _statement(kept: dict[str, Any], edges: list[tuple[int, int]]) -> dict[str, Any]:
    def span(one: list[int] | None) -> dict[str, int] | None:
        return {"start": edges[one[0]][0], "end": edges[one[1] - 1][1]} if one else None

    told: dict[str, Any] = {name: span(kept.get(name)) for name in _SPANS}
    return {"kind": kept["kind"], **told, "conditions": [span(one) for one in kept.get("conditions", ())]}
