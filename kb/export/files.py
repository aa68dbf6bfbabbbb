"""What is written as a file, and in which formats: each declared once.

The writer of a format is a function that takes what is written and the catalogue, and gives the file or its one table. It is loaded
when it is needed: those of Word and of spreadsheets take a good part of a second.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from kb.errors import InvalidQueryError
from kb.imports import cell
from kb.interface.catalogue import Catalogue

_LONGEST_CELL = 32_000
"""Excel takes 32,767 characters in a cell."""


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


def sheet_csv(table: Sheet) -> bytes:
    """A table as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(table.heads)
    writer.writerows([value if isinstance(value, int) else cell(_printable(value)) for value in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig", errors="replace")  # the mark tells Excel that it is UTF-8


def _printable(text: str) -> str:
    """Without what no cell may hold."""
    return "".join(char for char in text if char.isprintable() or char in "\n\t").encode("utf-8", "replace").decode()


DOCX = "docx"
MIMES = {
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "html": "text/html",
    "json": "application/json",
    "ics": "text/calendar",
}

COMPARISON, REPORT, GRID, HITS, UPCOMING, DUTIES = "compare", "dossier", "grid", "export", "upcoming", "duty"
AUDIT, VERIFIED, NOTES = "audit", "verify", "notes"
"""What is written; the names are sections of the catalogue, where ``file_FORMAT`` says what the format is for."""

WRITERS: dict[str, Mapping[str, str]] = {
    COMPARISON: {
        "docx": "kb.export.comparison_docx:write_docx",
        "xlsx": "kb.export.comparison:write_xlsx",
        "html": "kb.export.comparison:write_html",
        "json": "kb.export.comparison:write_json",
    },
    REPORT: {
        "docx": "kb.export.report_docx:write_docx",
        "xlsx": "kb.export.review_report:write_xlsx",
        "html": "kb.export.review_report:write_html",
        "json": "kb.export.review_report:write_json",
    },
    DUTIES: {"xlsx": "kb.export.duties:write_xlsx", "docx": "kb.export.duties:write_docx"},
    VERIFIED: {"docx": "kb.export.noted:write_verified_docx", "xlsx": "kb.export.noted:write_verified_xlsx"},
    UPCOMING: {"ics": "kb.export.upcoming:write_ics"},
    GRID: {"docx": "kb.export.report_docx:write_grid"},
    AUDIT: {"xlsx": "kb.export.noted:audit_sheet", "csv": "kb.export.noted:audit_sheet"},
    NOTES: {"xlsx": "kb.export.noted:write_xlsx", "docx": "kb.export.noted:write_docx", "json": "kb.export.noted:write_json"},
    HITS: {"xlsx": "kb.export.noted:sheet", "csv": "kb.export.noted:sheet"},
}


def file_bytes(kind: str, content: Any, format_: str, say: Catalogue, **options: Any) -> bytes:
    """Something as a file.

    :param kind: a key of `WRITERS`, ``format_`` one of its formats
    :param options: for its writer
    """
    write: Callable[..., bytes | Sheet] = resolve_name(WRITERS[kind][format_])
    made = write(content, say, **options)
    if isinstance(made, Sheet):
        return sheet_csv(made) if format_ == "csv" else book_xlsx([made])
    return made


def format_of(kind: str, named: str, output: Path | None = None, otherwise: str = "") -> str:
    """The format that is meant: the one that is named, that of the file's ending, or another.

    :raises InvalidQueryError: there is no such format
    """
    by_name = output.suffix.lower().removeprefix(".") if output else ""
    format_ = named or (by_name if by_name in WRITERS[kind] else otherwise)
    if format_ and format_ not in WRITERS[kind]:
        raise InvalidQueryError("export_format", format=format_, known=tuple(WRITERS[kind]))
    return format_
