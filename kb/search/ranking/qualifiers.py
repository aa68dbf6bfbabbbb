"""Qualifiers: the words that make two provisions of one subject opposite or apart ("không", "trừ", "cấp lại", "lần đầu").

A question's other words cover both provisions alike; what tells them apart is whether each has the qualifiers that were asked for,
and none that was not. Only those in which the candidates differ say anything.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from documents.text import fold
from kb.language import analysis

Words = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

QUALIFIERS = (
    *("không", "chưa", "trừ", "miễn", "giảm", "đặc biệt", "cấp lại", "cấp đổi", "cấp mới", "gia hạn", "lần đầu", "thu hồi"),
    *("đình chỉ", "tạm thời", "tạm dừng", "tạm ngừng", "chấm dứt", "hủy bỏ", "bãi bỏ", "từ chối", "thay đổi", "bổ sung"),
    *("điều chỉnh", "chuyển đổi", "khôi phục", "tự nguyện", "bắt buộc", "nước ngoài", "trong nước", "chung thân", "có thời hạn"),
    *("không thời hạn", "trực tuyến", "rút gọn"),
)
_WHETHER = frozenset({"không", "chưa", "khong", "chua"})
_ASKS_WHETHER = re.compile(r"\b(?:hay|hoac) (?:khong|chua)\b|\b(?:khong|chua)(?: (?:a|vay|nhi|ban|ah))?$")


@dataclass(frozen=True, slots=True, eq=False)
class _Form:
    """The qualifiers with their marks, or without.

    :param words: numbers of the words that they are made of, ascending
    :param tokens: each qualifier's words; ``places``: the same, by their places in ``words``
    """

    words: Words
    tokens: tuple[tuple[str, ...], ...]
    places: tuple[tuple[int, ...], ...]


def _form(folded: bool) -> _Form:
    tokens = tuple(tuple(map(fold, words) if folded else words) for words in map(analysis.words, QUALIFIERS))
    numbers = [analysis.word_numbers(words) for words in tokens]
    numbers = [analysis.fold_numbers(some) for some in numbers] if folded else numbers
    words = np.unique(np.concatenate(numbers))
    return _Form(words, tokens, tuple(tuple(np.searchsorted(words, some).tolist()) for some in numbers))


_MARKED, _FOLDED = _form(folded=False), _form(folded=True)


def qualified(text: str, folded: bool, texts: Sequence[Words]) -> tuple[Floats, Floats]:
    """How many of the qualifiers asked for each text lacks, and how many it has that were not asked for.

    :param text: the query as it is read; a "không" that only asks whether is none
    :param texts: numbers of words (`kb.language.analysis.word_numbers`)
    :param folded: they are compared without their marks
    """
    form = _FOLDED if folded else _MARKED
    words = [fold(word) if folded else word for word in analysis.words(text)]
    whether = _ASKS_WHETHER.search(" ".join(map(fold, words))) is not None
    count = len(texts)
    lacking, more = np.zeros(count), np.zeros(count)
    for tokens, there in zip(form.tokens, _having(form, folded, texts), strict=True):
        if not there.any() or there.all():
            continue
        asked = _times(words, tokens) - (whether and len(tokens) == 1 and tokens[0] in _WHETHER)
        if asked > 0:
            lacking += ~there
        else:
            more += there
    return lacking, more


def _having(form: _Form, folded: bool, texts: Sequence[Words]) -> Iterator[Flags]:
    """Of each qualifier, which texts have it."""
    laid = np.concatenate(texts)
    owner = np.repeat(np.arange(len(texts)), [len(item) for item in texts])
    if folded:
        laid = analysis.fold_numbers(laid)
    found = np.minimum(np.searchsorted(form.words, laid), len(form.words) - 1)
    which = np.where(form.words[found] == laid, found, -1)
    known = np.flatnonzero(which >= 0)
    first, place = which[known], owner[known]
    after = np.append(known[1:], -1)
    beside = (after == known + 1) & (np.append(place[1:], -1) == place)
    second = np.where(beside, np.append(first[1:], -1), -1)
    third = np.where(beside & np.append(beside[1:], False), np.append(second[1:], -1), -1)
    for places in form.places:
        hit = first == places[0]
        for place_of, following in zip(places[1:], (second, third), strict=False):
            hit = hit & (following == place_of)
        there = np.zeros(len(texts), bool)
        there[place[hit]] = True
        yield there


def _times(words: Sequence[str], tokens: tuple[str, ...]) -> int:
    return sum(tuple(words[place : place + len(tokens)]) == tokens for place in range(len(words) - len(tokens) + 1))
