"""Reading PDF pages, on files made up here."""

from pathlib import Path

import pytest

from documents.model import Line, ProblemCode, Reading
from ingest.files.inputs import Input
from ingest.parsing import read_source
from ingest.readers.pdf import page_image, read_pdf
from ingest.readers.pdf.reader import Method
from kb.interface.catalogue import VIETNAMESE
from tests.ingest.pdf_maker import Maker, Page, advance

LEFT, INDENT, RIGHT = 85, 113, 530
HEAD = "CÔNG BÁO/Số 1583 + 1584/Ngày 30-11-2099"
METHODS: list[Method] = ["fast", "layout"]


@pytest.fixture
def maker() -> Maker:
    return Maker()


def read(maker: Maker, folder: Path, method: Method = "auto") -> Reading:
    return read_pdf(maker.write(folder / "mau.pdf"), method=method)


def full(page: Page, y: float, words: str, *, x: float = LEFT, size: float = 14, bold: bool = False) -> None:
    """A justified row: the last word ends at the right margin."""
    pieces = words.split()
    room = RIGHT - x - sum(advance(piece, size) for piece in pieces)
    gap = room / (len(pieces) - 1)
    for piece in pieces:
        page.text(x, y, piece, size, bold=bold)
        x += advance(piece, size) + gap


def body(page: Page, y: float = 120, number: int = 1, rows: int = 6) -> float:
    """Paragraphs of a law, so that a page has its margins."""
    for index in range(rows):
        full(page, y, f"{number + index}. Đoạn mở đầu của khoản này kéo dài cho tới hết dòng rồi", x=INDENT)
        y += 20
        full(page, y, "hết dòng thứ hai của đoạn văn mẫu này rồi sang dòng sau nữa cho đủ")
        y += 20
        page.text(LEFT, y, "thì dừng lại ở đây.")
        y += 26
    return y


def texts(reading: Reading) -> list[str]:
    return [line.text for line in reading.lines]


def paragraphs(lines: tuple[Line, ...]) -> list[str]:
    found: list[str] = []
    for line in lines:
        if line.starts_paragraph or not found:
            found.append(line.text)
        else:
            found[-1] += " " + line.text
    return found


@pytest.mark.third
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("head", [HEAD, f"20 {HEAD}", f"{HEAD} 21", HEAD[1:], "ÔNG BÁO/Số 35/Ngày 02-01-2099"])
def test_running_heads_and_page_numbers_are_no_text(maker: Maker, tmp_path: Path, head: str, method: Method) -> None:
    for number in (1, 2):
        page = maker.page()
        page.text(150, 60, head).line(85, 70, 530, 70).text(520, 800, str(number), 12)
        body(page, number=number * 10)
    reading = read(maker, tmp_path, method)
    assert not [text for text in texts(reading) if "BÁO" in text or text.isdigit()]
    assert reading.furniture == (head, "1", head, "2")


def test_heads_of_other_publishers_are_known_by_repetition(maker: Maker, tmp_path: Path) -> None:
    for number in range(1, 5):
        page = maker.page()
        page.text(85, 50, f"Dự thảo lần {number} ngày mẫu", 11)
        body(page)
    reading = read(maker, tmp_path)
    assert reading.furniture[0] == "Dự thảo lần 1 ngày mẫu"
    assert not any(text.startswith("Dự thảo") for text in texts(reading))


@pytest.mark.parametrize("method", METHODS)
def test_paragraphs_are_told_by_indent_and_right_margin(maker: Maker, tmp_path: Path, method: Method) -> None:
    page = maker.page()
    page.text(INDENT, 120, "Điều 7. Đối tượng mẫu", bold=True)
    full(page, 140, "1. Cơ sở mẫu phải đáp ứng các điều kiện quy định tại khoản 4,", x=INDENT)
    # a wrapped line that begins like an article
    full(page, 160, "Điều 12. của Nghị định mẫu này và các văn bản mẫu khác có liên quan")
    page.text(LEFT, 180, "trong phạm vi mẫu.")
    page.text(INDENT, 200, "2. Khoản sau.")
    reading = read(maker, tmp_path, method)
    assert [line.starts_paragraph for line in reading.lines] == [True, True, False, False, True]
    assert [line.bold for line in reading.lines] == [True, False, False, False, False]
    assert all(line.place.page == 1 and line.place.box is not None for line in reading.lines)
    box = reading.lines[0].place.box
    assert box is not None
    assert box[0] == pytest.approx(INDENT, abs=0.5)
    assert box[1] < 120 < box[3]


