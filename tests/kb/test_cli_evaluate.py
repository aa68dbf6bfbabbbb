"""`kb evaluate`."""

import json
from pathlib import Path

import pytest

from ingest.batch import ingest_paths
from kb.base import KnowledgeBase
from tests.bases import Begin
from tests.kb.command_line import Kb
from tests.kb.test_cli import DECREE

KEY = "nghi-dinh/01-2024-nd-mau/chinh-phu/2024-01-15"
BASIC = {"n", "recall@1", "recall@10", "recall@100", "mrr@10", "ndcg@10", "p50_ms", "p95_ms", "answered"}


def decree(base: KnowledgeBase) -> None:
    list(ingest_paths(base, [DECREE], workers=1))


@pytest.fixture
def asked(begin: Begin, tmp_path: Path) -> tuple[str | Path, ...]:
    begin(decree, tmp_path / "base")
    queries, qrels = tmp_path / "q.jsonl", tmp_path / "q.tsv"
    texts = {"1": "tiền tàu xe loại phổ thông", "2": "quần áo chăn màn", "3": "đường dây nóng"}
    queries.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in texts.items()))
    qrels.write_text(f"1\t{KEY}#dieu-4/khoan-1\t1\n2\t{KEY}#dieu-3\t1\n3\t{KEY}#dieu-9/khoan-1\t1\n")
    return ("evaluate", "--queries", queries, "--qrels", qrels)


def test_without_options_only_the_figures_are_printed(kb: Kb, asked: tuple[str | Path, ...]) -> None:
    status, out, _ = kb(*asked, "--json")
    assert (status, set(json.loads(out))) == (0, BASIC | {"clause"})


def test_wrong_use(kb: Kb, asked: tuple[str | Path, ...]) -> None:
    status, _, err = kb(*asked, "--as-of", "hôm qua")
    assert (status, len(err.strip().splitlines())) == (2, 1)
