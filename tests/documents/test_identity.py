# ruff: noqa: E501  (heads are long)
"""Identity: made-up heads and closings in the shapes of official texts."""

from datetime import date

import pytest

from documents.identity.drafts import take_draft_mark
from documents.identity.head import person_name, read_head
from documents.identity.issuers import issuer_name, issuers_of_number, printed_number, province_of, settle_issuer, split_issuers
from documents.identity.metadata import read_metadata
from documents.identity.numbers import find_numbers, repair_number, type_of_number
from documents.identity.publisher import number_in_file_name
from documents.identity.titles import bare_title
from documents.keys import number_slug
from documents.model import Draft, Hints, Kind, Note, ProblemCode, Provision
from documents.model import InstrumentType as T
from documents.structure.reader import Tree
from documents.wording.dates import find_dates
from tests.linear import assert_linear_in

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"


@pytest.mark.parametrize(
    ("name", "text", "numbers"),
    [
        ("blank before the slash", "Luật số 53 /2024/QH15 ngày", ["53/2024/QH15"]),
        ("blank in QH", "số 73/2006/QH 11 ngày", ["73/2006/QH11"]),
        ("without a year", "Nghị định số 14-CP ngày", ["14-CP"]),
        ("year first", "Quyết định 2007/13/QĐ-UBND", ["2007/13/QĐ-UBND"]),
        ("old law", "Luật số 21-LCT/HĐNN8", ["21-LCT/HĐNN8"]),
        ("old circular in blanks", "Thông tư số 60 TC/TCT hướng dẫn", ["60-TC/TCT"]),
        ("hyphen lost", "19/2014/TT BVHTTDL quy định", ["19/2014/TT-BVHTTDL"]),
        ("en dash", "09/2013/NĐ–CP", ["09/2013/NĐ-CP"]),
        ("Cyrillic look-alikes", "09/2013/NĐ-СР", ["09/2013/NĐ-CP"]),
        ("joint, ampersand, blanks", "01/2006/TTLT-BGD&ĐT- BNV -BTC", ["01/2006/TTLT-BGD&ĐT-BNV-BTC"]),
        ("consolidated", "Số: 1345/VBHN-BLĐTBXH", ["1345/VBHN-BLĐTBXH"]),
        ("local", "05/2020/NQ-HĐND về", ["05/2020/NQ-HĐND"]),
        ("words after a hyphen stay outside", "09/2013/NĐ-CP - Quy định", ["09/2013/NĐ-CP"]),
        ("a date is no number", "ngày 01/02/2020 và 12/2020", []),
        ("two", "số 20/2021/NĐ-CP và 02/2021/TT-BLĐTBXH.", ["20/2021/NĐ-CP", "02/2021/TT-BLĐTBXH"]),
    ],
)
def test_numbers(name, text, numbers):
    assert [found.number for found in find_numbers(text)] == numbers


def test_repair_number_keeps_what_is_right():
    assert repair_number("146/2007/QĐ-TTg.") == "146/2007/QĐ-TTg"
    assert repair_number("85/2017/nđ-cp") == "85/2017/NĐ-CP"


@pytest.mark.parametrize(
    ("number", "kind", "issuers"),
    [
        ("09/2013/NĐ-CP", T.DECREE, "Chính phủ"),
        ("146/2007/QĐ-TTg", T.DECISION, "Thủ tướng Chính phủ"),
        ("66/2011/QH12", None, "Quốc hội"),
        ("06/2008/PL-UBTVQH12", T.ORDINANCE, "Ủy ban Thường vụ Quốc hội"),
        ("01/2030/TTLT-BCA-BTP", T.JOINT_CIRCULAR, "Bộ Công an; Bộ Tư pháp"),
        ("02/2030/NQ-HĐTP", T.RESOLUTION, "Hội đồng Thẩm phán Tòa án nhân dân tối cao"),
        ("05/2020/NQ-HĐND", T.RESOLUTION, None),
        ("7/2030/TT-XYZ", T.CIRCULAR, None),
        ("40/VBHN-VPQH", T.CONSOLIDATED_TEXT, "Văn phòng Quốc hội"),
        ("04/1999/TT-BCA(C13)", T.CIRCULAR, "Bộ Công an"),
    ],
)
def test_what_a_suffix_says(number, kind, issuers):
    assert type_of_number(number) == kind
    assert issuers_of_number(number) == issuers


