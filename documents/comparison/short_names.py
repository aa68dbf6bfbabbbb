"""Short names that a text defines, as in "Tổ thẩm định liên ngành (sau đây gọi là Tổ thẩm định)": to use one changes nothing."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from documents.comparison.changes import MeantChange, Piece
from documents.comparison.substance import Word, differences, words_in, words_of_text
from documents.model import Provision

_DEFINED = re.compile(
    r"\(\s*(?:sau đây|dưới đây|từ đây)\s+(?:được\s+)?(?:gọi|viết)\s+(?P<for_all>chung\s+)?(?:tắt\s+)?là\s*:?\s*"
    r"(?P<short>[^();:\n]{2,60})\)",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"[;:.()\n]")
"""A name begins behind one of these at the earliest."""
_WORD = re.compile(r"\w+")

Names = Mapping[tuple[str, ...], tuple[str, ...]]
"""The words of a name, and those of the short one."""


def short_names(provisions: Iterable[Provision]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The names for which a text defines short ones."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for one in provisions:
        for match in _DEFINED.finditer(one.text):
            before = one.text[: match.start()]
            own = before[max((sign.end() for sign in _BEGINS.finditer(before)), default=0) :]
            short = _keys(match["short"])
            if short and (full := _named(own, match["short"].strip(), short, for_all=match["for_all"] is not None)):
                found[full] = short
    return found


def _keys(text: str) -> tuple[str, ...]:
    return tuple(word.key for word in words_of_text(text))


def _named(before: str, short: str, said: Sequence[str], *, for_all: bool) -> tuple[str, ...]:
    """The name that a short one stands for: from the word that both begin with, or as many words as it has capitals.

    :param before: what stands before the definition
    :param said: the words of the short one
    :param for_all: it stands for several, each of which may begin so
    """
    if short.isupper() and short.isalpha():
        words = _WORD.findall(before)[-len(short) :]
        return _keys(" ".join(words)) if [word[0].upper() for word in words] == list(short) else ()
    first = _WORD.findall(short.lower())[0]
    begins = [word.start() for word in _WORD.finditer(before) if word[0].lower() == first]
    named = [full for begin in begins if len(full := _keys(before[begin:])) > len(said)]
    return named[0 if for_all else -1] if named else ()


def without_short_names(pair: Sequence[Provision], changes: Iterable[MeantChange], names: Names) -> Iterator[MeantChange]:
    """The changes between two provisions but for those that only say a name short, in full, or what is called so.

    :param pair: the left and the right one
    """
    both = [_shortened(one.text, names) for one in pair]
    differing = differences(*both)
    differ = [_span(both[0], one.i, one.j) for one in differing], [_span(both[1], one.k, one.m) for one in differing]
    named = [_named_in(one.text, names) for one in pair]
    for one in changes:
        told = [(piece, side) for side, piece in enumerate((one.before, one.after)) if piece]
        is_name = any(_meets(piece, pair[side].path, named[side]) for piece, side in told)
        if one.headed or not is_name or any(_meets(piece, pair[side].path, differ[side]) for piece, side in told):
            yield one


def _span(words: Sequence[Word], first: int, behind: int) -> tuple[int, int]:
    """From which letter to which some words stand; nothing where there are none."""
    return (words[first].start, words[behind - 1].end) if first < behind else (0, 0)


def _meets(piece: Piece, path: str, spans: Collection[tuple[int, int]]) -> bool:
    own = piece.path == path and not piece.closing
    return not own or any(start < piece.end and piece.start < end for start, end in spans)


def _named_in(text: str, names: Names) -> list[tuple[int, int]]:
    """Where a text has a name, a short one, or what defines it."""
    words = words_in(text)
    keys = [word.key for word in words]
    said = {*names, *names.values()}
    places = ((place, name) for place in range(len(keys)) for name in said if tuple(keys[place : place + len(name)]) == name)
    return [match.span() for match in _DEFINED.finditer(text)] + [_span(words, at, at + len(name)) for at, name in places]


def _shortened(text: str, names: Names) -> list[Word]:
    """The words of a text with short names for long ones, and without what defines them."""
    defined = [match.span() for match in _DEFINED.finditer(text)]
    words = [word for word in words_in(text) if not any(start <= word.start < end for start, end in defined)]
    for full, short in (*names.items(), *names.items()):  # a name may have another one's short name in it
        words = list(_replaced(words, full, short))
    return words


def _replaced(words: Sequence[Word], full: Sequence[str], short: Sequence[str]) -> Iterator[Word]:
    """Words with others for some, each of which stands where all of these stood."""
    keys, place = [word.key for word in words], 0
    while place < len(words):
        behind = place + len(full)
        if tuple(keys[place:behind]) == tuple(full):
            yield from (Word(key, words[place].start, words[behind - 1].end) for key in short)
            place = behind
        else:
            yield words[place]
            place += 1
