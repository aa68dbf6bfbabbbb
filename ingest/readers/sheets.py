"""Excel workbooks, old and of today: each visible sheet is a table, with what stands above and below it as text."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from documents.model import Line, Place, Reading, Table
from documents.text import clean, without_private
from documents.text.decoding import decode_lines
from ingest.errors import EncryptedFileError, FileTooLargeError, UnreadableFileError
from ingest.files.source import Limits, Source, is_zip
from ingest.readers.head import tidied
from ingest.readers.html.page import is_layout
from ingest.readers.ooxml import open_package
from ingest.readers.registry import Options

_MOST_CELLS = 5_000_000
_FILLED = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*[^/]>')
_HEADS = 3  # cells that make a row one of a table and not of a letterhead


def read_source(source: Source, options: Options) -> Reading:
    """Read a workbook.

    :raises EncryptedFileError: it is protected by a password
    :raises FileTooLargeError: its cells lie too far apart
    :raises UnreadableFileError: it is damaged
    """
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    if is_zip(source.data[:4]):
        _check_cells(source.data, source.name, options.limits)
    lines: list[Line] = []
    hidden: list[str] = []
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(source.data))
        for number, about in enumerate(workbook.sheets_metadata, start=1):
            if about.typ != SheetTypeEnum.WorkSheet or about.visible != SheetVisibleEnum.Visible:
                hidden.append(about.name)
                continue
            lines += _sheet(workbook.get_sheet_by_name(about.name), about.name, number)
    except PasswordError as error:
        raise EncryptedFileError("file_encrypted", name=source.name) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # of Rust, beside all other exceptions
            raise UnreadableFileError("file_not_whole", name=source.name) from error
        raise
    found, _, problems = decode_lines(lines, ())
    return tidied(Reading("xlsx", found, furniture=tuple(hidden), problems=problems))


def _check_cells(data: bytes, name: str, limits: Limits) -> None:
    with open_package(data, name, limits) as archive:
        for part in archive.namelist():
            if re.fullmatch(r"/?xl/worksheets/[^/]*\.xml", part):
                wide = high = 1
                for letters, row in _FILLED.findall(archive.read(part)):
                    column = 0
                    for letter in letters:
                        column = column * 26 + letter - 64
                    wide, high = max(wide, column), max(high, int(row))
                if wide * high > _MOST_CELLS:
                    raise FileTooLargeError("sheet_large", name=name, most=f"{_MOST_CELLS:,}".replace(",", "."))


def _sheet(sheet: Any, name: str, number: int) -> Iterator[Line]:
    """A sheet as lines: from the first row with as many cells as a table's to the last it is the table."""
    rows = [[_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    filled = [sum(map(bool, row)) for row in rows]
    most = max(filled, default=0)
    if not most:
        return
    if not name.isascii():  # a name in words; "Sheet1", "XK-01" say nothing to a reader of the text
        yield Line(clean(without_private(name)), Place(element=f"sheet:{number}"), starts_paragraph=True)
    of_table = [at for at, count in enumerate(filled) if count >= min(_HEADS, most)] if most > 1 else []
    first, last = (of_table[0], of_table[-1]) if of_table else (len(rows), -1)
    words = "\n".join(cell for row in rows[first : last + 1] for cell in row if cell)
    if of_table and is_layout(words, last - first + 1, most, filled[first]):
        first, last = len(rows), -1
    for at in (*range(first), -1, *range(last + 1, len(rows))) if last >= first else range(len(rows)):
        place = Place(element=f"sheet:{number} row:{at + 1}")
        if at < 0:
            table = _table(rows, sheet.merged_cell_ranges or (), first, last)
            yield Line("", Place(element=f"sheet:{number}"), starts_paragraph=True, table=table)
        else:
            yield from (Line(part, place, starts_paragraph=True) for cell in rows[at] for part in cell.split("\n") if part)


def _table(rows: Sequence[Sequence[str]], merged: Sequence[Any], first: int, last: int) -> Table:
    cells: list[list[str | None]] = [list(row) for row in rows]
    for (top, left), (bottom, right) in merged:
        for at in range(max(top + 1, first), min(bottom, last) + 1):
            cells[at][left : right + 1] = [cell or None for cell in cells[at][left : right + 1]]
    used = [at for at in range(len(cells[0])) if any(row[at] for row in cells[first : last + 1])]
    kept = [row for row in cells[first : last + 1] if any(row)]
    return Table.of([row[used[0] : used[-1] + 1] for row in kept], Place())


def _text(value: Any) -> str:
    """A cell as text: whole numbers without a fraction, others to ten digits, days as they are written in Vietnam."""
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}" if value.time() == time() else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool | int | time | timedelta):
        return str(value)
    lines = (" ".join(clean(line).split()) for line in without_private(str(value)).splitlines())
    return "\n".join(line for line in lines if line)
