"""What is told to the models of each sentence and each act: what stands in it, around it and above it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from documents.duties.layout import Layout, Marked, Stretch, cue_words
from documents.duties.lexicon import Lexicon, LexiconMarks, look_up, read_lexicon

_WRITTEN = {"num": "<n>", "nl": "¶"}


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
