"""A comparison as a reader sees it: article by article its own words, its clauses and their points, side by side."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from documents.citing import label
from documents.comparison.compared import ComparedPair
from documents.comparison.reading import diff_reading
from documents.comparison.units import Level
from documents.comparison.words import Span
from documents.model import Kind, Provision
from documents.paths import contains


@dataclass(frozen=True)
class Row:
    """A pair with its own words; those of the levels below stand in rows of their own.

    :param left: the provisions on the left, none where the right ones were added; ``right`` likewise
    :param whole: all of their words stand in this row, as nothing of them is paired below
    """

    compared: ComparedPair
    left: tuple[Provision, ...]
    right: tuple[Provision, ...]
    whole: bool

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The words of both sides, and where they differ."""
        return diff_reading(self.words(self.left), self.words(self.right))

    def words(self, provisions: Iterable[Provision]) -> str:
        """The words of one side in this row, as lines, without their labels."""
        return "\n".join(line for provision in provisions for line in self._lines(provision, first=True) if line)

    def _lines(self, provision: Provision, *, first: bool = False) -> Iterator[str]:
        head = "" if first else label(provision)
        yield " ".join(part for part in (head, provision.heading, *([provision.text] if not provision.heading else ())) if part)
        if provision.heading:
            yield provision.text
        if provision.table is not None:
            yield from (" | ".join(cell or "" for cell in row) for row in provision.table.rows)
        for child in provision.children:
            if self.whole or child.kind not in _BELOW:
                yield from self._lines(child)
        yield provision.tail


_BELOW = frozenset({Kind.CLAUSE, Kind.POINT})


def rows_of(left: Sequence[Provision], right: Sequence[Provision], compared: Sequence[ComparedPair]) -> list[Row]:
    """The rows of a comparison, in the order of the right text; what was dropped stands behind what it followed."""
    return list(_Rows(left, right, compared).all())


class _Rows:
    def __init__(self, left: Sequence[Provision], right: Sequence[Provision], compared: Sequence[ComparedPair]) -> None:
        self._left, self._right = ({item.path: item for root in roots for item in root.walk()} for roots in (left, right))
        self._levels: Mapping[Level, list[ComparedPair]] = defaultdict(list)
        for one in compared:
            self._levels[one.pair.level].append(one)
        self._seen: set[tuple[tuple[str, ...], tuple[str, ...]]] = set()

    def all(self) -> Iterator[Row]:
        """Article by article; a text of clauses or points alone begins with those."""
        for article in self._levels[Level.ARTICLE]:
            yield from self._below(article, (Level.CLAUSE, Level.POINT))
        for level in (Level.CLAUSE, Level.POINT):
            for one in self._levels[level]:
                yield from self._below(one, (Level.POINT,) if level is Level.CLAUSE else ())

    def _below(self, one: ComparedPair, levels: tuple[Level, ...]) -> Iterator[Row]:
        pair = one.pair
        if (pair.left, pair.right) in self._seen:
            return
        self._seen.add((pair.left, pair.right))
        ours, theirs = tuple(self._left[path] for path in pair.left), tuple(self._right[path] for path in pair.right)
        inner = [
            other
            for level in levels[:1] or ()
            for other in self._levels[level]
            if self._inside(other, one) and (other.pair.left, other.pair.right) not in self._seen
        ]
        yield Row(one, ours, theirs, whole=not inner)
        for other in inner:
            yield from self._below(other, levels[1:])

    @staticmethod
    def _inside(other: ComparedPair, one: ComparedPair) -> bool:
        """Whether a pair belongs below another one: where its right side stands, or its left one where it has no right."""
        if other.pair.right:
            return any(contains(above, path) for above in one.pair.right for path in other.pair.right)
        return any(contains(above, path) for above in one.pair.left for path in other.pair.left)
