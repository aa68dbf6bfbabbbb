"""What a pair of provisions is, and what a person said about pairs."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from documents.comparison.levels import Level, Unit
from documents.paths import upward


class PairKind(StrEnum):
    """What became of a provision. The values are part of the interface."""

    SAME = "same"
    REWORDED = "reworded"
    MOVED = "moved"
    RENUMBERED = "renumbered"
    SPLIT = "split"
    MERGED = "merged"
    ADDED = "added"
    DROPPED = "dropped"


class Ground(StrEnum):
    """Why two provisions are a pair. The values are part of the interface."""

    WORDS = "words"
    HEADING = "heading"
    NUMBER = "number"
    INSIDE = "inside"
    HELD = "held"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Reason:
    """A ground of a pair, and how much of it there is, from 0 to 1."""

    ground: Ground
    share: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Provisions that correspond.

    :param left: paths, several where they were merged, none where it was added; ``right`` likewise
    :param score: from 0 to 1; 1 for what has no counterpart
    """

    level: Level
    left: tuple[str, ...]
    right: tuple[str, ...]
    kind: PairKind
    score: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Fixed:
    """What a person said became of provisions: they are a pair, and in no other pair.

    :param left: paths, none where the right ones are new
    :param right: paths, none where the left ones have no counterpart
    :param ground: why they are a pair, where no person said so
    """

    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    ground: Ground = Ground.BY_HAND


class Said:
    """What a person said of the units of one level, by their places in the lists.

    What names provisions that are not there says nothing. Parted provisions are no pair, nor is what stands below them; what stands
    below one that is gone or new is in no pair either, unless the person said so.

    :param one_text: nothing is a pair with what stands in another article
    :ivar links: a left and a right one that are a pair, and why
    """

    def __init__(
        self,
        left: Sequence[Unit],
        right: Sequence[Unit],
        fixed: Iterable[Fixed],
        parted: Collection[tuple[str, str]],
        one_text: bool = False,
    ) -> None:
        self.one_text = one_text
        self._paths = tuple([unit.path for unit in units] for units in (left, right))
        self._parted = frozenset(parted)
        self.links: dict[tuple[int, int], Ground] = {}
        self._settled: tuple[set[int], set[int]] = (set(), set())
        places = [{path: place for place, path in enumerate(paths)} for paths in self._paths]
        for item in fixed:
            known = [
                [there[path] for path in paths if path in there]
                for there, paths in zip(places, (item.left, item.right), strict=True)
            ]
            if (bool(known[0]), bool(known[1])) == (bool(item.left), bool(item.right)):
                self.links.update(((one, other), item.ground) for one in known[0] for other in known[1])
                for settled, some in zip(self._settled, known, strict=True):
                    settled.update(some)
            if not (item.left and item.right):
                for settled, paths, gone in zip(self._settled, self._paths, (item.left, item.right), strict=True):
                    settled.update(place for place, path in enumerate(paths) if not {*gone}.isdisjoint(upward(path)))

    def free(self, left: int, right: int) -> bool:
        """Whether two may be a pair for all that a person said."""
        if left in self._settled[0] or right in self._settled[1]:
            return False
        if not self._parted:
            return True
        over = tuple(upward(self._paths[1][right]))
        return not any((above, other) in self._parted for above in upward(self._paths[0][left]) for other in over)

    def barred(self) -> Iterator[tuple[list[int], list[int]]]:
        """Lists of places none of which on the left may be paired with one on the right."""
        everywhere = tuple(list(range(len(paths))) for paths in self._paths)
        yield sorted(self._settled[0]), everywhere[1]
        yield everywhere[0], sorted(self._settled[1])
        for sides in sorted(self._parted):
            ours, theirs = (
                [place for place, path in enumerate(paths) if side in upward(path)]
                for paths, side in zip(self._paths, sides, strict=True)
            )
            yield ours, theirs
