"""Several periods in one field of whole numbers, so that an index can be asked which documents have a period around a day.

A period is kept as the blocks of 1, 2, 4 … days that it is made of, a day is looked for by the blocks that it lies in. Two fields
for a first and a last day would hold one period only.
"""

from datetime import date

_LEVELS = 22
BLOCKS = (_LEVELS + 1) << _LEVELS
"""Blocks are numbered below this."""
_LAST = (1 << _LEVELS) - 1
"""Blocks reach beyond the last day of the calendar: what has no end ends there."""


def blocks_of(start: date, end: date | None) -> list[int]:
    """The blocks of days that a period is made of, 44 at most; none where it ends before it begins."""
    # The first day of the calendar is 0, so that what was always so is a few large blocks.
    first, last = _day(start), _day(end) if end else _LAST
    blocks = []
    while first <= last:
        level = min((first & -first).bit_length() - 1 if first else _LEVELS, (last - first + 1).bit_length() - 1)
        blocks.append(_number(level, first))
        first += 1 << level
    return blocks


def blocks_around(day: date) -> list[int]:
    """The blocks that a day lies in: a period holds it if one of these is among its own."""
    return [_number(level, _day(day)) for level in range(_LEVELS + 1)]


def _day(day: date) -> int:
    return day.toordinal() - 1


def _number(level: int, day: int) -> int:
    return level << _LEVELS | day >> level
