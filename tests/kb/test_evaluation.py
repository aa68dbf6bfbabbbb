"""Measuring search: the figures themselves, the files, and the whole over a small base."""

import math
from pathlib import Path

import pytest

from kb.errors import InvalidQueryError
from kb.evaluation.files import measure, percentile, read_judgements, read_queries
from kb.evaluation.running import run
from kb.index.build import reindex
from tests.kb import made_up_law as law

FIGURES = [
    ("first", ["a", "b"], {"a": 1}, 1.0, 1.0, 1.0, 1.0),
    ("second", ["b", "a"], {"a": 1}, 0.0, 1.0, 0.5, 1 / math.log2(3)),
    ("eleventh", [*"0123456789", "a"], {"a": 1}, 0.0, 0.0, 0.0, 0.0),
    ("not found", ["b"], {"a": 1}, 0.0, 0.0, 0.0, 0.0),
    ("nothing found", [], {"a": 1}, 0.0, 0.0, 0.0, 0.0),
    ("one of two is enough for recall", ["a", "x"], {"a": 1, "b": 1}, 1.0, 1.0, 1.0, 1 / (1 + 1 / math.log2(3))),
    ("no gain is not relevant", ["b", "a"], {"a": 1, "b": 0}, 0.0, 1.0, 0.5, 1 / math.log2(3)),
    ("gains weigh", ["b", "a"], {"a": 3, "b": 1}, 1.0, 1.0, 1.0, (1 + 3 / math.log2(3)) / (3 + 1 / math.log2(3))),
]


@pytest.mark.parametrize(
    ("ranking", "gains", "recall1", "recall10", "mrr", "ndcg"), [case[1:] for case in FIGURES], ids=[case[0] for case in FIGURES]
)
def test_figures(ranking: list[str], gains: dict[str, float], recall1: float, recall10: float, mrr: float, ndcg: float) -> None:
    figures = measure({"q": ranking}, {"q": gains})
    assert figures["n"] == 1
    assert figures["recall@1"] == recall1
    assert figures["recall@10"] == recall10
    assert figures["mrr@10"] == pytest.approx(mrr, abs=1e-4)
    assert figures["ndcg@10"] == pytest.approx(ndcg, abs=1e-4)


def test_figures_are_means_over_queries() -> None:
    figures = measure({"p": ["a"], "q": ["x", "b"]}, {"p": {"a": 1}, "q": {"b": 1}})
    assert (figures["n"], figures["recall@1"], figures["recall@100"], figures["mrr@10"]) == (2, 0.5, 1.0, 0.75)


def test_percentiles() -> None:
    assert percentile([3, 1, 2, 4], 50) == 2
    assert percentile([1, 2, 3, 4], 95) == 4
    assert percentile([7], 50) == 7


@pytest.mark.parametrize(
    "text",
    [
        "q1\ta\t1\nq2\tb\t0\n",
        "q1 0 a 1\nq2 0 b 0\n",
        "query\tsource_id\tgain\nq1\ta\t1\nq2\tb\t0",
        "\ufeffq1\ta\t1\r\n\r\nq2\tb\t0\r\n",
    ],
    ids=["three columns", "TREC", "with a heading", "BOM and blank lines"],
)
def test_judgements(tmp_path: Path, text: str) -> None:
    (tmp_path / "q.tsv").write_text(text, encoding="utf-8", newline="")
    assert read_judgements(tmp_path / "q.tsv") == {"q1": {"a": 1.0}, "q2": {"b": 0.0}}


@pytest.mark.parametrize("text", ["q1\ta\t1\nq2\tb\n", "q1\ta\t1\nq2\tb\tvâng\n"])
def test_judgements_that_cannot_be_read(tmp_path: Path, text: str) -> None:
    (tmp_path / "q.tsv").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidQueryError, match="line_columns") as caught:
        read_judgements(tmp_path / "q.tsv")
    assert caught.value.values == {"line": 2, "file": "q.tsv"}


@pytest.mark.parametrize("text", ["không phải JSON", '{"id": 1}', '{"text": "a"}', '{"id": 1, "text": 5}', "[1]"])
def test_queries_that_cannot_be_read(tmp_path: Path, text: str) -> None:
    (tmp_path / "q.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidQueryError, match=r"line_not_json|line_without_field"):
        read_queries(tmp_path / "q.jsonl", "text")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidQueryError):
        read_judgements(tmp_path / "none")


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    queries, qrels = tmp_path / "queries.jsonl", tmp_path / "qrels.tsv"
    queries.write_text(
        '{"id": "q1", "text": "cháo kê buổi sáng", "khong_dau": "chao ke buoi sang"}\n'
        '{"id": "q2", "text": "trẻ mồ côi nhà sậy", "khong_dau": "tre mo coi nha say"}\n'
        '{"id": "q3", "text": "không ai hỏi", "khong_dau": "khong ai hoi"}\n',
        encoding="utf-8",
    )
    qrels.write_text("q1\tANCHOR2\t1\nq2\tANCHOR1\t1\nq3\tANCHOR1\t0\n", encoding="utf-8")
    return queries, qrels


@pytest.mark.parametrize("field", ["text", "khong_dau"])
def test_evaluate(tmp_path: Path, files: tuple[Path, Path], field: str) -> None:
    with law.open_base(tmp_path / "base") as base:
        law.fill(base)
        reindex(base)
        figures = run(base, *files, field).figures()
    assert list(figures) == ["n", "recall@1", "recall@10", "recall@100", "mrr@10", "ndcg@10", "p50_ms", "p95_ms", "answered"]
    assert (figures["n"], figures["recall@1"], figures["mrr@10"], figures["ndcg@10"]) == (2, 1.0, 1.0, 1.0)
    assert 0 < figures["p50_ms"] <= figures["p95_ms"]


def test_nothing_judged(tmp_path: Path, files: tuple[Path, Path]) -> None:
    files[1].write_text("x\ty\t1\n", encoding="utf-8")
    with law.open_base(tmp_path / "base") as base, pytest.raises(InvalidQueryError, match="queries_without_judgement"):
        run(base, *files)
