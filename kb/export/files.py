"""What is written as a file, and in which formats: each declared once.

The writer of a format is a function that takes what is written and the catalogue, and gives the file or its one table. It is loaded
when it is needed: those of Word and of spreadsheets take a good part of a second.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from kb.errors import InvalidQueryError
from kb.export.spreadsheet import Sheet, book_xlsx, sheet_csv
from kb.interface.catalogue import Catalogue

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
    VERIFIED: {"docx": "kb.export.verified:write_docx", "xlsx": "kb.export.verified:write_xlsx"},
    UPCOMING: {"ics": "kb.export.upcoming:write_ics"},
    GRID: {"docx": "kb.export.grid_docx:write_docx"},
    AUDIT: {"xlsx": "kb.export.audited:sheet", "csv": "kb.export.audited:sheet"},
    NOTES: {"xlsx": "kb.export.noted:write_xlsx", "docx": "kb.export.noted:write_docx"},
    HITS: {"xlsx": "kb.export.hits:sheet", "csv": "kb.export.hits:sheet"},
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
