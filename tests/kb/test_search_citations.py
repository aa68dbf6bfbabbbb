"""What people type into the box when they know where the law stands."""

from datetime import date

import pytest
from sqlalchemy import create_engine

from documents.text import fold
from kb.search.model import Filters
from kb.search.reading.citations import read_citation, straightened
from kb.search.reading.instruments import InstrumentTable, Known, bare_name, known_from
from kb.search.reading.understanding import understand
from tests.linear import assert_linear_in

NUMBERS = [
    # text, ordinal, year, rest, article, clause, point
    ("66/2011/QH12", 66, 2011, "qh12", None, None, None),
    ("66/2011", 66, 2011, "", None, None, None),
    ("luật số 66/2011/QH12", 66, 2011, "qh12", None, None, None),
    ("khoản 1 điều 32 luật 66/2011", 66, 2011, "", "32", "1", None),
    ("nd 20/2021 d4", 20, 2021, "", "4", None, None),
    ("nđ20/2021 đ4", 20, 2021, "", "4", None, None),
    ("d4 nd20/2021/nd-cp", 20, 2021, "nd-cp", "4", None, None),
    ("NĐ 20 điều 25", 20, None, "", "25", None, None),
    ("nghị định 20 năm 2021 điều 5", 20, 2021, "", "5", None, None),
    ("k1d32 66/2011", 66, 2011, "", "32", "1", None),
    ("k2 đ5 tt 02/2020/TT-BLĐTBXH", 2, 2020, "tt-bldtbxh", "5", "2", None),
    ("53 /2024/QH15", 53, 2024, "qh15", None, None, None),
    ("điểm đ khoản 1 Điều 19 Nghị định số 09/2013/NĐ-CP ngày 11/01/2013 của Chính phủ", 9, 2013, "nd-cp", "19", "1", "đ"),
    ("điểm d khoản 1 Điều 19 Nghị định số 09/2013/NĐ-CP ngày 11 tháng 01 năm 2013", 9, 2013, "nd-cp", "19", "1", "d"),
    ("280-TTg", 280, None, "ttg", None, None, None),
    ("quyết định 135/CP", 135, None, "cp", None, None, None),
    ("Điều 32đ luật 10/2012/QH13", 10, 2012, "qh13", "32đ", None, None),
    ("điều 5a nđ 12/2015/NĐ-CP", 12, 2015, "nd-cp", "5a", None, None),
]


@pytest.mark.parametrize(("text", "ordinal", "year", "rest", "article", "clause", "point"), NUMBERS)
@pytest.mark.parametrize("typed", [str, str.upper], ids=["as is", "capitals"])
def test_numbers_and_units(
    text: str, ordinal: int, year: int | None, rest: str, article: str | None, clause: str | None, point: str | None, typed: type
) -> None:
    citation = read_citation(typed(text))
    assert citation is not None
    assert citation.number is not None
    assert (citation.number.ordinal, citation.number.year, citation.number.rest) == (ordinal, year, rest)
    assert (citation.articles or (None,))[0] == article
    assert (citation.clauses or (None,))[0] == clause
    assert (citation.points or (None,))[0] == point
    assert citation.pure


SLIPS = [
    ("Nghị định 09-2013-NĐ-CP", "Nghị định 09/2013/NĐ-CP"),
    ("điều 3 09.2013.nd-cp", "điều 3 09/2013/NĐ-CP"),
    ("nghị định 9//2013/NĐCP", "nghị định 9/2013/NĐ-CP"),
    ("35/2013 tt blđtbxh điều 2", "35/2013/TT-BLĐTBXH điều 2"),
    ("thông tư 100/2014/TTLT - BTC - BTP", "thông tư 100/2014/TTLT-BTC-BTP"),
    ("luật 66/QH12/2011", "luật 66/2011/QH12"),
    ("luật 66/QH12 năm 2011 điều 5", "luật 66/2011/QH12 điều 5"),
    ("QĐ-TTg 07_2026", "07/2026/QĐ-TTg"),
    ("Điều 20 NĐ 09/13", "Điều 20 NĐ 09/2013"),
    ("pháp lệnh 10-94", "pháp lệnh 10/1994"),
    ("quyết định 07/2026/QĐ-TTg về quỹ", "quyết định 07/2026/QĐ-TTg về quỹ"),
    ("sinh ngày 12-10-2013 tại Hà Nội", "sinh ngày 12-10-2013 tại Hà Nội"),
    ("nghị định ban hành 12/10/2013", "nghị định ban hành 12/10/2013"),
    ("từ tháng 10-2013 bao nhiêu tiền", "từ tháng 10-2013 bao nhiêu tiền"),
]


@pytest.mark.parametrize(("typed", "printed"), SLIPS)
def test_a_number_with_a_slip_of_form_is_read_as_printed(typed: str, printed: str) -> None:
    assert straightened(typed) == printed


def test_straightening_a_number_takes_linear_time() -> None:
    for piece in ("9/2013 tt ", "tt-", "1-", "qh 1 ", "nd 1/9"):
        assert_linear_in(straightened, piece * 4_000)


