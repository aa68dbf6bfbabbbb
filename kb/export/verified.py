"""The citations of a foreign text, judged, as a table: Excel and Word."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from documents.text import printable
from kb.export.spreadsheet import Sheet, book_xlsx
from kb.interface.catalogue import Catalogue
from kb.interface.days import today

COLUMNS = ("citation", "meant", "exists", "status", "quoted", "remarks")
_WIDTHS = (40, 50, 18, 28, 60, 60)
_SHARES = (3.6, 4.4, 2.2, 3.2, 5.2, 5.0)


@dataclass(frozen=True, slots=True)
class VerifiedTable:
    """What was found.

    :param day: on which it was judged, in words
    :param lines: a line a citation, each with the key of what is cited and its cells
    """

    day: str
    lines: Sequence[tuple[str | None, tuple[str, ...]]]


def write_xlsx(table: VerifiedTable, say: Catalogue) -> bytes:
    """The file."""
    heads = [*(say(f"verify.{name}") for name in COLUMNS), say("verify.key")]
    rows = [[*cells, key or ""] for key, cells in table.lines]
    return book_xlsx([Sheet(heads, rows, (*_WIDTHS, 60), say("page.verify"), (table.day, say("verify.by_machine")))])


def write_docx(table: VerifiedTable, say: Catalogue) -> bytes:
    """The file."""
    import docx
    from docx.shared import Cm

    from kb.export.office import WIDTH, cells_of, centred, footer, grid_of, set_page

    document = docx.Document()
    set_page(document)
    footer(document, say("compare.made_on", day=today()), say("compare.page_of", page="{page}", pages="{pages}"))
    centred(document.add_paragraph(), say("verify.table_title"), 14)
    for words in (table.day, say("verify.by_machine")):
        document.add_paragraph(words).runs[0].italic = True
    widths = [Cm(WIDTH * share / sum(_SHARES)) for share in _SHARES]
    grid = grid_of(document, widths, [say(f"verify.{name}") for name in COLUMNS])
    for _, cells in table.lines:
        for place, words in zip(cells_of(grid.add_row(), widths), cells, strict=True):
            place.paragraphs[0].add_run(printable(words))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
