"""One table in every format that has them: the same in the tree, found by the heads of row and column, a table wherever it goes."""

import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from documents.akoma_ntoso import Version
from documents.akoma_ntoso import read as read_akn
from documents.akoma_ntoso import write as write_akn
from documents.model import Instrument, Kind, Table
from documents.table_heads import column_heads, head_rows
from ingest.batch import ingest_paths
from ingest.files.source import Limits
from ingest.parsing import parse_file
from ingest.readers.docx import read_docx
from kb.export.tables import table_html, table_word
from kb.search import search
from tests.ingest.office_maker import pptx, shape, slide_table, xlsx
from tests.ingest.pdf_maker import Maker
from tests.ingest.test_docx import cell, p, word
from tests.kb.databases import empty_sqlite

TITLE = "PHỤ LỤC MỨC HỖ TRỢ"
CELLS = (
    ("STT", "Nội dung hỗ trợ", "Mức hỗ trợ", ""),
    (None, None, "Người lớn", "Trẻ em"),
    ("1", "Tiền ăn", "1.500.000", "900.000"),
    ("2", "Quần áo, chăn màn", "400.000", "500.000"),
    ("3", "Đi lại", "250.000", "300.000"),
)


def as_docx(folder: Path) -> Path:
    first, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = cell("STT", first) + cell("Nội dung hỗ trợ", first) + cell("Mức hỗ trợ", '<w:gridSpan w:val="2"/>')
    rows = f"<w:tr>{rows}</w:tr><w:tr>{cell('', goes_on)}{cell('', goes_on)}{cell('Người lớn')}{cell('Trẻ em')}</w:tr>"
    rows += "".join(f"<w:tr>{''.join(cell(text or '') for text in row)}</w:tr>" for row in CELLS[2:])
    return saved(folder / "bang.docx", word(p(TITLE) + f"<w:tbl>{rows}</w:tbl>"))


def as_html(folder: Path) -> Path:
    rows = '<tr><th rowspan="2">STT</th><th rowspan="2">Nội dung hỗ trợ</th><th colspan="2">Mức hỗ trợ</th></tr>'
    rows += "<tr><th>Người lớn</th><th>Trẻ em</th></tr>"
    rows += "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in CELLS[2:])
    page = f"<html><body><p>{TITLE}</p><table border='1'>{rows}</table></body></html>"
    return saved(folder / "bang.html", page.encode())


def as_xlsx(folder: Path) -> Path:
    merged = ((2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 2, 3))
    return saved(folder / "bang.xlsx", xlsx((TITLE,), (), *CELLS, merged=merged))


def as_pdf(folder: Path) -> Path:
    """Over two pages, with the head repeated on the second."""
    maker = Maker()
    columns = (85, 135, 285, 385, 485)
    for number, rows in enumerate((CELLS[2:4], CELLS[4:])):
        page = maker.page()
        top = 660 if number == 0 else 100
        if number == 0:
            page.text(200, 80, TITLE, 12, bold=True)
            page.text(85, 600, "Mức hỗ trợ theo bảng sau đây áp dụng cho mọi người được hỗ trợ:", 12)
        levels = [top + 30 * at for at in range(len(rows) + 3)]
        for level in levels:
            page.line(285 if level == levels[1] else 85, level, 485, level)
        for at in columns:
            page.line(at, levels[1] if at == 385 else levels[0], at, levels[-1])
        for x, y, text in (
            (90, 20, "STT"),
            (140, 20, "Nội dung hỗ trợ"),
            (290, 20, "Mức hỗ trợ"),
            (290, 50, "Người lớn"),
            (390, 50, "Trẻ em"),
        ):
            page.text(x, top + y, text, 12)
        for at, row in enumerate(rows, start=2):
            for x, text in zip(columns, row, strict=False):
                page.text(x + 5, top + 30 * at + 20, text or "", 12)
    return maker.write(folder / "bang.pdf")


def as_pptx(folder: Path) -> Path:
    rows = (("STT", "Nội dung hỗ trợ", "Mức hỗ trợ", ">"), ("^", "^", "Người lớn", "Trẻ em"), *CELLS[2:])
    return saved(folder / "bang.pptx", pptx(shape(TITLE, "title") + slide_table(*rows)))


MAKERS: tuple[Callable[[Path], Path], ...] = (as_docx, as_html, as_xlsx, as_pdf, as_pptx)


