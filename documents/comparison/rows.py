"""A comparison as a reader sees it: article by article its own words, its clauses and their points, side by side."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from documents.comparison.blocks import Block, matching_blocks
from documents.comparison.changes import ComparedPair
from documents.comparison.levels import Level, by_path, units_of
from documents.comparison.pairing import Pair, PairKind
from documents.comparison.words import Change, Span, diff_reading, key_of
from documents.model import Kind, Provision
from documents.paths import upward
from documents.wording.citing import label


@dataclass(frozen=True)
class Row:
    """A pair with its own words; those of the levels below stand in rows of their own.

    :param left: the provisions on the left, none where the right ones were added; ``right`` likewise
    :param whole: all of their words stand in this row, as nothing of them is paired below
    :param below: articles of which only the heading stands here, and clauses: a row below pairs their words with a clause, a point
    """

    compared: ComparedPair
    left: tuple[Provision, ...]
    right: tuple[Provision, ...]
    whole: bool
    below: tuple[Provision, ...] = ()

    @property
    def alone(self) -> tuple[tuple[Provision, ...], tuple[Provision, ...]]:
        """What stands on the left without a counterpart, and on the right."""
        return (() if self.right else self.left), (() if self.left else self.right)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The words of both sides, and where they differ: those of headings apart from the others.

        A heading that stands on both sides stays, whatever became of the words below it.
        """
        return tuple(self._spans(list(self._said(self.left)), list(self._said(self.right))))

    def _spans(self, ours: Sequence[tuple[str, str]], theirs: Sequence[tuple[str, str]]) -> Iterator[Span]:
        one, other = (["", *(f"\n{words}" for _, words in side[1:])] for side in (ours, theirs))
        one[:1], other[:1] = (words for _, words in ours[:1]), (words for _, words in theirs[:1])
        heads = [[head or (number, place) for place, (head, _) in enumerate(side)] for number, side in enumerate((ours, theirs))]
        same = matching_blocks(*heads)
        if len(self.left) == len(self.right) == 1 and ours and theirs and ours[0][0] and theirs[0][0]:
            same = [Block(0, 0, 1)]
        i = k = 0
        for block in (*same, Block(len(one), len(other), 1)):
            for at in range(block.size):
                yield from diff_reading("".join(one[i : block.i + at]), "".join(other[k : block.k + at]))
                i, k = block.i + at + 1, block.k + at + 1
                yield from diff_reading("".join(one[i - 1 : i]), "".join(other[k - 1 : k]))

    def words(self, provisions: Sequence[Provision]) -> str:
        """The words of one side in this row, as lines, without their labels."""
        return "\n".join(words for _, words in self._said(provisions))

    def _said(self, provisions: Sequence[Provision]) -> Iterator[tuple[str, str]]:
        """Headings, by what they are compared, and the words below each, by nothing."""
        for provision in provisions:
            heading = self._heading(provision)
            text = "\n".join(line for line in self._lines(provision) if line)
            yield from ((head, words) for head, words in ((key_of(heading), heading), ("", text)) if words)

    def _heading(self, provision: Provision) -> str:
        shown = self.compared.pair.level is Level.ARTICLE or provision.kind is not Kind.ARTICLE
        return provision.heading or "" if shown else ""

    def _lines(self, provision: Provision) -> Iterator[str]:
        if provision in self.below:
            return
        yield provision.text
        if provision.table is not None:
            yield from (" | ".join(cell or "" for cell in row) for row in provision.table.rows)
        for child in provision.children:
            if self.whole or child.kind not in BELOW:
                first, *rest = [line for line in (child.heading or "", *self._lines(child)) if line] or [""]
                yield f"{label(child)} {first}".strip()
                yield from rest
        yield provision.tail


BELOW = frozenset({Kind.CLAUSE, Kind.POINT})
"""What stands in rows of its own below an article or a clause."""


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
        paths = [{path for other in inner for path in getattr(other.pair, side)} for side in ("left", "right")]
        below = tuple(item for items, some in zip((ours, theirs), paths, strict=True) for item in items if item.path in some)
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