def test_a_paragraph_goes_on_over_the_page(maker: Maker, tmp_path: Path) -> None:
    first, second = maker.page(), maker.page()
    y = body(first)
    full(first, y, "9. Đoạn cuối trang này chưa hết câu và còn chạy tiếp sang trang sau", x=INDENT)
    second.text(150, 60, HEAD)
    full(second, 100, "đây là phần tiếp theo của đoạn văn mẫu bắt đầu từ trang trước cho")
    second.text(LEFT, 120, "đến hết.")
    body(second, 150, 20)
    found = paragraphs(read(maker, tmp_path).lines)
    assert [text for text in found if text.startswith("9.")] == [
        "9. Đoạn cuối trang này chưa hết câu và còn chạy tiếp sang trang sau đây là phần tiếp theo của đoạn văn mẫu bắt đầu"
        " từ trang trước cho đến hết."
    ]


def test_paragraphs_without_indent_are_told_by_gap(maker: Maker, tmp_path: Path) -> None:
    page = maker.page()
    y = 100.0
    for _ in range(6):
        full(page, y, "Đoạn văn mẫu không thụt đầu dòng nhưng cách nhau một khoảng trống rộng")
        full(page, y + 18, "hơn khoảng cách giữa hai dòng trong cùng một đoạn văn mẫu như thế này")
        full(page, y + 36, "và dòng cuối của nó chạy tới đúng lề phải nên chỉ khoảng cách nói lên.")
        y += 36 + 34
    starts = [line.starts_paragraph for line in read(maker, tmp_path).lines]
    assert starts == [True, False, False] * 6


@pytest.mark.parametrize("method", METHODS)
def test_footnotes_and_their_marks(maker: Maker, tmp_path: Path, method: Method) -> None:
    page = maker.page()
    body(page, rows=3)
    page.pieces(INDENT, 400, ("4. Phòng ở rộng 10m", 14, 0), ("2", 8, 5), (" cho người mẫu", 14, 0), ("7", 8, 5), (".", 14, 0))
    page.line(LEFT, 640, 230, 640)
    page.pieces(INDENT, 660, ("7", 6, 4), (" ", 10, 0))
    full(page, 660, "Điểm này được sửa đổi theo quy định tại khoản 1 Điều 1 của văn bản mẫu", x=INDENT + 7, size=10)
    page.text(LEFT, 672, "số 02/2099/TT-", 10)
    second = maker.page()
    body(second)
    second.line(LEFT, 640, 530, 640)
    second.text(LEFT, 660, "BMAU và chạy sang trang sau.", 10)
    reading = read(maker, tmp_path, method)
    line = next(line for line in reading.lines if line.text.startswith("4."))
    assert line.text == "4. Phòng ở rộng 10m2 cho người mẫu."
    assert [(mark.offset, mark.mark) for mark in line.marks] == [(len(line.text) - 1, "7")]
    assert [(note.mark, note.text) for note in reading.notes] == [
        (
            "7",
            "Điểm này được sửa đổi theo quy định tại khoản 1 Điều 1 của văn bản mẫu số 02/2099/TT-BMAU và chạy sang trang sau.",
        )
    ]
    assert reading.notes[0].place.page == 1


def _with_note(page: Page, mark: str, text: str) -> None:
    body(page, 110, rows=3)
    page.pieces(INDENT, 400, ("4. Mức mẫu", 14, 0), (mark, 8, 5), (" là một.", 14, 0))
    page.line(LEFT, 640, 230, 640)
    page.pieces(INDENT, 660, (mark, 6, 4), (" ", 10, 0))
    full(page, 660, text, x=INDENT + 7, size=10)


