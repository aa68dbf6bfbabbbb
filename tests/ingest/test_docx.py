"""Word documents, written part by part so that each trap of the format stands alone."""

import io
import zipfile
from pathlib import Path

import pytest

from documents.model import ProblemCode, Reading
from ingest.errors import IngestError, UnreadableFileError, UnsafeArchiveError
from ingest.files.source import Limits
from ingest.parsing import parse_file
from ingest.readers.docx import read_docx
from ingest.readers.docx_styles import bullet, numeral
from tests.refusing import refused

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def part(tag: str, inner: str, namespace: str = W) -> str:
    return f'<?xml version="1.0"?><w:{tag} xmlns:w="{namespace}" xmlns:mc="{MC}">{inner}</w:{tag}>'


def word(body: str, namespace: str = W, **parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", part("document", f"<w:body>{body}</w:body>", namespace))
        for name, inner in parts.items():
            tag = {"header1": "hdr", "footer1": "ftr"}.get(name, name)
            archive.writestr(f"word/{name}.xml", part(tag, inner, namespace))
    return buffer.getvalue()


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def read(body: str, **parts: str) -> Reading:
    return read_docx(word(body, **parts), "thu.docx", Limits())


def texts(body: str, **parts: str) -> list[str]:
    return [line.text for line in read(body, **parts).lines]


def levels(*formats: tuple[str, str]) -> str:
    """A numbering part with one list (1), its copy (2) that starts anew, and the styles' list (3)."""
    inner = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (kind, text) in enumerate(formats)
    )
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    return (
        f'<w:abstractNum w:abstractNumId="7">{inner}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="7"/>{restart}</w:num>'
    )


def item(text: str, depth: int = 0, number: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def test_automatic_numbers_are_rebuilt_as_word_prints_them() -> None:
    numbering = levels(("decimal", "Điều %1."), ("decimal", "%2."), ("lowerLetter", "%3)"), ("decimal", "%2.%4."))
    body = (
        item("Phạm vi") + item("Một", 1) + item("Hai", 1) + item("Điểm", 2) + item("Điểm", 2) + item("Con", 3)
        + item("Đối tượng") + item("Một", 1) + item("Điểm", 2)
    )  # fmt: skip
    assert texts(body, numbering=numbering) == [
        "Điều 1. Phạm vi",
        "1. Một",
        "2. Hai",
        "a) Điểm",
        "b) Điểm",
        "2.1. Con",
        "Điều 2. Đối tượng",
        "1. Một",
        "a) Điểm",
    ]


def test_a_list_that_starts_anew_counts_from_one_and_empty_paragraphs_count() -> None:
    numbering = levels(("decimal", "%1."))
    body = item("Một") + item("Hai") + item("Một", number=2) + item("", number=2) + item("Ba", number=2)
    assert texts(body, numbering=numbering) == ["1. Một", "2. Hai", "1. Một", "3. Ba"]


def test_a_style_may_carry_the_number_and_the_heading_level() -> None:
    styles = (
        '<w:style w:styleId="D"><w:name w:val="heading 3"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        '<w:jc w:val="center"/></w:pPr>'
        '<w:rPr><w:b/><w:caps/></w:rPr></w:style><w:style w:styleId="E"><w:name w:val="x"/><w:basedOn w:val="D"/></w:style>'
    )
    reading = read(p("phạm vi", '<w:pStyle w:val="E"/>'), styles=styles, numbering=levels(("decimal", "Điều %1.")))
    [line] = reading.lines
    assert (line.text, line.bold, line.heading_level) == ("Điều 1. PHẠM VI", True, 3)


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        (4, "lowerLetter", "d"),
        (27, "upperLetter", "AA"),
        (14, "upperRoman", "XIV"),
        (9, "lowerRoman", "ix"),
        (7, "decimalZero", "07"),
    ],
)
def test_numerals(value: int, style: str, text: str) -> None:
    assert numeral(value, style) == text


def test_bullets_of_symbol_fonts_are_dashes() -> None:
    assert [bullet(sign) for sign in ("\uf0b7", "-", "+", "●", "o")] == ["-", "-", "+", "●", "-"]


def test_tracked_changes_insertions_are_kept_deletions_are_not() -> None:
    body = (
        '<w:p><w:r><w:t xml:space="preserve">Mức </w:t></w:r><w:del><w:r><w:delText>5</w:delText></w:r></w:del>'
        "<w:ins><w:r><w:t>7</w:t></w:r></w:ins><w:r><w:t> triệu</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Nối </w:t></w:r></w:p><w:p><w:r><w:t>liền</w:t></w:r></w:p>"
        "<w:p><w:moveFrom><w:r><w:t>đi</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>đến</w:t></w:r></w:moveTo></w:p>"
    )
    assert texts(body) == ["Mức 7 triệu", "Nối liền", "đến"]


