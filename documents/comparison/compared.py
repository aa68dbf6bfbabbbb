"""Two texts compared: which provision became which, and what that means."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from documents.comparison.alignment import Pair, PairKind, align
from documents.comparison.meaning import MeantChange, meant_changes
from documents.comparison.units import Level
from documents.model import Kind, Provision


@dataclass(frozen=True, slots=True)
class ComparedPair:
    """A pair, and the changes between the own words of its provisions."""

    pair: Pair
    changes: tuple[MeantChange, ...]


def compare(left: Sequence[Provision], right: Sequence[Provision], by_hand: Iterable[tuple[str, str]] = ()) -> list[ComparedPair]:
    """Compare two texts, or two provisions.

    :param by_hand: paths of provisions that a person paired
    """
    chosen = list(by_hand)
    if len(left) == len(right) == 1:
        chosen.append((left[0].path, right[0].path))
    ours, theirs = (_by_path(provisions) for provisions in (left, right))
    return [
        ComparedPair(pair, () if pair.kind in _SAME_WORDS else _changes(pair, ours, theirs)) for pair in align(left, right, chosen)
    ]


_SAME_WORDS = frozenset({PairKind.SAME, PairKind.MOVED, PairKind.RENUMBERED})


def _changes(pair: Pair, ours: dict[str, Provision], theirs: dict[str, Provision]) -> tuple[MeantChange, ...]:
    left, right = [ours[path] for path in pair.left], [theirs[path] for path in pair.right]
    if pair.level is Level.ARTICLE and len({_has_clauses(provision) for provision in (*left, *right)}) > 1:
        return ()  # what the one says in clauses the other says itself: their pairs stand among the clauses
    return tuple(meant_changes(left, right))


def _has_clauses(provision: Provision) -> bool:
    return any(child.kind is Kind.CLAUSE for child in provision.children)


def _by_path(provisions: Sequence[Provision]) -> dict[str, Provision]:
    return {item.path: item for root in provisions for item in root.walk()}
