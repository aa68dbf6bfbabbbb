"""Where two wordings differ in substance: a mere term, another way to say the same or a moved passage is no change."""

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from documents.comparison.blocks import runs_of
from documents.comparison.levels import REFERENCE
from documents.text import unify_tone_marks

_WORD = re.compile(r"\d+(?:[.,/]\d+)*%?|\w+")
_ZEROS = re.compile(r"^0+(?=\d)")
_ONE_FOR_L = re.compile(r"(?<!\w)1(?=[à-ỹ])")
"""As old transcripts have it: "1à", "hợp 1ệ"."""
_FIVE = re.compile(r"(?<!\w)(?<!\d )năm(?= (?:ngày|giờ|tuần|tháng|năm)(?!\w)(?! \d))")
"""A number, and no year: "năm ngày", "năm năm"."""


class Word(NamedTuple):
    """A word of a text, or several that say one thing.

    :param key: what it says
    """

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of the left (``i`` to ``j``) in whose place stand words of the right (``k`` to ``m``)."""

    i: int
    j: int
    k: int
    m: int

    @property
    def alone(self) -> bool:
        """Whether the words only came in or went."""
        return (self.i < self.j) != (self.k < self.m)

    @property
    def longest(self) -> int:
        """How many words the longer side has."""
        return max(self.j - self.i, self.m - self.k)


_WORDINGS: dict[str, list[str]] = tomllib.loads(files(__package__).joinpath("wordings.toml").read_text("utf-8"))
FILLING = frozenset(_WORDINGS["filling"])
"""Words that alone change nothing of substance."""


def _table(lines: Iterable[str]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for line in lines:
        said, meant = line.split("|")
        words = tuple(said.split())
        found.setdefault(words[0], []).append((words, meant))
        if " " in meant:
            plain = tuple(meant.split())
            found.setdefault(plain[0], []).append((plain, meant))
    return {first: sorted(rows, key=lambda row: -len(row[0])) for first, rows in found.items()}


_SHORT = {short: meant.split() for short, meant in (line.split("|") for line in _WORDINGS["short"])}
_MERGED = _table(_WORDINGS["same"])


@lru_cache(maxsize=16_384)  # emptied after each comparison
def words_in(text: str) -> tuple[Word, ...]:
    """The words of a text, remembered (`words_of_text`)."""
    return words_of_text(text)


def numbers_in(text: str) -> frozenset[str]:
    """The numbers among the words of a text, also those that are written as words."""
    return frozenset(word.key for word in words_in(text) if word.key[0].isdigit())


def words_of_text(text: str) -> tuple[Word, ...]:
    """The words of a text as they are compared: numbers of references, leading zeros, case and style make no difference."""
    lowered = _ONE_FOR_L.sub("l", unify_tone_marks(text.lower()))
    lowered = _FIVE.sub("005", lowered)
    if len(lowered) != len(text):  # a letter that is longer in lower case: its places would be off
        lowered = text
    numbers = [(match.end(1), match.end()) for match in REFERENCE.finditer(lowered)][::-1]
    plain: list[Word] = []
    for match in _WORD.finditer(lowered):
        while numbers and numbers[-1][1] <= match.start():
            numbers.pop()
        cited = bool(numbers) and numbers[-1][0] <= match.start()
        if not cited:
            key = _ZEROS.sub("", match[0]) if match[0][0] == "0" else match[0]
            plain += [Word(part, *match.span()) for part in _SHORT.get(key, (key,))]
    return tuple(_merged(plain))


def _merged(words: Sequence[Word]) -> Iterator[Word]:
    keys, place = tuple(word.key for word in words), 0
    while place < len(words):
        for said, meant in _MERGED.get(keys[place], ()):
            if keys[place : place + len(said)] == said:
                yield Word(meant, words[place].start, words[place + len(said) - 1].end)
                place += len(said)
                break
        else:
            yield words[place]
            place += 1


_STRAY = 2


def differences(left: Sequence[Word], right: Sequence[Word]) -> list[Difference]:
    """Where the words differ; a word or two that stayed between two longer changes is a coincidence."""
    found: list[Difference] = []
    for same, i, j, k, m in runs_of([word.key for word in left], [word.key for word in right]):
        if same:
            continue
        last, stayed = (found[-1], i - found[-1].j) if found else (None, 0)
        here = Difference(i, j, k, m)
        if last and stayed <= _STRAY and last.longest + here.longest > 5 * stayed and min(last.longest, here.longest) > stayed:
            found[-1] = Difference(last.i, j, last.k, m)
        else:
            found.append(here)
    return found


def content(words: Sequence[Word]) -> Counter[str]:
    """What the words say, without those that change nothing by themselves."""
    return Counter(part for word in words for part in word.key.split() if part not in FILLING)


Term = tuple[tuple[str, ...], tuple[str, ...], str]
"""Words that went, those that came for them, and the word after them where only one of the two is there."""

_TELLS = frozenset(_WORDINGS["telling"])
_TERM = 8
_OFTEN = 3
_VERY_OFTEN = 8
"""Words that only came in or went are seldom a mere term."""


def speaks(said: Collection[str]) -> bool:
    """Whether words say something of their own: a figure, a negation, a body, a limit."""
    return bool(_TELLS.intersection(said)) or any(char.isdigit() for part in said for char in part)


def term_of(one: Difference, left: Sequence[Word], right: Sequence[Word]) -> Term | None:
    """A difference as a change of terms, None where it is too long or says something of its own."""
    gone, come = (tuple(word.key for word in words) for words in (left[one.i : one.j], right[one.k : one.m]))
    said = {part for key in (*gone, *come) for part in key.split()}
    if len(gone) + len(come) > _TERM or speaks(said):
        return None
    if gone and come:
        return gone, come, ""
    return gone, come, right[one.m].key if one.m < len(right) else "."


def _terms(one: Difference, left: Sequence[Word], right: Sequence[Word]) -> Iterator[Term]:
    """The term of a difference, and as it is with the words behind that both sides share."""
    term = term_of(one, left, right)
    if term:
        yield term
        for more in range(1, _TERM) if term[0] and term[1] else ():
            yield term[0], (*term[1], *(word.key for word in right[one.m : one.m + more])), ""


def learn_terms(pairs: Iterable[tuple[str, str]]) -> frozenset[Term]:
    """The terms that change in the same way in pair after pair: another name for the same is no change of substance.

    :param pairs: texts that became each other
    """
    told: Counter[Term] = Counter()
    for old, new in pairs:
        left, right = words_in(old), words_in(new)
        told.update({term for one in differences(left, right) for term in _terms(one, left, right)})
    return frozenset(term for term, count in told.items() if count >= (_OFTEN if term[0] and term[1] else _VERY_OFTEN))


def _said(words: Sequence[Word]) -> list[str]:
    return [part for word in words for part in word.key.split() if part not in FILLING]


def is_other_word(one: Difference, left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether one syllable changed, so that a word became another word for the same."""
    ours, theirs = _said(left[one.i : one.j]), _said(right[one.k : one.m])
    said = {*ours, *theirs}
    short = max(len(ours), len(theirs)) <= 1 and one.longest <= 2
    return short and not speaks(said)
