"""Giving words back the diacritics that were not typed.

Every word typed without marks may be any word of the texts that is so written when its marks are taken off; the likeliest run of
words is taken, by triples of the base's own texts (`kb.index.wordmodel`). Words typed with marks stay as they are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from documents.text import fold
from kb.index.wordmodel import BITS, WordModel

MOST_FORMS = 24
_WIDTH = 24
_FURTHEST = 14 * BITS
_RARE = 4_000  # a form this many times rarer than its most frequent twin is not thought of
_UNKNOWN = 25 * BITS

Cost = Callable[[str, str], int]


@dataclass(frozen=True, slots=True)
class Restored:
    """Words with their marks.

    :param words: as many as were given, in their order
    :param changed: whether any is another than was given
    :param certainty: of each word, the share of its form among all that it may be, given the words beside it
    """

    words: tuple[str, ...]
    changed: bool
    certainty: tuple[float, ...]

    @property
    def confidence(self) -> float:
        """Of the word that is least certain."""
        return min(self.certainty, default=1.0)


def restore(words: Sequence[str], model: WordModel, change_cost: int = 0) -> Restored:
    """Give words their marks back.

    :param words: as `kb.index.analysis.words` gives them
    :param change_cost: what it costs to read a word otherwise than it was typed, in eighths of a bit; higher where most words have
        their marks
    """
    options = [_options(word, model, change_cost) for word in words]
    return choose(words, options, model)


@dataclass(frozen=True, slots=True)
class Option:
    """What a word may be.

    :param number: in the model; None for a word that it does not know
    :param cost: of reading the word so, beside what the model says, in eighths of a bit
    """

    number: int | None
    word: str
    cost: int = 0


def _options(word: str, model: WordModel, change_cost: int) -> list[Option]:
    if not word.isascii() or word[:1].isdigit():
        return [Option(model.number_of(word), word)]
    found = forms_of(word, model)
    if not found:
        return [Option(None, word)]
    return [Option(number, model.words[number], change_cost if model.words[number] != word else 0) for number in found]


def forms_of(folded: str, model: WordModel) -> list[int]:
    """What may be written so without marks, the most frequent first."""
    forms = model.forms(folded)[:MOST_FORMS]
    if len(forms) < 2:
        return list(forms)
    most = model.count_of(forms[0])
    return [number for number in forms if model.count_of(number) * _RARE >= most]


def choose(words: Sequence[str], options: Sequence[Sequence[Option]], model: WordModel) -> Restored:
    """The likeliest run of words.

    :param options: what each word may be
    """
    chosen = _best_run(options, model)
    read = tuple(option.word for option in chosen)
    return Restored(read, read != tuple(words), _certainty(chosen, options, model))


_State = tuple[int, int]  # where the last pair stands, the last word


def _best_run(options: Sequence[Sequence[Option]], model: WordModel) -> list[Option]:
    states: dict[_State, tuple[int, int]] = {(-1, 0): (0, -1)}  # cost, place in the trail
    trail: list[tuple[Option, int]] = []
    for choices in options:
        following: dict[_State, tuple[int, int]] = {}
        for option in choices:
            number = option.number
            best: dict[_State, tuple[int, int]] = {}
            for (history, last), (cost, before) in states.items():
                if number is None:
                    state, total = (-1, 0), cost + _UNKNOWN + option.cost
                else:
                    total = cost + model.cost(history, last, number) + option.cost
                    state = (model.pair_at(last, number), number)
                known = best.get(state)
                if known is None or total < known[0]:
                    best[state] = (total, before)
            for state, (total, before) in best.items():
                known = following.get(state)
                if known is None or total < known[0]:
                    trail.append((option, before))
                    following[state] = (total, len(trail) - 1)
        if len(following) > 1:
            limit = min(cost for cost, _ in following.values()) + _FURTHEST
            kept = sorted(following.items(), key=lambda item: item[1][0])[:_WIDTH]
            following = {state: reached for state, reached in kept if reached[0] <= limit}
        states = following
    chosen: list[Option] = []
    place = min(states.values())[1] if options else -1
    while place >= 0:
        option, place = trail[place]
        chosen.append(option)
    return chosen[::-1]


def _certainty(chosen: Sequence[Option], options: Sequence[Sequence[Option]], model: WordModel) -> tuple[float, ...]:
    """For each word, the share of its form among its options, the words beside it taken as read."""
    shares: list[float] = []
    numbers = [0, 0, *(option.number or 0 for option in chosen), 0, 0]
    for place, (option, choices) in enumerate(zip(chosen, options, strict=True)):
        if len(choices) == 1 or option.number is None:
            shares.append(1.0)
            continue
        beside = (numbers[place], numbers[place + 1], numbers[place + 3], numbers[place + 4])
        least = _beside(option, beside, model)
        total = sum(2.0 ** ((least - _beside(other, beside, model)) / BITS) for other in choices)
        shares.append(1.0 / total)
    return tuple(shares)


def _beside(option: Option, beside: tuple[int, int, int, int], model: WordModel) -> int:
    if option.number is None:
        return _UNKNOWN + option.cost
    before, last, following, after = beside
    pair = model.pair_at(last, option.number)
    cost = option.cost + model.cost(model.pair_at(before, last), last, option.number)
    cost += model.cost(pair, option.number, following)
    return cost + (model.cost(model.pair_at(option.number, following), following, after) if following else 0)


def bare(words: Sequence[str]) -> list[str]:
    """Words without their marks."""
    return [fold(word) for word in words]
