"""A comparison as a file: the table that offices use ("Bảng so sánh, thuyết minh") as DOCX and HTML, the changes as XLSX, and JSON.

The words are those of the texts. What was found by rule is said to be, and what people decided or wrote is marked as theirs. Texts
are data: escaped in HTML, never formulas in a spreadsheet.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from documents.comparison import MeantChange
from documents.wording.citing import cite
from kb.export.compared import ComparisonTable, TableLine, heads
from kb.export.comparison_docx import write_docx
from kb.export.comparison_html import write_html
from kb.export.comparison_json import write_json
from kb.export.spreadsheet import table_xlsx
from kb.interface.catalogue import Catalogue


def comparison_bytes(table: ComparisonTable, format_: str, say: Catalogue) -> bytes:
    """A comparison as a file.

    :param format_: one of :data:`FORMATS`
    """
    return FORMATS[format_](table, say)


COLUMNS = ("what", "from", "to", "reasons", "by")
_WIDTHS = (14, 30, 30, 40, 40, 40)


def write_xlsx(table: ComparisonTable, say: Catalogue) -> bytes:
    """The lines that differ; each change that was found in one stands on a line of its own, with its kind and values."""
    names = heads(table, say)
    above = [
        *(say("compare.column_place", name=name) for name in names),
        say("compare.column_kind"),
        *(say("compare.column_words", name=name) for name in names),
        *(say(f"compare.column_{name}") for name in COLUMNS),
        say("compare.explanation"),
    ]
    widths = (*(18 for _ in names), 14, *(60 for _ in names), *_WIDTHS)
    return table_xlsx(above, [row for line in table.lines if not line.same for row in _rows(line, say)], widths)


def _rows(line: TableLine, say: Catalogue) -> Iterator[list[str | int]]:
    about = ["; ".join(line.kinds), *(cell.words for cell in line.cells)]
    for change in line.changes or (None,):
        yield [
            *(", ".join(map(cite, cell.places)) for cell in line.cells),
            *about,
            *_values(change, say),
            line.reasons,
            "\n".join(line.by),
            "\n".join(say("compare.note", text=note.text, author=note.author) for note in line.notes),
        ]


def _values(change: MeantChange | None, say: Catalogue) -> Sequence[str]:
    if change is None:
        return "", "", ""
    return (say(f"what.{change.what}"), *(piece.text if piece else "" for piece in (change.before, change.after)))


FORMATS: Mapping[str, Callable[[ComparisonTable, Catalogue], bytes]] = {
    "docx": write_docx,
    "xlsx": write_xlsx,
    "html": write_html,
    "json": write_json,
}
