"""The second stage of search: what is compared, the shipped model, why a hit answers, and when nothing does."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import lightgbm
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.trees import WRITTEN, read_trees
from documents.model import InstrumentType
from kb.base import KnowledgeBase
from kb.index.build import reindex
from kb.index.rows import packed_words, read_words
from kb.language import analysis
from kb.search import search
from kb.search.model import Evidence
from kb.search.ranking import order, trees
from kb.search.ranking.features import FEATURES, Candidate, Question, compare, read_question
from kb.search.ranking.meaning import nearness
from tests.kb import made_up_law as law

DAY = date(2024, 6, 1)
SUPPORT = law.instrument(
    InstrumentType.LAW,
    "66/2011/QH12",
    "Phòng, chống mua bán người",
    date(2011, 3, 29),
    [
        law.article("1", "Phạm vi điều chỉnh", text="Luật này quy định về phòng, chống mua bán người và hỗ trợ nạn nhân."),
        law.article("2", "Hỗ trợ tâm lý", text="Nạn nhân được hỗ trợ để ổn định tâm lý tại cơ sở bảo trợ xã hội."),
        law.article("3", "Chi phí đi lại", text="Nạn nhân trở về nơi cư trú được hỗ trợ tiền tàu xe và tiền ăn."),
    ],
)
RECORDS = law.instrument(
    InstrumentType.DECREE,
    "30/2020/NĐ-CP",
    "Công tác văn thư",
    date(2020, 3, 5),
    [
        law.article("1", "Con dấu", text="Con dấu phải được bảo quản tại trụ sở cơ quan, tổ chức."),
        law.article("2", "Hồ sơ", text="Lưu trữ hồ sơ tại cơ quan, tổ chức trong thời hạn quy định."),
    ],
    issuer="Chính phủ",
)


def question(text: str, folded: bool = False, frequency: int = 5, documents: int = 1_000) -> Question:
    view = SimpleNamespace(frequency=lambda field, token: frequency, documents=documents, expect=lambda tokens: None)
    return read_question(analysis.words(text), folded, view)


def candidate(heading: str, text: str, name: str = "Luật Thử nghiệm", score: float = 10.0, **changes: object) -> Candidate:
    words = analysis.word_numbers(analysis.words(text))
    made = {"instrument": "luat/1", "type": "luat", "second": 0.0, "clauses": 1, "total": score, **changes}
    return Candidate(name=name, heading=heading, words=words, score=score, **made)  # type: ignore[arg-type]


def values(asked: Question, text: str, *candidates: Candidate) -> list[dict[str, float]]:
    return [dict(zip(FEATURES, row.tolist(), strict=True)) for row in compare(asked, text, candidates)]


def test_words_are_compared_with_their_marks_or_without() -> None:
    numbers = analysis.word_numbers(["hỗ", "trợ", "ho", "tro", "khác"])
    assert question("hỗ trợ").places(numbers).tolist() == [0, 1, -1, -1, -1]
    assert question("ho tro", folded=True).places(numbers).tolist() == [0, 1, 0, 1, -1]


def test_what_is_compared_beforehand_is_what_would_be_compared_now() -> None:
    from kb.index.engine import Document

    text = "Nạn nhân được hỗ trợ 50.000 đồng theo Nghị định 09/2013/NĐ-CP"
    kept = Document(id="1", content=text, meta={"words": packed_words(text)})
    assert read_words(kept).tolist() == read_words(Document(id="1", content=text)).tolist()
    assert read_words(kept).tolist() == analysis.word_numbers(analysis.words(text)).tolist()


def test_the_features_say_where_the_words_stand() -> None:
    text = "mức hỗ trợ tiền ăn"
    full, part, none = values(
        question(text),
        text,
        candidate("Mức hỗ trợ tiền ăn", "Mức hỗ trợ tiền ăn là 50.000 đồng.", score=12),
        candidate("Chế độ", "Nạn nhân được hỗ trợ đi lại.", score=6),
        candidate("Hiệu lực", "Quyết định này có hiệu lực.", score=3),
    )
    assert full["heading_words"] == full["heading_pairs"] == full["clause_words"] == full["all_words"] == 1
    assert full["heading_run"] == full["clause_run"] == 4
    assert full["heading_covered"] == 1
    assert (part["heading_words"], part["clause_run"]) == (0, 1)
    assert 0 < part["clause_words"] < 1
    assert none["all_words"] == none["all_pairs"] == none["clause_run"] == 0
    assert [full["score"], part["score"], none["score"]] == [1, 0.5, 0.25]
    assert [full["rank"], part["rank"], none["rank"]] == [0, 1, 2]
    assert full["lead"] == 0.5
    assert (none["heading_kind"], full["asks_amount"]) == (4, 1)


def test_a_question_for_a_meaning_goes_with_the_article_of_definitions() -> None:
    text = "chuyến bay công vụ là gì"
    (found,) = values(question(text), text, candidate("Giải thích từ ngữ", "Chuyến bay công vụ là chuyến bay …"))
    assert (found["defines"], found["asks_meaning"]) == (1, 1)


def test_candidates_of_one_instrument_vote_for_each_other() -> None:
    text = "hội đồng"
    two, _, alone = values(
        question(text),
        text,
        candidate("Hội đồng", "một", score=8, instrument="a"),
        candidate("Họp hội đồng", "hai", score=8, instrument="a"),
        candidate("Hội đồng", "ba", score=8, instrument="b"),
    )
    assert (two["instrument_count"], alone["instrument_count"]) == (2, 1)
    assert two["instrument_votes"] > alone["instrument_votes"] == 0
    assert two["heading_count"] == alone["heading_count"] == 2


def test_an_article_is_near_to_what_people_call_its_matter_otherwise() -> None:
    victims = candidate("Hỗ trợ nạn nhân", "Nạn nhân của mua bán người được giải cứu.")
    found = [victims, candidate("Giá xăng", "Giá bán xăng dầu."), candidate("", "", name="")]
    near = nearness("bị lừa bán sang nước ngoài giờ về", found)
    assert near[0] > near[1]
    assert near[0] > near[2]
    assert not nearness("zzyzx", found).any()


@given(st.text(max_size=60), st.lists(st.tuples(st.text(max_size=40), st.text(max_size=80)), min_size=1, max_size=4), st.booleans())
def test_whatever_is_asked_and_found_gives_numbers(text: str, found: list[tuple[str, str]], folded: bool) -> None:
    asked = question(text, folded)
    if not asked.words:
        return
    compared = compare(asked, text, [candidate(heading, clause) for heading, clause in found])
    assert compared.shape == (len(found), len(FEATURES))
    assert np.isfinite(compared).all()


def test_the_shipped_model_fits_and_says_what_it_learned_from() -> None:
    assert trees.shipped_ranker().names == FEATURES
    about = json.loads(trees.DESCRIPTION.read_bytes())
    assert tuple(about["features"]) == FEATURES
    assert about["seed"] == about["parameters"]["seed"]
    assert {"zalo_phapdien", "alqac2025", "made from the corpus"} == set(about["questions"])
    assert about["measured"]


def learned(folder: Path, leaves: int, rounds: int) -> lightgbm.Booster:
    """A model of made-up rows, written as ``model.txt``."""
    rng = np.random.default_rng(leaves)
    rows = rng.normal(size=(1_000, 6)).astype(np.float32).round(1)
    right = (rows[:, 0] + rows[:, 1] * rows[:, 2] > 0.5).astype(int)
    data = lightgbm.Dataset(rows, right, group=[50] * 20, feature_name=list("abcdef"))
    parameters = {"objective": "lambdarank", "num_leaves": leaves, "verbosity": -1, "num_threads": 1, "seed": 1}
    booster = lightgbm.train(parameters, data, rounds)
    booster.save_model(str(folder / "model.txt"))
    return booster


@pytest.mark.parametrize("leaves", [2, 8, 16])
def test_a_model_scores_as_lightgbm_does_to_the_last_bit(tmp_path: Path, leaves: int) -> None:
    booster = learned(tmp_path, leaves, 60)
    trees = read_trees((tmp_path / "model.txt").read_text(encoding="utf-8"))
    assert trees.names == tuple("abcdef")
    rng = np.random.default_rng(2)
    rows = rng.normal(size=(2_000, 6)).astype(np.float32)
    for feature in trees.features:
        ties = rng.random(len(rows)) < 0.5
        rows[ties, feature.column] = rng.choice(feature.thresholds, ties.sum())
    rows[rng.random(rows.shape) < 0.02] = np.inf
    rows[rng.random(rows.shape) < 0.02] = -1e-35
    assert trees.scores(rows).tolist() == booster.predict(rows, num_threads=1).tolist()
    assert trees.scores(rows[:0]).shape == (0,)


def test_the_shipped_model_scores_as_lightgbm_does_to_the_last_bit() -> None:
    ranker = trees.shipped_ranker()
    rows = np.random.default_rng(3).random((1_000, len(FEATURES))).astype(np.float32) * 2
    rows[:, 0] = np.arange(1_000) % 120
    assert ranker.scores(rows).tolist() == lightgbm.Booster(model_file=str(WRITTEN)).predict(rows, num_threads=1).tolist()


@pytest.mark.parametrize(
    "change",
    [
        ("num_cat=0", "num_cat=1"),
        ("left_child=", "left_child=99 "),
        ("left_child=1", "left_child=0"),
        ("split_feature=", "split_feature=7 "),
        ("decision_type=", "decision_type=1 "),
        ("num_leaves=4", "num_leaves=3"),
        ("end of trees", ""),
        ("Tree=1", "Tre"),
        ("threshold=", "threshold=x"),
    ],
    ids=lambda change: change[1].strip() or "no end",
)
def test_a_model_that_is_not_whole_is_refused(tmp_path: Path, change: tuple[str, str]) -> None:
    learned(tmp_path, 4, 2)
    text = (tmp_path / "model.txt").read_text(encoding="utf-8")
    read_trees(text)
    name, value = change[1].partition("=")[::2]
    # A number put in front takes the place of the first one.
    pattern = rf"{re.escape(change[0])}" + (r"\S+ ?" if value.endswith(" ") else "")
    with pytest.raises(ValueError, match=r"tree|node|model|convert|feature"):
        read_trees(re.sub(pattern, f"{name}={value}" if value else change[1], text, count=1))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with law.open_base(tmp_path_factory.mktemp("base")) as base:
        law.put(base, SUPPORT, RECORDS)
        reindex(base)
        yield base


def test_a_hit_says_which_of_the_words_stand_where(base: KnowledgeBase) -> None:
    hit = search(base, "hỗ trợ tâm lý cho nạn nhân mua bán người bằng tàu vũ trụ", as_of=DAY).hits[0]
    assert hit.reasons is not None
    assert "hỗ trợ tâm lý" in hit.reasons.heading
    assert any("mua bán người" in words for words in hit.reasons.name)
    assert any("nạn nhân" in words for words in hit.reasons.clause)
    assert "vũ" in hit.reasons.missing


def test_words_typed_without_marks_are_found_in_the_reasons(base: KnowledgeBase) -> None:
    hit = search(base, "tien tau xe", as_of=DAY, verbatim=True).hits[0]
    assert hit.reasons is not None
    assert hit.reasons.clause == ("tien tau xe",)


def test_a_citation_needs_no_reasons(base: KnowledgeBase) -> None:
    result = search(base, "điều 2 luật 66/2011/QH12", as_of=DAY)
    assert [hit.reasons for hit in result.hits] == [None]
    assert result.near == ()


@pytest.mark.parametrize(
    "query", ["cách pha cà phê muối tại nhà thật ngon", "kết quả bóng đá tối qua của đội tuyển", "thời tiết Đà Lạt cuối tuần"]
)
def test_what_no_law_answers_is_not_answered(base: KnowledgeBase, query: str) -> None:
    result = search(base, query, as_of=DAY, verbatim=True)
    assert result.hits == ()


@pytest.mark.parametrize(
    "query", ["tâm lý", "hỗ trợ tâm lý", "tiền ăn", "con dấu của cơ quan", "lưu trữ hồ sơ", "tau xe", "nạn nhân"]
)
def test_what_the_law_has_is_answered(base: KnowledgeBase, query: str) -> None:
    result = search(base, query, as_of=DAY)
    assert result.hits
    assert result.near == ()


@pytest.mark.parametrize(("pairs", "answered", "unsure"), [(0.2, False, False), (0.28, True, True), (0.35, True, False)])
def test_what_hardly_answers_is_shown_as_unsure(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, pairs: float, answered: bool, unsure: bool
) -> None:
    monkeypatch.setattr(order, "_SMALL", 0)
    monkeypatch.setattr(order, "_evidence", lambda *_: Evidence(0.5, pairs, 0.0))
    result = search(base, "hỗ trợ tâm lý cho nạn nhân", as_of=DAY)
    assert (bool(result.hits), result.unsure) == (answered, unsure)


def test_a_contract_stands_below_law_and_is_not_called_law(tmp_path: Path) -> None:
    words = law.article("1", "Hỗ trợ tâm lý", text="Nạn nhân được hỗ trợ tâm lý tại phòng của bên A.")
    contract = law.instrument(InstrumentType.OTHER, "12/HĐ", "Hợp đồng tư vấn", DAY, [words], issuer="Bên A")
    with law.open_base(tmp_path) as base:
        law.put(base, SUPPORT, contract)
        reindex(base)
        hits = search(base, "hỗ trợ tâm lý cho nạn nhân", as_of=DAY).hits
    assert hits[0].is_law
    assert {hit.key for hit in hits if not hit.is_law} == {f"{contract.key}#dieu-1"}


def test_scores_fall_from_hit_to_hit_also_beyond_what_is_ranked(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order, "DEPTH", 2)
    hits = search(base, "hỗ trợ nạn nhân được tại cơ quan", as_of=DAY, k=50).hits
    assert len(hits) > 2
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_the_shipped_description_is_plain_json() -> None:
    assert json.loads(trees.DESCRIPTION.read_text(encoding="utf-8"))["made_by"] == "python -m benchmarks.ranker --write"
