"""Evaluation by level and style."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.questions import half_marked
from documents.text import fold
from kb.base import KnowledgeBase
from kb.database.tables import Instrument, InstrumentAlias
from kb.evaluation.running import Measured, run, split_path
from kb.index.build import reindex
from tests.gate import ranks_of
from tests.kb import made_up_law as law

CIRCULAR, LAW = law.CIRCULAR.key, law.LAW.key


@pytest.mark.parametrize(
    ("path", "article", "clause"),
    [
        ("dieu-3", "dieu-3", None),
        ("dieu-3/khoan-2", "dieu-3", "dieu-3/khoan-2"),
        ("dieu-3/khoan-2/diem-đ/tiet-1", "dieu-3", "dieu-3/khoan-2"),
        ("dieu-3/khoan-2/bang-1", "dieu-3", "dieu-3/khoan-2"),
        ("dieu-3/diem-a", "dieu-3", None),
        ("dieu-3/bang-1", "dieu-3", "dieu-3/bang-1"),
        ("kem-theo-1/dieu-4/khoan-1", "kem-theo-1/dieu-4", "kem-theo-1/dieu-4/khoan-1"),
        ("phu-luc-i", "phu-luc-i", None),
        ("phu-luc-i/muc-1/khoan-2/diem-a", "phu-luc-i", "phu-luc-i/muc-1/khoan-2"),
        ("mo-dau", "mo-dau", None),
    ],
)
def test_the_article_and_the_clause_of_a_key(path: str, article: str, clause: str | None) -> None:
    assert split_path(path) == (article, clause)


def test_half_marks_are_the_same_every_time() -> None:
    text = "nạn nhân được hỗ trợ chi phí đi lại"
    bared = half_marked(text, "q1")
    assert bared == half_marked(text, "q1")
    assert fold(bared) == fold(text) != bared != text


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with law.open_base(tmp_path / "base") as base:
        law.fill(base)
        reindex(base)
        yield base


Ask = Callable[..., Measured]


@pytest.fixture
def ask(tmp_path: Path, base: KnowledgeBase) -> Ask:
    def asked(queries: dict[str, str], judgements: dict[str, list[str]]) -> Measured:
        lines = [json.dumps({"id": identity, "text": text}) for identity, text in queries.items()]
        (tmp_path / "q.jsonl").write_text("\n".join(lines))
        rows = [f"{query}\t{name}\t1\n" for query, names in judgements.items() for name in names]
        (tmp_path / "q.tsv").write_text("".join(rows), encoding="utf-8")
        return run(base, tmp_path / "q.jsonl", tmp_path / "q.tsv")

    return asked


def test_an_article_is_named_by_source_id_or_key(ask: Ask) -> None:
    queries = {"a": "cháo kê buổi sáng", "b": "cháo kê buổi sáng", "c": "cháo kê buổi sáng"}
    done = ask(queries, {"a": ["ANCHOR2"], "b": [f"{CIRCULAR}#dieu-2"], "c": [f"{CIRCULAR}#dieu-3"]})
    ranks = {query: places["article"] for (query, _), places in ranks_of({"as_typed": done}).items()}
    assert (ranks["a"], ranks["b"]) == (1, 1)
    assert ranks["c"] != 1
    assert done.clause_figures() is None


def test_a_clause_is_right_only_where_it_answers(ask: Ask) -> None:
    queries = {"right": "quả vả buổi tối", "wrong": "quả vả buổi tối", "point": "trợ giúp pháp lý", "whole": "áo rơm"}
    judged = {
        "right": [f"{CIRCULAR}#dieu-2/khoan-2"],
        "wrong": [f"{CIRCULAR}#dieu-2/khoan-1"],
        "point": [f"{LAW}#dieu-32/khoan-1/diem-d"],
        "whole": ["ANCHOR3"],
    }
    done = ask(queries, judged)
    ranks = {query: places for (query, _), places in ranks_of({"as_typed": done}).items()}
    assert ranks["right"] == {"article": 1, "clause": 1}
    assert ranks["wrong"]["article"] == 1
    assert ranks["wrong"]["clause"] is None
    assert ranks["point"] == {"article": 1, "clause": 1}
    assert ranks["whole"] == {"article": 1}
    figures = done.clause_figures()
    assert figures is not None
    assert (figures["n"], figures["mrr@10"]) == (3, pytest.approx(2 / 3, abs=1e-4))


def test_where_a_clause_is_judged_a_whole_article_counts_too(ask: Ask) -> None:
    done = ask({"q": "áo rơm"}, {"q": [f"{CIRCULAR}#dieu-3", f"{CIRCULAR}#dieu-2/khoan-2"]})
    assert ranks_of({"as_typed": done})["q", "as_typed"] == {"article": 1, "clause": 1}


def test_an_alias_names_the_same_instrument(ask: Ask, base: KnowledgeBase) -> None:
    with base.session(write=True) as session:
        row = session.query(Instrument).filter_by(key=CIRCULAR).one()
        session.add(InstrumentAlias(alias="thong-tu/07-2096-tt-bm/-/-", instrument_id=row.id))
    done = ask({"q": "áo rơm"}, {"q": ["thong-tu/07-2096-tt-bm/-/-#dieu-3"]})
    assert ranks_of({"as_typed": done})["q", "as_typed"]["article"] == 1
