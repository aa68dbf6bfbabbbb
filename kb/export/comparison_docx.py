"""The comparison as a Word table of three columns: both texts with what differs marked, and a column for the explanation."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from documents.comparison import Change, PairKind, Row
from documents.model import Provision
from documents.text import printable
from kb.export.compared import ComparisonTable, change_words, labels, sources, title
from kb.interface.catalogue import Catalogue

_FONT = "Times New Roman"
_RED, _BLUE = RGBColor(0xA3, 0x1D, 0x1D), RGBColor(0x0B, 0x4F, 0x9E)
_WIDTHS = (Cm(9.6), Cm(9.6), Cm(6.5))


def write_docx(table: ComparisonTable, say: Catalogue) -> bytes:
    """The file."""
    document = docx.Document()
    _set_page(document)
    _letterhead(document, say)
    _centred(document.add_paragraph(), say("compare.table_title"), 14)
    _centred(document.add_paragraph(), title(table, say), 12)
    grid = document.add_table(rows=1, cols=3)
    grid.style, grid.autofit = "Table Grid", False
    _repeat_on_every_page(grid.rows[0])
    heads = (table.left.name, table.right.name, say("compare.explanation"))
    for cell, words in zip(grid.rows[0].cells, heads, strict=True):
        _centred(cell.paragraphs[0], words, 11)
    for row in table.rows:
        _add_row(grid.add_row().cells, row, say)
    for line in grid.rows:
        for cell, width in zip(line.cells, _WIDTHS, strict=True):
            cell.width = width
    for words in (say("compare.found_by_rule"), *sources(table, say)):
        document.add_paragraph().add_run(printable(words)).font.size = Pt(8)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)


def _letterhead(document: Any, say: Catalogue) -> None:
    """The usual heading of offices: the office on the left (to be filled in), the State and its motto on the right."""
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    _centred(cells[0].paragraphs[0], say("compare.office"), 11)
    _centred(cells[1].paragraphs[0], say("compare.state"), 11)
    _centred(cells[1].add_paragraph(), say("compare.motto"), 11)


def _centred(paragraph: Any, words: str, size: int) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(printable(words))
    run.bold, run.font.size = True, Pt(size)


def _repeat_on_every_page(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _add_row(cells: Sequence[Any], row: Row, say: Catalogue) -> None:
    _write(cells[0].paragraphs[0], row.left, ((span.change, span.old) for span in row.spans), old=True)
    _write(cells[1].paragraphs[0], row.right, ((span.change, span.new) for span in row.spans), old=False)
    if row.compared.pair.kind is not PairKind.SAME:
        cells[2].paragraphs[0].add_run(say(f"pair.{row.compared.pair.kind}")).italic = True
    for change in row.compared.changes:
        cells[2].add_paragraph().add_run(printable(change_words(change, say))).font.size = Pt(9)


def _write(paragraph: Any, side: Sequence[Provision], pieces: Iterable[tuple[Change, str]], *, old: bool) -> None:
    """One side of a row: struck through what is gone, underlined what is new."""
    if head := labels(side):
        paragraph.add_run(f"{head} ").bold = True
    for change, words in pieces:
        if words:
            run = paragraph.add_run(printable(words))
            if change is not Change.SAME:
                run.font.strike, run.font.underline, run.font.color.rgb = old, not old, _RED if old else _BLUE
