"""How much stayed of a pair and around it, and what is told of it for that."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from documents.comparison.certainty import is_sure
from documents.comparison.changes import FIGURES, STAYED, ComparedPair, MeantChange, Piece, What
from documents.comparison.figures import find_figures
from documents.comparison.own_words import OTHER_HERE, by_own_words, is_other, restated_what
from documents.comparison.pairing import Pair
from documents.comparison.setting import SURE_LISTS, setting_of
from documents.comparison.sides import Side
from documents.comparison.stretches import trimmed
from documents.comparison.substance import content, words_in
from documents.model import Provision
from documents.paths import parent_of, unit_of, upward

_ByPath = Mapping[str, Provision]
_Paths = tuple[tuple[str, ...], ...]
_Sequences = Counter[tuple[str, str]]
"""Each two words that follow each other."""
_TEXT: _Paths = ((), ())
"""What an article that came or went stands in."""
_FIRST = ("", "/khoan-1", "/khoan-1/diem-a", "/diem-a")
"""What is told of one around which all stayed."""
_LONGER, _MORE = 3, 30
_AROUND, _SHORT = 12, 80
"""So many pairs of words around a provision tell whether they stayed; one of no more words is told whole."""
_NEAR, _LEAST = 3, 3
"""So many words before and behind are beside a phrase; one of fewer took nobody's place."""
_IN_COMMON = 3
"""So many words tell that two wordings are of one matter."""
_LABELS = FIGURES | {What.AUTHORITY, What.DOCUMENT}
_PLAIN = FIGURES | {What.AUTHORITY, What.ADDRESSEE}


def weighed(
    pairs: Sequence[Pair], changes: Mapping[_Paths, tuple[MeantChange, ...]], sides: tuple[_ByPath, _ByPath]
) -> Iterator[ComparedPair]:
    """The pairs with what is told of each."""
    homes = [{path: paths for paths in changes if all(paths) for path in paths[side]} for side in (0, 1)]
    known: dict[_Paths, tuple[list[_Sequences], float]] = {}
    for pair in pairs:
        one = ComparedPair(pair, changes[pair.left, pair.right])
        if one.changes:
            own, around = _kept((pair.left, pair.right), sides, homes, known)
            one = replace(one, kept=own)
            if all((pair.left, pair.right)) and own < STAYED <= around:
                one = _in_place(one, around, sides)
        yield _named(one, sides)


def _in_place(one: ComparedPair, around: float, sides: tuple[_ByPath, _ByPath]) -> ComparedPair:
    """A pair around which all stayed: the figures, bodies and persons that others replaced, else all that it said and says."""
    fine, pair = _named(replace(one, kept=around), sides), one.pair
    sure = [some for some in fine.changes if is_sure(fine, some)]
    if sure and all(some.what in _PLAIN and some.before and some.after for some in fine.changes):
        return fine
    if not len(pair.left) == len(pair.right) == 1:
        return one
    items = sides[0][pair.left[0]], sides[1][pair.right[0]]
    if max(len(words_in(item.text)) for item in items) > _SHORT:
        return one
    before, after = _what_differs(*(Side([item]) for item in items))
    if not (before and after and is_other(before.text, after.text, least=OTHER_HERE)):
        return one
    setting = setting_of([sides[1][path] for path in upward(after.path) if path in sides[1] and path != after.path])
    parts = (some.what for some in sorted(sure, key=lambda some: some.rank) if some.what in _LABELS)
    told = [*([setting.item] if setting else ()), *parts]
    what = _one_figure(before.text, after.text) or restated_what(before.text, after.text, told)
    change = MeantChange(what, before, after, setting in SURE_LISTS)
    return replace(one, changes=(change,), kept=around)


def _one_figure(before: str, after: str) -> What | None:
    """What a figure is that became another one, if each of two wordings has no other and they have words in common."""
    figures = [[one for one in find_figures(text) if one.what in FIGURES and not one.often] for text in (before, after)]
    if not len(figures[0]) == len(figures[1]) == 1:
        return None
    one, other = figures[0][0], figures[1][0]
    shared = (content(words_in(before)) & content(words_in(after))).total()
    alike = one.value[-1] == other.value[-1] and {one.what, other.what} <= {What.DURATION, What.DEADLINE}
    return other.what if alike and one.numbers != other.numbers and shared >= _IN_COMMON else None


def _what_differs(left: Side, right: Side) -> tuple[Piece | None, Piece | None]:
    """What two provisions say from the first sentence that the other does not begin with to the last that it does not end with."""
    sides = left, right
    said = [[tuple(word.key for word in words_in(side.text[slice(*one)])) for one in side.sentences] for side in sides]
    most = min(map(len, said)) - 1
    first = next((at for at in range(most) if said[0][at] != said[1][at]), most)
    last = next((at for at in range(most - first) if said[0][-1 - at] != said[1][-1 - at]), most - first)
    ends = [(side.sentences[first][0], side.sentences[-1 - last][1]) for side in sides]
    one, other = (side.piece(trimmed(side.text, *span)) for side, span in zip(sides, ends, strict=True))
    return one, other


