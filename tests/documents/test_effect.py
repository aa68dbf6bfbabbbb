# ruff: noqa: E501  (sentences of law are long)
"""Effective dates from closing articles: what counts, what belongs to somebody else."""

from datetime import date

import pytest

from documents.identity.effect import first_effect, read_effective
from documents.model import Kind, Provision
from documents.wording.unit_places import unit_paths

ISSUED = date(2031, 3, 29)


def periods(*texts, heading="Hiệu lực thi hành"):
    clauses = tuple(Provision(f"dieu-9/khoan-{n}", Kind.CLAUSE, str(n), text=text) for n, text in enumerate(texts, 1))
    closing = Provision("dieu-9", Kind.ARTICLE, "9", heading, children=clauses)
    found = read_effective((Provision("dieu-1", Kind.ARTICLE, "1", "Phạm vi", "X"), closing), ISSUED)
    return [(period.start, period.end, period.scope) for period in found]


@pytest.mark.parametrize(
    ("name", "sentence", "start"),
    [
        ("plain", "Luật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2032.", date(2032, 1, 1)),
        ("kể từ", "Nghị định này có hiệu lực kể từ ngày 15/8/2032.", date(2032, 8, 15)),
        ("from signing", "Thông tư này có hiệu lực kể từ ngày ký ban hành.", ISSUED),
        ("days after signing", "Thông tư này có hiệu lực sau 45 ngày, kể từ ngày ký.", date(2031, 5, 13)),
        ("days in words too", "Quyết định này có hiệu lực thi hành sau 10 (mười) ngày kể từ ngày ký.", date(2031, 4, 8)),
        (
            "replaces another of another day",
            "Nghị định này có hiệu lực thi hành từ ngày 01/07/2032 và thay thế Nghị định số 1/2020/NĐ-CP ngày 02/03/2020 của Chính phủ.",
            date(2032, 7, 1),
        ),
        (
            "passed and in force",
            "Nghị quyết này đã được Hội đồng Thẩm phán thông qua ngày 11 tháng 01 năm 2031 và có hiệu lực thi hành kể từ ngày 15 tháng 3 năm 2031.",
            date(2031, 3, 15),
        ),
        (
            "passed by a council, without này",
            "Nghị quyết đã được Hội đồng nhân dân tỉnh Mẫu khóa I, kỳ họp thứ hai thông qua ngày 20 tháng 3 năm 2031 và có hiệu lực từ ngày 01 tháng 4 năm 2031.",
            date(2031, 4, 1),
        ),
        ("an attached regulation", "Quy chế ban hành kèm theo Quyết định này có hiệu lực từ ngày 01/02/2032.", date(2032, 2, 1)),
    ],
)
def test_whole_instruments(name, sentence, start):
    assert periods(sentence) == [(start, None, ())]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("another expires", "Luật số 2/2007/QH12 hết hiệu lực kể từ ngày Luật này có hiệu lực thi hành."),
        ("another's day of effect", "Luật số 2/2007/QH12 có hiệu lực từ ngày 01/07/2008 tiếp tục được áp dụng."),
        ("condition", "Hồ sơ nộp trước ngày Nghị định này có hiệu lực thì giải quyết theo quy định cũ."),
        ("gazette day unknown", "Thông tư này có hiệu lực thi hành sau 15 ngày kể từ ngày đăng Công báo."),
        ("quoted new text of another", "Sửa đổi như sau: “Luật này có hiệu lực từ ngày 01/01/2040.”"),
        (
            "a part without a unit of what is repealed",
            "Bãi bỏ các quy định tại Luật Vườn số 5/1998/QH10; Điều 1 của Luật sửa đổi, bổ sung một số điều của Luật Vườn số 57/2005/QH11, trừ các quy định đối với cây cảnh tiếp tục có hiệu lực thi hành đến hết ngày 31 tháng 12 năm 2032.",
        ),
        (
            "an article of what ends",
            "Nghị định số 10/2020/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành, trừ Điều 1 và khoản 1 Điều 2 tiếp tục có hiệu lực đến hết ngày 31/12/2034.",
        ),
        ("a permit's validity", "Giấy phép có hiệu lực từ ngày 01/01/2040."),
    ],
)
def test_not_its_own_day(name, sentence):
    assert periods(sentence) == []


