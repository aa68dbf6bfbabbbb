"""Our search as the benchmarks ask it, in a process of its own."""

from collections.abc import Mapping
from pathlib import Path

from benchmarks.alternatives import Answers, Questions, ask
from benchmarks.bases import open_base
from kb.search import retrieval, search


class KbSearch:
    """Search over a base, as the command line and the pages call it."""

    def __init__(self, home: Path) -> None:
        self._base = open_base(home)

    def search(self, query: str, count: int) -> list[str | None]:
        """Anchors of the hits, best first; near misses are none."""
        return [hit.source_id for hit in search(self._base, query, k=count).hits]


def without_ranker() -> None:
    """From now on this process leaves all in the order of the first stage."""
    by_words = retrieval._by_words
    retrieval._by_words = lambda sought, count, learned: by_words(sought, count, learned=False)


def ask_ours(home: Path, styles: Mapping[str, Questions], learned: bool) -> dict[str, Answers]:
    """Ask our search; meant for a process of its own.

    :param learned: with the learned model
    """
    if not learned:
        without_ranker()
    engine = KbSearch(home)
    return {style: ask(engine, questions) for style, questions in styles.items()}
