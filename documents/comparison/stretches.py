"""Stretches of a text, and what of one is words: no blanks, no ends of lines in a sentence, no joining words around it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from documents.model import Provision

Stretch = tuple[int, int]
_BROKEN = re.compile(r"(?<=[^\s.;:])\n(?=[^\W\d_A-ZĐ])(?!\w{1,2}[).])")
"""The end of a line in the middle of a sentence."""
_NOTE = re.compile(r"\([^()]*theo quy định tại [^()]{3,60} số \d+/[^()]*có hiệu lực[^()]*\)")
"""What the codification says of where the words come from: none of them."""
_LEADING = re.compile(r"(?:[\s,;.:()]|(?<!\w)(?:thì|và|hoặc|mà|còn)\s)+", re.IGNORECASE)
_LOOSE_ENDS = (" thì", " và", " hoặc", " mà", " là", " của", " cho", " theo", " được")


def trimmed(text: str, start: int, end: int) -> Stretch:
    """A stretch without the blanks, punctuation and joining words around it."""
    first = _LEADING.match(text, start, end)
    start = first.end() if first else start
    kept, before = text[start:end], ""
    while kept != before:
        before = kept
        kept = kept.rstrip(" \t\n,;.:(")
        for word in _LOOSE_ENDS:
            kept = kept.removesuffix(word)
    return start, start + len(kept)


def unbroken(text: str) -> str:
    """Words without the ends of lines inside sentences, each letter at its place."""
    text = _BROKEN.sub(" ", text) if "\n" in text else text
    return _NOTE.sub(lambda note: " " * len(note[0]), text) if "có hiệu lực" in text else text


def touching(some: Sequence[Stretch], span: Stretch) -> slice:
    """Which of some stretches, none in another, share a letter with one."""
    return slice(bisect_right(some, span[0], key=lambda one: one[1]), bisect_left(some, span[1], key=lambda one: one[0]))


class Part(NamedTuple):
    """Own words of a provision."""

    path: str
    words: str
    closing: bool = False


def parts_of(provision: Provision) -> list[Part]:
    """Its words, and its closing ones."""
    closing = [Part(provision.path, provision.tail, closing=True)] if provision.tail else []
    return [Part(provision.path, provision.text), *closing]
