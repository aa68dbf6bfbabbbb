"""What is compared at each level of two trees, and the words by which two of them are the same."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from documents.model import Kind, Provision
from documents.paths import GROUPING
from documents.structure.headings import says_only_repealed
from documents.text import comparable
from documents.wording.unit_lists import unit_pattern


class Level(StrEnum):
    """The levels of a comparison. The values are part of the interface."""

    ARTICLE = "article"
    CLAUSE = "clause"
    POINT = "point"


GROUPS = frozenset({*GROUPING, Kind.ATTACHMENT})
FRAME = frozenset({Kind.PREAMBLE, Kind.BASIS, Kind.RECIPIENTS, Kind.SIGNATURE, Kind.CLOSING})

_NUMBER = r"(?:\d+(?:\.\d+)*[a-zđ]?|[a-eđg-np-tvx]|[ivxlc]+)"
_UNIT = rf"(?:{unit_pattern()}(?: số)?)"
REFERENCE = re.compile(rf"\b({_UNIT})\s+{_NUMBER}(?:\s*(?:[,;]|và|hoặc|đến)\s*{_NUMBER}(?![\w/]))*(?![\w/])")
_WORD = re.compile(r"\w+")


def words_of(text: str) -> tuple[str, ...]:
    """The words that count in a comparison: no case, no punctuation, one spelling of marks, references without their numbers."""
    return tuple(map(bare, _WORD.findall(REFERENCE.sub(r"\1 0", comparable(text).lower()))))


def bare(word: str) -> str:
    """A word without leading zeros: 06 months are 6."""
    return word.lstrip("0") or "0"


@dataclass(frozen=True)
class Unit:
    """A provision in a comparison.

    :param provision: with all below it
    :param subject: what it stands under: the headings of parts, chapters and sections above an article; the path of the article
        above a clause, of the clause above a point
    :param place: where it stands among those of its level, from 0 to 1
    """

    provision: Provision
    subject: str
    place: float

    @property
    def path(self) -> str:
        """Its path."""
        return self.provision.path


def by_path(provisions: Iterable[Provision]) -> dict[str, Provision]:
    """The provisions of a tree."""
    return {item.path: item for root in provisions for item in root.walk()}


_DELEGATION = re.compile(
    r"(?:chính phủ|thủ tướng|bộ|uỷ ban|ủy ban|hội đồng|tòa án|toà án)\b[^.;:]{0,90}?\b(?:quy định|hướng dẫn)\b", re.IGNORECASE
)


def delegates(provision: Provision) -> bool:
    """Whether it only leaves something to be laid down by somebody: such clauses are alike everywhere."""
    return not provision.children and bool(_DELEGATION.match(provision.text))


def units_of(provisions: Sequence[Provision], level: Level) -> list[Unit]:
    """The units of a tree at a level, in reading order.

    An article without clauses stands among the clauses too, under its own path. Of a text without articles the provisions at the
    top are the articles; a clause or a point that is compared alone stands at its own level. What only says that it was repealed
    is not there.
    """
    found = [one for one in _FINDERS[level](tuple(provisions)) if not _is_gone(one[0])]
    return [Unit(provision, subject, place / len(found)) for place, (provision, subject) in enumerate(found)]


def _is_gone(provision: Provision) -> bool:
    return not provision.children and says_only_repealed(provision.text, provision.path)


_Found = Iterator[tuple[Provision, str]]


def _articles(provisions: Iterable[Provision], above: str = "") -> _Found:
    for provision in provisions:
        if provision.kind in GROUPS and provision.children:
            here = " ".join(words_of(provision.heading or ""))
            yield from _articles(provision.children, f"{above} · {here}" if here else above)
        elif provision.kind not in FRAME | {Kind.CLAUSE, Kind.POINT, Kind.SUBPOINT}:
            yield provision, above


def _clauses(provisions: Iterable[Provision]) -> _Found:
    yield from ((root, "") for root in provisions if root.kind is Kind.CLAUSE)
    for article, _ in _articles(provisions):
        clauses = [child for child in article.children if child.kind is Kind.CLAUSE]
        yield from ((clause, article.path) for clause in clauses or (article,))


def _points(provisions: Iterable[Provision]) -> _Found:
    yield from ((root, "") for root in provisions if root.kind is Kind.POINT)
    for clause, _ in _clauses(provisions):
        yield from ((child, clause.path) for child in clause.children if child.kind is Kind.POINT)


_FINDERS = {Level.ARTICLE: _articles, Level.CLAUSE: _clauses, Level.POINT: _points}
