# ruff: noqa: E501  (heads are long)
"""Identity by majority: who says what of an instrument, and what is only written differently. Everything is made up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.identity.metadata import read_metadata
from documents.identity.publisher import name_claim, page_witnesses, read_claims
from documents.identity.sameness import Field, Who, Witness, agree, near_number, read_office, same_number, signs_for
from documents.instrument import read_instrument
from documents.model import Hints, InstrumentType, Kind, Line, Note, ProblemCode, Provision, Reading
from documents.structure.reader import Tree
from kb.interface.catalogue import Catalogue, languages
from tests.linear import assert_linear_in

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
DECREE = (
    "CHÍNH PHỦ",
    "Số: 148/2035/NĐ-CP",
    STATE,
    MOTTO,
    "Hà Nội, ngày 01 tháng 7 năm 2035",
    "NGHỊ ĐỊNH",
    "Quy định chi tiết một số điều của Luật Nuôi ong",
    "Căn cứ Luật Nuôi ong số 25/2034/QH29;",
    "Chính phủ ban hành Nghị định quy định chi tiết một số điều của Luật Nuôi ong.",
    "Điều 1. Phạm vi điều chỉnh",
    "Nghị định này quy định chi tiết việc nuôi ong.",
    "Điều 2. Hiệu lực thi hành",
    "Nghị định này có hiệu lực thi hành từ ngày 15 tháng 8 năm 2035.",
    "Các Bộ trưởng chịu trách nhiệm thi hành Nghị định này./.",
    "TM. CHÍNH PHỦ",
    "KT. THỦ TƯỚNG",
    "PHÓ THỦ TƯỚNG",
    "Trần Văn Mẫu",
)
LAW = (
    "QUỐC HỘI",
    "Luật số: 25/2034/QH29",
    STATE,
    MOTTO,
    "Hà Nội, ngày 14 tháng 11 năm 2034",
    "LUẬT",
    "NUÔI ONG",
    "Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;",
    "Quốc hội ban hành Luật Nuôi ong.",
    "Điều 1. Phạm vi điều chỉnh",
    "Luật này quy định về nuôi ong.",
    "Điều 2. Hiệu lực thi hành",
    "Luật này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2035.",
    "Luật này được Quốc hội khóa XXIX, kỳ họp thứ 8 thông qua ngày 14 tháng 11 năm 2034.",
    "CHỦ TỊCH QUỐC HỘI",
    "Nguyễn Thị Mẫu",
)
PAGE = {
    "number": "148/2035/NĐ-CP",
    "type": "Nghị định",
    "issuer": "Chính phủ",
    "issued_on": "01/07/2035",
    "page_title": "Nghị định 148/2035/NĐ-CP hướng dẫn Luật Nuôi ong mới nhất",
    "url": "https://example.org/van-ban/Nong-nghiep/Nghi-dinh-148-2035-ND-CP-huong-dan-Luat-Nuoi-ong-640717.aspx",
}
OTHER_PAGE = {
    "number": "9/2031/TT-BYT",
    "type": "Thông tư",
    "issuer": "Bộ Y tế",
    "issued_on": "02/03/2031",
    "page_title": "Thông tư 9/2031/TT-BYT về khám bệnh cho trẻ em",
    "url": "https://example.org/Thong-tu-9-2031-TT-BYT-kham-benh-tre-em-1.aspx",
}


def read(texts, hints=None, file_name=None, **more):
    lines = tuple(Line(text, starts_paragraph=True) for text in texts)
    return read_instrument(Reading("html", lines, hints=Hints("x", hints or {}), **more), file_name)


def with_line(texts, old, new):
    assert old in texts
    return tuple(new if text == old else text for text in texts)


def codes(instrument):
    wanted = (ProblemCode.IDENTITY_CONFLICT, ProblemCode.PAGE_TEXT_MISMATCH, ProblemCode.EFFECTIVE_BEFORE_ISSUE)
    return [problem.code for problem in instrument.problems if problem.code in wanted]


def said(instrument, language="vi"):
    return " ".join(Catalogue(language).write(problem.message) for problem in instrument.problems)


@pytest.mark.parametrize(
    ("name", "texts", "hints", "file_name"),
    [
        ("a page that agrees", DECREE, PAGE, "Nghi-dinh-148-2035-ND-CP-huong-dan-Luat-Nuoi-ong-640717.html"),
        ("marks and punctuation", DECREE, {**PAGE, "number": "148/2035/ND.CP"}, "nghi_dinh_148-2035-nd-cp.txt"),
        ("a file name that says nothing", DECREE, {}, "doc_000017.html"),
        ("a file name with title words behind an unknown body", DECREE, {}, "nghi-dinh-148-2035-nd-huong-dan.pdf"),
        ("the name of what the text is about", DECREE, {}, "huong-dan-thi-hanh-luat-25-2034-qh29.pdf"),
        ("a law, by its type and title", LAW, {"page_title": "Luật Nuôi ong 2034 số 25/2034/QH29 áp dụng 2036"}, None),
        ("a page named after a law that it amends", DECREE, {"page_title": "Nghị định sửa đổi Luật số 25/2034/QH29"}, None),
        ("a code is filed under laws", with_line(LAW, "LUẬT", "BỘ LUẬT"), {"type": "Luật"}, None),
        (
            "zeros before the number",
            with_line(LAW, "Luật số: 25/2034/QH29", "Luật số: 05/2034/QH29"),
            {"number": "5/2034/QH29"},
            None,
        ),
    ],
)
def test_what_is_only_written_differently_is_no_conflict(name, texts, hints, file_name):
    instrument = read(texts, hints, file_name)
    assert codes(instrument) == [], said(instrument)


def test_a_page_of_another_instrument_is_named_and_gives_nothing():
    text = tuple(line for line in DECREE if not line.startswith("Hà Nội"))
    instrument = read(text, OTHER_PAGE)
    assert codes(instrument) == [ProblemCode.PAGE_TEXT_MISMATCH]
    assert (instrument.metadata.number, instrument.metadata.issuer, instrument.metadata.issued_on) == (
        "148/2035/NĐ-CP",
        "Chính phủ",
        None,
    )
    assert "9/2031/TT-BYT" in said(instrument)
    assert "148/2035/NĐ-CP" in said(instrument)


def test_the_old_and_the_new_law_of_one_title_are_two():
    hints = {"number": "7/2021/QH25", "issued_on": "05/06/2021", "page_title": "Luật Nuôi ong 2021 số 7/2021/QH25"}
    assert codes(read(LAW, hints)) == [ProblemCode.PAGE_TEXT_MISMATCH]


def test_neighbouring_numbers_of_one_day_are_two_laws():
    hints = {"number": "24/2034/QH29", "issued_on": "14/11/2034", "page_title": "Luật An toàn thực phẩm 2034 số 24/2034/QH29"}
    instrument = read(LAW, hints)
    assert codes(instrument) == [ProblemCode.PAGE_TEXT_MISMATCH]
    assert instrument.metadata.number == "25/2034/QH29"


def test_that_the_year_is_right_bears_no_day_out():
    hints = {"number": "24/2034/QH29", "issued_on": "02/03/2034", "page_title": "Luật nuôi cá 2034 số 24/2034/QH29"}
    assert codes(read(LAW, hints)) == [ProblemCode.PAGE_TEXT_MISMATCH]


def test_a_file_name_of_another_instrument():
    instrument = read(DECREE, {}, "thong-tu-so-08-2033-tt-bldtbxh-40176.pdf")
    assert codes(instrument) == [ProblemCode.PAGE_TEXT_MISMATCH]
    assert instrument.metadata.number == "148/2035/NĐ-CP"


def test_a_text_without_number_does_not_take_it_from_a_file_name_of_another_type():
    text = tuple(line for line in LAW if "số:" not in line)
    instrument = read(text, {}, "thong-tu-so-08-2033-tt-byt.txt")
    assert instrument.metadata.number is None
    assert codes(instrument) == [ProblemCode.PAGE_TEXT_MISMATCH]


def test_a_mistyped_number_is_put_right_by_the_majority_and_said():
    instrument = read(with_line(DECREE, "Số: 148/2035/NĐ-CP", "Số: 143/2035/NĐ-CP"), PAGE)
    assert codes(instrument) == [ProblemCode.IDENTITY_CONFLICT]
    assert instrument.metadata.number == "148/2035/NĐ-CP"
    assert "143/2035/NĐ-CP" in said(instrument)


def test_a_file_name_alone_overrules_nothing():
    instrument = read(with_line(DECREE, "Số: 148/2035/NĐ-CP", "Số: 143/2035/NĐ-CP"), {}, "nghi-dinh-148-2035-nd-cp.txt")
    assert codes(instrument) == [ProblemCode.IDENTITY_CONFLICT]
    assert instrument.metadata.number == "143/2035/NĐ-CP"


@pytest.mark.parametrize(
    ("name", "texts", "field"),
    [
        ("adopted in another year", with_line(LAW, LAW[13], LAW[13].replace("2034", "2031")), "ngày ban hành"),
        ("letterhead of another year", with_line(DECREE, DECREE[4], DECREE[4].replace("2035", "2037")), "ngày ban hành"),
        ("signed by a ministry", (*DECREE[:14], "KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", "Trần Văn Mẫu"), "cơ quan ban hành"),
        ("signed by a committee", (*DECREE[:14], "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Trần Văn Mẫu"), "cơ quan ban hành"),
        ("the heading of another type", with_line(DECREE, "NGHỊ ĐỊNH", "QUYẾT ĐỊNH"), "loại văn bản"),
        ("letterhead of a ministry", with_line(DECREE, "CHÍNH PHỦ", "BỘ Y TẾ"), "cơ quan ban hành"),
    ],
)
@pytest.mark.parametrize("language", languages())
def test_who_dissents_is_named(name, texts, field, language):
    instrument = read(texts)
    assert ProblemCode.IDENTITY_CONFLICT in codes(instrument), name
    assert language != "vi" or f"Các chỗ ghi {field} không thống nhất" in said(instrument)
    assert "unknown_sentence" not in said(instrument, language)


def test_the_year_of_the_number_and_the_letterhead_outvote_the_adoption():
    instrument = read(with_line(LAW, LAW[13], LAW[13].replace("2034", "2031")))
    assert instrument.metadata.issued_on == date(2034, 11, 14)


def test_days_counted_from_the_signing_follow_the_day_that_won():
    texts = with_line(LAW, LAW[12], "Luật này có hiệu lực thi hành kể từ ngày ký ban hành.")
    instrument = read(with_line(texts, LAW[13], LAW[13].replace("2034", "2031")))
    assert [period.start for period in instrument.metadata.effective] == [date(2034, 11, 14)]


def test_effect_before_issue_is_a_problem():
    instrument = read(with_line(DECREE, DECREE[12], DECREE[12].replace("2035", "2033")))
    assert codes(instrument) == [ProblemCode.EFFECTIVE_BEFORE_ISSUE]


@pytest.mark.parametrize(("day", "told"), [("21-9-2035", False), ("21-9-2033", True)])
def test_no_text_is_printed_in_the_gazette_before_it_was_issued(day, told):
    instrument = read(DECREE, furniture=("7", f"CÔNG BÁO/Số 977 + 978/Ngày {day}", f"2 CÔNG BÁO/Số 977 + 978/Ngày {day}"))
    assert codes(instrument) == ([ProblemCode.IDENTITY_CONFLICT] if told else [])


def test_a_draft_is_not_heard():
    instrument = read(("DỰ THẢO", *DECREE), OTHER_PAGE)
    assert instrument.metadata.type is InstrumentType.DRAFT
    assert codes(instrument) == []


def test_a_consolidated_text_may_bear_the_number_of_what_it_consolidates():
    head = (
        STATE,
        MOTTO,
        "LUẬT",
        "NUÔI ONG",
        "Luật Nuôi ong số 25/2034/QH29 ngày 14 tháng 11 năm 2034 của Quốc hội, có hiệu lực kể từ ngày 01 tháng 7 năm 2035, được sửa đổi bởi:",
        "Luật số 3/2037/QH30 ngày 2 tháng 3 năm 2037 của Quốc hội, có hiệu lực kể từ ngày 01 tháng 7 năm 2037.",
    )
    end = (
        "VĂN PHÒNG QUỐC HỘI",
        "Số: 15/VBHN-VPQH",
        "XÁC THỰC VĂN BẢN HỢP NHẤT",
        "Hà Nội, ngày 20 tháng 12 năm 2037",
        "CHỦ NHIỆM",
        "Bùi Văn Mẫu",
    )
    tree = Tree((Provision("dieu-1", Kind.ARTICLE, "1", None, "Luật này có hiệu lực từ ngày 01/7/2035."),), (), head, end)
    for name in ("Luat-25-2034-QH29-nuoi-ong.html", "van-ban-hop-nhat-15-vbhn-vpqh.pdf"):
        for fields in ({"number": "15/VBHN-VPQH", "type": "Văn bản hợp nhất"}, {"number": "25/2034/QH29", "type": "Luật"}):
            metadata, problems = read_metadata(tree, Hints("x", fields), name)
            assert (metadata.number, metadata.type) == ("15/VBHN-VPQH", InstrumentType.CONSOLIDATED_TEXT)
            assert problems == (), (name, fields)


@pytest.mark.parametrize(
    ("one", "other", "same", "near"),
    [
        ("09/2033/NĐ-CP", "9/2033/ND-CP", True, False),
        ("2037/13/QĐ-UBND", "13/2037/QĐ.UB", True, False),
        ("1141-TC/QĐ/CĐKT", "1141TC/QĐ-CĐKT", True, False),
        ("1/2030/TTLT-BCA-BTP", "01/2030/TTLT-BTP-BCA", True, False),
        ("1/2030/TTLT-BCA-BTP", "01/2030/TTLT-BCA", True, False),
        ("57/HĐBT", "57-HĐBT", True, False),
        ("5/2030/NQ-HĐND", "5/2030/NQ-HDND", True, False),
        ("188/2035/NĐ-CP", "183/2035/NĐ-CP", False, True),
        ("188/2035/NĐ-CP", "188/2036/NĐ-CP", False, True),
        ("188/2035/NĐ-CP", "18/2035/NĐ-CP", False, False),
        ("7/2030/TT-BYT", "7/2030/TT-BTC", False, False),
        ("7/2030/TT-BYT", "7/2030/QĐ-BYT", False, False),
    ],
)
def test_numbers_however_written(one, other, same, near):
    assert same_number(one, other) is same_number(other, one) is same
    assert near_number(one, other) is near_number(other, one) is (near and not same)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Bộ Y tế", "Bộ y tế", True),
        ("Bộ Công an; Bộ Tư pháp", "Bộ Công an", None),
        ("Tòa án nhân dân tối cao", "Hội đồng Thẩm phán Tòa án nhân dân tối cao", None),
        ("Ủy ban nhân dân tỉnh Hà Mẫu", "Tỉnh Hà Mẫu", None),
        ("Ủy ban nhân dân tỉnh Hà Mẫu", "Ủy ban nhân dân", None),
        ("Ủy ban nhân dân tỉnh Hà Mẫu", "Ủy ban nhân dân tỉnh Sơn Mẫu", False),
        ("Ủy ban nhân dân tỉnh Hà Mẫu", "Hội đồng nhân dân tỉnh Hà Mẫu", False),
        ("Bộ Y tế", "Bộ Tài chính", False),
        ("Bộ Y tế", "Ủy ban nhân dân tỉnh Hà Mẫu", False),
        ("Hội Nuôi ong", "Bộ Y tế", None),
    ],
)
def test_issuers_however_named(one, other, same):
    first, second = (Witness(Who.LETTERHEAD, Field.ISSUER, name) for name in (one, other))
    assert agree(first, second) is agree(second, first) is same


@pytest.mark.parametrize(
    ("signature", "issuer", "signs"),
    [
        (("TM. CHÍNH PHỦ", "THỦ TƯỚNG"), "Chính phủ", True),
        (("KT. THỦ TƯỚNG", "PHÓ THỦ TƯỚNG"), "Thủ tướng Chính phủ", True),
        (("TUQ. THỦ TƯỚNG", "BỘ TRƯỞNG BỘ Y TẾ"), "Thủ tướng Chính phủ", True),
        (("TM. HỘI ĐỒNG BỘ TRƯỞNG", "CHỦ TỊCH"), "Hội đồng Bộ trưởng", True),
        (("CHỦ TỊCH QUỐC HỘI",), "Ủy ban Thường vụ Quốc hội", True),
        (("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"), "Bộ Y tế", None),
        (("BỘ TRƯỞNG BỘ Y TẾ",), "Bộ Tài chính", False),
        (("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"), "Chính phủ", False),
        (("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "Ủy ban nhân dân tỉnh Hà Mẫu", True),
        (("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "Bộ Y tế", False),
    ],
)
def test_who_signs_for_whom(signature, issuer, signs):
    office = read_office(signature)
    assert office is not None
    assert signs_for(office, issuer) is signs


@pytest.mark.parametrize(
    "signature",
    [
        ("Nguyễn Văn Mẫu",),
        ("KT. BỘ TRƯỞNG BỘ CÔNG AN", "THỨ TRƯỞNG", "KT. BỘ TRƯỞNG BỘ TƯ PHÁP", "THỨ TRƯỞNG"),
        ("VĂN PHÒNG CHỦ TỊCH NƯỚC", "SAO Y BẢN CHÍNH", "KT. BỘ TRƯỞNG"),
    ],
)
def test_signatures_that_tell_no_body(signature):
    assert read_office(signature) is None


@pytest.mark.parametrize(
    ("name", "number", "leads"),
    [
        ("nghi-dinh-so-188-2035-nd-cp-45593.pdf", "188/2035/NĐ-CP", True),
        ("Luat-Nuoi-ong-2034-25-2034-QH29-523642.html", "25/2034/QH29", True),
        ("ND_144-2037-ND-CP_nuoi_ong.txt", "144/2037/NĐ-CP", True),
        ("huong-dan-luat-25-2034-qh29.pdf", "25/2034/QH29", False),
        ("nghi-dinh-huong-dan-luat-nuoi-ong-25-2034-qh29.pdf", "25/2034/QH29", False),
        ("Luat-sua-doi-Bo-luat-Ong-100-2035-QH30.html", "100/2035/QH30", False),
        ("Nghi-quyet-12-2030-NQ-thong-qua-de-an.html", "12/2030/NQ-THONG", True),
        ("consolidated_VBHN-3503.txt", None, True),
    ],
)
def test_names_of_files(name, number, leads):
    claim = name_claim(name)
    assert claim is not None
    assert (claim.number, claim.leads) == (number, leads)


@pytest.mark.parametrize("name", ["Luat-Dat-dai-VBHN-2020.html", "vbhn-01-luat-ong.pdf", "VBHN.txt", "a.txt"])
def test_names_that_tell_nothing(name):
    assert name_claim(name) is None


@pytest.mark.parametrize("name", ["consolidated_VBHN-3503.txt", "van-ban-hop-nhat-so-40-vbhn-vpqh.pdf"])
def test_the_name_of_a_consolidation_makes_none_of_a_text_with_a_number_of_its_own(name):
    instrument = read(DECREE, {}, name)
    assert (instrument.metadata.type, instrument.metadata.number) == (InstrumentType.DECREE, "148/2035/NĐ-CP")
    assert codes(instrument) == [ProblemCode.PAGE_TEXT_MISMATCH]


@pytest.mark.parametrize(
    ("name", "number"), [("van-ban-hop-nhat-so-40-vbhn-vpqh.pdf", "40/VBHN-VPQH"), ("consolidated_VBHN-3503.txt", None)]
)
def test_a_consolidation_that_lost_its_end_is_known_by_the_name_of_its_file(name, number):
    base = "Luật Nuôi ong số 25/2034/QH29 ngày 14 tháng 11 năm 2034 của Quốc hội, có hiệu lực kể từ ngày 01 tháng 7 năm 2035, được sửa đổi bởi:"
    instrument = read(
        (STATE, MOTTO, "LUẬT", "NUÔI ONG", base, "Luật số 3/2037/QH30 ngày 2 tháng 3 năm 2037.", *LAW[9:11]), {}, name
    )
    assert (instrument.metadata.type, instrument.metadata.number) == (InstrumentType.CONSOLIDATED_TEXT, number)
    assert codes(instrument) == []


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("Luật phòng, chống ong độc 2031 số 66/2031/QH22 áp dụng 2034", "66/2031/QH22"),
        ("Nghị định số 43/2036/NĐ-CP Sửa đổi Nghị định số 9/2030/NĐ-CP", "43/2036/NĐ-CP"),
        ("Luật sửa đổi Luật Nuôi ong 2034 số 48/2034/QH23", "48/2034/QH23"),
        ("Luật sửa đổi, bổ sung một số điều của Luật số 15/2028/QH12", None),
        ("Hỏi đáp về Luật số 15/2028/QH12", None),
    ],
)
def test_the_number_in_a_page_title_is_its_own_or_another_s(title, number):
    hints = Hints("x", {"page_title": title})
    found = [each.value for each in page_witnesses(hints, read_claims(hints)) if each.field is Field.NUMBER]
    assert found == ([number] if number else [])


@pytest.mark.parametrize(
    ("name", "lines", "title"),
    [
        ("after a comma", ("Quy định về bảo vệ,", "chăm sóc ong mật"), "Quy định về bảo vệ, chăm sóc ong mật"),
        ("after a semicolon", ("Sửa đổi Luật Ong;", "Luật Mật và Luật Sáp"), "Sửa đổi Luật Ong; Luật Mật và Luật Sáp"),
        ("capitals", ("SỬA ĐỔI LUẬT ONG;", "LUẬT MẬT"), "Sửa đổi luật ong; luật mật"),
        (
            "a body in capitals on a line of its own",
            ("VỀ CHỨC NĂNG, NHIỆM VỤ CỦA", "BỘ Y TẾ"),
            "Về chức năng, nhiệm vụ của Bộ Y tế",
        ),
        (
            "an article on a line of its own",
            ("Sửa đổi khoản 2 của", "Điều 5 Thông tư về ong"),
            "Sửa đổi khoản 2 của Điều 5 Thông tư về ong",
        ),
        ("a directive that carries out", ("Thực hiện Nghị quyết về nuôi ong",), "Thực hiện Nghị quyết về nuôi ong"),
        ("who enacts is no title", ("Về nuôi ong", "BỘ TRƯỞNG BỘ Y TẾ"), "Về nuôi ong"),
        ("who enacts, in small letters", ("Về nuôi ong", "Bộ trưởng Bộ Y tế"), "Về nuôi ong"),
        ("a title that ends in tư", ("Về vốn đầu tư", "BỘ TRƯỞNG BỘ Y TẾ"), "Về vốn đầu tư"),
        ("who, number and day again", ("CỦA BỘ Y TẾ SỐ 7/2031/TT-BYT NGÀY 2-3-2031 VỀ NUÔI ONG",), "Về nuôi ong"),
        ("buttons", ("Về nuôi ong", "Tải về", "Thuộc tính", "Tình trạng: Còn hiệu lực"), "Về nuôi ong"),
        ("no button", ("Quy định về", "theo dõi tình hình nuôi ong"), "Quy định về theo dõi tình hình nuôi ong"),
    ],
)
def test_titles_are_whole_and_hold_nothing_of_the_page(name, lines, title):
    head = ("BỘ Y TẾ", "Số: 7/2031/TT-BYT", STATE, MOTTO, "Hà Nội, ngày 2 tháng 3 năm 2031", "THÔNG TƯ", *lines)
    tree = Tree((Provision("dieu-1", Kind.ARTICLE, "1", None, "X"),), (), head)
    assert read_metadata(tree, Hints(), None)[0].title == title


def test_a_text_whose_first_page_was_not_read_gets_no_issuer_from_its_body():
    texts = (
        "ỦY BAN NHÂN DÂN TỈNH HÀ MẪU",
        "Điều 5. Hồ sơ",
        "Nghị định này quy định hồ sơ.",
        "Điều 6. Bộ Y tế",
        "Bộ Y tế hướng dẫn Nghị định này.",
    )
    instrument = read(texts, pages=3, pages_without_text=(1,))
    assert instrument.metadata.issuer is None
    assert instrument.metadata.type is InstrumentType.DECREE


@pytest.mark.parametrize("first", ["- Bộ Công an", "ỦY BAN NHÂN DÂN TỈNH HÀ MẪU", "Bộ Y tế ban hành Thông tư hướng dẫn Điều này."])
def test_a_text_that_begins_in_its_middle_gets_no_issuer_from_what_it_names(first):
    assert read(("và các cơ quan sau đây:", first, *DECREE[9:13])).metadata.issuer is None


def test_running_text_without_letterhead_names_no_issuer():
    texts = ("Trong năm qua, Bộ Công an và Bộ Y tế đã phối hợp kiểm tra việc nuôi ong tại các địa phương.", *DECREE[9:13])
    assert read(texts).metadata.issuer is None


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ((STATE, MOTTO, "HỢP ĐỒNG NUÔI ONG", "Số: 12/HĐ"), "Hợp đồng nuôi ong"),
        (("TÊN DOANH NGHIỆP", STATE, MOTTO, "Số:", "Thông báo thay đổi vốn", "Kính gửi: Sở"), "Thông báo thay đổi vốn"),
        (("B1-2-TMDA", "Thuyết minh dự án ong"), "Thuyết minh dự án ong"),
        (("Trang chủ", "Đăng nhập", "Tóm tắt hoạt động", "của trại ong"), "Tóm tắt hoạt động của trại ong"),
    ],
)
def test_contracts_and_forms_are_no_instruments_whatever_articles_they_have(first, title):
    instrument = read((*first, "Điều 1. Các bên", "Bên A giao ong cho Bên B.", "Điều 2. Giá", "Hai bên thỏa thuận giá."))
    assert (instrument.metadata.type, instrument.metadata.title) == (InstrumentType.OTHER, title)
    assert [problem.code for problem in instrument.problems].count(ProblemCode.NO_ARTICLES) == 1


def test_source_notes_are_heard():
    note = Note(
        "",
        "(Điều 1 Nghị định số 148/2035/NĐ-CP Quy định về nuôi ong ngày 01/07/2035 của Chính phủ, có hiệu lực thi hành kể từ ngày 15/08/2035)",
    )
    article = Provision("dieu-1", Kind.ARTICLE, "1", None, "Nghị định này quy định.", notes=(note,))
    metadata, problems = read_metadata(Tree((article,), (), ("NGHỊ ĐỊNH 143/2035/NĐ-CP",)), Hints(), "ND_148-2035-ND-CP.txt")
    assert metadata.number == "148/2035/NĐ-CP"
    assert [problem.code for problem in problems] == [ProblemCode.IDENTITY_CONFLICT]


VALUES = st.sampled_from(
    ["7/2030/TT-BYT", "07/2030/TT-BYT", "8/2030/TT-BYT", "7/2031/TT-BTC", "57-CP", "", "x", "2030/7/QĐ"]
) | st.text(max_size=20)


@given(VALUES, VALUES)
def test_sameness_goes_both_ways(one, other):
    assert same_number(one, other) == same_number(other, one)
    assert near_number(one, other) == near_number(other, one)
    for field in (Field.TITLE, Field.ISSUER):
        first, second = (Witness(Who.PROPERTIES, field, value) for value in (one, other))
        assert agree(first, second) == agree(second, first)


@given(
    st.dictionaries(st.sampled_from([*PAGE]), st.text(max_size=40) | st.sampled_from([*PAGE.values(), *OTHER_PAGE.values()])),
    st.text(max_size=30),
)
def test_whatever_stands_around_a_text_stops_nothing(hints, file_name):
    tree = Tree((Provision("dieu-1", Kind.ARTICLE, "1", None, "Nghị định này quy định."),), (), DECREE[:7], DECREE[14:])
    metadata, _ = read_metadata(tree, Hints("x", hints), file_name)
    assert metadata.title == "Quy định chi tiết một số điều của Luật Nuôi ong"


def test_long_rubbish_around_a_text_takes_linear_time():
    for text in ("148-2035-nd-cp-" * 3_000, "luat-" * 8_000, "1" * 40_000, "Luật số 1/2030/QH1 " * 3_000, "a-b " * 10_000):
        assert_linear_in(name_claim, text)
        assert_linear_in(
            lambda part: list(page_witnesses(Hints("x", {"page_title": part, "url": part}), read_claims(Hints()))), text
        )
    assert_linear_in(lambda part: read_office([part] * 8), "TM. CHÍNH PHỦ " * 3_000)
