"""Scanned pages of our own making: text drawn into pictures, turned, stamped, ruled, damaged."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit
from PIL import Image, ImageDraw, ImageFont

from documents.instrument import read_instrument
from documents.model import Kind, Line, Place, ProblemCode, Provision, Reading, RecognisedLine, Recognition, Segment, Table
from documents.structure.audit import doubtful_numbers
from documents.structure.builder import recognition_of
from ingest.batch import ingest_paths
from ingest.errors import IngestError
from ingest.ocr.pages import doubted, with_labels
from ingest.ocr.pictures import SeenWord
from ingest.parsing import parse_file
from kb.database.reading.reader import load_version
from kb.interface.catalogue import VIETNAMESE
from tests.kb.databases import empty_sqlite

FONT = next((Path(streamlit.__file__).parent / "static").rglob("SourceSerifVariable-Roman*.woff2"))
DECREE = (
    "Số: 12/2026/NĐ-CP",
    "NGHỊ ĐỊNH",
    "Quy định về cấp phát sổ mẫu",
    "Căn cứ Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015;",
    "Điều 1. Phạm vi điều chỉnh",
    "1. Nghị định này quy định chi tiết việc cấp phát sổ mẫu.",
    "2. Sổ mẫu được cấp trong thời hạn 15 ngày làm việc.",
    "Điều 2. Hiệu lực thi hành",
    "Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2026.",
)


def sheet(lines: Sequence[str], top: int = 300) -> Image.Image:
    """A page of A4 at 200 dpi."""
    page = Image.new("L", (1654, 2339), 255)
    font = ImageFont.truetype(str(FONT), 39)
    for number, line in enumerate(lines):
        ImageDraw.Draw(page).text((180, top + 70 * number), line, font=font, fill=0)
    return page


def write(path: Path, *pages: Image.Image, **options: object) -> Path:
    pages[0].save(path, save_all=len(pages) > 1, append_images=pages[1:], **options)
    return path


def provisions(path: Path) -> dict[str, Provision]:
    (instrument,) = parse_file(path).instruments
    return {provision.path: provision for provision in instrument.walk()}


def test_a_turned_picture_is_read_into_provisions_that_say_how_sure_they_are(tmp_path: Path) -> None:
    page = sheet(DECREE).rotate(1, fillcolor=255, resample=Image.Resampling.BICUBIC)
    found = provisions(write(tmp_path / "a.jpg", page, quality=60))
    assert [path for path, one in found.items() if one.kind is Kind.ARTICLE] == ["dieu-1", "dieu-2"]
    assert found["dieu-1/khoan-2"].text == "Sổ mẫu được cấp trong thời hạn 15 ngày làm việc."
    seen = found["dieu-1/khoan-2"].ocr
    assert seen is not None
    assert 0.8 < seen.confidence <= 1
    box = found["dieu-2"].text_map[0].place.box
    assert box is not None
    assert box[1] < 320 < box[3]  # where it stands on the page as it came


def test_pages_of_a_tiff_a_stamp_and_a_ruled_table(tmp_path: Path) -> None:
    first = sheet(DECREE[:7], top=700)
    stamp = ImageDraw.Draw(first)
    stamp.rectangle((150, 200, 500, 400), outline=0, width=4)
    stamp.text((170, 240), "CỔNG ĐẾN", font=ImageFont.truetype(str(FONT), 39), fill=0)
    second = sheet(DECREE[7:])
    cells = ImageDraw.Draw(second)
    for x in (180, 800, 1400):
        cells.line((x, 900, x, 1100), fill=0, width=3)
    for y in (900, 1000, 1100):
        cells.line((180, y, 1400, y), fill=0, width=3)
    for place, text in {(220, 920): "Loại sổ", (840, 920): "Mức thu", (220, 1020): "Sổ mẫu", (840, 1020): "15.000 đồng"}.items():
        cells.text(place, text, font=ImageFont.truetype(str(FONT), 39), fill=0)
    found = provisions(write(tmp_path / "a.tif", first, second))
    (table,) = [one.table for one in found.values() if one.table is not None]
    assert table.rows == (("Loại sổ", "Mức thu"), ("Sổ mẫu", "15.000 đồng"))
    assert not any("CỔNG" in one.text for one in found.values())
    assert {one.page for one in found.values() if one.kind is Kind.ARTICLE} == {1, 2}


def test_what_was_read_is_stored_with_its_doubts(tmp_path: Path) -> None:
    with empty_sqlite(tmp_path / "kho") as base:
        write(tmp_path / "a.png", sheet(DECREE))
        (report,) = ingest_paths(base, [tmp_path / "a.png"], workers=1)
        (instrument,) = parse_file(tmp_path / "a.png").instruments
        with base.session() as session:
            loaded = load_version(session, report.instruments[0].key)
    stored = {one.path: one.ocr for root in loaded.provisions for one in root.walk()}
    assert stored == {one.path: one.ocr for one in instrument.walk()}
    assert stored["dieu-1/khoan-1"] is not None


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (Image.new("1", (10_000, 10_000), 1), "triệu điểm ảnh"),
        (sheet(()), "Không nhận dạng được chữ nào"),
        (Image.new("RGBA", (3, 2)), "Không nhận dạng được chữ nào"),
    ],
)
def test_a_picture_that_cannot_be_read_gets_one_sentence(tmp_path: Path, picture: Image.Image, said: str) -> None:
    with pytest.raises(IngestError) as caught:
        parse_file(write(tmp_path / "a.png", picture))
    assert said in VIETNAMESE.write(caught.value)


def test_without_the_extra_a_picture_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.images.is_installed", lambda: False)
    with pytest.raises(IngestError) as caught:
        parse_file(write(tmp_path / "a.png", sheet(())))
    assert 'pip install "tuluat[ocr]"' in VIETNAMESE.write(caught.value)


def test_doubts_of_lines_are_those_of_the_words_that_a_provision_has_of_them() -> None:
    line = RecognisedLine("2. Sổ mấu được cấp", Recognition(0.9, ((0, 2), (6, 9)), (None, "mẫu")))
    below = RecognisedLine("trong l5 ngày. 3. Hết", Recognition(0.7, ((6, 8), (18, 21)), (None, None)))
    text = "Sổ mấu được cấp trong l5 ngày."
    places = (Segment(0, 15, Place(1, recognised=line)), Segment(16, 30, Place(1, recognised=below)))
    assert recognition_of(text, places) == Recognition(0.803, ((3, 6), (22, 24)), ("mẫu", None))
    assert recognition_of(text, (Segment(0, 30, Place(1)),)) is None


@pytest.mark.parametrize(
    ("words", "doubts"),
    [
        ("Người có thầm quyền quyết định", {"thầm": "thẩm"}),
        ("trong thời hạn 15 ngày làm việc", {}),
        ("ngày 22 tháng ó năm 2015", {"ó": None}),
        ("trước ngày 1Ï tháng 6", {"1Ï": None}),
        ("theo Nghị định số 26/2021/NĐ-CP của Chính phủ", {}),
        ("ĐẮT QUỐC PHÒNG", {"ĐẮT": "ĐẤT"}),
        ("điểm a1 khoản 2 Điều 5a", {}),
        ("khoản 2 năm 201 của", {"201": None}),
        ("trú tại địa chỉ ..... Mã số:. 15", {"chỉ": None, "số:.": None}),
        ("3) Mức chi ngày ..... tháng", {"3)": None}),
    ],
)
def test_words_that_do_not_follow_each_other_are_doubted(words: str, doubts: dict[str, str | None]) -> None:
    seen = [SeenWord(word, 0.97, 0, (0, 0, 1, 1), 1) for word in words.split()]
    found = {word.text: proposed or None for word, proposed in zip(seen, doubted(seen), strict=True) if proposed is not None}
    assert found == doubts


@pytest.mark.parametrize(
    ("lines", "after"),
    [
        (("phê duyệt.", "Điều 10, Hồ sơ"), "Điều 10. Hồ sơ"),
        (("phê duyệt.", "Điều 10,Hồ sơ"), "Điều 10. Hồ sơ"),
        (("liên quan;", "d} Trong thời hạn"), "d) Trong thời hạn"),
        (("theo khoản 7,", "8, Điều 9 và"), "8, Điều 9 và"),
        (("theo quy định tại", "Điều 10, Nghị định"), "Điều 10, Nghị định"),
        (("phê duyệt.", "87 Điều lệ"), "87 Điều lệ"),
    ],
)
def test_the_sign_behind_a_number_that_begins_a_line_is_the_laws(lines: tuple[str, str], after: str) -> None:
    seen = [SeenWord(word, 0.97, at, (0, 0, 1, 1), 1) for at, line in enumerate(lines) for word in line.split()]
    assert " ".join(word.text for word in with_labels(seen) if word.line) == after


def test_numbers_that_may_be_wrong_and_sequences_that_break_are_named() -> None:
    place = Place(1, recognised=RecognisedLine("", Recognition(0.9)))
    told, spans = "Trong thời hạn l5 ngày, kẻ từ", ((15, 17), (24, 26))
    assert doubtful_numbers(told, Recognition(0.9, spans, (None, None))) == ["l5"]
    told, spans = "Luật Đầu tư ngày 17, trước Ï năm", ((9, 11), (27, 28))
    assert doubtful_numbers(told, Recognition(0.9, spans, (None, None))) == ["Ï"]
    heads = ("Chương I", "Điều 1. Một", "Lời.", "Chương II", "Điều 2. Hai", "Lời.", "Chương II", "Điều 3. Ba", "Lời.")
    reading = Reading("image", tuple(Line(line, place, starts_paragraph=True) for line in heads))
    problems = [problem for problem in read_instrument(reading).problems if problem.code is ProblemCode.DOUBTFUL_NUMBER]
    assert [dict(problem.message.values) for problem in problems] == [{"number": "II", "before": "II"}]


def test_doubts_of_headings_labels_and_cells_are_named() -> None:
    def line(text: str, *doubted: str, table: Table | None = None) -> Line:
        spans = tuple((text.index(word), text.index(word) + len(word)) for word in doubted)
        place = Place(1, recognised=RecognisedLine(text, Recognition(0.9, spans, (None,) * len(spans))))
        return Line("" if table else text, place, starts_paragraph=True, table=table and replace(table, place=place))

    lines = (
        line("Điều 1. Mức đóng gốp", "gốp"),
        line("1. Trong thời hạn 15 ngày, kẻ từ ngày nhận.", "15", "kẻ"),
        line("7. Mức chi theo bảng sau.", "7."),
        line("Mức chi 15.000 đổng", "15.000", "đổng", table=Table((("Mức chi", "15.000 đổng"),))),
        line("Điều 2. Chi trong 30 ngày", "30"),
        line("Chi một lần."),
    )
    codes = (ProblemCode.DOUBTFUL_NUMBER, ProblemCode.DOUBTFUL_HEADING)
    problems = [problem for problem in read_instrument(Reading("image", lines)).problems if problem.code in codes]
    assert {(problem.code, problem.place, dict(problem.message.values)["words"]) for problem in problems} == {
        ("doubtful_heading", "dieu-1", "“gốp”"),
        ("doubtful_number", "dieu-1/khoan-1", "“15”"),
        ("doubtful_number", "dieu-1/khoan-7", "“7”"),
        ("doubtful_number", "dieu-1/khoan-7/bang-1", "“15.000”"),
        ("doubtful_number", "dieu-2", "“30”"),
    }
