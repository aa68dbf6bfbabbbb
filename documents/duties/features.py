"""What is told to the models of each word, of each sentence and of each act: what stands around it and above it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from documents.duties.layout import Layout, Marked, Stretch, cue_words
from documents.duties.lexicon import Lexicon, LexiconMarks, look_up, read_lexicon

_SIGNS = frozenset(",;:.()")


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
    :param singles: the classes of each word, from two before the first to two behind the last
    :param pairs: the same of each word with the next one
    """

    layout: Layout
    low: tuple[str, ...]
    shapes: tuple[str, ...]
    lexical: LexiconMarks
    lexicon: Lexicon
    singles: tuple[tuple[str, str], ...]
    pairs: tuple[tuple[str, str], ...]
    heading: tuple[str, ...]
    lead_in: tuple[str, ...]
    head_class: str
    lead_class: str

    @classmethod
    def of(cls, words: Sequence[str], layout: Layout, heading: str, lead_in: str) -> "Reading":
        """Look at a clause."""
        low = tuple("<n>" if word[0].isdigit() else "¶" if "\n" in word else word for word in layout.words)
        lexicon = read_lexicon()
        return cls(
            layout,
            low,
            tuple(map(_shape, words)),
            look_up(low),
            lexicon,
            tuple(lexicon.classes(low, at) for at in range(-2, len(low) + 2)),
            tuple(lexicon.classes(low, at, 2) for at in range(-2, len(low) + 2)),
            tuple(heading.lower().split()),
            tuple(word.strip(":,.;") for word in lead_in.lower().split()),
            context_class(heading),
            context_class(lead_in),
        )

    def said(self, begin: int, end: int) -> str:
        """Some of the words."""
        return " ".join(self.low[max(begin, 0) : end])


def _shape(word: str) -> str:
    if word[0].isdigit():
        return "num"
    if "\n" in word:
        return "nl"
    return word if not word[0].isalpha() else "Cap" if word[0].isupper() else "low"