def test_fields_hidden_text_tabs_breaks_and_symbols() -> None:
    body = (
        "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>Số</w:t><w:tab/><w:t>1</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r><w:r><w:br/><w:t>dòng hai</w:t><w:noBreakHyphen/><w:t>x</w:t></w:r>"
        '<w:r><w:br w:type="page"/><w:sym w:font="Wingdings" w:char="F0A8"/></w:r></w:p>'
    )
    reading = read(body)
    assert [(line.text, line.starts_paragraph) for line in reading.lines] == [("Số 1", True), ("dòng hai-x□", None)]


def test_footnotes_are_numbered_by_their_references() -> None:
    notes = (
        '<w:footnote w:id="2"><w:p><w:r><w:t>Chú thích sau.</w:t></w:r></w:p></w:footnote>'
        '<w:footnote w:id="5"><w:p><w:r><w:t>Chú thích trước.</w:t></w:r></w:p></w:footnote>'
    )
    body = (
        '<w:p><w:r><w:t>Điều 1. Thử</w:t></w:r><w:r><w:footnoteReference w:id="5"/></w:r></w:p>'
        '<w:p><w:r><w:t>Một</w:t><w:footnoteReference w:id="2"/><w:t> hai</w:t></w:r></w:p>'
    )
    reading = read(body, footnotes=notes)
    assert [line.text for line in reading.lines] == ["Điều 1. Thử", "Một hai"]
    assert [(note.mark, note.text) for note in reading.notes] == [("1", "Chú thích trước."), ("2", "Chú thích sau.")]
    assert [(mark.mark, mark.offset) for line in reading.lines for mark in line.marks] == [("1", 11), ("2", 3)]


def test_a_raised_digit_behind_a_digit_stays_raised() -> None:
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r>'
    body = f"<w:p><w:r><w:t>10</w:t></w:r>{raised}<w:r><w:t> kg và 5 m</w:t></w:r>{raised}</w:p>"
    assert texts(body) == ["10² kg và 5 m2"]


def _m(tag: str, inner: str, value: str = "") -> str:
    return f'<m:{tag} xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" m:val="{value}">{inner}</m:{tag}>'


def _mt(text: str) -> str:
    return _m("r", _m("t", text))


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (_mt("M=") + _m("f", _m("num", _mt("a+b")) + _m("den", _mt("c"))), "M=(a+b) / c"),
        (_mt("M=") + _m("d", _m("e", _mt("a+b"))) + _mt("×c"), "M=(a+b)×c"),
        (_m("rad", _m("deg", "") + _m("e", _mt("a+b"))), "√(a+b)"),
        (_m("sSub", _m("e", _mt("M")) + _m("sub", _mt("i"))), "Mi"),
    ],
)  # fmt: skip
def test_a_formula_is_read_in_order(formula: str, text: str) -> None:
    assert texts(f"<w:p><w:r><w:t>Theo </w:t></w:r>{_m('oMath', formula)}<w:r><w:t>.</w:t></w:r></w:p>") == [f"Theo {text}."]


def test_a_list_whose_cells_begin_with_articles_is_a_table() -> None:
    rows = [["STT", "Tên văn bản", "Nội dung hết hiệu lực"], ["1", "Nghị định số 1", "Điều 5"], ["2", "Nghị định số 2", "Điều 7"]]
    body = "<w:tbl>" + "".join("<w:tr>" + "".join(cell(text) for text in row) + "</w:tr>" for row in rows) + "</w:tbl>"
    (line,) = read(body).lines
    assert line.table is not None
    assert line.table.rows == tuple(map(tuple, rows))


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def test_tables_keep_their_place_and_their_merged_cells() -> None:
    first, wide = '<w:vMerge w:val="restart"/>', '<w:gridSpan w:val="2"/>'
    table = (
        f"<w:tbl><w:tr>{cell('Bậc', first)}{cell('Mức', wide)}</w:tr>"
        f"<w:tr>{cell('', '<w:vMerge/>')}{cell('Từ')}{cell('Đến')}</w:tr><w:tr>{cell('1')}{cell('2')}{cell('3')}</w:tr></w:tbl>"
    )
    reading = read(p("trước") + table + p("sau"))
    assert [line.text for line in reading.lines] == ["trước", "", "sau"]
    assert reading.lines[1].table is not None
    assert reading.lines[1].table.rows == (("Bậc", "Mức", ""), ("", "Từ", "Đến"), ("1", "2", "3"))
    assert reading.lines[1].table.covered == ((1, 0),)