@pytest.mark.parametrize(
    "number", ["131/2021/NĐ-CP", "26/2005/PL-UBTVQH11", "13/CP", "844/QĐ-TTg", "01/2002/QH11", "02/2007/TTLT-BCA-BLĐTBXH-BTC", "38"]
)
def test_a_number_is_printed_from_its_slug(number: str) -> None:
    assert printed_number(number_slug(number)) == number


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", "Bộ Lao động - Thương binh và Xã hội"),
        ("Bộ trưởng Bộ Y tế", "Bộ Y tế"),
        ("Quốc hội nước Cộng hoà xã hội chủ nghĩa Việt Nam", "Quốc hội"),
        ("Uỷ ban thường vụ Quốc hội", "Ủy ban Thường vụ Quốc hội"),
        ("Bộ công thương", "Bộ Công Thương"),
        ("UBND tỉnh Phú Thọ", "Ủy ban nhân dân tỉnh Phú Thọ"),
        ("ỦY BAN NHÂN DÂN TỈNH BÀ RỊA - VŨNG TÀU", "Ủy ban nhân dân tỉnh Bà Rịa - Vũng Tàu"),
        ("Thủ tướng Chính phủ", "Thủ tướng Chính phủ"),
    ],
)
def test_issuer_names(text, name):
    assert issuer_name(text) == name


def test_joint_issuers_and_provinces():
    assert split_issuers("Bộ Tư pháp, Bộ Công an và Tòa án nhân dân tối cao") == "Bộ Tư pháp; Bộ Công an; Tòa án nhân dân tối cao"
    assert settle_issuer("Bộ Tư pháp; Bộ Công an", "1/2030/TTLT-BCA-BTP") == "Bộ Công an; Bộ Tư pháp"
    assert settle_issuer("Bộ Công Thương", "1/2030/NĐ-CP") == "Chính phủ"
    assert settle_issuer(None, "1/2030/NQ-HĐND") is None
    assert province_of("Hội đồng nhân dân thành phố Hải Phòng") == "Hải Phòng"
    assert province_of("Bộ Y tế") is None


