"""What Word files of Vietnamese offices have in common: the page, the heading with the State and its motto, tables across pages."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from documents.text import printable
from kb.interface.catalogue import Catalogue
from kb.interface.days import today

FONT = "Times New Roman"
WIDTH = 25.7
"""Centimetres of the page between its margins."""


def begun(say: Catalogue, titles: Sequence[str], said: Iterable[str] = (), headed: bool = True) -> Any:
    """A document on such a page, with the day at its foot.

    :param titles: what it is, and what it is about; ``said``: what has to be known of it, where that is anything
    :param headed: with the usual heading
    """
    document = docx.Document()
    set_page(document)
    footer(document, say("compare.made_on", day=today()), say("compare.page_of", page="{page}", pages="{pages}"))
    if headed:
        letterhead(document, say)
    for title, size in zip(titles, (14, 13), strict=False):
        centred(document.add_paragraph(), title, size).paragraph_format.space_before = Pt(12 if size == 14 else 0)
    for words in filter(None, said):
        document.add_paragraph().add_run(printable(words)).italic = True
    return document


def content_of(document: Any) -> bytes:
    """The file."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def set_page(document: Any) -> None:
    """A page that lies on its side, and the font of offices."""
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(11)
    style.paragraph_format.space_after = Pt(3)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)


def letterhead(document: Any, say: Catalogue) -> tuple[Any, Any]:
    """The usual heading: the office on the left, to be filled in, the State and its motto on the right, each above its line.

    :returns: the two cells
    """
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    centred(left.paragraphs[0], say("compare.office"), 12)
    ruled(left, 3)
    centred(right.paragraphs[0], say("compare.state"), 12)
    centred(right.add_paragraph(), say("compare.motto"), 13)
    ruled(right, 5.4)
    return left, right


def ruled(cell: Any, width: float) -> None:
    """A line in the middle of a cell that is half as wide as the page, so many centimetres long."""
    paragraph = cell.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(4), Pt(0)
    indent = Cm((WIDTH / 2 - width) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = indent
    paragraph.paragraph_format.line_spacing = Pt(4)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "auto")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().append(borders)


def centred(paragraph: Any, words: str, size: float) -> Any:
    """Bold words in the middle."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(printable(words))
    run.bold, run.font.size = True, Pt(size)
    return paragraph


def footer(document: Any, words: str, page: str) -> None:
    """What stands at the foot of every page: words on the left, the number of the page and of all pages on the right.

    :param page: how the numbers are said, with ``{page}`` and ``{pages}``
    """
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style.font.size = Pt(9)
    stops = paragraph.paragraph_format.tab_stops
    for stop in list(paragraph.style.paragraph_format.tab_stops):
        stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
    stops.add_tab_stop(Cm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{printable(words)}\t")
    for part in re.split(r"(\{pages?\})", page):
        field = {"{page}": "PAGE", "{pages}": "NUMPAGES"}.get(part)
        if field is None:
            paragraph.add_run(part)
            continue
        made = OxmlElement("w:fldSimple")
        made.set(qn("w:instr"), field)
        made.append(paragraph.add_run("1")._r)
        paragraph._p.append(made)


def grid_of(document: Any, widths: Sequence[Any], heads: Sequence[str]) -> Any:
    """A table with its head, which stands on every page."""
    grid = document.add_table(rows=1, cols=len(widths))
    grid.style, grid.autofit = "Table Grid", False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    mark = OxmlElement("w:tblHeader")  # it is repeated on every page
    mark.set(qn("w:val"), "true")
    grid.rows[0]._tr.get_or_add_trPr().append(mark)
    for cell, words in zip(cells_of(grid.rows[0], widths), heads, strict=True):
        centred(cell.paragraphs[0], words, 11)
    return grid


def add_table(document: Any, shares: Sequence[float], heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table of words, as wide as the page, which its columns share; those that are empty all the way down are left out."""
    lines = [*rows]
    kept = [at for at in range(len(heads)) if not lines or any(line[at] for line in lines)]
    columns = [[line[at] for line in (heads, *lines)] for at in kept]
    widths = [Cm(width) for width in widths_of([shares[at] for at in kept], columns)]
    grid = grid_of(document, widths, [heads[at] for at in kept])
    for line in lines:
        for place, at in zip(cells_of(grid.add_row(), widths), kept, strict=True):
            place.paragraphs[0].add_run(printable(line[at]))


_LETTER, _BESIDE, _LONGEST = 0.21, 0.45, 14
"""Centimetres of a letter, and of what stands beside words in a cell; a word that is longer than so many may break."""


def widths_of(shares: Sequence[float], columns: Sequence[Sequence[str]]) -> list[float]:
    """Centimetres of columns: each has room for its longest word, and they share what is left."""
    longest = (max((len(word) for words in column for word in words.split()), default=0) for column in columns)
    least = [_BESIDE + _LETTER * min(_LONGEST, most) for most in longest]
    left = max(0.0, WIDTH - sum(least)) / sum(shares)
    squeezed = min(1.0, WIDTH / sum(least))
    return [(low + share * left) * squeezed for low, share in zip(least, shares, strict=True)]


def cells_of(row: Any, widths: Sequence[Any]) -> Iterator[Any]:
    """The cells of a row, as wide as the columns."""
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = width
        yield cell
