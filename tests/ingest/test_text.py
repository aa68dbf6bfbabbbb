"""Plain text: paragraphs, wrapped lines, gazette pages, legacy bytes. All texts are made up in the shape of the traps."""

import pytest

from documents.model import ProblemCode
from ingest.files.source import decode
from ingest.readers.footnotes import find_mark
from ingest.readers.text import is_wrapped, read_text

HEAD = "CÔNG BÁO/Số 11 + 12/Ngày 05-3-2031"


def gazette(*pages: str, first: int = 21, number_above: bool = False) -> str:
    """Gazette pages as pdf-to-text dumps show them: the page number stands below or above the running head."""
    out = []
    for index, page in enumerate(pages):
        number = str(first + index)
        head = f"{number} \n{HEAD} \n" if number_above else f"{HEAD} \n{number} \n"
        out.append(f" \n{head}  \n \n{page}\n")
    return "\n".join(out)


def texts(text: str) -> list[str]:
    return [line.text for line in read_text(text).lines]


def test_paragraph_per_line_is_told_from_wrapped_lines() -> None:
    plain = ["Điều 1. Phạm vi", "1. Nghị định này quy định về việc thử;", "a) Thử một;", "b) Thử hai.", "Điều 2. Hiệu lực"]
    wrapped = ["Điều 1. Phạm vi", "1. Nghị định này quy định về việc", "thử nghiệm các mẫu ở", "phòng thử và nơi", "khác."]
    assert not is_wrapped(plain)
    assert is_wrapped(wrapped)
    assert read_text("\n".join(plain)).lines[0].starts_paragraph is True
    assert read_text("\n".join(wrapped)).lines[0].starts_paragraph is None


@pytest.mark.parametrize("number_above", [False, True])
def test_running_heads_and_page_numbers_in_the_middle_of_an_article_are_furniture(number_above: bool) -> None:
    text = gazette(
        "Điều 1. Phạm vi \n1. Nghị định này quy định về việc thử \nở phòng",
        "thử và nơi khác. \n2. Áp dụng.",
        number_above=number_above,
    )
    reading = read_text(text)
    assert [line.text for line in reading.lines] == [
        "Điều 1. Phạm vi",
        "1. Nghị định này quy định về việc thử",
        "ở phòng",
        "thử và nơi khác.",
        "2. Áp dụng.",
    ]
    assert reading.furniture.count(HEAD) == 2
    assert {"21", "22"} <= set(reading.furniture)
    assert all(line.starts_paragraph is None for line in reading.lines)


def test_a_running_head_that_lost_its_first_letter_is_still_one() -> None:
    assert texts(f"Điều 1. Thử nghiệm\nmột hai ba\n{HEAD[1:]}\n31\nbốn năm.\n{HEAD}\n32\nsáu") == [
        "Điều 1. Thử nghiệm",
        "một hai ba",
        "bốn năm.",
        "sáu",
    ]


def test_a_number_alone_that_is_no_page_number_stays() -> None:
    reading = read_text(gazette("STT \n1 \nTên gọi", "Bảng tiếp theo \n7 \nhết"))
    assert [line.text for line in reading.lines if line.text.isdigit()] == ["1", "7"]


def test_a_page_number_repeated_below_the_head_is_furniture() -> None:
    text = f"8 \n{HEAD} \n  \n8\nĐiều 1. Thử \n \n9 \n{HEAD} \n  \n9\nMột."
    assert texts(text) == ["Điều 1. Thử", "Một."]


def test_the_block_that_authenticates_the_gazette_is_furniture() -> None:
    signing = "Người ký: CỔNG THỬ\nEmail: thu@thu.vn\nCơ quan: VĂN PHÒNG THỬ\nThời gian ký: 25.04.2031 08:46:55 +07:00"
    reading = read_text(gazette(f"Điều 1. Thử \nCơ quan, đơn vị thử có trách nhiệm: \n{signing}", "Một hai."))
    assert [line.text for line in reading.lines] == ["Điều 1. Thử", "Cơ quan, đơn vị thử có trách nhiệm:", "Một hai."]
    assert "Email: thu@thu.vn" in reading.furniture


def test_a_text_that_goes_on_in_the_next_gazette_is_cut_short() -> None:
    reading = read_text(gazette("Điều 1. Thử \nMột. \n   (Xem tiếp Công báo số 13 + 14)"))
    assert [problem.code for problem in reading.problems] == [ProblemCode.TRUNCATED]
    assert reading.lines[-1].text == "Một."


NOTE_2 = "2 Khoản này được sửa đổi theo quy định tại khoản 1 Điều 1 của Thông tư số 01/2030/TT-\nBTT ngày 01 tháng 02 năm 2030."


