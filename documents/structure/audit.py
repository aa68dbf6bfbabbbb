"""Name what a finished tree has lost, whoever read it: articles, clauses and points that its words have and its structure has not.

A handful of problems of a kind is told in words, the others are counted.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from documents.messages import Message
from documents.model import Kind, Line, Problem, ProblemCode, Provision
from documents.structure.lost_articles import Lost, Unit, introduction, lost_articles, pieces
from documents.structure.recognised import broken_sequences, doubted_places
from documents.wording.numbers import POINT_LETTERS, in_runs

_ORDER = {letter: order for order, letter in enumerate(POINT_LETTERS, start=1)} | {"f": 6, "j": 9, "w": 22, "z": 23}
_NUMBER = re.compile(r"(\d{1,3})[a-zđ]?")
_MOST_MISSING = 20  # a larger step is another kind of number
_MOST, _MOST_RUNS, _WORDS, _FIRST = 8, 12, 60, 3


class LostLabel(NamedTuple):
    """A label that should be there.

    :param before: the label that comes after those that are missing; None where they should be the last
    :param words: the line that it stands in; None where it is nowhere
    """

    path: str
    kind: Kind
    numbers: tuple[str, ...]
    before: str | None
    words: str | None


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


def audit(roots: Sequence[Provision], lines: Sequence[Line] = ()) -> list[Problem]:
    """The problems ``unlisted_article``, ``unlisted_clause`` and ``missing_clause`` of a tree, and those of recognised words.

    :param lines: what it was made of
    """
    lost = [(path, list(group)) for path, group in groupby(lost_articles(roots), key=lambda article: article.path)]
    labels = [
        lost for root in roots if root.kind is not Kind.APPENDIX for article in root.articles() for lost in _in_article(article)
    ]
    return [
        *_bounded(ProblemCode.UNLISTED_ARTICLE, [_unlisted(path, group) for path, group in lost]),
        *_bounded(ProblemCode.UNLISTED_CLAUSE, [_in_words(lost) for lost in labels if lost.words is not None]),
        *_recognised(roots, lines),
        *_bounded(ProblemCode.MISSING_CLAUSE, [_missing(lost) for lost in labels if lost.words is None]),
    ]


def _recognised(roots: Sequence[Provision], lines: Sequence[Line]) -> Iterator[Problem]:
    if not any(line.place.recognised for line in lines):
        return
    numbers, headings = doubted_places(roots, lines)
    wrong = [
        (place, Message.of("problem.doubtful_numbers", words=_quoted(found), count=len(found))) for place, found in numbers.items()
    ]
    unsure = [
        (place, Message.of("problem.doubtful_heading", words=_quoted(found), count=len(found))) for place, found in headings.items()
    ]
    yield from _bounded(ProblemCode.DOUBTFUL_NUMBER, wrong)
    yield from _bounded(ProblemCode.DOUBTFUL_HEADING, unsure)
    nodes = [node for root in roots for node in root.walk()]
    broken = [
        (node.path, Message.of("problem.broken_sequence", number=node.number or "", before=before))
        for siblings in (roots, *(node.children for node in nodes))
        for node, before in broken_sequences(siblings)
    ]
    yield from _bounded(ProblemCode.DOUBTFUL_NUMBER, broken)


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words[:_FIRST])


def _bounded(code: ProblemCode, found: Sequence[tuple[str, Message]]) -> Iterator[Problem]:
    yield from (Problem(code, message, path) for path, message in found[:_MOST])
    if len(found) > _MOST:
        yield Problem(code, Message.of("problem.more_places_like_this", count=len(found) - _MOST), found[_MOST][0])


def _unlisted(path: str, lost: Sequence[Lost]) -> tuple[str, Message]:
    words = lost[0].words[:_WORDS]
    if len(lost) == 1:
        return path, Message.of("problem.unlisted_article", words=words)
    numbers = in_runs((found.number for found in lost), _MOST_RUNS)
    return path, Message.of("problem.unlisted_articles", words=words, count=len(lost), numbers=numbers)


def _in_words(lost: LostLabel) -> tuple[str, Message]:
    words = _around(lost.words or "", lost.numbers[0])
    if lost.kind is Kind.CLAUSE:
        return lost.path, Message.of("problem.unlisted_clause", number=lost.numbers[0], words=words)
    return lost.path, Message.of("problem.unlisted_point", number=lost.numbers[0], words=words)


def _around(line: str, label: str) -> str:
    found = re.search(rf"(?<!\w){label}\s?[.)]", line)
    start = found.start() if found else 0
    return line[start : start + _WORDS]


def _missing(lost: LostLabel) -> tuple[str, Message]:
    names = lost.numbers[0] if len(lost.numbers) == 1 else f"{lost.numbers[0]}–{lost.numbers[-1]}"
    if lost.kind is Kind.CLAUSE:
        return lost.path, Message.of("problem.missing_clause", number=names, before=str(lost.before))
    return lost.path, Message.of("problem.missing_point", number=names, before=str(lost.before))
