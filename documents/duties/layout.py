# ruff: noqa
"""Where the words of a clause may begin or end something: its lines, sentences, modal words and markers."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_STOPS = frozenset(',;:.()–-“”"…\n')
Cue = tuple[str, str, int, int]  # group, name, start, end


@dataclass(frozen=True)
class Layout:
    """
    :param lines: where the words of each line begin and end, without its label ("3.", "a)", "-")
    :param sentences: the same of sentences and of parts between semicolons
    :param cues: modal words and markers found, longest first at each place
    """

    words: tuple[str, ...]
    lines: tuple[tuple[int, int], ...]
    sentences: tuple[tuple[int, int], ...]
    cues: tuple[Cue, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


@lru_cache(1)
def cues() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files(__package__).joinpath("cues.toml").read_text("utf-8"))


@lru_cache(1)
def _tree() -> dict:
    root: dict = {}
    for group in ("modals", "markers"):
        for name, phrases in cues()[group].items():
            for phrase in phrases:
                node = root
                for word in phrase.split():
                    node = node.setdefault(word, {})
                node.setdefault("", []).append((group, name))
    return root


def read_layout(words: list[str]) -> Layout:
    low = [word.lower() for word in words]
    lines, start = [], 0
    for at, word in enumerate([*words, "\n"]):
        if word == "\n":
            begin = _after_label(words, start, at)
            end = at
            while end > begin and words[end - 1].isspace():
                end -= 1
            if end > begin:
                lines.append((begin, end))
            start = at + 1
    sentences = []
    for begin, end in lines:
        first = begin
        for at in range(begin, end):
            if words[at] == ";" or (words[at] == "." and at + 1 < end and words[at + 1][:1].isupper()) or at == end - 1:
                sentences.append((first, at + 1))
                first = at + 1
    found: list[Cue] = []
    root = _tree()
    for at in range(len(low)):
        node, deep = root, at
        while deep < len(low) and (node := node.get(low[deep])) is not None:
            deep += 1
            found += [(group, name, at, deep) for group, name in node.get("", ())]
    starts = {begin for begin, _ in lines} | {begin for begin, _ in sentences}
    ends = {end for _, end in lines} | {end for _, end in sentences}
    for at, word in enumerate(words):
        if word in _STOPS:
            starts.add(at + 1)
            ends.add(at)
    for group, name, begin, end in found:
        starts |= {begin, end}
        ends.add(begin)
    inside = [0] * (len(words) + 1)
    for begin, end in lines:
        for at in range(begin, end):
            inside[at] = 1
    return Layout(
        tuple(low),
        tuple(lines),
        tuple(sentences),
        tuple(found),
        tuple(sorted(at for at in starts if at < len(words) and inside[at] and words[at] not in _STOPS)),
        tuple(sorted(at for at in ends if at > 0 and inside[at - 1] and words[at - 1] not in _STOPS)),
    )


def _after_label(words: list[str], start: int, end: int) -> int:
    at = start
    while at < end and words[at].isspace():
        at += 1
    if at < end and words[at] in {"-", "+", "*", "–", "•"}:
        return at + 1
    if (
        at + 1 < end
        and words[at + 1] in {".", ")"}
        and (len(words[at]) <= 2 or words[at].isdigit() or words[at].rstrip("abcdđ").isdigit())
    ):
        return at + 2
    if at + 1 < end and words[at].rstrip(".").isdigit() and words[at].endswith("."):
        return at + 1
    return at