@pytest.mark.parametrize(
    ("name", "paragraphs", "expected"),
    [
        (
            "law, text in columns",
            f"QUỐC HỘI -------|{STATE} {MOTTO} ---------------|Luật số: 66/2031/QH22|Hà Nội, ngày 29 tháng 03 năm 2031|LUẬT|"
            "PHÒNG, CHỐNG MUA BÁN NGƯỜI",
            (T.LAW, "66/2031/QH22", "Quốc hội", "Phòng, chống mua bán người", "Hà Nội", date(2031, 3, 29)),
        ),
        (
            "words broken over lines",
            "QUỐC| HỘI|CỘNG| HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|Luật| số: 13/2032/QH25|Hà| Nội, ngày 14 tháng 11 năm 2032|LUẬT|"
            "PHÒNG, CHỐNG BẠO LỰC",
            (T.LAW, "13/2032/QH25", "Quốc hội", "Phòng, chống bạo lực", "Hà Nội", date(2032, 11, 14)),
        ),
        (
            "gazette: the issuer twice, the number before the place, a wrapped title",
            f"BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI|BỘ LAO ĐỘNG - THƯƠNG BINH|VÀ XÃ HỘI|{STATE}|{MOTTO}|Số: 09/2032/TT-BLĐTBXH|"
            "Hà Nội, ngày 25 tháng 5 năm 2032|THÔNG TƯ|Sửa đổi một số điều của|"
            "Thông tư số 7/2030/TT-BLĐTBXH ngày 1 tháng 2 năm 2030",
            (
                T.CIRCULAR,
                "09/2032/TT-BLĐTBXH",
                "Bộ Lao động - Thương binh và Xã hội",
                "Sửa đổi một số điều của Thông tư số 7/2030/TT-BLĐTBXH ngày 1 tháng 2 năm 2030",
                "Hà Nội",
                date(2032, 5, 25),
            ),
        ),
        (
            "local council",
            f"HỘI ĐỒNG NHÂN DÂN|TỈNH PHÚ THỌ|Số: 05/2030/NQ-HĐND|{STATE}|{MOTTO}|Phú Thọ, ngày 9 tháng 7 năm 2030|NGHỊ QUYẾT|"
            "Quy định mức hỗ trợ nạn nhân|HỘI ĐỒNG NHÂN DÂN TỈNH PHÚ THỌ|KHÓA XIX, KỲ HỌP THỨ MƯỜI",
            (
                T.RESOLUTION,
                "05/2030/NQ-HĐND",
                "Hội đồng nhân dân tỉnh Phú Thọ",
                "Quy định mức hỗ trợ nạn nhân",
                "Phú Thọ",
                date(2030, 7, 9),
            ),
        ),
        (
            "decision: the enacting word is no second title",
            "THỦ TƯỚNG CHÍNH PHỦ|Số: 7/2030/QĐ-TTg|Hà Nội, ngày 27/01/2030|QUYẾT ĐỊNH|Về việc thành lập quỹ|"
            "THỦ TƯỚNG CHÍNH PHỦ|QUYẾT ĐỊNH:",
            (T.DECISION, "7/2030/QĐ-TTg", "Thủ tướng Chính phủ", "Về việc thành lập quỹ", "Hà Nội", date(2030, 1, 27)),
        ),
        (
            "reconstructed text: number in the heading",
            "NGHỊ ĐỊNH 144/2037/NĐ-CP|[reconstructed from somewhere: codified = current wording]",
            (T.DECREE, "144/2037/NĐ-CP", None, None, None, None),
        ),
        (
            "reconstructed code with its title",
            "BỘ LUẬT HÌNH SỰ số 100/2035/QH23",
            (T.CODE, "100/2035/QH23", None, "Hình sự", None, None),
        ),
        (
            "old law headed by its issuer",
            "QUỐC HỘI|Số: 23/2004/QH11|LUẬT|"
            f"CỦA QUỐC HỘI NƯỚC {STATE} SỐ 23/2004/QH11 NGÀY 15 THÁNG 6 NĂM 2004 VỀ GIAO THÔNG ĐƯỜNG THỦY",
            (T.LAW, "23/2004/QH11", "Quốc hội", "Giao thông đường thủy", None, date(2004, 6, 15)),
        ),
        (
            "draft with blanks in number and date",
            "CHÍNH PHỦ|Số:      /2030/NĐ-CP|Hà Nội, ngày     tháng     năm 2030|DỰ THẢO|NGHỊ ĐỊNH|Quy định chi tiết Luật A",
            (T.DECREE, None, "Chính phủ", "Quy định chi tiết Luật A", "Hà Nội", None),
        ),
        (
            "joint circular",
            "BỘ CÔNG AN - BỘ TƯ PHÁP|Số: 1/2030/TTLT-BCA-BTP|Hà Nội, ngày 1 tháng 1 năm 2030|THÔNG TƯ LIÊN TỊCH|Hướng dẫn phối hợp",
            (T.JOINT_CIRCULAR, "1/2030/TTLT-BCA-BTP", "Bộ Công an; Bộ Tư pháp", "Hướng dẫn phối hợp", "Hà Nội", date(2030, 1, 1)),
        ),
        (
            "city",
            "ỦY BAN NHÂN DÂN|THÀNH PHỐ HỒ CHÍ MINH|Số: 3/2030/QĐ-UBND|TP. Hồ Chí Minh, ngày 2 tháng 3 năm 2030|QUYẾT ĐỊNH|"
            "Ban hành Quy chế",
            (
                T.DECISION,
                "3/2030/QĐ-UBND",
                "Ủy ban nhân dân thành phố Hồ Chí Minh",
                "Ban hành Quy chế",
                "TP. Hồ Chí Minh",
                date(2030, 3, 2),
            ),
        ),
        (
            "a capitals font stored small, Hà nội",
            "bộ tài chính cộng hoà xã hội chủ nghĩa Việt nam|SỐ: 144 /2002/QĐ/BTC|Hà nội, ngày 22 tháng 11 năm 2002|"
            "quyết định của bộ trưởng bộ tài chính|về việc sửa đổi mức thuế|bộ trưởng bộ tài chính",
            (T.DECISION, "144/2002/QĐ/BTC", "Bộ Tài chính", "Về việc sửa đổi mức thuế", "Hà Nội", date(2002, 11, 22)),
        ),
        (
            "old circular: issuer, number and date in the heading",
            "Thông tư|của Bộ Tài chính Số 13/2001/TT-BTC ngày 8 tháng 3 năm 2001 Hướng dẫn về thuế",
            (T.CIRCULAR, "13/2001/TT-BTC", "Bộ Tài chính", "Hướng dẫn về thuế", None, date(2001, 3, 8)),
        ),
        (
            "all in the first line, by its issuer",
            "Nghị định của Chính phủ số 117/2033/NĐ-CP ngày 10/10/2033|về việc sử dụng ong|trong các trại.|Chính phủ",
            (T.DECREE, "117/2033/NĐ-CP", "Chính phủ", "Về việc sử dụng ong trong các trại", None, date(2033, 10, 10)),
        ),
        (
            "all in the first line, by its number",
            "Nghị định số 117/2033/NĐ-CP ngày 10/10/2033 của Chính phủ về việc sử dụng ong",
            (T.DECREE, "117/2033/NĐ-CP", "Chính phủ", "Về việc sử dụng ong", None, date(2033, 10, 10)),
        ),
        (
            "a type in a capitals font stored small",
            "luật|THUẾ mật ong|Để khuyến khích nuôi ong và tăng cường quản lý việc kinh doanh;",
            (T.LAW, None, None, "THUẾ mật ong", None, None),
        ),
        (
            "what a text says of another is no heading",
            "Kính gửi: Sở Y tế|Nghị định của Chính phủ số 117/2033/NĐ-CP ngày 10/10/2033 đã có hiệu lực",
            (None, None, None, None, None, None),
        ),
        ("form", f"{STATE}|{MOTTO}|TỜ KHAI ĐĂNG KÝ", (None, None, None, None, None, None)),
    ],
)
def test_heads(name, paragraphs, expected):
    head = read_head(paragraphs.split("|"))
    assert (head.type, head.number, head.issuer, head.title, head.place, head.issued_on) == expected
    assert (head.draft is not None) is ("draft" in name)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("BẢO VỆ, CHĂM SÓC TRẺ EM VIỆT NAM", "Bảo vệ, chăm sóc trẻ em Việt Nam"),
        (
            "SỬA ĐỔI MỘT SỐ ĐIỀU CỦA LUẬT PHÒNG, CHỐNG NHIỄM VI RÚT (HIV/AIDS)",
            "Sửa đổi một số điều của Luật phòng, chống nhiễm vi rút (HIV/AIDS)",
        ),
        ("TỔ CHỨC CHÍNH PHỦ", "Tổ chức Chính phủ"),
        ("“Quy định về A” -------", "Quy định về A"),
        ("Thông tư số 7/2030/TT-BYT ngày 20/2/2030 của Bộ Y tế hướng dẫn khám bệnh", "Hướng dẫn khám bệnh"),
        ("Luật Thanh niên", "Thanh niên"),
        ("Luật sư", "Luật sư"),
        ("Về việc hỗ trợ (trích)", "Về việc hỗ trợ"),
        ("Quy định chi tiết Luật A[1]", "Quy định chi tiết Luật A"),
        ("---", None),
    ],
)
def test_titles(text, title):
    assert bare_title(text) == title


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Nguyễn Phú Trọng", "Nguyễn Phú Trọng"),
        ("Đã ký: Nguyễn Thị Kim Ngân", "Nguyễn Thị Kim Ngân"),
        ("Thượng tướng Lương Tam Quang", "Lương Tam Quang"),
        ("NGUYỄN VĂN A", "Nguyễn Văn A"),
        ("CHỦ TỊCH QUỐC HỘI", None),
        ("NHÂN DÂN TỐI CAO", None),
        ("NGƯỜI LÀM ĐƠN", None),
        ("KT. BỘ TRƯỞNG", None),
        ("Phó Thủ tướng", None),
        ("Người ký: Cổng Thông tin điện tử Chính phủ", None),
        ("Nơi nhận:", None),
        ("- Như Điều 5;", None),
    ],
)
def test_who_is_a_person(line, name):
    assert person_name(line) == name