def test_exceptions_with_days_of_their_own():
    assert periods(
        "Luật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2032, trừ trường hợp quy định tại khoản 2 Điều này.",
        "Điểm a và điểm b khoản 2 Điều 42, Điều 43, khoản 1 Điều 84 của Luật này có hiệu lực thi hành từ ngày 01 tháng 10 năm 2031.",
        "Khoản 8 Điều 69 của Luật này có hiệu lực từ ngày 01 tháng 7 năm 2031 đến hết 31 tháng 12 năm 2031.",
    ) == [
        (date(2032, 1, 1), None, ()),
        (date(2031, 7, 1), date(2031, 12, 31), ("dieu-69/khoan-8",)),
        (date(2031, 10, 1), None, ("dieu-42/khoan-2/diem-a", "dieu-42/khoan-2/diem-b", "dieu-43", "dieu-84/khoan-1")),
    ]


def test_parts_that_are_applied_later():
    assert periods(
        "Luật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2032.",
        "Quy định về cây tại Điều 4 của Luật này thực hiện từ ngày 01 tháng 7 năm 2032.",
        "Chế độ quy định tại Điều 5 Luật này được thực hiện kể từ ngày 01 tháng 7 năm 2031.",
        "Quy định đối với người nước ngoài tại Điều 6 của Luật này thực hiện từ ngày 01 tháng 7 năm 2032.",
        "Việc thu tiền theo quy định tại Điều 7 của Luật này thực hiện từ ngày 01 tháng 7 năm 2032.",
    ) == [(date(2032, 1, 1), None, ()), (date(2032, 7, 1), None, ("dieu-4",))]


def test_an_exception_in_the_same_sentence():
    assert periods("Luật này có hiệu lực từ ngày 01/07/2032, trừ các điều 3, 4 và 5 có hiệu lực từ ngày 01/01/2033.") == [
        (date(2032, 7, 1), None, ()),
        (date(2033, 1, 1), None, ("dieu-3", "dieu-4", "dieu-5")),
    ]


def test_an_instrument_without_an_article_on_effect():
    assert periods("Thông tư này có hiệu lực từ ngày 01/07/2032.", heading="Tổ chức thực hiện") == [(date(2032, 7, 1), None, ())]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("Điều 5, khoản 2 Điều 7", ("dieu-5", "dieu-7/khoan-2")),
        ("khoản 1 và khoản 3 Điều 19", ("dieu-19/khoan-1", "dieu-19/khoan-3")),
        ("điểm a, b khoản 1 Điều 3", ("dieu-3/khoan-1/diem-a", "dieu-3/khoan-1/diem-b")),
        (
            "điểm c đến điểm e khoản 1 Điều 3",
            ("dieu-3/khoan-1/diem-c", "dieu-3/khoan-1/diem-d", "dieu-3/khoan-1/diem-đ", "dieu-3/khoan-1/diem-e"),
        ),
        ("từ Điều 1 đến Điều 3, các điều 14, 15", ("dieu-1", "dieu-2", "dieu-3", "dieu-14", "dieu-15")),
        ("Điều 32đ", ("dieu-32đ",)),
        ("khoản 2 Điều này", ("dieu-9/khoan-2",)),
        ("khoản 2", ()),
        ("Chương II", ("chuong-ii",)),
        ("Mục 3 và Mục 4 Chương IV", ("chuong-iv/muc-3", "chuong-iv/muc-4")),
        ("Điều 33, các điều quy định tại Mục 6 Chương II", ("dieu-33", "chuong-ii/muc-6")),
        ("khoản 10 Điều 10 và thứ tự 28 mục VII Phụ lục I", ("dieu-10/khoan-10",)),
        ("Mục 3, Điều 5, Chương IV", ("chuong-iv/muc-3", "dieu-5")),
    ],
)
def test_units(text, paths):
    assert unit_paths(text, "dieu-9/khoan-1") == paths


