"""Find the labels of clauses and points that an article of a finished tree lacks, and those that stand in the text of another."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from documents.model import Kind, Provision
from documents.structure.lost_articles import introduction
from documents.structure.pieces import Unit, pieces
from documents.wording.numbers import POINT_LETTERS

_ORDER = {letter: order for order, letter in enumerate(POINT_LETTERS, start=1)} | {"f": 6, "j": 9, "w": 22, "z": 23}
_NUMBER = re.compile(r"(\d{1,3})[a-zđ]?")
_MOST_MISSING = 20  # a larger step is another kind of number


class LostLabel(NamedTuple):
    """A label that should be there.

    :param kind: clause or point
    :param before: the label that comes after those that are missing; None where they should be the last
    :param words: the line that it stands in; None where it is nowhere
    """

    path: str
    kind: Kind
    numbers: tuple[str, ...]
    before: str | None
    words: str | None


def lost_labels(roots: Sequence[Provision]) -> list[LostLabel]:
    """The labels that the articles of a tree lack.

    :param roots: of a finished tree
    """
    return [lost for root in roots for article in articles(root) for lost in _in_article(article)]


def articles(provision: Provision) -> Iterator[Provision]:
    """The articles of a part of a tree, those of appendices aside."""
    if provision.kind is Kind.ARTICLE:
        yield provision
    elif provision.kind is not Kind.APPENDIX:
        for child in provision.children:
            yield from articles(child)


def _in_article(article: Provision) -> list[LostLabel]:
    found = [lost for parent in article.walk() if parent.children for lost in _in_children(parent)]
    if not found:
        return found
    unit = Unit(pieces(article))
    if min(introduction(unit), unit.opened) < len(unit.lines):  # what follows may be the clauses of another instrument
        return []
    quoted = {words for words, inside in zip(unit.lines, unit.quoted, strict=True) if inside}
    return [lost for lost in found if lost.words is None or lost.words not in quoted]


def _in_children(parent: Provision) -> Iterator[LostLabel]:
    for kind in (Kind.CLAUSE, Kind.POINT):
        children = [child for child in parent.children if child.kind is kind]
        if children and children[0].number and "." not in children[0].number:
            yield from _in_sequence(parent, kind, children)


def _in_sequence(parent: Provision, kind: Kind, children: Sequence[Provision]) -> Iterator[LostLabel]:
    letters = kind is Kind.POINT and not children[0].number[:1].isdigit()  # type: ignore[index]
    last, owner = 0, parent
    known = {child.number for child in children}
    for child in children:
        value = _value(child.number, letters)
        if value is None:
            return
        if last + 1 < value <= last + _MOST_MISSING:
            numbers = tuple(label for number in range(last + 1, value) if (label := _label(number, letters)) not in known)
            words = _holding(_words(parent, owner), numbers[0], last, letters) if numbers else None
            if words or numbers not in ((), ("đ",)):  # many texts have no đ
                yield LostLabel(child.path if words is None else owner.path, kind, numbers, child.number, words)
        last, owner = value, child
    following = _label(last + 1, letters)
    words = _holding((*_words(parent, owner), parent.tail), following, last, letters) if following else None
    if words:
        yield LostLabel(owner.path, kind, (following,), None, words)


def _value(number: str | None, letters: bool) -> int | None:
    if letters:
        return _ORDER.get((number or "")[:1])
    found = _NUMBER.fullmatch(number or "")
    return int(found[1]) if found else None


def _label(value: int, letters: bool) -> str:
    if not letters:
        return str(value)
    return POINT_LETTERS[value - 1] if value <= len(POINT_LETTERS) else ""


def _words(parent: Provision, owner: Provision) -> Iterator[str]:
    """The words between a label and the next one."""
    if owner is parent:
        yield parent.text
        return
    for node in owner.walk():
        yield node.text
        yield node.tail


def _holding(texts: Iterable[str], label: str, last: int, letters: bool) -> str | None:
    """The line that holds the next label: at its start, or behind the end of a sentence."""
    for words in texts:
        if f"{label})" not in words and (letters or f"{label}." not in words):
            continue
        sign, before = r"\)" if letters else r"[.)]", _label(last, letters)
        if last and re.search(rf"(?:^|[\s;.:]){before}{sign}\s", words):
            continue  # a list of its own in the text
        found = re.search(rf"(?:^|\n|[.;:”]\s+){label}\s?{sign}\s*(?=[^\W\d_])", words)
        if found is not None and (letters or words[found.end()].isupper()):
            start = words.rfind("\n", 0, found.end()) + 1
            if words.count("“", start, found.start()) <= words.count("”", start, found.start()):
                return words[start:].split("\n", 1)[0]
    return None
