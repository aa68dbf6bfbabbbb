"""The pages of a file; tables drawn with ruling lines: cells from the lines (pdfplumber's geometry), words from the glyphs."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from pdfplumber import table as geometry

from documents.messages import Message
from documents.model import Box, Place, Problem, ProblemCode, RecognisedLine, Recognition, Table
from ingest.readers import continued
from ingest.readers.gazette import RUNNING_HEAD
from ingest.readers.pdf.furniture import settle_marks
from ingest.readers.pdf.glyphs import THIN, Glyph, PageContent, Ruling
from ingest.readers.pdf.rows import Row, Word, build_rows, recognised_line

MAX_CROSSINGS = 1_000_000
_SNAP = 3.0
_NEW_PARAGRAPH = re.compile(r"^(?:[-–+•▪*]\s|\d{1,2}[.)]\s|[a-zđ][.)]\s|\()")
# A page whose text layer is only a running head is a scan where an image covers more of it than a logo or a stamp would.
_SCAN_COVER = 0.08
_HEADED = 0.9
_OUTLINES = 12  # letters drawn as shapes: so many drawings on a page without text


@dataclass(slots=True)
class RuledTable:
    """A table on one page.

    :param owner: for each place of the grid the place of the top left corner of the cell that covers it
    :param doubted: lines of its cells that were read from a picture and may be wrong
    """

    page: int
    box: Box
    lefts: list[float]
    tops: list[float]
    owner: dict[tuple[int, int], tuple[int, int]]
    glyphs: dict[tuple[int, int], list[Glyph]] = field(default_factory=dict)
    rows: list[tuple[str | None, ...]] = field(default_factory=list)
    doubted: list[RecognisedLine] = field(default_factory=list)

    def holds(self, glyph: Glyph) -> bool:
        """Whether a glyph stands inside."""
        x, y = _middle(glyph)
        return self.box[0] <= x <= self.box[2] and self.box[1] <= y <= self.box[3]

    def put(self, glyph: Glyph) -> None:
        """Add a glyph to the cell that it stands in."""
        x, y = _middle(glyph)
        place = (max(0, bisect_right(self.tops, y) - 1), max(0, bisect_right(self.lefts, x) - 1))
        self.glyphs.setdefault(self.owner.get(place, place), []).append(glyph)


def _middle(glyph: Glyph) -> tuple[float, float]:
    return (glyph.x0 + glyph.x1) / 2, glyph.baseline - 0.3 * glyph.size


def may_hold_table(rulings: Sequence[Ruling]) -> bool:
    """Whether the lines and boxes of a page could make a grid: at least two uprights and two levels, long enough for a cell."""
    uprights = levels = 0
    for ruling in rulings:
        width, height = ruling.x1 - ruling.x0, ruling.bottom - ruling.top
        if width < THIN and height > 6:
            uprights += 1
        elif height < THIN and width > 6:
            levels += 1
        elif width >= 20 and height >= 20:
            # a box, or a whole grid drawn as one path
            return True
        if uprights >= 2 and levels >= 2:
            return True
    return False


def cells_of(content: PageContent) -> list[Box]:
    """Where the cells of the tables of a page are."""
    found: list[Box] = []
    for table in _grids(content):
        rights, bottoms = [*table.lefts[1:], table.box[2]], [*table.tops[1:], table.box[3]]
        reach: dict[tuple[int, int], tuple[int, int]] = {}
        for place, owner in sorted(table.owner.items()):
            reach[owner] = place
        for (row, column), (last_row, last_column) in reach.items():
            found.append((table.lefts[column], table.tops[row], rights[last_column], bottoms[last_row]))
    return found


def frames_of(content: PageContent) -> list[Box]:
    """Where a frame is drawn that is no table: it has one column."""
    cells, grids = _cells(content), _grids(content)
    return [cell for cell in cells if not any(_inside(cell, grid.box) for grid in grids)]


def find_tables(content: PageContent) -> tuple[list[RuledTable], list[Glyph]]:
    """The tables of a page, and the glyphs outside of them."""
    tables = _grids(content)
    rest: list[Glyph] = []
    for glyph in content.glyphs:
        table = next((table for table in tables if table.holds(glyph)), None)
        if table is None:
            rest.append(glyph)
        else:
            table.put(glyph)
    # a grid without a word in it is a drawing
    tables = [table for table in tables if any(not glyph.text.isspace() for cell in table.glyphs.values() for glyph in cell)]
    return sorted(tables, key=lambda table: table.box[1]), rest


def _grids(content: PageContent) -> list[RuledTable]:
    tables = [table for group in geometry.cells_to_tables(_cells(content)) if (table := _grid(group, content.number))]
    return [table for table in tables if not any(other is not table and _inside(table.box, other.box) for other in tables)]


def _cells(content: PageContent) -> list[Box]:
    edges = _edges(content.rulings)
    upright = sum(edge["orientation"] == "v" for edge in edges)
    # every upright is compared with every level
    if not edges or upright * (len(edges) - upright) > MAX_CROSSINGS:
        return []
    merged = geometry.merge_edges(
        edges, snap_x_tolerance=_SNAP, snap_y_tolerance=_SNAP, join_x_tolerance=_SNAP, join_y_tolerance=_SNAP
    )
    merged = [edge for edge in merged if max(edge["x1"] - edge["x0"], edge["bottom"] - edge["top"]) > 4]
    intersections = geometry.edges_to_intersections(merged, _SNAP, _SNAP)
    return list(geometry.intersections_to_cells(intersections))


def _inside(inner: Box, outer: Box) -> bool:
    return inner[0] >= outer[0] - 1 and inner[1] >= outer[1] - 1 and inner[2] <= outer[2] + 1 and inner[3] <= outer[3] + 1


def _edges(rulings: Sequence[Ruling]) -> list[dict[str, Any]]:
    edges: list[dict[str, Any]] = []
    for x0, top, x1, bottom in rulings:
        width, height = x1 - x0, bottom - top
        if width < THIN and height < THIN:
            continue
        if height < THIN:
            edges.append(_edge(x0, (top + bottom) / 2, x1, (top + bottom) / 2, "h"))
        elif width < THIN:
            edges.append(_edge((x0 + x1) / 2, top, (x0 + x1) / 2, bottom, "v"))
        else:
            edges.append(_edge(x0, top, x1, top, "h"))
            edges.append(_edge(x0, bottom, x1, bottom, "h"))
            edges.append(_edge(x0, top, x0, bottom, "v"))
            edges.append(_edge(x1, top, x1, bottom, "v"))
    return edges


def _edge(x0: float, top: float, x1: float, bottom: float, orientation: str) -> dict[str, Any]:
    return {
        "object_type": "line",
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "doctop": top,
        "width": x1 - x0,
        "height": bottom - top,
        "orientation": orientation,
    }


def _grid(cells: Sequence[Box], page: int) -> RuledTable | None:
    lefts = _distinct(cell[0] for cell in cells)
    tops = _distinct(cell[1] for cell in cells)
    if len(lefts) < 2:
        return None
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for x0, top, x1, bottom in cells:
        row, column = bisect_right(tops, top + 0.1) - 1, bisect_right(lefts, x0 + 0.1) - 1
        for r in range(row, max(row + 1, bisect_right(tops, bottom - 1))):
            for c in range(column, max(column + 1, bisect_right(lefts, x1 - 1))):
                owner.setdefault((r, c), (row, column))
    box = min(c[0] for c in cells), min(c[1] for c in cells), max(c[2] for c in cells), max(c[3] for c in cells)
    return RuledTable(page, box, lefts, tops, owner)


def _distinct(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > 1:
            found.append(value)
    return found


def read_cells(table: RuledTable, marks: frozenset[str], repair: Callable[[Word], str]) -> None:
    """Turn the glyphs of a table into the texts of its cells; None where a cell above covers the place.

    :param marks: marks of the page's footnotes, which are left out of the texts
    """
    table.rows = [
        tuple(
            _cell_text(table, table.glyphs.get((row, column), []), marks, repair)
            if table.owner.get((row, column), (row, column))[0] == row
            else None
            for column in range(len(table.lefts))
        )
        for row in range(len(table.tops))
    ]
    table.glyphs = {}


def _cell_text(table: RuledTable, glyphs: Sequence[Glyph], marks: frozenset[str], repair: Callable[[Word], str]) -> str:
    if not glyphs:
        return ""
    parts: list[str] = []
    previous: Row | None = None
    for row in build_rows(glyphs, 0):
        for word in row.words:
            word.text = repair(word)
        settle_marks(row, marks)
        text = row.text
        if not text:
            continue
        if (seen := recognised_line(row)) is not None and seen.recognition.doubtful:
            table.doubted.append(seen)
        apart = previous is not None and row.baseline - previous.baseline > 1.5 * row.size
        if parts and not (_NEW_PARAGRAPH.match(text) or (apart and parts[-1].endswith((".", ";", ":")))):
            parts[-1] = f"{parts[-1]} {text}"
        else:
            parts.append(text)
        previous = row
    return "\n".join(parts)


def continues(before: RuledTable, after: RuledTable) -> bool:
    """Whether a table at the top of a page goes on with the one at the foot of the page before."""
    return len(before.lefts) == len(after.lefts) and all(
        abs(one - other) < 4 for one, other in zip(before.lefts, after.lefts, strict=True)
    )


def join(before: RuledTable, after: RuledTable) -> None:
    """Add the rows of ``after`` to ``before``: repeated head rows go, a row cut by the page is mended."""
    rows = list(after.rows)
    before.doubted += after.doubted
    head = 0
    while head < len(rows) - 1 and head < len(before.rows) and rows[head] == before.rows[head] and any(rows[head]):
        head += 1
    rows = rows[head:]
    if rows and before.rows and _is_cut(before.rows[-1], rows[0]):
        before.rows[-1] = tuple(
            " ".join(filter(None, (upper, lower))) or upper for upper, lower in zip(before.rows[-1], rows[0], strict=True)
        )
        rows = rows[1:]
    if rows and before.rows:
        rows[0] = _reached(before.rows[-1], rows)
    before.rows.extend(rows)


def _reached(last: Sequence[str | None], rows: Sequence[tuple[str | None, ...]]) -> tuple[str | None, ...]:
    """The first row of a page, with None where a merged cell of the page before reaches down to it, whose words stand there.

    It shows where an empty cell covers several rows, or where several cells that covered rows above go on empty.
    """
    empty = [column for column, text in enumerate(rows[0]) if text == "" and last[column] != ""]
    merged = [column for column in empty if len(rows) > 1 and rows[1][column] is None]
    open_ = [column for column in empty if last[column] is None]
    reached = {*merged, *(open_ if len(open_) > 1 and rows[0][0] else ())}
    return tuple(None if column in reached else text for column, text in enumerate(rows[0]))


def _is_cut(last: Sequence[str | None], first: Sequence[str | None]) -> bool:
    """Whether a row goes on: no number of its own, and its text begins in the middle of a sentence."""
    filled = [text for text in first if text]
    if not filled or first[0] or not last[0]:
        return False
    return all(text[0].islower() or not text[0].isalpha() for text in filled[:1])


def to_table(table: RuledTable, box: Box) -> Table:
    """The table as the model has it."""
    rounded = (round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1))
    return Table.of(table.rows, Place(page=table.page, box=rounded, recognised=_together(table.doubted)))


def _together(lines: Sequence[RecognisedLine]) -> RecognisedLine | None:
    if not lines:
        return None
    starts = list(accumulate((len(line.text) + 1 for line in lines), initial=0))
    doubts = [(start, line.recognition) for start, line in zip(starts, lines, strict=False)]
    spans = tuple((start + first, start + end) for start, seen in doubts for first, end in seen.doubtful)
    sure = min(seen.confidence for _, seen in doubts)
    return RecognisedLine(
        " ".join(line.text for line in lines),
        Recognition(sure, spans, tuple(word for _, seen in doubts for word in seen.proposed)),
    )


@dataclass(slots=True)
class Page:
    """A page on its way to lines."""

    content: PageContent
    rows: list[Row]
    tables: list[RuledTable]
    furniture: list[str] = field(default_factory=list)


def needs_ocr(page: Page) -> bool:
    """Whether what a page says stands in a picture: its text layer is empty or only a running head."""
    content = page.content
    cover = sum(max(0.0, x1 - x0) * max(0.0, bottom - top) for x0, top, x1, bottom in content.images)
    cover = min(1.0, cover / max(1.0, content.width * content.height))
    letters = sum(len(word.text) for row in page.rows for word in row.words)
    if letters == 0 and not page.tables:
        return cover >= _SCAN_COVER or content.drawings >= _OUTLINES
    # a stamp or a typed number on a scanned page
    return cover >= 0.6 and letters < 200


def is_imprint(page: Page, pages: Sequence[Page]) -> bool:
    """Whether one of some pages is the last, and the gazette's imprint: a picture, without the running head of pages of text."""
    *others, last = pages
    if page is not last:
        return False
    if page.rows:
        return continued.is_imprint([row.text for row in page.rows])
    if page.tables or page.furniture or not others:
        return False
    headed = [any(map(RUNNING_HEAD.match, (*other.furniture, *(row.text for row in other.rows)))) for other in others]
    # now and then the head of a page is lost, but not of the last ones
    return all(headed[-3:]) and sum(headed) >= _HEADED * len(headed)


def ocr_problem(pages: Sequence[int], count: int, *, tried: bool) -> Problem:
    """Says which pages have no text."""
    if tried:
        message = Message.of("problem.unrecognised_pages", pages=ranges(pages), count=count)
    elif len(pages) == count:
        message = Message.of("problem.scan", count=count)
    else:
        message = Message.of("problem.scanned_pages", pages=ranges(pages), count=count)
    return Problem(ProblemCode.NEEDS_OCR, message, f"trang {ranges(pages)}")


def cut_problems(page: Page) -> Iterator[Problem]:
    """A gazette that prints a long text in several issues says so at the end, and at the beginning of the next issue."""
    for text in page.furniture:
        if notice := continued.continued(text, f"trang {page.content.number}"):
            yield notice


def ranges(pages: Sequence[int]) -> str:
    """``27–32, 47``."""
    parts: list[list[int]] = []
    for page in pages:
        if parts and page == parts[-1][1] + 1:
            parts[-1][1] = page
        else:
            parts.append([page, page])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in parts)
