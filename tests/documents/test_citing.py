"""How law is named."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from documents.model import InstrumentType, Metadata
from documents.wording.citing import citation, cite, instrument_name, mention, subject_of
from documents.wording.types import TYPE_NAMES, TYPE_WORDS

CATALOGUE = Path(__file__).parents[2] / "kb" / "interface" / "vi.toml"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("dieu-12", "Điều 12"),
        ("dieu-12/khoan-1", "khoản 1 Điều 12"),
        ("dieu-12/khoan-3/diem-đ", "điểm đ khoản 3 Điều 12"),
        ("dieu-12~2/khoan-1", "khoản 1 Điều 12 (2)"),
        ("kem-theo-1/dieu-3", "Điều 3 văn bản kèm theo 1"),
        ("phu-luc-ii/mau-01/bang-1", "bảng 1 Mẫu số 01 Phụ lục II"),
        ("phan-thu-hai/chuong-xi", "Chương XI Phần thứ hai"),
        ("tieu-muc-2", "Tiểu mục 2"),
        ("mo-dau/can-cu-1", "căn cứ 1 Phần mở đầu"),
        ("dieu-12/khoan-3/diem-a/tiet-a.1", "tiết a.1 điểm a khoản 3 Điều 12"),
        ("nghị định 999/2031/NĐ-CP", "nghị định 999/2031/NĐ-CP"),
    ],
)
def test_no_reader_sees_a_path(path: str, words: str) -> None:
    assert mention(path) == words
    assert cite(path) == words[0].upper() + words[1:]


NAMES = [
    # key, number, title, its name, and what follows it where there is room
    (
        "luat/66-2011-qh12/quoc-hoi/2011-03-29",
        "66/2011/QH12",
        "Phòng, chống thiên tai",
        "Luật Phòng, chống thiên tai số 66/2011/QH12",
        "",
    ),
    ("luat/66-2011-qh12/-/-", "66/2011/QH12", "Luật phòng, chống thiên tai", "Luật Phòng, chống thiên tai số 66/2011/QH12", ""),
    ("luat/48-2019-qh14/-/-", "48/2019/QH14", "Luât Dân quân", "Luật Dân quân số 48/2019/QH14", ""),
    ("luat/65-2006-qh11/-/-", "65/2006/QH11", "Luật sư", "Luật Luật sư số 65/2006/QH11", ""),
    ("luat/65-2006-qh11/-/-", "65/2006/QH11", "Luật Luật sư", "Luật Luật sư số 65/2006/QH11", ""),
    ("luat/80-2015-qh13/-/-", "80/2015/QH13", "Ban hành văn bản", "Luật Ban hành văn bản số 80/2015/QH13", ""),
    ("luat/97-2015-qh13/-/-", "97/2015/QH13", "Phí (sửa đổi)", "Luật Phí (sửa đổi) số 97/2015/QH13", ""),
    ("luat/77-2031-qh15/-/-", "77/2031/QH15", "VỀ VƯỜN ƯƠM", "Luật số 77/2031/QH15", " VỀ VƯỜN ƯƠM"),
    # the number behind the name of a law that amends another would be taken for that of the other
    (
        "luat/20-2012-qh13/-/-",
        "20/2012/QH13",
        "Sửa đổi một số điều của Luật Luật sư",
        "Luật số 20/2012/QH13",
        " sửa đổi một số điều của Luật Luật sư",
    ),
    ("luat/20-2012-qh13/-/-", "20/2012/QH13", "Luật Sửa đổi 3 luật", "Luật số 20/2012/QH13", " sửa đổi 3 luật"),
    ("luat/20-2012-qh13/-/-", "20/2012/QH13", None, "Luật số 20/2012/QH13", ""),
    ("luat/-/quoc-hoi/1998-05-20", None, "Thuế muối", "Luật Thuế muối năm 1998", ""),
    ("bo-luat/100-2015-qh13/-/-", "100/2015/QH13", "Hình sự", "Bộ luật Hình sự số 100/2015/QH13", ""),
    ("bo-luat/100-2015-qh13/-/-", "100/2015/QH13", "Bộ luật Hình sự", "Bộ luật Hình sự số 100/2015/QH13", ""),
    ("phap-lenh/06-2003-pl/-/-", "06/2003/PL-UBTVQH11", "Dân số", "Pháp lệnh Dân số số 06/2003/PL-UBTVQH11", ""),
    ("phap-lenh/-/-/1995-05-31", None, "Về Hàm, cấp ngoại giao", "Pháp lệnh về Hàm, cấp ngoại giao năm 1995", ""),
    ("nghi-dinh/73-cp/chinh-phu/1993-10-25", "73-CP", "Quy định muối", "Nghị định số 73-CP năm 1993", " quy định muối"),
    ("luat/23-l-ctn/-/1993-07-24", "23-L/CTN", "Thuế muối", "Luật Thuế muối số 23-L/CTN năm 1993", ""),
    ("hien-phap/-/quoc-hoi/2013-11-28", None, "Hiến pháp", "Hiến pháp năm 2013", ""),
    ("hien-phap/-/-/-", None, None, "Hiến pháp", ""),
    ("nghi-dinh/9-2013-nd-cp/-/-", "9/2013/NĐ-CP", "Quy định chi tiết", "Nghị định số 9/2013/NĐ-CP", " quy định chi tiết"),
    ("nghi-dinh/9-2013-nd-cp/-/-", "9/2013/NĐ-CP", "Biểu thuế", "Nghị định số 9/2013/NĐ-CP", " · Biểu thuế"),
    ("nghi-dinh/9-2013-nd-cp/-/-", "9/2013/NĐ-CP", None, "Nghị định số 9/2013/NĐ-CP", ""),
    ("nghi-quyet/51-2017-qh14/-/-", "51/2017/QH14", "Về giá", "Nghị quyết số 51/2017/QH14", " về giá"),
    ("quyet-dinh/-/-/2001-02-03", None, "Về việc cấp muối", "Quyết định về việc cấp muối năm 2001", ""),
    ("chi-thi/1-2001/-/-", "1/2001", "Quyđịnh muối", "Chỉ thị số 1/2001", " · Quyđịnh muối"),
    ("thong-tu/2-2020/-/-", "2/2020", "Ban hành  Quy chuẩn", "Thông tư số 2/2020", " ban hành Quy chuẩn"),
    ("thong-tu/-/-/2020-01-02", None, None, "Thông tư năm 2020", ""),
    ("thong-tu-lien-tich/3-2020/-/-", "3/2020/TTLT", "Hướng dẫn", "Thông tư liên tịch số 3/2020/TTLT", " hướng dẫn"),
    ("van-ban-hop-nhat/40-vbhn/-/-", "40/VBHN", "Bảo hiểm y tế", "Văn bản hợp nhất số 40/VBHN", " · Bảo hiểm y tế"),
    ("du-thao/-/-/-~abcdef01", None, "Dự thảo Luật Nhà giáo", "Dự thảo Luật Nhà giáo", ""),
    ("du-thao/-/-/2030-01-01", None, "Luật Nhà giáo", "Dự thảo Luật Nhà giáo", ""),
    ("du-thao/-/-/-", None, None, "Dự thảo", ""),
    ("khac/-/-/-~abcdef01", None, "Hợp đồng mẫu", "Hợp đồng mẫu", ""),
    ("khac/102-sl/-/-", "102-SL", "Ban bố luật", "Số 102-SL", " · Ban bố luật"),
    ("khac/-/-/2000-01-01", None, None, "Tài liệu khác", ""),
    ("no key", "1/2020", "", "Số 1/2020", ""),
    ("luat/6-2022-qh-mau/-/-", "6/2022/QH-MAU", "Giá", "Luật Giá số 6/2022/QH-MAU (mẫu, không có thật)", ""),
    ("thong-tu/5-2024-tt-bomau/-/-", "5/2024/TT-BOMAU", None, "Thông tư số 5/2024/TT-BOMAU (mẫu, không có thật)", ""),
    ("quyet-dinh/5-2024-qd-camau/-/-", "5/2024/QĐ-CAMAU", None, "Quyết định số 5/2024/QĐ-CAMAU", ""),
]


@pytest.mark.parametrize(("key", "number", "title", "name", "rest"), NAMES)
def test_instruments_are_called_as_lawyers_call_them(key: str, number: str | None, title: str | None, name: str, rest: str) -> None:
    assert instrument_name(key, number, title) == name
    assert instrument_name(key, number, title, subject=True) == name + rest
    assert subject_of(key, number, title).casefold() == rest.removeprefix(" · ").strip().casefold()


def test_every_type_has_one_name() -> None:
    assert set(TYPE_NAMES) == set(InstrumentType)
    assert tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["type"] == {str(type_): name for type_, name in TYPE_NAMES.items()}
    words = dict(TYPE_WORDS)
    assert all(words.get(name.lower(), type_) is type_ for type_, name in TYPE_NAMES.items())


@pytest.mark.parametrize(
    ("known", "path", "words"),
    [
        (
            Metadata(
                InstrumentType.LAW, "53/2024/QH15", "Quốc hội", title="Phòng, chống mua bán người", issued_on=date(2024, 11, 28)
            ),
            "dieu-4/khoan-2/diem-đ",
            "Điểm đ khoản 2 Điều 4 Luật Phòng, chống mua bán người số 53/2024/QH15 ngày 28 tháng 11 năm 2024 của Quốc hội",
        ),
        (
            Metadata(
                InstrumentType.DECREE, "09/2013/NĐ-CP", "Chính phủ", title="Quy định chi tiết thi hành", issued_on=date(2013, 1, 5)
            ),
            None,
            "Nghị định số 09/2013/NĐ-CP ngày 05 tháng 01 năm 2013 của Chính phủ quy định chi tiết thi hành",
        ),
        (
            Metadata(InstrumentType.LAW, "20/2012/QH13", "Quốc hội", title="Sửa đổi một số điều của Luật Luật sư"),
            None,
            "Luật số 20/2012/QH13 của Quốc hội sửa đổi một số điều của Luật Luật sư",
        ),
        (
            Metadata(InstrumentType.JOINT_CIRCULAR, "85/2016/TTLT", "Bộ Quốc phòng; Bộ Y tế", issued_on=date(2016, 3, 20)),
            "dieu-1",
            "Điều 1 Thông tư liên tịch số 85/2016/TTLT ngày 20 tháng 3 năm 2016 của Bộ Quốc phòng, Bộ Y tế",
        ),
        (Metadata(InstrumentType.DRAFT, title="Dự thảo Luật Nhà giáo"), "dieu-2", "Điều 2 Dự thảo Luật Nhà giáo"),
    ],
)
def test_law_is_cited_as_offices_cite_it(known: Metadata, path: str | None, words: str) -> None:
    assert citation(known, path) == words
