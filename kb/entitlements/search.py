"""Finding a card in callers' words, in memory: by what was learned of how callers speak (`kb.entitlements.hearing`).

Of two cards on the same support the one of today's regime comes first, unless the question speaks of the law or of days before.
Something always comes first: whether it answers at all is told by its score.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from kb.entitlements.danger import MIND, in_danger, is_urgent
from kb.entitlements.facts import ABROAD, CHILD, FOREIGN, NOT_YET, VIETNAM, Who, is_under
from kb.entitlements.hearing import Heard, hearing_of, tokens
from kb.entitlements.loading import Desk
from kb.entitlements.model import Card, Regime
from kb.entitlements.phrases import words_of
from kb.entitlements.reading import (
    asks_for_all,
    asks_which_law,
    despairs,
    is_asking,
    is_certified,
    is_emergency,
    names_danger,
    names_no_matter,
    parts_asked,
    read_words,
    regime_meant,
    speaks_of_trafficking,
    spoken_facts,
    without_certification,
    without_marks,
    without_whole,
)
from kb.entitlements.whereabouts import is_abroad, least_abroad, place_of
from kb.language import analysis

_OTHER_REGIME = 0.6

ANSWERED = 0.5
"""The score that the first card has at least where one of them answers the question."""
PERHAPS = 0.4
"""A question whose first card is as likely has it open, to be asked back about where it is less likely than `SURE`, with names of
others beside it. Of 18,339 turns, each heard by what other writers wrote, 3,808 are between: their first card answers 2,507."""
SURE = 0.7
"""And where it is said as its answer. Of 18,339 turns, each heard by what other writers wrote, 9,744 have such, 9,123 rightly;
12,315 one that more likely than not answers, 10,954 rightly."""


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
    :param before: what was typed earlier in the same call
    """

    cards: Collection[str] | None = None
    decided: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()

    @property
    def is_alone(self) -> bool:
        """Whether no office is said to know of them yet."""
        return self.facts.get("identified") == NOT_YET and self.facts.get("who") != Who.BEING_IDENTIFIED


def search_cards(
    desk: Desk, query: str, most: int = 10, everyday: Mapping[str, Sequence[str]] | None = None, told: Told | None = None
) -> list[Match]:
    """The cards that a question is about, the best first. Where it speaks of danger now, what to do about that comes before all.

    What names no matter is about that of the turn before: of 126 such turns after one that a card answers 125 are.

    :param everyday: everyday words that the base adds, and the law's for them
    """
    told = told or Told()
    *earlier, last = told.before or [""]
    matter: list[Match] = []
    if goes_on(desk, query, told.before) and not asks_for_all(desk, last):
        matter = search_cards(desk, last, most, everyday, replace(told, before=tuple(earlier)))
    before = _before(desk, everyday, told)
    found = _heard(desk, query, everyday, told, before, last)
    if (
        matter
        and matter[0].score >= PERHAPS
        and not (found and found[0].card is matter[0].card and found[0].score > matter[0].score)
    ):
        return matter
    if found and found[0].card.id in (_SHELTER, _AT_HOME):
        found = _where_to_stay(found, before, sold=speaks_of_trafficking(desk, query, *told.before))
    asked = [] if is_answered(found) else also_asked(desk, query, everyday, told)
    if len(asked) > 1:  # of several things at once none stands out
        found = [Match(asked[0], SURE), *(item for item in found if item.card is not asked[0])]
    urgent, turns = is_urgent(desk, query), (query, *told.before[::-1])
    place = place_of(desk, query, told.facts, turns[1:], least_abroad(desk, turns) if urgent else 0.0)
    abroad = place == ABROAD
    if place == VIETNAM or (urgent and not abroad) or _is_foreign(desk, query, told):
        found = [item for item in found if item.card.id not in (_HOME, _HOME_BEFORE)]
    if urgent and not (is_answered(found) and not names_danger(desk, query)):
        return _with_safety(desk, query, told, found, abroad=abroad)[:most]
    if asks_for_all(desk, query) and not (
        is_answered(found) and is_answered(_heard(desk, without_whole(desk, query), everyday, told))
    ):
        waits = spoken_facts(desk, query).get("identified") == NOT_YET
        if (told.is_alone or waits) and not asks_which_law(desk, query):
            return _nothing_yet(desk, query, told, found, waits=waits)[:most]
        found = _all_of_them(desk, told, regime_meant(desk, query, *told.before[::-1]))
    return found[:most]


def goes_on(desk: Desk, query: str, before: Sequence[str]) -> bool:
    """Whether a turn asks more of the matter before it."""
    return bool(before) and names_no_matter(desk, query)


