"""What a change is about, as a model says that learned it from changes which readers labelled (``python -m benchmarks.changes``).

It sees the words of a change, the words around, with what the codification tells of each (`documents/duties/lexicon.py`) and what
they name, and the headings above, each kind of these with one weight however many there are. Of seven draws, each left out in turn,
it gives 478 of 622 changes their label, where a tagger that weighed all alike gave .733 of them (`docs/measured.md`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from documents.comparison.changes import What
from documents.comparison.named import kinds_named
from documents.comparison.setting import Setting
from documents.comparison.sides import Side
from documents.comparison.stretches import Stretch
from documents.duties.lexicon import Lexicon, read_lexicon

MODEL = Path(__file__).with_name("changes.npz")
NOTHING = "none"
"""What the model says of words that change nothing for anybody."""
_LEAST = 0.4
"""A change is told where it is so likely that it is one. Of 775 lines on six draws, each left out in turn, this leaves five untold,
none of which a reader saw."""
_SURE = 0.29
"""What a change is about is told where that is so likely; others are words that differ. On those draws .797 of the labels are right
at .28, .800 here and at .30, and .834, .816 and .799 of the readers' changes are told."""
_TOKEN = re.compile(r"\w+|[,;:.()]")
_DIGIT = re.compile(r"\d")
_MEASURE = re.compile(r"%|phần trăm|(?<!\w)(?:đồng|usd|vnđ?|lương|tiền|tỷ lệ|mức)(?!\w)", re.IGNORECASE)
_NUMBER = "<n>"
_MOST, _BEFORE, _HEADING = 25, 8, 12
"""So many words of a change, before it and of a heading are looked at."""


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
    likely = weights().shares(features(places, how, above))
    if likely.pop(NOTHING) > 1 - _LEAST:
        return None
    ranked = sorted(map(What, likely), key=likely.__getitem__, reverse=True)
    best = next(one for one in ranked if _has_form(one, places))
    return figure or (best if likely[best] >= _SURE else What.WORDS)


def _has_form(what: What, places: Sequence[tuple[Side, Stretch]]) -> bool:
    """Whether words look like what they are said to be about: a number is in a rate, somebody is named who has to do something."""
    texts = [side.text[slice(*span)] for side, span in places]
    named = [kinds_named(text) for text in texts]
    if what in (What.RATE, What.AMOUNT, What.AGE):
        return any(map(_DIGIT.search, texts)) and (len(texts) == 2 or what is What.AGE or bool(_MEASURE.search(texts[0])))
    if what is What.ADDRESSEE:
        return any("persons" in kinds or "body" in kinds for kinds in named)
    return what is not What.AUTHORITY or len(texts) == 1 or any("body" in kinds for kinds in named)


class Weights(NamedTuple):
    """How much what is seen of a change speaks for each label: a ridge regression.

    :param places: the row of each feature
    :param rows: a column for each label
    :param groups: of each row; what is seen of one kind counts together, however much it is
    :param pulls: how much each group counts beside the others
    :param mean: how likely each label is, whatever is seen
    """

    labels: Sequence[str]
    places: Mapping[str, int]
    rows: npt.NDArray[np.float32]
    groups: npt.NDArray[np.int64]
    pulls: npt.NDArray[np.float64]
    mean: npt.NDArray[np.float64]

    def shares(self, told: Sequence[str]) -> dict[str, float]:
        """How likely each label is of a change with some features."""
        at, much = counted(told, self.places, self.groups, self.pulls)
        likely = np.maximum(much @ self.rows[at] + self.mean, 0)
        return dict(zip(self.labels, (likely / max(likely.sum(), 1e-9)).tolist(), strict=True))


def counted(
    told: Sequence[str], places: Mapping[str, int], groups: npt.NDArray[np.int64], pulls: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """The rows of features, and how much each of them counts: each group by its pull, all of them together one."""
    at = np.array(sorted({places[one] for one in told if one in places}), np.int64)
    many = np.bincount(groups[at], minlength=len(pulls))
    whole = np.sqrt((pulls[many > 0] ** 2).sum())
    return at, (pulls / np.sqrt(np.maximum(many, 1)))[groups[at]] / max(whole, 1e-9)


@lru_cache(1)
def weights(path: Path = MODEL) -> Weights:
    """Those of the package."""
    with np.load(path, allow_pickle=False) as kept:
        labels, names = (str(kept[one]).split("\n") for one in ("labels", "names"))
        rows = kept["rows"].astype(np.float32) * kept["step"]
        places = {name: at for at, name in enumerate(names)}
        return Weights(labels, places, rows, kept["groups"].astype(np.int64), kept["pulls"], kept["mean"])


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
    return told


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
