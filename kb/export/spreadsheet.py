"""Hits as a table for a spreadsheet: XLSX and CSV.

The words of the query are not in it. Texts are data: in XLSX they are written as texts and never as formulas or links; in CSV a
cell that a spreadsheet would take for a formula gets an apostrophe before it.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from documents.wording.citing import cite
from kb.errors import KnowledgeBaseError
from kb.imports import cell
from kb.interface.catalogue import Catalogue
from kb.search.model import Hit
from kb.search.snippets import printed

FORMATS = ("xlsx", "csv")
COLUMNS = ("number", "instrument", "article", "heading", "snippet", "status", "basis", "day", "key", "typed")
_WIDTHS = (18, 36, 14, 36, 80, 18, 48, 12, 50, 30)
_LONGEST_CELL = 32_000
"""Excel takes 32,767 characters in a cell."""


def export_bytes(hits: Sequence[Hit], day: date, format_: str, say: Catalogue | None = None) -> bytes:
    """Hits as a file.

    :param day: the day that the status is said for
    :param format_: xlsx, csv
    """
    words = say or Catalogue()
    heads = [words(f"export.{name}") for name in COLUMNS]
    rows = [_row(number, hit, day, words) for number, hit in enumerate(hits, start=1)]
    first = words("export.rank")
    return table_xlsx([first, *heads], rows, (6, *_WIDTHS)) if format_ == "xlsx" else _csv([first, *heads], rows)


def export_file(hits: Sequence[Hit], day: date, path: Path, say: Catalogue | None = None) -> None:
    """Write hits to a file; its ending says in which format.

    :raises KnowledgeBaseError: the ending is another, or the file cannot be written
    """
    format_ = path.suffix.lower().removeprefix(".")
    if format_ not in FORMATS:
        raise KnowledgeBaseError("export_ending", file=path.name)
    try:
        path.write_bytes(export_bytes(hits, day, format_, say))
    except OSError as error:
        raise KnowledgeBaseError("export_not_written", file=path.name, reason=error.strerror) from error


def _row(number: int, hit: Hit, day: date, say: Catalogue) -> list[str | int]:
    status = say(f"status.{hit.status.value}")
    if hit.amended:
        status = f"{status}; {say('status.amended')}"
    return [
        number,
        hit.number or "",
        f"{hit.title} ({say(f'naming.{hit.title_from}')})" if hit.title_from else hit.title,
        cite(hit.path),
        hit.heading or "",
        printed(hit.snippet, hit.cut_before, hit.cut_after),
        status,
        _basis(hit, say),
        say.day(day),
        hit.key,
        "; ".join(say("typed.hit", author=by, day=say.day(moment.date())) for by, moment in hit.typed),
    ]


def _basis(hit: Hit, say: Catalogue) -> str:
    """What the status rests on; and that of the clause that answers, where it is another one."""
    said, clause = say(f"basis.{hit.basis}", **hit.basis_days), hit.clause_status
    if clause is None or hit.best_clause is None:
        return said
    return f"{said} {cite(hit.best_clause)}: {say(f'basis.{clause.basis}', **clause.basis_days)}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a workbook.

    :param widths: of the columns, in characters
    :param above: lines that stand above it
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[str | int]]
    widths: Sequence[int]
    name: str | None = None
    above: Sequence[str] = ()


def table_xlsx(heads: Sequence[str], rows: Sequence[Sequence[str | int]], widths: Sequence[int]) -> bytes:
    """A table as XLSX.

    :param widths: of the columns, in characters
    """
    return book_xlsx([Sheet(heads, rows, widths)])


def book_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Tables as XLSX; texts are written as texts, never as formulas or links. Names of sheets have at most 31 characters."""
    import xlsxwriter  # only here: the command line imports this module for every search

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
        title = book.add_format({"bold": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for table in sheets:
            sheet = book.add_worksheet(table.name)
            for place, line in enumerate(table.above):
                sheet.write_string(place, 0, _printable(line)[:_LONGEST_CELL], title)
            first = len(table.above) + 1 if table.above else 0
            for column, head in enumerate(table.heads):
                sheet.write_string(first, column, head, bold)
            for place, row in enumerate(table.rows, start=first + 1):
                for column, value in enumerate(row):
                    if isinstance(value, int):
                        sheet.write_number(place, column, value, wrapped)
                    else:
                        sheet.write_string(place, column, _printable(value)[:_LONGEST_CELL], wrapped)
            for column, width in enumerate(table.widths):
                sheet.set_column(column, column, width)
            sheet.freeze_panes(first + 1, 0)
            sheet.autofilter(first, 0, first + len(table.rows), len(table.heads) - 1)
    return out.getvalue()


def _csv(heads: Sequence[str], rows: Sequence[Sequence[str | int]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(heads)
    writer.writerows([value if isinstance(value, int) else cell(_printable(value)) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", errors="replace")  # the mark tells Excel that it is UTF-8


def _printable(text: str) -> str:
    """Without what no cell may hold."""
    return "".join(char for char in text if char.isprintable() or char in "\n\t").encode("utf-8", "replace").decode()