def test_a_text_without_articles():
    section = Provision("muc-iii", Kind.SECTION, "III", "Tổ chức thực hiện", text="Thông tư này có hiệu lực từ ngày 1-4-2031.")
    assert [period.start for period in read_effective((section,), ISSUED)] == [date(2031, 4, 1)]


def test_first_effect_of_a_consolidated_text():
    text = "Luật A số 25/2028/QH12 ngày 14 tháng 11 năm 2028 của Quốc hội, có hiệu lực kể từ ngày 01 tháng 7 năm 2029, được sửa đổi bởi:"
    assert first_effect(text).start == date(2029, 7, 1)
    assert first_effect("Luật A, có hiệu lực.") is None


@pytest.mark.parametrize(
    ("name", "sentence", "expected"),
    [
        ("from a day on", "Nghị định này hết hiệu lực từ ngày 01 tháng 01 năm 2036.", [(None, date(2035, 12, 31), ())]),
        ("after a day", "Nghị định này hết hiệu lực thi hành sau ngày 31 tháng 12 năm 2035.", [(None, date(2035, 12, 31), ())]),
        ("a part", "Điều 1 Nghị định này hết hiệu lực thi hành kể từ ngày 01/01/2036.", [(None, date(2035, 12, 31), ("dieu-1",))]),
        (
            "both in one sentence",
            "Nghị định này có hiệu lực từ ngày 01/01/2032 và hết hiệu lực từ ngày 01/01/2036.",
            [(date(2032, 1, 1), None, ()), (None, date(2035, 12, 31), ())],
        ),
        ("another instrument", "Nghị định số 5/2020/NĐ-CP hết hiệu lực kể từ ngày 01/01/2036.", []),
        ("with this one", "Thông tư số 5/2020/TT-BTC hết hiệu lực kể từ ngày Thông tư này có hiệu lực.", []),
        (
            "after some years",
            "Nghị quyết này có hiệu lực từ ngày 01/7/2032 và được tổ chức thực hiện trong thời hạn 03 năm kể từ ngày có hiệu lực.",
            [(date(2032, 7, 1), date(2035, 6, 30), ())],
        ),
        (
            "some years for somebody",
            "Nghị quyết này có hiệu lực từ ngày 01/7/2032 và được áp dụng trong 05 năm đối với vườn.",
            [(date(2032, 7, 1), None, ())],
        ),
    ],
)
def test_an_instrument_that_names_its_own_end(name, sentence, expected):
    assert periods(sentence) == expected


def test_parts_that_points_name_below_their_common_day():
    lead = "Bộ luật này có hiệu lực từ ngày 01/07/2032, trừ các quy định sau đây của Bộ luật này có liên quan đến quy định của Bộ luật số 9/2031/QH20 thì có hiệu lực từ ngày 01/01/2033:"
    points = ("Quy định về vườn tại khoản 2 Điều 4, các điều 43 và 44 của Bộ luật này;", "Quy định về người làm vườn.")
    below = tuple(Provision(f"dieu-9/khoan-1/diem-{'ab'[at]}", Kind.POINT, "ab"[at], text=words) for at, words in enumerate(points))
    clause = Provision("dieu-9/khoan-1", Kind.CLAUSE, "1", text=lead, children=below)
    found = read_effective((Provision("dieu-9", Kind.ARTICLE, "9", "Hiệu lực thi hành", children=(clause,)),), ISSUED)
    assert [(period.start, period.scope) for period in found] == [
        (date(2032, 7, 1), ()),
        (date(2033, 1, 1), ("dieu-4/khoan-2", "dieu-43", "dieu-44")),
    ]


def test_parts_of_this_text_beside_an_entry_of_its_appendix():
    sentence = "Khoản 10 Điều 10 Thông tư này và thứ tự số 28 mục VII Phụ lục I ban hành kèm theo Thông tư này có hiệu lực kể từ ngày 01/01/2033."
    assert periods("Thông tư này có hiệu lực từ ngày 01/07/2032.", sentence) == [
        (date(2032, 7, 1), None, ()),
        (date(2033, 1, 1), None, ("dieu-10/khoan-10",)),
    ]
