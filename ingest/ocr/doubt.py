"""Which recognised words may be wrong. The engine's confidence finds half of them; which words follow which finds the others.

Nothing is changed: what a word may be is proposed, of letters only.
"""

import gzip
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from documents.text import fold, unify_tone_marks
from ingest.ocr.engine import SeenWord
from kb.language.word_model import BITS, WORD, WordModel

PAIRS = Path(__file__).with_name("models") / "pairs.gz"
"""Which words follow which in law, see ``python -m benchmarks.scans``."""

LABELS = ("Điều", "Khoản", "Mục", "Chương", "Phần", "Phụ")
"""What a number stands behind: a line that begins so is law, however unsure its number is; no sentence goes on with it."""

DOTS = "....."
"""What stands for dots to write on."""

_UNSURE, _UNSURE_SIGN = 0.8, 0.9
_ENDS = (".", ";", ":", "”", "./.")
_LABEL = re.compile(r"(?:(\d{1,3}[a-zđ]?)[,:;]|([a-eg-ik-vxyđ])[}\]])([^\W\d_]*)")
_LIKELIER = 2 * BITS  # that another word, which differs in its marks only, is there
_MIXED = re.compile(r"\d[^\W\d_]|[^\W\d_]\d")
_SIGNS = re.compile(r"[:;,][.:;,]$|^[^\w+/–-]+$|\d[.,:;][^\W\d_]")  # as nobody prints them
_BEFORE_DOTS = re.compile(r"(?:\w\W?:|ngày|tháng|năm|[Ss]ố)$")
_LABEL_SIGN = re.compile(r"\d{1,2}[,:;)]")  # behind the number that begins a line
_SHORT_YEAR = re.compile(r"\d{3}\W*")
_NUMBERS = re.compile(r"(?:\d+[./-])*\d+[a-zđ]?(?:[./-][\wĐ&-]*)*|[a-zđ]\d{1,2}")


def with_labels(words: Sequence[SeenWord]) -> list[SeenWord]:
    """The words, with the sign that the law prints behind a number: “Điều 10, Hồ sơ” would open no article.

    Only where a line begins with it, below a finished sentence, and a capital letter follows. Such a number is doubtful.
    """
    made = list(words)
    for at, word in enumerate(words):
        if at and (words[at - 1].line == word.line or not words[at - 1].text.endswith(_ENDS)):
            continue
        place = at + 1 if word.text in ("Điều", "ĐIỀU") and at + 1 < len(words) else at
        label = _LABEL.fullmatch(words[place].text)
        if label is None:
            continue
        rest = label[3] or (words[place + 1].text if place + 1 < len(words) else "")
        if rest[:1].isupper() and not rest.startswith(LABELS):
            sign = "." if label[1] else ")"
            made[place] = replace(words[place], text=f"{label[1] or label[2]}{sign} {label[3]}".strip(), confidence=_UNSURE / 2)
    return made


def doubted(words: Sequence[SeenWord]) -> list[str | None]:
    """For each word None where nothing speaks against it; else what it may be, or nothing where that is open."""
    found: list[str | None] = ["" if _is_unsure(word) or _is_odd(words, at) else None for at, word in enumerate(words)]
    model = _pairs()
    parts = [(at, part) for at, word in enumerate(words) for part in WORD.findall(unify_tone_marks(word.text.lower()))]
    numbers = [model.number_of(part) for _, part in parts]
    for place, ((at, part), number) in enumerate(zip(parts, numbers, strict=True)):
        if number is None:
            found[at] = found[at] or ""
        elif not part[0].isdigit():
            before, behind = numbers[place - 1] if place else None, numbers[place + 1] if place + 1 < len(numbers) else None
            proposed = _likelier(model, before or 0, number, behind or 0, part)
            if proposed is not None:
                whole = words[at].text
                found[at] = proposed and _in_place(whole, part, proposed)
    return found


def _likelier(model: WordModel, before: int, number: int, behind: int, part: str) -> str | None:
    """A word with other marks that fits better between its neighbours; empty where the word fits neither; None where it does."""
    cost = model.pair_cost(before, number) + model.pair_cost(number, behind)
    others = (other for other in model.forms(fold(part)) if other != number)
    best = min(((model.pair_cost(before, other) + model.pair_cost(other, behind), other) for other in others), default=None)
    if best is not None and cost - best[0] > _LIKELIER:
        return model.words[best[1]]
    alone = before > 0 and behind > 0 and model.pair_at(before, number) < 0 and model.pair_at(number, behind) < 0
    return "" if alone else None


def _in_place(whole: str, part: str, proposed: str) -> str:
    """A word as it is printed, with one of its parts exchanged; nothing where it is not found in it."""
    start = unify_tone_marks(whole.lower()).find(part)
    if start < 0:
        return ""
    printed = whole[start : start + len(part)]
    made = proposed.upper() if printed.isupper() else proposed.capitalize() if printed[:1].isupper() else proposed
    return whole[:start] + made + whole[start + len(part) :]


def _is_unsure(word: SeenWord) -> bool:
    """Whether the engine is less sure of a word than of right ones: a digit or a sign is lost more easily than a letter."""
    letters = word.text.isalpha()
    return word.confidence < (_UNSURE if letters else _UNSURE_SIGN)


def _is_odd(words: Sequence[SeenWord], at: int) -> bool:
    """Whether a word has digits among its letters as no number of ours, or signs as they stand in no text."""
    text, line = words[at].text, words[at].line
    if text == DOTS:
        return False
    before = words[at - 1] if at else None
    behind = words[at + 1] if at + 1 < len(words) else None
    core = text.strip("()[]“”\"'.,;:")
    return (
        bool(_MIXED.search(core) and not _NUMBERS.fullmatch(core))
        or bool(_SIGNS.search(text))
        or (before is not None and before.text == "năm" and bool(_SHORT_YEAR.fullmatch(text)))
        or ((before is None or before.line != line) and bool(_LABEL_SIGN.fullmatch(text)))
        # a colon is lost among the dots behind it
        or (behind is not None and behind.text == DOTS and behind.line == line and not _BEFORE_DOTS.search(text))
    )


@lru_cache(maxsize=1)
def _pairs() -> WordModel:
    return WordModel(gzip.decompress(PAIRS.read_bytes()))
