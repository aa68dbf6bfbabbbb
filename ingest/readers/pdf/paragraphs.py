"""From rows to lines: where a paragraph begins, what is bold, what is centred."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median, median_high, median_low

from documents.model import Line, Mark, Place
from ingest.readers.pdf.columns import Alignment, Stretch
from ingest.readers.pdf.glyphs import PageContent
from ingest.readers.pdf.rows import Row, recognised_line
from ingest.readers.pdf.tables import Page

_LABEL = re.compile(
    r"^[“\"]?(?:(?:Điều|Chương|Mục|Tiểu mục|Phần|Phụ lục|Mẫu|Khoản|ĐIỀU|CHƯƠNG|MỤC|PHẦN|PHỤ LỤC|MẪU)\s+\S"
    r"|\d{1,3}[.)]|[a-zđ]\d?[.)]\s|[IVXL]+[.)]\s|[-–+•▪]\s|(?:Căn cứ|Theo đề nghị)\s)"
)
_HEADING = re.compile(r"^(?:Chương|Phần|Mục|Tiểu mục|Phụ lục|Mẫu(?: số)?)(?:\s+(?:thứ\s+)?[\wĐđ.\-]+)?[.:]?$", re.IGNORECASE)
_NEW_IN_COLUMN = re.compile(
    r"^(?:Độc lập|Số\s*:|V/v|Nơi nhận|TM\.|KT\.|TL\.|TUQ\.|Q\.|\(|-|–|CỘNG HÒA|CỘNG HOÀ|ĐẢNG CỘNG SẢN|.{0,40}, ngày)", re.IGNORECASE
)
_ENDS = re.compile(r"[.;:!?…”\"]$")

_FEW_ROWS = 8


@dataclass(frozen=True, slots=True)
class Margins:
    """Where text begins and ends on a page, and how far its rows are apart.

    :param indents: paragraphs are shown by an indent
    """

    left: float
    right: float
    pitch: float
    indents: bool


def find_margins(rows: Sequence[Row], fallback: Margins | None, width: float) -> Margins:
    """The margins that most rows of a page keep to.

    :param fallback: of the document, for a page with few rows
    """
    lefts, rights = Counter[int](), Counter[int]()
    for row in rows:
        lefts[round(row.x0)] += 1
        rights[round(row.x1)] += 1
    left, right = _mode_edge(lefts, len(rows), lowest=True), _mode_edge(rights, len(rows), lowest=False)
    if left is None or right is None or right - left < 0.3 * width:
        if fallback is not None:
            return fallback
        left, right = min((row.x0 for row in rows), default=0.0), max((row.x1 for row in rows), default=width)
    if fallback is not None and rows:
        left, right = _of_document(rows, left, right, fallback)
    indented = sum(6 < row.x0 - left < 72 for row in rows)
    indents = indented >= 2 and indented >= 0.08 * len(rows)
    indents = indents or (len(rows) < _FEW_ROWS and fallback is not None and fallback.indents)
    return Margins(left, right, _pitch(rows, left, right, fallback), indents)


def usual_margins(pages: list[Page]) -> dict[int, Margins | None]:
    """The margins of most pages, for left and right pages (by number modulo 2), which may be mirrored."""
    found = {
        page.content.number: find_margins(page.rows, None, page.content.width)
        for page in pages
        if len(page.rows) >= 10 and not page.content.turned
    }
    usual: dict[int, Margins | None] = {}
    for side in (0, 1):
        same_side = [margins for number, margins in found.items() if number % 2 == side]
        usual[side] = _median_margins(same_side if len(same_side) >= 3 else list(found.values()))
    return usual


def _median_margins(found: list[Margins]) -> Margins | None:
    if not found:
        return None
    return Margins(
        median_low(margins.left for margins in found),
        median_high(margins.right for margins in found),
        median_low(margins.pitch for margins in found),
        sum(margins.indents for margins in found) * 2 > len(found),
    )


def _of_document(rows: Sequence[Row], left: float, right: float, document: Margins) -> tuple[float, float]:
    """The margins of a page, or those of the document where its rows keep to them.

    A page of short rows shows neither margin; nor does a page where every row is a paragraph: all of them stand at the indent.
    """
    few = len(rows) < _FEW_ROWS
    least, most = min(row.x0 for row in rows), max(row.x1 for row in rows)
    one_level = 6 < left - document.left < 72 and sum(6 < row.x0 - left < 72 for row in rows) < 0.1 * len(rows)
    if abs(least - document.left) < 4 or one_level or (few and least > document.left):
        left = document.left
    if abs(most - document.right) < 4 or (few and most < document.right):
        right = document.right
    return left, right


def _pitch(rows: Sequence[Row], left: float, right: float, fallback: Margins | None) -> float:
    """The usual distance of rows within a paragraph; where none is seen, the smallest of a page."""
    near = [
        (before, after, step)
        for before, after in itertools.pairwise(rows)
        if 0.8 * after.size < (step := after.baseline - before.baseline) < 3 * after.size
    ]
    inner = [step for before, after, step in near if after.x0 - left < 4 and right - before.x1 < 12]
    if len(inner) >= 2:
        return median(inner)
    return min((step for _, _, step in near), default=fallback.pitch if fallback else 0.0)


def _mode_edge(counts: Counter[int], total: int, *, lowest: bool) -> float | None:
    best = None
    for position in sorted(counts, reverse=not lowest):
        near = sum(counts[p] for p in range(position - 2, position + 3))
        if near >= max(2, 0.06 * total):
            best = position
            break
    if best is None:
        return None
    members = [p for p in range(best - 2, best + 3) for _ in range(counts[p])]
    return float(min(members) if lowest else max(members))


class LineWriter:
    """Turns stretches of rows into lines, page after page."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._previous: Row | None = None
        self._previous_centered = False
        self._previous_margins: Margins | None = None

    def break_paragraph(self) -> None:
        """What comes next (after a table) does not continue what came before."""
        self._previous = None

    def write(self, stretch: Stretch, margins: Margins) -> None:
        """Add the rows of a stretch."""
        if stretch.alignment is Alignment.COLUMN:
            self._write_column(stretch)
        elif stretch.alignment is Alignment.HANGING:
            self._write_hanging(stretch)
        else:
            for row in stretch.rows:
                self._write_flow(row, margins)

    def unturn(self, start: int, content: PageContent) -> None:
        """Give the lines from ``start`` on their places on the page as it is printed."""
        for index in range(start, len(self.lines)):
            line = self.lines[index]
            if line.place.box is not None:
                box = content.unturn(line.place.box)
                self.lines[index] = replace(line, place=replace(line.place, box=box))

    def _add(self, row: Row, starts: bool | None) -> None:
        if not row.text.strip("_-–—* ") and len(row.text) > 1:
            return
        marks = tuple(Mark(offset, mark) for offset, mark in row.marks)
        place = Place(page=row.page, box=row.box, recognised=recognised_line(row))
        self.lines.append(Line(row.text, place, starts_paragraph=starts, bold=row.bold, marks=marks, font=row.font))

    def _write_column(self, stretch: Stretch) -> None:
        rows = stretch.rows
        widest = max(row.x1 - row.x0 for row in rows)
        previous: Row | None = None
        for row in rows:
            starts: bool | None = True
            if previous is not None and not _NEW_IN_COLUMN.match(row.text) and not _NEW_IN_COLUMN.match(previous.text):
                tight = row.baseline - previous.baseline < 1.45 * row.size
                alike = _same_style(previous, row)
                # A name that fills the column goes on in the next row; in a signature every row is its own line.
                if tight and alike and stretch.state:
                    fills = previous.x1 - previous.x0 + 0.3 * row.size + row.words[0].x1 - row.words[0].x0 > widest
                    starts = False if fills else None
            elif previous is not None and previous.text.startswith(("-", "–")) and not row.text.startswith(("-", "–", "Lưu")):
                starts = row.x0 - previous.x0 < -20 or row.x0 - previous.x0 > 60
            self._add(row, starts)
            previous = row
        self._previous = None

    def _write_hanging(self, stretch: Stretch) -> None:
        first = min(row.x0 for row in stretch.rows)
        for row in stretch.rows:
            self._add(row, row.x0 - first < 4)
        self._previous = None

    def _write_flow(self, row: Row, margins: Margins) -> None:
        previous = self._previous
        centered = _is_centered(row, margins) or self._is_title_row(row, margins)
        starts: bool | None
        if previous is None:
            starts = True
        elif centered or self._previous_centered:
            starts = not self._previous_centered or self._starts_centered(previous, row)
        else:
            starts = self._starts_flow(previous, row, margins)
        self._add(row, starts)
        self._previous, self._previous_centered, self._previous_margins = row, centered, margins

    def _is_title_row(self, row: Row, margins: Margins) -> bool:
        """A bold row of a title that fills the width: below a centred row and like it, or in capitals below a chapter's number."""
        previous = self._previous
        if previous is None or not self._previous_centered or previous.page != row.page or not row.bold or _LABEL.match(row.text):
            return False
        before, behind = row.x0 - margins.left, margins.right - row.x1
        if (before > 12 and abs(before - behind) > 14) or row.baseline - previous.baseline > 1.8 * row.size:
            return False
        return _same_style(previous, row) or (bool(_HEADING.match(previous.text)) and _is_upper(row))

    def _starts_centered(self, previous: Row, row: Row) -> bool:
        if previous.page != row.page or row.baseline - previous.baseline > 1.6 * max(row.size, previous.size):
            return True
        if _HEADING.match(previous.text) or _LABEL.match(row.text) or _HEADING.match(row.text):
            return True
        if previous.text.startswith("(") and not previous.text.endswith(")"):
            return False
        return not _same_style(previous, row)

    def _starts_flow(self, previous: Row, row: Row, margins: Margins) -> bool | None:
        before = self._previous_margins or margins
        same_page = previous.page == row.page
        step = row.baseline - previous.baseline if same_page else 0.0
        wide_gap = same_page and margins.pitch > 0 and step > max(1.3 * margins.pitch, margins.pitch + 4)
        indent = row.x0 - margins.left
        first = row.words[0]
        # the row above was full: the first word of this one would not have fitted into it
        room = before.right - previous.x1
        full = room < (first.x1 - first.x0) + 0.3 * row.size + 2
        if indent > 6:
            shift = abs((row.x0 - margins.left) - (previous.x0 - before.left))
            wrapped = full and shift < 3 and not _LABEL.match(row.text) and row.text[:1].islower() and not wide_gap
            return not wrapped if indent < 0.6 * (margins.right - margins.left) else True
        if not full:
            return True if not _is_stretched_end(previous, before) else None
        return self._starts_below_full(previous, row, margins, wide_gap)

    def _starts_below_full(self, previous: Row, row: Row, margins: Margins, wide_gap: bool) -> bool | None:
        before = self._previous_margins or margins
        if previous.x0 - before.left > 0.4 * (before.right - before.left):
            return True
        if row.bold and not previous.bold and _LABEL.match(row.text):
            return True
        if margins.indents:
            return bool(wide_gap and _LABEL.match(row.text) and _ENDS.search(previous.text))
        if wide_gap:
            return True
        if _LABEL.match(row.text) and _ENDS.search(previous.text):
            return None
        return False if row.text[:1].islower() or not _ENDS.search(previous.text) else None


