"""What a word may be that the texts do not have: a slip of the fingers, words run together, keystrokes of an input method.

A word that the texts know well is never one of these. In a small base many good words are unknown; there only what is no
Vietnamese syllable is thought to be a slip.
"""

import re
import unicodedata
from collections.abc import Iterator

from documents.text import fold
from kb.language.word_model import BITS, WordModel
from kb.search.reading.restoration import Option, forms_of

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
        if step is None:  # cannot be: every way leads back to the beginning
            return None
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
