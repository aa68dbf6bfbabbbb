"""A search whose words are read: what is said of it, how it is undone, and that nothing typed can break it."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.base import KnowledgeBase
from kb.index.build import reindex
from kb.language.word_counts import make_words_beside
from kb.language.word_model import FILE, words_of
from kb.search import QueryKind, SearchResult, search
from kb.search.reading import interpretation as reading
from tests.kb import made_up_law as law
from tests.kb.databases import article, decree, empty_sqlite, put

DAY = date(2098, 6, 1)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("base")


@pytest.fixture(scope="module")
def base(home: Path) -> Iterator[KnowledgeBase]:
    with law.open_base(home) as base:
        law.fill(base)
        reindex(base)
        yield base


def shown(result: SearchResult) -> list[str]:
    return [f"{hit.number}#{hit.path}" for hit in (*result.hits, *result.near)]


def test_marks_are_restored_and_said(base: KnowledgeBase) -> None:
    result = search(base, "chi phi di lai", as_of=DAY)
    assert result.understood.restored == "chi phí đi lại"
    assert result.understood.text == "chi phi di lai"
    assert shown(result)[0] == "66/2091/QH99#dieu-32"
    assert result.hits[0].highlights


def test_half_the_marks(base: KnowledgeBase) -> None:
    assert search(base, "chi phí di lai", as_of=DAY).understood.restored == "chi phí đi lại"


def test_nothing_is_said_where_nothing_was_read(base: KnowledgeBase) -> None:
    understood = search(base, "chi phí đi lại", as_of=DAY).understood
    assert (understood.restored, understood.corrected, understood.expanded) == (None, (), ())
    assert (understood.day_from, understood.verbatim) == (None, False)


def test_short_forms_are_said(base: KnowledgeBase) -> None:
    assert search(base, "nạn nhân đc hỗ trợ ko", as_of=DAY).understood.corrected == (("đc", "được"), ("ko", "không"))


def test_words_as_typed(base: KnowledgeBase) -> None:
    understood = search(base, "chi phi di lai nam 2022 cua nan nhan dc ko", verbatim=True).understood
    assert understood.verbatim
    assert (understood.restored, understood.corrected, understood.expanded, understood.day_from) == (None, (), (), None)


def test_a_day_in_the_words(base: KnowledgeBase) -> None:
    result = search(base, "chi phí đi lại ngày 1/6/2020")
    assert (result.understood.as_of, result.understood.day_from) == (date(2020, 6, 1), "ngày 1/6/2020")
    assert all(hit.standing.code == "not_yet" for hit in result.hits)


def test_a_day_that_is_given_wins(base: KnowledgeBase) -> None:
    understood = search(base, "chi phí đi lại ngày 1/6/2020", as_of=DAY).understood
    assert (understood.as_of, understood.day_from) == (DAY, None)


def test_a_year_of_a_name_is_no_day(base: KnowledgeBase) -> None:
    understood = search(base, "luật phòng chống lừa gạt năm 2091", as_of=None).understood
    assert understood.day_from is None


def test_numbers_and_citations_are_not_touched(base: KnowledgeBase) -> None:
    understood = search(base, "dieu 32 luat 66/2091", as_of=DAY).understood
    assert (understood.kind, understood.restored) == (QueryKind.CITATION, None)


@pytest.mark.parametrize(
    "query",
    ["Chi phí đi lại theo điểm d khoản 1 Điều 32 Luật Phòng, chống lừa gạt ra sao", "điều 32 luật phòng chống lừa gạt có hoà giải"],
)
def test_an_article_that_a_question_names_comes_first(base: KnowledgeBase, query: str) -> None:
    result = search(base, query, as_of=DAY)
    assert result.understood.kind is QueryKind.WORDS
    first, *others = shown(result)
    assert first == "66/2091/QH99#dieu-32"
    assert others, "and what the words find comes behind it"
    assert first not in others
    if "điểm d" in query:
        assert result.hits[0].snippet == "Trợ giúp pháp lý;", "the point that is named is shown"


@pytest.mark.parametrize(
    ("query", "second", "shown"),
    [
        ("trợ cấp giống", "Trợ cấp giống của xã ta.", 1),
        ("trợ cấp giống cho hộ nuôi cá", "Hộ nuôi cá có trợ cấp giống.", 2),
        ("thời hạn trả trợ cấp giống", "Trợ cấp giống được trả trong 10 ngày.", 2),
        ("mức trợ cấp giống", "Trợ cấp giống là 200.000 đồng mỗi hộ.", 2),
    ],
)
def test_the_clause_that_answers_is_shown(tmp_path: Path, query: str, second: str, shown: int) -> None:
    with empty_sqlite(tmp_path / "kho") as base:
        put(base, "a.txt", decree(article("1", "", "Trợ cấp giống do xã trả.", second), issued_on=date(2031, 1, 1)))
        reindex(base)
        result = search(base, query, as_of=DAY)
    assert [hit.best_clause for hit in (*result.hits, *result.near)] == [f"dieu-1/khoan-{shown}"]


@pytest.mark.parametrize(
    ("query", "first", "second"),
    [
        ("ai bổ nhiệm trưởng trại", "Người được bổ nhiệm trưởng trại nộp đơn.", "Trưởng trại do Chủ tịch xã bổ nhiệm."),
        ("giám đốc trung tâm biết bơi", "Giám đốc trung tâm là người của xã.", "Phải biết bơi."),
        ("giám đốc nghỉ mấy ngày", "Giám đốc nghỉ, đi đường trên 02 ngày.", "Giám đốc nghỉ 12 ngày, ốm nghỉ 14 ngày."),
    ],
)
def test_the_clause_goes_first_in_which_it_is_done(tmp_path: Path, query: str, first: str, second: str) -> None:
    clauses = article("1", "Giám đốc trung tâm", first, second)
    with empty_sqlite(tmp_path / "kho") as base:
        put(base, "a.txt", decree(clauses, issued_on=date(2031, 1, 1)))
        reindex(base)
        result = search(base, query, as_of=DAY)
    assert [hit.best_clause for hit in (*result.hits, *result.near)] == ["dieu-1/khoan-2"]


def test_a_second_clause_that_answers_as_well_is_shown(base: KnowledgeBase) -> None:
    assert search(base, "được hưởng bảo hiểm y tế", as_of=DAY).hits[0].other is None
    twice = search(base, "chi phí đi lại", as_of=DAY).hits[0]
    assert twice.other is not None
    assert {twice.best_clause, twice.other.path} == {"dieu-32/khoan-1", "dieu-32/khoan-2"}
    marked = [twice.other.snippet[start:end] for start, end in twice.other.highlights]
    assert "chi phí đi lại" in marked, "its highlights are offsets into its own snippet"


def test_an_article_that_the_law_lacks_leads_nowhere(base: KnowledgeBase) -> None:
    asked, plain = (
        search(base, words, as_of=DAY)
        for words in ("Chi phí đi lại theo Điều 99 Luật Phòng, chống lừa gạt", "Chi phí đi lại theo Luật Phòng, chống lừa gạt")
    )
    assert shown(asked)[:1] == shown(plain)[:1]


def test_without_a_model_search_goes_on(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "words_of", lambda base: None)
    monkeypatch.setattr(reading, "is_small", lambda base: False)
    begun: list[object] = []
    monkeypatch.setattr(reading, "make_words_beside", begun.append)
    result = search(base, "chi phi di lai", as_of=DAY)
    assert result.understood.restored is None
    assert shown(result)[0] == "66/2091/QH99#dieu-32"
    assert begun == [base]


def test_a_folder_that_is_read_only_has_no_model(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(base: object) -> None:
        raise PermissionError

    monkeypatch.setattr(reading, "words_of", lambda base: None)
    monkeypatch.setattr(reading, "make_words", fail)
    assert shown(search(base, "chi phi di lai", as_of=DAY))[0] == "66/2091/QH99#dieu-32"


def test_a_lost_model_is_made_again(base: KnowledgeBase, home: Path) -> None:
    path = base.settings.index_path / FILE
    path.unlink()
    assert words_of(base) is None
    assert search(base, "chi phi di lai", as_of=DAY).understood.restored == "chi phí đi lại"
    path.write_bytes(b"broken")
    assert words_of(base) is None
    path.unlink()
    make_words_beside(base)
    patience = time.monotonic() + 20
    while words_of(base) is None and time.monotonic() < patience:
        time.sleep(0.05)
    assert words_of(base) is not None


def test_knowledge_can_be_had_without_a_part(base: KnowledgeBase) -> None:
    knowledge = replace(reading.knowledge_of(base, day_given=True), words=None)
    assert search(base, "chi phi di lai", as_of=DAY, knowledge=knowledge).understood.restored is None


# Bad input

ANYTHING = st.text(max_size=400) | st.text(alphabet=' \t"“”():*-/.,?0123456789aăâeêioôơuưyđdnghtrchợáàảãạ', max_size=400)


@given(ANYTHING)
def test_whatever_is_typed_gets_an_answer(base: KnowledgeBase, query: str) -> None:
    assert isinstance(search(base, query), SearchResult)
