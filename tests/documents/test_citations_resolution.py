"""What references mean: keys from what is written, from the day, and from what a base knows."""

from datetime import date

import pytest

from documents.keys import parse_key
from documents.model import InstrumentType
from documents.references import Context, InstrumentTable, KnownInstrument, resolve
from documents.references.finder import find_references
from documents.references.names import full_name, known_laws

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
OLD, NEW = "luat/66-2011-qh12/quoc-hoi/2011-03-29", "luat/53-2024-qh15/quoc-hoi/2024-11-28"


def keys(
    text: str, context: Context | None = None, known: InstrumentTable | None = None, day: date | None = None
) -> list[str | None]:
    references = resolve(text, find_references(text, context), context, known, day)
    return [target.key for reference in references for target in reference.targets]


@pytest.mark.parametrize(
    ("text", "day", "key"),
    [
        ("Luật Phòng, chống mua bán người", BEFORE, OLD),
        ("Luật Phòng, chống mua bán người", AFTER, NEW),
        ("Luật phòng chống mua bán người năm 2011", AFTER, OLD),
        ("Luật PCMBN 2011", AFTER, OLD),
        ("Luật Phòng, chống mua bán người (2024)", BEFORE, NEW),
        ("Luật Phòng, chống mua bán người ngày 29 tháng 3 năm 2011", AFTER, OLD),
        ("Luật Phòng, chống mua bán người ngày 29/3/2012", AFTER, None),
        ("Điều 150 BLHS 2015", AFTER, "bo-luat/100-2015-qh13/quoc-hoi/2015-11-27#dieu-150"),
        ("Bộ luật Hình sự", date(2010, 1, 1), "bo-luat/15-1999-qh10/quoc-hoi/1999-12-21"),
        ("Điều 8 Hiến pháp năm 2013", AFTER, "hien-phap/-/quoc-hoi/2013-11-28#dieu-8"),
        ("Hiến pháp", date(2000, 1, 1), "hien-phap/-/quoc-hoi/1992-04-15"),
        ("Bộ luật Hình sự năm 1985", AFTER, None),
        ("Luật Sao Hỏa", AFTER, None),
        # The only law of this name, but not there yet on the day.
        ("Luật Trẻ em", date(2010, 1, 1), None),
        ("Luật Trẻ em năm 2016", date(2010, 1, 1), "luat/102-2016-qh13/quoc-hoi/2016-04-05"),
    ],
)
def test_a_name_means_what_was_the_law_on_the_day(text: str, day: date, key: str | None) -> None:
    assert keys(text, day=day) == [key]


def test_without_a_day_only_a_single_law_of_the_name_is_certain() -> None:
    assert keys("Luật Phòng, chống mua bán người") == [None]


