"""What a word may be: one with marks that were not typed.

Every word typed without marks may be any word of the texts that is so written when its marks are taken off; the likeliest run of
words is taken, by triples of the base's own texts (`kb.language.word_model`). Words typed with marks stay as they are.

Measured on the codification, words of questions that were bared of their marks and came back right: 7,434 of 7,483 (0.993) in the
409 questions of zalo_phapdien, 19,939 of 20,160 (0.989) in the 729 of alqac2025; in 0.6 ms a question. With pairs in place of
triples 0.985.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.language.word_model import BITS, WordModel

MOST_FORMS = 24
SURE = 0.99
"""A word that is at least so certain is looked for with its marks, any other without. Measured (MRR@10, without marks): all with
marks 0.749, none 0.752, so 0.754; half-marked 0.748, 0.753 and 0.753."""

AMONG_MARKED = 2 * BITS
"""What it costs to give a word other marks where other words of the query have theirs. Measured: with it, 7,479 of 7,483 words of
fully marked questions stay as they are (and the others were slips), and 7,455 of half-marked ones come back right."""

_MARKED_WHOLE = 8 * BITS
_BARE_IN_MARKED = 0.42
"""Of the words of a text with all its marks, so many are bare at most; in one with half of its marks it is two thirds."""

_WIDTH = 24
_FURTHEST = 14 * BITS
_RARE = 4_000  # a form so many times rarer than its most frequent twin is not thought of
UNKNOWN = 25 * BITS
"""What a word costs that the texts do not have."""


@dataclass(frozen=True, slots=True)
class Option:
    """What a word may be: one word, or several.

    :param numbers: in the model; None for a word that it does not know
    :param cost: of reading it so, beside what the model says, in eighths of a bit
    """

    words: tuple[str, ...]
    numbers: tuple[int | None, ...]
    cost: int = 0


def change_cost(words: Sequence[str]) -> int:
    """What it costs, in these words, to give one of them other marks."""
    letters = [word for word in words if word.isalpha()]
    bare = sum(word.isascii() for word in letters)
    if bare == len(letters):
        return 0
    return _MARKED_WHOLE if bare <= _BARE_IN_MARKED * len(letters) else AMONG_MARKED


def as_typed(word: str, model: WordModel) -> Option:
    """The word itself."""
    return Option((word,), (model.number_of(word),))


def restorations(word: str, model: WordModel, cost: int) -> list[Option]:
    """What a word may be when marks are all that is missing.

    :param cost: of another word than was typed
    """
    found = forms_of(word, model) if word.isascii() and not word[:1].isdigit() else []
    if not found:
        return [as_typed(word, model)]
    return [Option((model.words[number],), (number,), cost if model.words[number] != word else 0) for number in found]


def forms_of(folded: str, model: WordModel) -> list[int]:
    """What may be written so without marks, the most frequent first."""
    forms = model.forms(folded)[:MOST_FORMS]
    if len(forms) < 2:
        return list(forms)
    most = model.count_of(forms[0])
    return [number for number in forms if model.count_of(number) * _RARE >= most]


_State = tuple[int, int]  # where the last pair stands, the last word
_Reached = tuple[int, int]  # cost, place in the trail


def best_run(options: Sequence[Sequence[Option]], model: WordModel) -> list[Option]:
    """The likeliest choice among the options of each word, all together."""
    states: dict[_State, _Reached] = {(-1, 0): (0, -1)}
    trail: list[tuple[Option, int]] = []
    for choices in options:
        following: dict[_State, _Reached] = {}
        for option in choices:
            for state, (total, before) in _extended(states, option, model).items():
                known = following.get(state)
                if known is None or total < known[0]:
                    trail.append((option, before))
                    following[state] = (total, len(trail) - 1)
        if len(following) > 1:
            limit = min(cost for cost, _ in following.values()) + _FURTHEST
            kept = sorted(following.items(), key=lambda item: item[1])[:_WIDTH]
            following = {state: reached for state, reached in kept if reached[0] <= limit}
        states = following
    chosen: list[Option] = []
    place = min(states.values())[1]
    while place >= 0:
        option, place = trail[place]
        chosen.append(option)
    return chosen[::-1]


def _extended(states: dict[_State, _Reached], option: Option, model: WordModel) -> dict[_State, _Reached]:
    """Where an option leads from each state; of the ways to the same state, the cheapest."""
    best: dict[_State, _Reached] = {}
    for (history, last), (reached, before) in states.items():
        cost = reached + option.cost
        for number in option.numbers:
            if number is None:
                cost, history, last = cost + UNKNOWN, -1, 0
            else:
                cost += model.cost(history, last, number)
                history, last = model.pair_at(last, number), number
        known = best.get((history, last))
        if known is None or cost < known[0]:
            best[history, last] = (cost, before)
    return best


def certainty(chosen: Sequence[Option], options: Sequence[Sequence[Option]], model: WordModel) -> tuple[float, ...]:
    """For each word, the share of what was chosen among its options, the words beside it taken as read."""
    numbers = [[number or 0 for number in option.numbers] for option in chosen]
    shares: list[float] = []
    for place, (option, choices) in enumerate(zip(chosen, options, strict=True)):
        if len(choices) == 1:
            shares.append(1.0)
            continue
        before = [0, 0, *(number for run in numbers[max(place - 2, 0) : place] for number in run)][-2:]
        after = [*(number for run in numbers[place + 1 : place + 3] for number in run), 0, 0][:2]
        least = _beside(option, before, after, model)
        total = sum(2.0 ** (min(least - _beside(other, before, after, model), 800) / BITS) for other in choices)
        shares.append(1.0 / total)
    return tuple(shares)


def _beside(option: Option, before: Sequence[int], after: Sequence[int], model: WordModel) -> int:
    """What an option costs between two words before it and two after it."""
    cost, last = option.cost, before[1]
    history = model.pair_at(*before)
    for number in (*option.numbers, *after):
        if number is None:
            cost, history, last = cost + UNKNOWN, -1, 0
            continue
        cost += model.cost(history, last, number)
        if not number:
            break
        history, last = model.pair_at(last, number), number
    return cost
