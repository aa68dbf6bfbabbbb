"""Finding a card in callers' words, in memory: by what they say outright, and by what each word says for a support.

What callers say belongs to the cards (``callers``) and to the everyday words of the base. Of two cards on the same support the one
of today's regime comes first, unless the question speaks of the law or of days before. Something always comes first: whether a card
answers at all is told by how much each word says for the best one, and how much oftener it is said of cards than of all the law.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from math import log

from kb.entitlements.facts import ABROAD, CHILD, NOT_YET, VIETNAM, Who, is_under
from kb.entitlements.loading import Desk
from kb.entitlements.model import PERSON, About, Card
from kb.entitlements.reading import (
    Asked,
    abouts_asked,
    asks_for_all,
    asks_which_law,
    in_danger,
    is_abroad,
    is_emergency,
    names_no_subject,
    parts_asked,
    read_words,
    regime_meant,
    speaks_of_trafficking,
    spoken_facts,
    without_certification,
    without_marks,
    without_whole,
    words_of,
)
from kb.interface.catalogue import languages
from kb.language import analysis
from kb.language.everyday import shipped_words

_CALLERS, _TITLE, _SAY, _STATEMENTS = 1.0, 1.0, 0.4, 0.2
_PAIR = 1.5
_SMOOTHING = 0.1
_FIGURE = re.compile(r"\d")
"""How old, how much and when, which no card says, tell neither for nor against one."""
UNHEARD = -1.0
"""What a word that nobody ever said tells of cards."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What words say: by word and subject, the logarithm of how much oftener it is said of this one than of all others.

    :param talk: words that tell nothing of what is asked for
    :param bare_talk: the same without marks
    :param subjects: the subject of each card; twins have one
    :param said: by word and subject
    :param ours: by word, how much oftener it is said of cards than of the law at large, as a logarithm
    """

    talk: frozenset[str]
    bare_talk: frozenset[str]
    subjects: Mapping[str, str]
    said: Mapping[str, Mapping[str, float]]
    ours: Mapping[str, float]

    def asked(self, asked: Asked) -> list[str]:
        """The tokens of a question. Without marks, talk looks like other words: pairs of it are kept, as some are no talk."""
        if not asked.bare:
            return tokens(asked.words, self.talk)
        return [token for token in tokens(asked.words) if token not in self.bare_talk]


def weight_of(token: str) -> float:
    """How much a token weighs: a pair of words more than one."""
    return _PAIR if "_" in token else 1.0


def tokens(words: Sequence[str], talk: Collection[str] = ()) -> list[str]:
    """Words and pairs of words, without marks; nothing of talk alone."""
    plain = list(zip(words, analysis.fold_words(words), strict=True))
    found = [bare for word, bare in plain if word not in talk]
    pairs = (f"{bare}_{other_bare}" for (word, bare), (other, other_bare) in pairwise(plain) if not {word, other} <= set(talk))
    return [*found, *pairs]


@lru_cache(maxsize=4)
def evidence_of(desk: Desk) -> Evidence:
    """What the words of a desk's cards say."""
    talk = frozenset(words_of(desk.search.talk))
    subjects = {card: card for card in desk.cards} | dict(desk.search.twins)
    counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for card in desk.cards.values():
        for text, weight in _texts(card):
            for token in dict.fromkeys(tokens(words_of(text), talk)):
                counts[token][subjects[card.id]] += weight
    whole: dict[str, float] = defaultdict(float)
    for by_subject in counts.values():
        for subject, count in by_subject.items():
            whole[subject] += count
    total, room = sum(whole.values()), _SMOOTHING * len(counts)

    def speaks(subject: str, here: float, everywhere: float) -> float:
        mine = (here + _SMOOTHING) / (whole[subject] + room)
        others = (everywhere - here + _SMOOTHING) / (total - whole[subject] + room)
        return log(mine / others)

    said = {}
    for token, by_subject in counts.items():
        everywhere = sum(by_subject.values())
        said[token] = {subject: speaks(subject, by_subject.get(subject, 0.0), everywhere) for subject in whole}
    return Evidence(talk, frozenset(analysis.fold_words(talk)), subjects, said, _ours(counts, talk))


