"""Pair quotation marks over paragraphs.

An amending text quotes whole articles. Between the marks an "Điều 5." is not an article of the amending text. Marks are paired
with a stack over the whole text, so that a stray mark spoils one block only; where the stray mark opened a block, the block ends
at the next unit that continues the sequence outside it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from documents.model import Table
from documents.structure.markers import Shape, marker
from documents.wording.verbs import AMEND, CHANGE, CORRECT, HALT, REPEAL

OPENING = "“„«‟"
CLOSING = "”»"
MARKS = OPENING + CLOSING + '"'
_AFTER_CLOSE = " .,;:/!?)]…"
_BEFORE_OPEN = " \t([{-–/\n" + OPENING
_HAS_MARK = re.compile(f"[{MARKS}]")
_AMENDING = re.compile(
    rf"(?:{CHANGE}|sửa|thay |bỏ |{CORRECT}|chuyển |{HALT} )"
    rf"|(?:điều|khoản|điểm|chương|mục|tên|đoạn)\b.{{0,120}}?\b(?:được (?:sửa|{AMEND}|thay)|(?:bị |được )?{REPEAL})",
    re.IGNORECASE,
)
_BUDGET, _BUDGET_EACH = 5_000, 20  # paragraphs that may be looked at for blocks that nothing closes, and more for each there is


class Outside(IntEnum):
    """How well a paragraph continues the text outside a quotation."""

    NO = 0
    UNIT = 1  # next clause or point in sequence
    AMENDING = 2  # next unit in sequence, and it amends
    ARTICLE = 3  # an article that the sequence of the whole text holds
    END = 4  # signature, recipients, appendix: no quotation runs over it


def ends_quoted(text: str) -> bool:
    """Whether a paragraph ends with a closing mark, punctuation after it aside."""
    return text.rstrip(_AFTER_CLOSE)[-1:] in tuple(MARKS) and len(text) > 1


def _direction(text: str, at: int, start: int, end: int, depth: int) -> int:
    """1 for a mark that opens, -1 for one that closes, by its place first and by its form second."""
    if at >= end:
        if at == start and text[at] != '"':
            return 1 if text[at] in OPENING else -1
        return -1 if depth else 1
    if at == start:
        return 1
    sign, before, after = text[at], text[at - 1], text[at + 1]
    opens_here = before in _BEFORE_OPEN
    closes_here = after in _AFTER_CLOSE or after in CLOSING
    if opens_here != closes_here:
        return 1 if opens_here else -1
    if sign == '"':
        return -1 if depth else 1
    return 1 if sign in OPENING else -1


@dataclass(slots=True)
class Quotations:
    """The pairs of marks in a sequence of paragraphs.

    :param closes: per paragraph that opens a block: the paragraph that closes it, None where nothing does
    :param stray: paragraphs with an inline mark that nothing closes
    """

    texts: Sequence[str]
    closes: dict[int, int | None] = field(default_factory=dict)
    stray: list[int] = field(default_factory=list)
    budget: int = _BUDGET

    def block_end(self, place: int, outside: Callable[[int], Outside], foreign: bool = False) -> tuple[int, bool]:
        """The last paragraph of the quotation that ``place`` opens, and whether its mark is missing.

        :param outside: how well a later paragraph continues the text outside the quotation
        :param foreign: it begins new text without quotation marks
        """
        if place not in self.closes:
            return self._recover(place, outside, True) if foreign else place, False
        close = self.closes[place]
        if close is not None:
            for later in range(place + 1, close + 1):
                found = outside(later)
                if found is Outside.ARTICLE or (found is Outside.AMENDING and ends_quoted(self.texts[later - 1])):
                    return later - 1, True
            return close, False
        return self._recover(place, outside, opens_unit(self.texts[place]) or self.texts[place].endswith(":")), True

    def _recover(self, place: int, outside: Callable[[int], Outside], holds_unit: bool) -> int:
        first = 0  # of the units that go on with both sequences
        end = len(self.texts)
        inner = Outer()  # the sequence inside the quotation: what goes on with it proves nothing
        inner.see(self.texts[place].lstrip(MARKS + " "))
        for later in range(place + 1, len(self.texts)):
            self.budget -= 1
            if self.budget < 0:
                return place
            text = self.texts[later]
            found = outside(later)
            if found in (Outside.AMENDING, Outside.ARTICLE) or (found is Outside.UNIT and inner.next(text) is Outside.NO):
                return later - 1
            if text.startswith("Điều "):
                inner.restart()
            inner.see(text)
            if found is Outside.NO:
                continue
            if found is Outside.END:
                end = later
                break
            if ends_quoted(self.texts[later - 1]):
                return later - 1
            first = first or later
            if not holds_unit:
                break
        if first:
            return first - 1
        return end - 1 if holds_unit else place


_QUOTED_UNIT = re.compile(
    rf"\W*[{MARKS}]\s*(?:Điều|Chương|Mục|Phần|Phụ lục|Mẫu|\d{{1,3}}[a-zđ]?\s*[.)]|[a-zđ]\d*\s*\))", re.IGNORECASE
)


def opens_unit(text: str) -> bool:
    """Whether a text quotes a unit from its first word on."""
    return _QUOTED_UNIT.match(text) is not None


def has_marks(text: str) -> bool:
    """Whether a text has any quotation mark."""
    # a handful of memory scans: four times as fast as one search for a class of characters
    return "“" in text or "”" in text or '"' in text or "«" in text or "»" in text or "„" in text or "‟" in text


def words_in_marks(text: str, table: Table | None) -> str:
    """What is read for quotation marks: a mark that opened above a table may close in it."""
    return text if table is None else " ".join(cell for row in table.rows for cell in row if cell)


def find_quotations(texts: Sequence[str]) -> Quotations:
    """Pair the marks of ``texts`` with one stack."""
    found = Quotations(texts, budget=_BUDGET + _BUDGET_EACH * len(texts))
    stack: list[tuple[int, bool]] = []  # paragraph, opens a block
    matched: dict[int, list[tuple[bool, int | None]]] = {}
    for place, text in enumerate(texts):
        if not has_marks(text):
            continue
        start = len(text) - len(text.lstrip())
        end = len(text.rstrip(_AFTER_CLOSE)) - 1
        for sign in _HAS_MARK.finditer(text):
            at = sign.start()
            if _direction(text, at, start, end, len(stack)) > 0:
                stack.append((place, _opens_block(text, at)))
            elif stack:
                opened, block = stack.pop()
                if opened != place:
                    matched.setdefault(opened, []).append((block, place))
    for opened, block in stack:
        matched.setdefault(opened, []).append((block, None))
    for opened, pairs in matched.items():
        ends = [end for block, end in pairs if block]
        if ends:
            found.closes[opened] = None if None in ends else max(end for end in ends if end is not None)
        elif any(end is None or end > opened + 2 for _, end in pairs):
            found.stray.append(opened)
    found.stray.sort()
    return found


def _opens_block(text: str, at: int) -> bool:
    """Whether a mark can open a quotation of several paragraphs: at the start, after a colon, or right after the number."""
    before = text[max(0, at - 12) : at].rstrip()
    if not before or before[-1] == ":":
        return True
    if at > 12:
        return False
    number = marker(text)
    return number is not None and number.end == at and number.shape is not Shape.ROMAN


class Outer:
    """The sequence outside the quotations: which clause and point come next."""

    def __init__(self) -> None:
        self.clause = 0
        self.point = 0

    def restart(self) -> None:
        """A new article has begun."""
        self.clause = self.point = 0

    def see(self, text: str) -> None:
        """Take note of a paragraph outside the quotations."""
        found = marker(text)
        if found is None:
            return
        if found.shape is Shape.NUMBER and found.value in (self.clause, self.clause + 1):
            self.clause, self.point = found.value, 0
        elif found.shape is Shape.LETTER and 0 <= found.value - self.point <= 3:
            self.point = found.value

    def next(self, text: str) -> Outside:
        """Whether a paragraph is the next clause or point."""
        found = marker(text)
        if found is None:
            return Outside.NO
        clause = found.shape is Shape.NUMBER and found.sign == "." and found.value == self.clause + 1 and self.clause > 0
        point = found.shape is Shape.LETTER and self.point > 0 and 0 < found.value - self.point <= 2
        if not (clause or point):
            return Outside.NO
        return Outside.AMENDING if _AMENDING.match(text, found.end) else Outside.UNIT


def quoted_paragraphs(texts: Sequence[str]) -> list[bool]:
    """Which paragraphs of one article are quoted. The paragraph that opens a quotation is not counted."""
    inside, outer, place = [False] * len(texts), Outer(), 0
    quotations = find_quotations(texts) if any(map(has_marks, texts)) else None
    if quotations is None or not quotations.closes:
        return inside
    while place < len(texts):
        outer.see(texts[place])
        end, _ = quotations.block_end(place, lambda later: outer.next(texts[later]))
        inside[place + 1 : end + 1] = [True] * (end - place)
        place = end + 1
    return inside
