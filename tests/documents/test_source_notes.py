# ruff: noqa: E501  (notes are long)
"""Source notes of the codification: made-up notes in the shapes that occur."""

import gzip
import json
from datetime import date

import pytest

from documents.identity.source_notes import most_named, read_source_note
from documents.keys import instrument_key
from documents.model import InstrumentType as T
from tests.linear import assert_linear_in

FULL = (
    "(Điều 1 Luật số 57/2030/QH19 Luật Thanh thiếu niên ngày 16/06/2030 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/01/2031)"
)


def test_a_full_note():
    note = read_source_note(FULL)
    assert (note.articles, note.type, note.number, note.title) == (("1",), T.LAW, "57/2030/QH19", "Thanh thiếu niên")
    assert (note.issued_on, note.issuer, note.effective_from) == (date(2030, 6, 16), "Quốc hội", date(2031, 1, 1))
    assert note.wording_from is None


@pytest.mark.parametrize(
    ("name", "words", "articles", "kind", "number"),
    [
        ("short", "Điều 23 Luật số 70/2030/QH19", ("23",), T.LAW, "70/2030/QH19"),
        ("inserted article", "Điều 5đ Thông tư số 06/2030/TT-BYT", ("5đ",), T.CIRCULAR, "06/2030/TT-BYT"),
        ("blank in the number", "Điều 2 Thông tư số 71/2030 /TT-BTC", ("2",), T.CIRCULAR, "71/2030/TT-BTC"),
        ("number without a year", "Điều 7 Nghị định số 74/CP", ("7",), T.DECREE, "74/CP"),
        ("number in blanks", "Điều 2 Thông tư số 60 TC/TCT", ("2",), T.CIRCULAR, "60-TC/TCT"),
        ("number in small letters", "Điều 2 Nghị định số 85/2030/nđ-cp", ("2",), T.DECREE, "85/2030/NĐ-CP"),
        ("suffix with brackets", "Điều 2 Thông tư số 04/1999/TT-BCA(C13)", ("2",), T.CIRCULAR, "04/1999/TT-BCA(C13)"),
        ("footnote after the number", "Điều 2 Quyết định số 18/2031/QĐ-TTg (1)", ("2",), T.DECISION, "18/2031/QĐ-TTg"),
        (
            "joint circular called circular",
            "Điều 2 Thông tư số liên tịch 75/2000/TTLT/BTC-GDĐT",
            ("2",),
            T.JOINT_CIRCULAR,
            "75/2000/TTLT/BTC-GDĐT",
        ),
        ("no number", "Điều 2 Pháp lệnh Về Hàm ngoại giao", ("2",), T.ORDINANCE, None),
        ("no article word", "27 Nghị định số 70/2031/NĐ-CP", ("27",), T.DECREE, "70/2031/NĐ-CP"),
        ("no article number", "Điều Thông tư số 135/2031/TT-BTC", (), T.CIRCULAR, "135/2031/TT-BTC"),
        ("a section", "Mục IV Thông tư số 124/2031/TT-BTC", (), T.CIRCULAR, "124/2031/TT-BTC"),
        ("code", "Điều 3 Bộ Luật số 100/2031/QH19", ("3",), T.CODE, "100/2031/QH19"),
    ],
)
def test_what_a_note_names(name, words, articles, kind, number):
    note = f"({words}, có hiệu lực thi hành kể từ ngày 01/05/2031)"
    read = read_source_note(note)
    assert read == read_source_note(f"({note})") == read_source_note(f"[{note}]")
    assert (read.articles, read.type, read.number) == (articles, kind, number)
    assert read.effective_from is not None
    assert read.amendments == ()


@pytest.mark.parametrize(
    "note", ["", "()", "Thông tư này có hiệu lực kể từ ngày 28 tháng 6 năm 2031. Bãi bỏ các văn bản sau:", "(Điều 5)"]
)
def test_unreadable_notes(note):
    assert read_source_note(note) is None


