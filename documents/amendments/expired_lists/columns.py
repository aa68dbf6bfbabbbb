"""Rows of a list that is a table, whatever the order of its columns and however it was cut into pages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from documents.amendments.expired_lists.model import Heading, Row
from documents.amendments.expired_lists.words import first_number, head_lines
from documents.amendments.model import Evidence
from documents.identity.dates import find_date
from documents.identity.numbers import find_numbers
from documents.model import Kind, Provision
from documents.text import fold


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
    number: int = 0


def read_tables(root: Provision, above: Heading) -> Iterator[Row]:
    """The rows of the tables of a list.

    :param above: what the heading of the whole list says
    """
    tables = [node for node in root.walk() if node.kind is Kind.TABLE and node.table is not None]
    headings = _headings(root, tables, above)
    columns: list[_Column | None] = []
    for place, node in enumerate(tables):
        assert node.table is not None
        reader = _Table(node.path, headings[place], columns)
        yield from reader.read(node.table.rows)
        columns = reader.columns


def _headings(root: Provision, tables: Sequence[Provision], above: Heading) -> list[Heading]:
    """What stands above each table: the headings in the text are told apart where there are as many as tables."""
    found: list[Heading] = []
    for node in root.walk():
        if node.kind is Kind.TABLE:
            continue
        said = list(head_lines(node))
        under = [child for child in node.children if child in tables]
        if len(said) == len(under):
            found += [above.below(line) for line in said]
        elif under:
            own = above.below(said[0]) if len(said) == 1 else above
            found += [
                own if not place or len(said) != 1 else replace(above, whole=None, halted=None) for place in range(len(under))
            ]
    return found if len(found) == len(tables) else [above] * len(tables)


class _Table:
    """Reads one table; ``columns`` are those of the table before it until a head says what its own are."""

    def __init__(self, path: str, heading: Heading, columns: list[_Column | None]) -> None:
        self._path, self._heading, self.columns = path, heading, columns
        self._entry: _Entry | None = None

    def read(self, rows: Sequence[Sequence[str]]) -> Iterator[Row]:
        """The rows, merged where one was cut."""
        for row in rows:
            cells = [cell.strip() for cell in row]
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
            if len(self.columns) != len(cells) or _Column.REASON not in self.columns:
                continue
            yield from self._add(cells)
        yield from self._close()

    def _is_head(self, cells: Sequence[str]) -> bool:
        """Whether a row names the columns, or numbers them."""
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
        """Whether a row with words in one cell is a heading, and not the rest of a row that was cut."""
        if first_number(words):
            return False
        if cells[0] == words and not (self.columns and self.columns[0] in (_Column.TARGET, _Column.TITLE, _Column.CONTENT)):
            return not _COUNT.fullmatch(words)
        return words.isupper() or _TOTAL.match(fold(words)) is not None

    def _add(self, cells: Sequence[str]) -> Iterator[Row]:
        named: dict[_Column, str] = {}
        for column, cell in zip(self.columns, cells, strict=True):
            if column is not None and cell:
                named[column] = f"{named[column]}\n{cell}" if column in named else cell
        if self._entry is not None and self._goes_on(named):
            for column, cell in named.items():
                before = self._entry.cells.get(column)
                self._entry.cells[column] = f"{before}\n{cell}" if before else cell
            self._entry.words += [cell for cell in cells if cell]
            return
        above = self._entry
        yield from self._close()
        if above is not None:
            self._inherit(named, above.cells)
        self._entry = _Entry(self._heading, named, [cell for cell in cells if cell])

    def _goes_on(self, named: dict[_Column, str]) -> bool:
        """Whether cells are the rest of the row before, which was cut at the end of a page."""
        assert self._entry is not None
        if _Column.COUNT in named and _COUNT.fullmatch(named[_Column.COUNT]):
            return False
        if _Column.DAY in named and find_date(self._entry.cells.get(_Column.DAY, "")) is not None:
            return False
        if _Column.COUNT in self.columns:
            return True
        return first_number(" ".join(named.get(column, "") for column in _NAMING)) is None or not _begins(named)

    def _inherit(self, named: dict[_Column, str], before: dict[_Column, str]) -> None:
        """Cells that several rows share stand in the first of them."""
        if not any(column in named for column in _NAMING):
            named.update({column: before[column] for column in _NAMING if column in before})
        elif not find_numbers(" ".join(named[column] for column in _NAMING if column in named)):
            return  # "Không có"
        if _Column.REASON not in named and _Column.DAY not in named:
            named.update({column: before[column] for column in (_Column.REASON, _Column.DAY) if column in before})
        elif _Column.REASON not in named and _Column.REASON in before:
            named[_Column.REASON] = before[_Column.REASON]

    def _close(self) -> Iterator[Row]:
        entry, self._entry = self._entry, None
        if entry is None or not entry.heading.listed:
            return
        cells = entry.cells
        target = " ".join(" ".join(cells[column].split()) for column in _NAMING if column in cells)
        content = cells.get(_Column.CONTENT, "") if _Column.CONTENT in self.columns else None
        words = " ".join(" ".join(entry.words).split())
        evidence = Evidence(self._path, 0, 0, words)
        reason, day, note = (" ".join(cells.get(column, "").split()) for column in (_Column.REASON, _Column.DAY, _Column.NOTE))
        yield Row(entry.heading, target, content, reason, day, evidence, note=note)


def _begins(named: dict[_Column, str]) -> bool:
    """Whether cells begin a row of a list without counts: the cell that names the text begins with its type or number."""
    for column in _NAMING:
        if words := named.get(column):
            return words[0].isupper() or words[0].isdigit()
    return False


def _column(cell: str) -> _Column | None:
    said = " ".join(fold(cell).split())
    if not said or len(said) > 160:
        return None
    return next((column for column, pattern in _HEADS if pattern.match(said)), None)


def _about_ending(cell: str) -> bool:
    said = " ".join(fold(cell).split())
    return "het hieu luc" in said or "ngung hieu luc" in said