def _ours(counts: Mapping[str, Mapping[str, float]], talk: Collection[str]) -> Mapping[str, float]:
    """The everyday words that the program ships speak of all the law: held against them, what is said of cards stands out."""
    here = {token: sum(by_subject.values()) for token, by_subject in counts.items()}
    there: dict[str, float] = defaultdict(float)
    for phrase, meanings in shipped_words().items():
        for text in (phrase, *meanings):
            for token in dict.fromkeys(tokens(words_of(text), talk)):
                there[token] += 1.0
    every = here.keys() | there.keys()
    room = _SMOOTHING * len(every)
    whole, all_there = sum(here.values()) + room, sum(there.values()) + room
    return {
        token: log((here.get(token, 0.0) + _SMOOTHING) / whole) - log((there.get(token, 0.0) + _SMOOTHING) / all_there)
        for token in every
    }


def _texts(card: Card) -> Iterable[tuple[str, float]]:
    yield from ((text, _CALLERS) for text in card.callers)
    for language in languages():
        yield card.title(language), _TITLE
        yield card.say(language).replace(PERSON, ""), _SAY
    yield from ((statement.text(), _STATEMENTS) for statement in card.statements)


_EVERYDAY = 0.3
_OTHER_REGIME = 0.6
_LAW_AT_LARGE, _OF_TRAFFICKING, _EVEN = 2.0, 1.0, 2.3

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
    :param before: what was typed earlier in the same call
    """

    cards: Collection[str] | None = None
    decided: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()

    @property
    def is_victim(self) -> bool:
        """Whether somebody is said to have the paper, or to be under verification: what they ask is likely about a support."""
        return self.facts.get("who") == Who.BEING_IDENTIFIED or self.facts.get("identified", NOT_YET) != NOT_YET

    @property
    def is_alone(self) -> bool:
        """Whether no office is said to know of them yet."""
        return self.facts.get("identified") == NOT_YET and not self.is_victim


def search_cards(
    desk: Desk, query: str, most: int = 10, everyday: Mapping[str, Sequence[str]] | None = None, told: Told | None = None
) -> list[Match]:
    """The cards that a question is about, the best first. Where it speaks of danger now, what to do about that comes before all.

    :param everyday: everyday words and the law's for them; None: those that the program ships
    """
    told = told or Told()
    found = _heard(desk, query, everyday, told)
    if not is_answered(found):
        found = _by_its_parts(desk, query, everyday, told, found)
    if not is_answered(found) or names_no_subject(desk, query):
        found = _gone_on(desk, query, found, _card_before(desk, everyday, told))
    spoken = spoken_facts(desk, query)
    asked = read_words(desk, query)
    if asked.says(desk.search.story) and not told.is_victim:
        found = _with_first_step(desk, found, {**spoken, **told.facts})
    danger = in_danger(desk, query)
    abroad = is_abroad(desk, query, told.facts)
    if told.is_alone and found and (found[0].card.id in _VICTIMS or not is_answered(found)):
        matter = _matter_before(desk, everyday, told)
        found = [*matter, *(item for item in found if item.card not in [one.card for one in matter])]
    if told.facts.get("where") == VIETNAM or (danger and not abroad):
        found = [item for item in found if item.card.id != _HOME]
    if danger:
        child = is_under(CHILD, told.facts) or spoken.get("age") in _YOUNG
        heard = [
            item.card.id
            for item in found
            if item.card.id in _DANGER or (item is found[0] and item.card.id in _THREATS and item.score >= _PART)
        ]
        life = [*([_CARE] if is_emergency(desk, asked) else []), *([_MIND] if asked.says(desk.search.despair) else [])]
        firsts = [*([_HOME] if abroad else [_CHILDREN] if child else []), *life, *dict.fromkeys((*heard, *_DANGER))]
        urgent = [Match(desk.cards[card], 1.0) for card in firsts if card in (told.cards if told.cards is not None else desk.cards)]
        found = [*urgent, *(item for item in found if item.card.id not in firsts)]
    elif asks_which_law(desk, query) or (
        asks_for_all(desk, query)
        and not (is_answered(found) and is_answered(_heard(desk, without_whole(desk, query), everyday, told)))
    ):
        if told.is_alone and not asks_which_law(desk, query):
            return _nothing_yet(desk, query, told, found)[:most]
        regime = regime_meant(desk, query)
        every = [card for card in desk.cards.values() if card.regime and (told.cards is None or card.id in told.cards)]
        found = [Match(card, ANSWERED) for card in sorted(every, key=lambda card: (card.regime is not regime, card.id))]
    return found[:most]


def _card_before(desk: Desk, everyday: Mapping[str, Sequence[str]] | None, told: Told) -> Card | None:
    """The card that surely answered the last turn of the call that one answered; of danger, the one on its matter."""
    for turn, earlier in reversed(list(enumerate(told.before))):
        if in_danger(desk, earlier):
            found = _heard(desk, earlier, everyday, told)
        else:
            found = search_cards(desk, earlier, 1, everyday, replace(told, before=told.before[:turn]))
        if is_answered(found):
            return None if asks_for_all(desk, earlier) else found[0].card
    return None


def _gone_on(desk: Desk, query: str, found: list[Match], before: Card | None) -> list[Match]:
    """What the call was about goes on; surely so where the words speak for it, too, or ask for a part and name nothing else."""
    mine = [item for item in found if item.card is before]
    others = [item for item in found if item.card is not before]
    if not mine:
        return found
    first = mine[0] is found[0] and mine[0].score >= _GOES_ON
    asks_of_it = names_no_subject(desk, query) and (About.AMOUNT not in abouts_asked(desk, query) or mine[0].card.amounts)
    return [*(replace(item, score=max(ANSWERED, item.score)) if first or asks_of_it else item for item in mine), *others]


_GOES_ON = 0.25
"""How sure the card that a call was about is of the next words at least, if it comes first for them, to answer them."""


def _matter_before(desk: Desk, everyday: Mapping[str, Sequence[str]] | None, told: Told) -> list[Match]:
    """The neighbouring matter that an earlier turn of the call was surely about: what only victims have is asked within it."""
    firsts = (_heard(desk, words, everyday, told)[:1] for words in reversed(told.before))
    return [match for first in firsts for match in first if match.score >= ANSWERED and match.card.id in _BESIDE][:1]


_BESIDE = ("g-05", "g-09", "g-13", "g-14")
"""The cards on matters beside trafficking: contracts abroad, domestic violence, loan sharks, wages."""
_THREATS = ("g-09", "g-13")
_VICTIMS = ("n-01", "n-02", "n-08", "n-09", "n-10", "n-11", "n-12")


def _nothing_yet(desk: Desk, query: str, told: Told, found: Sequence[Match]) -> list[Match]:
    """What there is for somebody whom no office knows of: it begins with being known. Of another matter nothing is sure."""
    first = _CHILDREN if is_under(CHILD, told.facts) else _IDENTIFICATION
    sure = ANSWERED if speaks_of_trafficking(desk, query, *told.before) or first == _CHILDREN else 0.0
    return [
        Match(desk.cards[first], sure),
        *(replace(item, score=min(sure, item.score)) for item in found if item.card.id != first),
    ]


_PART, _NEARLY, _APART = 0.65, 0.45, 0.8
"""How sure a card is of a part of a question, and of a victim's whole one; what share of its score the next one has at most."""


