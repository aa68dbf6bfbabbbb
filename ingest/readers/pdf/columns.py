"""Text that stands side by side: the head of an instrument (issuer | state), its foot (recipients | signer), signatures of forms.

The columns are read one after the other, left first. Side-by-side text that belongs together (a number and its text, labels and
their values, fields of a form) stays in rows.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from ingest.readers.pdf.rows import Row, Word

_STATE = ("CỘNG HÒA XÃ HỘI", "CỘNG HOÀ XÃ HỘI", "ĐẢNG CỘNG SẢN VIỆT NAM")
_FOOT = re.compile(r"^(?:Nơi nhận|XÁC THỰC|TM\.|KT\.|TL\.|TUQ\.|Q\.)|^(?:Độc lập - Tự do|Số\s*:)", re.IGNORECASE)
_DOTTED = re.compile(r"\.{4}|…{2}")
_LABEL = re.compile(
    r"^(?:(?:Điều|Mục|Chương|Phần)\s+)?[(\[]?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[a-zđ]{1,2}\d?|[IVXLC]{1,6})?[.)\]:]?$"
    r"|^[-–—+•▪*➢✓□]$"
)
_MIN_GUTTER = 4.0


class Alignment(Enum):
    """How the rows of a stretch stand."""

    FLOW = "flow"
    COLUMN = "column"
    HANGING = "hanging"


@dataclass(slots=True)
class Stretch:
    """Rows that are read one after the other.

    :param state: a column of the head block, beside or below the state's name
    """

    alignment: Alignment
    rows: list[Row] = field(default_factory=list)
    state: bool = False


@dataclass(slots=True)
class _Band:
    """Rows that overlap in height, as fragments from left to right."""

    fragments: list[Row]

    @property
    def baseline(self) -> float:
        return self.fragments[0].baseline


def read_columns(rows: Sequence[Row], depth: int = 0) -> list[Stretch]:
    """Bring rows into reading order."""
    bands = _bands(rows)
    stretches: list[Stretch] = []
    index = 0
    while index < len(bands):
        block = _block(bands, index) if len(bands[index].fragments) > 1 else None
        if block is None:
            _flow(stretches).rows.append(_joined(bands[index]))
            index += 1
            continue
        first, last, gutter = block
        for _ in range(index - first):
            stretches[-1].rows.pop()
            if not stretches[-1].rows:
                stretches.pop()
        _read_block(stretches, bands[first : last + 1], gutter, depth)
        index = last + 1
    return stretches


def _flow(stretches: list[Stretch]) -> Stretch:
    if not stretches or stretches[-1].alignment is not Alignment.FLOW:
        stretches.append(Stretch(Alignment.FLOW))
    return stretches[-1]


def _joined(band: _Band) -> Row:
    if len(band.fragments) == 1:
        return band.fragments[0]
    first, *others = band.fragments
    row = Row(list(first.words), band.baseline, first.page, list(first.marks))
    for other in others:
        row.add(other)
    return row


def _bands(rows: Sequence[Row]) -> list[_Band]:
    bands: list[_Band] = []
    for row in rows:
        fragments = _fragments(row)
        if bands:
            last = bands[-1].fragments
            close = row.baseline - min(f.baseline for f in last) < 0.6 * min(row.size, last[0].size)
            if close and all(f.x1 + _MIN_GUTTER < g.x0 or g.x1 + _MIN_GUTTER < f.x0 for f in last for g in fragments):
                bands[-1].fragments = sorted([*last, *fragments], key=lambda f: f.x0)
                continue
        bands.append(_Band(fragments))
    return bands


def _fragments(row: Row) -> list[Row]:
    words = row.words
    gaps = [(after.x0 - before.x1, at) for at, (before, after) in enumerate(itertools.pairwise(words), 1)]
    spaces = sorted(gap for gap, at in gaps if not words[at].glued)
    size = row.size
    space = spaces[(len(spaces) - 1) // 2] if len(spaces) > 1 else 0.3 * size
    least = max(0.75 * size, 2.2 * space)
    cuts = [at for gap, at in gaps if gap >= least or (gap >= 0.5 * size and _starts_state(words, at))]
    if not cuts:
        return [row]
    return row.parted(cuts)


def _starts_state(words: Sequence[Word], at: int) -> bool:
    return " ".join(word.text for word in words[at : at + 4]).startswith(_STATE)


def _block(bands: Sequence[_Band], start: int) -> tuple[int, int, tuple[float, float]] | None:
    """Bands around ``start`` that share a gutter: first, last and the gutter."""
    fragments = bands[start].fragments
    widths = [(after.x0 - before.x1, before.x1, after.x0) for before, after in itertools.pairwise(fragments)]
    _, low, high = max(widths)
    gutter = (low, high)
    last = start
    previous = bands[start]
    for index in range(start + 1, len(bands)):
        band = bands[index]
        narrowed = _narrow(gutter, band)
        if narrowed is None or band.baseline - previous.baseline > 6 * band.fragments[0].size:
            break
        if _sides(band, narrowed) == (True, True):
            gutter, last = narrowed, index
        elif index - last > 14:
            break
        previous = band
    inner = bands[start : last + 1]
    left, right = _columns(inner, gutter)
    # a column may go on below, or begin above, the last place where both have text
    while last + 1 < len(bands) and _continues(bands[last + 1], bands[last], gutter, left, right):
        last += 1
    first = start
    while first > 0 and len(bands[first - 1].fragments) == 1 and _continues(bands[first - 1], bands[first], gutter, left, right):
        first -= 1
    return first, last, gutter


def _narrow(gutter: tuple[float, float], band: _Band) -> tuple[float, float] | None:
    low, high = gutter
    middle = (low + high) / 2
    for fragment in band.fragments:
        if (fragment.x0 + fragment.x1) / 2 < middle:
            low = max(low, fragment.x1)
        else:
            high = min(high, fragment.x0)
    return (low, high) if high - low >= _MIN_GUTTER else None


def _sides(band: _Band, gutter: tuple[float, float]) -> tuple[bool, bool]:
    middle = sum(gutter) / 2
    return any(f.x0 < middle for f in band.fragments), any(f.x0 >= middle for f in band.fragments)


def _columns(bands: Sequence[_Band], gutter: tuple[float, float]) -> tuple[list[Row], list[Row]]:
    middle = sum(gutter) / 2
    left = [f for band in bands for f in band.fragments if f.x0 < middle]
    right = [f for band in bands for f in band.fragments if f.x0 >= middle]
    return left, right


def _center(row: Row) -> float:
    return (row.x0 + row.x1) / 2


def is_centered(rows: Sequence[Row]) -> bool:
    """Whether rows share their middle but not their beginning."""
    if len(rows) < 2:
        return False
    centers = sorted(map(_center, rows))
    middle = centers[len(centers) // 2]
    shared = sum(abs(center - middle) < 6 for center in centers)
    return shared >= max(2, 0.6 * len(rows)) and max(r.x0 for r in rows) - min(r.x0 for r in rows) > 6


def _is_flush(rows: Sequence[Row]) -> bool:
    return max(row.x0 for row in rows) - min(row.x0 for row in rows) < 4


def _continues(band: _Band, near: _Band, gutter: tuple[float, float], left: Sequence[Row], right: Sequence[Row]) -> bool:
    if len(band.fragments) != 1 or abs(band.baseline - near.baseline) > 5 * band.fragments[0].size:
        return False
    row = band.fragments[0]
    if _narrow(gutter, band) is None:
        return False
    if row.x0 < sum(gutter) / 2:
        if is_centered(left):
            return abs(_center(row) - _center(left[-1])) < 6
        return _is_list(left) and any(abs(row.x0 - other.x0) < 3 for other in left)
    return any(abs(_center(row) - _center(other)) < 6 for other in right)


def _is_list(rows: Sequence[Row]) -> bool:
    return any(row.text.lower().startswith("nơi nhận") for row in rows)


def _read_block(stretches: list[Stretch], bands: list[_Band], gutter: tuple[float, float], depth: int) -> None:
    left, right = _columns(bands, gutter)
    if not _is_columns(bands, left, right, gutter):
        flush = _is_flush(right) and _is_flush(left) and len(left) > 1
        if flush and not all(_sides(band, gutter)[0] for band in bands) and all(len(b.fragments) <= 2 for b in bands):
            stretches.append(Stretch(Alignment.HANGING, [_joined(band) for band in bands]))
        else:
            _flow(stretches).rows.extend(_joined(band) for band in bands)
        return
    state = any(row.text.startswith(_STATE) for row in (*left, *right))
    for rows in (left, right):
        overlap = any(abs(a.baseline - b.baseline) < 1 for a, b in itertools.pairwise(rows))
        if (depth < 3 and any(len(_fragments(row)) > 1 for row in rows)) or overlap:
            for stretch in read_columns(_rejoined(rows), depth + 1) if depth < 3 else [Stretch(Alignment.COLUMN, rows)]:
                stretches.append(Stretch(Alignment.COLUMN, stretch.rows, state))
        else:
            stretches.append(Stretch(Alignment.COLUMN, rows, state))


def _rejoined(rows: Sequence[Row]) -> list[Row]:
    joined: list[Row] = []
    for row in rows:
        if joined and abs(joined[-1].baseline - row.baseline) < 1:
            joined[-1] = Row(joined[-1].words, row.baseline, row.page, joined[-1].marks)
            joined[-1].add(row)
        else:
            joined.append(row)
    return joined


def _goes_on(row: Row) -> bool:
    # a gap left open for a number ("số      /2025/QĐ-UBND") parts nothing
    return row.text.endswith((":", " số")) or not row.text[:1].isalpha() or row.text[:1].islower()


def _is_columns(bands: Sequence[_Band], left: Sequence[Row], right: Sequence[Row], gutter: tuple[float, float]) -> bool:
    rows = (*left, *right)
    if any(row.text.startswith(_STATE) or _is_list([row]) for row in rows):
        return True
    if all(_LABEL.match(row.text) for row in left):
        return False
    # fields of a form
    if any(row.text.startswith(":") for row in right) or 2 * sum(row.text.endswith(":") for row in left) >= len(left):
        return False
    two_sided = sum(_sides(band, gutter) == (True, True) for band in bands)
    if any(_DOTTED.search(row.text) for row in rows):
        return is_centered(left) and is_centered(right) and two_sided > 1
    if len(bands) == 1:
        return gutter[1] - gutter[0] > 30 and not any(map(_goes_on, rows))
    if any(_FOOT.match(row.text) for row in rows):
        return True
    return (is_centered(left) or is_centered(right)) and not (_is_flush(left) and _is_flush(right))