def test_a_title_that_names_other_instruments_and_dates():
    note = read_source_note(
        "(Điều 2 Thông tư số 15/2034/TT-BTC Sửa đổi một số điều Thông tư số 150/2032/TT-BTC ngày 12/9/2032 của Bộ trưởng Bộ Tài chính "
        "hướng dẫn cập nhật kiến thức ngày 06/03/2034 của Bộ Tài chính, có hiệu lực thi hành kể từ ngày 01/05/2034 )"
    )
    assert note.issued_on == date(2034, 3, 6)
    assert note.issuer == "Bộ Tài chính"
    assert note.title.endswith("hướng dẫn cập nhật kiến thức")


def test_the_date_in_a_title_is_not_the_instruments_own():
    note = read_source_note(
        "(Điều 2 Thông tư số 16/2033/TT-BTP Sửa đổi một số điều của Thông tư số 13/2031/TT-BTP ngày 27 tháng 6 năm 2031 "
        "của Bộ trưởng Bộ Tư pháp về việc ban hành biểu mẫu, có hiệu lực thi hành kể từ ngày 28/12/2033)"
    )
    assert note.issued_on is None
    assert note.title.endswith("về việc ban hành biểu mẫu")


def test_a_publisher_repeats_type_and_number_before_the_title():
    note = read_source_note(
        "(Điều 1 Thông tư số 10/2031/TT-BTC Thông tư số 10/2031/TT-BTC ngày 20/2/2031 của Bộ Tài chính hướng dẫn việc xác định giá trị "
        "ngày 20/02/2031 của Bộ Tài chính, có hiệu lực thi hành kể từ ngày 06/04/2031)"
    )
    assert note.title == "Hướng dẫn việc xác định giá trị"


def test_joint_issuers():
    note = read_source_note(
        "(Điều 1 Thông tư liên tịch số 13/2031/TTLT-BCA-BTP Hướng dẫn về truy nã ngày 09/10/2031 của Bộ Tư pháp và Bộ Công an, "
        "có hiệu lực thi hành kể từ ngày 01/12/2031)"
    )
    assert note.issuer == "Bộ Tư pháp; Bộ Công an"


BASE = "(Điều 8 Thông tư số 9/2030/TT-BYT, có hiệu lực thi hành kể từ ngày 01/02/2030, "