@pytest.mark.parametrize("method", METHODS)
def test_a_footnote_runs_over_whole_pages(maker: Maker, tmp_path: Path, method: Method) -> None:
    _with_note(maker.page(), "1", "Điều 2 và Điều 3 của văn bản mẫu số 02/2099/TT-BMAU quy định như sau:")
    for number in (2, 3):
        page = maker.page()
        page.text(120, 60, HEAD)
        page.line(LEFT, 80, RIGHT, 80)
        page.text(INDENT, 100, f"“Điều {number}. Tổ chức thực hiện" if number == 2 else f"Điều {number}. Hiệu lực thi hành", 10)
        for row in range(40):
            page.text(INDENT, 115 + 13 * row, f"{row + 1}. Các đơn vị mẫu tổ chức thực hiện văn bản mẫu này.", 10)
    last = maker.page()
    body(last, 110, rows=3)
    last.line(LEFT, 640, 530, 640)
    last.text(INDENT, 660, "Các đơn vị mẫu chịu trách nhiệm thi hành.”", 10)
    reading = read(maker, tmp_path, method)
    (note,) = reading.notes
    assert note.text.count("tổ chức thực hiện văn bản mẫu này.") == 80
    assert note.text.endswith("chịu trách nhiệm thi hành.”")
    assert {line.place.page for line in reading.lines} == {1, 4}


def test_a_line_in_a_form_below_a_noted_page_begins_no_footnote(maker: Maker, tmp_path: Path) -> None:
    _with_note(maker.page(), "1", "Mẫu này được thay thế theo quy định tại Điều 1 của văn bản mẫu số 02.")
    page = maker.page()
    page.center(110, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA MẪU", 12)
    page.line(LEFT, 130, 200, 130)
    for row in range(20):
        page.text(LEFT, 160 + 20 * row, f"{row + 1}. Họ và tên người mẫu thứ {row + 1}", 12)
    reading = read(maker, tmp_path)
    assert [line.text for line in reading.lines if line.place.page == 2][1:] == [
        f"{row}. Họ và tên người mẫu thứ {row}" for row in range(1, 21)
    ]
    assert reading.notes[0].text.endswith("văn bản mẫu số 02.")


def test_the_number_that_tracked_changes_left_behind_is_not_read(maker: Maker, tmp_path: Path) -> None:
    page = maker.page()
    body(page)
    page.text(INDENT, 600, "Đoạn thấy được").text(INDENT + 120, 600, "1", 1).text(INDENT + 130, 600, "ẩn", colour="1 g")
    page.box(300, 585, 500, 605, "f").text(310, 600, "chữ trắng trên nền màu", 12, colour="1 g")
    reading = read(maker, tmp_path)
    assert reading.lines[-1].text == "Đoạn thấy được chữ trắng trên nền màu"
    assert "1ẩn" in "".join(reading.furniture).replace(" ", "")


def head_block(page: Page) -> None:
    page.center(80, "BỘ MẪU MỰC VÀ", 13, middle=160).center(96, "THỬ NGHIỆM", 13, middle=160)
    page.center(80, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, middle=385).center(96, "Độc lập - Tự do - Hạnh phúc", 13, middle=385)
    page.center(125, "Số: 05/2099/TT-BMM", 13, bold=False, middle=160)
    page.center(127, "Hà Nội, ngày 01 tháng 02 năm 2099", 13, bold=False, middle=385)


@pytest.mark.parametrize("method", METHODS)
def test_the_columns_of_the_head_are_kept_apart_left_first(maker: Maker, tmp_path: Path, method: Method) -> None:
    page = maker.page()
    head_block(page)
    page.center(165, "THÔNG TƯ").center(185, "Quy định một số mẫu về việc thử nghiệm mà tiêu đề", 14)
    page.center(201, "kéo dài sang dòng thứ hai")
    body(page, 240)
    reading = read(maker, tmp_path, method)
    assert paragraphs(reading.lines)[:7] == [
        "BỘ MẪU MỰC VÀ THỬ NGHIỆM",
        "Số: 05/2099/TT-BMM",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Hà Nội, ngày 01 tháng 02 năm 2099",
        "THÔNG TƯ",
        "Quy định một số mẫu về việc thử nghiệm mà tiêu đề kéo dài sang dòng thứ hai",
    ]


def test_recipients_and_signer(maker: Maker, tmp_path: Path) -> None:
    page = maker.page()
    y = body(page, rows=3)
    page.text(LEFT, y + 20, "Nơi nhận:", 11, bold=True)
    for index, name in enumerate(("- Như Điều 3;", "- Các đơn vị mẫu;", "- Lưu: VT, MAU.")):
        page.text(LEFT, y + 36 + 14 * index, name, 11)
    page.center(y + 22, "KT. BỘ TRƯỞNG", 13, middle=420).center(y + 38, "THỨ TRƯỞNG", 13, middle=420)
    page.center(y + 110, "Nguyễn Văn Mẫu", 13, middle=420)
    assert texts(read(maker, tmp_path))[-7:] == [
        "Nơi nhận:",
        "- Như Điều 3;",
        "- Các đơn vị mẫu;",
        "- Lưu: VT, MAU.",
        "KT. BỘ TRƯỞNG",
        "THỨ TRƯỞNG",
        "Nguyễn Văn Mẫu",
    ]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param(["1.", "2.", "3."], ["Số thứ nhất", "Số thứ hai", "Số thứ ba"], id="numbers set apart from their text"),
        pytest.param(["Họ và tên:", "Nơi ở:", "Số:"], ["Nghề nghiệp:", "Điện thoại:", "Ngày:"], id="fields of a form"),
        pytest.param(["Mẫu số 01", "Mẫu số 02", "Mẫu số 03"], ["Đơn mẫu", "Tờ khai mẫu", "Sổ mẫu"], id="list of forms"),
    ],
)
def test_rows_that_belong_together_stay_together(maker: Maker, tmp_path: Path, left: list[str], right: list[str]) -> None:
    page = maker.page()
    y = body(page, rows=3)
    for index, (one, other) in enumerate(zip(left, right, strict=True)):
        page.text(INDENT, y + 20 * index, one).text(300, y + 20 * index, other)
    assert texts(read(maker, tmp_path))[-3:] == [f"{one} {other}" for one, other in zip(left, right, strict=True)]