@pytest.mark.parametrize("text", [text for text, *_ in NUMBERS if "điểm" not in text and "đ luật" not in text])
def test_the_same_without_marks(text: str) -> None:
    marked, bare = read_citation(text), read_citation(fold(text))
    assert marked is not None
    assert bare is not None
    assert (marked.number, marked.articles, marked.clauses) == (bare.number, bare.articles, bare.clauses)


def test_a_bare_d_may_be_either_letter() -> None:
    """điểm d and điểm đ are two provisions; without marks nobody can tell which."""
    point = read_citation("diem d khoan 1 dieu 19 nd 09/2013")
    article = read_citation("dieu 32d luat 10/2012")
    assert point is not None
    assert point.points == ("d", "đ")
    assert article is not None
    assert article.articles == ("32d", "32đ")


NAMES = [
    ("luật trẻ em điều 5", "luat tre em", "5", None),
    ("điều 5 của luật trẻ em", "luat tre em", "5", None),
    ("bộ luật hình sự 2015 điều 150", "bo luat hinh su", "150", 2015),
    ("hiến pháp năm 2013 điều 20", "hien phap", "20", 2013),
    ("dieu 3 luat nha o", "luat nha o", "3", None),
]


@pytest.mark.parametrize(("text", "name", "article", "year"), NAMES)
def test_names(text: str, name: str, article: str, year: int | None) -> None:
    citation = read_citation(text)
    assert citation is not None
    assert (citation.name, citation.articles, citation.year) == (name, (article,), year)


INSIDE = [
    # question, article, clause, point, year, what the words behind the article begin with
    ("Theo Điều 160 Luật Đất đai 2024 thì bồi thường thế nào", "160", None, None, 2024, "luat dat dai"),
    ("báo trước theo điểm b khoản 1 Điều 35 của Bộ luật Lao động là mấy ngày", "35", "1", "b", None, "bo luat lao dong"),
    ("tội này theo điều 150 trong bộ luật hình sự bị phạt ra sao", "150", None, None, None, "bo luat hinh su"),
]


@pytest.mark.parametrize(("text", "article", "clause", "point", "year", "name"), INSIDE)
@pytest.mark.parametrize("typed", [str, fold], ids=["as is", "without marks"])
def test_an_article_inside_a_question(
    text: str, article: str, clause: str | None, point: str | None, year: int | None, name: str, typed: type
) -> None:
    citation = read_citation(typed(text))
    assert citation is not None
    assert citation.articles == (article,)
    assert ((citation.clauses or (None,))[0], (citation.points or (None,))[0], citation.year) == (clause, point, year)
    assert (citation.name or "").startswith(name)


@pytest.mark.parametrize(
    "text",
    [
        "chi phí đi lại của nạn nhân",
        "từ ngày 1/7/2020 mức lương là bao nhiêu",
        "điều 32 có gì",
        "phạt 15/20 triệu",
        "năm 2021",
        "",
        "đ d k",
    ],
)
def test_words_are_no_citation(text: str) -> None:
    assert read_citation(text) is None


def test_words_beside_a_number_are_the_question() -> None:
    citation = read_citation("luật 66/2011 hỗ trợ tâm lý")
    assert citation is not None
    assert not citation.pure


def test_the_type_word_counts() -> None:
    decree, any_ = read_citation("nghị định 20/2021"), read_citation("20/2021")
    assert decree is not None
    assert any_ is not None
    assert decree.number is not None
    assert any_.number is not None
    assert decree.number.types == {"nghi-dinh"}
    assert any_.number.types == frozenset()