@pytest.mark.parametrize(
    ("name", "rest", "amendments"),
    [
        (
            "amended in part",
            "có nội dung được sửa đổi, có nội dung được bổ sung bởi Điều 1 Thông tư số 43/2031/TT-BYT có hiệu lực thi hành kể từ ngày 01/08/2032)",
            [("43/2031/TT-BYT", date(2032, 8, 1), ("amend", "insert"), ())],
        ),
        (
            "inserted whole",
            "được bổ sung bởi Điều 1 Thông tư số 13/2031/TT-BYT có hiệu lực thi hành kể từ ngày 20/01/2032)",
            [("13/2031/TT-BYT", date(2032, 1, 20), ("insert",), ("insert",))],
        ),
        (
            "repealed whole",
            "bị bãi bỏ bởi Điều 1 Luật số 3/2031/QH19 có hiệu lực thi hành kể từ ngày 20/01/2032)",
            [("3/2031/QH19", date(2032, 1, 20), ("repeal",), ("repeal",))],
        ),
        (
            "two amendments, several articles each",
            "có nội dung được sửa đổi bởi Điều 1, Điều 2 Thông tư số 1/2031/TT-BYT có hiệu lực thi hành kể từ ngày 20/01/2031; "
            "Điều 3 Thông tư số 2/2032/TT-BYT có hiệu lực thi hành kể từ ngày 20/01/2032)",
            [("1/2031/TT-BYT", date(2031, 1, 20), ("amend",), ()), ("2/2032/TT-BYT", date(2032, 1, 20), ("amend",), ())],
        ),
        (
            "date in words, a cited title between",
            "có nội dung được sửa đổi, bổ sung theo quy định tại khoản 8 Điều 1 của Luật số 32/2033/QH19 sửa đổi, bổ sung một số điều của "
            "Luật số 14/2028/QH18, có hiệu lực kể từ ngày 01 tháng 01 năm 2034.)",
            [("32/2033/QH19", date(2034, 1, 1), ("amend", "insert"), ())],
        ),
        (
            "without the day of effect",
            "có nội dung được/bị sửa đổi, bổ sung, bãi bỏ bởi Điều 2 Thông tư số 11/2036/TT-BYT)",
            [("11/2036/TT-BYT", None, ("amend", "insert", "repeal"), ())],
        ),
        (
            "action left out",
            "bởi Điều 1 Thông tư số 56/2035/TT-BYT có hiệu lực thi hành kể từ ngày 08/06/2035)",
            [("56/2035/TT-BYT", date(2035, 6, 8), (), ())],
        ),
        (
            "suspended",
            "bị ngưng hiệu lực bởi Điều 1 Thông tư số 5/2035/TT-BYT có hiệu lực thi hành kể từ ngày 08/06/2035)",
            [("5/2035/TT-BYT", date(2035, 6, 8), ("suspend",), ("suspend",))],
        ),
        (
            "inserted whole, repealed in part",
            "được bổ sung, có nội dung bị bãi bỏ bởi Điều 1 Thông tư số 5/2035/TT-BYT có hiệu lực thi hành kể từ ngày 08/06/2035)",
            [("5/2035/TT-BYT", date(2035, 6, 8), ("insert", "repeal"), ("insert",))],
        ),
        (
            "what is said of a subject is repealed, wherever it stands in the article",
            "các nội dung quy định về tỷ giá khi xác định doanh thu, chi phí, giá tính thuế tại Điều này bị bãi bỏ theo quy định tại "
            "khoản 2 Điều 6 của Luật số 71/2034/QH19, có hiệu lực kể từ ngày 01 tháng 01 năm 2035.)",
            [("71/2034/QH19", date(2035, 1, 1), ("repeal",), ())],
        ),
    ],
)
def test_amendments(name, rest, amendments):
    note = read_source_note(BASE + rest)
    assert note.number == "9/2030/TT-BYT"
    assert note.effective_from == date(2030, 2, 1)
    assert [(a.number, a.effective_from, a.actions, a.wholly) for a in note.amendments] == amendments
    days = [day for _, day, actions, _ in amendments if actions != ("suspend",)]  # which leaves the words alone
    assert note.wording_from == max((day for day in days if day), default=None)
    assert note.has_undated_amendment is (None in days)


def test_inserted_and_repealed_articles():
    inserted = read_source_note(
        BASE + "được bổ sung bởi Điều 1 Thông tư số 13/2031/TT-BYT có hiệu lực thi hành kể từ ngày 20/01/2032)"
    )
    repealed = read_source_note(
        BASE + "bị bãi bỏ bởi Điều 1 Thông tư số 13/2031/TT-BYT có hiệu lực thi hành kể từ ngày 20/01/2032)"
    )
    assert (inserted.repealed_from, repealed.repealed_from) == (None, date(2032, 1, 20))


def test_other_dates_of_parts_and_an_end():
    note = read_source_note(
        BASE + "các điểm a, b khoản 1 có hiệu lực thi hành từ ngày 01/01/2031; Khoản 2 có hiệu lực thi hành từ ngày 01/07/2032.)"
    )
    assert note.scoped == (("các điểm a, b khoản 1", date(2031, 1, 1)), ("Khoản 2", date(2032, 7, 1)))
    assert note.amendments == ()
    assert read_source_note(BASE + "có hiệu lực thi hành đến hết ngày 31/12/2037.)").effective_to == date(2037, 12, 31)


def note_of(number, article, full="", kind="Thông tư", day="01/01/2031"):
    return read_source_note(f"(Điều {article} {kind} số {number}{full}, có hiệu lực thi hành kể từ ngày {day})")


def test_short_notes_take_the_identity_of_the_full_one():
    notes = [note_of("1/2030/TT-BYT", "2"), note_of("1/2030/TT-BYT", "1", " Quy định về khám bệnh ngày 05/05/2030 của Bộ Y tế")]
    named = most_named(notes)
    assert instrument_key(named) == "thong-tu/1-2030-tt-byt/bo-y-te/2030-05-05"
    assert named.title == "Quy định về khám bệnh"


def test_one_number_of_a_law_and_a_resolution_is_two_instruments():
    notes = [note_of("55/2030/QH19", "1", kind=kind) for kind in ("Luật", "Nghị quyết", "Nghị quyết")]
    assert most_named(notes).type is T.RESOLUTION


