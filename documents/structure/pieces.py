"""The words of finished provisions in reading order, and which of them stand in quotation marks."""

from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

from documents.model import Kind, Provision, Segment
from documents.paths import GROUPING
from documents.structure.quotes import CLOSING, OPENING, find_quotations, has_marks

_BEFORE = 5000  # characters that are looked at before a place
LABELLED = (Kind.CLAUSE, Kind.POINT, Kind.SUBPOINT)


class Piece(NamedTuple):
    """A heading, a text, a tail or a cell.

    :param starts: a line of the source starts with it, and not behind a number that the tree has taken off
    """

    owner: Provision
    text: str
    segments: tuple[Segment, ...]
    starts: bool


def pieces(provision: Provision, deep: bool = True) -> Iterator[Piece]:
    """The pieces of a provision.

    :param deep: with those of what stands in it, forms aside
    """
    kind, heading, table = provision.kind, provision.heading, provision.table
    if heading:
        yield Piece(provision, heading, (), kind in GROUPING)
    if provision.text:
        starts = kind not in LABELLED and (kind is not Kind.ARTICLE or bool(heading))
        yield Piece(provision, provision.text, provision.text_map, starts)
    if table is not None:
        yield from (Piece(provision, cell, (), True) for row in table.rows for cell in row if cell)
    if deep:
        for child in provision.children:
            if child.kind is not Kind.FORM:
                yield from pieces(child)
    if provision.tail:
        yield Piece(provision, provision.tail, provision.tail_map, True)


class Unit:
    """The lines of an article, or of what stands beside the articles, with the quotations in them.

    :param quoted: for each line, whether it stands in a quotation that is closed
    :param opened: the first line with a mark that nothing closes
    """

    def __init__(self, words: Iterable[Piece]) -> None:
        self.pieces = list(words)
        self.firsts: list[int] = []
        self.lines: list[str] = []
        for piece in self.pieces:
            self.firsts.append(len(self.lines))
            self.lines += piece.text.split("\n")
        size = len(self.lines)
        self.quoted = [False] * size
        self.opened = size
        if any(map(has_marks, self.lines)):
            self._pair(size)

    def _pair(self, size: int) -> None:
        found = find_quotations(self.lines)
        steps = [0] * (size + 1)
        for first, last in found.closes.items():
            if last is None:
                self.opened = min(self.opened, first)
            else:
                steps[first + 1] += 1
                steps[last + 1] -= 1
        self.opened = min([self.opened, *found.stray])
        self.quoted = [depth > 0 for depth in accumulate(steps[:size])]

    def is_quoted(self, line: int, column: int) -> bool:
        """Whether a place stands in a quotation that is closed, or behind a mark that opens one on its line."""
        if self.quoted[line]:
            return True
        before = self.lines[line][max(0, column - _BEFORE) : column]
        opening = sum(map(before.count, OPENING)) - sum(map(before.count, CLOSING))
        return opening > 0 or before.count('"') % 2 == 1

    def before(self, line: int, column: int) -> str:
        """The words that a place follows."""
        return self.lines[line][max(0, column - _BEFORE) : column].rstrip() or (self.lines[line - 1] if line else "")