def test_footnotes_at_the_foot_are_notes_and_their_marks_leave_the_words() -> None:
    first = (
        "Bộ trưởng Bộ Thử ban hành Thông tư về việc thử.1 \nĐiều 1. Phạm vi \n1. Mẫu có diện tích 10m2 (mười). \n2.2 Tổ chức thử"
        "\n \n1 Thông tư số 01/2030/TT-BTT có căn cứ ban hành như sau: \n“Căn cứ Luật Thử; \nTheo đề nghị của Vụ trưởng.”. \n"
        f"{NOTE_2}"
    )
    second = (
        "và cá nhân ở cơ quan3 có liên quan. \nĐiều 2. Áp dụng4 \nMột. \n \n"
        "3 Từ “nơi” được thay bằng “cơ quan”. \n4 Điều này được bổ sung theo \nLuật số 2/2030/QH1."
    )
    reading = read_text(gazette(first, second))
    assert [line.text for line in reading.lines] == [
        "Bộ trưởng Bộ Thử ban hành Thông tư về việc thử.",
        "Điều 1. Phạm vi",
        "1. Mẫu có diện tích 10m2 (mười).",
        "2. Tổ chức thử",
        "và cá nhân ở cơ quan có liên quan.",
        "Điều 2. Áp dụng",
        "Một.",
    ]
    assert [note.mark for note in reading.notes] == ["1", "2", "3", "4"]
    assert [(mark.mark, mark.offset) for line in reading.lines for mark in line.marks] == [
        ("1", 47),
        ("2", 2),
        ("3", 20),
        ("4", 15),
    ]
    assert "TT-BTT ngày" in reading.notes[1].text
    assert reading.notes[0].text.count("\n") == 2


def test_a_note_that_goes_on_at_the_foot_of_the_next_page_is_one_note() -> None:
    first = "Điều 1. Thử1 \nMột hai \n \n1 Điều này được sửa đổi bởi Luật số 1/2030/QH1 và quy định về cấp"
    second = "ba bốn năm sáu. \n \nbậc của cơ sở, có hiệu lực từ ngày 01 tháng 7 năm 2030."
    reading = read_text(gazette(first, second))
    assert [line.text for line in reading.lines] == ["Điều 1. Thử", "Một hai", "ba bốn năm sáu."]
    assert [note.text for note in reading.notes] == [
        "Điều này được sửa đổi bởi Luật số 1/2030/QH1 và quy định về cấp bậc của cơ sở, có hiệu lực từ ngày 01 tháng 7 năm 2030."
    ]


def test_a_note_may_fill_a_page_and_the_articles_it_quotes_are_not_articles() -> None:
    first = "Chương II \nTHI HÀNH1 \n \n1 Điều 9 của Luật số 1/2030/QH1 quy định như sau: \n“Điều 9. Hiệu lực \n1. Có hiệu lực."
    second = "2. Áp dụng cho \nmọi người.”. \nĐiều 8 của Luật số 2/2030/QH1 quy định như sau: \n“Điều 8. Thử \nThử.”."
    third = "Điều 3. Hiệu lực thi hành \nLuật này có hiệu lực."
    reading = read_text(gazette(first, second, third))
    assert [line.text for line in reading.lines] == ["Chương II", "THI HÀNH", "Điều 3. Hiệu lực thi hành", "Luật này có hiệu lực."]
    assert len(reading.notes) == 1


def test_a_note_may_fill_a_page_with_the_bases_of_other_laws() -> None:
    first = "LUẬT \nTHỬ1 \n \n1 Luật số 1/2030/QH1 có căn cứ ban hành như sau: \n“Căn cứ Hiến pháp.”."
    second = "Luật số 2/2030/QH1 sửa đổi Luật Thử có căn \nhành như sau: \n“Căn cứ Hiến pháp, \nQuốc hội ban hành Luật.”."
    third = "Điều 3. Hiệu lực thi hành \nLuật này có hiệu lực."
    reading = read_text(gazette(first, second, third))
    assert [line.text for line in reading.lines] == ["LUẬT", "THỬ", "Điều 3. Hiệu lực thi hành", "Luật này có hiệu lực."]
    assert len(reading.notes) == 1


def test_a_new_paragraph_of_the_last_note_stands_above_the_notes_of_the_next_page() -> None:
    first = "Điều 1. Thử1 \nMột hai. \n \n1 Điều này được sửa đổi bởi Luật số 1/2030/QH1."
    second = "Điều 2. Thử2 \nBa bốn \n \nĐiều này được sửa đổi theo Luật số 2. \n2 Điều này được sửa đổi theo Luật số 3."
    third = "năm sáu."
    reading = read_text(gazette(first, second, third))
    assert [line.text for line in reading.lines] == ["Điều 1. Thử", "Một hai.", "Điều 2. Thử", "Ba bốn", "năm sáu."]
    assert [note.text.count("\n") for note in reading.notes] == [1, 0]


