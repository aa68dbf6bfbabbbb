"""What became of provisions, in words, where one of two texts may not be all there."""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import NamedTuple

from documents.comparison import Change, ComparedPair, MeantChange, Pair, PairKind, Row, Span, What
from documents.comparison.certainty import is_sure
from documents.comparison.rows import BELOW
from documents.comparison.words import key_of
from documents.model import Kind, Provision
from documents.paths import read_step, steps_of, unit_of, upward
from documents.structure.completeness import cut_places, has_all_articles
from kb.interface.catalogue import Catalogue


class Extent(IntEnum):
    """Which provisions of a text may not be there."""

    NOTHING = 0
    ANNEXES = 1
    ANYTHING = 2


class Lacking(NamedTuple):
    """What of a text may not be there.

    :param cut: the provisions that break off, by their paths: more may stand behind what is there of these
    """

    extent: Extent = Extent.NOTHING
    cut: frozenset[str] = frozenset()


WHOLE = Lacking()


def lacking_of(provisions: Sequence[Provision], *, complete: bool) -> Lacking:
    """What of a whole text may not be there, by what of it is, and whether its source is complete."""
    extent = Extent.ANNEXES if has_all_articles(provisions) else Extent.ANYTHING
    return Lacking(Extent.NOTHING if complete else extent, cut_places(provisions))


