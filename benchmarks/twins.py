"""Twins: how often clauses of which the rule says that they say the same do, by pairs judged by reading; what it costs a search."""

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bases import kept_base
from benchmarks.questions import citizens
from benchmarks.tables import Table, quantiles
from documents.paths import provision_key, split_key
from kb.base import KnowledgeBase
from kb.index.build import index_for_search
from kb.index.engine import Document, equal
from kb.search import hits as making
from kb.search import search
from kb.search.twins import find_twins

JUDGED = Path(__file__).with_name("twins.tsv")
_MOST_CLAUSES = 20_000
_TIMED = 100


@dataclass(frozen=True, slots=True)
class Judged:
    """Two clauses (or articles without clauses) by their keys, and what a reader of both says.

    :param draw: of which draw the pair is
    :param same: whether they say the same of the same matter
    """

    draw: str
    one: str
    other: str
    same: bool


def read_pairs(path: Path = JUDGED) -> list[Judged]:
    """The judged pairs; lines that begin with # say what the columns are."""
    lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return [Judged(draw, one, other, verdict == "same") for draw, one, other, verdict in lines]


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """Judged pairs beside what the rule says of them now; what the rule costs a search."""
    with kept_base(arguments.home) as base:
        pairs = read_pairs()
        said = {pair: _said(base, pair) for pair in pairs}
        yield Table(
            "Clauses of two instruments, judged by reading both",
            ("draw", "pairs", "judged the same", "said the same", "of these rightly", "not in the base"),
            [
                _row(draw, [pair for pair in pairs if pair.draw == draw], said)
                for draw in dict.fromkeys(pair.draw for pair in pairs)
            ],
        )
        yield _times(base)


def _row(draw: str, pairs: list[Judged], said: dict[Judged, bool | None]) -> tuple[object, ...]:
    found = [pair for pair in pairs if said[pair]]
    absent = sum(said[pair] is None for pair in pairs)
    return draw, len(pairs), sum(pair.same for pair in pairs), len(found), sum(pair.same for pair in found), absent


def _said(base: KnowledgeBase, pair: Judged) -> bool | None:
    """What the rule says of a pair; None where the base lacks one of them."""
    one, other = (_document(base, key) for key in (pair.one, pair.other))
    return None if one is None or other is None else bool(find_twins([one, other]))


def _document(base: KnowledgeBase, key: str) -> Document | None:
    view = index_for_search(base).store.view()
    instrument, path = split_key(key)
    for document in view.stored(view.retrieve((), _MOST_CLAUSES, equal("instrument", instrument))):
        if provision_key(instrument, document.meta["clause"] or document.meta["path"]) == provision_key(instrument, path):
            return document
    return None


def _times(base: KnowledgeBase) -> Table:
    """What looking for twins takes of the processor, in searches with ten hits."""
    styles, _ = citizens()
    texts = [text for _, text in styles["marks"]][:_TIMED]
    times: list[float] = []

    def timed(documents: Sequence[Document]) -> dict[str, tuple[str, ...]]:
        began = time.process_time()
        found = find_twins(documents)
        times.append((time.process_time() - began) * 1000)
        return found

    making.find_twins = timed
    for text in (texts[0], *texts):
        search(base, text)
    making.find_twins = find_twins
    return Table(
        "What looking for twins adds to a search", ("n", "p50 of work, ms", "p95"), [(len(times) - 1, *quantiles(times[1:]))]
    )
