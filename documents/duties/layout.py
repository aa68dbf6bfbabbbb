"""The shape of a clause: its tokens, lines and sentences, and the words of ``cues.toml`` in them.

Tokens are words, numbers with their points ("50.000.000"), line ends, and each sign alone.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import accumulate
from typing import Any

TOKEN = re.compile(r"\d+(?:[.,]\d+)*|\w+|\n|[^\w\s]")


def cut(text: str) -> list[tuple[int, int]]:
    """Where the tokens of a text stand; white space but for a single blank behind a token is one, too."""
    places: list[tuple[int, int]] = []
    at = 0
    for found in TOKEN.finditer(text):
        start, end = found.span()
        if text[start] != "\n":
            places += [(at, start)] if at < start else []
            places.append((start, end))
            at = end + text.startswith(" ", end)
    return [*places, (at, len(text))] if at < len(text) else places


Stretch = tuple[int, int]  # first word, word after the last
Marked = tuple[int, int, str]  # first word, word after the last, label
Cue = tuple[str, str, int, int]  # group, name, first word, word after the last


@dataclass(frozen=True)
class Layout:
    """The shape of a clause.

    :param lines: without their label ("3.", "a)", "-")
    :param sentences: of the lines, also parts between semicolons
    :param cues: modal words and markers, in order; all that begin at a word
    :param line_of: of each word the number of its line, -1 for labels
    """

    words: tuple[str, ...]
    lines: tuple[Stretch, ...]
    sentences: tuple[Stretch, ...]
    cues: tuple[Cue, ...]
    line_of: tuple[int, ...]

    def place(self, at: int) -> str:
        """Where a word stands: ``lead`` before a list, ``point`` in it, ``only`` where there is none."""
        listed = "lead" if self.line_of[at] == 0 else "point"
        return "only" if len(self.lines) == 1 else listed

    def modals(self, begin: int, end: int, without: frozenset[int] | set[int] = frozenset()) -> list[tuple[str, str, int, int]]:
        """The modal words among some words, the longest at each place: name, words, first word, word after the last."""
        found: list[tuple[str, str, int, int]] = []
        for at, (name, stop) in self.modal_words.items():
            if begin <= at and stop <= end and at not in without and (not found or at >= found[-1][3]):
                found.append((name, " ".join(self.words[at:stop]), at, stop))
        return found

    @cached_property
    def line_up(self) -> tuple[str, list[int], dict[int, int]]:
        """The words with a blank behind each, where each begins there, and which begins where."""
        at = list(accumulate((len(word) + 1 for word in self.words), initial=0))
        return " ".join(self.words) + " ", at, {place: number for number, place in enumerate(at)}

    @cached_property
    def modal_words(self) -> dict[int, tuple[str, int]]:
        """The longest modal word at each place: its name and the word after its last."""
        return self._longest("modals")

    @cached_property
    def markers(self) -> dict[int, tuple[str, int]]:
        """The same of markers."""
        return self._longest("markers")

    def _longest(self, group: str) -> dict[int, tuple[str, int]]:
        found: dict[int, tuple[str, int]] = {}
        for kind, name, begin, end in self.cues:
            if kind == group and (begin not in found or found[begin][1] < end):
                found[begin] = name, end
        return found


@lru_cache(1)
def cue_words() -> dict[str, dict[str, list[str]]]:
    """The phrases of ``cues.toml`` by group and name."""
    return tomllib.loads(files(__package__).joinpath("cues.toml").read_text("utf-8"))


@lru_cache(1)
def _tree() -> dict[str, Any]:
    root: dict[str, Any] = {}
    for group in ("modals", "markers"):
        for name, phrases in cue_words()[group].items():
            for phrase in phrases:
                node = root
                for word in phrase.split():
                    node = node.setdefault(word, {})
                node.setdefault("", []).append((group, name))
    return root


def read_layout(words: Sequence[str]) -> Layout:
    """The shape of a clause of its words and signs."""
    low = tuple(word.lower() for word in words)
    lines: list[Stretch] = []
    line_of = [-1] * len(words)
    start = 0
    for at in range(len(words) + 1):
        if at == len(words) or "\n" in words[at]:
            begin = _after_label(words, start, at)
            end = max((place + 1 for place in range(begin, at) if not words[place].isspace()), default=begin)
            if end > begin:
                line_of[begin:end] = [len(lines)] * (end - begin)
                lines.append((begin, end))
            start = at + 1
    return Layout(low, tuple(lines), tuple(_sentences(words, lines)), tuple(_cues(low)), tuple(line_of))


def _sentences(words: Sequence[str], lines: Sequence[Stretch]) -> list[Stretch]:
    found = []
    for begin, end in lines:
        first = begin
        for at in range(begin, end):
            stop = words[at] == "." and at + 1 < end and words[at + 1][:1].isupper()
            if stop or words[at] == ";" or at == end - 1:
                found.append((first, at + 1))
                first = at + 1
    return found


def _cues(low: Sequence[str]) -> list[Cue]:
    found: list[Cue] = []
    root = _tree()
    for at, word in enumerate(low):
        node, deep = None if low[max(at - 1, 0) : at + 1] == ("hàng", "không") else root.get(word), at + 1
        while node is not None:
            found += [(group, name, at, deep) for group, name in node.get("", ())]
            node, deep = node.get(low[deep]) if deep < len(low) else None, deep + 1
    return found


def _after_label(words: Sequence[str], start: int, end: int) -> int:
    """The first word of a line behind "3.", "5a.", "đ)" or a dash."""
    at = next((place for place in range(start, end) if not words[place].isspace()), end)
    if at >= end:
        return end
    if words[at] in {"-", "+", "*", "–", "•"}:
        return at + 1
    numbered = len(words[at]) <= 2 or words[at].rstrip("abcdđ").isdigit()
    if at + 1 < end and words[at + 1] in {".", ")"} and numbered:
        return at + 2
    return at + 1 if words[at].endswith(".") and words[at][:-1].isdigit() else at
