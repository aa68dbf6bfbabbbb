"""Tables for a spreadsheet: XLSX and CSV.

Texts are data: in XLSX they are written as texts and never as formulas or links; in CSV a cell that a spreadsheet would
take for a formula gets an apostrophe before it.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from kb.imports import cell

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
