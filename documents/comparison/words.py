"""Word differences between two texts.

The comparison is exact: texts that differ by one character differ, and the two sides put together again from the spans are
the two texts, character for character.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from documents.comparison.blocks import runs_of

# A word, one run of white space, or one other character: every character falls in exactly one token.
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
# Above this product of token counts the middle is compared line by line first, so that a code against a code stays quick.
_LARGE = 4_000_000


class Change(StrEnum):
    """What happened to a span of words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Span:
    """Words that are the same on both sides, or stand on one side only, or stand in each other's place.

    :param old: the words in the old text, empty when added
    :param new: the words in the new text, empty when removed
    """

    change: Change
    old: str
    new: str


def diff_words(old: str, new: str) -> tuple[Span, ...]:
    """The differences between two texts, word by word.

    :param old: the text on the left
    :param new: the text on the right
    :returns: spans in order; joining ``old`` (``new``) of all of them gives the old (new) text
    """
    if len(old) * len(new) <= _LARGE * 16:
        return _merge(_diff_tokens(_TOKEN.findall(old), _TOKEN.findall(new)))
    spans: list[Span] = []
    for span in _diff_tokens(old.splitlines(keepends=True), new.splitlines(keepends=True)):
        if span.change is Change.REPLACED and len(span.old) * len(span.new) <= _LARGE * 16:
            spans.extend(_diff_tokens(_TOKEN.findall(span.old), _TOKEN.findall(span.new)))
        else:
            spans.append(span)
    return _merge(spans)


def diff_lines(old: str, new: str) -> tuple[Span, ...]:
    """The differences, looked for in the lines that differ: an article against its amended wording has few of them."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    spans: list[Span] = []
    for same, i, j, k, m in runs_of(before, after):
        left, right = "".join(before[i:j]), "".join(after[k:m])
        spans.extend([Span(Change.SAME, left, right)] if same else diff_words(left, right))
    return tuple(spans)


def count_changes(spans: Iterable[Span]) -> tuple[int, int, int]:
    """How many places differ, and how many words were taken out and put in."""
    changed = [span for span in spans if span.change is not Change.SAME]
    removed = sum(len(span.old.split()) for span in changed)
    added = sum(len(span.new.split()) for span in changed)
    return len(changed), removed, added


def _diff_tokens(old: list[str], new: list[str]) -> list[Span]:
    return [span_of("".join(old[i:j]), "".join(new[k:m])) for _, i, j, k, m in runs_of(old, new)]


def _merge(spans: list[Span] | tuple[Span, ...]) -> tuple[Span, ...]:
    """Join neighbouring changes across a single blank, so that a reader sees phrases rather than confetti."""
    merged: list[Span] = []
    for span in spans:
        if not (span.old or span.new):
            continue
        if merged and merged[-1].change is Change.SAME and len(merged) > 1 and span.change is not Change.SAME:
            gap = merged[-1]
            if not gap.old.strip():
                before = merged[-2]
                merged[-2:] = [span_of(before.old + gap.old + span.old, before.new + gap.new + span.new)]
                continue
        if merged and (span.change is Change.SAME) is (merged[-1].change is Change.SAME):
            merged[-1] = span_of(merged[-1].old + span.old, merged[-1].new + span.new)
        else:
            merged.append(span)
    return tuple(merged)


def span_of(old: str, new: str) -> Span:
    """The span of what stands on both sides of a difference."""
    if old == new:
        return Span(Change.SAME, old, new)
    if not old:
        return Span(Change.ADDED, old, new)
    if not new:
        return Span(Change.REMOVED, old, new)
    return Span(Change.REPLACED, old, new)
