"""Find the lines of a finished tree that read as articles and are none of it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from documents.model import Kind, Provision, Segment
from documents.paths import GROUPING
from documents.structure.endings import is_attached_type
from documents.structure.headings import CITED_AFTER, cites, is_caps, leads_on
from documents.structure.quotes import CLOSING, MARKS, OPENING, find_quotations, has_marks
from documents.wording.verbs import AMEND

_BEFORE = 5000  # characters that are looked at before a place
LABELLED = (Kind.CLAUSE, Kind.POINT, Kind.SUBPOINT)
_HEADING = re.compile(r"[ĐÐƉ](?:iều|IỀU) ?(?:thứ )?(\d+)([a-zđ]{0,2})(?!\w) {0,2}([.:]?)[ –-]{0,3}")
_INTRODUCES = re.compile(rf"(?:{AMEND}|thay thế|sửa|thay)\b.*(?::|như sau\W*)$", re.IGNORECASE)
_CONTENTS = re.compile(r"\W*mục lục\W*", re.IGNORECASE)
_BLANK = re.compile(r"[._]{8}|…\W{0,2}…|\.{3}/")
_SPECIMEN = re.compile(r"\bmẫu\b|\bhợp đồng\b|\bgiấy phép\b|\(tên\b", re.IGNORECASE)
_ENDINGS = (Kind.RECIPIENTS, Kind.SIGNATURE, Kind.CLOSING)
_BESIDE = (*_ENDINGS, Kind.APPENDIX, Kind.ATTACHMENT, Kind.TABLE)
_MOST_DIGITS, _TITLE_LINES, _LONGEST_TITLE, _BELOW, _INTRODUCTION = 12, 12, 200, 8, 400
_MOST_WORDS = 400
_SENTENCE_ENDS = (".", ".”", '."', "”.")


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


class Lost(NamedTuple):
    """A line that reads as an article.

    :param words: the line from its first word on, or the beginning of it
    """

    path: str
    number: str
    words: str


class _Candidate(NamedTuple):
    """``Điều N`` that may open an article.

    :param strong: it has the punctuation of a heading and starts a line
    """

    piece: Piece
    line: int
    column: int
    value: int
    suffix: str
    strong: bool

    @property
    def number(self) -> str:
        return f"{self.value}{self.suffix}"


class _Scope:
    def __init__(self) -> None:
        self.numbers: set[str] = set()
        self.highest = 0
        self.last = 0

    def add(self, number: str | None) -> None:
        self.numbers.add(f"{leading_number(number)}{(number or '').lstrip('0123456789')}")
        self.highest = max(self.highest, leading_number(number))

    def fills(self, found: _Candidate) -> bool:
        """Whether a number that no article has follows the last article."""
        follows = found.value == self.last + 1 or (found.value == self.last and found.suffix != "")
        return follows and found.number not in self.numbers


def leading_number(number: str | None) -> int:
    """The digits of an article's number; 1 for the only article."""
    digits = re.match(r"\d{1,12}", number or "")
    return int(digits[0]) if digits else 1


def lost_articles(roots: Sequence[Provision]) -> list[Lost]:
    """The lines that read as articles outside quotations, forms and tables of contents and are no articles."""
    scopes = {root.path: _Scope() for root in roots if root.kind is Kind.ATTACHMENT}
    main = scopes[""] = _Scope()
    for root in roots:
        _count(root, scopes.get(root.path, main))
    found: list[Lost] = []
    scope = main
    for root in roots:
        if root.kind is Kind.ATTACHMENT:
            scope = scopes[root.path]
        for part, deep in _parts(root):
            if part.kind is Kind.ARTICLE:
                scope.last = leading_number(part.number)
            if part.kind is not Kind.FORM and _may_hold(part, deep):
                found += _in_unit(part, Unit(pieces(part, deep)), scope, list(scopes.values()))
    return found


def _count(provision: Provision, scope: _Scope) -> None:
    if provision.kind is Kind.ARTICLE:
        scope.add(provision.number)
    elif provision.kind in GROUPING or provision.kind is Kind.ATTACHMENT:
        for child in provision.children:
            _count(child, scope)