def _joined(one: ComparedPair, sides: tuple[_ByPath, _ByPath]) -> ComparedPair:
    """A pair; of one phrase that went and one that came, and have words beside them in common, the one took the other's place."""
    gone = [some for some in one.changes if some.after is None]
    come = [some for some in one.changes if some.before is None]
    if not (len(gone) == len(come) == 1 and gone[0].before and come[0].after):
        return one
    before, after = gone[0].before, come[0].after
    around = [_beside(piece, items[piece.path]) for piece, items in zip((before, after), sides, strict=True)]
    short = min(len(piece.text.split()) for piece in (before, after)) < _LEAST
    if short or not all(ours == theirs or {*ours} & {*theirs} for ours, theirs in zip(*around, strict=True)):
        return one
    told = [some.what for some in (come[0], gone[0]) if some.what not in (What.WORDS, What.SCOPE, What.ADDRESSEE)]
    what = told[0] if told and told[0] in FIGURES else restated_what(before.text, after.text, told)
    rest = [some for some in one.changes if some not in (gone[0], come[0])]
    return replace(one, changes=(MeantChange(what, before, after), *rest))


def _beside(piece: Piece, item: Provision) -> tuple[list[str], list[str]]:
    """The words before a phrase, and those behind it."""
    text = item.tail if piece.closing else item.text
    return [word.key for word in words_in(text[: piece.start])][-_NEAR:], [word.key for word in words_in(text[piece.end :])][:_NEAR]


def _named(one: ComparedPair, sides: tuple[_ByPath, _ByPath]) -> ComparedPair:
    """A pair; where little else differs, what came or went is about what its own words say."""
    if not (one.changes and one.stayed):
        return one
    left, right = (
        _said(items[path] for path in paths) for items, paths in zip(sides, (one.pair.left, one.pair.right), strict=True)
    )
    around = (
        _said(unit for top in dict.fromkeys(map(unit_of, paths)) if top in items for unit in items[top].walk())
        for items, paths in zip(sides, (one.pair.left, one.pair.right), strict=True)
    )
    before, after = around
    one = _joined(one, sides)
    became = {piece for some in one.changes if some.before and some.after for piece in (some.before, some.after)}
    changes = [some for some in one.changes if (some.before and some.after) or not {some.before, some.after} & became]
    return replace(one, changes=tuple(replace(some, what=by_own_words(some, (left, right), (before, after))) for some in changes))


def _said(provisions: Iterable[Provision]) -> str:
    """All words of provisions, a blank around each."""
    keys = [word.key for one in provisions for text in (one.text, one.tail) for word in words_in(text)]
    return f" {' '.join(keys)} " if keys else ""


def _kept(
    pair: _Paths,
    sides: tuple[_ByPath, _ByPath],
    homes: Sequence[Mapping[str, _Paths]],
    known: dict[_Paths, tuple[list[_Sequences], float]],
) -> tuple[float, float]:
    """How much stayed of a pair, and of that in which it stands.

    :param homes: the pairs of both sides, by the paths of each side
    :param known: what was counted of wholes, and how much they share
    """
    said = [_sequences(map(items.__getitem__, paths)) for items, paths in zip(sides, pair, strict=True)]
    own = _shared(*said) if all(pair) else 0.0
    if own >= STAYED:
        return own, own
    here, there = (0, 1) if pair[0] else (1, 0)
    home = next((homes[here][path] for path in upward(parent_of(pair[here][0])) if path in homes[here]), None)
    if home is None and not all(pair) and pair[here][0].removeprefix(unit_of(pair[here][0])) in _FIRST:
        home = _TEXT
    if home is None or (all(pair) and not {*home[1]} & {*upward(pair[1][0])}):
        return own, 0.0
    if home not in known:
        both = [
            _sequences([one for path in paths for one in items[path].walk()] if paths else items.values())
            for items, paths in zip(sides, home, strict=True)
        ]
        known[home] = both, _shared(*both)
    whole, alike = known[home]
    if all(pair):
        rest = [every - some for every, some in zip(whole, said, strict=True)]
        return own, _shared(*rest) if min(some.total() for some in rest) >= _AROUND else 0.0
    elsewhere = sum(
        min(count, max(0, whole[there][words] - max(0, whole[here][words] - count))) for words, count in said[here].items()
    )
    stayed = min(alike, 1 - elsewhere / max(said[here].total(), 1))
    return stayed, stayed


def _sequences(provisions: Iterable[Provision]) -> _Sequences:
    return Counter(pairwise(word.key for one in provisions for word in words_in(one.text)))


def _shared(one: _Sequences, other: _Sequences) -> float:
    """How much of the side with fewer words the other one has; one place may be cut. In what is far longer nothing stayed."""
    least, most = sorted((one.total(), other.total()))
    both = (one & other).total()
    near = most <= _LONGER * least or (both == least and most - least <= _MORE)
    return min((both + 1) / least, 1.0) if near and least else 0.0
