"""Which provision of one text became which of another: articles, then the clauses in them, then the points in those.

At each level the best pairs over the whole are sought (optimal assignment), first inside what is already paired, then elsewhere.
What is left over is one more heir of a provision that holds its words (split), or one more source of one that does (merged).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from documents.comparison.likeness import Matrix, likeness
from documents.comparison.pairing import Fixed, Ground, Pair, PairKind, Reason, Said
from documents.comparison.units import Level, Unit, units_of
from documents.model import Provision


@dataclass(frozen=True, slots=True)
class _Weights:
    """How the score of a pair is made at a level, and from which score on it is one.

    Chosen on the Domestic Violence Law of 2007 against that of 2022, and on the articles below 121 of the Labour Code of 2012
    against that of 2019 (`benchmarks/pairs.tsv`).

    :param held: the share of its words that a left-over must have in another's to be its heir or source
    :param elsewhere: the score from which on provisions under subjects that are no pair are one
    """

    words: float
    heading: float
    place: float
    number: float
    least: float
    held: float
    elsewhere: float


_WEIGHTS = {
    Level.ARTICLE: _Weights(words=0.62, heading=0.28, place=0.08, number=0.02, least=0.3, held=0.5, elsewhere=0.5),
    Level.CLAUSE: _Weights(words=0.86, heading=0.0, place=0.06, number=0.08, least=0.3, held=0.55, elsewhere=0.45),
    Level.POINT: _Weights(words=0.86, heading=0.0, place=0.06, number=0.08, least=0.3, held=0.6, elsewhere=0.5),
}


@dataclass
class _Links:
    """Who corresponds to whom at a level: places in the lists of units, with the score and its reasons."""

    heirs: dict[int, dict[int, tuple[float, tuple[Reason, ...]]]] = field(default_factory=lambda: defaultdict(dict))
    sources: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, left: int, right: int, score: float, reasons: tuple[Reason, ...]) -> None:
        self.heirs[left][right] = (score, reasons)
        self.sources[right].append(left)


def align(
    left: Sequence[Provision],
    right: Sequence[Provision],
    fixed: Iterable[Fixed] = (),
    parted: Iterable[tuple[str, str]] = (),
) -> list[Pair]:
    """The pairs of two trees at every level, in the order of the right one; what was dropped stands where it stood.

    :param fixed: what a person said became of provisions; the rest is aligned around it. What names provisions that are not there
        says nothing
    :param parted: paths of a left and a right provision that a person said are no pair: neither they nor what stands below them
        are made one
    """
    units = {level: (units_of(left, level), units_of(right, level)) for level in Level}
    fixed, parted = tuple(fixed), frozenset(parted)
    said = {level: Said(*units[level], fixed, parted) for level in Level}
    links: dict[Level, _Links] = {}
    above: dict[Level, Mapping[str, set[str]]] = {Level.ARTICLE: {}}
    for level, below in zip(Level, (Level.CLAUSE, Level.POINT, None), strict=True):
        links[level] = _Aligner(level, *units[level], above[level], said[level]).links()
        if level is Level.CLAUSE:
            _add_ways(links[Level.ARTICLE], units[Level.ARTICLE], said[Level.ARTICLE], links[level], units[level])
        if below is not None:
            above[below] = _paths(links[level], units[level])
    return [pair for level in Level for pair in _pairs(level, *units[level], links[level], above[level])]


_Units = tuple[Sequence[Unit], Sequence[Unit]]


def _paths(links: _Links, units: _Units) -> Mapping[str, set[str]]:
    return {units[0][place].path: {units[1][heir].path for heir in heirs} for place, heirs in links.heirs.items()}


def _add_ways(articles: _Links, units: _Units, said: Said, clauses: _Links, parts: _Units) -> None:
    """An article of which a whole clause went to another article than its heirs has that one as an heir too."""
    ours, theirs = ({unit.path: place for place, unit in enumerate(side)} for side in units)
    for left, heirs in clauses.heirs.items():
        for right, (score, reasons) in heirs.items():
            one, other = parts[0][left], parts[1][right]
            place, heir = ours.get(one.subject or one.path), theirs.get(other.subject or other.path)
            if place is None or heir is None or heir in articles.heirs.get(place, ()) or not said.free(place, heir):
                continue
            if min(len(one.words), len(other.words)) >= _WHOLE_CLAUSE:
                articles.add(place, heir, score, reasons)


_WHOLE_CLAUSE = 12
"""So many words make a clause that says something of its own, and not only that the Government details it."""


class _Aligner:
    """Pairs the units of one level.

    :param above: what is paired on the level above: left paths to right ones
    """

    def __init__(
        self,
        level: Level,
        left: Sequence[Unit],
        right: Sequence[Unit],
        above: Mapping[str, set[str]],
        said: Said,
    ) -> None:
        self._level, self._left, self._right, self._above, self._said = level, left, right, above, said
        self._weights = _WEIGHTS[level]
        self._like = likeness([unit.words for unit in left], [unit.words for unit in right])
        self._headings = _heading_likeness(left, right) if self._weights.heading else None
        self._scores = self._score()
        self._links = _Links()

    def links(self) -> _Links:
        """The links, the surest first."""
        if self._left and self._right:
            self._take_said()
            if self._level is Level.ARTICLE:
                self._assign(range(len(self._left)), range(len(self._right)), self._weights.least)
            else:
                for ours, theirs in self._inside():
                    self._assign(ours, theirs, self._weights.least, Ground.INSIDE)
                self._assign(range(len(self._left)), range(len(self._right)), self._weights.elsewhere)
            self._take_held()
        return self._links

    def _score(self) -> Matrix:
        weights, found = self._weights, self._like.dice()
        if self._headings is None:
            found *= weights.words
        else:
            known, heads = self._headings
            np.multiply(found, np.where(known, weights.words, weights.words + weights.heading), out=found)
            found += heads * (known * np.float32(weights.heading))
        ours, theirs = (np.array([unit.place for unit in units], np.float32) for units in (self._left, self._right))
        found += weights.place * (1 - np.abs(ours[:, None] - theirs[None, :]))
        one, other = _codes(self._left, self._right)
        found += np.float32(weights.number) * (one[:, None] == other[None, :])
        return found

    def _take_said(self) -> None:
        for left, right in sorted(self._said.links):
            self._links.add(left, right, 1.0, (Reason(Ground.BY_HAND, 1.0),))
        for ours, theirs in self._said.barred():
            self._scores[np.ix_(ours, theirs)] = 0

    def _inside(self) -> Iterator[tuple[list[int], list[int]]]:
        """The units under subjects that are paired, group by group."""
        ours, theirs = _by_subject(self._left), _by_subject(self._right)
        sources: dict[str, set[str]] = defaultdict(set)
        for path, heirs in self._above.items():
            for heir in heirs:
                sources[heir].add(path)
        done: set[str] = set()
        for subject in ours:
            if subject in done:
                continue
            group, partners = _joined(subject, self._above, sources)
            done |= group
            yield (
                sorted(place for path in group for place in ours.get(path, ())),
                sorted(place for path in partners for place in theirs.get(path, ())),
            )

    def _assign(self, ours: Iterable[int], theirs: Iterable[int], least: float, ground: Ground | None = None) -> None:
        """The best pairs over the whole of what is not linked yet."""
        rows = [place for place in ours if place not in self._links.heirs]
        columns = [place for place in theirs if place not in self._links.sources]
        if not rows or not columns:
            return
        scores = self._scores[np.ix_(rows, columns)]
        gains = np.where(scores >= least, scores, 0)
        for row, column in zip(*linear_sum_assignment(gains, maximize=True), strict=True):
            if gains[row, column] > 0:
                self._link(rows[row], columns[column], float(scores[row, column]), ground)

    def _take_held(self) -> None:
        """What is left over and has most of its words in another one of the other side."""
        for right in range(len(self._right)):
            if right not in self._links.sources:
                shares = self._like.right_in(right)
                self._hold((left, right, float(shares[left])) for left in _largest(shares))
        for left in range(len(self._left)):
            if left not in self._links.heirs:
                shares = self._like.left_in(left)
                self._hold((left, right, float(shares[right])) for right in _largest(shares))

    def _hold(self, pairs: Iterable[tuple[int, int, float]]) -> None:
        for left, right, share in pairs:
            if share >= self._weights.held and self._may_hold(left, right):
                self._link(left, right, share, Ground.HELD)
                return

    def _may_hold(self, left: int, right: int) -> bool:
        """Whether one may hold the other: what they stand under is a pair (articles stand under nothing), for all anybody said."""
        inside = self._level is Level.ARTICLE or self._right[right].subject in self._above.get(self._left[left].subject, ())
        return inside and self._said.free(left, right)

    def _link(self, left: int, right: int, score: float, ground: Ground | None) -> None:
        self._links.add(left, right, min(score, 1.0), tuple(self._reasons(left, right, score, ground)))

    def _reasons(self, left: int, right: int, score: float, ground: Ground | None) -> Iterator[Reason]:
        like = self._like
        yield Reason(Ground.WORDS, float(2 * like.common[left, right] / (like.left[left] + like.right[right])))
        if ground is not None:
            yield Reason(ground, score if ground is Ground.HELD else 1.0)
        if self._headings is not None and self._headings[0][left, right]:
            yield Reason(Ground.HEADING, float(self._headings[1][left, right]))
        if _number(self._left[left]) == _number(self._right[right]):
            yield Reason(Ground.NUMBER, 1.0)


def _heading_likeness(left: Sequence[Unit], right: Sequence[Unit]) -> tuple[npt.NDArray[np.bool_], Matrix]:
    """Where both have a heading, and how much these have in common."""
    known = (
        np.array([bool(unit.heading) for unit in left], np.bool_)[:, None]
        & np.array([bool(unit.heading) for unit in right], np.bool_)[None, :]
    )
    return known, likeness([unit.heading for unit in left], [unit.heading for unit in right]).dice()


def _codes(left: Sequence[Unit], right: Sequence[Unit]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """The numbers of units as codes: equal for equal ones, of units without a number never."""
    known: dict[str, int] = {}
    codes = [known.setdefault(number, len(known)) if (number := _number(unit)) else -1 for unit in left]
    return np.array(codes, np.int32), np.array([known.get(_number(unit) or "", -2) for unit in right], np.int32)


def _number(unit: Unit) -> str | None:
    return unit.provision.number


def _largest(shares: Matrix) -> list[int]:
    """The places of the three largest."""
    some = min(3, len(shares))
    places = np.argpartition(-shares, some - 1)[:some]
    return [int(place) for place in places[np.argsort(-shares[places], kind="stable")]]


def _by_subject(units: Sequence[Unit]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for place, unit in enumerate(units):
        found[unit.subject or unit.path].append(place)
    return found


def _joined(subject: str, heirs: Mapping[str, set[str]], sources: Mapping[str, set[str]]) -> tuple[set[str], set[str]]:
    """All left subjects and all right ones that are linked with one, over whatever others."""
    lefts: set[str] = set()
    rights: set[str] = set()
    left = {subject}
    while left:
        lefts |= left
        new = {heir for path in left for heir in heirs.get(path, ())} - rights
        rights |= new
        left = {path for heir in new for path in sources.get(heir, ())} - lefts
    return lefts, rights


def _pairs(level: Level, left: Sequence[Unit], right: Sequence[Unit], links: _Links, above: Mapping[str, set[str]]) -> list[Pair]:
    found: list[tuple[float, int, Pair]] = []
    for place, heirs in links.heirs.items():
        first = min(heirs)
        best = max(heirs.values(), key=lambda known: known[0])
        if len(heirs) > 1:
            paths = tuple(right[heir].path for heir in sorted(heirs))
            found.append((first, place, Pair(level, (left[place].path,), paths, PairKind.SPLIT, *best)))
        elif len(links.sources[first]) > 1:
            sources = sorted(links.sources[first])
            if place == next(source for source in sources if len(links.heirs[source]) == 1):
                paths = tuple(left[source].path for source in sources)
                found.append((first, place, Pair(level, paths, (right[first].path,), PairKind.MERGED, *best)))
        else:
            kind = _kind(level, left[place], right[first], above)
            found.append((first, place, Pair(level, (left[place].path,), (right[first].path,), kind, *best)))
    found += [
        (place, -1, Pair(level, (), (unit.path,), PairKind.ADDED, 1.0))
        for place, unit in enumerate(right)
        if place not in links.sources
    ]
    last = -0.5
    for place, unit in enumerate(left):
        if place in links.heirs:
            last = min(links.heirs[place]) + 0.5
        else:
            found.append((last, place, Pair(level, (unit.path,), (), PairKind.DROPPED, 1.0)))
    return [pair for *_, pair in sorted(found, key=lambda item: item[:2])]


def _kind(level: Level, left: Unit, right: Unit, above: Mapping[str, set[str]]) -> PairKind:
    """What became of one that has one heir, whose only source it is."""
    if left.words != right.words:
        return PairKind.REWORDED
    if level is Level.ARTICLE:
        apart = bool(left.subject and right.subject) and left.subject != right.subject
    else:
        apart = right.subject not in above.get(left.subject, {right.subject})
    if apart:
        return PairKind.MOVED
    return PairKind.SAME if _number(left) == _number(right) else PairKind.RENUMBERED
