"""What each word says for a support and against the others, and how much oftener it is said of cards than of all the law."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log

from kb.entitlements.loading import Desk
from kb.entitlements.model import PERSON, Card
from kb.entitlements.spoken import words_of
from kb.interface.catalogue import languages
from kb.language import analysis
from kb.language.everyday import shipped_words

_CALLERS, _TITLE, _SAY, _STATEMENTS = 1.0, 1.0, 0.4, 0.2
_PAIR = 1.5
_SMOOTHING = 0.1
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

    def asked(self, words: Sequence[str]) -> list[str]:
        """The tokens of a question. Without marks, talk looks like other words: pairs of it are kept, as some are no talk."""
        if list(words) != analysis.fold_words(words):
            return tokens(words, self.talk)
        return [token for token in tokens(words) if token not in self.bare_talk]


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
