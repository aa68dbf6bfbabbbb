"""Three texts beside one another, article by article, through one of them: law, decree, circular; or the old, the new, a draft."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from documents.comparison.compared import ComparedPair
from documents.comparison.levels import Level, units_of
from documents.comparison.pairing import Pair, PairKind
from documents.comparison.rows import Row
from documents.comparison.words import Change, Span
from documents.model import Provision


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
