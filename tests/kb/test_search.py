"""Search over a small base of made-up law."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from documents.model import EffectivePeriod, InstrumentType
from documents.time.status import StatusCode, Told
from kb.base import KnowledgeBase
from kb.errors import InvalidQueryError
from kb.index.build import reindex, update
from kb.law.status.provision_status import tone_of
from kb.search import Filters, QueryKind, SearchResult, search
from tests.kb import made_up_law as law

DAY = date(2098, 6, 1)


@pytest.fixture(scope="module")
def base(law_home: Path) -> Iterator[KnowledgeBase]:
    with law.open_base(law_home) as base:
        yield base


def ask(base: KnowledgeBase, query: str, day: date = DAY, **filters: object) -> SearchResult:
    return search(base, query, as_of=day, filters=Filters(**filters))  # type: ignore[arg-type]


def paths(result: SearchResult) -> list[str]:
    return [f"{hit.number}#{hit.path}" for hit in result.hits]


CITATIONS = [
    ("66/2091/QH99", QueryKind.NUMBER, law.LAW.key),
    ("luật số 66/2091", QueryKind.NUMBER, law.LAW.key),
    ("khoản 1 điều 32 luật 66/2091", QueryKind.CITATION, f"{law.LAW.key}#dieu-32/khoan-1"),
    ("điểm d khoản 1 điều 32 luật 66/2091", QueryKind.CITATION, f"{law.LAW.key}#dieu-32/khoan-1/diem-d"),
    ("điểm đ khoản 1 điều 32 luật 66/2091", QueryKind.CITATION, f"{law.LAW.key}#dieu-32/khoan-1/diem-đ"),
    ("diem a khoan 1 dieu 32 luat 66/2091", QueryKind.CITATION, f"{law.LAW.key}#dieu-32/khoan-1/diem-a"),
    ("dieu 32d luat 66/2091", QueryKind.CITATION, f"{law.LAW.key}#dieu-32đ"),
    ("nd 20/2093 d4", QueryKind.CITATION, f"{law.DECREE.key}#dieu-4"),
    ("phụ lục I nđ 20/2093", QueryKind.CITATION, f"{law.DECREE.key}#phu-luc-i"),
    ("điều 150 BLHS", QueryKind.CITATION, f"{law.CODE.key}#dieu-150"),
    ("dieu 150 blhs 2095", QueryKind.CITATION, f"{law.CODE.key}#dieu-150"),
    ("luật phòng, chống lừa gạt điều 2", QueryKind.CITATION, f"{law.LAW.key}#dieu-2"),
    ("Luat Phong chong lua gat", QueryKind.CITATION, law.LAW.key),
    ("nghị quyết 100/2095/QH99", QueryKind.NUMBER, law.RESOLUTION.key),
    ("Luật số 66/2091/QН99", QueryKind.NUMBER, law.LAW.key),  # a Cyrillic look-alike in the number
]


@pytest.mark.parametrize(("query", "kind", "key"), CITATIONS)
def test_numbers_and_citations_jump(base: KnowledgeBase, query: str, kind: QueryKind, key: str) -> None:
    result = ask(base, query)
    assert (result.understood.kind, result.understood.key) == (kind, key)
    assert all(hit.instrument == key.partition("#")[0] for hit in result.hits)
    if "#" in key:
        assert len(result.hits) == 1
        assert key.startswith(result.hits[0].key)


def test_a_cited_point_is_what_its_hit_shows(base: KnowledgeBase) -> None:
    (hit,) = ask(base, "điểm d khoản 1 điều 32 luật 66/2091").hits
    assert hit.snippet == "Trợ giúp pháp lý;"
    assert hit.best_clause == "dieu-32/khoan-1/diem-d"


def test_an_instrument_opens_at_its_beginning(base: KnowledgeBase) -> None:
    assert [hit.path for hit in ask(base, "66/2091/QH99").hits] == ["dieu-1", "dieu-2", "dieu-32", "dieu-32đ"]


AMBIGUOUS = [
    ("số hiệu is not unique", "100/2095/QH99", [law.CODE.key, law.RESOLUTION.key]),
    ("no year", "NĐ 20 điều 25", [f"{law.NEW_DECREE.key}#dieu-25", f"{law.DECREE.key}#dieu-25"]),
    ("no year, the article is in one of them", "NĐ 20 điều 4", [f"{law.DECREE.key}#dieu-4", law.NEW_DECREE.key]),
    (
        "điểm d or điểm đ",
        "diem d khoan 1 dieu 32 luat 66/2091",
        [f"{law.LAW.key}#dieu-32/khoan-1/diem-d", f"{law.LAW.key}#dieu-32/khoan-1/diem-đ"],
    ),
    ("another type than typed", "luật 20/2093", [law.DECREE.key]),
    ("a part of a name", "luật lừa gạt điều 2", [f"{law.LAW.key}#dieu-2"]),
]


@pytest.mark.parametrize(("query", "keys"), [case[1:] for case in AMBIGUOUS], ids=[case[0] for case in AMBIGUOUS])
def test_ambiguous_queries_offer_choices(base: KnowledgeBase, query: str, keys: list[str]) -> None:
    result = ask(base, query)
    assert result.understood.kind is QueryKind.AMBIGUOUS
    assert result.understood.key is None
    assert [choice.key for choice in result.understood.choices] == keys
    assert len({hit.key for hit in result.hits}) == len(result.hits) >= 1


def test_an_absent_article_is_said_to_be_absent(base: KnowledgeBase) -> None:
    result = ask(base, "điều 99 luật 66/2091")
    assert (result.understood.key, result.understood.absent, result.hits) == (law.LAW.key, "dieu-99", ())


def test_an_absent_clause_shows_its_article(base: KnowledgeBase) -> None:
    result = ask(base, "khoản 9 điều 32 luật 66/2091")
    assert result.understood.key == f"{law.LAW.key}#dieu-32"
    assert result.understood.absent == "dieu-32/khoan-9"
    assert result.hits[0].path == "dieu-32"


def test_an_absent_number_finds_who_cites_it(base: KnowledgeBase) -> None:
    result = ask(base, "99/2099/QH99")
    assert (result.understood.kind, result.understood.key, result.understood.absent) == (QueryKind.NUMBER, None, "99/2099/QH99")
    assert not result.hits


@pytest.mark.parametrize("between", [" số ", " ", " so "])
def test_another_law_of_the_name_is_no_answer_for_an_absent_number(base: KnowledgeBase, between: str) -> None:
    """Whoever names a law by name and number means that one: its older namesake would be law that is over."""
    named = f"Luật {law.LAW.metadata.title}{between}"
    result = ask(base, f"{named}99/2099/QH99")
    assert (result.understood.kind, result.understood.absent) == (QueryKind.NUMBER, "99/2099/QH99")
    assert not result.hits
    own = ask(base, f"{named}66/2091/QH99").understood
    assert (own.kind, own.key, own.absent) == (QueryKind.NUMBER, law.LAW.key, None)
    asked = ask(base, f"chi phí đi lại theo {named}99/2099/QH99")
    assert (asked.understood.kind, asked.understood.absent) == (QueryKind.WORDS, "99/2099/QH99")
    assert asked.hits


def test_words_beside_a_number_put_its_instrument_first(base: KnowledgeBase) -> None:
    result = ask(base, "66/2091/QH99 học nghề")
    assert result.understood.kind is QueryKind.WORDS
    assert paths(result)[0] == "66/2091/QH99#dieu-32"


WORDS = [
    ("chi phí đi lại", "66/2091/QH99#dieu-32"),
    ("chi phi di lai", "66/2091/QH99#dieu-32"),
    ("chi phí di lai", "66/2091/QH99#dieu-32"),
    ("hòa giải", "66/2091/QH99#dieu-32đ"),
    ("hoa giai", "66/2091/QH99#dieu-32đ"),
    ("thẻ BHYT", "66/2091/QH99#dieu-32"),
    ("giá vé Gò Lau", "20/2093/NĐ-CP#phu-luc-i"),
    ("thuyền thúng", "None#mo-dau"),
    ("khẩu phần", "07/2096/TT-BM#dieu-2"),
]


@pytest.mark.parametrize(("query", "path"), WORDS)
def test_words(base: KnowledgeBase, query: str, path: str) -> None:
    assert paths(ask(base, query))[0] == path


def test_one_hit_an_article(base: KnowledgeBase) -> None:
    hits = ask(base, "nạn nhân hỗ trợ người").hits
    assert len({hit.key for hit in hits}) == len(hits) > 1


@pytest.mark.parametrize("query", ["chi phí đi lại", "chi phi di lai", "tre em", "người bị lừa", "gia ve", "BHYT"])
def test_highlights_stand_on_the_stored_text(base: KnowledgeBase, query: str) -> None:
    stored = [
        text
        for instrument in (*law.ALL, law.CIRCULAR)
        for provision in instrument.walk()
        for text in (
            provision.text,
            provision.tail,
            *(cell for row in (provision.table.rows if provision.table else ()) for cell in row),
        )
    ]
    hits = ask(base, query).hits
    assert any(hit.highlights for hit in hits)
    for hit in hits:
        assert any(hit.snippet in text for text in stored)
        for start, end in hit.highlights:
            assert 0 <= start < end <= len(hit.snippet)
            assert start == 0 or not hit.snippet[start - 1].isalnum()
            assert end == len(hit.snippet) or not hit.snippet[end].isalnum()


def test_a_hit_says_where_it_stands(base: KnowledgeBase) -> None:
    hit = ask(base, "cháo kê").hits[0]
    assert hit.key == f"{law.CIRCULAR.key}#dieu-2"
    assert hit.source_id == "ANCHOR2"
    assert (hit.instrument, hit.number, hit.path, hit.heading) == (law.CIRCULAR.key, "07/2096/TT-BM", "dieu-2", "Khẩu phần")
    assert hit.best_clause == "dieu-2/khoan-1"
    assert hit.title == "Thông tư Hướng dẫn chăm sóc trẻ mồ côi"
    assert hit.standing.amended


STATUS = [
    ("cháo kê", date(2096, 1, 1), StatusCode.NOT_YET),
    ("cháo kê", date(2097, 1, 1), StatusCode.UNKNOWN),  # another wording, which the base does not hold
    ("cháo kê", date(2098, 6, 1), StatusCode.IN_FORCE),
    ("cháo kê", date(2099, 2, 15), StatusCode.IN_FORCE),
    ("cháo kê", date(2099, 2, 16), StatusCode.UNKNOWN),  # after the snapshot
    ("nhà sậy", date(2097, 1, 1), StatusCode.IN_FORCE),
    ("áo rơm", date(2097, 5, 31), StatusCode.IN_FORCE),
    ("áo rơm", date(2097, 6, 1), StatusCode.SUSPENDED),
    ("hồi hương", date(2091, 6, 1), StatusCode.NOT_YET),
    ("hồi hương", DAY, StatusCode.UNKNOWN),  # a law alone in the base may have been replaced
    ("dự toán ngân sách", DAY, StatusCode.UNKNOWN),
]


@pytest.mark.parametrize(("query", "day", "status"), STATUS)
def test_status_on_the_day_and_what_it_rests_on(base: KnowledgeBase, query: str, day: date, status: StatusCode) -> None:
    hit = ask(base, query, day).hits[0]
    assert hit.standing.code is status
    assert hit.standing.sentence().endswith(".")
    assert "{" not in hit.standing.sentence()


@pytest.mark.third
@pytest.mark.parametrize("query", ["người được hỗ trợ", "trẻ em", "lừa gạt", "thuyền"])
@pytest.mark.parametrize("day", [date(2091, 1, 1), date(2096, 5, 1), date(2097, 1, 1), date(2097, 7, 1), DAY, date(2099, 3, 1)])
def test_the_status_filter_agrees_with_the_status(base: KnowledgeBase, query: str, day: date) -> None:
    everything = {hit.key: tone_of(hit.standing) for hit in search(base, query, k=100, as_of=day).hits}
    for told in Told:
        found = {hit.key: tone_of(hit.standing) for hit in search(base, query, k=100, as_of=day, filters=Filters(status=told)).hits}
        assert set(found.values()) <= {told}
        assert {key for key, other in everything.items() if other is told} == set(found)


FILTERS = [
    ({"type": "bo-luat"}, {"100/2095/QH99"}),
    ({"issuer": "chinh-phu"}, {"20/2093/NĐ-CP", "20/2094/NĐ-CP"}),
    ({"topic": "9.1"}, {"07/2096/TT-BM"}),
    ({"instrument": law.LAW.key}, {"66/2091/QH99"}),
    ({"issued_from": date(2096, 1, 1)}, {"07/2096/TT-BM"}),
    ({"issued_to": date(2091, 12, 31)}, {"66/2091/QH99"}),
    ({"type": "luat", "issuer": "chinh-phu"}, set()),
    ({"type": "không có"}, set()),
]


@pytest.mark.parametrize(("filters", "numbers"), FILTERS)
def test_filters(base: KnowledgeBase, filters: dict[str, object], numbers: set[str]) -> None:
    result = ask(base, "người trẻ em thuyền quy định lừa gạt", **filters)
    assert {hit.number for hit in result.hits} <= numbers
    assert bool(result.hits) == bool(numbers)
    assert result.understood.filters == {name: str(value) for name, value in filters.items()}


HOSTILE = {
    "100,000 characters": "nạn nhân được hỗ trợ " * 5_000,
    "one word of 100,000 characters": "a" * 100_000,
    "control characters": "nạn\x00 nhân\x1b[31m\x07\u202e",
    "only stop words": "là gì của và được các",
    "unbalanced quotes": 'nạn "nhân',
    "engine syntax": "*:*",
    "field syntax": "title:nạn AND marked:* OR (",
    "regular expression": "(a+)+$" * 100,
    "lone surrogate": "nạn \ud800 nhân",
    "empty": "",
    "blank": " \n\t ",
    "emoji": "🦀" * 500,
    "a very large number": "9" * 500 + "/2021",
    "many numbers": "66/2091 " * 2_000,
    "a wrong date": "điều 1 ngày 99/99/9999",
    "decomposed": "na\u0323n nha\u0302n",
    "joined without end": "nguoilaodong" * 9_000,
    "blanks before a date": "ngày " + " " * 100_000 + "1/1/2020",
    "dates": "ngày 1/1/2020 " * 3_000,
    "types": "nghị định của " * 5_000,
    "marks alone": "\u0301" * 10_000,
    "quotes": '"' * 100_001,
    "other script": "支持 поддержка دعم",
}


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_queries_get_a_plain_answer(base: KnowledgeBase, query: str) -> None:
    assert isinstance(search(base, query, verbatim=True), SearchResult)
    result = ask(base, query)
    assert isinstance(result.hits, tuple)
    assert len(result.understood.text) <= 2_000


@pytest.mark.parametrize("count", [0, 1, 3, 1_000])
def test_as_many_hits_as_asked_for(base: KnowledgeBase, count: int) -> None:
    assert len(search(base, "người", k=count, as_of=DAY).hits) <= count


def test_nothing_of_a_query_is_logged(base: KnowledgeBase, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        ask(base, "chị gái tôi bị lừa sang Gò Lau")
        ask(base, "điều 150 BLHS bí mật")
    assert "Gò Lau" not in caplog.text
    assert "bí mật" not in caplog.text
    kept = [path for path in base.settings.home.rglob("*") if path.is_file()]
    assert not any("chị gái".encode() in path.read_bytes() for path in kept)


def test_an_unknown_status_is_refused(base: KnowledgeBase) -> None:
    with pytest.raises(InvalidQueryError, match="status_unknown"):
        ask(base, "trẻ em", status="vẫn còn")


# Versions

LATER = replace(
    law.NEW_DECREE,
    metadata=replace(law.NEW_DECREE.metadata, effective=(EffectivePeriod(date(2097, 1, 1)),)),
    provisions=(law.article("25", "Neo đậu", "Thuyền neo đậu qua đêm phải thắp đèn đỏ và rung chuông."),),
)


@pytest.fixture
def amended(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with law.open_base(tmp_path) as base:
        law.put(base, law.NEW_DECREE, name="a.txt")
        reindex(base)
        update(base, law.put(base, LATER, name="b.txt"))
        yield base


@pytest.mark.third
@pytest.mark.parametrize(
    ("query", "day", "words"),
    [
        ("thuyền neo đậu", date(2095, 1, 1), "đèn xanh"),
        ("thuyền neo đậu", date(2098, 1, 1), "đèn đỏ"),
        ("thuyền neo đậu", date(2090, 1, 1), "đèn xanh"),
        ("NĐ 20/2094 điều 25", date(2095, 1, 1), "đèn xanh"),
        ("NĐ 20/2094 điều 25", date(2098, 1, 1), "đèn đỏ"),
    ],
)
def test_the_wording_of_the_day_is_shown(amended: KnowledgeBase, query: str, day: date, words: str) -> None:
    (hit,) = ask(amended, query, day).hits
    assert words in hit.snippet


def test_words_of_another_day_do_not_answer(amended: KnowledgeBase) -> None:
    assert not ask(amended, "chuông", date(2095, 1, 1)).hits


def test_another_source_of_the_same_law_is_the_same_hit(tmp_path: Path) -> None:
    codified = law.instrument(
        InstrumentType.CIRCULAR,
        "07/2096/TT-BM",
        "Hướng dẫn chăm sóc trẻ mồ côi",
        date(2096, 2, 1),
        law.CIRCULAR.provisions[:1],
        issuer="Bộ Mẫu",
        effective_from=date(2096, 4, 1),
    )
    with law.open_base(tmp_path) as base:
        law.put(base, codified, name="a.txt")
        law.put(base, law.CIRCULAR, name="phap-dien.zip", snapshot_on=law.SNAPSHOT)
        hits = [hit for hit in ask(base, "trẻ em mồ côi").hits if hit.path == "dieu-1"]
    assert len(hits) == 1
    assert hits[0].source_id == "ANCHOR1"
    assert hits[0].standing.code is StatusCode.IN_FORCE
