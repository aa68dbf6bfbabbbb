"""Where the words of two copies of a provision differ, and how: as misprints do, or as words do that somebody changed."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from documents.comparison.blocks import likeness_of, runs_of
from documents.model import Provision
from documents.text import comparable, fold


class Difference(StrEnum):
    """How two copies differ in a place."""

    NUMBER = "number"
    """Another number, in digits or in words."""
    NEGATION = "negation"
    """A word that turns the sentence round, as "không", is in one of them only."""
    WORD = "word"
    """Another word, which does not look like the first: a synonym, or its contrary."""
    MISPRINT = "misprint"
    """A word that looks like the first: a letter or a mark is another."""
    PASSAGE = "passage"
    """Words that only one of them has, or longer ones in the place of others."""


CHANGED = frozenset({Difference.NUMBER, Difference.NEGATION, Difference.WORD})
"""What no misprint and no reading explains as easily as a hand that changed the words."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place where two copies differ.

    :param path: of the article or appendix
    :param first: the words of the first copy, empty where only the second has any
    :param second: those of the second
    :param before: some words before them, which both have
    """

    path: str
    kind: Difference
    first: str
    second: str
    before: str


_WORD = re.compile(r"\d+(?:[.,]\d+)+|\w+")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_ZERO = re.compile(r"^0(?=\d$)")  # a day or a month may be printed with or without it
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?:[.,]|$))")
_ONES = ("một", "mốt", "hai", "ba", "bốn", "tư", "năm", "lăm", "sáu", "bảy", "bẩy", "tám", "chín", "nửa", "rưỡi")
_NUMERALS = frozenset((*_ONES, "mười", "mươi", "trăm", "nghìn", "ngàn", "vạn", "triệu", "tỷ", "tỉ", "lẻ", "linh"))
_SPELLINGS = {"bẩy": "bảy", "tỉ": "tỷ", "ngàn": "nghìn", "linh": "lẻ"}  # of numerals
_TURNING = frozenset(("không", "chưa", "chẳng", "đừng", "cấm", "trừ", "miễn"))
_UNLIKE = 0.5
_LONGEST = 6  # words that stand in the place of others; longer ones are another passage
_TURNED = 3  # words around one that turns the sentence round
_AROUND = 4
_EVERYWHERE = 3  # articles
_KEPT = 0.6  # share of the words that two copies of one provision have in common
_JUDGED, _SHARE = 5, 0.5  # articles and swaps at least to judge a whole copy by, and the share of the articles that differ by swaps


def places_of(first: Mapping[str, Provision], second: Mapping[str, Provision], paths: Sequence[str]) -> tuple[Place, ...]:
    """Where the words of units of two texts differ. Upper case, punctuation, marks on another vowel and labels are no words."""
    return tuple(place for path in paths for place in _of_unit(path, first[path], second[path]))


def is_recognised(units: Mapping[str, Provision]) -> bool:
    """Whether a text was read from pictures, so that a word of it may be the reader's."""
    return any(part.ocr is not None for unit in units.values() for part in unit.walk())


def changed(places: Sequence[Place]) -> list[Place]:
    """The places that look as if somebody had changed the words. One word for another in many articles is a renamed body."""
    swaps = {(place.first.lower(), place.second.lower(), place.path) for place in places if place.kind is Difference.WORD}
    articles = Counter((first, second) for first, second, _ in swaps)
    return [
        place for place in places if place.kind in CHANGED and articles[place.first.lower(), place.second.lower()] < _EVERYWHERE
    ]


def looks_altered(places: Sequence[Place], common: int) -> bool:
    """Whether two copies differ as one does in which software has swapped words for others of like meaning.

    One replacement everywhere is a renamed body, and many different ones are somebody's synonyms.

    :param common: how many units both have
    """
    swaps = [place for place in places if place.kind is Difference.WORD]
    articles, pairs = {place.path for place in swaps}, {(place.first.lower(), place.second.lower()) for place in swaps}
    return len(pairs) >= _JUDGED <= common and len(articles) >= _SHARE * common


def _words(provision: Provision) -> list[str]:
    return _WORD.findall(comparable(" ".join(_texts(provision))))


def _texts(provision: Provision) -> Iterator[str]:
    """The words without the labels of provisions: a number that is printed otherwise puts them under another path."""
    yield from (provision.heading or "", provision.text)
    if provision.table is not None:
        yield from (cell for row in provision.table.rows for cell in row if cell)
    for child in provision.children:
        yield from _texts(child)
    yield provision.tail


def _of_unit(path: str, first: Provision, second: Provision) -> Iterator[Place]:
    """Words that a scan was not read surely in are misprints until somebody has settled them."""
    doubtful = {word for side in (first, second) for part in side.walk() if part.ocr for word in _doubtful(part)}
    for place in _places(path, _words(first), _words(second)):
        unsure = not doubtful.isdisjoint(f"{place.first} {place.second}".lower().split())
        yield replace(place, kind=Difference.MISPRINT) if unsure and place.kind in CHANGED else place


def _doubtful(part: Provision) -> Iterator[str]:
    for start, end in part.ocr.doubtful if part.ocr else ():
        yield from _WORD.findall(comparable(part.text[start:end]).lower())


def _places(path: str, first: list[str], second: list[str]) -> Iterator[Place]:
    one, other = (list(map(_same, words)) for words in (first, second))
    runs = list(runs_of(one, other))
    alike = sum(j - i for same, i, j, _, _ in runs if same) >= _KEPT * min(len(one), len(other))
    for same, i, j, k, m in runs:
        if not same and (kind := _kind(one[i:j], other[k:m], alike)):
            yield Place(path, kind, " ".join(first[i:j]), " ".join(second[k:m]), " ".join(first[max(0, i - _AROUND) : i]))


def _kind(one: Sequence[str], other: Sequence[str], alike: bool) -> Difference | None:
    if "".join(one) == "".join(other):
        return None
    short = alike and max(len(one), len(other)) <= _LONGEST
    if short and max(len(one), len(other)) <= _TURNED and _turning(one) != _turning(other):
        return Difference.NEGATION
    if not (short and one and other):
        return Difference.PASSAGE
    numbers, others = ([word for word in words if any(map(str.isdecimal, word))] for words in (one, other))
    if (numbers and others and numbers != others) or all(map(_is_number, (*one, *other))):
        return Difference.NUMBER
    before, after = fold(" ".join(one)), fold(" ".join(other))
    letters = all(word.isalpha() for word in (*one, *other))
    return Difference.WORD if letters and likeness_of(before, after) < _UNLIKE else Difference.MISPRINT


def _turning(words: Sequence[str]) -> Counter[str]:
    return Counter(word for word in words if word in _TURNING)


def _is_number(word: str) -> bool:
    return word in _NUMERALS or _DIGITS.fullmatch(word) is not None


def _same(word: str) -> str:
    """A word, written as every copy of it is."""
    if word[0].isdecimal():
        return _THOUSANDS.sub("", _ZERO.sub("", word)).lower()
    return _SPELLINGS.get(word.lower(), word.lower())