def _parts(provision: Provision) -> Iterator[tuple[Provision, bool]]:
    """The articles and what stands beside them, in reading order; with whether all that stands in it belongs to it."""
    grouping = provision.kind in GROUPING or provision.kind is Kind.ATTACHMENT
    if not grouping or not provision.children:
        yield provision, True
        return
    yield provision, False
    for child in provision.children:
        yield from _parts(child)


def _may_hold(part: Provision, deep: bool) -> bool:
    for node in part.walk() if deep else (part,):
        for words in (node.text, node.tail, node.heading):
            if words and ("iều" in words or "IỀU" in words) and any(map(_goes_on_as_heading, _HEADING.finditer(words))):
                return True
        if node.table is not None and any(_HEADING.search(cell) for row in node.table.rows for cell in row):
            return True
    return False


def _goes_on_as_heading(found: re.Match[str]) -> bool:
    rest = found.string[found.end() : found.end() + 24]
    if rest[:1].islower() or rest[:1] in (",", ";", ")"):
        return False
    return bool(found[3]) or (rest[:1] not in ("", "\n") and CITED_AFTER.match(rest) is None)


def _candidates(unit: Unit) -> Iterator[_Candidate]:
    for piece, first in zip(unit.pieces, unit.firsts, strict=True):
        line, begin, starts = first, 0, None
        for found in _HEADING.finditer(piece.text):
            at = found.start()
            if not _goes_on_as_heading(found):
                continue
            line += piece.text.count("\n", begin, at)
            begin = at
            column = at - piece.text.rfind("\n", 0, at) - 1
            alone = piece.starts if at == 0 else column == 0
            if not alone and at:
                starts = starts if starts is not None else {segment.start for segment in piece.segments}
                alone = at in starts and found.end() < len(piece.text)
            if alone or (found[3] and at and piece.text[max(0, at - 4) : at].rstrip().endswith(_SENTENCE_ENDS)):
                value = int(found[1][:_MOST_DIGITS])
                yield _Candidate(piece, line, column, value, found[2], alone and bool(found[3]))


def _in_unit(part: Provision, unit: Unit, scope: _Scope, scopes: Sequence[_Scope]) -> Iterator[Lost]:
    candidates = list(_candidates(unit))
    if not candidates or (part.kind in _BESIDE and _is_form(part, unit, candidates, scope)):
        return
    contents = next((line for line, words in enumerate(unit.lines) if _CONTENTS.fullmatch(words[:40])), len(unit.lines))
    introduced = min(unit.opened, introduction(unit))
    for found in candidates:
        fills, gap = scope.fills(found), scope.highest > found.value
        before = unit.before(found.line, found.column)
        if part.kind is Kind.PREAMBLE or found.line > contents:
            lost = found.strong and not any(found.number in known.numbers for known in scopes)
        elif unit.is_quoted(found.line, found.column) or found.line > introduced or cites(before):
            lost = fills and gap
        elif found.piece.owner.table is not None or not found.strong or (leads_on(before) and not is_caps(before)):
            lost = fills
        else:
            lost = True
        if lost:
            if fills:
                scope.last = found.value
            words = unit.lines[found.line][found.column : found.column + _MOST_WORDS]
            yield Lost(found.piece.owner.path, found.number, words)


def introduction(unit: Unit) -> int:
    """The first line behind which new text for another instrument stands without marks."""
    for line, words in enumerate(unit.lines[:-1]):
        introduces = words.endswith((":", "sau", "sau.")) and _INTRODUCES.search(words[-_INTRODUCTION:])
        if introduces and not unit.lines[line + 1].startswith(tuple(MARKS)):
            return line
    return len(unit.lines)


def _is_form(part: Provision, unit: Unit, candidates: Sequence[_Candidate], scope: _Scope) -> bool:
    """Whether articles beside the articles are those of a specimen: a contract, a licence or a model to be filled in."""
    first, last = candidates[0].line, candidates[-1].line
    above = [words for words in unit.lines[max(0, first - _TITLE_LINES) : first] if len(words) <= _LONGEST_TITLE]
    around = unit.lines[max(0, first - _TITLE_LINES) : last + _BELOW]
    if any(map(_SPECIMEN.search, above)) or any(map(_BLANK.search, around)):
        return True
    if (scope.fills(candidates[0]) and scope.last > 0) or part.kind in _ENDINGS:
        return False
    return not any(is_attached_type(words) and is_caps(words) for words in above)
