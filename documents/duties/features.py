# ruff: noqa
"""What is told to the model of each word: its neighbours, and what its segment, sentence, line and article begin with and hold."""

from collections.abc import Sequence

from documents.duties.layout import Layout, cues

_SIGNS = frozenset(",;:.()")


def context_class(text: str) -> str:
    low = f" {text.lower()} "
    for name, phrases in cues()["headings"].items():
        if any(f" {phrase}" in low for phrase in phrases):
            return name
    return "none" if text else "empty"


def _shape(word: str) -> str:
    if word[0].isdigit():
        return "num"
    if not word[0].isalpha():
        return word if word != "\n" else "nl"
    return "Cap" if word[0].isupper() else "low"


def features_of(words: Sequence[str], layout: Layout, heading: str, lead_in: str) -> list[list[str]]:
    low = list(layout.words)
    low = ["<num>" if word[0].isdigit() else word for word in low]
    size = len(words)
    shapes = [_shape(word) for word in words]
    head, before = context_class(heading), context_class(lead_in)
    lead_end = " ".join(lead_in.lower().rstrip(" :").split()[-2:])
    shown = [
        f"h={head}",
        f"l={before}",
        f"le={lead_end}",
        f"hw={' '.join(heading.lower().split()[:2])}",
        f"hb={heading.lower().split()[:1]}",
    ]
    found: list[list[str]] = [[] for _ in range(size)]
    pad = ["<s>"] * 3
    line = [*pad, *low, *pad]
    form = [*pad, *shapes, *pad]
    for at in range(size):
        w = line[at : at + 7]
        f = form[at : at + 7]
        found[at] += [
            f"w={w[3]}", f"w-1={w[2]}", f"w+1={w[4]}", f"w-2={w[1]}", f"w+2={w[5]}", f"w-3={w[0]}", f"w+3={w[6]}",
            f"b-={w[2]}|{w[3]}", f"b+={w[3]}|{w[4]}", f"b--={w[1]}|{w[2]}", f"b++={w[4]}|{w[5]}",
            f"t-={w[1]}|{w[2]}|{w[3]}", f"t+={w[3]}|{w[4]}|{w[5]}", f"t0={w[2]}|{w[3]}|{w[4]}",
            f"s={f[3]}", f"s-={f[2]}|{f[3]}", f"s+={f[3]}|{f[4]}",
        ]  # fmt: skip
    longest: dict[int, tuple[str, str, int]] = {}
    for group, name, begin, end in layout.cues:
        if begin not in longest or longest[begin][2] < end or (group == "modals" and longest[begin][2] == end):
            longest[begin] = (group, name, end)
    lines = layout.lines
    number_of_line = {}
    for number, (begin, end) in enumerate(lines):
        for at in range(begin, end):
            number_of_line[at] = number
    lead_modal, lead_tail, lead_first = "none", "", ""
    if len(lines) > 1:
        begin, end = lines[0]
        lead_tail = " ".join(low[max(begin, end - 3) : end])
        lead_first = " ".join(low[begin : begin + 2])
    for begin, end in layout.sentences:
        number = number_of_line[begin]
        place = "only" if len(lines) == 1 else "lead" if number == 0 else "point"
        first = " ".join(low[begin : begin + 2])
        modals = []
        covered = begin
        for at in range(begin, end):
            if at >= covered and at in longest and longest[at][0] == "modals":
                modals.append((at, longest[at][1], " ".join(low[at : longest[at][2]]), longest[at][2]))
                covered = longest[at][2]
            elif at >= covered and at in longest and longest[at][2] - at > 1:
                covered = longest[at][2]
        has = [f"m={modals[0][1] if modals else 'none'}", f"nm={min(len(modals), 3)}"]
        last, segment, since, word_of = "none", first, 0, "none"
        upcoming = list(modals)
        previous_sign, marker, marker_at = "start", "none", begin
        thì = any(low[at] == "thì" for at in range(begin, end))
        commas = 0
        sentence_end = low[end - 1]
        nexts = []
        sign = sentence_end
        for at in range(end - 1, begin - 1, -1):
            nexts.append(sign)
            if low[at] in _SIGNS or low[at] == "thì":
                sign = low[at]
        nexts.reverse()
        first_sentence = "1st" if begin == lines[number][0] else "later"
        for at in range(begin, end):
            while upcoming and upcoming[0][0] < at:
                upcoming.pop(0)
            if low[at] in _SIGNS:
                previous_sign = low[at]
                segment, since = " ".join(low[at + 1 : at + 3]), -1
                commas += 1
            elif low[at] == "thì":
                previous_sign, segment, since = "thì", "thì " + " ".join(low[at + 1 : at + 2]), -1
            for when, name, said, stop in modals:
                if when <= at < stop:
                    last, word_of = name, said
            if at in longest and longest[at][0] == "markers" and longest[at][1] in ("condition", "deadline"):
                marker, marker_at = longest[at][1], at
            following = upcoming[0][1] if upcoming else "none"
            following_near = "near" if upcoming and upcoming[0][0] - at <= 6 else "far"
            spread = "0" if since <= 0 else "1" if since <= 2 else "2" if since <= 6 else "3"
            found[at] += [
                f"p={place}", f"p1={place}|{first_sentence}", f"h={head}|{place}|{last}", f"l={before}|{place}|{last}", f"hl={head}|{before}|{place}",
                f"last={last}", f"lw={word_of}", f"next={following}", f"next2={following}|{following_near}", f"ln={last}|{following}",
                f"seg={segment}", f"seg1={segment.split(' ')[0]}|{last}|{following}", f"sf={first}", f"ps={previous_sign}", f"ns={nexts[at - begin]}",
                f"mk={marker}|{previous_sign}|{last}", f"thi={thì}|{previous_sign}|{marker}", f"c={min(commas, 3)}", f"sp={spread}|{last}|{previous_sign}",
                f"lm={lead_modal}|{place}", f"lt={lead_tail}|{place}", f"lmp={lead_modal}|{last}|{place}",
                f"end={sentence_end}", f"w|last={low[at]}|{last}", f"w|seg={low[at]}|{segment}", f"w|ps={low[at]}|{previous_sign}",
                f"s|next={shapes[at]}|{following}|{previous_sign}|{last}", *has,
            ]  # fmt: skip
            if at == begin:
                found[at] += ["BOS", f"BOS|{place}|{head}", f"BOS|{place}|{lead_modal}", f"BOS|{first_sentence}|{following}"]
            if at == begin + 1:
                found[at].append("BOS+1")
            since += 1
        if number == 0 and modals:
            lead_modal = modals[-1][1]
        elif number == 0 and lead_modal == "none":
            lead_modal = f"no:{lead_first}"
    for at in range(size):
        found[at] += shown if at in number_of_line else ["label"]
    return found