@pytest.mark.parametrize(("instrument", "key"), [("09/2013/NĐ-CP", OLD), ("310/2025/NĐ-CP", NEW), ("27-NQ/TW", None)])
def test_the_day_is_that_of_the_citing_instrument(instrument: str, key: str | None) -> None:
    assert keys("Luật Phòng, chống mua bán người", Context(instrument=instrument)) == [key]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (
            "điểm a khoản 1 Điều 19 Nghị định số 09/2013/NĐ-CP ngày 11 tháng 01 năm 2013 của Chính phủ",
            "nghi-dinh/09-2013-nd-cp/chinh-phu/2013-01-11#dieu-19/khoan-1/diem-a",
        ),
        ("Nghị định số 09/2013/NĐ-CP", "nghi-dinh/09-2013-nd-cp/chinh-phu/-"),
        ("NĐ 09/2013", "nghi-dinh/09-2013-nd-cp/chinh-phu/-"),
        ("Nghị định 09", None),
        ("TT 25/2022", None),
        ("Luật số 12/2031/QH20", "luat/12-2031-qh20/quoc-hoi/-"),
        ("số 12/2031/QH20", "-/12-2031-qh20/quoc-hoi/-"),
        ("Bộ luật số 100/2015/QH13", "bo-luat/100-2015-qh13/quoc-hoi/2015-11-27"),
        ("Nghị quyết số 100/2015/QH13", "nghi-quyet/100-2015-qh13/quoc-hoi/-"),
        (
            "Thông tư số 35/2033/TT-BTC ngày 30/12/2033 của Bộ trưởng Bộ Tài chính hướng dẫn",
            "thong-tu/35-2033-tt-btc/bo-tai-chinh/2033-12-30",
        ),
        ("điểm đ khoản 2 Điều 5a Luật số 12/2031/QH20", "luat/12-2031-qh20/quoc-hoi/-#dieu-5a/khoan-2/diem-đ"),
        ("Mẫu số 02 Phụ lục II Nghị định số 9/2031/NĐ-CP", "nghi-dinh/9-2031-nd-cp/chinh-phu/-#phu-luc-ii/mau-02"),
        ("Mục 2 Chương III Luật số 12/2031/QH20", "luat/12-2031-qh20/quoc-hoi/-#chuong-iii/muc-2"),
        ("Kết luận số 28-KL/TW", "-/28-kl-tw/-/-"),
        ("Luật sửa đổi, bổ sung một số điều của Luật Phòng, chống mua bán người số 66/2011/QH12", None),
    ],
)
def test_a_key_is_made_from_what_the_text_states(text: str, key: str | None) -> None:
    assert keys(text) == [key]
    if key:
        assert parse_key(key)


BASE = InstrumentTable(
    [
        KnownInstrument("nghi-dinh/9-2031-nd-cp/chinh-phu/2031-02-03", InstrumentType.DECREE, "9/2031/NĐ-CP"),
        KnownInstrument("luat/12-2031-qh20/quoc-hoi/2031-05-06", InstrumentType.LAW, "12/2031/QH20", "Mưa", date(2031, 5, 6)),
        KnownInstrument("nghi-quyet/12-2031-qh20/quoc-hoi/2031-05-07", InstrumentType.RESOLUTION, "12/2031/QH20"),
        KnownInstrument(
            "luat/3-2020-qh14/quoc-hoi/2020-01-02", InstrumentType.LAW, "3/2020/QH14", "Mưa", date(2020, 1, 2), date(2020, 7, 1)
        ),
        KnownInstrument(
            "quyet-dinh/7-qd-ubnd/ubnd-tinh-a/2031-01-01", InstrumentType.DECISION, "7/QĐ-UBND", None, date(2031, 1, 1)
        ),
        KnownInstrument(
            "quyet-dinh/7-qd-ubnd/ubnd-tinh-b/2031-02-01", InstrumentType.DECISION, "7/QĐ-UBND", None, date(2031, 2, 1)
        ),
    ]
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Nghị định số 9/2031/NĐ-CP", "nghi-dinh/9-2031-nd-cp/chinh-phu/2031-02-03"),
        ("Luật số 12/2031/QH20", "luat/12-2031-qh20/quoc-hoi/2031-05-06"),
        ("Nghị quyết số 12/2031/QH20", "nghi-quyet/12-2031-qh20/quoc-hoi/2031-05-07"),
        ("số 12/2031/QH20", "-/12-2031-qh20/quoc-hoi/-"),
        ("Luật Mưa năm 2020", "luat/3-2020-qh14/quoc-hoi/2020-01-02"),
        ("Quyết định số 7/QĐ-UBND ngày 01/02/2031", "quyet-dinh/7-qd-ubnd/ubnd-tinh-b/2031-02-01"),
        ("Quyết định số 7/QĐ-UBND", "quyet-dinh/7-qd-ubnd/-/-"),
    ],
)
def test_the_base_says_which_instrument_a_number_is(text: str, key: str) -> None:
    assert keys(text, known=BASE) == [key]


def test_this_and_bare_units_are_of_the_context() -> None:
    context = Context(instrument="luat/12-2031-qh20/quoc-hoi/2031-05-06", article="4")
    assert keys("khoản 2; Luật này", context, BASE) == [
        "luat/12-2031-qh20/quoc-hoi/2031-05-06#dieu-4/khoan-2",
        "luat/12-2031-qh20/quoc-hoi/2031-05-06",
    ]


