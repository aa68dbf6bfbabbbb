"""Word differences between two texts.

The comparison is exact: texts that differ by one character differ, and the two sides put together again from the spans are
the two texts, character for character.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from documents.comparison.blocks import Run, runs_of
from documents.comparison.levels import FRAME, GROUPS, bare
from documents.model import Kind, Provision
from documents.text import unify_tone_marks
from documents.wording.citing import label

# A word, one run of white space, or one other character: every character falls in exactly one token.
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
# Above this product of token counts the middle is compared line by line first, so that a code against a code stays quick.
_LARGE = 4_000_000
WORD = re.compile(r"\d+(?:[.,/]\d+)*|\w+(?:/[\w-]+)*")
"""A word, a figure, a number of an instrument."""


_REWRITTEN = 0.3
"""A text of which less than this share of the words stays is rewritten,"""
_WHOLE = 0.8
"""unless so much of the shorter one stands in the longer one in one piece."""
_STRAY = 2
"""So many words that stayed between two changes three times as long are a coincidence."""


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


@dataclass(frozen=True, slots=True)
class UnitChange:
    """An article, appendix, heading … that is not the same in both versions.

    :param change: added, removed or replaced
    :param spans: the words of both sides
    """

    path: str
    heading: str | None
    change: Change
    spans: tuple[Span, ...]


def changed_units(old: Sequence[Provision], new: Sequence[Provision]) -> list[UnitChange]:
    """The units whose words differ, in the order of the new text; what is gone stands where it stood in the old one.

    A way of writing is no change, nor what stands around the articles: of two texts of an instrument each has its own.
    """
    before = {unit.path: unit for unit in _units(old)}
    after = {unit.path: unit for unit in _units(new)}
    found: list[UnitChange] = []
    for path in _merged(list(before), list(after)):
        left, right = before.get(path), after.get(path)
        old_text, new_text = plain_text(left) if left else "", plain_text(right) if right else ""
        if _same(old_text, new_text):
            continue
        unit, change = right or left, Change.ADDED if left is None else Change.REPLACED
        change = Change.REMOVED if right is None else change
        found.append(UnitChange(path, unit.heading if unit else None, change, diff_reading(old_text, new_text)))
    return found


def _same(old: str, new: str) -> bool:
    """Whether two units read alike; a label that only one of them has makes no difference, another one does."""
    if old == new:
        return True
    labels = [Counter(_LABEL.findall(text)) for text in (old, new)]
    if not (labels[0] <= labels[1] or labels[1] <= labels[0]):
        return False
    one, other = ([key for key, _ in _tokens(_LABEL.sub("", text))] for text in (old, new))
    return one == other


_LABEL = re.compile(r"^[ \t]*(?:\d{1,3}[a-zđ]?[.)]|[a-zđ]\d?\))(?=\s|$)", re.MULTILINE)


def _units(provisions: Iterable[Provision]) -> Iterator[Provision]:
    for provision in provisions:
        if provision.kind in FRAME:
            continue
        if provision.kind in GROUPS and provision.children:
            yield replace(provision, children=(), tail="")
            yield from _units(provision.children)
        else:
            yield provision


def _merged(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """The order of the new text, with each path that only the old one has after the one that it followed there."""
    there = set(new)
    following: dict[str | None, list[str]] = {}
    last: str | None = None
    for path in old:
        if path in there:
            last = path
        else:
            following.setdefault(last, []).append(path)
    yield from following.get(None, ())
    for path in new:
        yield path
        yield from following.get(path, ())


def plain_text(provision: Provision) -> str:
    """A provision as lines of text with its printed labels, as it is compared with another."""
    lines: list[str] = []
    _plain(provision, lines)
    return "\n".join(lines)


def _plain(provision: Provision, lines: list[str]) -> None:
    head = " ".join(part for part in (label(provision), provision.heading) if part)
    if provision.text and provision.kind in (Kind.CLAUSE, Kind.POINT, Kind.SUBPOINT) and not provision.heading:
        head = f"{head} {provision.text}".strip()
        lines.append(head)
    else:
        lines.extend(part for part in (head, provision.text) if part)
    if provision.table is not None:
        lines.extend(" | ".join(row) for row in provision.table.rows)
    for child in provision.children:
        _plain(child, lines)
    if provision.tail:
        lines.append(provision.tail)


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
    kept = [end - start for same, start, end, _, _ in runs if same]
    whole = max(kept, default=0) >= _WHOLE * min(len(one), len(other))
    if one and other and not whole and sum(kept) < _REWRITTEN * max(len(one), len(other)):
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
    return bare(unify_tone_marks(word).lower())


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