def word_features(reading: Reading, kinds: Sequence[str], ruled: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Of each word what is told to the model that marks acts, actors, conditions and deadlines.

    :param kinds: of each sentence which kind of statement is likely to begin in it
    :param ruled: by layer, what the rules make of each word
    """
    found = [_around(reading, at) for at in range(len(reading.low))]
    lead: list[str] = ["none", ""]
    for order, (begin, end) in enumerate(reading.layout.sentences):
        _Sentence(reading, begin, end, lead).tell(found)
        kind = f"K={kinds[order]}"
        found[begin].append(f"K0={kinds[order]}")
        for at in range(begin, end):
            found[at].append(kind)
        modals = reading.layout.modals(begin, end)
        if reading.layout.line_of[begin] == 0:
            if modals:
                lead[0] = modals[-1][0]
            elif lead[0] == "none":
                lead[0] = f"no:{reading.said(reading.layout.lines[0][0], reading.layout.lines[0][0] + 2)}"
            lead[1] = reading.said(max(reading.layout.lines[0][0], reading.layout.lines[0][1] - 3), reading.layout.lines[0][1])
    context = [
        f"h={reading.head_class}",
        f"l={reading.lead_class}",
        f"le={' '.join(reading.lead_in[-2:])}",
        f"hw={' '.join(reading.heading[:2])}",
        f"hb={' '.join(reading.heading[:1])}",
    ]
    for at, one in enumerate(found):
        one += context if reading.layout.line_of[at] >= 0 else ["label"]
    for name, tags in ruled.items():
        padded = ["-", *tags, "-"]
        for at, one in enumerate(found):
            one += [
                f"{name}-={padded[at]}|{padded[at + 1]}",
                f"{name}+={padded[at + 1]}|{padded[at + 2]}",
            ]
    for one, *tags in zip(found, *ruled.values(), strict=True):
        one.append(f"R={'|'.join(tags)}")
    return found


def _around(reading: Reading, at: int) -> list[str]:
    low, lexical = reading.low, reading.lexical
    size = len(low)
    w = [low[place] if 0 <= place < size else "<s>" for place in range(at - 2, at + 3)]
    s = [reading.shapes[place] if 0 <= place < size else "<s>" for place in (at - 1, at, at + 1)]
    d = [reading.pairs[place] for place in (at, at + 2, at + 4)]
    verb, after = lexical.verbs[at], lexical.after[at]
    return [
        f"w={w[2]}",
        f"w-1={w[1]}",
        f"w+1={w[3]}",
        f"w-2={w[0]}",
        f"w+2={w[4]}",
        f"b-={w[1]}|{w[2]}",
        f"b+={w[2]}|{w[3]}",
        f"s-={s[0]}|{s[1]}",
        f"s+={s[1]}|{s[2]}",
        f"AV={after}|{verb}",
        f"c0={reading.singles[at + 2][1]}",
        f"d0={d[1][1]}",
        f"d-2={d[0][1]}",
        f"d+2={d[2][1]}",
        f"dd={d[0][0]}|{d[1][0]}",
        f"dd1={d[0][1]}|{d[1][1]}",
        f"DV={d[0][0]}|{verb}|{after}",
    ]


class _Sentence:
    def __init__(self, reading: Reading, begin: int, end: int, lead: Sequence[str]) -> None:
        self._reading, self._begin, self._end, self._lead = reading, begin, end, lead
        layout = reading.layout
        self._place = layout.place(begin)
        self._order = "1st" if begin == layout.lines[layout.line_of[begin]][0] else "later"
        self._modals = layout.modals(begin, end)
        self._markers = {at: name for at, (name, _) in layout.markers.items() if name in ("condition", "deadline")}
        self._upcoming: list[tuple[str, int] | None] = [None] * (end - begin)
        for name, _, first, _ in reversed(self._modals):
            self._upcoming[: first - begin + 1] = [(name, first)] * (first - begin + 1)
        low = reading.low
        self._opening, self._closing = reading.said(begin, begin + 2), low[end - 1]
        self._same = [
            f"hl={reading.head_class}|{reading.lead_class}|{self._place}",
            f"sf={self._opening}",
            f"lm={lead[0]}|{self._place}",
            f"lt={lead[1]}|{self._place}",
            f"end={self._closing}",
        ]
        self._then = any(low[at] == "thì" for at in range(begin, end))
        self._next_sign = [low[end - 1]] * (end - begin)
        sign = low[end - 1]
        for at in range(end - 1, begin - 1, -1):
            self._next_sign[at - begin] = sign
            if low[at] in _SIGNS or low[at] == "thì":
                sign = low[at]

    def tell(self, found: list[list[str]]) -> None:
        reading, low, begin, end = self._reading, self._reading.low, self._begin, self._end
        last, said, sign, marker = "none", "none", "start", "none"
        segment, since = self._opening, 0
        for at in range(begin, end):
            if low[at] in _SIGNS:
                sign, segment, since = low[at], reading.said(at + 1, at + 3), -1
            elif low[at] == "thì":
                sign, segment, since = "thì", f"thì {reading.said(at + 1, at + 2)}", -1
            for name, words, first, stop in self._modals:
                if first <= at < stop:
                    last, said = name, words
            marker = self._markers.get(at, marker)
            upcoming = self._upcoming[at - begin]
            following = upcoming[0] if upcoming else "none"
            near = "near" if upcoming and upcoming[1] - at <= 6 else "far"
            spread = "0" if since <= 0 else "1" if since <= 2 else "2" if since <= 6 else "3"
            found[at] += self._signs(at, last, said, sign, marker, segment, spread, following, near)
            since += 1

    def _signs(
        self,
        at: int,
        last: str,
        said: str,
        sign: str,
        marker: str,
        segment: str,
        spread: str,
        following: str,
        near: str,
    ) -> list[str]:
        reading, place, lead = self._reading, self._place, self._lead
        head, before, word = reading.head_class, reading.lead_class, reading.low[at]
        drawn = [
            f"V={reading.lexical.verbs[at]}",
            f"S={reading.lexical.subjects[at]}",
            f"A={reading.lexical.after[at]}",
            f"D0={reading.pairs[at + 2][0]}",
        ]
        found = [
            f"h={head}|{place}|{last}",
            f"l={before}|{place}|{last}",
            f"lw={said}",
            f"next={following}|{near}",
            f"ln={last}|{following}",
            f"seg={segment}",
            f"seg1={segment.split(' ')[0]}|{last}|{following}",
            f"ns={self._next_sign[at - self._begin]}",
            f"mk={marker}|{sign}|{last}",
            f"thi={self._then}|{sign}|{marker}",
            f"sp={spread}|{last}|{sign}",
            f"lmp={lead[0]}|{last}|{place}",
            f"w|last={word}|{last}",
            f"w|ps={word}|{sign}",
            *self._same,
        ]
        found += [f"{one}|{sign}|{last}|{following}" for one in drawn]
        if at == self._begin:
            found += [f"{one}|BOS|{place}|{following}|{head}" for one in drawn]
            found += ["BOS", f"BOS|{place}|{head}", f"BOS|{place}|{lead[0]}", f"BOS|{self._order}|{following}"]
        return found


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
    lead = layout.lines[0] if layout.lines and place == "point" else None
    actor = _actor_of(act, actors, sentence, lead)
    blocked = {at for begin, end, _ in (*frame, *actors) for at in range(begin, end)}
    since = actor[1] if actor and actor[0] >= sentence[0] else sentence[0]
    own = layout.modals(since, begin, blocked) or layout.modals(sentence[0], begin, blocked)
    inside = layout.modals(begin, end)
    above = layout.modals(*lead)[-1:] if lead else []
    kind, modal = own[-1][:2] if own else ("none", "none")
    bare = not own
    first = reading.said(begin, begin + 2)
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
        f"in={inside[0][0] if inside else 'none'}|{bare}",
        f"inw={inside[0][1] if inside else 'none'}|{bare}",
        f"im={inside[0][1] if inside else 'none'}|{organ}",
        f"h2={' '.join(heading[:2])}|{bare}",
        f"h1={' '.join(heading[:1])}|{bare}",
        f"organ={organ}|{first if bare else modal}",
        f"actor={actor is not None}|{first if bare else modal}",
        f"a2={reading.said(actor[0], actor[0] + 2) if actor else 'none'}|{modal}",
        f"a1={low[actor[0]] if actor else 'none'}|{kind}",
        f"mf={modal}|{low[begin]}",
        f"ms={modal}|{reading.head_class}|{reading.lead_class}",
        f"lm={above[0][1] if above else 'none'}|{bare}",
        f"lmm={above[0][1] if above else 'none'}|{modal}",
        f"lead2={' '.join(before[-2:])}|{bare}",
        f"lead3={' '.join(before[-3:])}|{bare}",
        f"dl={any(one[2] == 'deadline' and sentence[0] <= one[0] < sentence[1] for one in frame)}|{first if bare else modal}",
    ]
    if bare:
        found += [f"hw={word}" for word in heading[:12]] + [f"lw={word}" for word in before[-10:]]
        found += [f"aw={word}" for word in low[begin : begin + 4]]
        if lead:
            found += [f"ldw={word}" for word in low[max(lead[0], lead[1] - 7) : lead[1]]]
            found.append(f"lda={reading.said(max(lead[0], lead[1] - 3), lead[1])}")
    return found + [f"pre={word}" for word in low[max(since, begin - 5) : begin] if word.isalpha()]


def _actor_of(act: Marked, actors: Sequence[Marked], sentence: Stretch, lead: Stretch | None) -> Marked | None:
    here = [one for one in actors if sentence[0] <= one[0] and one[1] <= act[0]]
    return next(reversed(here or [one for one in actors if lead and one[1] <= lead[1]]), None)