def test_this_law_in_a_decree_is_the_law_named_before() -> None:
    context = Context(instrument="310/2025/NĐ-CP", article="4")
    assert keys("theo Luật Phòng, chống mua bán người và văn bản quy định chi tiết Luật này", context)[1] == NEW
    assert keys("Bộ luật này", context) == [None]


def test_a_unit_of_the_law_is_not_one_of_the_decree_that_says_so() -> None:
    context = Context(instrument="310/2025/NĐ-CP", article="5")
    assert keys("quy định tại khoản 3 Điều 7 của Luật.", context) == [None]
    assert keys("Luật PCMBN 2011. Tại Điều 7 của Luật thì", context)[-1] == f"{OLD}#dieu-7"
    assert keys("Luật PCMBN 2011, Bộ luật Lao động, Luật Trẻ em. Tại Điều 7 của Luật thì", context)[-1] is None
    assert keys("tại Điều 7 của Nghị định.", context) == ["nghi-dinh/310-2025-nd-cp/chinh-phu/-#dieu-7"]


def test_the_base_knows_names_that_no_list_has() -> None:
    key = "luat/9-2031-qh20/quoc-hoi/2031-01-01"
    known = InstrumentTable([KnownInstrument(key, InstrumentType.LAW, "9/2031/QH20", "Thương mại về sao Hỏa", date(2031, 1, 1))])
    text = "tại Điều 5 Luật Thương mại về sao Hỏa năm 2031 và Điều 7 Luật Thương mại."
    first, second = resolve(text, find_references(text), None, known, date(2032, 1, 1))
    assert (first.text, first.targets[0].key) == ("Điều 5 Luật Thương mại về sao Hỏa năm 2031", f"{key}#dieu-5")
    assert first.targets[0].name == "Luật Thương mại về sao Hỏa năm 2031"
    assert second.text == "Điều 7 Luật Thương mại"


def test_of_two_laws_that_a_base_has_the_list_that_knows_one_chooses_none() -> None:
    tax = [("04/2007/QH12", date(2007, 11, 21)), ("109/2025/QH15", date(2025, 12, 10))]
    known = InstrumentTable(
        KnownInstrument(f"luat/{number}", InstrumentType.LAW, number, "Thuế thu nhập cá nhân", day) for number, day in tax
    )
    text = "Căn cứ Luật Thuế thu nhập cá nhân;"
    (reference,) = resolve(text, find_references(text), None, known)
    assert reference.targets[0].key is None


def test_what_is_not_known_is_kept() -> None:
    (reference,) = resolve("Luật Sao Hỏa", find_references("Luật Sao Hỏa"))
    assert (reference.targets[0].name, reference.targets[0].key) == ("Luật Sao Hỏa", None)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Luật Đất đai năm 2013", ("Luật", "Đất đai", " năm 2013")),
        ("Luật Đất đai (2013)", ("Luật", "Đất đai", " (2013)")),
        ("Luật Đất đai ngày 26 tháng 11 năm 2003", ("Luật", "Đất đai", " ngày 26 tháng 11 năm 2003")),
        ("Luật PCMBN", ("Luật", "Phòng, chống mua bán người", "")),
        ("BLHS 2015", ("Bộ luật", "Hình sự", " 2015")),
    ],
)
def test_a_name_is_taken_apart(name: str, parts: tuple[str, str, str]) -> None:
    assert full_name(name) == parts


def test_the_list_of_laws_is_sound() -> None:
    laws = known_laws()
    assert len({(law.type, law.name.lower(), law.number, law.issued_on) for law in laws}) == len(laws)
    backdated = {"31-L/CTN"}  # a tax of March 1994 that is levied from January on
    dated = [law for law in laws if law.issued_on and law.effective_from and law.number not in backdated]
    assert all(law.issued_on <= law.effective_from for law in dated)