@pytest.mark.parametrize(
    ("file_name", "number"),
    [
        ("new_45-2039-QH24.txt", "45/2039/QH24"),
        ("nghi-dinh-so-188-2035-nd-cp-45593.pdf", "188/2035/NĐ-CP"),
        ("thong-tu-so-08-2033-tt-bldtbxh-40176.txt", "08/2033/TT-BLĐTBXH"),
        ("van-ban-hop-nhat-so-40-vbhn-vpqh-469125.txt", "40/VBHN-VPQH"),
        ("10-2038-ttlt-btp-bca.pdf", "10/2038/TTLT-BTP-BCA"),
        ("base_17-2032.txt", None),
        ("hop-dong-2031-05-06.docx", None),
        (None, None),
    ],
)
def test_number_in_file_name(file_name, number):
    assert number_in_file_name(file_name) == number


def test_dates():
    found = find_dates("ngày 01/7/2030, 15 tháng 8 năm 2031, 31-12-2032, 30/02/2030, số 12/2013/NĐ-CP")
    assert [item.day.isoformat() for item in found] == ["2030-07-01", "2031-08-15", "2032-12-31"]


def article(number, text, heading=None, **more):
    return Provision(f"dieu-{number}", Kind.ARTICLE, str(number), heading, text, **more)


