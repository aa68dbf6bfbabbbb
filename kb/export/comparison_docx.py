"""The comparison as a Word table: a number, a column for each text with what differs marked, and one for the explanation."""

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor

from documents.comparison import Change
from documents.text import printable
from kb.export.compared import Cell, ComparisonTable, TableLine, found_words, heads, lacking, sources, standings, title
from kb.export.office import WIDTH, begun, cells_of, centred, content_of, grid_of
from kb.interface.catalogue import Catalogue

_RED, _BLUE, _GREY = RGBColor(0xA3, 0x1D, 0x1D), RGBColor(0x0B, 0x4F, 0x9E), RGBColor(0x55, 0x55, 0x55)
_NUMBER, _EXPLANATION = 1.2, {2: 5.7, 3: 4.7}
"""Centimetres of the column of the number, and of that of the explanation by the number of texts."""


def write_docx(table: ComparisonTable, say: Catalogue) -> bytes:
    """The file."""
    document = begun(say, (say("compare.table_title"), title(table, say)))
    document.paragraphs[-1].paragraph_format.space_after = Pt(4)
    for words in filter(None, (table.scope, say("compare.marks"), *lacking(table, say))):
        _remark(document.add_paragraph(), words).alignment = WD_ALIGN_PARAGRAPH.CENTER
    count, last = len(table.texts), _EXPLANATION[len(table.texts)]
    widths = [Cm(_NUMBER), *[Cm((WIDTH - _NUMBER - last) / count)] * count, Cm(last)]
    names = ["\n".join(filter(None, pair)) for pair in zip(standings(table, say), heads(table, say), strict=True)]
    grid = grid_of(document, widths, (say("compare.number"), *names, say("compare.explanation")))
    for number, line in table.printed():
        _add_line(list(cells_of(grid.add_row(), widths)), number, line, say, table.remarks)
    if table.remarks:
        centred(document.add_paragraph(), say("compare.sources"), 12).paragraph_format.page_break_before = True
        for words in (say("compare.found_by_rule"), *sources(table, say)):
            document.add_paragraph(printable(words))
    return content_of(document)


def _add_line(cells: list[Any], number: str, line: TableLine, say: Catalogue, remarks: bool) -> None:
    first, *texts, explanation = cells
    first.paragraphs[0].add_run(number)
    first.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    alone = sum(bool(cell.places) for cell in line.cells) == 1  # the empty cell says it
    for place, cell in zip(texts, line.cells, strict=True):
        _write(place, cell, marked=not alone, begins=bool(number))
    said = iter([explanation.paragraphs[0]])
    for note in line.notes:
        paragraph = next(said, None) or explanation.add_paragraph()
        paragraph.add_run(printable(note.text))
        _remark(paragraph, f" {say('compare.note_by', author=note.author)}")
    for words in found_words(line, say) if remarks else ():
        _remark(next(said, None) or explanation.add_paragraph(), words)


def _remark(paragraph: Any, words: str) -> Any:
    run = paragraph.add_run(printable(words))
    run.italic, run.font.size, run.font.color.rgb = True, Pt(9), _GREY
    return paragraph


def _write(place: Any, cell: Cell, *, marked: bool, begins: bool) -> None:
    """The words of one text in a line: struck through what is gone, underlined what is new; each of their lines a paragraph.

    :param begins: an article begins here: what stands first stays with what follows it
    """
    paragraph, titled = place.paragraphs[0], begins and cell.titled
    paragraph.paragraph_format.keep_with_next = begins
    if cell.head:
        paragraph.add_run(printable(f"{cell.head} ")).bold = True
    for change, words in cell.pieces:
        for number, line in enumerate(words.split("\n")):
            if number:
                paragraph, titled = place.add_paragraph(), False
            if line:
                run = paragraph.add_run(printable(line))
                run.bold = titled or None
                if marked and change is Change.REMOVED:
                    run.font.strike, run.font.color.rgb = True, _RED
                elif marked and change is Change.ADDED:
                    run.font.underline, run.font.color.rgb = True, _BLUE
    for words in cell.told:
        _remark(place.add_paragraph(), words)