def _where_to_stay(found: list[Match], before: Mapping[str, float], *, sold: bool) -> list[Match]:
    """Of the two houses the one that is meant: that for victims where they were sold, else that of who was beaten at home."""
    other = next((item for item in found[1:] if item.card.id == (_SHELTER if sold else _AT_HOME)), None)
    if other and (other.score > _NEARLY * found[0].score if sold else before.get(_AT_HOME, 0) > _CALL):
        return [replace(other, score=found[0].score), *(item for item in found if item is not other)]
    return found


def _all_of_them(desk: Desk, told: Told, regime: Regime | None) -> list[Match]:
    every = [card for card in desk.cards.values() if card.regime and (told.cards is None or card.id in told.cards)]
    return [Match(card, SURE) for card in sorted(every, key=lambda card: (card.regime is not regime, card.id))]


def _with_safety(desk: Desk, query: str, told: Told, found: list[Match], *, abroad: bool) -> list[Match]:
    """What was found, behind what keeps somebody safe: home from abroad or a child's protection, life, the police."""
    child, asked = _is_child(desk, query, told), read_words(desk, query)
    heard = [
        item.card.id
        for item in found
        if item.card.id in _DANGER or (item is found[0] and item.card.id in _THREATS and is_answered(found))
    ]
    life = [*([_CARE] if is_emergency(desk, asked) else []), *([MIND] if despairs(desk, asked) else [])]
    home = [_CHILDREN] if child else []
    firsts = [*([_HOME] if abroad else home), *life, *dict.fromkeys((*heard, *_DANGER))]
    first = [Match(desk.cards[card], 1.0) for card in firsts if card in (told.cards if told.cards is not None else desk.cards)]
    return [*first, *(item for item in found if item.card.id not in firsts)]


def _is_child(desk: Desk, query: str, told: Told) -> bool:
    return is_under(CHILD, told.facts) or spoken_facts(desk, query).get("age") in _YOUNG


def _is_foreign(desk: Desk, query: str, told: Told) -> bool:
    """Whether somebody is said to be of another country, now or before: the Vietnamese embassy brings home its own."""
    turns = (told.facts, *(spoken_facts(desk, turn) for turn in (query, *told.before[::-1])))
    return next((facts["nationality"] for facts in turns if "nationality" in facts), None) == FOREIGN


_THREATS = ("g-09", "g-13")
_DANGER = ("n-14", "n-15")
"""The cards for somebody in danger: protection with the police, the hotline."""
_YOUNG = {"infant", "child"}
_AT_HOME, _SHELTER, _CALL, _NEARLY = "g-09", "n-01", 0.5, 0.9
"""A call that is about violence at home, and not of trafficking, asks for the refuge of its law, not the victims' shelter; one of
trafficking for the shelter, where both are nearly as likely."""
_CHILDREN, _HOME, _HOME_BEFORE, _CARE, _IDENTIFICATION, _INTERPRETING = "g-02", "n-16", "o-15", "n-03", "n-13", "n-05"
FOR_SAFETY = frozenset((*_THREATS, *_DANGER, _CHILDREN, _HOME, _CARE, MIND))
"""The cards whose sentence may be said first to somebody in danger."""


def _nothing_yet(desk: Desk, query: str, told: Told, found: Sequence[Match], *, waits: bool) -> list[Match]:
    """What there is for somebody whom no office knows of: it begins with being known. Of another matter nothing is sure.

    :param waits: for their paper
    """
    first = _CHILDREN if is_under(CHILD, told.facts) else _IDENTIFICATION
    sure = SURE if waits or first == _CHILDREN or speaks_of_trafficking(desk, query, *told.before) else 0.0
    return [
        Match(desk.cards[first], sure),
        *(replace(item, score=min(sure, item.score)) for item in found if item.card.id != first),
    ]


def also_asked(desk: Desk, query: str, everyday: Mapping[str, Sequence[str]] | None = None, told: Told | None = None) -> list[Card]:
    """The cards that parts of a question ask for, in the order in which they are asked."""
    told = told or Told()
    parts = [] if goes_on(desk, query, told.before) else parts_asked(desk, query)
    found = [_heard(desk, part, everyday, told) for part in parts]
    least = _SEVERAL if len(found) > 1 else ANSWERED
    return list({some[0].card.id: some[0].card for some in found if some and some[0].score >= least}.values())


_SEVERAL = 0.4
"""The score of a part of a question that asks several things. Of 300 questions made of two turns each, both cards are shown for 98
and 60 wrong ones besides; with `ANSWERED` for 76, and 46 wrong. Of 500 turns about one thing 2 show a wrong one more."""