def also_asked(desk: Desk, query: str, everyday: Mapping[str, Sequence[str]] | None = None, told: Told | None = None) -> list[Card]:
    """The cards that parts of a question ask for, in the order in which they are asked. One pair of words is too little for any."""
    told, evidence = told or Told(), evidence_of(desk)
    cards: dict[str, Card] = {}
    for part in parts_asked(desk, query):
        found = _heard(desk, part, everyday, told)
        if _stands_apart(desk, found, _PART):
            card, asked = found[0].card, evidence.asked(read_words(desk, part))
            if sum(evidence.said[token][evidence.subjects[card.id]] > 0 for token in asked if token in evidence.said) > 1:
                cards[card.id] = card
    return list(cards.values())


def _stands_apart(desk: Desk, found: Sequence[Match], least: float) -> bool:
    subjects = evidence_of(desk).subjects
    others = [item.score for item in found if subjects[item.card.id] != subjects[found[0].card.id]]
    return bool(found) and found[0].score >= least and (not others or others[0] <= _APART * found[0].score)


def _by_its_parts(
    desk: Desk, query: str, everyday: Mapping[str, Sequence[str]] | None, told: Told, found: list[Match]
) -> list[Match]:
    """What was found; for a victim one card is sure that a part asks for, or that stands apart from all others.

    Of other matters parts are no evidence: every word said less makes a card surer.
    """
    if told.is_alone or not (told.is_victim or speaks_of_trafficking(desk, query, *told.before)):
        return found
    nearly = [item.card for item in found[:1] if told.is_victim and _stands_apart(desk, found, _NEARLY)]
    asked = (also_asked(desk, query, everyday, told) or nearly)[:1]
    return [*(Match(card, _PART) for card in asked), *(item for item in found if item.card not in asked)]