def law(*provisions, head=("QUỐC HỘI", "Luật số: 6/2031/QH22", "LUẬT", "A"), signature=()):
    return Tree(tuple(provisions), (), tuple(head), tuple(signature))


def identity(tree, hints=None, file_name=None, **more):
    return read_metadata(tree, hints or Hints(), file_name, **more)


def test_a_law_is_issued_on_the_day_it_was_passed():
    closing = Provision(
        "ket-thuc",
        Kind.CLOSING,
        text="Luật này được Quốc hội nước Cộng hòa xã hội chủ nghĩa Việt Nam khóa XXII, kỳ họp thứ 9 thông qua ngày 29 tháng 3 năm 2031.",
    )
    metadata, problems = identity(law(article(1, "X"), closing, signature=("CHỦ TỊCH QUỐC HỘI", "Nguyễn Văn A")))
    assert (metadata.issued_on, metadata.issuer, metadata.signed_by) == (date(2031, 3, 29), "Quốc hội", "Nguyễn Văn A")
    assert problems == ()


def test_the_day_of_passing_outweighs_a_mistyped_head():
    head = ("QUỐC HỘI", "Luật số: 73/2036/QH31", "Hà Nội, ngày 29 tháng 6 năm 2036", "LUẬT", "BÌNH ĐẲNG")
    last = article(
        44,
        "Chính phủ hướng dẫn thi hành Luật này.\nLuật này đã được Quốc hội khoá XI, kỳ họp thứ 10 thông qua ngày 29 tháng 11 năm 2036.",
    )
    assert identity(law(last, head=head))[0].issued_on == date(2036, 11, 29)