@pytest.mark.parametrize(
    "text", ["luật " * 20_000, "1/" * 50_000, "điều " + "9" * 50_000, "-a" * 50_000, "nd 1" * 70, "1 / 2 - " * 35]
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    assert_linear_in(read_citation, text)


def known(identity: int, type_: str, number: str | None, title: str, year: int) -> Known:
    return known_from(identity, f"{type_}/{identity}", type_, number, title, date(year, 1, 1))


TABLE = InstrumentTable(
    [
        known(1, "luat", "66/2091/QH99", "Phòng, chống lừa gạt", 2091),
        known(2, "luat", "53/2098/QH99", "Luật Phòng, chống lừa gạt", 2098),
        known(3, "bo-luat", "100/2095/QH99", "Hình sự", 2095),
        known(4, "nghi-quyet", "100/2095/QH99", "Về ngân sách", 2095),
        known(5, "quyet-dinh", "20/2095/QĐ-UBND", "Về chợ", 2095),
        known(6, "quyet-dinh", "20/2095/QĐ-UBND-TC", "Về cầu", 2095),
        known(7, "nghi-dinh", "135-CP", "Về chim", 2061),
        known(8, "hien-phap", None, "Hiến pháp nước Sậy", 2013),
        known(9, "luat", "9/2090/QH99", "", 2090),
    ]
)


def ids(found: list[Known]) -> list[int]:
    return [item.id for item in found]


def test_instruments_by_number() -> None:
    everything: frozenset[str] = frozenset()
    assert ids(TABLE.numbered(100, 2095, "qh99", everything)) == [3, 4]
    assert ids(TABLE.numbered(100, 2095, "", frozenset({"nghi-quyet"}))) == [4]
    assert ids(TABLE.numbered(20, 2095, "qd-ubnd", everything)) == [5, 6]
    assert ids(TABLE.numbered(135, None, "cp", everything)) == [7]
    assert ids(TABLE.numbered(135, 2061, "", everything)) == [7], "the year may come from the day of issue"
    assert TABLE.numbered(100, 2095, "qh1", everything) == []
    later = [known(11, "thong-tu", "7/2093/TT-BM", "", 2094), known(12, "nghi-dinh", "7/2093/NĐ-CP", "", 2093)]
    assert ids(InstrumentTable(later).numbered(7, 2093, "", everything)) == [12, 11], "the higher first"


def test_instruments_by_name() -> None:
    assert ids(TABLE.named("luat-phong-chong-lua-gat")) == [2, 1], "the newest first, all of them"
    assert ids(TABLE.named("luat-phong-chong-lua-gat", 2091)) == [1]
    assert ids(TABLE.named("bo-luat-hinh-su")) == ids(TABLE.named("luat-hinh-su")) == [3]
    assert ids(TABLE.named("hien-phap")) == [8]
    assert TABLE.named("luat-lua-gat") == []
    assert TABLE.named("luat") == [], "a law without a known title has no name"
    assert sorted(ids(TABLE.named_with(frozenset({"lua", "gat"})))) == [1, 2]


def test_instruments_whose_name_words_begin_with() -> None:
    assert ids(TABLE.beginning("luat phong chong lua gat thi sao")) == [2, 1]
    assert ids(TABLE.beginning("bo luat hinh su", 2095)) == [3]
    assert TABLE.beginning("luat phong chong lua gat thi sao", 2000) == []
    assert TABLE.beginning("luat nao noi gi") == []


def test_a_number_with_an_and_sign() -> None:
    table = InstrumentTable([known(1, "thong-tu", "35/2093/TT-BLĐTBXH", "Về chợ", 2093)])
    citation = read_citation("Thông tư 35/2093/TT-BLĐTB&XH")
    assert citation is not None
    assert citation.number is not None
    assert ids(table.numbered(35, 2093, citation.number.rest, citation.number.types)) == [1]


def test_bare_names() -> None:
    assert bare_name("Luật Phòng, chống lừa gạt năm 2098") == bare_name("Phòng, chống lừa gạt") == "phong-chong-lua-gat"


MEANT = [
    ("theo luật phòng, chống lừa gạt 2091 thì ai được bồi thường", "luat/1"),
    ("ai được bồi thường theo Luật Phòng, chống lừa gạt năm 2098", "luat/2"),
    ("bo luat hinh su 2095 phat the nao", "bo-luat/3"),
    ("năm 2095 thì xử theo điều nào của bộ luật hình sự", None),
    ("theo luật phòng, chống lừa gạt thì ai được bồi thường", None),
    ("nạn nhân theo luật 2091 được gì", "luat/1"),
    ("điều cấm theo luật năm 2098", "luat/2"),
    ("luật sư năm 2095 ở đâu", None),
    ("ai được bồi thường", None),
]


@pytest.mark.parametrize(("text", "meant"), MEANT)
def test_a_law_that_a_question_names_with_its_year_is_looked_in_first(text: str, meant: str | None) -> None:
    plan = understand(text, date(2099, 1, 1), Filters(), TABLE, create_engine("sqlite://"))
    assert plan.raised == ((meant,) if meant else ())
    assert plan.words == text


@pytest.mark.parametrize(
    "text",
    [
        "Nghị định 09/2013/NĐ-CP còn hiệu lực không",
        "Nghị định 09/2013/NĐ-CP hiện nay đã hết hiệu lực chưa?",
        "Nghị định 09/2013/NĐ-CP có hiệu lực từ khi nào",
        "Nghị định 09/2013/NĐ-CP có còn áp dụng không ạ",
        "Nghị định 09/2013/NĐ-CP bị thay thế bởi nghị định nào",
        "văn bản nào thay thế Nghị định 09/2013/NĐ-CP",
    ],
)
@pytest.mark.parametrize("typed", [str, fold], ids=["as is", "without marks"])
def test_whether_a_text_is_in_force_is_asked_of_that_text(text: str, typed: type) -> None:
    citation = read_citation(typed(text))
    assert citation is not None
    assert citation.number is not None
    assert citation.pure


@pytest.mark.parametrize("text", ["hợp đồng có hiệu lực khi nào", "giấy phép còn hiệu lực không", "văn bản nào thay căn cước"])
def test_whether_something_else_holds_is_a_question(text: str) -> None:
    assert read_citation(text) is None
