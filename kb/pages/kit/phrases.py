"""Where words stand that somebody looks for."""

from collections.abc import Iterator, Mapping, Sequence

from documents.model import Provision
from kb.language import analysis

MOST = 2_000
"""Places that are marked; a word that stands at more of them says little."""
Place = tuple[str, str, int, int]


def places_of(provisions: Sequence[Provision], phrases: Sequence[str]) -> list[Place]:
    """Where whole words stand in a text, in reading order: path, field, start and end; neighbours are one place."""
    wanted: dict[str, list[tuple[list[str], bool]]] = {}
    for phrase in phrases:
        if words := analysis.words(analysis.normal(phrase)):
            # Several words without a mark may have been typed so for short; a single one would stand for too many others.
            loose = len(words) > 1 and words == analysis.fold_words(words)
            wanted.setdefault(analysis.fold_word(words[0]), []).append((words, loose))
    found: list[Place] = []
    for path, name, text in _fields(provisions) if wanted else ():
        found += ((path, name, start, end) for start, end in _places(text, wanted))
        if len(found) >= MOST:
            break
    return found[:MOST]


def _fields(provisions: Sequence[Provision]) -> Iterator[tuple[str, str, str]]:
    for provision in provisions:
        if provision.heading:
            yield provision.path, "heading", provision.heading
        yield provision.path, "text", provision.text
        yield from _fields(provision.children)
        yield provision.path, "tail", provision.tail


def _places(text: str, wanted: Mapping[str, Sequence[tuple[list[str], bool]]]) -> list[tuple[int, int]]:
    tokens = analysis.words_in_place(text)
    found: list[tuple[int, int]] = []
    for number, (token_, start, _) in enumerate(tokens):
        for words, loose in wanted.get(analysis.fold_word(token_), ()):
            there = [word for word, _, _ in tokens[number : number + len(words)]]
            if there != words and not (loose and analysis.fold_words(there) == words):
                continue
            end = tokens[number + len(words) - 1][2]
            if found and not text[found[-1][1] : start].strip(" ,"):
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((start, end))
    return found
