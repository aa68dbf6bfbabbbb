"""Quoted amendments: what stands in them binds to the amended instrument."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from documents.references.reference import Context, Reference

_OPEN = re.compile(r"[“\"]")
_CLOSE_CURLY = re.compile(r"[“”]")
_CLOSE_STRAIGHT = re.compile(r"\"(?=\s*[.;,]?\s*(?:\n|$))")
# New text follows "như sau:" or begins with a label of its own.
_INTRODUCED = re.compile(r"(?:như\s+sau|sau\s+đây)\s*:\s*$")
_LABELLED = re.compile(r"\s*(?:Điều\s+\d|Khoản\s+\d|Chương\s|Mục\s|Phụ\s+lục\s|\d{1,3}[a-zđ]?[.]\s|[a-zđ]\d?[)]\s)")
_LABEL = re.compile(
    r"(?:(?<=[\n“\"])|\A)\s*[“\"]?(?:Điều\s+(?P<article>\d+[a-zđ]?)(?:[.:]|\s)|(?P<clause>\d{1,3}[a-zđ]?)[.]\s|(?P<point>[a-zđ]\d?)[)]\s)"
)


@dataclass(frozen=True, slots=True)
class _Quote:
    start: int
    end: int


class Quotes:
    """The quoted new texts of a passage, and the context that holds inside them."""

    def __init__(self, text: str, given: Context) -> None:
        self._text = text
        self._given = given
        self._quotes = () if given.in_quote else _find(text)
        self._bases: dict[int, Context] = {}
        self._labels: dict[int, dict[str, list[re.Match[str]]]] = {}

    def context_at(self, position: int, before: Sequence[Reference]) -> Context:
        """The context at a position.

        :param before: the references found before it; the last one before the quotation says what is amended
        """
        index = bisect_right(self._quotes, position, key=lambda quote: quote.start) - 1
        if index < 0 or position >= self._quotes[index].end:
            return self._given
        quote = self._quotes[index]
        if quote.start not in self._bases:
            self._bases[quote.start] = self._base(quote, before)
        return self._at_label(quote, position, self._bases[quote.start])

    def _base(self, quote: _Quote, before: Sequence[Reference]) -> Context:
        given = self._given
        amended = next((reference for reference in reversed(before) if reference.end <= quote.start), None)
        if amended is None:
            return replace(given, in_quote=True) if given.quoted_target else given
        target = amended.targets[-1]
        instrument = given.quoted_target or target.instrument
        if instrument is None and target.name is None:
            return given
        inside = Context(instrument=instrument, quoted_target=instrument, in_quote=True)
        return replace(inside, article=target.article, clause=target.clause, point=target.point)

    def _at_label(self, quote: _Quote, position: int, base: Context) -> Context:
        """Labels inside the new text say where in the target one stands."""
        last: dict[str, re.Match[str]] = {}
        for name, labels in self._labels_of(quote).items():
            index = bisect_right(labels, position, key=lambda label: label.start()) - 1
            if index >= 0:
                last[name] = labels[index]
        here = base
        for name, label in sorted(last.items(), key=lambda item: item[1].start()):
            if name == "article":
                here = replace(here, article=label[name], clause=None, point=None)
            elif name == "clause":
                here = replace(here, clause=label[name], point=None)
            else:
                here = replace(here, point=label[name])
        return here

    def _labels_of(self, quote: _Quote) -> dict[str, list[re.Match[str]]]:
        if quote.start not in self._labels:
            found: dict[str, list[re.Match[str]]] = {"article": [], "clause": [], "point": []}
            for label in _LABEL.finditer(self._text, quote.start, quote.end):
                found[str(label.lastgroup)].append(label)
            self._labels[quote.start] = found
        return self._labels[quote.start]


def _find(text: str) -> tuple[_Quote, ...]:
    quotes = []
    position = 0
    while opening := _OPEN.search(text, position):
        start = opening.end()
        if not (_INTRODUCED.search(text, max(0, opening.start() - 40), opening.start()) or _starts_line(text, opening)):
            position = start
            continue
        end = _end(text, start, opening.group())
        quotes.append(_Quote(start, end))
        position = end
    return tuple(quotes)


def _starts_line(text: str, opening: re.Match[str]) -> bool:
    before = text[max(0, opening.start() - 8) : opening.start()].rstrip(" ")
    return before.endswith("\n") and bool(_LABELLED.match(text, opening.end()))


def _end(text: str, start: int, mark: str) -> int:
    """Where a quotation ends; one that is never closed ends with the passage."""
    if mark == '"':
        closing = _CLOSE_STRAIGHT.search(text, start)
        return closing.start() if closing else len(text)
    depth = 1
    for other in _CLOSE_CURLY.finditer(text, start):
        depth += 1 if other.group() == "“" else -1
        if depth == 0:
            return other.start()
    return len(text)
