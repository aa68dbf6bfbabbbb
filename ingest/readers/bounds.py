"""Numbers and grids that a file asks for, kept within what a real one needs: a few bytes may ask for gigabytes."""

from collections.abc import Sequence
from typing import NamedTuple

MAX_SPAN = 1_000
"""Columns or rows that a merged cell may cover."""

_ROOM = 100_000
_TIMES = 20
_MOST = 5_000_000


class Cell(NamedTuple):
    """A cell of a table as the file has it, with how many columns and rows it covers; None for one that a cell above covers."""

    text: str | None
    wide: int = 1
    high: int = 1


def number_in(text: str | None, low: int, high: int, otherwise: int) -> int:
    """A whole number out of a file."""
    said = (text or "").strip()
    digits = said.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal()):
        return otherwise
    value = int(digits) if len(digits) < 10 else high + 1 - min(low, 0)
    return max(low, min(high, -value if said.startswith("-") else value))


def span(text: str | None) -> int:
    """How many columns or rows a cell says that it covers."""
    return number_in(text, 1, MAX_SPAN, 1)


def grid(rows: Sequence[Sequence[Cell]], *, even: bool = True) -> list[list[str | None]]:
    """The rows of a table; a merged cell has its text in its first place, is empty beside it, and None in the rows below.

    A table whose merged cells ask for far more room than it has cells is given as its cells, row by row.

    :param even: fill shorter rows up
    """
    most = min(_MOST, _ROOM + _TIMES * sum(map(len, rows)))
    lines: list[list[str | None]] = []
    covered: dict[int, int] = {}  # column -> rows that a cell above still covers
    size = 0
    for row in rows:
        line: list[str | None] = []
        for cell in row:
            _fill(line, covered)
            if size + len(line) + cell.wide > most:
                return [[each.text for each in plain] for plain in rows]
            if cell.high > 1:
                covered.update(dict.fromkeys(range(len(line), len(line) + cell.wide), cell.high - 1))
            line.append(cell.text)
            line += [None if cell.text is None else ""] * (cell.wide - 1)
        _fill(line, covered)
        size += len(line)
        lines.append(line)
        if size > most:
            return [[each.text for each in plain] for plain in rows]
    width = max(map(len, lines), default=0) if even else 0
    if width * len(lines) > most:
        return [[each.text for each in plain] for plain in rows]
    return [line + [""] * (width - len(line)) for line in lines]


def _fill(line: list[str | None], covered: dict[int, int]) -> None:
    while covered.get(len(line), 0) > 0:
        covered[len(line)] -= 1
        line.append(None)
