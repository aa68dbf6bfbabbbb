"""What a word may be: one with marks that were not typed, a slip of the fingers, words run together, keystrokes of an input method.

Every word typed without marks may be any word of the texts that is so written when its marks are taken off; the likeliest run of
words is taken, by triples of the base's own texts (`kb.language.word_model`). Words typed with marks stay as they are.

Measured on the codification, words of questions that were bared of their marks and came back right: 7,434 of 7,483 (0.993) in the
409 questions of zalo_phapdien, 19,939 of 20,160 (0.989) in the 729 of alqac2025; in 0.6 ms a question. With pairs in place of
triples 0.985.

A word that the texts know well is never one of these. In a small base many good words are unknown; there only what is no
Vietnamese syllable is thought to be a slip.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from documents.text import fold
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


KNOWN = 3
"""A word that stands so often in the texts is a word."""

WELL_KNOWN = 20
LARGE_BASE = 1_000_000
"""Words; so many texts hold nearly every syllable of the language."""

_OFTEN = 30  # what a slip is read as stands so often
_SLIP, _CONFUSED, _MARK = 11 * BITS, 6 * BITS, 3 * BITS
_HARDLY, _OTHER_MARKS = 9 * BITS, 14 * BITS  # the same for a word that the texts have, if seldom
_MOST_OPTIONS = 32
_LONGEST = 14
_JOINED, _LONGEST_JOINED = 8, 40  # a shorter word is sooner a slip than two words
_LETTERS = "abcdeghiklmnopqrstuvxy"

_ONSET = r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnprstvx])?"
_RHYME = r"(?:ieu|yeu|oai|oay|oeo|uoi|uou|uya|uye|uyu|uay|uao|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|oo|ua|ue|ui|uo|uu|uy|ye|[aeiouy])"
_CODA = r"(?:ng|nh|ch|[cmnpt])?"
_SYLLABLE = re.compile(rf"{_ONSET}{_RHYME}{_CODA}")

# Letters that sound alike in some part of the country, or are taken for each other; both ways.
_ALIKE: tuple[tuple[str, str], ...] = (
    ("s", "x"), ("tr", "ch"), ("d", "gi"), ("d", "r"), ("gi", "r"), ("n", "l"), ("i", "y"), ("ng", "ngh"), ("g", "gh"), ("c", "k"),
    ("k", "q"), ("v", "d"), ("qu", "w"), ("ph", "f"), ("gi", "z"), ("d", "z"), ("c", "q"),
)  # fmt: skip
_ALIKE_AT_END: tuple[tuple[str, str], ...] = (("n", "ng"), ("t", "c"), ("nh", "n"), ("ch", "t"), ("i", "y"), ("o", "u"))
_TONES = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}


def is_syllable(folded: str) -> bool:
    """Whether something, without marks, has the shape of a Vietnamese syllable."""
    return _SYLLABLE.fullmatch(folded) is not None


def other_readings(word: str, model: WordModel) -> list[Option]:
    """What a word may be that was not typed as it is meant; nothing where the texts know it well.

    :param word: as `kb.language.analysis.words` gives it; not a number
    """
    count = model.count(word)
    if count >= WELL_KNOWN or not word.isalpha() or len(word) > _LONGEST:
        return []
    folded = fold(word)
    if count >= KNOWN:
        found = _marked_otherwise(word, folded, model, _OTHER_MARKS) if not word.isascii() else []
        found += _slips(word, folded, model, _HARDLY) if model.total >= LARGE_BASE else []
        return _likeliest(found, model)
    if model.total < LARGE_BASE and is_syllable(folded):
        return []
    found = _marked_otherwise(word, folded, model, _MARK) if not word.isascii() else []
    if not found or not is_syllable(folded):
        found += _telex(word, model) if word.isascii() else []
        found += _slips(word, folded, model)
    return _likeliest(found, model)


def _likeliest(found: list[Option], model: WordModel) -> list[Option]:
    found.sort(key=lambda option: option.cost - model.count_of(option.numbers[0] or 0).bit_length() * BITS)
    return found[:_MOST_OPTIONS]


def split_joined(word: str, model: WordModel) -> list[str] | None:
    """The syllables of words run together (nguoilaodong), where that is the only thing that it can be.

    The fewest syllables are taken, and of those the most frequent ones; each is one that the texts have often.
    """
    folded = fold(word)
    if len(folded) != len(word) or not 5 <= len(word) <= _LONGEST_JOINED or model.count(word) >= KNOWN or model.forms(folded):
        return None
    if len(word) < _JOINED and other_readings(word, model):
        return None
    best: list[tuple[int, int, int] | None] = [(0, 0, 0)]  # syllables, cost, where the last one begins
    for end in range(1, len(folded) + 1):
        ways = [
            (reached[0] + 1, reached[1] - model.count_of(forms[0]).bit_length(), start)
            for start in range(max(end - 7, 0), end - 1)
            if (reached := best[start]) is not None
            and is_syllable(folded[start:end])
            and (forms := model.forms(folded[start:end]))
            and model.count_of(forms[0]) >= _OFTEN
        ]
        best.append(min(ways, default=None))
    if best[-1] is None or best[-1][0] < 2:
        return None
    parts: list[str] = []
    end = len(word)
    while end:
        step = best[end]
        assert step is not None  # every way leads back to the beginning
        parts.append(word[step[2] : end])
        end = step[2]
    return parts[::-1]


def _marked_otherwise(word: str, folded: str, model: WordModel, cost: int) -> list[Option]:
    """The same letters with other marks."""
    return [
        Option((form,), (number,), cost + _MARK * sum(a != b for a, b in zip(form, word, strict=False)))
        for number in forms_of(folded, model)
        if (form := model.words[number]) != word
    ]


def _slips(word: str, folded: str, model: WordModel, more: int = 0) -> list[Option]:
    if len(folded) < 3:
        return []
    costs: dict[str, int] = {}
    for candidate in _one_slip(folded):
        if model.is_folded_word(candidate):
            costs.setdefault(candidate, _SLIP)
    for candidate in _sounding_alike(folded):
        if model.is_folded_word(candidate):
            costs[candidate] = _CONFUSED
    tone = _tone(word)
    found = []
    for candidate, cost in costs.items():
        if not is_syllable(candidate):
            continue
        for number in forms_of(candidate, model)[:8]:
            if model.count_of(number) < _OFTEN:
                break
            form = model.words[number]
            marks = _MARK if tone and _tone(form) != tone else 0
            found.append(Option((form,), (number,), cost + more + marks))
    return found


def _one_slip(folded: str) -> Iterator[str]:
    """A letter too few, too many or another; two letters exchanged."""
    for at in range(len(folded) + 1):
        before, rest = folded[:at], folded[at:]
        if rest:
            yield before + rest[1:]
        if len(rest) > 1:
            yield before + rest[1] + rest[0] + rest[2:]
        for letter in _LETTERS:
            yield before + letter + rest
            if rest:
                yield before + letter + rest[1:]


def _sounding_alike(folded: str) -> Iterator[str]:
    beginnings = [folded]
    for first, second in _ALIKE:
        for typed, meant in ((first, second), (second, first)):
            if folded.startswith(typed):
                beginnings.append(meant + folded[len(typed) :])
    for beginning in beginnings:
        if beginning != folded:
            yield beginning
        for first, second in _ALIKE_AT_END:
            for typed, meant in ((first, second), (second, first)):
                if beginning.endswith(typed):
                    yield beginning[: -len(typed)] + meant
        for typed, meant in (("i", "y"), ("y", "i")):
            if typed in beginning:
                yield beginning.replace(typed, meant, 1)


def _tone(word: str) -> str:
    """The tone of a syllable as its telex key; empty for level."""
    return next((_TONES[char] for char in unicodedata.normalize("NFD", word) if char in _TONES), "")


def _telex(word: str, model: WordModel) -> list[Option]:
    """Keystrokes that the input method did not take: ddieeuf, dduwowcj, or some of them only: ddieuf."""
    tones = [char for char in word if char in "sfrxj"]
    letters = word
    tone = ""
    if tones and word[-1] in "sfrxj":
        tone, letters = word[-1], word[:-1]
    barred = letters.startswith("dd")
    letters = letters[1:] if barred else letters
    for keys, letter in (("aa", "a"), ("ee", "e"), ("oo", "o"), ("aw", "a"), ("ow", "o"), ("uw", "u"), ("w", "u")):
        letters = letters.replace(keys, letter)
    if not (tone or barred or letters != word) or not is_syllable(letters):
        return []
    return [
        Option((form,), (number,), 2 * BITS)
        for number in forms_of(letters, model)
        if _tone(form := model.words[number]) == tone and form.startswith("đ") == barred
    ]
