"""What is told to the models of each sentence, each act and each word: what stands in it, around it and above it."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from documents.duties.layout import Layout, Marked, Stretch, cue_words
from documents.duties.lexicon import Lexicon, LexiconMarks, look_up, read_lexicon

_WRITTEN = {"num": "<n>", "nl": "¶"}
_SPREADS = (0, 2, 6)


@lru_cache(256)
def context_class(text: str) -> str:
    """What a heading or the words before a list make of the items below them, see ``cues.toml``."""
    low = f" {text.lower()}"
    for name, phrases in cue_words()["headings"].items():
        if any(f" {phrase}" in low for phrase in phrases):
            return name
    return "none" if text else "empty"


@dataclass(frozen=True, slots=True)
class Reading:
    """A clause as it is looked at.

    :param low: its words in small letters, numbers as ``<n>``
    :param shapes: of each word whether it is a number, a sign, begins with a capital letter
    """

    layout: Layout
    low: tuple[str, ...]
    shapes: tuple[str, ...]
    lexical: LexiconMarks
    lexicon: Lexicon
    heading: tuple[str, ...]
    lead_in: tuple[str, ...]
    head_class: str
    lead_class: str

    @classmethod
    def of(cls, words: Sequence[str], layout: Layout, heading: str, lead_in: str) -> "Reading":
        """Look at a clause."""
        shapes = tuple(map(_shape, words))
        low = tuple(_WRITTEN.get(shape, word) for shape, word in zip(shapes, layout.words, strict=True))
        return cls(
            layout,
            low,
            shapes,
            lexical=look_up(low),
            lexicon=read_lexicon(),
            heading=tuple(heading.lower().split()),
            lead_in=tuple(word.strip(":,.;") for word in lead_in.lower().split()),
            head_class=context_class(heading),
            lead_class=context_class(lead_in),
        )

    def said(self, begin: int, end: int) -> str:
        """Some of the words."""
        return " ".join(self.low[max(begin, 0) : end])


def _shape(word: str) -> str:
    if word[0].isdigit():
        return "num"
    if "\n" in word:
        return "nl"
    if not word[0].isalpha():
        return word
    return "Cap" if word[0].isupper() else "low"


def sentence_features(reading: Reading, ruled: Sequence[str]) -> list[list[str]]:
    """Of each sentence what is told to the model that says which kind of statement begins in it."""
    layout, low = reading.layout, reading.low
    shown = [f"hu={word}" for word in reading.heading[:14]] + _pairs("hb", reading.heading[:14])
    shown += [f"h2={' '.join(reading.heading[:2])}", f"h1={' '.join(reading.heading[:1])}", f"l2={' '.join(reading.lead_in[-2:])}"]
    shown += [f"lu={word}" for word in reading.lead_in[-14:]] + _pairs("lb", reading.lead_in[-14:])
    context = f"{reading.head_class}|{reading.lead_class}"
    lead: list[str] = []
    found = []
    for order, (begin, end) in enumerate(layout.sentences):
        place = layout.place(begin)
        words = low[begin:end]
        modals = layout.modals(begin, end)
        first = modals[0][:2] if modals else ("none", "none")
        verb = reading.lexical.verbs[begin]
        wide, narrow = reading.lexicon.classes(low, begin, 2)
        begun = [tag[2:] for tag in ruled[begin:end] if tag.startswith("B-") and tag != "B-term"]
        own = "1" if begin == layout.lines[layout.line_of[begin]][0] else "n"
        one = [
            "bias",
            f"p={place}",
            f"pc={place}|{context}",
            f"f1={words[0]}",
            f"f2={' '.join(words[:2])}",
            f"f3={' '.join(words[:3])}",
            f"pf1={place}|{words[0]}|{reading.head_class}",
            f"e={words[-1]}",
            f"first={own}|{place}",
            f"nm={min(len(modals), 3)}",
            f"len={min(len(words) // 6, 6)}",
            f"order={min(order, 3)}",
            f"m1={first[0]}|{place}|{context}",
            f"mw1={first[1]}|{place}",
            f"m12={'|'.join(name for name, *_ in modals[:2])}",
            f"v={verb}|{place}",
            f"H={reading.lexical.heads[begin]}|{place}",
            f"S={reading.lexical.subjects[begin]}|{place}",
            f"d={narrow}|{place}",
            f"D={wide}|{reading.head_class}|{place}",
            f"vh={verb}|{reading.head_class}|{place}|{bool(modals)}",
            f"R={begun[0] if begun else 'none'}",
            f"Rp={begun[0] if begun else 'none'}|{place}|{reading.head_class}",
            f"Rn={len(begun)}",
            f"Ri={ruled[begin][2:] if not begun else ''}",
        ]
        one += [f"m={name}" for name, *_ in modals] + [f"mw={said}" for _, said, *_ in modals]
        one += [
            f"vm={reading.lexical.verbs[at]}|{reading.lexical.after[at]}"
            for at in range(begin, end)
            if reading.lexical.verbs[at] != "00"
        ][:6]
        one += [f"u={word}" for word in sorted(set(words))] + sorted(set(_pairs("b", words)))
        one += [f"{each}|{place}" for each in shown]
        if place == "point":
            one += lead
        if layout.line_of[begin] == 0:
            last = modals[-1][0] if modals else "none"
            lead = [f"ld={word}" for word in words[-8:]] + [
                f"ld2={' '.join(words[-3:])}",
                f"ldf={' '.join(words[:2])}",
                f"ldm={last}",
                f"ldv={verb}",
                f"ldmc={last}|{words[-1]}",
            ]
        found.append(one)
    return found


def _pairs(name: str, words: Sequence[str]) -> list[str]:
    return [f"{name}={one} {other}" for one, other in pairwise(words)]


def act_features(
    reading: Reading, ruled: Sequence[str], acts: Sequence[Marked], actors: Sequence[Marked], frame: Sequence[Marked]
) -> list[list[str]]:
    """Of each act what is told to the model that says which kind of statement it is."""
    found = []
    for act in acts:
        inside = [tag[2:] for tag in ruled[act[0] : act[1]] if tag != "O"]
        kind = max(sorted(set(inside)), key=inside.count, default="none")
        one = _of_act(reading, act, actors, frame)
        found.append([*one, f"R={kind}", *(f"R|{each}|{kind}" for each in one[1:4])])
    return found


def _of_act(reading: Reading, act: Marked, actors: Sequence[Marked], frame: Sequence[Marked]) -> list[str]:
    layout, low = reading.layout, reading.low
    begin, end, _ = act
    sentence = next((one for one in layout.sentences if one[0] <= begin < one[1]), (begin, end))
    place = layout.place(begin)
    lead = next(iter(layout.lines), None) if place == "point" else None
    actor = _actor_of(act, actors, sentence, lead)
    blocked = {at for begin, end, _ in (*frame, *actors) for at in range(begin, end)}
    since = actor[1] if actor and actor[0] >= sentence[0] else sentence[0]
    own = layout.modals(since, begin, blocked) or layout.modals(sentence[0], begin, blocked)
    inside = layout.modals(begin, end)
    above = layout.modals(*lead)[-1:] if lead else []
    within = inside[0] if inside else ("none", "none")
    over = above[0][1] if above else "none"
    kind, modal = own[-1][:2] if own else ("none", "none")
    bare = not own
    first = reading.said(begin, begin + 2)
    known = first if bare else modal
    organ = reading.lexicon.classes(low, actor[0])[1] if actor else "none"
    heading, before = reading.heading, reading.lead_in
    found = [
        "bias",
        f"place={place}",
        f"m={kind}",
        f"mw={modal}",
        f"near={reading.said(max(sentence[0], begin - 2), begin)}",
        f"w-1={low[begin - 1] if begin > sentence[0] else 'BOS'}",
        f"first={first}",
        f"f1={low[begin]}",
        f"f3={reading.said(begin, begin + 3)}",
        f"d={reading.lexicon.classes(low, begin, 2)[1]}",
        f"hc={reading.head_class}|{place}|{bare}",
        f"lc={reading.lead_class}|{place}|{bare}",
        f"hlc={reading.head_class}|{reading.lead_class}|{bare}",
        f"in={within[0]}|{bare}",
        f"inw={within[1]}|{bare}",
        f"im={within[1]}|{organ}",
        f"h2={' '.join(heading[:2])}|{bare}",
        f"h1={' '.join(heading[:1])}|{bare}",
        f"organ={organ}|{known}",
        f"actor={actor is not None}|{known}",
        f"a2={reading.said(actor[0], actor[0] + 2) if actor else 'none'}|{modal}",
        f"a1={low[actor[0]] if actor else 'none'}|{kind}",
        f"mf={modal}|{low[begin]}",
        f"ms={modal}|{reading.head_class}|{reading.lead_class}",
        f"lm={over}|{bare}",
        f"lmm={over}|{modal}",
        f"lead2={' '.join(before[-2:])}|{bare}",
        f"lead3={' '.join(before[-3:])}|{bare}",
        f"dl={any(one[2] == 'deadline' and sentence[0] <= one[0] < sentence[1] for one in frame)}|{known}",
    ]
    if bare:
        found += _words_around(reading, begin, lead)
    return found + [f"pre={word}" for word in low[max(since, begin - 5) : begin] if word.isalpha()]


def _words_around(reading: Reading, begin: int, lead: Stretch | None) -> Iterator[str]:
    yield from (f"hw={word}" for word in reading.heading[:12])
    yield from (f"lw={word}" for word in reading.lead_in[-10:])
    yield from (f"aw={word}" for word in reading.low[begin : begin + 4])
    if lead:
        yield from (f"ldw={word}" for word in reading.low[max(lead[0], lead[1] - 7) : lead[1]])
        yield f"lda={reading.said(max(lead[0], lead[1] - 3), lead[1])}"


def _actor_of(act: Marked, actors: Sequence[Marked], sentence: Stretch, lead: Stretch | None) -> Marked | None:
    here = [one for one in actors if sentence[0] <= one[0] and one[1] <= act[0]]
    return next(reversed(here or [one for one in actors if lead and one[1] <= lead[1]]), None)


Key = str | tuple[str, ...] | None
_SIGNS = frozenset(",;:.()")
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


def word_features(reading: Reading, kinds: Sequence[str], ruled: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Of each word what is told to the models that mark acts, actors, conditions, deadlines and who receives something.

    :param kinds: of each sentence which kind of statement is likely to begin in it
    :param ruled: by layer, what the rules make of each word
    """
    told = [
        (named, one.keys[one.margin + far :]) for one in word_tellings(reading, kinds, ruled) for far, named in one.named.items()
    ]
    words = range(len(reading.low))
    return [[name for named, keys in told if keys[at] is not None for name in named(keys[at])] for at in words]


def word_tellings(reading: Reading, kinds: Sequence[str], ruled: Mapping[str, Sequence[str]]) -> list[Telling]:
    """The same by what it goes by."""
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
