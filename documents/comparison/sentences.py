"""Which sentence of a provision became which."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest

import numpy as np

from documents.comparison.blocks import runs_of
from documents.comparison.linking import best_pairs
from documents.comparison.sides import Clause, Side
from documents.comparison.stretches import Stretch
from documents.comparison.substance import content

_LIKE = 0.35
"""From which likeness on two sentences are a pair."""
_MANY = 6_400
"""Of more pairs of sentences not all are looked at; a provision of 70 sentences against one of 70 has fewer."""
_SHARED = 0.6
"""The share of its words that a further sentence must have in the other's one sentence to be part of the pair."""


def paired_clauses(left: Side, right: Side) -> Iterator[tuple[Stretch | None, Stretch | None]]:
    """Which clause became which, as ranges of words; one that was cut in two or more stays one."""
    ours, theirs = left.clauses(), right.clauses()
    if sum(one.condition for one in ours) != sum(one.condition for one in theirs):
        ours, theirs = left.clauses(whole=True), right.clauses(whole=True)
    if len(ours) == len(theirs) == 1:
        yield ours[0][:2], theirs[0][:2]
        return
    said, others = ([content(side.words[one.first : one.last]) for one in some] for side, some in ((left, ours), (right, theirs)))
    pairs = list(_most_alike(said, others))
    free = [set(range(len(some))) - {pair[side] for pair in pairs} for side, some in enumerate((ours, theirs))]
    runs = [(_joined(row, said, others[column], free[0]), _joined(column, others, said[row], free[1])) for row, column in pairs]
    yield from (((ours[a].first, ours[b - 1].last), (theirs[c].first, theirs[d - 1].last)) for (a, b), (c, d) in runs)
    rest = [_whole_sentences(some, places) for some, places in zip((ours, theirs), free, strict=True)]
    for condition in (True, False):
        here, there = ([one for one in some if one.condition is condition] for some in rest)
        together = condition or len(here) == len(there) == 1
        rows = zip_longest(here, there) if together else chain(zip_longest(here, ()), zip_longest((), there))
        yield from ((one and one[:2], other and other[:2]) for one, other in rows)


def _most_alike(said: Sequence[Counter[str]], others: Sequence[Counter[str]]) -> Iterator[tuple[int, int]]:
    """The pairs that together have most in common; of very many sentences first those that say the same, in their order."""
    numbers: dict[frozenset[tuple[str, int]], int] = defaultdict(lambda: len(numbers))
    kinds = [[numbers[frozenset(one.items())] for one in some] for some in (said, others)]
    if len(said) * len(others) > _MANY:
        for same, i, j, k, m in runs_of(*kinds):
            if same:
                yield from zip(range(i, j), range(k, m), strict=True)
            elif (j - i) * (m - k) <= _MANY:
                yield from ((i + row, k + column) for row, column in _most_alike(said[i:j], others[k:m]))
        return
    ours, theirs = (dict(zip(some, words, strict=True)) for some, words in zip(kinds, (said, others), strict=True))
    alike = {(one, other): _alike(ours[one], theirs[other]) for one in ours for other in theirs}
    rows, columns = np.indices((len(said), len(others))).reshape(2, -1)
    gains = np.array([alike[one, other] for one in kinds[0] for other in kinds[1]], np.float32)
    yield from ((int(rows[at]), int(columns[at])) for at in best_pairs(rows, columns, gains) if gains[at] >= _LIKE)


def _whole_sentences(clauses: Sequence[Clause], places: set[int]) -> list[Clause]:
    """Clauses that have no counterpart; those of a sentence of which nothing has one as a whole."""
    found: list[Clause] = []
    for place in sorted(places):
        one, last = clauses[place], found[-1] if found else None
        if last and last.sentence == one.sentence and last.last == one.first:
            found[-1] = Clause(last.first, one.last, False, one.sentence)
        else:
            found.append(one)
    return found


def _alike(one: Counter[str], other: Counter[str]) -> float:
    """How much two sentences have in common, and how much the shorter has of the longer."""
    common = (one & other).total()
    return (common / max(one.total() + other.total(), 1) + common / max(min(one.total(), other.total()), 1)) / 2


def _joined(place: int, said: Sequence[Counter[str]], other: Counter[str], free: set[int]) -> tuple[int, int]:
    """A sentence with its neighbours that stand in the one sentence of the other side too."""
    first, last = place, place + 1
    whole = Counter(said[place])
    for step in (-1, 1):
        while (near := first - 1 if step < 0 else last) in free:
            more = ((whole + said[near]) & other).total() - (whole & other).total()
            if not more or more < _SHARED * said[near].total():
                break
            free.discard(near)
            whole += said[near]
            first, last = (near, last) if step < 0 else (first, near + 1)
    return first, last