def test_a_gap_left_for_a_number_parts_nothing(maker: Maker, tmp_path: Path) -> None:
    page = maker.page()
    body(page)
    page.text(150, 620, "(Kèm theo Quyết định số").text(360, 620, "/2099/QĐ-UBND)")
    assert read(maker, tmp_path).lines[-1].text == "(Kèm theo Quyết định số /2099/QĐ-UBND)"


def test_a_table_with_merged_cells(maker: Maker, tmp_path: Path) -> None:
    page = maker.page()
    y = body(page, rows=3)
    page.line(85, y, 485, y).line(185, y + 30, 485, y + 30).line(85, y + 60, 485, y + 60).line(85, y + 100, 485, y + 100)
    page.line(85, y, 85, y + 100).line(485, y, 485, y + 100).line(185, y, 185, y + 100).line(335, y + 30, 335, y + 100)
    page.text(90, y + 30, "Tên mẫu", 12).text(190, y + 20, "Kết quả", 12).text(190, y + 50, "Lần một", 12).text(
        340, y + 50, "Lần hai", 12
    )
    page.text(90, y + 80, "Mẫu A", 12).text(190, y + 75, "3. Một số", 12).text(190, y + 90, "điểm mẫu", 12).text(
        340, y + 80, "b) Hai", 12
    )
    page.text(INDENT, y + 130, "Đoạn sau bảng.")
    reading = read(maker, tmp_path)
    table = reading.lines[-2].table
    assert table is not None
    assert table.rows == (
        ("Tên mẫu", "Kết quả", ""),
        ("", "Lần một", "Lần hai"),
        ("Mẫu A", "3. Một số điểm mẫu", "b) Hai"),
    )
    assert (table.place.page, table.covered) == (1, ((1, 0),))
    assert reading.lines[-1] == Line("Đoạn sau bảng.", reading.lines[-1].place, starts_paragraph=True, bold=False, font="Made")


