"""Search: quality, latency and memory on judged questions over the whole codification, beside the obvious alternatives."""

import argparse
import tempfile
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from benchmarks.alternatives import (
    Answers,
    Bm25s,
    ElasticsearchStandard,
    HaystackInMemory,
    SqliteFts5,
    articles,
    ask_alternative,
    write_rows,
)
from benchmarks.bases import kept_base
from benchmarks.ours import ask_ours
from benchmarks.questions import CITIZENS, Styles, citizens, distinct, sample
from benchmarks.servers import elasticsearch_server
from benchmarks.tables import MissingDataError, Table, in_process, quantiles
from kb.evaluation.files import Judgements, measure
from kb.search.ranking.trees import DESCRIPTION

MEMORY_LIMIT_MB = 1_500
_HEAD = ("what", "query", "n", "recall@1", "recall@10", "MRR@10", "nDCG@10", "p50 ms", "p95 ms", "p50 of work", "peak MB")
_OURS = "kb search"
_IN_SAMPLE = "kb search, its ranker learned from these"


@dataclass(frozen=True, slots=True)
class Asked:
    """An engine and what it answered.

    :param answers: by style
    :param peak: memory, as the table says it
    """

    name: str
    answers: Mapping[str, Answers]
    peak: str


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """Quality, latency and memory."""
    styles, judgements = citizens()
    some = sample(styles, arguments.queries)
    with kept_base(arguments.home) as base, tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "articles.jsonl"
        count = write_rows(rows, articles(base))
        home = base.settings.home
        learned, plain = (in_process(ask_ours, home, styles, with_ranker, starts_others=False) for with_ranker in (True, False))
        all_asked = [
            Asked(_IN_SAMPLE, learned.value, _mb(learned.peak_mb)),
            Asked(f"{_OURS} without the ranker", plain.value, _mb(plain.peak_mb)),
        ]
        all_asked += [_alternative("bm25s", Bm25s, rows, styles, False), _alternative("bm25s, folded", Bm25s, rows, styles, True)]
        served = _elasticsearch(rows, styles)
        all_asked += [served] if isinstance(served, Asked) else []
        yield Table(
            f"Search over the codification ({count:,} codified articles), questions of citizens, ten hits",
            _HEAD,
            [
                *_rows(all_asked[:1], styles, judgements),
                *_cross_validated(),
                *_rows(all_asked[1:], styles, judgements),
                *([served] if isinstance(served, tuple) else []),
            ],
            _note(learned.peak_mb),
        )
        all_asked += [_alternative("SQLite FTS5", SqliteFts5, rows, some)]
        all_asked += [_alternative("Haystack in-memory BM25", HaystackInMemory, rows, some, False)]
        all_asked += [_alternative("Haystack in-memory BM25, folded", HaystackInMemory, rows, some, True)]
        yield Table(
            f"The same beside what takes long, on {len(some['marks'])} of the questions",
            _HEAD,
            _rows(all_asked, some, judgements),
            "Rows of kb and of the quick ones are of the same run as above, on these questions alone. SQLite's tokenizer "
            "takes marks off\nby itself, but for that of đ.",
        )


def _note(peak: float) -> str:
    verdict = "under" if peak < MEMORY_LIMIT_MB else "OVER"
    return (
        "The ranker has learned from these same questions, so the first rows flatter it. What it is worth on questions about "
        "instruments that it\nhas not seen, the rows by cross-validation say (python -m benchmarks.ranker makes them).\n"
        "kb's times are of the whole search: understanding, retrieval, ranking, highlights, status, reasons. Near misses do not "
        "count as found.\nIts memory is that of a process that searches, the pages of the index that it touched included: "
        f"{_mb(peak)} MB, {verdict} the {MEMORY_LIMIT_MB:,} MB that\nit may hold. The others build their index in memory in the "
        "same process; of Elasticsearch the server's memory is shown, 1 GB of it heap.\n"
        "Work is the processor's time in the process that asks, which others on the machine lengthen less than the clock's.\n"
        "One or two articles are judged right for a question, so scores are lower bounds."
    )


def _alternative(name: str, kind: Callable[..., object], rows: Path, styles: Styles, *options: object) -> Asked:
    found = in_process(ask_alternative, kind, rows, styles, *options, starts_others=False)
    return Asked(f"{name}, articles", found.value, _mb(found.peak_mb))


def _elasticsearch(rows: Path, styles: Styles) -> Asked | tuple[object, ...]:
    """What the server answered; where there is none, a row that says so."""
    name = "Elasticsearch, standard analyzer, articles"
    try:
        with elasticsearch_server() as (url, held_mb):
            found = in_process(ask_alternative, ElasticsearchStandard, rows, styles, url, starts_others=False)
            held = held_mb()
    except MissingDataError as reason:
        return (f"{name}: skipped: {reason}", *("" for _ in _HEAD[1:]))
    return Asked(name, found.value, "–" if held is None else _mb(held))


def _rows(asked: Sequence[Asked], styles: Styles, judgements: Judgements) -> list[tuple[object, ...]]:
    """A row for each engine and style, on the questions of the styles."""
    identities = {identity for questions in styles.values() for identity, _ in questions}
    return [
        _row(engine.name, style, answers, identities, judgements, engine.peak)
        for engine in asked
        for style, answers in engine.answers.items()
    ]


def _row(
    name: str, style: str, answers: Answers, identities: Container[str], judgements: Judgements, peak: str
) -> tuple[object, ...]:
    rankings = {identity: distinct(found) for identity, found in answers.rankings.items() if identity in identities}
    figures = measure(rankings, judgements)
    shares = (f"{figures[name]:.3f}" for name in ("recall@1", "recall@10", "mrr@10", "ndcg@10"))
    times = quantiles([answers.times[identity] for identity in rankings])
    work, _ = quantiles([answers.work[identity] for identity in rankings])
    return (name, style, len(rankings), *shares, *times, work, peak)


def _cross_validated() -> list[tuple[object, ...]]:
    """What the ranker's description says of questions that it had not seen."""
    rows: list[tuple[object, ...]] = []
    for line in orjson.loads(DESCRIPTION.read_bytes())["measured"]:
        source, _, style = str(line["questions"]).partition(" · ")
        if source == CITIZENS and line["what"].startswith("ranker"):
            shares = (line["recall@1"], line["recall@10"], line["MRR@10"])
            rows.append((f"{_OURS}, by cross-validation", style, line["n"], *shares, "", "", "", "", ""))
    return rows


def _mb(megabytes: float) -> str:
    return f"{megabytes:,.0f}"
