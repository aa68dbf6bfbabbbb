"""The comparison as a Word table: a column for each text with what differs marked, and one for the explanation."""

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from documents.comparison import Change
from documents.text import printable
from kb.export.compared import Cell, ComparisonTable, Note, TableLine, found_words, heads, sources, title
from kb.interface.catalogue import Catalogue

_FONT = "Times New Roman"
_RED, _BLUE, _GREY = RGBColor(0xA3, 0x1D, 0x1D), RGBColor(0x0B, 0x4F, 0x9E), RGBColor(0x55, 0x55, 0x55)
_WIDTH, _EXPLANATION = 25.7, {2: 5.7, 3: 4.7}
"""Centimetres of the page between its margins, and of the column of the explanation by the number of texts."""


def write_docx(table: ComparisonTable, say: Catalogue) -> bytes:
    """The file."""
    document = docx.Document()
    _set_page(document)
    _letterhead(document, say)
    _centred(document.add_paragraph(), say("compare.table_title"), 14).paragraph_format.space_before = Pt(12)
    _centred(document.add_paragraph(), title(table, say), 12).paragraph_format.space_after = Pt(8)
    count = len(table.texts)
    last = _EXPLANATION[count]
    widths = [Cm((_WIDTH - last) / count)] * count + [Cm(last)]
    grid = document.add_table(rows=1, cols=count + 1)
    grid.style, grid.autofit = "Table Grid", False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    _repeat_on_every_page(grid.rows[0])
    above = (*heads(table, say), say("compare.explanation"))
    for cell, words in zip(_cells(grid.rows[0], widths), above, strict=True):
        _centred(cell.paragraphs[0], words, 11)
    for line in table.lines:
        _add_line(list(_cells(grid.add_row(), widths)), line, say)
    for words in (say("compare.found_by_rule"), *sources(table, say)):
        document.add_paragraph().add_run(printable(words)).font.size = Pt(8)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _cells(row: Any, widths: list[Any]) -> Iterator[Any]:
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = width
        yield cell


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(11)
    style.paragraph_format.space_after = Pt(3)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)


def _letterhead(document: Any, say: Catalogue) -> None:
    """The usual heading: the office on the left, to be filled in, the State and its motto on the right, each above its line."""
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    _centred(cells[0].paragraphs[0], say("compare.office"), 12)
    _ruled(cells[0], 3)
    _centred(cells[1].paragraphs[0], say("compare.state"), 12)
    _centred(cells[1].add_paragraph(), say("compare.motto"), 13)
    _ruled(cells[1], 5.4)


def _ruled(cell: Any, width: float) -> None:
    """A line in the middle of a cell, so many centimetres long."""
    paragraph = cell.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(4), Pt(0)
    indent = Cm((_WIDTH / 2 - width) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = indent
    paragraph.paragraph_format.line_spacing = Pt(4)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "auto")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().append(borders)


def _centred(paragraph: Any, words: str, size: int) -> Any:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(printable(words))
    run.bold, run.font.size = True, Pt(size)
    return paragraph


def _repeat_on_every_page(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _add_line(cells: list[Any], line: TableLine, say: Catalogue) -> None:
    *texts, explanation = cells
    for place, cell in zip(texts, line.cells, strict=True):
        _write(place, cell)
    for words in found_words(line, say):
        _small(texts[-1].add_paragraph(), words)
    for number, note in enumerate(line.notes):
        _explain(explanation.paragraphs[0] if not number else explanation.add_paragraph(), note, say)


def _explain(paragraph: Any, note: Note, say: Catalogue) -> None:
    paragraph.add_run(printable(note.text))
    _small(paragraph, f" {say('compare.note_by', author=note.author)}")


def _small(paragraph: Any, words: str) -> None:
    run = paragraph.add_run(printable(words))
    run.italic, run.font.size, run.font.color.rgb = True, Pt(8.5), _GREY


def _write(place: Any, cell: Cell) -> None:
    """The words of one text in a line: struck through what is gone, underlined what is new; each of their lines a paragraph."""
    paragraph = place.paragraphs[0]
    if cell.head:
        paragraph.add_run(printable(f"{cell.head} ")).bold = True
    for change, words in cell.pieces:
        for number, line in enumerate(words.split("\n")):
            if number:
                paragraph = place.add_paragraph()
            if line:
                run = paragraph.add_run(printable(line))
                if change is Change.REMOVED:
                    run.font.strike, run.font.color.rgb = True, _RED
                elif change is Change.ADDED:
                    run.font.underline, run.font.color.rgb = True, _BLUE