def test_a_table_that_runs_over_pages_is_one(maker: Maker, tmp_path: Path) -> None:
    first, second = maker.page(), maker.page()
    y = body(first, rows=3)
    first.text(120, 60, HEAD)
    second.text(120, 60, HEAD)
    first.grid([85, 185, 485], [y, y + 30, y + 60, y + 90])
    first.text(90, y + 20, "STT", 12, bold=True).text(190, y + 20, "Nội dung mẫu", 12, bold=True)
    first.text(90, y + 50, "1", 12).text(190, y + 50, "Việc thứ nhất", 12)
    first.text(90, y + 80, "2", 12).text(190, y + 80, "Việc thứ hai chưa hết", 12)
    second.grid([85, 185, 485], [100, 130, 160, 190])
    second.text(90, 120, "STT", 12, bold=True).text(190, 120, "Nội dung mẫu", 12, bold=True)
    second.text(190, 150, "câu ở trang trước", 12)
    second.text(90, 180, "3", 12).text(190, 180, "Việc thứ ba", 12)
    body(second, 230)
    tables = [line.table for line in read(maker, tmp_path).lines if line.table]
    assert [table.rows for table in tables] == [
        (("STT", "Nội dung mẫu"), ("1", "Việc thứ nhất"), ("2", "Việc thứ hai chưa hết câu ở trang trước"), ("3", "Việc thứ ba"))
    ]


def test_a_heading_between_tables_is_no_footnote(maker: Maker, tmp_path: Path) -> None:
    page = maker.page()
    y = body(page, rows=3)
    for top, words in ((y, "Một"), (y + 100, "Hai")):
        page.grid([85, 185, 485], [top, top + 30, top + 60])
        page.text(90, top + 20, "STT", 12).text(190, top + 20, words, 12).text(90, top + 50, "1", 12).text(190, top + 50, words, 12)
    page.text(90, y + 80, "B. DANH MỤC THỨ HAI", 11)
    reading = read(maker, tmp_path)
    assert [line.text or "table" for line in reading.lines[-3:]] == ["table", "B. DANH MỤC THỨ HAI", "table"]
    assert not reading.notes


def test_highlighting_and_frames_make_no_table(maker: Maker, tmp_path: Path) -> None:
    page = maker.page()
    page.content.append("1 1 0 rg")
    page.box(85, 110, 530, 128, "f").box(85, 128, 300, 146, "f").box(300, 128, 530, 146, "f")
    page.content.append("0 g")
    body(page)
    page.box(80, 560, 535, 640)
    page.text(INDENT, 600, "Đoạn đóng khung.")
    reading = read(maker, tmp_path)
    assert not [line for line in reading.lines if line.table]
    assert reading.lines[-1].text == "Đoạn đóng khung."


def test_the_stamp_of_an_electronic_signature_is_furniture(maker: Maker, tmp_path: Path) -> None:
    page = maker.page()
    stamp = (
        "Người ký: Cổng Thông tin điện tử Mẫu",
        "Email: mau@example.vn",
        "Cơ quan: Văn phòng Mẫu",
        "Thời gian ký: 01.02.2099 10:00:00 +07:00",
    )
    for index, text in enumerate(stamp):
        page.text(85, 30 + 10 * index, text, 8)
    y = body(page)
    page.text(INDENT, y, "Người ký: người có thẩm quyền ký văn bản mẫu.")
    reading = read(maker, tmp_path)
    assert reading.furniture == stamp
    assert reading.lines[-1].text.startswith("Người ký: người có thẩm quyền")


def test_decomposed_text_is_composed_and_bold_by_printing_twice_is_read_once(maker: Maker, tmp_path: Path) -> None:
    page = maker.page()
    body(page)
    page.text(INDENT, 620, "Tie\u0302\u0301ng Vie\u0323\u0302t")
    page.text(INDENT, 650, "In đậm").text(INDENT + 0.3, 650, "In đậm")
    assert texts(read(maker, tmp_path))[-2:] == ["Tiếng Việt", "In đậm"]