def _with_first_step(desk: Desk, found: list[Match], facts: Mapping[str, str]) -> list[Match]:
    """A story that asks for nothing that a card is sure of: home from abroad, protection of a child, else identification."""
    first = _HOME if facts.get("where") == ABROAD else _CHILDREN if is_under(CHILD, facts) else _IDENTIFICATION
    if is_answered(found) and (first == _IDENTIFICATION or found[0].card.id not in _FIRSTS):
        return found
    return [Match(desk.cards[first], ANSWERED), *(item for item in found if item.card.id != first)]


_DANGER = ("n-14", "n-15")
"""The cards for somebody in danger: protection with the police, the hotline."""
_YOUNG, _CHILD = {"infant", "child"}, ("trẻ", "em")
"""An age in figures says what these words do."""
_CHILDREN, _HOME, _CARE, _MIND, _IDENTIFICATION = "g-02", "n-16", "n-03", "n-04", "n-13"
_FIRSTS = (_CHILDREN, _HOME, _IDENTIFICATION, "g-01")


def _heard(desk: Desk, query: str, everyday: Mapping[str, Sequence[str]] | None, known: Told) -> list[Match]:
    """The cards that words speak of, the best first, with how sure it is that the first one answers."""
    evidence = evidence_of(desk)
    topic = read_words(desk, without_certification(query))
    asked = dict.fromkeys(evidence.asked(topic), 1.0)
    weights = dict.fromkeys(_meanings(topic.words, shipped_words() if everyday is None else everyday), _EVERYDAY) | asked
    if spoken_facts(desk, query).get("age") in _YOUNG:
        weights |= dict.fromkeys(tokens(_CHILD), 1.0)
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
        * (1.0 if known.decided or (card.regime or wanted) is wanted else _OTHER_REGIME)
        for card in desk.cards.values()
    }
    best = max(scores, key=scores.__getitem__)
    for_best = {token: weight * max(0.0, evidence.said[token][best]) for token, weight in told}
    sure = _sure(desk, query, asked, _spoken_for(topic, for_best)) / (max(shares.values()) or 1.0)
    order = sorted(shares, key=lambda card: (-shares[card], desk.cards[card].regime is None, card))
    nearest = max(shares.values()) * _GENERAL
    shown = (card for card in order if desk.cards[card].regime or shares[card] >= nearest)
    return [Match(desk.cards[card], shares[card] * sure) for card in shown if known.cards is None or card in known.cards]


_GENERAL = 0.5
"""Share of the best score that a card of the law for everybody has at least: the kidney stands in no list about a fare home."""


_MOST, _ONE_WORD = 6.0, 0.5


def _spoken_for(asked: Asked, by_token: Mapping[str, float]) -> float:
    """How much a question speaks for a card.

    One rare pair makes nothing sure: none says more than the most, what says most counts half, one pair of a short form counts.
    """
    inner = [[by_token.get(token, 0.0) for token in tokens(form) if "_" in token] for form in asked.forms]
    said = [min(_MOST, value) for value in by_token.values()]
    twice = sum(sum(min(_MOST, value) for value in pairs) - min(_MOST, max(pairs)) for pairs in inner if pairs)
    return sum(said) - twice - _ONE_WORD * max(said, default=0.0)


def _sure(desk: Desk, query: str, asked: Iterable[str], for_best: float) -> float:
    """From 0 to 1, how sure it is that a card answers: by the words alone, and by how much the law at large speaks so.

    A story of trafficking is likely meant for a card.
    """
    ours = evidence_of(desk).ours
    weights = {token: weight_of(token) for token in asked if token in ours or not _FIGURE.search(token)}
    words = sum(weight for token, weight in weights.items() if "_" not in token) or 1.0
    of_cards = sum(weight * ours.get(token, UNHEARD) for token, weight in weights.items()) / (sum(weights.values()) or 1.0)
    told = for_best / words + _LAW_AT_LARGE * of_cards + _OF_TRAFFICKING * speaks_of_trafficking(desk, query)
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