def saved(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def tables_of(instrument: Instrument) -> list[Table]:
    return [part.table for part in instrument.walk() if part.kind is Kind.TABLE and part.table is not None]


@pytest.mark.parametrize("make", MAKERS)
def test_a_table_is_the_same_in_the_tree_whatever_it_comes_from(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    [instrument] = parse_file(make(tmp_path)).instruments
    [table] = tables_of(instrument)
    assert table.cells == CELLS
    [again] = read_akn(write_akn([Version(instrument)]).encode())
    assert [found.cells for found in tables_of(again.instrument)] == [CELLS]


@pytest.mark.third
@pytest.mark.parametrize("make", MAKERS)
def test_a_cell_is_found_by_the_heads_of_its_row_and_column(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    with empty_sqlite(tmp_path / "kho") as base:
        [report] = ingest_paths(base, [make(tmp_path)], workers=1)
        assert report.status in ("stored", "incomplete")
        for words, found in (("mức hỗ trợ trẻ em quần áo chăn màn", "500.000"), ("muc ho tro nguoi lon di lai", "250.000")):
            hit = search(base, words).hits[0]
            heads = {cell.text: cell.head for cell in hit.cells}
            assert hit.snippet in heads
            assert heads[found] == ("Mức hỗ trợ – Trẻ em" if found == "500.000" else "Mức hỗ trợ – Người lớn")


@pytest.mark.parametrize(
    ("rows", "count", "heads"),
    [
        (CELLS, 2, ("STT", "Nội dung hỗ trợ", "Mức hỗ trợ – Người lớn", "Mức hỗ trợ – Trẻ em")),
        (
            [[text or "" for text in row] for row in CELLS],
            2,
            ("STT", "Nội dung hỗ trợ", "Mức hỗ trợ – Người lớn", "Mức hỗ trợ – Trẻ em"),
        ),
        ((("TT", "Tên", "Mức"), ("(1)", "(2)", "(3)"), ("1", "Ăn", "5")), 2, ("TT", "Tên", "Mức")),
        ((("TT", "Tên"), ("1", "Ăn"), ("", "Ở")), 1, ("TT", "Tên")),
        ((("TT", "Tên", "Mức"), ("[1]", "[2]", "[3]"), ("1", "Ăn", "5")), 2, ("TT", "Tên", "Mức")),
        ((("Mã số", "", "Tên"), ("Cấp 1", "Cấp 2", ""), ("A", "", "Ăn")), 2, ("Mã số – Cấp 1", "Mã số – Cấp 2", "Tên")),
        ((("Mẫu số 01", "Đơn"), ("Mẫu số 02", "Tờ khai")), 0, ("", "")),
        ((("1", "Ăn"), ("2", "Ở")), 0, ("", "")),
        ((("TT", "Tên"),), 0, ("", "")),
    ],
)
def test_heads(rows: tuple[tuple[str | None, ...], ...], count: int, heads: tuple[str, ...]) -> None:
    assert head_rows(rows) == count
    assert column_heads(rows) == heads


def test_a_table_is_one_in_html_and_in_word_with_heads_and_merged_cells() -> None:
    table = Table.of((*CELLS, ("4", "Khác <b>", "\n", None)))
    html = table_html(table)
    assert html.count("<tr>") == 6
    assert '<th scope="col" rowspan="2">STT</th>' in html
    assert '<th scope="col" colspan="2">Mức hỗ trợ</th></tr><tr><th scope="col">Người lớn</th>' in html
    assert '<td rowspan="2">300.000</td>' in html
    assert "Khác &lt;b&gt;" in html
    document = docx.Document()
    document.element.body.insert(0, table_word(table))
    document.save(out := io.BytesIO())
    [again] = read_docx(out.getvalue(), "lai.docx", Limits()).lines
    assert again.table is not None
    assert again.table.cells[:5] == CELLS


def test_a_table_with_a_table_in_a_cell_stays_one_and_a_frame_around_tables_does_not(tmp_path: Path) -> None:
    inner = "<table><tr><td>ngày</td><td>50.000</td></tr><tr><td>đêm</td><td>70.000</td></tr></table>"
    rows = "".join(f"<tr><td>{at}</td><td>{inner if at == 3 else 'Việc'}</td></tr>" for at in range(1, 5))
    page = f"<html><body><p>{TITLE}</p><table border=1><tr><th>TT</th><th>Mức</th></tr>{rows}</table></body></html>"
    [instrument] = parse_file(saved(tmp_path / "a.html", page.encode())).instruments
    assert [table.rows[3] for table in tables_of(instrument)] == [("3", "ngày\n50.000\nđêm\n70.000")]
    small = f"<w:tbl><w:tr>{cell('ngày')}{cell('50.000')}</w:tr><w:tr>{cell('đêm')}{cell('70.000')}</w:tr></w:tbl>"
    nested = cell("3") + f"<w:tc><w:tcPr/>{small}<w:p/></w:tc>"
    body = f"<w:tr>{cell('TT')}{cell('Mức')}</w:tr><w:tr>{cell('1')}{cell('Việc')}</w:tr><w:tr>{cell('2')}{cell('Việc')}</w:tr>"
    reading = read_docx(word(f"<w:tbl>{body}<w:tr>{nested}</w:tr></w:tbl>"), "a.docx", Limits())
    assert [line.table.rows[3] for line in reading.lines if line.table] == [("3", "ngày | 50.000\nđêm | 70.000")]
    frame = read_docx(word(f"<w:tbl><w:tr><w:tc>{small}<w:p/></w:tc><w:tc>{small}<w:p/></w:tc></w:tr></w:tbl>"), "b.docx", Limits())
    assert [len(line.table.rows) for line in frame.lines if line.table] == [2, 2]
