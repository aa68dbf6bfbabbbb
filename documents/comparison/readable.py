"""The difference between two wordings as a lawyer reads it: whole words, numbers and phrases, and a rewritten text as a whole."""

import re
from collections.abc import Iterator, Sequence

from documents.comparison.blocks import Run, runs_of
from documents.comparison.words import Change, Span, diff_lines, span_of
from documents.text import unify_tone_marks

WORD = re.compile(r"\d+(?:[.,/]\d+)*|\w+(?:/[\w-]+)*")
"""A word, a figure, a number of an instrument."""

_LARGE = 4_000_000
_REWRITTEN = 0.3
"""A text of which less than this share of the words stays is rewritten."""
_STRAY = 2
"""So many words that stayed between two changes three times as long are a coincidence."""


def diff_reading(old: str, new: str) -> tuple[Span, ...]:
    """The differences between two wordings; case, punctuation and the place of tone marks make none.

    :returns: spans in order; joining ``old`` (``new``) of all of them gives the old (new) text. The two sides of a span that is
        the same may differ in case and punctuation
    """
    ours, theirs = _tokens(old), _tokens(new)
    if len(ours) * len(theirs) > _LARGE:
        return diff_lines(old, new)
    one, other = [key for key, _ in ours], [key for key, _ in theirs]
    runs = list(runs_of(one, other))
    kept = sum(end - start for same, start, end, _, _ in runs if same)
    if one and other and kept < _REWRITTEN * max(len(one), len(other)):
        runs = [Run(False, 0, len(one), 0, len(other))]
    return tuple(_spans(_without_strays(runs), [said for _, said in ours], [said for _, said in theirs]))


def _tokens(text: str) -> list[tuple[str, str]]:
    """The words as they are compared and as they stand: with what is before each, as blanks and punctuation make no difference."""
    found, begin = [], 0
    for match in WORD.finditer(text):
        found.append((word_key(match[0]), text[begin : match.end()]))
        begin = match.end()
    if begin < len(text):
        key, last = found.pop() if found else ("", "")
        found.append((key, last + text[begin:]))
    return found


def key_of(text: str) -> str:
    """By what a line is compared: its words."""
    return " ".join(map(word_key, WORD.findall(text)))


def word_key(word: str) -> str:
    """By what a word is compared: no case, no leading zeros, one spelling of tone marks."""
    return unify_tone_marks(word).lower().lstrip("0") or "0"


def _without_strays(runs: Sequence[Run]) -> list[Run]:
    """Runs of which no single word that happens to stand on both sides cuts a change in two."""
    joined: list[Run] = []
    for place, (same, i, j, k, m) in enumerate(runs):
        following = runs[place + 1] if place + 1 < len(runs) else None
        if same and joined and following and not joined[-1][0] and j - i <= _STRAY:
            changed = sum(max(run[2] - run[1], run[4] - run[3]) for run in (joined[-1], following))
            same = changed < 3 * (j - i) + 1
        if not same and joined and not joined[-1][0]:
            joined[-1] = Run(False, joined[-1][1], j, joined[-1][3], m)
        else:
            joined.append(Run(same, i, j, k, m))
    return joined


def _spans(runs: Sequence[Run], ours: Sequence[str], theirs: Sequence[str]) -> Iterator[Span]:
    for same, i, j, k, m in runs:
        before, after = "".join(ours[i:j]), "".join(theirs[k:m])
        if before or after:
            yield Span(Change.SAME, before, after) if same else span_of(before, after)
