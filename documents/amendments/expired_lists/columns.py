"""Rows of a list that is a table, whatever the order of its columns and however it was cut into pages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import reduce

from documents.amendments.effect import Evidence
from documents.amendments.expired_lists.words import Heading, Row, first_number, head_lines
from documents.identity.numbers import find_numbers
from documents.messages import Message
from documents.model import Kind, Provision, Table
from documents.text import fold
from documents.wording.dates import find_date


class _Column(StrEnum):
    COUNT = "count"
    TYPE = "type"
    NUMBER = "number"
    ISSUED = "issued"
    TARGET = "target"
    TITLE = "title"
    CONTENT = "content"
    REASON = "reason"
    DAY = "day"
    NOTE = "note"


# The first that fits, on folded words.
_HEADS: tuple[tuple[_Column, re.Pattern[str]], ...] = (
    (_Column.COUNT, re.compile(r"(?:s?tt|so tt|so thu tu|tt[.]?)$")),
    (_Column.NOTE, re.compile(r"ghi chu")),
    (_Column.REASON, re.compile(r"(?:ly do|can cu|van ban (?:lam|quy dinh|bai bo|thay the))")),
    (_Column.DAY, re.compile(r"(?:ngay|thoi diem|thoi gian)\b.*(?:het|ngung) hieu luc|ngay,? thang,? nam (?:het|ngung) hieu luc")),
    (_Column.TYPE, re.compile(r"(?:ten )?loai(?: van ban)?$|hinh thuc van ban")),
    (_Column.NUMBER, re.compile(r"so,? (?:va )?ky hieu|so(?:/|,| va )ky hieu|so van ban|so hieu")),
    (_Column.ISSUED, re.compile(r"(?:ngay|thoi gian|ngay,? thang,? nam).*ban hanh")),
    (_Column.TITLE, re.compile(r"ten goi|trich yeu|ten van ban|noi dung trich yeu")),
    (_Column.CONTENT, re.compile(r"(?:noi dung|quy dinh|dieu,? khoan|phan).*(?:het|ngung) hieu luc|noi dung|dieu,? khoan")),
    (_Column.TARGET, re.compile(r"(?:ten )?van ban")),
)
_NAMING = (_Column.TYPE, _Column.NUMBER, _Column.ISSUED, _Column.TARGET, _Column.TITLE)
_COUNT = re.compile(r"\W*\d{1,4}\W*")
_LETTERED = re.compile(r"(?:[IVXLC]{1,6}|[A-HĐ])\W?")
_NUMBERING = re.compile(r"\W*(?:\d{1,2}|[a-z])\W*")
_TOTAL = re.compile(r"(?:tong (?:so|cong)|cong)\b")


@dataclass(slots=True)
class _Entry:
    """A row as it is put together from the rows that it was cut into."""

    heading: Heading
    cells: dict[_Column, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    doubt: Message | None = None


def read_tables(root: Provision, above: Heading) -> Iterator[Row]:
    """The rows of the tables of a list."""
    headings = {table.path: heading for table, heading in _headings(root, above)}
    columns: list[_Column | None] = []
    for node in root.walk():
        if node.kind is Kind.TABLE and node.table is not None:
            reader = _Table(node.path, headings.get(node.path, above), columns)
            yield from reader.read(node.table)
            columns = reader.columns


def _headings(node: Provision, above: Heading) -> Iterator[tuple[Provision, Heading]]:
    """Tables, and what stands above each: the headings in a text are told apart where there are as many as tables."""
    said = list(head_lines(node.text))
    under = [child for child in node.children if child.kind is Kind.TABLE and child.table is not None]
    behind = [list(head_lines(table.tail)) for table in under]
    before = [said if any(behind) else [], *behind]  # what follows a table stands before the next one
    for place, table in enumerate(under):
        if lines := before[place]:
            yield table, reduce(Heading.below, lines, above)
        elif len(said) == len(under):
            yield table, above.below(said[place])
        elif len(said) == 1:
            yield table, replace(above, whole=None, halted=None) if place else above.below(said[0])
        else:
            yield table, above
    for child in node.children:
        if child.kind is not Kind.TABLE:
            yield from _headings(child, above.below(child.heading) if child.heading else above)


class _Table:
    """Reads one table; ``columns`` are those of the table before it until a head says what its own are."""

    def __init__(self, path: str, heading: Heading, columns: list[_Column | None]) -> None:
        self._path, self._heading, self.columns = path, heading, columns
        self._entry: _Entry | None = None

    def read(self, table: Table) -> Iterator[Row]:
        """The rows, merged where one was cut."""
        above: list[str] = []
        for row in table.cells:
            cells = [(cell or "").strip() for cell in row]
            over = [above[at] if cell is None and at < len(above) else "" for at, cell in enumerate(row)]
            above = [cell or shared for cell, shared in zip(cells, over, strict=True)]
            full = [cell for cell in dict.fromkeys(cells) if cell]
            if not full or self._is_head(cells):
                continue
            if len(full) == 2 and full[0] == cells[0] and _LETTERED.fullmatch(full[0]) and not first_number(full[1]):
                full, cells = [" ".join(full)], [" ".join(full), *[""] * (len(cells) - 1)]  # "I | Lĩnh vực …"
            if len(full) == 1 and self._is_heading(cells, full[0]):
                yield from self._close()
                if not _TOTAL.match(fold(full[0])):
                    self._heading = self._heading.below(full[0])
                continue
            if len(self.columns) != len(cells):
                yield from self._close()
                continue
            yield from self._add(cells, self._named(over))
        yield from self._close()

    def _is_head(self, cells: Sequence[str]) -> bool:
        said = [_column(cell) for cell in cells]
        known = [column for column in said if column is not None]
        if len(set(known)) >= 3 and (_Column.REASON in known or _Column.DAY in known):
            if not any(_about_ending(cell) for cell in cells):
                self.columns = []
            elif len(known) >= len([cell for cell in cells if cell]) - 1:
                self.columns = list(said)
            return True
        return sum(bool(cell) for cell in cells) > 2 and all(_NUMBERING.fullmatch(cell.lower()) for cell in cells if cell)

    def _is_heading(self, cells: Sequence[str], words: str) -> bool:
        if first_number(words):
            return False
        if cells[0] == words and not (self.columns and self.columns[0] in (_Column.TARGET, _Column.TITLE, _Column.CONTENT)):
            return not _COUNT.fullmatch(words)
        return words.isupper() or _TOTAL.match(fold(words)) is not None

    def _named(self, cells: Sequence[str]) -> dict[_Column, str]:
        named: dict[_Column, str] = {}
        for column, cell in zip(self.columns, cells, strict=True):
            if column is not None and cell:
                named[column] = f"{named[column]}\n{cell}" if column in named else cell
        return named

    def _add(self, cells: Sequence[str], merged: dict[_Column, str]) -> Iterator[Row]:
        """Read a row.

        :param merged: what the cells say that reach into it from above
        """
        named = self._named(cells)
        if self._entry is not None and self._goes_on(named, merged):
            for column, cell in named.items():
                before = self._entry.cells.get(column)
                self._entry.cells[column] = f"{before}\n{cell}" if before else cell
            self._entry.words += [cell for cell in cells if cell]
            return
        above = self._entry
        yield from self._close()
        named = {**merged, **named}
        doubt = None
        if above is not None and not any(column in named for column in _NAMING):
            named.update({column: above.cells[column] for column in _NAMING if column in above.cells})
            doubt = Message.of("doubt.listed_name_empty")
        self._entry = _Entry(self._heading, named, [cell for cell in cells if cell], doubt)

    def _goes_on(self, named: dict[_Column, str], merged: dict[_Column, str]) -> bool:
        assert self._entry is not None
        if _Column.COUNT in named and _COUNT.fullmatch(named[_Column.COUNT]):
            return False
        if _Column.DAY in named and find_date(self._entry.cells.get(_Column.DAY, "")) is not None:
            return False
        if _Column.COUNT in merged and (_Column.REASON in named or find_numbers(_names(named))):
            return False  # one count for several texts, or for what several instruments did
        return _Column.COUNT in self.columns or first_number(_names(named)) is None

    def _close(self) -> Iterator[Row]:
        entry, self._entry = self._entry, None
        if entry is None or not entry.heading.listed:
            return
        cells = entry.cells
        names = "\n".join(cells[column] for column in _NAMING if column in cells)
        content = cells.get(_Column.CONTENT, "") if _Column.CONTENT in self.columns else None
        words = " ".join(" ".join(entry.words).split())
        evidence = Evidence(self._path, 0, 0, words)
        reason, day, note = (" ".join(cells.get(column, "").split()) for column in (_Column.REASON, _Column.DAY, _Column.NOTE))
        doubt = entry.doubt or self._missing(cells)
        yield Row(entry.heading, names, content, reason, day, evidence=evidence, doubt=doubt, note=note)

    def _missing(self, cells: dict[_Column, str]) -> Message | None:
        """A cell counts for several rows where the table shows it merged over them; what is merely empty is not known."""
        if _Column.DAY in self.columns and _Column.DAY not in cells:
            return Message.of("doubt.listed_day_empty")
        if _Column.REASON not in cells and (_Column.REASON in self.columns or _Column.CONTENT in self.columns):
            return Message.of("doubt.listed_reason_empty")
        return None


def _names(named: dict[_Column, str]) -> str:
    return " ".join(named.get(column, "") for column in _NAMING)


def _column(cell: str) -> _Column | None:
    said = " ".join(fold(cell).split())
    if not said or len(said) > 160:
        return None
    return next((column for column, pattern in _HEADS if pattern.match(said)), None)


def _about_ending(cell: str) -> bool:
    said = " ".join(fold(cell).split())
    return "het hieu luc" in said or "ngung hieu luc" in said