def _is_stretched_end(row: Row, margins: Margins) -> bool:
    """A row that ends in the middle of a word group with little room left may have been broken by hand."""
    return margins.right - row.x1 < 0.12 * (margins.right - margins.left) and not _ENDS.search(row.text)


def _is_centered(row: Row, margins: Margins) -> bool:
    before, behind = row.x0 - margins.left, margins.right - row.x1
    if min(before, behind) < 2 or abs(before - behind) > (20 if row.bold else 14):
        return False
    if before < 12:
        # nearly as wide as the page
        return row.bold and abs(before - behind) < 6 and not _LABEL.match(row.text)
    if before < 45:
        # this far in, paragraphs begin as well
        marked = row.bold or row.italic or _is_upper(row) or row.text.startswith("(")
        return marked and not _LABEL.match(row.text) and abs(before - behind) < 8
    return row.bold or _HEADING.match(row.text) is not None or not _LABEL.match(row.text)


def _is_upper(row: Row) -> bool:
    text = row.text
    return text.upper() == text and any(map(str.isalpha, text))


def _same_style(one: Row, other: Row) -> bool:
    set_alike = one.bold == other.bold and one.italic == other.italic and abs(one.size - other.size) < 0.8
    return set_alike and _is_upper(one) == _is_upper(other)
