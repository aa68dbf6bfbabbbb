"""What a change of words means for the people concerned: which amounts, days, bodies, conditions, duties … became which.

Found by rule, and to be shown as found by a machine, beside the text.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from documents.comparison.mentions import Mention, What, find_mentions, find_norms
from documents.comparison.units import words_of
from documents.model import Provision


@dataclass(frozen=True, slots=True)
class Piece:
    """A phrase of a provision's own text.

    :param path: of the provision; ``start`` and ``end`` into its text
    """

    path: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class MeantChange:
    """A phrase that became another one; ``before`` None where it is new, ``after`` None where it is gone."""

    what: What
    before: Piece | None
    after: Piece | None


_AROUND = 12
"""Words on each side by which two phrases are held to be about the same."""
_LEAST = 0.28
_SAME_NORM = 0.3
_ALIKE = (
    (What.DURATION, What.DEADLINE),
    (What.AMOUNT, What.RATE),
    (What.AGE,),
    (What.AUTHORITY,),
    (What.CONDITION,),
    (What.DOCUMENT,),
)
"""Kinds that stand in each other's place."""
_NORMS = frozenset({What.OBLIGATION, What.RIGHT})


def meant_changes(left: Sequence[Provision], right: Sequence[Provision]) -> list[MeantChange]:
    """What changed between the own words of provisions that are a pair: duties and rights first, then in the order of the texts.

    :param left: none where the right ones were added, and the other way round: then only duties and rights are told
    """
    if [words_of(provision.text) for provision in left] == [words_of(provision.text) for provision in right]:
        return []
    found = [_change(one, other) for one, other in _norm_changes(_norms(left), _norms(right))]
    if left and right:
        ours, theirs = _phrases(left), _phrases(right)
        for kinds in _ALIKE:
            some, others = ([phrase for phrase in phrases if phrase.mention.what in kinds] for phrases in (ours, theirs))
            found += [_change(one, other) for one, other in _matched(some, others)]
    return sorted(found, key=_place)


def _place(change: MeantChange) -> tuple[bool, str, int]:
    piece = change.after or change.before
    return (change.what not in _NORMS, piece.path if piece else "", piece.start if piece else 0)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A mention with the words around it."""

    provision: Provision
    mention: Mention
    around: Counter[str]

    @property
    def piece(self) -> Piece:
        start, end = self.mention.start, self.mention.end
        return Piece(self.provision.path, start, end, self.provision.text[start:end])


def _phrases(provisions: Sequence[Provision]) -> list[_Phrase]:
    found = []
    for provision in provisions:
        for mention in find_mentions(provision.text):
            before, after = words_of(provision.text[: mention.start]), words_of(provision.text[mention.end :])
            found.append(_Phrase(provision, mention, Counter([*before[-_AROUND:], *after[:_AROUND]])))
    return found


def _norms(provisions: Sequence[Provision]) -> list[_Phrase]:
    return [_Phrase(provision, norm, Counter(norm.core)) for provision in provisions for norm in find_norms(provision.text)]


_Pairs = Iterator[tuple[_Phrase | None, _Phrase | None]]


def _matched(ours: Sequence[_Phrase], theirs: Sequence[_Phrase]) -> _Pairs:
    """What is not in both: phrases in each other's place, and what only one side has."""
    yield from _assigned(*_unlike(ours, theirs), _alike_phrases, _LEAST)


def _norm_changes(ours: Sequence[_Phrase], theirs: Sequence[_Phrase]) -> _Pairs:
    """Sentences that bind or entitle and have no counterpart, or one that does the other thing."""
    for one, other in _assigned(ours, theirs, _alike_around, _SAME_NORM):
        if one is None or other is None or one.mention.what is not other.mention.what:
            yield one, other


def _assigned(
    left: Sequence[_Phrase], right: Sequence[_Phrase], alike: Callable[[_Phrase, _Phrase], float], least: float
) -> _Pairs:
    """The best pairs over the whole, and what is left over on each side."""
    gains = np.array([[alike(one, other) for other in right] for one in left]).reshape(len(left), len(right))
    rows, columns = linear_sum_assignment(gains, maximize=True)
    pairs = {row: column for row, column in zip(rows.tolist(), columns.tolist(), strict=True) if gains[row, column] >= least}
    yield from ((phrase, right[pairs[row]] if row in pairs else None) for row, phrase in enumerate(left))
    yield from ((None, phrase) for column, phrase in enumerate(right) if column not in set(pairs.values()))


def _unlike(ours: Sequence[_Phrase], theirs: Sequence[_Phrase]) -> tuple[list[_Phrase], list[_Phrase]]:
    """Both sides without what both say alike, counted."""
    spare: dict[tuple[str, ...], list[_Phrase]] = defaultdict(list)
    for phrase in theirs:
        spare[phrase.mention.core].append(phrase)
    left = []
    for phrase in ours:
        same = spare[phrase.mention.core]
        if same:
            same.remove(max(same, key=lambda other: _alike_around(phrase, other)))
        else:
            left.append(phrase)
    kept = {id(phrase) for phrases in spare.values() for phrase in phrases}
    return left, [phrase for phrase in theirs if id(phrase) in kept]


def _alike_around(one: _Phrase, other: _Phrase) -> float:
    return 2 * (one.around & other.around).total() / max(one.around.total() + other.around.total(), 1)


def _alike_phrases(one: _Phrase, other: _Phrase) -> float:
    words, others = set(one.mention.core), set(other.mention.core)
    return 0.6 * _alike_around(one, other) + 0.8 * len(words & others) / max(len(words) + len(others), 1)


def _change(one: _Phrase | None, other: _Phrase | None) -> MeantChange:
    last = other or one
    assert last is not None
    return MeantChange(last.mention.what, one.piece if one else None, other.piece if other else None)