def test_the_head_block_in_a_table_is_text() -> None:
    table = (
        f"<w:tbl><w:tr>{cell('BỘ THỬ')}{cell('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM')}</w:tr>"
        f"<w:tr>{cell('Số: 1/TT')}{cell('Hà Nội, ngày 1')}</w:tr></w:tbl>"
    )
    assert texts(table) == ["BỘ THỬ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 1/TT", "Hà Nội, ngày 1"]


def test_a_text_box_is_read_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>Trong khung</w:t></w:r></w:p></w:txbxContent>"
    body = (
        f"<w:p><w:r><w:t>Ngoài</w:t></w:r><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert texts(body) == ["Ngoài", "Trong khung"]


def test_headers_and_footers_are_furniture_and_content_controls_are_text() -> None:
    body = f"<w:sdt><w:sdtContent>{p('Điều 1. Thử')}</w:sdtContent></w:sdt>"
    reading = read(body, header1=p("Lưu hành nội bộ"), footer1=p("Trang 1"))
    assert [line.text for line in reading.lines] == ["Điều 1. Thử"]
    assert set(reading.furniture) == {"Lưu hành nội bộ", "Trang 1"}


def test_the_strict_form_of_the_format_is_read() -> None:
    assert [line.text for line in read_docx(word(p("Điều 1. Thử"), STRICT), "a.docx", Limits()).lines] == ["Điều 1. Thử"]


def test_text_in_a_legacy_font_is_converted() -> None:
    reading = read(p("Céng hoµ x· héi chñ nghÜa ViÖt Nam") + p("NghÞ ®Þnh nµy quy ®Þnh chi tiÕt viÖc thö nghiÖm cña c¸c c¬ quan."))
    assert reading.lines[1].text == "Nghị định này quy định chi tiết việc thử nghiệm của các cơ quan."
    assert [problem.code for problem in reading.problems] == [ProblemCode.LEGACY_ENCODING]


def test_two_drafts_that_differ_by_one_character_differ_by_that_character() -> None:
    one, other = texts(p("Trong vòng 07 ngày.")), texts(p("Trong vòng 05 ngày."))
    assert [(a, b) for a, b in zip("".join(one), "".join(other), strict=True) if a != b] == [("7", "5")]


def test_a_damaged_document_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "hong.docx"
    path.write_bytes(word(p("x"))[:200])
    with refused(IngestError, r"hong\.docx"):
        parse_file(path)


def test_a_document_without_its_main_part_is_unreadable() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    with refused(UnreadableFileError, r"rong\.docx"):
        read_docx(buffer.getvalue(), "rong.docx", Limits())


def test_a_document_that_is_a_bomb_is_not_expanded() -> None:
    data = word(p("x"), header1="<w:p>" + " " * 20_000_000 + "</w:p>")
    with pytest.raises(UnsafeArchiveError):
        read_docx(data, "bom.docx", Limits())


@pytest.mark.parametrize("entity", ['SYSTEM "file:///etc/hostname"', '"ha ha"'])
def test_a_document_that_declares_entities_is_refused(entity: str) -> None:
    declared = f"<!DOCTYPE d [<!ENTITY x {entity}>]>"
    evil = f'{declared}<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>A&x;B</w:t></w:r></w:p></w:body></w:document>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", evil)
    with refused(UnreadableFileError, "DOCTYPE"):
        read_docx(buffer.getvalue(), "a.docx", Limits())


def test_a_line_says_its_font() -> None:
    def run(text: str, font: str = "") -> str:
        return f"<w:r><w:rPr>{font and f'<w:rFonts w:ascii={chr(34)}{font}{chr(34)}/>'}</w:rPr><w:t>{text}</w:t></w:r>"

    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:hAnsi="Arial"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:styleId="T"><w:rPr><w:rFonts w:ascii="Times New Roman"/></w:rPr></w:style>'
    )
    body = f"<w:p>{run('Điều 1. Phạm vi')}</w:p>"
    body += f"<w:p><w:pPr><w:pStyle w:val='T'/></w:pPr>{run('Nghị định này')}{run('và', 'Symbol')}</w:p>"
    body += f"<w:p>{run('NghÞ ®Þnh', '.VnTime')}</w:p>"
    assert [line.font for line in read(body, styles=styles).lines] == ["Arial", "Times New Roman", ".VnTime"]


@pytest.mark.realdata
def test_the_two_drafts_at_hand_differ_in_few_lines(data: Path) -> None:
    folder = data / "documents" / "docx"
    readings = (parse_file(folder / f"phamquocdow_3bca4ee_upload_file_{n}.docx").readings[0] for n in (1, 2))
    one, other = ([line.text for line in reading.lines] for reading in readings)
    assert len(one) == len(other) == 132
    assert sum(a != b for a, b in zip(one, other, strict=True)) == 4