@pytest.mark.parametrize("method", METHODS)
def test_a_ligature_is_read_as_its_letters(maker: Maker, tmp_path: Path, method: Method) -> None:
    page = maker.page()
    body(page)
    page.text(INDENT, 620, "Tệp of\ufb01ce và wi\ufb01")
    assert texts(read(maker, tmp_path, method))[-1] == "Tệp office và wifi"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("arrays", "codes_before"), [(1, 0), (5, 0), (200, 0), (400, 240), (7, 250)])
def test_a_font_may_say_in_arrays_what_its_letters_are(
    maker: Maker, tmp_path: Path, method: Method, arrays: int, codes_before: int
) -> None:
    maker.font.arrays = arrays
    maker.font.chars.extend(chr(0x4E00 + number) for number in range(codes_before))
    words = ["Điều 12. Hỗ trợ nạn nhân", "Ưu tiên, bố trí chỗ ở; ký gửi tư trang 50%"]
    page = maker.page()
    for row, text in enumerate(words):
        page.text(LEFT, 100 + 30 * row, text)
    assert texts(read(maker, tmp_path, method)) == words


def test_a_legacy_encoding_is_decoded(maker: Maker, tmp_path: Path) -> None:
    page = maker.page()
    y = 100
    for _ in range(5):
        page.text(INDENT, y, "§iÒu 1. C¬ quan, tæ chøc, c¸ nh©n cã tr¸ch nhiÖm thùc hiÖn NghÞ ®Þnh nµy")
        y += 20
    reading = read(maker, tmp_path)
    assert reading.lines[0].text == "Điều 1. Cơ quan, tổ chức, cá nhân có trách nhiệm thực hiện Nghị định này"
    assert [problem.code for problem in reading.problems] == [ProblemCode.LEGACY_ENCODING]


def test_a_page_printed_sideways_is_turned(maker: Maker, tmp_path: Path) -> None:
    body(maker.page())
    page = maker.page()
    page.text(150, 60, HEAD)
    for index in range(4):
        page.up(120 + 20 * index, 780, f"Dòng ngang thứ {index} của bảng kê mẫu đặt dọc trang giấy")
    reading = read(maker, tmp_path)
    sideways = [line for line in reading.lines if line.place.page == 2]
    assert [line.text[:16] for line in sideways] == [f"Dòng ngang thứ {index}" for index in range(4)]
    box = sideways[0].place.box
    assert box is not None
    assert box[0] < 120 < box[2] + 1
    assert box[3] == pytest.approx(780, abs=1)
    assert HEAD in reading.furniture


@pytest.mark.parametrize("turned", [False, True], ids=["page begins elsewhere", "page turned"])
def test_pages_with_coordinates_of_their_own(maker: Maker, tmp_path: Path, turned: bool) -> None:
    if turned:
        maker.page(rotate=90).up(100, 742, "Đoạn mẫu thứ nhất", 14)
    else:
        maker.page(origin=(40, 30)).text(100, 100, "Đoạn mẫu thứ nhất")
    reading = read(maker, tmp_path)
    box = reading.lines[0].place.box
    assert reading.lines[0].text == "Đoạn mẫu thứ nhất"
    assert box is not None
    assert (box[0], box[3]) == (pytest.approx(100, abs=1), pytest.approx(103.5, abs=1))


def test_scanned_pages_are_named(maker: Maker, tmp_path: Path) -> None:
    body(maker.page())
    for _ in range(3):
        maker.page().image(60, 90, 540, 780).text(150, 60, HEAD)
    body(maker.page())
    maker.page()
    maker.page().image(0, 0, 595, 842).text(60, 60, "Số: 12/2099", 12)
    reading = read(maker, tmp_path)
    assert reading.pages == 7
    assert reading.pages_without_text == (2, 3, 4, 7)
    (problem,) = reading.problems
    assert (problem.code, problem.place) == (ProblemCode.NEEDS_OCR, "trang 2–4, 7")
    assert "2–4, 7 trên 7 trang" in VIETNAMESE.write(problem.message)


