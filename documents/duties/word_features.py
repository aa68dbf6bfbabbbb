"""What is told to the models of each word: what stands in its sentence, around it and above it."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from documents.duties.features import Reading
from documents.duties.layout import Stretch

Key = str | tuple[str, ...] | None
_SIGNS = frozenset(",;:.()")
_SPREADS = (0, 2, 6)
_LAYERS = ("acts", "parties", "frame")
_DRAWN = ("V", "S", "A", "D0")
MARGIN = 2
_NEAR = 6
"""So many words at most stand before a modal that is near."""


class Telling(NamedTuple):
    """A few things that are told of words: how they are named, and by word what they go by; None: they are not told of it.

    Most go by little, and so are the same of many words: they are named, and looked up in a model, once.

    :param named: how what stands so many words before or behind a word is named
    :param keys: what each word goes by; if what stands around it is told, before the first and behind the last `MARGIN` more
    """

    named: Mapping[int, Callable[[Any], Sequence[str]]]
    keys: Sequence[Key]

    @property
    def margin(self) -> int:
        """How many keys stand before that of the first word."""
        return MARGIN if len(self.named) > 1 else 0


def word_tellings(reading: Reading, kinds: Sequence[str], ruled: Mapping[str, Sequence[str]]) -> list[Telling]:
    """Of each word what is told to the models that mark acts, actors, conditions, deadlines and who receives something.

    :param kinds: of each sentence which kind of statement is likely to begin in it
    :param ruled: by layer, what the rules make of each word
    """
    own = [*_in_sentence(reading, kinds), _above(reading), _by_rule(ruled)]
    return [*_around(reading), *(_own(named, keys) for named, keys in own)]


def _own(named: Callable[[Any], Sequence[str]], keys: Iterable[Key]) -> Telling:
    return Telling({0: named}, list(keys))


def _single(name: str) -> Callable[[str], Sequence[str]]:
    return lambda key: (f"{name}={key}",)


def _pair(name: str) -> Callable[[Sequence[str]], Sequence[str]]:
    return lambda key: (f"{name}={key[0]}|{key[1]}",)


_LOW = {far: _single(name) for far, name in enumerate(("w-2", "w-1", "w", "w+1", "w+2"), -2)}
_LOW_PAIR = {-1: _pair("b-"), 0: _pair("b+")}
_ALIKE = {far: _single(name) for far, name in ((-2, "d-2"), (0, "d0"), (2, "d+2"))}


def _around(reading: Reading) -> Iterator[Telling]:
    size, lexical = len(reading.low), reading.lexical
    low, shapes = ["<s>", "<s>", *reading.low, "<s>", "<s>"], ["<s>", *reading.shapes, "<s>"]
    wide, narrow = ([pair[width] for pair in lexical.pairs] for width in (0, 1))
    yield Telling(_LOW, low)
    yield Telling(_LOW_PAIR, [*pairwise(low), None])
    yield _own(_of_shapes, zip(shapes, shapes[1:], shapes[2:], strict=False))
    yield _own(_single("c0"), [one for _, one in lexical.singles])
    yield Telling(_ALIKE, narrow)
    yield _own(_pair("dd"), zip(wide, wide[2 : size + 2], strict=False))
    yield _own(_pair("dd1"), zip(narrow, narrow[2 : size + 2], strict=False))
    yield _own(_of_verb, zip(wide[:size], lexical.verbs, lexical.after, strict=True))


def _of_shapes(key: Sequence[str]) -> Sequence[str]:
    before, own, behind = key
    return f"s-={before}|{own}", f"s+={own}|{behind}"


def _of_verb(key: Sequence[str]) -> Sequence[str]:
    wide, verb, after = key
    return f"AV={after}|{verb}", f"DV={wide}|{verb}|{after}"


def _in_sentence(reading: Reading, kinds: Sequence[str]) -> Iterator[tuple[Callable[[Any], Sequence[str]], list[Key]]]:
    """What is told of the words of sentences; nothing of labels."""
    names = (_of_place, _of_spread, _of_word, _of_use, _of_first, _of_sentence)
    found: list[list[Key]] = [[None] * len(reading.low) for _ in names]
    markers = {at: name for at, (name, _) in reading.layout.markers.items() if name in ("condition", "deadline")}
    lead, lines = ("none", ""), reading.layout.lines
    for stretch, kind in zip(reading.layout.sentences, kinds, strict=True):
        modals = reading.layout.modals(*stretch)
        _tell(reading, stretch, modals, markers, (*lead, kind), found)
        if reading.layout.line_of[stretch[0]] == 0:
            first = f"no:{reading.said(lines[0][0], lines[0][0] + 2)}" if lead[0] == "none" else lead[0]
            lead = modals[-1][0] if modals else first, reading.said(max(lines[0][0], lines[0][1] - 3), lines[0][1])
    return zip(names, found, strict=True)


def _tell(
    reading: Reading,
    sentence: Stretch,
    modals: Sequence[tuple[str, str, int, int]],
    markers: Mapping[int, str],
    told: tuple[str, str, str],
    found: Sequence[list[Any]],
) -> None:
    """Write what is told of the words of a sentence.

    :param told: the last modal and the last words of the first line, where they stand before it, and its kind
    """
    low, layout, lexical, (begin, end) = reading.low, reading.layout, reading.lexical, sentence
    places, spreads, words, uses, firsts, _ = found
    above = (reading.head_class, reading.lead_class, layout.place(begin), told[0], str("thì" in low[begin:end]))
    begun = {at: (name, said) for name, said, at, _ in modals}
    signs = [at for at in range(begin, end) if low[at] in _SIGNS or low[at] == "thì"]
    last, said, sign, marker = "none", "none", "start", "none"
    segment, since, ahead, coming = reading.said(begin, begin + 2), 0, 0, 0
    for at in range(begin, end):
        if ahead < len(signs) and signs[ahead] == at:
            ahead, since, sign = ahead + 1, -1, low[at]
            segment = f"thì {reading.said(at + 1, at + 2)}" if sign == "thì" else reading.said(at + 1, at + 3)
        last, said = begun.get(at, (last, said))
        marker = markers.get(at, marker)
        coming += coming < len(modals) and modals[coming][2] < at
        following, _, modal, _ = modals[coming] if coming < len(modals) else ("none", "", end + _NEAR, 0)
        near, next_sign = "near" if modal - at <= _NEAR else "far", low[signs[ahead] if ahead < len(signs) else end - 1]
        places[at] = (*above, last, said, sign, marker, segment, following, near, next_sign)
        spreads[at] = (str(bisect_left(_SPREADS, since)), last, sign)
        words[at] = (low[at], last, sign)
        uses[at] = (lexical.verbs[at], lexical.subjects[at], lexical.after[at], lexical.pairs[at + 2][0], sign, last, following)
        since += 1
    order = "1st" if begin == layout.lines[layout.line_of[begin]][0] else "later"
    firsts[begin] = (*uses[begin][:4], *above[:4], order, places[begin][10], told[2])
    found[-1][begin:end] = [(*above[:3], *told, reading.said(begin, begin + 2), low[end - 1])] * (end - begin)


def _of_place(key: Sequence[str]) -> Sequence[str]:
    head, before, place, lead, then, last, said, sign, marker, segment, following, near, next_sign = key
    return (
        f"h={head}|{place}|{last}",
        f"l={before}|{place}|{last}",
        f"lw={said}",
        f"next={following}|{near}",
        f"ln={last}|{following}",
        f"seg={segment}",
        f"seg1={segment.split(' ')[0]}|{last}|{following}",
        f"ns={next_sign}",
        f"mk={marker}|{sign}|{last}",
        f"thi={then}|{sign}|{marker}",
        f"lmp={lead}|{last}|{place}",
    )


def _of_spread(key: Sequence[str]) -> Sequence[str]:
    return (f"sp={'|'.join(key)}",)


def _of_word(key: Sequence[str]) -> Sequence[str]:
    word, last, sign = key
    return f"w|last={word}|{last}", f"w|ps={word}|{sign}"


def _of_use(key: Sequence[str]) -> Sequence[str]:
    *drawn, sign, last, following = key
    return [f"{name}={one}|{sign}|{last}|{following}" for name, one in zip(_DRAWN, drawn, strict=True)]


def _of_first(key: Sequence[str]) -> Sequence[str]:
    *drawn, head, _, place, lead, order, following, kind = key
    found = [f"{name}={one}|BOS|{place}|{following}|{head}" for name, one in zip(_DRAWN, drawn, strict=True)]
    return [*found, "BOS", f"BOS|{place}|{head}", f"BOS|{place}|{lead}", f"BOS|{order}|{following}", f"K0={kind}"]


def _of_sentence(key: Sequence[str]) -> Sequence[str]:
    head, before, place, modal, words, kind, opening, closing = key
    return (
        f"hl={head}|{before}|{place}",
        f"sf={opening}",
        f"lm={modal}|{place}",
        f"lt={words}|{place}",
        f"end={closing}",
        f"K={kind}",
    )


def _above(reading: Reading) -> tuple[Callable[[Any], Sequence[str]], list[Key]]:
    """What stands above a clause; of labels nothing but that they are some."""
    heading, before = reading.heading, " ".join(reading.lead_in[-2:])
    key = (reading.head_class, reading.lead_class, before, " ".join(heading[:2]), " ".join(heading[:1]))
    return _of_clause, [key if line >= 0 else () for line in reading.layout.line_of]


def _of_clause(key: Sequence[str]) -> Sequence[str]:
    return [f"{name}={one}" for name, one in zip(("h", "l", "le", "hw", "hb"), key, strict=True)] if key else ("label",)


def _by_rule(ruled: Mapping[str, Sequence[str]]) -> tuple[Callable[[Any], Sequence[str]], list[Key]]:
    tags = [ruled[layer] for layer in _LAYERS]
    keys = zip(*(some for own in tags for some in (["-", *own[:-1]], own, [*own[1:], "-"])), strict=True)
    return _of_tags, list(keys)


def _of_tags(key: Sequence[str]) -> Sequence[str]:
    around = [(layer, key[at : at + 3]) for layer, at in zip(_LAYERS, (0, 3, 6), strict=True)]
    found = [name for layer, (one, own, other) in around for name in (f"{layer}-={one}|{own}", f"{layer}+={own}|{other}")]
    return [*found, f"R={'|'.join(key[1::3])}"]