def test_a_bare_code_takes_type_and_date_from_its_closing_and_number_from_the_file_name():
    tree = Tree(
        (
            article(1, "Bộ luật này quy định về lao động."),
            Provision(
                "ket-thuc",
                Kind.CLOSING,
                text="Bộ luật này được Quốc hội khóa XIV, kỳ họp thứ 8 thông qua ngày 20 tháng 11 năm 2039./.",
            ),
        )
    )
    metadata, problems = identity(tree, file_name="new_45-2039-QH24.txt")
    assert (metadata.type, metadata.number, metadata.issuer, metadata.issued_on) == (
        T.CODE,
        "45/2039/QH24",
        "Quốc hội",
        date(2039, 11, 20),
    )
    assert [problem.code for problem in problems] == [ProblemCode.NUMBER_FROM_FILE_NAME]


def test_source_notes_complete_a_reconstructed_text():
    notes = (
        Note(
            "",
            "(Điều 1 Nghị định số 144/2037/NĐ-CP Quy định chi tiết Luật Trợ giúp ngày 15/12/2037 của Chính phủ, có hiệu lực thi hành kể từ ngày 01/01/2038)",
        ),
    )
    metadata, _ = identity(law(article(1, "Nghị định này quy định …", notes=notes), head=("NGHỊ ĐỊNH 144/2037/NĐ-CP",)))
    assert (metadata.issuer, metadata.issued_on, metadata.title) == (
        "Chính phủ",
        date(2037, 12, 15),
        "Quy định chi tiết Luật Trợ giúp",
    )
    assert metadata.effective[0].start == date(2038, 1, 1)


def test_claims_fill_only_what_the_text_lacks():
    hints = Hints(
        "nhà xuất bản",
        {
            "number": "06/2031/QH22",
            "issued_on": "02/03/2031",
            "signed_by": "Phó Thủ tướng",
            "effective_from": "01/07/2031",
            "title": "Luật Khác",
        },
    )
    metadata, _ = identity(law(article(1, "X"), head=("QUỐC HỘI", "Luật số: 6/2031/QH22", "LUẬT", "A rộng")), hints)
    assert (metadata.number, metadata.title, metadata.issued_on) == ("6/2031/QH22", "A rộng", date(2031, 3, 2))
    assert metadata.signed_by is None
    assert metadata.effective[0].start == date(2031, 7, 1)


def test_a_draft_is_a_draft():
    head = ("DỰ THẢO", "CHÍNH PHỦ", "Số:   /2030/NĐ-CP", "NGHỊ ĐỊNH", "Quy định A")
    metadata, _ = identity(law(article(1, "X"), head=head), file_name="12-2030-nd-cp.docx")
    assert (metadata.type, metadata.number) == (T.DRAFT, None)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Dự thảo tháng 5/2030", Draft()),
        ("Dự thảo (bản ngày 15.5.2030)", Draft(on=date(2030, 5, 15))),
        ("DỰ THẢO ONLINE", Draft()),
        ("Dự thảo V2", Draft()),
        ("CHÍNH PHỦ DỰ THẢO 2", Draft(2)),
        ("Dự thảo bản đồ địa chính", None),
        ("THÔNG QUA DỰ THẢO", None),
        ("về dự thảo tháng 5", None),
    ],
)
def test_how_a_line_says_that_a_text_is_a_draft(line: str, said: Draft | None) -> None:
    assert take_draft_mark(["CHÍNH PHỦ", line])[0] == said


def test_a_form_has_its_heading_as_title_and_no_issuer():
    metadata, _ = identity(
        Tree(
            (Provision("mo-dau", Kind.PREAMBLE, text=f"BỘ TƯ PHÁP\n{STATE}"),),
            (),
            (STATE, MOTTO, "TỜ KHAI ĐĂNG KÝ KHAI TỬ", "Kính gửi: ..."),
        )
    )
    assert (metadata.type, metadata.number, metadata.issuer, metadata.title) == (T.OTHER, None, None, "Tờ khai đăng ký khai tử")


