"""Elasticsearch as the engine beside the embedded index: the same answers, how fast, how large; and its own analyzer beside ours.

The server is the one that ``KB_TEST_ELASTICSEARCH_URL`` names, or the one that the tests fetch and start.
"""

import argparse
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from benchmarks import bases
from benchmarks.alternatives import ElasticsearchStandard, articles, ask
from benchmarks.questions import citizens, distinct
from benchmarks.servers import elasticsearch_server
from benchmarks.tables import Table, quantiles
from kb.base import KnowledgeBase
from kb.evaluation.files import measure
from kb.index.build import reindex
from kb.index.elastic.home import ElasticsearchHome
from kb.search import Hit, search

_TIE = 1e-4


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """Parity, speed and size of both engines; quality of the server's own analyzer."""
    styles, judgements = citizens()
    with ExitStack() as stack:
        url, _ = stack.enter_context(elasticsearch_server())
        embedded = stack.enter_context(bases.kept_base())
        served = stack.enter_context(KnowledgeBase(embedded.settings.model_copy(update={"index_url": url, "index_name": _name()})))
        stack.callback(_forget, served)
        yield _built(embedded, served)
        yield Table(
            "The same questions to both engines, ten hits",
            (
                "query",
                "n",
                "same ten, same order",
                "the same up to ties",
                "embedded p50 ms",
                "p95 ms",
                "Elasticsearch p50 ms",
                "p95 ms",
            ),
            [_beside(embedded, served, name, [text for _, text in queries]) for name, queries in styles.items()],
            "Times are of the whole search in this process, turn about: understanding, retrieval, ranking, highlights, status.",
        )
        standard = ElasticsearchStandard(articles(embedded), url)
        stack.callback(standard.close)
        rows = []
        for what, engine in (
            ("kb search on Elasticsearch", _Ours(served)),
            ("Elasticsearch, standard analyzer, articles", standard),
        ):
            for name, queries in styles.items():
                answers = ask(engine, queries)
                figures = measure({identity: distinct(found) for identity, found in answers.rankings.items()}, judgements)
                shares = (f"{figures[figure]:.3f}" for figure in ("recall@1", "recall@10", "mrr@10"))
                rows.append((what, name, len(queries), *shares, *quantiles(list(answers.times.values()))))
        yield Table(
            "Elasticsearch with our analysis and with its own",
            ("what", "query", "n", "recall@1", "recall@10", "MRR@10", "p50 ms", "p95 ms"),
            rows,
            "The standard analyzer: an article is a document, heading and text in one field, the question as a match query.",
        )


def _name() -> str:
    return f"bench_{uuid.uuid4().hex[:12]}"


def _built(embedded: KnowledgeBase, served: KnowledgeBase) -> Table:
    rows = []
    for name, base in (("embedded (tantivy)", embedded), ("Elasticsearch", served)):
        report = reindex(base)
        rows.append((name, f"{report.documents:,}", f"{report.seconds:.0f}", f"{_bytes(base) / 1e6:,.0f}"))
    return Table("Building the index of the codification", ("engine", "clauses", "seconds", "MB"), rows)


def _bytes(base: KnowledgeBase) -> int:
    if base.settings.index_url:
        place = ElasticsearchHome(base.settings, base.engine)
        figures = place.connection.client.indices.stats(index=place.alias, metric="store")
        return int(figures["_all"]["primaries"]["store"]["size_in_bytes"])
    return sum(path.stat().st_size for path in base.settings.index_path.rglob("*") if path.is_file())


def _beside(embedded: KnowledgeBase, served: KnowledgeBase, style: str, texts: Sequence[str]) -> tuple[object, ...]:
    times: tuple[list[float], list[float]] = ([], [])
    same = tied = 0
    for base in (embedded, served):
        search(base, texts[0])
    for text in texts:
        found = []
        for base, taken in zip((embedded, served), times, strict=True):
            began = time.perf_counter()
            found.append(search(base, text).hits)
            taken.append((time.perf_counter() - began) * 1000)
        equal = [hit.key for hit in found[0]] == [hit.key for hit in found[1]]
        same += equal
        tied += equal or _up_to_ties(*found)
    shares = (f"{count}/{len(texts)} ({100 * count / len(texts):.2f} %)" for count in (same, tied))
    return (style, len(texts), *shares, *quantiles(times[0]), *quantiles(times[1]))


def _up_to_ties(first: Sequence[Hit], second: Sequence[Hit]) -> bool:
    """Whether the two rankings have the same scores, and what differs stands at equal scores."""
    if len(first) != len(second):
        return False
    return all(abs(one.score - other.score) <= _TIE * max(1.0, abs(one.score)) for one, other in zip(first, second, strict=True))


class _Ours:
    """Our search over a base."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base

    def search(self, query: str, count: int) -> list[str | None]:
        """Anchors, best first."""
        return [hit.source_id for hit in search(self._base, query, k=count).hits]


def _forget(base: KnowledgeBase) -> None:
    place = ElasticsearchHome(base.settings, base.engine)
    client = place.connection.client.options(ignore_status=404)
    for name in client.indices.get(index=f"{place.alias}-f*"):
        client.indices.delete(index=name)
    client.indices.delete_index_template(name=f"{place.alias}-f*")
