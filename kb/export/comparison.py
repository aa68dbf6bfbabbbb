"""A comparison as a file: the table that offices use ("Bảng so sánh, thuyết minh") as HTML (and DOCX), the changes as XLSX.

The words are those of the texts. What was found by rule is said to be, and what people decided or wrote is marked as theirs. Texts
are data: escaped in HTML, never formulas in a spreadsheet.
"""

from collections.abc import Iterator, Sequence

from documents.comparison import MeantChange
from documents.wording.citing import cite
from kb.export.compared import ComparisonTable, TableLine, found_words, heads, lacking, sources, standings, title
from kb.export.page import page
from kb.export.spreadsheet import Sheet, book_xlsx
from kb.interface.catalogue import Catalogue

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
    return book_xlsx([Sheet(above, [row for line in table.lines if not line.same for row in _rows(line, say)], widths)])


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


def write_html(table: ComparisonTable, say: Catalogue) -> bytes:
    """A page that stands by itself and can be printed."""
    return page(
        "comparison",
        say,
        named=title(table, say),
        about=(table.scope, say("compare.marks"), *lacking(table, say)),
        heads=list(zip(standings(table, say), heads(table, say), strict=True)),
        lines=[(number, line, found_words(line, say) if table.remarks else ()) for number, line in table.printed()],
        sources=(say("compare.found_by_rule"), *sources(table, say)) if table.remarks else (),
    )
