"""How law is named."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from documents.model import InstrumentType, Metadata
from documents.wording.citing import citation, cite, mention, name_and_title, short_name
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


@pytest.mark.parametrize(
    ("type_", "number", "title", "short", "long"),
    [
        (
            "luat",
            "66/2011/QH12",
            "Luật Phòng, chống tham nhũng",
            "Luật 66/2011/QH12",
            "Luật 66/2011/QH12 · Phòng, chống tham nhũng",
        ),
        ("hien-phap", None, "Hiến pháp", "Hiến pháp", "Hiến pháp"),
        ("du-thao", None, None, "Dự thảo", "Dự thảo"),
        ("-", "1/2020", "", "1/2020", "1/2020"),
    ],
)
def test_instruments(type_: str, number: str | None, title: str | None, short: str, long: str) -> None:
    assert (short_name(type_, number, title), name_and_title(type_, number, title)) == (short, long)


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
            Metadata(InstrumentType.JOINT_CIRCULAR, "85/2016/TTLT", "Bộ Quốc phòng; Bộ Y tế", issued_on=date(2016, 3, 20)),
            "dieu-1",
            "Điều 1 Thông tư liên tịch số 85/2016/TTLT ngày 20 tháng 3 năm 2016 của Bộ Quốc phòng, Bộ Y tế",
        ),
        (Metadata(InstrumentType.DRAFT, title="Dự thảo Luật Nhà giáo"), "dieu-2", "Điều 2 Dự thảo Luật Nhà giáo"),
    ],
)
def test_law_is_cited_as_offices_cite_it(known: Metadata, path: str | None, words: str) -> None:
    assert citation(known, path) == words