def _hear(
    desk: Desk, query: str, everyday: Mapping[str, Sequence[str]] | None, before: Mapping[str, float] | None, last: str
) -> Heard | None:
    hearing = hearing_of(desk)
    asked = without_certification(query)
    topic = read_words(desk, asked)
    weights = dict.fromkeys(_meanings(topic.words, everyday or {}), _EVERYDAY) | dict.fromkeys(tokens(topic.words), 1.0)
    alone = hearing.hear(weights)
    if alone is None:
        return None
    named = hearing.named(asked, alone.best)
    if named:
        return replace(alone, by_subject={**alone.by_subject, named: alone.by_subject[alone.best] + 1}, named=True)
    return hearing.hear(weights, before, last)


def _heard(
    desk: Desk,
    query: str,
    everyday: Mapping[str, Sequence[str]] | None,
    known: Told,
    before: Mapping[str, float] | None = None,
    last: str = "",
) -> list[Match]:
    """The cards that words speak of, the best first, with how sure it is that the first one answers.

    :param before: what the call was about
    :param last: the turn before
    """
    heard = _hear(desk, query, everyday, before, last)
    if heard is None:
        return []
    subjects, scores = hearing_of(desk).subjects, heard.by_subject
    least, most_said = min(scores.values()), max(scores.values())
    wanted = regime_meant(desk, query, *known.before[::-1])
    shares = {
        card.id: (scores[subjects[card.id]] - least)
        / (most_said - least or 1.0)
        * (1.0 if known.decided or (card.regime or wanted) is wanted else _OTHER_REGIME)
        for card in desk.cards.values()
    }
    sure = heard.sure / (max(shares.values()) or 1.0)
    order = sorted(shares, key=lambda card: (-shares[card], desk.cards[card].regime is None, card))
    nearest = max(shares.values()) * _GENERAL
    shown = (card for card in order if desk.cards[card].regime or shares[card] >= nearest)
    return [Match(desk.cards[card], shares[card] * sure) for card in shown if known.cards is None or card in known.cards]


def _before(desk: Desk, everyday: Mapping[str, Sequence[str]] | None, told: Told) -> Mapping[str, float]:
    """What the call was about after the turns before."""
    about: Mapping[str, float] = {}
    for last, turn in pairwise(("", *told.before)):
        if about and names_no_matter(desk, turn):
            continue
        heard = _hear(desk, turn, everyday, about, last)
        about = heard.carried(about) if heard else about
    return about


_EVERYDAY = 0.3
_GENERAL = 0.5
"""Share of the best score that a card of the law for everybody has at least: the kidney stands in no list about a fare home."""


def _meanings(words: Sequence[str], everyday: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """The law's words for what is asked in everyday ones."""
    text = f" {' '.join(analysis.fold_words(words))} "
    for phrase, meanings in everyday.items():
        if f" {' '.join(without_marks(phrase))} " in text:
            for meaning in meanings:
                yield from tokens(words_of(meaning))


_NEAREST = 4
"""Names to choose from where no card surely answers: of 3,317 such turns that a card answers
2,836 have it among four."""


def nearest(desk: Desk, query: str, found: Iterable[Card], told: Told) -> list[Card]:
    """The few cards that may be meant, each support once; in danger, and of a story of trafficking, first what comes first."""
    each: dict[str, Card] = {}
    for card in found:
        each.setdefault(hearing_of(desk).subjects[card.id], card)
    firsts, foreign = list[str](), _is_foreign(desk, query, told)
    home = [_HOME] if not foreign and is_abroad(desk, query, told.facts, told.before[::-1]) else []
    child = [_CHILDREN] if _is_child(desk, query, told) else []
    if in_danger(desk, query):
        firsts = [*home, *child, _DANGER[0]]
    elif speaks_of_trafficking(desk, without_certification(query), *(() if is_asking(desk, query) else told.before)):
        firsts = [*home, *child, *([] if is_certified(desk, query, *told.before) else [_IDENTIFICATION])]
    firsts = [*firsts, _INTERPRETING] if firsts and foreign else firsts
    firsts = [card for card in firsts if told.cards is None or card in told.cards]
    return [each.get(subject) or desk.cards[subject] for subject in dict.fromkeys((*firsts, *each))][:_NEAREST]


def is_answered(matches: Sequence[Match]) -> bool:
    """Whether a card answers the question that these were found for."""
    return bool(matches) and matches[0].score >= ANSWERED