def test_decree_of_a_ministry_is_a_publishers_slip():
    notes = [note_of("113/2030/NĐ-CP", "1", " Quy định A ngày 09/10/2030 của Bộ Công Thương.", "Nghị định")]
    assert most_named(notes).issuer == "Chính phủ"


def test_long_rubbish_is_read_in_linear_time():
    for text in (
        "(Điều 1 " * 4000,
        "ngày 01/01/2030 của " * 4000,
        "(Điều 1 Luật số " + "1/" * 8000,
        "(" + "Điều 1, " * 4000 + "Luật",
    ):
        assert_linear_in(read_source_note, text)


@pytest.mark.long  # the notes of an eighth of it are read in ingest/test_codification_real.py
@pytest.mark.realdata
def test_all_notes_of_the_codification(data):
    corpus = data / "benchmarks" / "phapdien2026" / "corpus.jsonl.gz"
    rows = [json.loads(line) for line in gzip.decompress(corpus.read_bytes()).splitlines()]
    read = [(row, note) for row in rows if (note := read_source_note(row["source"]))]
    assert sum(1 for row in rows if row["source"]) - len(read) <= 1


@pytest.mark.parametrize(
    ("rest", "days"),
    [
        ("có nội dung bị bãi bỏ bởi Điều 1 Luật số 3/2031/QH19 có hiệu lực thi hành kể từ ngày 20/01/2032)", [date(2032, 1, 20)]),
        (
            "có nội dung được sửa đổi bởi Điều 1 Luật số 3/2031/QH19 có hiệu lực thi hành kể từ ngày 20/01/2032)",
            [date(2032, 1, 20)],
        ),
        (
            "có nội dung được sửa đổi bởi Điều 1 Luật số 3/2031/QH19 có hiệu lực thi hành kể từ ngày 20/01/2032; có nội dung bị bãi bỏ "
            "bởi Điều 5 Luật số 4/2033/QH19 có hiệu lực thi hành kể từ ngày 01/07/2033)",
            [date(2033, 7, 1)],
        ),
        (
            "có nội dung bị bãi bỏ bởi Điều 1 Luật số 3/2031/QH19 có hiệu lực thi hành kể từ ngày 20/01/2032; Điều 5 Luật số 4/2033/QH19 "
            "có hiệu lực thi hành kể từ ngày 01/07/2033)",
            [date(2032, 1, 20), date(2033, 7, 1)],
        ),
        ("có nội dung bị bãi bỏ bởi Điều 1 Luật số 3/2031/QH19)", [None]),
        ("bị ngưng hiệu lực bởi Điều 1 Luật số 3/2031/QH19 có hiệu lực thi hành kể từ ngày 20/01/2032)", []),
    ],
)
def test_which_change_may_have_repealed_a_part(rest: str, days: list[date | None]) -> None:
    note = read_source_note(BASE + rest)
    assert note is not None
    assert [change.effective_from for change in note.may_repeal] == days


@pytest.mark.parametrize(
    ("article", "rest", "day"),
    [
        ("8a", "được bổ sung bởi {one})", date(2032, 1, 20)),
        ("8a", "được bổ sung, có nội dung được sửa đổi bởi {one}; {two})", date(2032, 1, 20)),
        ("8", "được bổ sung bởi {one})", date(2030, 2, 1)),
        ("8a", "có nội dung được bổ sung bởi {one})", date(2030, 2, 1)),
        ("8a", "được sửa đổi, bổ sung bởi {one})", date(2030, 2, 1)),
        ("8a", "được bổ sung bởi Điều 1 Luật số 3/2031/QH19)", date(2030, 2, 1)),
    ],
)
def test_since_when_an_inserted_article_is_there(article: str, rest: str, day: date) -> None:
    one = "Điều 1 Luật số 3/2031/QH19 có hiệu lực thi hành kể từ ngày 20/01/2032"
    two = "Điều 5 Luật số 4/2033/QH19 có hiệu lực thi hành kể từ ngày 01/07/2033"
    note = read_source_note(BASE + rest.format(one=one, two=two))
    assert note is not None
    assert note.there_since(article) == day
