"""Finding a card in callers' words, with marks or without: what each word says for a support and against the others, in memory.

What callers say belongs to the cards (``callers``) and to the everyday words of the base. Of two cards on the same support the one
of today's regime comes first, unless the question speaks of the law or of days before. Something always comes first: whether a card
answers at all is told by how much each word says for the best one, and how much oftener it is said of cards than of all the law.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log

from documents.text import fold
from kb.entitlements.loading import Desk
from kb.entitlements.model import Card, Regime
from kb.entitlements.rules import HINGE
from kb.entitlements.schema import PERSON
from kb.interface.catalogue import languages
from kb.language import analysis
from kb.language.everyday import shipped_words

_CALLERS, _TITLE, _SAY, _STATEMENTS = 1.0, 1.0, 0.4, 0.2
_PAIR, _AS_WRITTEN = 1.5, 0.6
_EVERYDAY = 0.3
_SMOOTHING = 0.1
_OTHER_REGIME = 0.6
_MONTHS = 12
_LAW_AT_LARGE, _UNHEARD, _EVEN = 2.0, -1.0, 2.75

ANSWERED = 0.5
"""The score that the first card has at least where one of them answers the question."""

_YEAR = re.compile(r"(?<![\d/])(?:(?:\d{1,2}/)?(?P<m>\d{1,3})(?:/| nam ))?(?P<y>20[12]\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Match:
    """A card found.

    :param score: from 0 to 1; where the first one's is below ``ANSWERED``, no card answers the question
    """

    card: Card
    score: float


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What words say: by word and subject, the logarithm of how much oftener it is said of this one than of all others.

    :param subjects: the subject of each card; twins have one
    :param ours: by word, how much oftener it is said of cards than of the law at large, as a logarithm
    """

    talk: frozenset[str]
    bare_talk: frozenset[str]
    subjects: Mapping[str, str]
    said: Mapping[str, Mapping[str, float]]
    ours: Mapping[str, float]


def search_cards(desk: Desk, query: str, most: int = 10, everyday: Mapping[str, Sequence[str]] | None = None) -> list[Match]:
    """The cards that a question is about, the best first.

    :param everyday: everyday words and the law's for them; None: those that the program ships
    """
    evidence = _evidence(desk)
    topic = without_certification(query)
    asked = [word for written in _words(topic) for word in _words(desk.search.short.get(written, written))]
    weights = dict.fromkeys(_meanings(asked, shipped_words() if everyday is None else everyday), _EVERYDAY)
    written_words = dict.fromkeys(_asked(asked, evidence), 1.0)
    weights.update(written_words)
    told = [(token, weight * _kind(token)) for token, weight in weights.items() if token in evidence.said]
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
        * (1.0 if (card.regime or Regime.NEW) is wanted else _OTHER_REGIME)
        for card in desk.cards.values()
    }
    for_best = sum(weight * max(0.0, evidence.said[token][max(scores, key=scores.__getitem__)]) for token, weight in told)
    sure = _sure(evidence, written_words, for_best) / (max(shares.values()) or 1.0)
    found = [Match(desk.cards[card], share * sure) for card, share in shares.items()]
    return sorted(found, key=lambda match: (-match.score, match.card.regime is None, match.card.id))[:most]


def is_answered(matches: Sequence[Match]) -> bool:
    """Whether a card answers the question that these were found for."""
    return bool(matches) and matches[0].score >= ANSWERED


def _sure(evidence: _Evidence, asked: Collection[str], for_best: float) -> float:
    """From 0 to 1, how sure it is that a card answers: by the words alone, and by how much the law at large speaks so."""
    words = sum(_kind(token) for token in asked if "_" not in token) or 1.0
    every = sum(_kind(token) for token in asked) or 1.0
    ours = sum(_kind(token) * evidence.ours.get(token, _UNHEARD) for token in asked)
    told = max(0.0, for_best / words + _LAW_AT_LARGE * ours / every)
    return told / (told + _EVEN)


_CERTIFIED = re.compile(
    r"\b(?:em |toi |chi |minh )?(?:da )?(?:duoc )?"
    r"(?:xac (?:nhan|dinh)|cong nhan|chung nhan|cap giay|co giay)(?: xac nhan| chung nhan)?(?: la)?(?: nan nhan)?"
    r"(?: (?:tu|vao|hoi|truoc|sau|cuoi|dau|giua))* (?:(?:ngay|mung|thang|nam) )*\d[\d/.-]*(?: (?:thang|nam) \d[\d/.-]*)*"
)


def without_certification(query: str) -> str:
    """A question without when somebody was certified: that tells which law it is, not what is asked for.

    Where nothing else is asked, it is left as it is.
    """
    text = analysis.normal(query)
    bare = fold(text)
    if len(bare) != len(text):
        return query
    rest = text
    for match in reversed(list(_CERTIFIED.finditer(bare))):
        rest = f"{rest[: match.start()]} {rest[match.end() :]}"
    return rest if len(_words(rest)) >= _ASKS else query


