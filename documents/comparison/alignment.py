"""Which provision of one text became which of another: articles, then the clauses in them, then the points in those.

At each level the pairs are sought that together are the best over the whole, where a weak pair takes nothing from a strong one.
What is left over, and each passage of a clause, may have gone elsewhere: then a provision has one more heir (split) or one more
source (merged). Articles are linked at first sight, and judged when it is known which clauses became which (`judging`). The numbers
here were chosen on judged pairs (`benchmarks/pairs.tsv`); values near them give nearly the same.
"""

from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from documents.comparison.judging import Passages, judge
from documents.comparison.leveling import Aligned
from documents.comparison.levels import Level, Unit, units_of
from documents.comparison.likeness import Mask, Shares, best_of_both, first_of_each, likeness
from documents.comparison.pairing import Fixed, Ground, Pair, PairKind, Reason, Said
from documents.comparison.word_numbers import read_wordings
from documents.model import Provision


def align(
    left: Sequence[Provision],
    right: Sequence[Provision],
    fixed: Iterable[Fixed] = (),
    parted: Iterable[tuple[str, str]] = (),
    *,
    one_text: bool = False,
) -> list[Pair]:
    """The pairs of two trees at every level, in the order of the right one; what was dropped stands where it stood.

    :param fixed: what a person said became of provisions; the rest is aligned around it. What names provisions that are not there
        says nothing
    :param parted: paths of a left and a right provision that a person said are no pair: neither they nor what stands below them
        are made one
    :param one_text: both are wordings of one text, in which an article keeps its number
    """
    said, apart = tuple(fixed), frozenset(parted)
    if one_text:
        said += tuple(_same_articles(left, right, said, apart))
    articles, clauses, points = levels_of(left, right, said, apart, one_text)
    passages = first_sight(articles, clauses)
    before = articles.links.edges()
    if judge(articles, clauses, passages):
        clauses.reset()
        _link_clauses(clauses, articles, passages)
    articles.drop_idle()
    _add_ways(articles, clauses)
    if articles.links.edges() != before:
        clauses.reset()
        _link_clauses(clauses, articles, passages)
    clauses.drop_faint()  # only now: the articles were judged with them
    articles.drop_faint(clauses)
    _link_in_place(clauses)
    points = _with_clauses(points, clauses, said, apart)
    _link_points(points)
    _link_in_place(points)
    told = {unit.path for side in clauses.units for unit in side}  # alone, they are told among the clauses
    below = [pair for pair in pairs_of(points) if (pair.left and pair.right) or told.isdisjoint(pair.left + pair.right)]
    return [*pairs_of(articles), *pairs_of(clauses), *below]


def _same_articles(
    left: Sequence[Provision], right: Sequence[Provision], fixed: Iterable[Fixed], parted: Collection[tuple[str, str]]
) -> Iterator[Fixed]:
    """The articles with the same number, but those that a person decided about."""
    decided = {path for item in fixed for path in (*item.left, *item.right)} | {path for pair in parted for path in pair}
    ours, theirs = ([unit.path for unit in units_of(side, Level.ARTICLE)] for side in (left, right))
    there = set(theirs) - decided
    yield from (Fixed((path,), (path,), Ground.NUMBER) for path in ours if path in there)


def levels_of(
    left: Sequence[Provision],
    right: Sequence[Provision],
    fixed: Sequence[Fixed] = (),
    parted: Collection[tuple[str, str]] = (),
    one_text: bool = False,
) -> list[Aligned]:
    """What two trees have in common at each level, with nothing linked but what a person said."""
    texts = read_wordings(left, right)
    levels: list[Aligned] = []
    for level in Level:
        units = units_of(left, level), units_of(right, level)
        levels.append(Aligned(texts, level, units, Said(*units, fixed, parted, one_text), levels[-1] if levels else None))
    return levels


def first_sight(articles: Aligned, clauses: Aligned) -> Passages:
    """Link articles one to one by words and headings, and the clauses around them: what the articles are then judged by."""
    passages = Passages(clauses)
    _link_articles(articles)
    _link_clauses(clauses, articles, passages)
    return passages


_ARTICLE = 0.3
_BETWEEN, _LIKELY = 0.1, 0.15
"""What articles gain that stand between the same neighbours, if they have so much in common."""


