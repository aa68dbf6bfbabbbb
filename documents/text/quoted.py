"""Quoted words, for readers that leave them out."""

import re
from collections.abc import Iterator

_CLOSING = {"“": "”", '"': '"'}
_ANY = re.compile('[“"]')


def without_quoted(text: str, *, keep_offsets: bool = True) -> str:
    """The text with blanks for its quotations, marks and all. A mark that nothing closes stays.

    :param keep_offsets: as many blanks as there were characters, else one
    """
    pieces, at = [], 0
    for start, end in _quoted(text):
        pieces += [text[at:start], " " * (end - start) if keep_offsets else " "]
        at = end
    return "".join([*pieces, text[at:]]) if pieces else text


def _quoted(text: str) -> Iterator[tuple[int, int]]:
    unclosed: set[str] = set()
    at = 0
    while found := _ANY.search(text, at):
        mark, at = found[0], found.end()
        close = -1 if mark in unclosed else text.find(_CLOSING[mark], at)
        if close < 0:
            unclosed.add(mark)  # nothing closes those that follow either
            continue
        at = close + 1
        yield found.start(), at