@pytest.mark.parametrize(("heads", "codes"), [(3, []), (2, [ProblemCode.NEEDS_OCR]), (0, [ProblemCode.NEEDS_OCR])])
def test_the_imprint_of_a_gazette_needs_no_ocr(maker: Maker, tmp_path: Path, heads: int, codes: list[ProblemCode]) -> None:
    for number in range(3):
        page = maker.page()
        body(page, 100)
        if number < heads:
            page.text(120, 60, HEAD)
    maker.page().image(50, 400, 550, 700)
    assert [problem.code for problem in read(maker, tmp_path).problems] == codes


def test_an_imprint_in_words_on_a_picture_is_no_text(maker: Maker, tmp_path: Path) -> None:
    page = maker.page()
    body(page, 100)
    page.text(120, 60, HEAD)
    last = maker.page().image(20, 20, 575, 800)
    for y, text in enumerate(("VĂN PHÒNG CHÍNH PHỦ XUẤT BẢN", "Địa chỉ: Số 1, phố Mẫu", "In tại: Xí nghiệp Mẫu")):
        last.text(85, 300 + 20 * y, text)
    path = maker.write(tmp_path / "mau.pdf")
    assert not read_pdf(path).problems
    (found,) = read_source(Input(path)).readings
    assert found.furniture[-3:] == ("VĂN PHÒNG CHÍNH PHỦ XUẤT BẢN", "Địa chỉ: Số 1, phố Mẫu", "In tại: Xí nghiệp Mẫu")
    assert not any("Mẫu" in line.text and "tại" in line.text for line in found.lines)


def test_a_scan_is_no_error_and_its_running_heads_are_no_text(maker: Maker, tmp_path: Path) -> None:
    for number in range(3):
        maker.page().image(60, 90, 540, 780).text(150, 60, f"{number} {HEAD}")
    reading = read(maker, tmp_path)
    assert reading.lines == ()
    assert reading.pages_without_text == (1, 2, 3)


def test_a_page_of_letters_drawn_as_shapes_needs_ocr(maker: Maker, tmp_path: Path) -> None:
    body(maker.page())
    page = maker.page()
    for index in range(30):
        page.box(100 + 10 * index, 300, 106 + 10 * index, 310, "f")
    assert read(maker, tmp_path).pages_without_text == (2,)


def test_a_cut_gazette_says_so(maker: Maker, tmp_path: Path) -> None:
    page = maker.page()
    y = body(page)
    page.text(330, y, "(Xem tiếp Công báo số 817 + 818)")
    reading = read(maker, tmp_path)
    assert [(problem.code, problem.place) for problem in reading.problems] == [(ProblemCode.TRUNCATED, "trang 1")]
    assert "(Xem tiếp Công báo số 817 + 818)" in reading.furniture


def test_gazette_headings_in_large_type_are_furniture(maker: Maker, tmp_path: Path) -> None:
    page = maker.page()
    page.text(150, 60, HEAD).center(100, "VĂN BẢN QUY PHẠM PHÁP LUẬT", 18).center(130, "BỘ MẪU MỰC", 16)
    page.center(170, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 14)
    body(page, 220)
    reading = read(maker, tmp_path)
    assert reading.lines[0].text == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert "BỘ MẪU MỰC" in reading.furniture


def test_a_page_picture(maker: Maker, tmp_path: Path) -> None:
    body(maker.page())
    path = maker.write(tmp_path / "mau.pdf")
    assert page_image(path, 1)[0].startswith(b"\x89PNG")
    assert len(page_image(path, 1, 1.0)[0]) < len(page_image(path, 1, 3.0)[0])
    with pytest.raises(IndexError, match="page 2"):
        page_image(path, 2)


@pytest.mark.parametrize("method", METHODS)
def test_a_line_says_its_font(maker: Maker, tmp_path: Path, method: Method) -> None:
    maker.fonts = ("ABCDEF+TimesNewRomanPS-BoldMT", ".VnTime")
    page = maker.page()
    page.text(LEFT, 120, "Điều 1. Phạm vi")
    page.text(LEFT, 150, "Nghị định này")
    page.text(LEFT, 180, "Điều 2. Hiệu lực", bold=True)
    assert [line.font for line in read(maker, tmp_path, method).lines] == ["TimesNewRoman", "TimesNewRoman", ".VnTime"]
