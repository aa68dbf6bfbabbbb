"""Quoted words in amending text: where they stand, and the text with them masked."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from documents.structure.quotes import CLOSING, MARKS, OPENING
from documents.wording.verbs import CHANGE, CHANGE_BEGINS

MASK = "\ue000"
"""Stands for each character of a quotation, marks and all, so that offsets stay."""

_ANY = re.compile(f"[{MARKS}]")
_LEADS_TO_BLOCK = re.compile(r"(?:^|\n|:)\s*$")
_MORE_ORDERS = re.compile(rf"\s*(?:[;,.]\s*)?(?:và|đồng thời)?\s*(?:{CHANGE}|sửa|thay|bỏ)", re.IGNORECASE)
_TO_PHRASE = re.compile(r"(?<!\w)(?:là|thành|bằng|cụm từ|từ|dấu)\s*:\s*$", re.IGNORECASE)
_LONGEST_LEAD = 40  # characters before a mark that are asked for "cụm từ:"
_AFTER_BLOCK = re.compile(r"[\s.,;:/)]*(?:$|\n)")
_AFTER_CLOSE = " .,;:/!?)]…\n"
_BEFORE_OPEN = " \t\n([{-–/:" + OPENING


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words.

    :param block: it opens a paragraph: new text, not a phrase
    """

    start: int
    end: int
    block: bool
    closed: bool = True

    def words(self, text: str) -> str:
        """The quoted words without the marks around them."""
        return text[self.start + 1 : self.end - 1 if self.closed else self.end].strip()


def find(text: str) -> tuple[Quotation, ...]:
    """The outermost quotations of a text, in order."""
    return tuple(_walk(text)) if _ANY.search(text) else ()


def mask(text: str, quotations: tuple[Quotation, ...]) -> str:
    """The text with its quotations masked; every offset stays."""
    pieces, at = [], 0
    for quotation in quotations:
        pieces += [text[at : quotation.start], MASK * (quotation.end - quotation.start)]
        at = quotation.end
    return "".join([*pieces, text[at:]])


def _walk(text: str) -> Iterator[Quotation]:
    at = 0
    marks = _Marks(text)
    while found := _ANY.search(text, at):
        start = found.start()
        if not _opens(text, start, 0):
            at = start + 1  # a closing mark that nothing opened
            continue
        block = _LEADS_TO_BLOCK.search(text, max(0, start - 12), start) is not None and not _TO_PHRASE.search(
            text, max(0, start - _LONGEST_LEAD), start
        )
        quotation = _block(text, start, marks) if block else _phrase(start, marks)
        if quotation is None:
            at = start + 1
            continue
        yield quotation
        at = quotation.end


class _Marks:
    """The marks of a text: which one closes each, found for all of them at once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.places = [found.start() for found in _ANY.finditer(text)]
        self._index = {place: index for index, place in enumerate(self.places)}
        self._lines = [found.start() for found in re.finditer("\n", text)]
        self._closed = [place for place in self.places if text[place] in CLOSING + '"']
        self._closing: list[int | None] = [None] * len(self.places)
        waiting: list[tuple[int, int]] = []  # marks, each with the depth behind it
        depth = 0
        for index, place in enumerate(self.places):
            # whether a mark inside a quotation opens or closes does not depend on how deep it stands
            depth += 1 if _opens(text, place, 1) else -1
            while waiting and waiting[-1][1] > depth:
                self._closing[waiting.pop()[0]] = place
            waiting.append((index, depth))

    def close(self, start: int, end: int) -> int | None:
        """The place after the mark that closes the quotation opened at ``start``, if it stands before ``end``."""
        closing = self._closing[self._index[start]]
        return closing + 1 if closing is not None and closing < end else None

    def line_end(self, start: int) -> int:
        index = bisect_left(self._lines, start)
        return self._lines[index] if index < len(self._lines) else len(self._text)

    def next_closed(self, start: int, end: int) -> int | None:
        index = bisect_left(self._closed, start)
        return self._closed[index] if index < len(self._closed) and self._closed[index] < end else None

    def after(self, start: int) -> Iterator[int]:
        return (self.places[index] for index in range(self._index[start] + 1, len(self.places)))


def _opens(text: str, at: int, depth: int) -> bool:
    sign, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    opens_here = not before or before in _BEFORE_OPEN
    closes_here = not after or after in _AFTER_CLOSE or after in CLOSING
    if sign == '"':
        return opens_here if opens_here != closes_here else not depth
    if opens_here != closes_here and depth == 0:
        return opens_here or sign in OPENING
    return sign in OPENING


def _phrase(start: int, marks: _Marks) -> Quotation | None:
    """A phrase is closed in its own paragraph; of marks that do not pair the first closing one counts."""
    stop = marks.line_end(start)
    end = marks.close(start, stop)
    if end is None:
        closing = marks.next_closed(start + 1, stop)
        end = closing + 1 if closing is not None else None
    return Quotation(start, end, block=False) if end is not None else None


def _block(text: str, start: int, marks: _Marks) -> Quotation:
    """New text ends with a mark at the end of a paragraph, where the marks pair; failing that at the last such mark."""
    end = marks.close(start, len(text))
    if end is not None and _AFTER_BLOCK.match(text, end):
        return Quotation(start, end, block=True)
    if end is not None and end <= marks.line_end(start):
        # “X” may stand at the head of a paragraph before more words; after a colon it is new text all the same
        colon = text[:start].rstrip().endswith(":")
        return Quotation(start, end, block=colon and _MORE_ORDERS.match(text, end) is not None)
    last = None
    for place in marks.after(start):
        if text[place] not in OPENING and _AFTER_BLOCK.match(text, place + 1):
            last = place + 1
            follows = len(text) - len(text[last:].lstrip(_AFTER_CLOSE))
            if text[follows : follows + 1] in (*OPENING, '"') or _NEXT.match(text, follows):
                break
    if last is None:
        return Quotation(start, len(text), block=True, closed=False)
    return Quotation(start, last, block=True)


_NEXT = re.compile(rf"(?:[a-zđ]\)|\d{{1,3}}\.)?\s*(?:{CHANGE_BEGINS}|Thay |Bỏ )")
