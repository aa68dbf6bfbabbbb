"""Name what a finished tree has lost, whoever read it: articles, clauses and points that its words have and its structure has not.

A handful of problems of a kind is told in words, the others are counted.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from documents.messages import Message
from documents.model import Kind, Problem, ProblemCode, Provision
from documents.structure.lost_articles import Lost, leading_number, lost_articles
from documents.structure.lost_labels import LostLabel, articles, lost_labels

_MOST, _MOST_RUNS, _WORDS, _MOST_STATED, _FIRST = 8, 12, 60, 2000, 3
_STATED = re.compile(
    r"\b(?:này|kèm theo)\b[^.;“”]{0,120}?\bgồm\s+(?:có\s+)?(?:\d{1,3}\s+phần\W{1,3})?(?:\d{1,3}\s+chương\W{1,3})?(?:và\s+|với\s+)?"
    r"(\d{1,4})\s+điều\b(?!\s+\d)",
    re.IGNORECASE,
)


def audit(roots: Sequence[Provision]) -> list[Problem]:
    """The problems ``unlisted_article``, ``unlisted_clause`` and ``missing_clause`` of a tree.

    :param roots: of a finished tree
    """
    lines = [(path, list(group)) for path, group in groupby(lost_articles(roots), key=lambda lost: lost.path)]
    labels = lost_labels(roots)
    return [
        *_bounded(ProblemCode.UNLISTED_ARTICLE, [_unlisted(path, group) for path, group in lines]),
        *_bounded(ProblemCode.UNLISTED_CLAUSE, [_in_words(lost) for lost in labels if lost.words is not None]),
        *_bounded(ProblemCode.MISSING_CLAUSE, [_missing(lost) for lost in labels if lost.words is None]),
    ]


def fewer_than_stated(roots: Sequence[Provision]) -> list[Problem]:
    """The problem ``missing_article`` where a whole text says that it has more articles than its tree (“gồm 16 chương, 260 điều”).

    :param roots: of a finished tree
    """
    scopes: list[list[str]] = [[]]
    said: list[tuple[int, str]] = []
    for root in roots:
        inner = list(articles(root))
        if root.kind is Kind.ATTACHMENT:
            scopes.append([])
        scopes[-1 if root.kind is Kind.ATTACHMENT else 0] += [article.number or "" for article in inner]
        for node in (root, *(node for article in inner[:_FIRST] for node in article.walk())):
            for words in (node.heading, node.text, node.tail):
                if words and "gồm" in words and (stated := _STATED.search(words)) is not None:
                    said.append((int(stated[1]), node.path))
    most = max(max(len(numbers), *(leading_number(number) for number in numbers), 0) for numbers in scopes)
    return [
        Problem(ProblemCode.MISSING_ARTICLE, Message.of("problem.fewer_articles_than_stated", stated=count, found=most), path)
        for count, path in said[:1]
        if most < count < _MOST_STATED
    ]


def _bounded(code: ProblemCode, found: Sequence[tuple[str, Message]]) -> Iterator[Problem]:
    yield from (Problem(code, message, path) for path, message in found[:_MOST])
    if len(found) > _MOST:
        yield Problem(code, Message.of("problem.more_places_like_this", count=len(found) - _MOST), found[_MOST][0])


def _unlisted(path: str, lost: Sequence[Lost]) -> tuple[str, Message]:
    words = lost[0].words[:_WORDS]
    if len(lost) == 1:
        return path, Message.of("problem.unlisted_article", words=words)
    numbers = _runs(found.number for found in lost)
    return path, Message.of("problem.unlisted_articles", words=words, count=len(lost), numbers=numbers)


def _runs(numbers: Iterable[str]) -> str:
    """``3, 5–9, 10a``: numbers in their order, the first runs of them."""
    runs: list[list[str]] = []
    for number in numbers:
        if runs and number.isdecimal() and runs[-1][-1].isdecimal() and int(number) == int(runs[-1][-1]) + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    return ", ".join("–".join(run) for run in runs[:_MOST_RUNS]) + (", …" if len(runs) > _MOST_RUNS else "")


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