def test_a_wrapped_citation_at_the_head_of_a_line_is_no_footnote() -> None:
    page = "Điều 1. Thử \nthỏa thuận quy định tại khoản \n \n1 Điều 42 Luật 69/2030/QH14, hợp đồng ký kết với bên nước"
    assert texts(gazette(page))[-1] == "1 Điều 42 Luật 69/2030/QH14, hợp đồng ký kết với bên nước"


@pytest.mark.parametrize(
    ("text", "mark", "found"),
    [
        ("1.2 Bảo hiểm thử", "2", "2"),
        ("Điều 12.3 Nguyên tắc", "3", "3"),
        ("sử dụng4", "4", "4"),
        ("đ)53 Người thử", "53", "53"),
        ("chiến lược,12, kế hoạch", "12", "12"),
        ("rộng 10m2 (mười mét vuông)", "2", None),
        ("khí CO2 thải ra", "2", None),
        ("bằng 4,5% mức đóng", "5", None),
        ("Nghị định số 12/2031/NĐ-CP", "1", None),
        ("phạt 1.000.000 đồng", "0", None),
    ],
)
def test_marks_are_told_from_numbers(text: str, mark: str, found: str | None) -> None:
    span = find_mark(text, mark)
    assert (text[slice(*span)] if span else None) == found


def test_editors_source_notes_are_unmarked_notes_and_say_who_issued_it() -> None:
    text = (
        "NGHỊ ĐỊNH 99/2030/NĐ-CP\n[reconstructed from somewhere: chapter headings omitted]\n\nĐiều 1. Phạm vi\nQuy định việc thử.\n"
        "[(Điều 1 Nghị định số 99/2030/NĐ-CP Quy định việc thử ngày 05/03/2030 của Chính phủ, "
        "có hiệu lực thi hành kể từ ngày 01/05/2030)]\n"
        "Điều 2. Áp dụng\nÁp dụng chung.\n[(Điều 2 Nghị định số 99/2030/NĐ-CP, có hiệu lực thi hành kể từ ngày 01/05/2030)]"
    )
    reading = read_text(text)
    assert [line.text for line in reading.lines][-2:] == ["Điều 2. Áp dụng", "Áp dụng chung."]
    assert [note.mark for note in reading.notes] == ["", ""]
    assert reading.lines[2].marks[0].mark == ""
    assert reading.hints.fields["issued_on"] == "2030-03-05"
    assert reading.problems[0].code is ProblemCode.EXCERPT
    assert any("reconstructed" in text for text in reading.furniture)


def test_bracket_notes_at_the_end_are_notes() -> None:
    text = "Điều 1. Thử\nMột[1] hai.\nĐiều 2. Thử\nBa[2].\n[1] Từ này được sửa đổi.\n[2] Khoản này được bổ sung\ntheo Luật khác."
    reading = read_text(text)
    assert [line.text for line in reading.lines] == ["Điều 1. Thử", "Một hai.", "Điều 2. Thử", "Ba."]
    assert [(note.mark, note.text) for note in reading.notes] == [
        ("1", "Từ này được sửa đổi."),
        ("2", "Khoản này được bổ sung\ntheo Luật khác."),
    ]


def test_fields_of_a_form_are_no_notes() -> None:
    """Their numbers are mentioned in the text, as those of notes are; what follows them is not swallowed."""
    form = "Mẫu 1\n[01] Họ và tên\n[10] Ngày sinh\nGhi lại chỉ tiêu [01] và [10].\nNơi nhận: như trên"
    reading = read_text(f"Điều 1. Thử\nMột[1] hai.\n{form}\n[1] Từ này được sửa đổi.")
    assert [line.text for line in reading.lines] == ["Điều 1. Thử", "Một hai.", *form.split("\n")]
    assert [note.text for note in reading.notes] == ["Từ này được sửa đổi."]


def test_the_head_is_brought_to_one_shape() -> None:
    state = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc ---------------"
    text = f"QUỐC HỘI -------\n{state}\n*****\nLUẬT\nCăn cứ Hiến pháp;"
    assert texts(text) == [
        "QUỐC HỘI",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "LUẬT",
        "Căn cứ Hiến pháp;",
    ]


def test_decomposed_text_and_odd_characters_come_out_as_one_spelling() -> None:
    [line] = read_text("Ðiê\u0300u 1.\u00a0Pha\u0323m\u200b vi").lines
    assert line.text == "Điều 1. Phạm vi"


def test_bytes_of_a_legacy_font_are_told_from_the_characters() -> None:
    tcvn3 = "Céng hoµ x· héi chñ nghÜa ViÖt Nam. NghÞ ®Þnh nµy quy ®Þnh chi tiÕt viÖc thö nghiÖm cña c¸c c¬ quan nhµ n­íc."
    text = decode(tcvn3.encode("cp1252"), "cu.txt")
    reading = read_text(text)
    assert reading.lines[0].text.startswith("Cộng hoà xã hội chủ nghĩa Việt Nam")
    assert [problem.code for problem in reading.problems] == [ProblemCode.LEGACY_ENCODING]
