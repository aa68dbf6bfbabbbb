"""What became of the units of a level, read from the links between them."""

import numpy as np

from documents.comparison.leveling import Aligned
from documents.comparison.pairing import Pair, PairKind


def pairs_of(level: Aligned) -> list[Pair]:
    """The pairs of a level, in the order of the right text; what was dropped stands where it stood."""
    (left, right), links = level.units, level.links
    found: list[tuple[float, int, Pair]] = []
    for place, heirs in links.heirs.items():
        first = min(heirs)
        best = max(heirs.values(), key=lambda known: known[0])
        if len(heirs) > 1:
            paths = tuple(right[heir].path for heir in sorted(heirs))
            found.append((first, place, Pair(level.level, (left[place].path,), paths, PairKind.SPLIT, *best)))
        elif len(links.sources[first]) > 1:
            sources = sorted(links.sources[first])
            if place == next(source for source in sources if len(links.heirs[source]) == 1):
                paths = tuple(left[source].path for source in sources)
                found.append((first, place, Pair(level.level, paths, (right[first].path,), PairKind.MERGED, *best)))
        else:
            kind = _kind(level, place, first)
            found.append((first, place, Pair(level.level, (left[place].path,), (right[first].path,), kind, *best)))
    found += [
        (place, -1, Pair(level.level, (), (unit.path,), PairKind.ADDED, 1.0))
        for place, unit in enumerate(right)
        if place not in links.sources
    ]
    last = -0.5
    for place, unit in enumerate(left):
        if place in links.heirs:
            last = min(links.heirs[place]) + 0.5
        else:
            found.append((last, place, Pair(level.level, (unit.path,), (), PairKind.DROPPED, 1.0)))
    return [pair for *_, pair in sorted(found, key=lambda item: item[:2])]


def _kind(level: Aligned, place: int, heir: int) -> PairKind:
    """What became of one that has one heir, whose only source it is."""
    left, right = level.units[0][place], level.units[1][heir]
    if not np.array_equal(level.texts[0].of(left.path), level.texts[1].of(right.path)):
        return PairKind.REWORDED
    if level.over is None:
        apart = bool(left.subject and right.subject) and left.subject != right.subject
    else:
        above = int(level.places_above[0][place]), int(level.places_above[1][heir])
        apart = above not in level.over.first_links and any(one == above[0] for one, _ in level.over.first_links)
    if apart:
        return PairKind.MOVED
    return PairKind.SAME if left.provision.number == right.provision.number else PairKind.RENUMBERED