class KindWords:
    """What became of provisions, in words. What a text that is not all there lacks is not said to be dropped or added.

    Nor is what has a heading that stands alone on the other side too: nobody knows yet that these are no pair.

    :param lacking: of the left text and of the right one
    :param rows: of the same pairs, where there are any
    """

    def __init__(self, compared: Sequence[ComparedPair], lacking: tuple[Lacking, Lacking], rows: Sequence[Row] = ()) -> None:
        self._lacking = lacking
        alone = [{key_of(item.heading): item.path for row in rows for item in row.alone[side] if item.heading} for side in (0, 1)]
        self._namesakes = {side[heading] for side in alone for heading in alone[0].keys() & alone[1].keys()}
        self._reordered = _reordered(rows)
        cites = (one.pair.left for one in compared if any(change.refers for change in one.changes))
        self._cites = {above for left in cites for path in left for above in upward(path)}
        self._beside: tuple[dict[str, set[str]], dict[str, set[str]]] = {}, {}
        for pair in (one.pair for one in compared) if lacking != (WHOLE, WHOLE) else ():
            for side, here, there in ((0, pair.left, pair.right), (1, pair.right, pair.left)):
                # Of neighbours that look merged into one, the other may only not be there.
                if there and (len(here) == 1 or lacking[1 - side].extent is not Extent.ANYTHING):
                    for path in here:
                        self._beside[side].setdefault(path, set()).update(there)
                        self._beside[side].setdefault(unit_of(path), set()).update(map(unit_of, there))

    def unsure(self, pair: Pair) -> bool:
        """Whether what has no counterpart may have one: in the part of the text that is not there, or under the same heading."""
        return self.unseen(pair) or self._has_namesake(pair)

    def unseen(self, pair: Pair) -> bool:
        """Whether what has no counterpart may have one in the part of the text that is not there."""
        if (pair.left and pair.right) or self._has_namesake(pair):
            return False
        here, there = (0, 1) if pair.left else (1, 0)
        paths, beside = pair.left or pair.right, self._beside[here]
        above = [next((beside[up] for up in upward(path) if up in beside), set()) for path in paths]
        if any(above):
            return any(self._is_cut(there, some) for some in above)
        least = Extent.ANYTHING if read_step(steps_of(paths[0])[0]).kind is Kind.ARTICLE else Extent.ANNEXES
        return self._lacking[there].extent >= least

    def _has_namesake(self, pair: Pair) -> bool:
        alone = not (pair.left and pair.right)
        return alone and any(unit_of(path) in self._namesakes for path in pair.left or pair.right)

    def changes(self, row: Row) -> tuple[MeantChange, ...]:
        """What is said to have changed: nothing where it is unsure whether anything is gone or new."""
        return () if self.unsure(row.compared.pair) else row.compared.changes

    def is_sure(self, compared: ComparedPair, change: MeantChange) -> bool:
        """Whether what a change means likely holds: nothing does of what may only not be there."""
        pair = compared.pair
        gone, new = change.after is None and self._is_cut(1, pair.right), change.before is None and self._is_cut(0, pair.left)
        return is_sure(compared, change) and not (gone or new or self.unsure(pair))

    def _is_cut(self, side: int, paths: Iterable[str]) -> bool:
        """Whether one of some provisions of a side breaks off."""
        return not self._lacking[side].cut.isdisjoint(paths)

    def sure(self, row: Row) -> tuple[MeantChange, ...]:
        """Those of them whose meaning likely holds; what a whole provision says that came or went is seen from its words."""
        pair = row.compared.pair
        return tuple(one for one in self.changes(row) if pair.left and pair.right and self.is_sure(row.compared, one))

    def guesses(self, row: Row) -> list[MeantChange]:
        """Those of them whose meaning may not hold; words that differ are told by nothing."""
        return [one for one in self.changes(row) if one.what is not What.WORDS and not self.is_sure(row.compared, one)]

    def reordered(self, pair: Pair) -> bool:
        """Whether nothing became of a provision but that its clauses or points stand in another order."""
        return (pair.left, pair.right) in self._reordered

    def recited(self, pair: Pair) -> bool:
        """Whether its words are the same, and lead elsewhere by a reference."""
        return pair.kind is PairKind.SAME and not self._cites.isdisjoint(pair.left)

    def spans(self, row: Row) -> tuple[Span, ...]:
        """The words of a row; those of what may only not be there, or stand behind a cut, are not marked as gone or new."""
        spans = row.spans
        kept = 0 if self.unsure(row.compared.pair) else len(spans) - self._ends_alone(row)
        return (*spans[:kept], *(Span(Change.SAME, span.old, span.new) for span in spans[kept:]))

    def _ends_alone(self, row: Row) -> bool:
        """Whether the last words of a row stand on one side only, and the other side is cut where they would stand."""
        side = {Change.REMOVED: 1, Change.ADDED: 0}.get(row.spans[-1].change) if row.spans and row.whole else None
        return side is not None and self._is_cut(side, [item.path for item in (row.left, row.right)[side][-1:]])

    def of(self, pair: Pair, say: Catalogue) -> str:
        """The words for a pair."""
        if self.reordered(pair) or self.recited(pair):
            return say("compare.reordered" if self.reordered(pair) else "compare.recited")
        if not self.unsure(pair):
            return say(f"pair.{pair.kind}")
        return say("compare.namesake" if self._has_namesake(pair) else "compare.not_seen")


_Paths = tuple[tuple[str, ...], tuple[str, ...]]


def _reordered(rows: Sequence[Row]) -> set[_Paths]:
    """The pairs of which all that stands below is on both sides with the same words, and so are their own words."""
    found: set[_Paths] = set()
    stayed: dict[str, str] = {}
    turned: set[str] = set()
    for row in reversed(rows):  # what stands below comes first
        pair = row.compared.pair
        if len(row.left) != 1 or len(row.right) != 1:
            continue
        if pair.kind is PairKind.REWORDED:
            ours, theirs = ([item.path for item in side[0].children if item.kind in BELOW] for side in (row.left, row.right))
            heirs = [stayed.get(path, "") for path in ours]
            otherwise = heirs != theirs or not turned.isdisjoint(ours)
            if not (otherwise and sorted(heirs) == sorted(theirs) and all(one.change is Change.SAME for one in row.spans)):
                continue
            found.add((pair.left, pair.right))
            turned.update(pair.left)
        stayed[pair.left[0]] = pair.right[0]
    return found