def _article_scores(articles: Aligned) -> Shares:
    words = np.where(articles.headed, 0.62 * articles.words + 0.28 * articles.heads, 0.9 * articles.words)
    return np.asarray(words + 0.08 * articles.near + 0.02 * articles.numbered, np.float32)


def _link_articles(articles: Aligned) -> None:
    scores = _article_scores(articles)
    articles.assign(scores, _ARTICLE, scores)
    likely = 0.62 * articles.words + 0.28 * articles.heads >= _LIKELY
    articles.assign(np.asarray(scores + _BETWEEN * (_between(articles) & likely), np.float32), _ARTICLE, scores)
    articles.first_links = frozenset(articles.links.edges())


def _between(articles: Aligned) -> Mask:
    """The pairs that stand between the same neighbours, of those that are linked."""
    count, size = articles.sizes
    before, after = np.full(count, -1, np.int64), np.full(count, size, np.int64)
    for found, places, last in ((before, range(count), -1), (after, range(count - 1, -1, -1), size)):
        for place in places:
            found[place] = last
            last = min(articles.links.heirs.get(place, ()), default=last)
    return np.asarray((before[articles.left] < articles.right) & (articles.right < after[articles.left]), np.bool_)


_CLAUSE = 0.9
_NAMED, _ANYWHERE = 0.3, 0.3
"""What clauses gain of which one names what the article of the other is about: more of its heading than many clauses hold."""
_DELEGATES = 0.3
"""What clauses of articles that are not linked lose where one only says who lays something down."""
_INSIDE = 0.45
"""What clauses gain that stand in articles that are linked."""
_CLAUSE_BETWEEN = 0.15
"""What those gain besides that stand between the same neighbours."""
_HELD, _HELD_WORDS = 0.45, 0.55
"""The share of its passages, or of its words, that a clause must have in another one of a linked article to belong to it."""
_ALIKE = 0.05
"""So much less in common is enough where both are about as long."""
_ELSEWHERE, _SURE, _SURE_OF_A_PART = 0.6, 1.05, 1.45
"""The share that it must have in one of an article that is not linked, and how sure that must be: more where it is only a small
part of that one."""
_LONE = 0.05
"""What they gain where one of the articles has no pair yet; twice that for their passages."""
_WHOLE = 12
"""So many words make a clause that says something of its own, and not only that the Government details it."""


def _link_clauses(clauses: Aligned, articles: Aligned, passages: Passages) -> None:
    subject, lone = _named(clauses, articles), clauses.beneath_alone()
    plain = clauses.words + clauses.ahead + passages.agreement + 0.05 * clauses.near
    outside = plain + _LONE * lone + _NAMED * subject - _DELEGATES * clauses.delegating()
    inside = clauses.inside()
    numbered = plain + _INSIDE + 0.06 * clauses.numbered
    there = outside >= best_of_both(clauses.left, clauses.right, np.where(inside, numbered, 0))
    scores = np.asarray(np.where(inside, numbered, outside * there), np.float32)
    between = numbered + _CLAUSE_BETWEEN
    clauses.assign(scores, _CLAUSE, clauses.words, {Ground.INSIDE: inside})
    for _ in range(2):  # what holds a part of one may leave the rest of it to another
        _hold_clauses(clauses, passages, np.asarray(2 * _LONE * lone + _NAMED * subject, np.float32))
        clauses.assign(scores, _CLAUSE, clauses.words, {Ground.INSIDE: inside})
        near = np.asarray(np.where(inside & _between(clauses), between, np.where(inside, numbered, 0)), np.float32)
        clauses.assign(near, _CLAUSE, clauses.words, {Ground.INSIDE: inside})


def _named(clauses: Aligned, articles: Aligned) -> Shares:
    """Of each pair, how much of the heading of the article of the one stands in the other."""
    found = np.zeros(len(clauses.left), np.float32)
    for side, places in enumerate((clauses.left, clauses.right)):
        whole = [clauses.texts[side].whole[unit.path] for unit in clauses.units[side]]
        heads = [clauses.texts[1 - side].headings[unit.path] for unit in articles.units[1 - side]]
        like = likeness(clauses.texts, *((whole, heads) if side == 0 else (heads, whole)), 0.3)
        ours, theirs = (like.left, like.right) if side == 0 else (like.right, like.left)
        shares = np.zeros((len(whole), len(heads) + 1), np.float32)
        shares[ours, theirs] = like.of_right() if side == 0 else like.of_left()
        found = np.maximum(found, shares[places, clauses.above[1 - side]])
    return np.asarray(np.maximum(0, (found - _ANYWHERE) / (1 - _ANYWHERE)), np.float32)


