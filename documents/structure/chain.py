"""Decide for a whole text which ``Điều N`` open its articles.

A line that reads as a heading may be a citation, or an article of new text for another instrument; a heading may have lost its full
stop. One alone cannot be told, the sequence can. Of all candidates the chain is taken that is worth most: the evidence of each
counts, a number that follows the one before it adds, numbers left out between two take away.
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from documents.model import Line
from documents.structure.candidates import Candidate, Zone, collect, once_certain

_FOLLOWS = 2
_GAPS = (0, -6, -7, -8)  # none, one, two, more numbers left out
_ANEW = -1


@dataclass(frozen=True, slots=True)
class Chain:
    """The decision.

    :param texts: the words of each, blanks squeezed; empty for tables
    :param foreign: the lines that read as headings and stand in new text without quotation marks
    :param anew: those that open the first article of a text that is attached
    """

    lines: Sequence[Line]
    texts: Sequence[str]
    opens: frozenset[int] = frozenset()
    foreign: frozenset[int] = frozenset()
    anew: frozenset[int] = frozenset()


def decide(lines: Sequence[Line]) -> Chain:
    """Decide which lines of a text open its articles."""
    texts = ["" if line.table is not None else squeeze(line.text) for line in lines]
    found = collect(lines, texts)
    if not found:
        return Chain(lines, texts)
    certain = once_certain(found)
    # what may belong to new text does, where an article of its number comes below
    found = [
        replace(one, zone=Zone.INSIDE) if one.zone is Zone.MAYBE and certain.get(one.heading.value, -1) > place else one
        for place, one in enumerate(found)
    ]
    chosen = best_chain(found)
    opens = [found[place] for place in chosen]
    begins = frozenset(one.line for one in opens)
    foreign = frozenset(one.line for one in found if one.zone is Zone.INSIDE and one.line not in begins)
    return Chain(lines, texts, begins, foreign, frozenset(one.line for one in opens[1:] if one.anew))


def squeeze(text: str) -> str:
    """Words with one blank between them, in composed letters."""
    return " ".join((text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)).split())


class _Highest:
    """The best score among the numbers up to one, found and raised in logarithmic time."""

    def __init__(self, values: Sequence[int]) -> None:
        self.values = sorted(set(values))
        self.best: list[tuple[int, int]] = [(_NONE, -1)] * (len(self.values) + 1)

    def raise_to(self, value: int, score: int, place: int) -> None:
        at = bisect_left(self.values, value) + 1
        while at < len(self.best):
            if score > self.best[at][0]:
                self.best[at] = (score, place)
            at += at & -at

    def up_to(self, value: int) -> tuple[int, int]:
        at, found = bisect_left(self.values, value), (_NONE, -1)
        while at:
            if self.best[at][0] > found[0]:
                found = self.best[at]
            at -= at & -at
        return found


_NONE = -(10**9)


@dataclass(slots=True)
class _Ends:
    """The best chains so far that end with a number.

    :param any: whatever the letter behind the number
    """

    any: tuple[int, int] = (_NONE, -1)
    letters: dict[int, tuple[int, int]] = field(default_factory=dict)


def best_chain(found: Sequence[Candidate]) -> list[int]:
    """The places of the candidates that make the best chain. Time grows with their number and its logarithm."""
    ends: dict[int, _Ends] = {}
    highest = _Highest([one.heading.value for one in found])
    above: list[int] = []
    scores: list[int] = []
    top = (0, -1)  # the best chain of all so far
    for place, one in enumerate(found):
        score, before = _entry(one, ends, highest, top)
        score += one.weight
        scores.append(score)
        above.append(before)
        if score <= _NONE // 2:
            continue
        value, known = one.heading.value, ends.setdefault(one.heading.value, _Ends())
        if score > known.any[0]:
            known.any = (score, place)
        if score > known.letters.get(one.order, (_NONE, -1))[0]:
            known.letters[one.order] = (score, place)
        highest.raise_to(value, score, place)
        if score > top[0]:
            top = (score, place)
    chain: list[int] = []
    place = top[1]
    while place >= 0:
        chain.append(place)
        place = above[place]
    return chain[::-1]


def _entry(one: Candidate, ends: dict[int, _Ends], highest: _Highest, top: tuple[int, int]) -> tuple[int, int]:
    """What the best chain that a candidate can go on with is worth, with what the step adds or takes; and its last place."""
    value, order = one.heading.value, one.order
    ways: list[tuple[int, int]] = []

    def after(number: int, step: int) -> None:
        known = ends.get(number)
        best = known.any if known is not None else (_NONE, -1)
        if number == 0 and best[0] < 0:
            best = (0, -1)
        ways.append((best[0] + step, best[1]))

    after(value - 1, _FOLLOWS if not order else _GAPS[1])
    if order:
        ways += [(score + _FOLLOWS, place) for letter, (score, place) in ends.get(value, _Ends()).letters.items() if letter < order]
    if one.zone is not Zone.INSIDE:
        for missing in (1, 2):
            if value - missing - 1 >= 0:
                after(value - missing - 1, _GAPS[missing])
        if value > 3:
            score, place = max(highest.up_to(value - 3), (0, -1))
            ways.append((score + _GAPS[3], place))
        if one.anew:
            ways.append((top[0] + _ANEW, top[1]))
    return max(ways, key=lambda way: way[0])
