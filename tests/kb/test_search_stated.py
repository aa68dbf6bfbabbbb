"""Searches narrowed by what clauses state: how bounds are typed, and what they find."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.model import EffectivePeriod, InstrumentType
from kb.base import KnowledgeBase
from kb.errors import InvalidQueryError
from kb.index.build import reindex
from kb.index.stated import bounds_of, read_bound, span_of
from kb.interface.catalogue import Catalogue
from kb.open.searching import result_json
from kb.pages.kit.picks import bound_words
from kb.search import Filters, SearchResult, search
from kb.search.ranking import order
from kb.search.reading.syntax import read_syntax
from tests.kb import made_up_law as law

DAY = date(2098, 6, 1)
SOON, LATE = "Cơ quan cấp giấy phép neo thuyền trong thời hạn {} kể từ khi nhận đơn.", "Giấy phép neo thuyền có thời hạn {}."
LICENCES = law.instrument(
    InstrumentType.DECREE,
    "21/2094/NĐ-CP",
    "Quy định về giấy phép neo thuyền",
    date(2094, 6, 2),
    [
        law.article("7", "Cấp giấy phép", SOON.format("36 giờ"), LATE.format("02 năm")),
        law.article("8", "Cấp lại giấy phép", SOON.format("30 ngày")),
        law.article("9", "Lệ phí", "Người xin giấy phép nộp 2 triệu đồng; xin cấp lại thì nộp 500.000 đồng."),
    ],
    issuer="Chính phủ",
    effective_from=date(2094, 7, 1),
)


def fill(base: KnowledgeBase) -> None:
    law.fill(base)
    law.put(base, LICENCES, name="giay-phep.txt")
    reindex(base)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with law.open_base(tmp_path_factory.mktemp("base")) as opened:
        fill(opened)
        yield opened


@pytest.mark.parametrize(
    ("typed", "left", "kind", "value"),
    [
        ("hạn:<30 cấp giấy phép", "cấp giấy phép", "deadline", "<30"),
        ("cấp giấy phép han:<=5", "cấp giấy phép", "deadline", "<=5"),
        ("han: ≤ 5 ngày làm việc cấp phép", "cấp phép", "deadline", "<=5"),
        ("hạn:>=2 tháng", "", "deadline", ">=60"),
        ("hạn:<24 giờ", "", "deadline", "<1"),
        ("hạn:=1,5 năm", "", "deadline", "=547.5"),
        ("hạn:15 cấp", "cấp", "deadline", "=15"),
        ("hạn:5-10 ngày, cấp", ", cấp", "deadline", ">=5<=10"),
        ("hạn:10-5 ngày", "", "deadline", ">=5<=10"),
        ("mức:>=1000000 phạt", "phạt", "amount", ">=1000000"),
        ("muc:>1.000.000đ phạt", "phạt", "amount", ">1000000"),
        ("mức:2-5,5 triệu đồng phạt", "phạt", "amount", ">=2000000<=5500000"),
        ("mức:<1 tỷ", "", "amount", "<1000000000"),
        ("thời hạn: <= 10", "", "deadline", "<=10"),
    ],
)
def test_bounds_as_they_are_typed(typed: str, left: str, kind: str, value: str) -> None:
    reading = read_syntax(typed)
    assert reading.text == left
    assert [(item.kind, item.value) for item in reading.conditions] == [(kind, value)]


@pytest.mark.parametrize(
    "typed",
    [
        "thời hạn cấp giấy phép",
        "hạn:abc",
        "hạn:<",
        "hạn:<30%",
        "hạn: nộp hồ sơ",
        "hạn:30x",
        "hạn:<5-10",
        "mức: cao",
        "hạn:30/6/2024",
        "thời hạn: 30 ngày",
        "mức: 720.000 đồng một tháng",
    ],
)
def test_what_is_no_bound_stays_words(typed: str) -> None:
    assert read_syntax(typed).text == typed


@given(
    st.sampled_from(["deadline", "amount"]),
    st.sampled_from(["", "<", "<=", "=", ">=", ">"]),
    st.integers(0, 10**9),
    st.sampled_from([" ", ""]),
)
def test_a_bound_is_kept_as_it_was_typed(what: str, sign: str, number: int, blank: str) -> None:
    typed = f"{sign}{blank}{number:,}".replace(",", ".")
    found = read_bound(what, typed, 0)
    assert found == (f"{sign or '='}{number}", len(typed))
    assert bounds_of(found[0]) == [(sign or "=", number)]
    first, last = span_of(what, found[0])
    in_index = number * (1_440 if what == "deadline" else 1)
    assert ((first is None or first <= in_index) and (last is None or in_index <= last)) is ("=" in found[0])


@given(st.text(alphabet="0123456789.,-–<>=≤≥ abdghinotuvy", max_size=30))
def test_whatever_is_typed_is_a_bound_or_words(typed: str) -> None:
    for what in ("deadline", "amount"):
        if found := read_bound(what, typed, 0):
            assert bounds_of(found[0])
            assert 0 < found[1] <= len(typed)


@pytest.mark.parametrize(
    ("what", "value", "words"),
    [
        ("deadline", "<=30", "không quá 30 ngày"),
        ("amount", ">=1000000", "từ 1.000.000 đồng"),
        ("deadline", ">=5<=10", "từ 5 đến 10 ngày"),
    ],
)
def test_a_bound_in_words(what: str, value: str, words: str) -> None:
    assert bound_words(Catalogue("vi"), what, value) == words


def paths(found: SearchResult) -> set[tuple[str, str | None]]:
    return {(str(hit.number), hit.best_clause) for hit in found.hits}


FIRST, LENGTH, AGAIN, FEE = (("21/2094/NĐ-CP", f"dieu-{path}") for path in ("7/khoan-1", "7/khoan-2", "8/khoan-1", "9/khoan-1"))
STANDARD, BACK = ("20/2093/NĐ-CP", "dieu-4/khoan-1"), ("66/2091/QH99", "dieu-32đ/khoan-1")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("cấp giấy phép hạn:<=2", {FIRST}),
        ("cấp giấy phép hạn:36 giờ", {FIRST}),
        ("cấp giấy phép hạn:<36 giờ", set()),
        ("cấp giấy phép hạn:<1 hạn:>=30", {LENGTH, AGAIN}),
        ("21/2094/NĐ-CP hạn:1,5", {FIRST}),
        ("hạn:2-40", {AGAIN}),
        ("cấp giấy phép mức:>=1 triệu", {FEE}),
        ("cấp giấy phép mức:1-2 triệu", {FEE}),
        ("cấp giấy phép mức:600-900 nghìn", set()),
        ("trợ giúp mức:>=500 nghìn", {STANDARD}),
        ("trợ giúp mức:>1 hạn:>0", set()),
        ("hoàn trả hạn:>1 năm", {BACK}),
        ("bò sữa hạn:>0", set()),
    ],
)
def test_hits_state_what_is_asked_for(base: KnowledgeBase, query: str, expected: set[tuple[str, str | None]]) -> None:
    found = search(base, query, as_of=DAY)
    assert paths(found) == expected
    assert all(hit.stated for hit in found.hits)


def test_hits_quote_the_words_that_state_it(base: KnowledgeBase) -> None:
    (hit,) = search(base, "cấp giấy phép hạn:<=2", as_of=DAY).hits
    assert hit.stated == ("trong thời hạn 36 giờ kể từ khi nhận đơn",)
    found = search(base, "cấp giấy phép mức:<1 triệu", as_of=DAY)
    assert [item["stated"] for item in result_json(found)["hits"]] == [["500.000 đồng"]]


def test_the_point_that_states_it_is_shown_and_not_the_one_with_more_of_the_words(tmp_path: Path) -> None:
    points = {
        "a": "Cấp giấy phép neo thuyền, cấp lại giấy phép neo thuyền: trong thời hạn 25 ngày kể từ ngày nhận đủ hồ sơ;",
        "b": "Cấp sổ: trong thời hạn 07 ngày kể từ ngày nhận đủ hồ sơ.",
    }
    made = law.article("7", "Giấy phép neo thuyền", ("Thời hạn cấp giấy phép:", points))
    with law.open_base(tmp_path) as base:
        law.put(base, replace(LICENCES, provisions=(made,)), name="a.txt")
        reindex(base)
        for asked, place, words in (("<10", "diem-b", "07 ngày"), (">20", "diem-a", "25 ngày")):
            (hit,) = search(base, f"cấp giấy phép neo thuyền hạn:{asked}", as_of=DAY).hits
            assert (hit.snippet_path, len(hit.stated)) == (f"dieu-7/khoan-1/{place}", 1)
            assert words in hit.stated[0]


def test_what_has_too_little_of_the_words_is_no_hit(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    query = "nộp phạt hoàn trả giấy phép hạn:>0"
    assert len(search(base, query, as_of=DAY).hits) == 3
    monkeypatch.setattr(order, "_SMALL", 0)
    assert search(base, query, as_of=DAY).hits == ()
    assert paths(search(base, "cấp giấy phép hạn:<=2", as_of=DAY)) == {FIRST}


def test_values_of_another_day_do_not_answer(tmp_path: Path) -> None:
    later = replace(
        LICENCES,
        metadata=replace(LICENCES.metadata, effective=(EffectivePeriod(date(2097, 1, 1)),)),
        provisions=(law.article("7", "Cấp giấy phép", SOON.format("20 ngày"), LATE.format("02 năm")), *LICENCES.provisions[1:]),
    )
    with law.open_base(tmp_path) as base:
        law.put(base, LICENCES, name="a.txt")
        law.put(base, later, name="b.txt")
        reindex(base)
        for day, hours, days in ((date(2096, 1, 1), {FIRST}, set()), (DAY, set(), {FIRST})):
            assert paths(search(base, "cấp giấy phép hạn:36 giờ", as_of=day)) == hours
            assert paths(search(base, "cấp giấy phép hạn:20", as_of=day)) == days


def test_without_an_index(base: KnowledgeBase) -> None:
    with KnowledgeBase(base.settings.model_copy(update={"index_url": "http://127.0.0.1:1"}), create=False) as alone:
        degraded = search(alone, "cấp giấy phép hạn:<=2", as_of=DAY)
    assert degraded.degraded
    assert paths(degraded) == {FIRST}


def test_what_is_not_asked_for_is_not_told(base: KnowledgeBase) -> None:
    found = search(base, "thời hạn cấp giấy phép", as_of=DAY)
    assert found.hits
    assert not any(hit.stated for hit in found.hits)


def test_articles_are_counted_by_what_they_state(base: KnowledgeBase) -> None:
    facets = search(base, "cấp giấy phép trợ giúp", as_of=DAY, facets=True).facets
    assert facets is not None
    assert facets.complete
    assert facets.counts["deadline"] == {"<=3": 1, "<=5": 1, "<=10": 1, "<=15": 1, "<=30": 2, "<=90": 2, ">90": 1}
    assert facets.counts["amount"] == {"<1000000": 3, ">=1000000": 1}
    narrowed = search(base, "cấp giấy phép hạn:<=2", as_of=DAY, facets=True).facets
    assert narrowed is not None
    assert (narrowed.articles, narrowed.complete) == (1, False)


def test_a_bound_that_is_none_is_refused(base: KnowledgeBase) -> None:
    with pytest.raises(InvalidQueryError):
        search(base, "hỗ trợ", as_of=DAY, filters=Filters(deadline="soon"))
