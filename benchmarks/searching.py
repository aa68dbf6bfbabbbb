"""Search: quality and latency on judged questions over the whole codification, beside the obvious alternatives."""

import argparse
import random
import time
from collections.abc import Callable, Iterator, Sequence

from benchmarks.alternatives import HaystackInMemory, SqliteFts5, articles
from benchmarks.bases import kept_base
from benchmarks.tables import Table, need, peak_mb, quantiles
from kb.base import KnowledgeBase
from kb.evaluation import Judgements, distinct, half_marked, measure, read_judgements, read_queries
from kb.search import search
from kb.search.components import build_search_pipeline

SEED = 2026
_HEAD = ("what", "query", "n", "recall@1", "recall@10", "MRR@10", "nDCG@10", "p50 ms", "p95 ms")
Ask = Callable[[str, int], Sequence[str | None]]


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """Quality and latency; where the time goes."""
    folder = need("benchmarks", "zalo_phapdien")
    judgements = read_judgements(folder / "qrels.tsv")
    marked = [(query.id, query.text) for query in read_queries(folder / "queries.jsonl", "text")]
    styles = {
        "marks": marked,
        "no marks": [(query.id, query.text) for query in read_queries(folder / "queries.jsonl", "text_no_diacritics")],
        "half marks": [(identity, half_marked(text, identity)) for identity, text in marked],
    }
    with kept_base() as base:
        rows = [_row("kb search, clauses", name, _ours(base), queries, judgements) for name, queries in styles.items()]
        chosen = dict(random.Random(SEED).sample(marked, min(arguments.queries, len(marked))))
        some = {name: [(identity, text) for identity, text in queries if identity in chosen] for name, queries in styles.items()}
        rows += [_row("kb search, clauses", name, _ours(base), queries, judgements) for name, queries in some.items()]
        alternatives = list(articles(base))
        sqlite = SqliteFts5(alternatives)
        rows += [_row(sqlite.name, name, sqlite.search, queries, judgements) for name, queries in some.items()]
        for name, folded in (("marks", False), ("no marks", True)):
            haystack = HaystackInMemory(alternatives, folded)
            rows.append(_row(haystack.name, name, haystack.search, some[name], judgements))
            del haystack
        yield Table(
            f"Search over the codification ({len(alternatives):,} codified articles), questions of citizens, ten hits",
            _HEAD,
            rows,
            "kb's times are of the whole search in this process: understanding, retrieval, highlights, status. "
            "One or two articles are judged right for a question, so scores are lower bounds. "
            "The alternatives take long, so they get a sample of the questions; kb's rows on the same sample stand above them.",
        )
        yield _overhead(base, [text for _, text in marked])


def _ours(base: KnowledgeBase) -> Ask:
    return lambda query, count: [hit.source_id for hit in search(base, query, k=count).hits]


def _row(what: str, style: str, ask: Ask, queries: Sequence[tuple[str, str]], judgements: Judgements) -> tuple[object, ...]:
    ask(queries[0][1], 10)
    times, rankings = [], {}
    for identity, text in queries:
        began = time.perf_counter()
        found = ask(text, 10)
        times.append((time.perf_counter() - began) * 1000)
        rankings[identity] = distinct(found)
    figures = measure(rankings, judgements)
    shares = (f"{figures[name]:.3f}" for name in ("recall@1", "recall@10", "mrr@10", "ndcg@10"))
    return (what, style, len(queries), *shares, *quantiles(times))


def _overhead(base: KnowledgeBase, texts: Sequence[str]) -> Table:
    """The same search as a function and as a Haystack pipeline, turn about."""
    pipeline = build_search_pipeline(str(base.settings.home))
    ways: dict[str, Callable[[str], object]] = {
        "kb.search.search": lambda text: search(base, text),
        "the same as a Haystack pipeline": lambda text: pipeline.run({"understand": {"query": text}}),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for text in (texts[0], *texts):
        for name, way in ways.items():
            began = time.perf_counter()
            way(text)
            times[name].append((time.perf_counter() - began) * 1000)
    return Table(
        "What Haystack's pipeline adds to a search",
        ("what", "n", "p50 ms", "p95 ms"),
        [(name, len(values) - 1, *quantiles(values[1:])) for name, values in times.items()],
        f"Peak memory of this process, alternatives included: {peak_mb():,.0f} MB.",
    )
