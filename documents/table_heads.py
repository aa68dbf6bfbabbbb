"""The heads of a table: which of its first rows they are, and what stands over each column.

Sources tell a merged cell by a place that is covered or only by an empty one, so that both are read.
"""

import re
from collections.abc import Sequence

_MOST = 4
_LONGEST = 300
_DIGITS = re.compile(r"\d+")
_COUNT = re.compile(r"[(\[]?(?:\d{1,2}|[A-Za-z])[)\]]?(?:\s?=.*)?")
_VALUE = re.compile(r"[\d\s.,/%()+-]*\d[\d\s.,/%()+-]*|\d+[.)].*", re.DOTALL)

Rows = Sequence[Sequence[str | None]]


def head_rows(rows: Rows) -> int:
    """How many of the first rows are heads; 0 where the table begins with what it holds."""
    if len(rows) < 2 or not _begins(rows):
        return 0
    count = 1
    while count < min(_MOST, len(rows) - 1) and _goes_on(rows[count - 1], rows[count]):
        count += 1
    return count + (count < len(rows) - 1 and len(rows[0]) > 2 and _counts(rows[count]))


def column_heads(rows: Rows) -> tuple[str, ...]:
    """What stands over each column, from the top down; empty where nothing does."""
    heads: list[list[str]] = [[] for _ in range(max(map(len, rows), default=0))]
    for row in rows[: head_rows(rows)]:
        last = ""
        if _counts(row):
            continue
        for column, cell in enumerate(row):
            if cell:
                last = " ".join(cell.split())
            elif cell is None or (heads[column] and not last):
                last = ""
            # a head that is merged over columns holds for those whose own place is empty
            if last and (cell or not heads[column] or heads[column] == heads[column - 1][: len(heads[column])]):
                heads[column].append(last)
    return tuple(" – ".join(dict.fromkeys(names)) for names in heads)


def _counts(row: Sequence[str | None]) -> bool:
    return all(cell and _COUNT.fullmatch(cell.strip()) for cell in row)


def _begins(rows: Rows) -> bool:
    first, second = ([(cell or "").strip() for cell in row] for row in rows[:2])
    named = [cell for cell in first if cell]
    if len(named) < 2 or any(_VALUE.fullmatch(cell) or len(cell) > _LONGEST for cell in named):
        return False
    return not first[0] or _DIGITS.sub("0", first[0]) != _DIGITS.sub("0", second[0])


def _goes_on(above: Sequence[str | None], row: Sequence[str | None]) -> bool:
    wide = {near for at, cell in enumerate(above) if cell == "" for near in (at - 1, at)}
    filled = [at for at, cell in enumerate(row) if cell]
    if row[:1] and row[0]:  # below a head that is merged over the first columns
        return 0 in wide and len(filled) > 1 and all(at in wide and not _VALUE.fullmatch(row[at] or "") for at in filled)
    return bool(filled) and (None in row or all(at in wide for at in filled))