def _hold_clauses(clauses: Aligned, passages: Passages, likely: Shares) -> None:
    """What is left over of which the passages or the words went to another clause, or came from one: inside before elsewhere."""
    inside = clauses.inside()
    of_left, of_right, sure = passages.settle()
    needed = np.where(np.minimum(of_left, of_right) >= 0.5, _SURE, _SURE_OF_A_PART)
    elsewhere = ~inside & _whole(clauses) & (sure + likely >= needed)
    for where, least in ((inside, _HELD), (elsewhere, _ELSEWHERE)):
        share = np.maximum(of_left * clauses.alone(0)[clauses.left], of_right * clauses.alone(1)[clauses.right])
        for at in np.nonzero(clauses.free & where & (share >= least))[0]:
            clauses.hold(int(at), float(share[at]), {Ground.INSIDE: inside})
        _hold_words(clauses, _HELD_WORDS)


def _whole(clauses: Aligned) -> Mask:
    """Which pairs have enough words on both sides to say something of their own."""
    shorter = np.minimum(clauses.lengths[0][clauses.left], clauses.lengths[1][clauses.right])
    return np.asarray(shorter >= _WHOLE, np.bool_) & ~clauses.delegating()


def _hold_words(level: Aligned, least: float) -> None:
    """What is left over and has most of its words in another one, of what its article or clause is linked with."""
    inside = level.inside()
    found = []
    for side, (places, shares) in enumerate(((level.left, level.of_left), (level.right, level.of_right))):
        shares = np.maximum(shares, level.words + _ALIKE)
        (some,) = np.nonzero(level.free & inside & level.alone(side)[places] & (shares >= least))
        found += [(int(at), float(shares[at])) for at in some[first_of_each(places[some], shares[some])]]
    for at, share in found:
        level.hold(at, share, {Ground.INSIDE: inside})


def _add_ways(articles: Aligned, clauses: Aligned) -> None:
    """Articles are a pair too of which a person paired clauses, or a whole clause of one went to the other nearly word for word."""
    whole = _whole(clauses) & (clauses.words >= _NEARLY)
    moved = set(zip(clauses.left[whole].tolist(), clauses.right[whole].tolist(), strict=True)) | clauses.said.links.keys()
    for left, right in clauses.links.edges():
        place, heir = int(clauses.places_above[0][left]), int(clauses.places_above[1][right])
        stand = min(place, heir) >= 0 and (left, right) in moved
        if stand and not articles.links.linked(place, heir) and articles.said.free(place, heir):
            articles.links.add(place, heir, *clauses.links.heirs[left][right])


_NEARLY, _BESIDE = 0.75, 0.5
"""So much in common is nearly everything."""

_POINT, _POINT_INSIDE, _POINT_WORDS = 0.5, 0.2, 0.6


def _with_clauses(points: Aligned, clauses: Aligned, fixed: Sequence[Fixed], parted: Collection[tuple[str, str]]) -> Aligned:
    """The points, and among them each clause without any that became, with others, one that has some, or came from one."""
    having = [{unit.subject for unit in side} for side in points.units]
    units: list[list[Unit]] = []
    links: tuple[Mapping[int, Collection[int]], ...] = (clauses.links.sources, clauses.links.heirs)
    for side, ways in enumerate(links):
        others, own = clauses.units[1 - side], clauses.units[side]
        some = {one for other, those in ways.items() if len(those) > 1 and others[other].path in having[1 - side] for one in those}
        loose = [replace(own[one], subject=own[one].path) for one in some if own[one].path not in having[side]]
        units.append(sorted((*points.units[side], *loose), key=lambda unit: points.texts[side].whole[unit.path]))
    sides = units[0], units[1]
    if sides == points.units:
        return points
    found = Aligned(points.texts, Level.POINT, sides, Said(*sides, fixed, parted, points.said.one_text), clauses)
    ours, theirs = (np.array([unit.subject == unit.path for unit in side], np.bool_) for side in sides)
    one, other = ours[found.left], theirs[found.right]
    found.free &= ~(one & other) & (~(one | other) | (found.words >= _POINT))
    return found


