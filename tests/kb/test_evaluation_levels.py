"""Evaluation by level and style, compared with an earlier run."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from documents.text import fold
from kb.base import KnowledgeBase
from kb.database.tables import Instrument, InstrumentAlias
from kb.errors import InvalidQueryError, KnowledgeBaseError
from kb.evaluation.files import Style, in_style
from kb.evaluation.running import Measured, compare, ranks_of, read_ranks, run, save_ranks, split_path
from kb.index.build import reindex
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
    bared = in_style(text, Style.HALF_MARKED, "q1")
    assert bared == in_style(text, Style.HALF_MARKED, "q1")
    assert fold(bared) == fold(text) == in_style(text, Style.NO_MARKS, "q1")
    assert fold(text) != bared != text == in_style(text, Style.AS_TYPED, "q1")


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with law.open_base(tmp_path / "base") as base:
        law.fill(base)
        reindex(base)
        yield base


Ask = Callable[..., list[Measured]]


@pytest.fixture
def ask(tmp_path: Path, base: KnowledgeBase) -> Ask:
    def asked(
        queries: dict[str, str], judgements: dict[str, list[str]], styles: tuple[Style, ...] = (Style.AS_TYPED,)
    ) -> list[Measured]:
        lines = [json.dumps({"id": identity, "text": text}) for identity, text in queries.items()]
        (tmp_path / "q.jsonl").write_text("\n".join(lines))
        rows = [f"{query}\t{name}\t1\n" for query, names in judgements.items() for name in names]
        (tmp_path / "q.tsv").write_text("".join(rows), encoding="utf-8")
        return run(base, tmp_path / "q.jsonl", tmp_path / "q.tsv", styles=styles)

    return asked


def test_an_article_is_named_by_source_id_or_key(ask: Ask) -> None:
    queries = {"a": "cháo kê buổi sáng", "b": "cháo kê buổi sáng", "c": "cháo kê buổi sáng"}
    done = ask(queries, {"a": ["ANCHOR2"], "b": [f"{CIRCULAR}#dieu-2"], "c": [f"{CIRCULAR}#dieu-3"]})
    ranks = {query: places["article"] for (query, _), places in ranks_of(done).items()}
    assert (ranks["a"], ranks["b"]) == (1, 1)
    assert ranks["c"] != 1
    assert done[0].clause_figures() is None


def test_a_clause_is_right_only_where_it_answers(ask: Ask) -> None:
    queries = {"right": "quả vả buổi tối", "wrong": "quả vả buổi tối", "point": "trợ giúp pháp lý", "whole": "áo rơm"}
    judged = {
        "right": [f"{CIRCULAR}#dieu-2/khoan-2"],
        "wrong": [f"{CIRCULAR}#dieu-2/khoan-1"],
        "point": [f"{LAW}#dieu-32/khoan-1/diem-d"],
        "whole": ["ANCHOR3"],
    }
    done = ask(queries, judged)
    ranks = {query: places for (query, _), places in ranks_of(done).items()}
    assert ranks["right"] == {"article": 1, "clause": 1}
    assert ranks["wrong"]["article"] == 1
    assert ranks["wrong"]["clause"] is None
    assert ranks["point"] == {"article": 1, "clause": 1}
    assert ranks["whole"] == {"article": 1}
    figures = done[0].clause_figures()
    assert figures is not None
    assert (figures["n"], figures["mrr@10"]) == (3, pytest.approx(2 / 3, abs=1e-4))


def test_where_a_clause_is_judged_a_whole_article_counts_too(ask: Ask) -> None:
    done = ask({"q": "áo rơm"}, {"q": [f"{CIRCULAR}#dieu-3", f"{CIRCULAR}#dieu-2/khoan-2"]})
    assert ranks_of(done)["q", "as_typed"] == {"article": 1, "clause": 1}


def test_an_alias_names_the_same_instrument(ask: Ask, base: KnowledgeBase) -> None:
    with base.session(write=True) as session:
        row = session.query(Instrument).filter_by(key=CIRCULAR).one()
        session.add(InstrumentAlias(alias="thong-tu/07-2096-tt-bm/-/-", instrument_id=row.id))
    done = ask({"q": "áo rơm"}, {"q": ["thong-tu/07-2096-tt-bm/-/-#dieu-3"]})
    assert ranks_of(done)["q", "as_typed"]["article"] == 1


def test_styles(ask: Ask) -> None:
    done = ask({"a": "cháo kê buổi sáng", "b": "áo rơm là gì"}, {"a": ["ANCHOR2"], "b": ["ANCHOR3"]}, tuple(Style))
    assert [measured.figures()["mrr@10"] for measured in done] == [1.0, 1.0, 1.0]
    assert len(ranks_of(done)) == 6


def test_a_saved_run_is_read_again_and_holds_no_words(ask: Ask, tmp_path: Path) -> None:
    done = ask({"a": "cháo kê buổi sáng", "b": "nhà sậy"}, {"a": ["ANCHOR2"], "b": ["KHONG-CO"]})
    save_ranks(tmp_path / "run.jsonl", ranks_of(done))
    assert read_ranks(tmp_path / "run.jsonl") == ranks_of(done)
    assert ranks_of(done)["b", "as_typed"] == {"article": None}
    text = (tmp_path / "run.jsonl").read_text(encoding="utf-8")
    assert "cháo" not in text
    assert set(json.loads(text.splitlines()[0])) == {"id", "style", "article"}
    with pytest.raises(KnowledgeBaseError, match="file_not_written"):
        save_ranks(tmp_path / "khong-co" / "run.jsonl", ranks_of(done))


@pytest.mark.parametrize(
    "line", ["{}", '{"id": "a", "style": "as_typed"}', '{"id": "a", "style": "as_typed", "article": 0}', "[]", "không", "5"]
)
def test_what_is_no_saved_run(tmp_path: Path, line: str) -> None:
    (tmp_path / "run.jsonl").write_text(line, encoding="utf-8")
    with pytest.raises(InvalidQueryError, match="line_of_no_run"):
        read_ranks(tmp_path / "run.jsonl")


def ranks(*places: int | None, style: str = "as_typed") -> dict[tuple[str, str], dict[str, int | None]]:
    return {(f"q{number}", style): {"article": place} for number, place in enumerate(places)}


def test_a_run_beside_itself_does_not_differ() -> None:
    same = ranks(*range(1, 30), None)
    for item in compare(same, same):
        assert (item.difference, item.low, item.high, item.better, item.worse) == (0, 0, 0, 0, 0)


def test_a_clear_gain_is_certain_and_a_small_one_is_not() -> None:
    before = ranks(*([2] * 50), *([11] * 50))
    mrr, recall = compare(ranks(*([1] * 50), *([3] * 50)), before)
    assert (mrr.figure, mrr.before, mrr.now, mrr.n) == ("mrr@10", 0.25, pytest.approx(2 / 3, abs=1e-4), 100)
    assert (recall.figure, recall.difference) == ("recall@10", 0.5)
    assert 0 < recall.low < recall.difference < recall.high < 1
    assert (recall.better, recall.worse) == (1.0, 0.0)
    mrr, _ = compare(ranks(*([2] * 49), 1, *([11] * 50)), before)
    assert mrr.low == 0 < mrr.high
    assert 0.5 < mrr.better < 0.75


def test_comparing_is_the_same_every_time() -> None:
    before, now = ranks(3, 1, None, 2, 5), ranks(1, 2, 9, 2, None)
    assert compare(now, before) == compare(now, before)


def test_the_interval_is_the_bootstraps() -> None:
    # Differences of 0 and 1 in equal number: the mean of n drawn is binomial, so the interval is known.
    (_, recall) = compare(ranks(*([1] * 100)), ranks(*([1] * 50), *([None] * 50)))
    assert recall.low == pytest.approx(0.5 - 1.96 * 0.05, abs=0.011)
    assert recall.high == pytest.approx(0.5 + 1.96 * 0.05, abs=0.011)


def test_only_what_both_runs_have_is_compared() -> None:
    now = {**ranks(1, 1, 1), **ranks(1, style="no_marks")}
    (item, _) = compare(now, ranks(2, 2))
    assert (item.style, item.n) == ("as_typed", 2)
    assert compare(now, {}) == []
