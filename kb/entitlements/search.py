"""Finding a card in callers' words, with marks or without, in memory.

What callers say belongs to the cards (``callers``) and to the everyday words of the base. Of two cards on the same support the one
of today's regime comes first, unless the question speaks of the law or of days before. Something always comes first: whether a card
answers at all is told by how much each word says for the best one, and how much oftener it is said of cards than of all the law.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kb.entitlements.facts import ABROAD, CHILD, VIETNAM, is_under
from kb.entitlements.loading import Desk
from kb.entitlements.model import Card, Regime
from kb.entitlements.spoken import (
    asks_for_all,
    in_danger,
    regime_meant,
    says,
    spoken_facts,
    without_certification,
    without_marks,
    words_of,
)
from kb.entitlements.word_evidence import UNHEARD, evidence_of, tokens, weight_of
from kb.language import analysis
from kb.language.everyday import shipped_words

_EVERYDAY = 0.3
_OTHER_REGIME = 0.6
_LAW_AT_LARGE, _OF_TRAFFICKING, _EVEN = 2.0, 1.0, 2.75

ANSWERED = 0.5
"""The score that the first card has at least where one of them answers the question."""


@dataclass(frozen=True, slots=True)
class Match:
    """A card found.

    :param score: from 0 to 1; where the first one's is below ``ANSWERED``, no card answers the question
    """

    card: Card
    score: float


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a call beside its words.

    :param cards: those that apply; None: all do
    :param decided: it is known which regime applies
    :param facts: as they were chosen at the desk
    """

    cards: Collection[str] | None = None
    decided: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)


def search_cards(
    desk: Desk, query: str, most: int = 10, everyday: Mapping[str, Sequence[str]] | None = None, told: Told | None = None
) -> list[Match]:
    """The cards that a question is about, the best first. Where it speaks of danger now, what to do about that comes before all.

    :param everyday: everyday words and the law's for them; None: those that the program ships
    """
    told = told or Told()
    found = _heard(desk, query, everyday, told)
    spoken = spoken_facts(desk, query)
    abroad, danger = told.facts.get("where", spoken.get("where")) == ABROAD, in_danger(desk, query)
    if told.facts.get("where") == VIETNAM or (danger and not abroad):
        found = [item for item in found if item.card.id != _HOME]
    if danger:
        child = is_under(CHILD, told.facts) or spoken.get("age") == "child"
        heard = [item.card.id for item in found if item.card.id in _DANGER]
        firsts = [*([_HOME] if abroad else [_CHILDREN] if child else []), *dict.fromkeys((*heard, *_DANGER))]
        urgent = [Match(desk.cards[card], 1.0) for card in firsts if card in (told.cards if told.cards is not None else desk.cards)]
        found = [*urgent, *(item for item in found if item.card.id not in firsts)]
    elif asks_for_all(desk, query) and not is_answered(found):
        regime = regime_meant(desk, query)
        every = [card for card in desk.cards.values() if card.regime and (told.cards is None or card.id in told.cards)]
        found = [Match(card, ANSWERED) for card in sorted(every, key=lambda card: (card.regime is not regime, card.id))]
    return found[:most]


_DANGER = ("n-14", "n-15")
"""The cards for somebody in danger: protection with the police, the hotline."""
_CHILDREN, _HOME = "g-02", "n-16"


def _heard(desk: Desk, query: str, everyday: Mapping[str, Sequence[str]] | None, known: Told) -> list[Match]:
    """The cards that words speak of, the best first, with how sure it is that the first one answers."""
    evidence = evidence_of(desk)
    topic = without_certification(query)
    words = [word for written in words_of(topic) for word in words_of(desk.search.short.get(written, written))]
    asked = dict.fromkeys(evidence.asked(words), 1.0)
    weights = dict.fromkeys(_meanings(words, shipped_words() if everyday is None else everyday), _EVERYDAY) | asked
    told = [(token, weight * weight_of(token)) for token, weight in weights.items() if token in evidence.said]
    if not told:
        return []
    scores = {
        subject: sum(weight * evidence.said[token][subject] for token, weight in told)
        for subject in dict.fromkeys(evidence.subjects.values())
    }
    least, most_said = min(scores.values()), max(scores.values())
    wanted = regime_meant(desk, query)
    shares = {
        card.id: (scores[evidence.subjects[card.id]] - least)
        / (most_said - least or 1.0)
        * (1.0 if known.decided or (card.regime or Regime.NEW) is wanted else _OTHER_REGIME)
        for card in desk.cards.values()
    }
    best = max(scores, key=scores.__getitem__)
    for_best = sum(weight * max(0.0, evidence.said[token][best]) for token, weight in told)
    sure = _sure(desk, query, asked, for_best) / (max(shares.values()) or 1.0)
    order = sorted(shares, key=lambda card: (-shares[card], desk.cards[card].regime is None, card))
    return [Match(desk.cards[card], shares[card] * sure) for card in order if known.cards is None or card in known.cards]


def _sure(desk: Desk, query: str, asked: Iterable[str], for_best: float) -> float:
    """From 0 to 1, how sure it is that a card answers: by the words alone, and by how much the law at large speaks so.

    A story of trafficking is likely meant for a card.
    """
    ours = evidence_of(desk).ours
    weights = {token: weight_of(token) for token in asked}
    words = sum(weight for token, weight in weights.items() if "_" not in token) or 1.0
    of_cards = sum(weight * ours.get(token, UNHEARD) for token, weight in weights.items()) / (sum(weights.values()) or 1.0)
    told = for_best / words + _LAW_AT_LARGE * of_cards + (_OF_TRAFFICKING if says(query, desk.search.trafficked) else 0.0)
    told = max(0.0, told)
    return told / (told + _EVEN)


def _meanings(words: Sequence[str], everyday: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """The law's words for what is asked in everyday ones."""
    text = f" {' '.join(analysis.fold_words(words))} "
    for phrase, meanings in everyday.items():
        if f" {' '.join(without_marks(phrase))} " in text:
            for meaning in meanings:
                yield from tokens(words_of(meaning))


def is_answered(matches: Sequence[Match]) -> bool:
    """Whether a card answers the question that these were found for."""
    return bool(matches) and matches[0].score >= ANSWERED