def _link_points(points: Aligned) -> None:
    inside = points.inside()
    scores = 0.86 * points.words + 0.06 * points.near + 0.08 * points.numbered
    points.assign(np.asarray(scores + _POINT_INSIDE * inside, np.float32), _POINT, points.words, {Ground.INSIDE: inside})
    _hold_words(points, _POINT_WORDS)


def _link_in_place(level: Aligned) -> None:
    """Link what is alone on both sides under one number between neighbours that nearly stayed: the one took the other's place."""
    links, found = level.links, []
    there = {_place_of(level, 1, place): place for place in map(int, np.nonzero(level.alone(1))[0])}
    for left in map(int, np.nonzero(level.alone(0))[0]):
        place = _place_of(level, 0, left)
        right = there.get(place) if place else None
        if right is not None and level.said.free(left, right):
            sides = [[_beside(level, side, place, step) for side, place in enumerate((left, right))] for step in (-1, 1)]
            if sides != [[None, None]] * 2 and all(_stayed(level, one, other) for one, other in sides):
                found.append((left, right))
    for left, right in found:
        links.add(left, right, 0.0, (Reason(Ground.INSIDE, 1.0), Reason(Ground.NUMBER, 1.0)))


def _stayed(level: Aligned, left: int | None, right: int | None) -> bool:
    """Whether two neighbours have about the same words, or there are none."""
    if left is None or right is None:
        return left is right
    return level.links.linked(left, right) and level.links.heirs[left][right][0] >= _BESIDE


def _place_of(level: Aligned, side: int, place: int) -> tuple[object, ...] | None:
    """The number of a unit, and in what it stands: of a left one what became of that, of a clause the number too."""
    above = int(level.places_above[side][place])
    if level.over is None or above < 0:
        return None
    number = level.over.units[side][above].provision.number if level.level is Level.POINT else None
    heirs = level.over.links.heirs.get(above, ()) if side == 0 else (above,)
    return (*heirs, number, level.units[side][place].provision.number) if len(heirs) == 1 else None


def _beside(level: Aligned, side: int, place: int, step: int) -> int | None:
    """The unit before or behind one in what both stand in."""
    units = level.units[side]
    near = place + step
    return near if 0 <= near < len(units) and units[near].subject == units[place].subject else None


def pairs_of(level: Aligned) -> list[Pair]:
    """The pairs of a level, in the order of the right text; what was dropped stands where it stood."""
    (left, right), links = level.units, level.links
    homes = _homes(level)
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
            kind = _kind(level, place, first, homes)
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


def _homes(level: Aligned) -> set[tuple[str, str]]:
    """The sections that are one another's: of one the most articles are in the other, whatever its heading says now."""
    shared = Counter((level.units[0][one].subject, level.units[1][other].subject) for one, other in level.links.edges())
    most: Counter[tuple[int, str]] = Counter()
    for pair, count in shared.items():
        most |= Counter({(side, pair[side]): count for side in (0, 1)})
    return {pair for pair, count in shared.items() if count > 1 and any(count == most[side, pair[side]] for side in (0, 1))}


def _kind(level: Aligned, place: int, heir: int, homes: Container[tuple[str, str]]) -> PairKind:
    """What became of one that has one heir, whose only source it is."""
    left, right = level.units[0][place], level.units[1][heir]
    if not np.array_equal(level.texts[0].of(left.path), level.texts[1].of(right.path)):
        return PairKind.REWORDED
    if level.over is None:
        sections = left.subject, right.subject
        apart = all(sections) and sections[0] != sections[1] and sections not in homes and not level.said.one_text
    else:
        above = int(level.places_above[0][place]), int(level.places_above[1][heir])
        apart = above not in level.over.first_links and any(one == above[0] for one, _ in level.over.first_links)
    if apart:
        return PairKind.MOVED
    return PairKind.SAME if left.provision.number == right.provision.number else PairKind.RENUMBERED