_ASKS = 3
"""Words that a question has at least."""


def _kind(token: str) -> float:
    return (_PAIR if "_" in token else 1.0) * (_AS_WRITTEN if token.startswith("=") else 1.0)


def regime_meant(desk: Desk, query: str) -> Regime:
    """The regime that a question speaks of: by its words, by a day before or after the present law; else today's."""
    text = " " + " ".join(_folded(query)) + " "
    for regime, phrases in ((Regime.NEW, desk.search.new), (Regime.OLD, desk.search.old)):
        if any(f" {' '.join(_folded(phrase))}{end}" in text for phrase in phrases for end in " /"):
            return regime
    days = [(int(match["y"]), int(match["m"] or 12)) for match in _YEAR.finditer(text) if int(match["m"] or 1) <= _MONTHS]
    hinge = (HINGE.year, HINGE.month)
    return Regime.OLD if days and max(days) < hinge else Regime.NEW


def _words(text: str) -> list[str]:
    return analysis.words(analysis.normal(text))


def _folded(text: str) -> list[str]:
    return analysis.fold_words(_words(text))


def _tokens(words: Sequence[str], talk: Collection[str] = ()) -> list[str]:
    """Words and pairs of words, each without marks, and as written where it has some; nothing of talk alone."""
    plain = analysis.fold_words(words)
    found = [form for word, bare in zip(words, plain, strict=True) if word not in talk for form in _forms(word, bare)]
    for (one, other), (bare, bare_other) in zip(pairwise(words), pairwise(plain), strict=True):
        if one not in talk or other not in talk:
            found.extend(_forms(f"{one}_{other}", f"{bare}_{bare_other}"))
    return found


def _forms(word: str, bare: str) -> tuple[str, ...]:
    return (bare,) if word == bare else (bare, f"={word}")


def _asked(words: Sequence[str], evidence: _Evidence) -> list[str]:
    """The tokens of a question. Without marks, talk looks like other words: pairs of it are kept, as some are no talk."""
    marked = words != analysis.fold_words(words)
    if marked:
        return _tokens(words, evidence.talk)
    return [token for token in _tokens(words) if token not in evidence.bare_talk]


@lru_cache(maxsize=4)
def _evidence(desk: Desk) -> _Evidence:
    talk = frozenset(_words(desk.search.talk))
    subjects = {card: card for card in desk.cards} | dict(desk.search.twins)
    counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for card in desk.cards.values():
        for text, weight in _texts(card):
            for token in dict.fromkeys(_tokens(_words(text), talk)):
                counts[token][subjects[card.id]] += weight
    whole: dict[str, float] = defaultdict(float)
    for held in counts.values():
        for subject, count in held.items():
            whole[subject] += count
    total, room = sum(whole.values()), _SMOOTHING * len(counts)

    def speaks(subject: str, here: float, everywhere: float) -> float:
        mine = (here + _SMOOTHING) / (whole[subject] + room)
        others = (everywhere - here + _SMOOTHING) / (total - whole[subject] + room)
        return log(mine / others)

    said = {}
    for token, held in counts.items():
        everywhere = sum(held.values())
        said[token] = {subject: speaks(subject, held.get(subject, 0.0), everywhere) for subject in whole}
    return _Evidence(talk, frozenset(analysis.fold_words(talk)), subjects, said, _ours(counts, talk))


def _ours(counts: Mapping[str, Mapping[str, float]], talk: Collection[str]) -> Mapping[str, float]:
    """The everyday words that the program ships speak of all the law: held against them, what is said of cards stands out."""
    here = {token: sum(held.values()) for token, held in counts.items()}
    there: dict[str, float] = defaultdict(float)
    for phrase, meanings in shipped_words().items():
        for text in (phrase, *meanings):
            for token in dict.fromkeys(_tokens(_words(text), talk)):
                there[token] += 1.0
    tokens = here.keys() | there.keys()
    room = _SMOOTHING * len(tokens)
    whole, all_there = sum(here.values()) + room, sum(there.values()) + room
    return {
        token: log((here.get(token, 0.0) + _SMOOTHING) / whole) - log((there.get(token, 0.0) + _SMOOTHING) / all_there)
        for token in tokens
    }


def _texts(card: Card) -> Iterable[tuple[str, float]]:
    yield from ((text, _CALLERS) for text in card.callers)
    for language in languages():
        yield card.title(language), _TITLE
        yield card.say(language).replace(PERSON, ""), _SAY
    yield from ((statement.text(), _STATEMENTS) for statement in card.statements)


def _meanings(words: Sequence[str], everyday: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """The law's words for what is asked in everyday ones."""
    text = f" {' '.join(analysis.fold_words(words))} "
    for phrase, meanings in everyday.items():
        if f" {' '.join(_folded(phrase))} " in text:
            for meaning in meanings:
                yield from _tokens(_words(meaning))
