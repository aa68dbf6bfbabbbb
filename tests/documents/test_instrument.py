"""An instrument from what a reader found: composed, keyed, and honest about what is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.instrument import read_instrument
from documents.keys import parse_key
from documents.model import InstrumentType, Line, ProblemCode, Reading

HEAD = (
    "QUỐC HỘI",
    "Luật số: 6/2031/QH22",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Hà Nội, ngày 29 tháng 3 năm 2031",
    "LUẬT",
    "HỖ TRỢ NẠN NHÂN",
    "Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;",
    "Quốc hội ban hành Luật Hỗ trợ nạn nhân.",
)
BODY = (
    "Điều 1. Phạm vi điều chỉnh",
    "Luật này quy định về hỗ trợ nạn nhân.",
    "Điều 2. Chế độ hỗ trợ",
    "1. Hỗ trợ nhu cầu thiết yếu.",
    "2. Hỗ trợ y tế.",
)
END = (
    "Điều 3. Hiệu lực thi hành",
    "Luật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2032.",
    "Luật này được Quốc hội khóa XXII, kỳ họp thứ 9 thông qua ngày 29 tháng 3 năm 2031.",
    "CHỦ TỊCH QUỐC HỘI",
    "Nguyễn Văn A",
)


def read(*texts, file_name=None, **more):
    lines = tuple(Line(text, starts_paragraph=True) for text in texts)
    return read_instrument(Reading("txt", lines, **more), file_name)


def codes(instrument):
    return {problem.code for problem in instrument.problems}


def test_a_whole_law():
    law = read(*HEAD, *BODY, *END)
    assert law.key == "luat/6-2031-qh22/quoc-hoi/2031-03-29"
    assert law.metadata.signed_by == "Nguyễn Văn A"
    assert {"dieu-1", "dieu-2", "dieu-2/khoan-2", "dieu-3"} <= {provision.path for provision in law.walk()}
    assert not codes(law)
    assert not law.partial


def test_the_same_law_in_vni_is_decoded_and_says_so():
    law = read(
        "QUOÁC HOÄI",
        "Luaät soá: 6/2031/QH22",
        "LUAÄT",
        "HOÃ TRÔÏ NAÏN NHAÂN",
        "Ñieàu 1. Phaïm vi ñieàu chænh",
        "Luaät naøy quy ñònh veà hoã trôï naïn nhaân.",
        "Ñieàu 2. Hieäu löïc thi haønh",
        "Luaät naøy coù hieäu löïc thi haønh töø ngaøy 01 thaùng 01 naêm 2032.",
    )
    assert law.metadata.number == "6/2031/QH22"
    assert law.metadata.title == "Hỗ trợ nạn nhân"
    assert ProblemCode.LEGACY_ENCODING in codes(law)
    assert next(p for p in law.walk() if p.path == "dieu-1").text == "Luật này quy định về hỗ trợ nạn nhân."


def test_unicode_is_not_called_legacy():
    assert ProblemCode.LEGACY_ENCODING not in codes(read(*HEAD, *BODY, *END))


def test_a_contract_is_a_text_without_number():
    one = read("HỢP ĐỒNG ĐẠI LÝ", "Bên A giao cho bên B.", "Hai bên thống nhất như sau.")
    two = read("HỢP ĐỒNG ĐẠI LÝ", "Bên A giao cho bên C.", "Hai bên thống nhất như sau.")
    assert one.metadata.type is InstrumentType.OTHER
    assert one.metadata.title == "Hợp đồng đại lý"
    assert ProblemCode.NO_ARTICLES in codes(one)
    assert one.key != two.key
    assert parse_key(one.key).instrument == one.key


@pytest.mark.parametrize(
    ("file_name", "first"), [("Luat_6-2031_excerpts.md", "LUẬT"), ("a.txt", "Luật A (trích)"), ("a.txt", "EXCERPTS")]
)
def test_an_excerpt_is_partial(file_name, first):
    excerpt = read(first, *BODY, file_name=file_name)
    assert excerpt.partial
    assert ProblemCode.EXCERPT in codes(excerpt)
    assert ProblemCode.TRUNCATED not in codes(excerpt)


@pytest.mark.parametrize(("file_name", "first"), [("trich-lap-quy.txt", "LUẬT"), ("a.txt", "Trích yếu: Hỗ trợ nạn nhân")])
def test_not_every_trich_is_an_excerpt(file_name, first):
    assert ProblemCode.EXCERPT not in codes(read(first, *BODY, *END, file_name=file_name))


def test_a_text_that_breaks_off():
    law = read(*HEAD, *BODY, "Điều 3. Trình tự", "Cơ quan tiếp nhận hồ sơ của nạn nhân và")
    assert ProblemCode.TRUNCATED in codes(law)
    assert law.partial


def test_a_text_with_gaps_and_no_end():
    law = read(*HEAD, *BODY, "Điều 7. Trình tự", "Cơ quan tiếp nhận hồ sơ.")
    assert {ProblemCode.TRUNCATED, ProblemCode.MISSING_ARTICLE} <= codes(law)


def test_pages_without_text_make_it_partial():
    assert read(*HEAD, *BODY, *END, pages=3, pages_without_text=(2,)).partial


def test_an_empty_reading_is_survived():
    assert read().metadata.type is InstrumentType.OTHER


PIECES = [
    *HEAD,
    *BODY,
    *END,
    "",
    "“",
    "”",
    "Điều",
    "Điều 1.",
    "Số:",
    "Hà Nội, ngày 31 tháng 2 năm 2031",
    "LUẬT",
    "DỰ THẢO",
    "XÁC THỰC VĂN BẢN HỢP NHẤT",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=30), max_size=30), st.none() | st.text(max_size=30))
def test_nothing_stops_the_parser(texts, file_name):
    instrument = read(*texts, file_name=file_name)
    assert parse_key(instrument.key).instrument == instrument.key


@pytest.mark.third
@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("anti_trafficking/Luat_66-2011-QH12.txt", "luat/66-2011-qh12/quoc-hoi/2011-03-29"),
        ("anti_trafficking/Luat_66-2011-QH12_tvpl.html", "luat/66-2011-qh12/quoc-hoi/2011-03-29"),
        ("anti_trafficking/Luat_73-2006-QH11_BinhDangGioi.txt", "luat/73-2006-qh11/quoc-hoi/2006-11-29"),
        ("anti_trafficking/ND_144-2017-ND-CP_TGPL.txt", "nghi-dinh/144-2017-nd-cp/chinh-phu/2017-12-15"),
        ("anti_trafficking/ND_282-2025-ND-CP_vbpl.html", "nghi-dinh/282-2025-nd-cp/chinh-phu/2025-10-30"),
        ("versions/02_lao_dong/old_10-2012-QH13.txt", "bo-luat/10-2012-qh13/quoc-hoi/2012-06-18"),
        (
            "versions/06_TT09-2022_BLDTBXH/consolidated_VBHN-1676.txt",
            "van-ban-hop-nhat/1676-vbhn-bldtbxh/bo-lao-dong-thuong-binh-va-xa-hoi/2023-05-10",
        ),
        ("docx/tontide_36-2024-qh15.docx", "luat/36-2024-qh15/quoc-hoi/-"),
    ],
)
def test_keys_of_real_texts(data, name, key):
    from ingest.parsing import parse_file

    (reading,) = parse_file(data / "documents" / name).readings
    assert read_instrument(reading, name.rsplit("/", 1)[-1]).key == key
