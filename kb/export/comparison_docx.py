"""The comparison as a Word table: a column for each text with what differs marked, and one for the explanation."""

import io
from typing import Any

import docx
from docx.shared import Cm, Pt, RGBColor

from documents.comparison import Change
from documents.text import printable
from kb.export.compared import Cell, ComparisonTable, Note, TableLine, found_words, heads, sources, title
from kb.export.office import WIDTH, cells_of, centred, grid_of, letterhead, set_page
from kb.interface.catalogue import Catalogue

_RED, _BLUE, _GREY = RGBColor(0xA3, 0x1D, 0x1D), RGBColor(0x0B, 0x4F, 0x9E), RGBColor(0x55, 0x55, 0x55)
_EXPLANATION = {2: 5.7, 3: 4.7}
"""Centimetres of the column of the explanation, by the number of texts."""


def write_docx(table: ComparisonTable, say: Catalogue) -> bytes:
    """The file."""
    document = docx.Document()
    set_page(document)
    letterhead(document, say)
    centred(document.add_paragraph(), say("compare.table_title"), 14).paragraph_format.space_before = Pt(12)
    centred(document.add_paragraph(), title(table, say), 12).paragraph_format.space_after = Pt(8)
    count = len(table.texts)
    last = _EXPLANATION[count]
    widths = [Cm((WIDTH - last) / count)] * count + [Cm(last)]
    grid = grid_of(document, widths, (*heads(table, say), say("compare.explanation")))
    for line in table.lines:
        _add_line(list(cells_of(grid.add_row(), widths)), line, say)
    for words in (say("compare.found_by_rule"), *sources(table, say)):
        document.add_paragraph().add_run(printable(words)).font.size = Pt(8)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


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
