"""The grid of a review as a Word table: by itself, and in the report; what answers stands in bold."""

from typing import Any

from docx.shared import Cm, Pt, RGBColor

from documents.text import printable
from kb.export.gridded import FoundGrid, Runs, cell_lines, column_words, corner_words
from kb.export.office import WIDTH, begun, cells_of, content_of, grid_of
from kb.interface.catalogue import Catalogue

_FIRST, _GREY = 3.2, RGBColor(0x55, 0x55, 0x55)

GridWords = tuple[tuple[str, ...], tuple[tuple[str, tuple[tuple[Runs, ...], ...]], ...]]
"""What is written of a grid: the heads; and each question with its cells."""


def grid_words(found: FoundGrid, say: Catalogue) -> GridWords:
    """What is written of a grid, in words alone."""
    heads = (corner_words(found, say), *(column_words(column) for column in found.columns))
    return heads, tuple((line.name, tuple(cell_lines(cell, say) for cell in line.cells)) for line in found.lines)


def add_grid(document: Any, words: GridWords) -> Any:
    """Put the table into a document.

    :returns: the table
    """
    heads, rows = words
    count = len(heads) - 1
    widths = [Cm(_FIRST), *[Cm((WIDTH - _FIRST) / count)] * count]
    table = grid_of(document, widths, [printable(head) for head in heads])
    for name, cells in rows:
        first, *rest = cells_of(table.add_row(), widths)
        first.paragraphs[0].add_run(printable(name)).bold = True
        for place, lines in zip(rest, cells, strict=True):
            for number, line in enumerate(lines):
                paragraph = place.add_paragraph() if number else place.paragraphs[0]
                for said, kind in line:
                    run = paragraph.add_run(printable(said))
                    run.font.size, run.bold = Pt(9 if kind == "place" else 10), kind == "mark" or None
                    if kind == "place":
                        run.italic, run.font.color.rgb = True, _GREY
    return table


def write_docx(content: tuple[str, FoundGrid], say: Catalogue) -> bytes:
    """The file.

    :param content: the title of the review, and the grid
    """
    title, found = content
    about = say("grid.about", subject=found.subject) if found.subject else ""
    document = begun(say, (say("grid.report_title"), title), (about, say("grid.found_by_rule", day=found.day)))
    add_grid(document, grid_words(found, say))
    return content_of(document)