def test_a_contract_with_articles_is_no_instrument():
    tree = Tree(
        (article(1, "Bên A và Bên B thỏa thuận thực hiện Hợp đồng này."),), (), (STATE, MOTTO, "HỢP ĐỒNG DỊCH VỤ", "Số: 12/HĐDV")
    )
    metadata, _ = identity(tree)
    assert metadata.type is T.OTHER
    assert metadata.title == "Hợp đồng dịch vụ"


def test_a_scan_is_known_by_its_file_name_only():
    metadata, problems = identity(Tree((), (), ("BỘ QUỐC PHÒNG",)), file_name="thong-tu-so-58-2031-tt-bqp-33814.pdf", scanned=True)
    assert (metadata.type, metadata.number, metadata.issuer, metadata.title) == (
        T.CIRCULAR,
        "58/2031/TT-BQP",
        "Bộ Quốc phòng",
        None,
    )
    assert problems


BASE_TITLE = "Hướng dẫn thi hành một số điều của Nghị định số 9/2033/NĐ-CP ngày 11 tháng 01 năm 2033 của Chính phủ"
BASE = f"Thông tư số 35/2033/TT-BYT ngày 30 tháng 12 năm 2033 của Bộ trưởng Bộ Y tế {BASE_TITLE[0].lower()}{BASE_TITLE[1:]}, có hiệu lực kể từ ngày 15 tháng 02 năm 2034, được sửa đổi bởi:"
AMENDING = (
    "Thông tư số 8/2043/TT-BYT ngày 29 tháng 8 năm 2043 của Bộ trưởng Bộ Y tế sửa đổi, có hiệu lực kể từ ngày 12 tháng 10 năm 2043."
)
AUTHENTICATION = (
    "BỘ Y TẾ",
    "Số: 1345/VBHN-BYT",
    "XÁC THỰC VĂN BẢN HỢP NHẤT",
    "Hà Nội, ngày 02 tháng 4 năm 2044",
    "KT. BỘ TRƯỞNG",
    "THỨ TRƯỞNG",
    "Nguyễn Văn B",
)


@pytest.mark.parametrize("joined", [False, True], ids=["paragraphs apart", "title and base sentence in one paragraph"])
@pytest.mark.parametrize("left", [0, 3], ids=["block in the signature", "block left in the last article"])
def test_a_consolidated_text_has_its_own_number_and_its_bases_day_of_effect(joined, left):
    head = (
        (STATE, MOTTO, "THÔNG TƯ", f"{BASE_TITLE} {BASE}", AMENDING)
        if joined
        else (STATE, MOTTO, "THÔNG TƯ", BASE_TITLE, BASE, AMENDING)
    )
    last = article(9, "Thông tư này có hiệu lực từ ngày 01 tháng 01 năm 2050.", tail="\n".join(AUTHENTICATION[:left]))
    metadata, _ = identity(law(last, head=head, signature=AUTHENTICATION[left:]))
    assert (metadata.type, metadata.number, metadata.issuer) == (T.CONSOLIDATED_TEXT, "1345/VBHN-BYT", "Bộ Y tế")
    assert (metadata.issued_on, metadata.place, metadata.signed_by) == (date(2044, 4, 2), "Hà Nội", "Nguyễn Văn B")
    assert metadata.title == BASE_TITLE
    assert [period.start for period in metadata.effective] == [date(2034, 2, 15)]


def test_the_signers_name_above_the_place_is_no_part_of_it():
    signature = ("XÁC THỰC VĂN BẢN HỢP NHẤT", "CHỦ NHIỆM", "Bùi Văn Mẫu", "Số: 15/VBHN-VPQH", "Hà Nội, ngày 20 tháng 12 năm 2044")
    metadata, _ = identity(
        law(article(9, "Luật này có hiệu lực từ ngày 01/01/2040."), head=("LUẬT", "THƯ VIỆN"), signature=signature)
    )
    assert (metadata.number, metadata.place, metadata.signed_by) == ("15/VBHN-VPQH", "Hà Nội", "Bùi Văn Mẫu")


