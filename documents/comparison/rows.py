"""A comparison as a reader sees it: article by article its own words, its clauses and their points, side by side."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from documents.comparison.compared import ComparedPair
from documents.comparison.levels import Level, by_path
from documents.comparison.readable import diff_reading
from documents.comparison.words import Span
from documents.model import Kind, Provision
from documents.paths import upward
from documents.wording.citing import label


@dataclass(frozen=True)
class Row:
    """A pair with its own words; those of the levels below stand in rows of their own.

    :param left: the provisions on the left, none where the right ones were added; ``right`` likewise
    :param whole: all of their words stand in this row, as nothing of them is paired below
    :param below: paths of articles of which only the heading stands here: a row below pairs their words with a clause
    """

    compared: ComparedPair
    left: tuple[Provision, ...]
    right: tuple[Provision, ...]
    whole: bool
    below: frozenset[str] = frozenset()

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The words of both sides, and where they differ: those of headings apart from the others."""
        (head, text), (other_head, other_text) = self._parts(self.left), self._parts(self.right)
        if not (head and other_head):
            return diff_reading(self.words(self.left), self.words(self.right))
        text, other_text = (f"\n{words}" if words else "" for words in (text, other_text))
        return (*diff_reading(head, other_head), *diff_reading(text, other_text))

    def words(self, provisions: Sequence[Provision]) -> str:
        """The words of one side in this row, as lines, without their labels."""
        return "\n".join(part for part in self._parts(provisions) if part)

    def _parts(self, provisions: Sequence[Provision]) -> tuple[str, str]:
        """The heading, of one provision, and the other words."""
        if len(provisions) != 1:
            lines = [line for provision in provisions for line in (self._heading(provision), *self._lines(provision))]
            return "", "\n".join(line for line in lines if line)
        return self._heading(provisions[0]), "\n".join(line for line in self._lines(provisions[0]) if line)

    def _heading(self, provision: Provision) -> str:
        shown = self.compared.pair.level is Level.ARTICLE or provision.kind is not Kind.ARTICLE
        return provision.heading or "" if shown else ""

    def _lines(self, provision: Provision) -> Iterator[str]:
        if provision.path in self.below:
            return
        yield provision.text
        if provision.table is not None:
            yield from (" | ".join(cell or "" for cell in row) for row in provision.table.rows)
        for child in provision.children:
            if self.whole or child.kind not in _BELOW:
                first, *rest = [line for line in (child.heading or "", *self._lines(child)) if line] or [""]
                yield f"{label(child)} {first}".strip()
                yield from rest
        yield provision.tail


_BELOW = frozenset({Kind.CLAUSE, Kind.POINT})


def rows_of(left: Sequence[Provision], right: Sequence[Provision], compared: Sequence[ComparedPair]) -> list[Row]:
    """The rows of a comparison, in the order of the right text; what was dropped stands behind what it followed."""
    return list(_Rows(left, right, compared).all())


class _Rows:
    """Puts pairs where their right side stands, or their left one where they have no right."""

    def __init__(self, left: Sequence[Provision], right: Sequence[Provision], compared: Sequence[ComparedPair]) -> None:
        self._left, self._right = (by_path(roots) for roots in (left, right))
        self._levels: Mapping[Level, list[ComparedPair]] = defaultdict(list)
        self._on_the_right: Mapping[tuple[Level, str], dict[int, ComparedPair]] = defaultdict(dict)
        self._on_the_left: Mapping[tuple[Level, str], dict[int, ComparedPair]] = defaultdict(dict)
        for place, one in enumerate(compared):
            pair = one.pair
            self._levels[pair.level].append(one)
            held = self._on_the_right if pair.right else self._on_the_left
            for above in {above for path in pair.right or pair.left for above in upward(path)}:
                held[pair.level, above][place] = one
        self._seen: set[tuple[tuple[str, ...], tuple[str, ...]]] = set()

    def all(self) -> Iterator[Row]:
        """Article by article; a text of clauses or points alone begins with those."""
        for level in Level:
            for one in self._levels[level]:
                yield from self._below(one)

    def _below(self, one: ComparedPair) -> Iterator[Row]:
        pair = one.pair
        if (pair.left, pair.right) in self._seen:
            return
        self._seen.add((pair.left, pair.right))
        ours, theirs = tuple(self._left[path] for path in pair.left), tuple(self._right[path] for path in pair.right)
        inner = self._inner(one)
        own = {*pair.left, *pair.right}
        below = frozenset(path for other in inner for path in (*other.pair.left, *other.pair.right) if path in own)
        yield Row(one, ours, theirs, not inner, below)
        for other in inner:
            yield from self._below(other)

    def _inner(self, one: ComparedPair) -> list[ComparedPair]:
        """The pairs of the next level below; of an article without clauses the points."""
        for level in tuple(Level)[tuple(Level).index(one.pair.level) + 1 :]:
            found: dict[int, ComparedPair] = {}
            for path in one.pair.right:
                found |= self._on_the_right[level, path]
            for path in one.pair.left:
                found |= self._on_the_left[level, path]
            if new := [other for _, other in sorted(found.items()) if (other.pair.left, other.pair.right) not in self._seen]:
                return new
        return []
