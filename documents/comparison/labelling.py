"""What a change is about, as a model says that learned it from changes which readers labelled (``python -m benchmarks.changes``).

It sees the words of a change and those that differ in them, the words around, with what the codification tells of each
(`documents/duties/lexicon.py`) and what they name, and the headings above. On three draws, each left out in turn, it gave 181 of
244 changes their label; rules that went by these names alone .65, .60 and .64 of them at first sight (`docs/measured.md`).
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

import pycrfsuite

from documents.comparison.changes import What
from documents.comparison.named import kinds_named, tying
from documents.comparison.setting import Setting
from documents.comparison.sides import Side
from documents.comparison.stretches import Stretch
from documents.duties.lexicon import Lexicon, read_lexicon

NOTHING = "none"
"""What the model says of words that change nothing for anybody."""
_LEAST = 0.4
"""A change is told where it is so likely that it is one. On 4,118 differences of instruments from which an earlier form of the
model had not learned, this left 139 untold: precision .881 → .906, recall .956 → .952."""
_SURE = {"figure": 0.0, "phrase": 0.37, "one phrase": 0.37, "sentence": 0.0}
_LOOSE = frozenset({What.SCOPE, What.CONDITION, What.ADDRESSEE})
_LOOSE_SURE = {"figure": 0.0, "phrase": 0.37, "one phrase": 0.4, "sentence": 0.28}
"""What a change is about is told where that is so likely, by how it was found; others are words that differ."""
_LONG = 60
"""So many words of a long phrase are looked at for those that the other side lacks."""
_TOKEN = re.compile(r"\w+|[,;:.()]")
_DIGIT = re.compile(r"\d")
_MEASURE = re.compile(r"%|phần trăm|(?<!\w)(?:đồng|usd|vnđ?|lương|tiền|tỷ lệ|mức)(?!\w)", re.IGNORECASE)
_NUMBER = "<n>"
_MOST, _BEFORE, _HEADING = 25, 8, 12
"""So many words of a change, before it and of a heading are looked at."""
_FAR = 10
"""So many words at most stand between a phrase and what ties it."""


class Above(NamedTuple):
    """What stands above a provision.

    :param headings: from the nearest one up
    :param words: those right above
    :param setting: what the items are of the list in which it stands
    """

    headings: tuple[str, ...] = ()
    words: str = ""
    setting: Setting | None = None


def what_changed(places: Sequence[tuple[Side, Stretch]], how: str, above: Above, figure: What | None = None) -> What | None:
    """What a change is about, None where it is rather none.

    :param places: the words on each side that has some, the new ones first
    :param how: how it was found
    :param figure: what kind of figure it is, where it is one: its form says that
    """
    tagger = _tagger()
    tagger.set([features(places, how, above)])
    likely = {label: tagger.marginal(label, 0) for label in tagger.labels()}
    if 1 - likely.pop(NOTHING) < _LEAST:
        return None
    best = What(max(likely, key=lambda label: likely[label]))
    if any(side.text[slice(*span)].lower().startswith("thẩm quyền ") for side, span in places):
        best = What.AUTHORITY
    found = "one phrase" if how == "phrase" and len(places) == 1 else how
    sure = likely[best] >= (_LOOSE_SURE if best in _LOOSE else _SURE)[found] and _has_form(best, places)
    return figure or (best if sure else What.WORDS)


def _has_form(what: What, places: Sequence[tuple[Side, Stretch]]) -> bool:
    """Whether words look like what they are said to be about: a number is in a rate, somebody is named who has to do something."""
    texts = [side.text[slice(*span)] for side, span in places]
    named = [kinds_named(text) for text in texts]
    if what in (What.RATE, What.AMOUNT, What.AGE):
        return any(map(_DIGIT.search, texts)) and (len(texts) == 2 or what is What.AGE or bool(_MEASURE.search(texts[0])))
    if what is What.ADDRESSEE:
        return any("persons" in kinds or "body" in kinds for kinds in named)
    return what is not What.AUTHORITY or len(texts) == 1 or any("body" in kinds for kinds in named)


@lru_cache(1)
def _tagger() -> pycrfsuite.Tagger:
    tagger = pycrfsuite.Tagger()
    tagger.open(str(files(__package__).joinpath("changes.crfsuite")))
    return tagger


def features(places: Sequence[tuple[Side, Stretch]], how: str, above: Above) -> list[str]:
    """What the model sees of a change; with ``?`` what is so on one of two sides only."""
    told = [f"how={how} {len(places)}"]
    told += [f"heading={word}" for heading in above.headings[:2] for word in _tokens(heading)[:_HEADING]]
    told += [f"article={word}" for word in _tokens(above.headings[-1])[:_HEADING]] if above.headings else []
    told += [f"above={word}" for word in _tokens(above.words)[-_BEFORE:]]
    told += [f"list={above.setting.item} {above.setting.part}" if above.setting else "list=-"]
    known = read_lexicon()
    seen = [set(_of_side(side, span, known)) for side, span in places]
    told += [one if all(one in some for some in seen) else f"{one}?" for one in sorted(set().union(*seen))]
    own = [_tokens(side.text[slice(*span)])[:_LONG] for side, span in places]
    return [*told, *_differing(own, known), *_governing(*places[0], known)]


def _tokens(text: str) -> list[str]:
    return [_NUMBER if word[0].isdigit() else word for word in _TOKEN.findall(text.lower())]


def _bucket(size: int) -> str:
    """A size, roughly."""
    return next((str(most) for most in (0, 1, 2, 5, 12, 30) if size <= most), "more")


def _classes(name: str, known: Lexicon, words: Sequence[str], at: int) -> Iterator[str]:
    """The classes of a word, and of it with the next one."""
    for many in (1, 2):
        wide, narrow = known.classes(words, at, many)
        yield from (f"{name}{many}={wide}", f"{name}{many}:{narrow}")


def _use(name: str, known: Lexicon, words: Sequence[str]) -> Iterator[str]:
    """How often words begin an act, and a subject."""
    pair = " ".join(words[:2])
    yield f"{name}verb={known.verbs.get(pair, '0')}{known.verbs.get(words[0], '0') if words else ''}"
    yield f"{name}head={known.heads.get(pair, 'n')}"


def _of_side(side: Side, span: Stretch, known: Lexicon) -> Iterator[str]:
    own = _tokens(side.text[slice(*span)])
    begin, end = next((one for one in side.sentences if one[0] <= span[0] <= one[1]), (0, len(side.text)))
    before, behind = _tokens(side.text[begin : span[0]]), _tokens(side.text[span[1] : end])
    yield from (
        f"size={_bucket(len(own))}",
        f"first={' '.join(own[:1])}",
        f"first={' '.join(own[:2])}",
        f"last={' '.join(own[-1:])}",
    )
    yield from (f"before={' '.join(before[-many:])}" for many in (1, 2, 3))
    yield from (f"behind={' '.join(behind[:many])}" for many in (1, 2))
    yield from (f"near={word}" for word in before[-_BEFORE:])
    yield f"sentence={' '.join((before or own)[:2])}"
    yield from _use("sentence", known, before or own)
    some = own[:_MOST]
    yield from (f"word={word}" for word in some)
    yield from (f"words={one} {other}" for one, other in pairwise(some))
    for at in range(len(some)):
        yield from _classes("in", known, some, at)
    yield from _classes("first", known, own, 0)
    yield from _classes("last", known, own, len(own) - 2)
    yield from _classes("before", known, before, len(before) - 2)
    yield from _classes("behind", known, behind, 0)
    yield from _use("", known, own)
    yield from (f"is={kind}" for kind in kinds_named(side.text[slice(*span)]))
    yield from (f"subject={kind}" for kind in kinds_named(side.text[begin:end].lstrip()) if before)
    yield from (f"beside={kind}" for item in side.items_before(span[0])[:2] for kind in kinds_named(side.text[slice(*item)]))
    yield from _norms(side, span, (begin, end))
    yield from (f"figure={one.what}" for one in side.figures_in(span)[:2])


def _norms(side: Side, span: Stretch, sentence: Stretch) -> Iterator[str]:
    """Modal words around and in words, and the conditions there."""
    modals = [one for one in side.modals if sentence[0] <= one[0] < sentence[1]]
    yield "modal before=" + next((what for _, stop, what in reversed(modals) if stop <= span[0] + 2), "-")
    yield "modal behind=" + next((what for start, _, what in modals if start >= span[1] - 2), "-")
    yield "modal in=" + next((what for start, _, what in modals if span[0] <= start < span[1]), "-")
    yield f"condition={side.begins_condition(span[0])}{side.condition_around(span) is not None}{bool(side.conditions_in(span))}"


def _differing(own: Sequence[Sequence[str]], known: Lexicon) -> Iterator[str]:
    """The words of the one side that the other lacks."""
    lacking: list[list[list[str]]] = [[list(own[0])]]
    if len(own) == 2:
        changed = [one for one in SequenceMatcher(None, own[1], own[0], autojunk=False).get_opcodes() if one[0] != "equal"]
        lacking = [[list(own[0][k:m]) for *_, k, m in changed], [list(own[1][i:j]) for _, i, j, *_ in changed]]
        yield f"differences={min(len(changed), 3)}{all(map(any, lacking))}"
        stayed = own[0][: changed[0][3]] if changed else ()
        yield from (f"stayed={' '.join(stayed[:2])}", f"stayed={' '.join(stayed[-1:])}")
    for runs in lacking:
        words = [word for run in runs for word in run]
        yield f"other size={_bucket(len(words))}"
        yield from (f"other={word}" for word in words[:_MOST])
        if runs and runs[0]:
            yield from (f"other first={' '.join(runs[0][:many])}" for many in (1, 2))
            yield f"other last={runs[0][-1]}"
            yield from _classes("other", known, runs[0], 0)
            yield from _use("other ", known, runs[0])


def _governing(side: Side, span: Stretch, known: Lexicon) -> Iterator[str]:
    """The word that ties a phrase to its sentence, and how the whole phrase begins."""
    begin = max(side.text.rfind(sign, 0, span[0]) for sign in ("\n", ". ", ";")) + 1
    before = _tokens(side.text[begin : span[0]])
    tied = (at for at in range(len(before) - 1, max(len(before) - _FAR, 0) - 1, -1) if before[at] in tying())
    at = next(tied, -1)
    if at >= 0:
        yield from (
            f"tie={before[at]}",
            f"tie={before[at]}{min(len(before) - 1 - at, 3)}",
            f"tie={' '.join(before[max(at - 1, 0) : at + 1])}",
        )
    phrase = [*before[at + 1 :][-_FAR:], *_tokens(side.text[slice(*span)])]
    yield f"phrase={' '.join(phrase[:2])}"
    yield from _classes("phrase", known, phrase, 0)
    yield from _use("phrase ", known, phrase)
    behind = _tokens(side.text[span[1] : span[1] + 40])[:6]
    yield f"next tie={next((word for word in behind if word in tying()), '-')}"
    yield f"far={_bucket(len(before))}"