def test_the_title_of_a_directive_ends_before_its_first_sentence():
    head = (
        "CHỦ TỊCH",
        "Số: 9/CT-TTg",
        "CHỈ THỊ",
        "Về việc chống rét",
        "cho ong mật",
        "Thời gian qua ong chết nhiều. Thủ tướng yêu cầu:",
    )
    metadata, _ = identity(law(article(1, "Một."), head=head))
    assert metadata.title == "Về việc chống rét cho ong mật"


@pytest.mark.parametrize(
    ("heading", "sentence", "title"),
    [
        (
            "BAN HÀNH QUY ĐỊNH CHÍNH SÁCH NUÔI ONG TRÊN ĐỊA BÀN TỈNH HÀ MẪU",
            "Ban hành kèm theo Nghị quyết này Quy định chính sách nuôi ong trên địa bàn tỉnh Hà Mẫu.",
            "Ban hành Quy định chính sách nuôi ong trên địa bàn tỉnh Hà Mẫu",
        ),
        (
            "SỬA ĐỔI MỘT SỐ ĐIỀU CỦA LUẬT NUÔI ONG",
            "Quốc hội ban hành Luật sửa đổi một số điều của Luật Nuôi ong số 1/2030/QH19.",
            "Sửa đổi một số điều của Luật Nuôi ong",
        ),
        ("Quy định về Quỹ Ong Mẫu", "Quy định về quỹ ong mẫu.", "Quy định về Quỹ Ong Mẫu"),
    ],
    ids=["a name of a place", "the name of a law", "a title that was not in capitals stays"],
)
def test_a_title_in_capitals_is_written_as_the_text_writes_it(heading, sentence, title):
    metadata, _ = identity(law(article(1, sentence), head=("QUỐC HỘI", "Số: 1/2031/QH19", "NGHỊ QUYẾT", heading)))
    assert metadata.title == title


def test_joint_instruments_have_several_signers():
    head = ("BỘ CÔNG AN - BỘ TƯ PHÁP", "Số: 1/2030/TTLT-BCA-BTP", "THÔNG TƯ LIÊN TỊCH", "A")
    metadata, _ = identity(
        law(
            article(1, "X"), head=head, signature=("KT. BỘ TRƯỞNG BỘ CÔNG AN", "Lê Văn A", "KT. BỘ TRƯỞNG BỘ TƯ PHÁP", "Trần Thị B")
        )
    )
    assert metadata.signed_by == "Lê Văn A; Trần Thị B"


def test_who_certified_a_copy_is_not_the_signer():
    signature = ("CHỦ TỊCH QUỐC HỘI", "Đã ký: Nguyễn Thị A", "VĂN PHÒNG", "CHỦ TỊCH NƯỚC", "SAO Y BẢN CHÍNH", "Phạm Thanh B")
    assert identity(law(article(1, "X"), signature=signature))[0].signed_by == "Nguyễn Thị A"


def test_the_issuer_stands_in_the_enacting_words_where_the_head_lacks_it():
    preamble = Provision("mo-dau", Kind.PREAMBLE, tail="Bộ trưởng Bộ Y tế ban hành Thông tư quy định về khám bệnh.")
    metadata, _ = identity(law(preamble, article(1, "X"), head=("Số: 7/2031/TT-XYZ", "THÔNG TƯ", "Quy định về khám bệnh")))
    assert metadata.issuer == "Bộ Y tế"


def test_long_rubbish_is_read_in_linear_time():
    for text in (
        "A " * 20_000,
        "Số: " * 10_000,
        "LUẬT " * 10_000,
        "Hà Nội, ngày " * 5_000,
        "Thông tư số 1/2030/TT-BYT ngày " * 2_000,
        "BỘ Y TẾ " * 4_000,
    ):
        assert_linear_in(lambda part: read_head([part], consolidated=True), text)
        assert_linear_in(bare_title, text)
