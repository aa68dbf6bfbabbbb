"""Right articles of fresh questions, written and judged before anything was run: first, among three, among ten, hidden."""

import argparse
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from benchmarks.tables import MissingDataError, Table
from kb.base import KnowledgeBase
from kb.search import search
from kb.settings import Settings

LIST = Path(__file__).with_suffix(".tsv")
_TEN = 10


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """Questions that have a right article in the base, in all and by draw and kind."""
    if arguments.home is None:
        raise MissingDataError("fresh needs --home, a base with the files that the head of its list names")
    rows = [line.split("\t") for line in LIST.read_text("utf-8").splitlines() if not line.startswith("#")]
    found: dict[str, tuple[int | None, bool]] = {}
    with KnowledgeBase(Settings(home=arguments.home.resolve()), create=False) as base:
        for id_, day, text, judged in rows:
            right = {item[2:] for item in judged.split() if item.startswith("2=")}
            if right:
                result = search(base, text, _TEN, None if day == "-" else date.fromisoformat(day))
                place = next((place for place, hit in enumerate(result.hits, start=1) if hit.key in right), None)
                found[id_] = place, not result.hits
    draws = {
        "first draw": "cr",
        "second draw": "ds",
        "third draw": "tv",
        "fourth draw": "ef",
        "counsellors": "cdte",
        "reviewers": "rsvf",
    }
    kinds = {"all": list(found), **{name: [id_ for id_ in found if id_[0] in letters] for name, letters in draws.items()}}
    head = ("questions", "n", "first", "among three", "among ten", "MRR@10", "no hits")
    yield Table("Fresh questions", head, [(name, *_figures([found[id_] for id_ in ids])) for name, ids in kinds.items() if ids])


def _figures(found: Sequence[tuple[int | None, bool]]) -> tuple[object, ...]:
    places = [place for place, _ in found if place]
    within = [sum(place <= most for place in places) for most in (1, 3, _TEN)]
    return len(found), *within, f"{sum(1 / place for place in places) / len(found):.3f}", sum(hidden for _, hidden in found)