@dataclass(frozen=True, slots=True)
class Tie:
    """Articles of the text in the middle of it all, and those of another text that belong beside them.

    :param compared: None where the other ones only cite them
    """

    here: tuple[str, ...]
    there: tuple[str, ...]
    compared: ComparedPair | None = None


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A line: of each text the articles that stand in it, and what brought those of each text there."""

    sides: tuple[tuple[Provision, ...], ...]
    ties: tuple[tuple[Tie, ...], ...]

    @property
    def pairs(self) -> tuple[tuple[ComparedPair, ...], ...]:
        """The pairs among the ties of each text."""
        return tuple(tuple(tie.compared for tie in ties if tie.compared is not None) for ties in self.ties)

    @property
    def same(self) -> bool:
        """Whether all of it reads the same in all texts."""
        found = [one for some in self.pairs for one in some]
        return all(self.sides) and bool(found) and all(one.pair.kind is PairKind.SAME for one in found)

    def words(self, pivot: int) -> tuple[tuple[Span, ...], ...]:
        """The words of each text; each differs, where it does, from the text through which it was put here.

        Of that text itself the words are marked as they differ from the one before it.
        """
        found: dict[int, tuple[Span, ...]] = {}
        for number, provisions in enumerate(self.sides):
            if number == pivot or not self.pairs[number]:
                continue
            sides = (provisions, self.sides[pivot]) if number < pivot else (self.sides[pivot], provisions)
            spans = _row(*sides).spans
            old, new = ([(span.change, getattr(span, side)) for span in spans] for side in ("old", "new"))
            found[number] = _shown(old, Change.REMOVED) if number < pivot else _shown(new, Change.ADDED)
            if number < pivot:
                found[pivot] = _shown(new, Change.ADDED)
        for number, provisions in enumerate(self.sides):
            if number not in found:
                words = _row(provisions, ()).words(provisions)
                found[number] = (Span(Change.SAME, words, words),) if words else ()
        return tuple(found[number] for number in range(len(self.sides)))


def _shown(words: Iterable[tuple[Change, str]], otherwise: Change) -> tuple[Span, ...]:
    """The words of one side of a comparison, marked where they are not the same on the other."""
    return tuple(Span(Change.SAME if change is Change.SAME else otherwise, said, said) for change, said in words if said)


_WHOLE = ComparedPair(Pair(Level.ARTICLE, (), (), PairKind.REWORDED, 1.0), ())


def _row(left: tuple[Provision, ...], right: tuple[Provision, ...]) -> Row:
    return Row(_WHOLE, left, right, True)


def ties_of(compared: Sequence[ComparedPair], turned: bool) -> list[Tie]:
    """The pairs of articles of two texts.

    :param turned: the text in the middle of it all is the right one
    """
    pairs = [one for one in compared if one.pair.level is Level.ARTICLE]
    return [Tie(*((one.pair.right, one.pair.left) if turned else (one.pair.left, one.pair.right)), one) for one in pairs]


def columns_of(texts: Sequence[Sequence[Provision]], pivot: int, ties: Mapping[int, Sequence[Tie]]) -> list[ColumnRow]:
    """The lines in the order of one text; what has nothing there stands behind what it follows in its own.

    :param pivot: which text
    :param ties: of each of the others
    """
    return list(_Columns(texts, pivot, ties).rows())


class _Columns:
    def __init__(self, texts: Sequence[Sequence[Provision]], pivot: int, ties: Mapping[int, Sequence[Tie]]) -> None:
        self._units = [{unit.path: unit.provision for unit in units_of(roots, Level.ARTICLE)} for roots in texts]
        self._pivot, self._ties = pivot, ties
        self._group = {path: path for path in self._units[pivot]}
        for some in ties.values():
            for tie in some:
                known = [path for path in tie.here if path in self._group]
                for path in known[1:]:
                    self._join(known[0], path)

    def _join(self, one: str, other: str) -> None:
        """Two articles stand in one line: that of the first of them."""
        first, second = self._group[one], self._group[other]
        for path, group in self._group.items():
            if group == second:
                self._group[path] = first

    def rows(self) -> Iterator[ColumnRow]:
        """Line by line."""
        groups: Mapping[str, list[str]] = defaultdict(list)
        for path, group in self._group.items():
            groups[group].append(path)
        beside: Mapping[str, dict[int, list[Tie]]] = defaultdict(lambda: defaultdict(list))
        placed: dict[int, dict[str, str]] = {}
        for number, some in self._ties.items():
            placed[number] = {}
            for tie in some:
                for group in dict.fromkeys(self._group[path] for path in tie.here if path in self._group):
                    beside[group][number].append(tie)
                    placed[number].update({path: placed[number].get(path, group) for path in tie.there})
        loose = self._loose(placed)
        yield from loose.get("", ())
        for group, paths in groups.items():
            yield self._row(paths, beside[group])
            yield from loose.get(group, ())

    def _loose(self, placed: Mapping[int, Mapping[str, str]]) -> Mapping[str, list[ColumnRow]]:
        """Articles of the others with nothing beside them, by the line behind which they stand."""
        found: Mapping[str, list[ColumnRow]] = defaultdict(list)
        alone = {tie.there: tie for some in self._ties.values() for tie in some if not tie.here}
        for number in self._ties:
            last = ""
            for path, provision in self._units[number].items():
                if path in placed[number]:
                    last = placed[number][path]
                    continue
                tie = alone.get((path,))
                sides = tuple((provision,) if other == number else () for other in range(len(self._units)))
                ties = tuple((tie,) if other == number and tie else () for other in range(len(sides)))
                found[last].append(ColumnRow(sides, ties))
        return found

    def _row(self, paths: Sequence[str], beside: Mapping[int, Sequence[Tie]]) -> ColumnRow:
        sides = []
        for number, units in enumerate(self._units):
            shown = paths if number == self._pivot else [path for tie in beside.get(number, ()) for path in tie.there]
            sides.append(tuple(units[path] for path in dict.fromkeys(shown) if path in units))
        return ColumnRow(tuple(sides), tuple(tuple(beside.get(number, ())) for number in range(len(self._units))))
