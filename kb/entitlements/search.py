"""Finding a card in callers' words, with marks or without: a small ranking in memory.

What callers say belongs to the cards (``callers``) and to the everyday words of the base. Of two cards on the same support the one
of today's regime comes first, unless the question speaks of the law or of days before.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from kb.entitlements.loading import Desk
from kb.entitlements.model import Card, Regime
from kb.entitlements.rules import HINGE
from kb.interface.catalogue import languages
from kb.language import analysis
from kb.language.everyday import shipped_words

_SATURATION = 1.2
_LENGTH = 0.4
_CALLERS, _TITLE, _TWIN, _SAY, _STATEMENTS = 3.0, 3.0, 2.0, 1.0, 0.5
_PAIR = 2.0
_EVERYDAY = 0.3
_OTHER_REGIME = 0.6
_MONTHS = 12

_YEAR = re.compile(r"(?<![\d/])(?:(?:\d{1,2}/)?(?P<m>\d{1,3})(?:/| nam ))?(?P<y>20[12]\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Match:
    """A card found."""

    card: Card
    score: float


@dataclass(frozen=True, slots=True)
class _Index:
    weights: Mapping[str, Mapping[str, float]]
    rarity: Mapping[str, float]
    length: Mapping[str, float]


def search_cards(desk: Desk, query: str, most: int = 10, everyday: Mapping[str, Sequence[str]] | None = None) -> list[Match]:
    """The cards that a question is about, the best first.

    :param everyday: everyday words and the law's for them; None: those that the program ships
    """
    words = _folded(query)
    weights = dict.fromkeys(_meanings(words, shipped_words() if everyday is None else everyday), _EVERYDAY)
    weights.update((token, 1.0) for token in _tokens(words))
    index = _index(desk)
    scores: dict[str, float] = defaultdict(float)
    for token, weight in weights.items():
        for card, frequency in index.weights.get(token, {}).items():
            spread = frequency + _SATURATION * (1 - _LENGTH + _LENGTH * index.length[card])
            pair = _PAIR if "_" in token else 1.0
            scores[card] += weight * pair * index.rarity[token] * frequency * (1 + _SATURATION) / spread
    wanted = regime_meant(desk, query)
    found = [
        Match(card, scores[card.id] * (1.0 if card.regime is wanted else _OTHER_REGIME))
        for card in desk.cards.values()
        if card.id in scores
    ]
    return sorted(found, key=lambda match: (-match.score, match.card.id))[:most]


def regime_meant(desk: Desk, query: str) -> Regime:
    """The regime that a question speaks of: by its words, by a day before or after the present law; else today's."""
    text = " " + " ".join(_folded(query)) + " "
    for regime, phrases in ((Regime.NEW, desk.search.new), (Regime.OLD, desk.search.old)):
        if any(f" {' '.join(_folded(phrase))}{end}" in text for phrase in phrases for end in " /"):
            return regime
    days = [(int(match["y"]), int(match["m"] or 12)) for match in _YEAR.finditer(text) if int(match["m"] or 1) <= _MONTHS]
    hinge = (HINGE.year, HINGE.month)
    return Regime.OLD if days and max(days) < hinge else Regime.NEW


def _folded(text: str) -> list[str]:
    return analysis.fold_words(analysis.words(analysis.normal(text)))


def _tokens(words: Sequence[str]) -> list[str]:
    return [*words, *analysis.pairs(words)]


@lru_cache(maxsize=4)
def _index(desk: Desk) -> _Index:
    weights: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    length: dict[str, float] = {}
    for card in desk.cards.values():
        for text, weight in _texts(desk, card):
            for token in _tokens(_folded(text)):
                weights[token][card.id] += weight
        length[card.id] = sum(held.get(card.id, 0.0) for held in weights.values())
    mean = sum(length.values()) / len(length)
    rarity = {token: log(1 + (len(length) - len(held) + 0.5) / (len(held) + 0.5)) for token, held in weights.items()}
    return _Index(weights, rarity, {card: size / mean for card, size in length.items()})


def _texts(desk: Desk, card: Card) -> Iterable[tuple[str, float]]:
    yield from ((text, _CALLERS) for text in card.callers)
    for pair in desk.search.twins:
        if card.id in pair:
            other = desk.cards[pair[card.id == pair[0]]]
            yield from ((text, _TWIN) for text in other.callers)
    for language in languages():
        yield card.title(language), _TITLE
        yield card.say(language), _SAY
    yield from ((statement.text(), _STATEMENTS) for statement in card.statements)


def _meanings(words: Sequence[str], everyday: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """The law's words for what is asked in everyday ones."""
    text = f" {' '.join(words)} "
    for phrase, meanings in everyday.items():
        if f" {' '.join(_folded(phrase))} " in text:
            for meaning in meanings:
                yield from _tokens(_folded(meaning))
