"""What callers mean, learned from turns of calls that were made up for it (``data/turns.tsv``) and from the cards' own words.

Each word, and each two beside one another, tell how much oftener they are said of one card than of all others, and before what is
asked of one; so which of its lines a turn asks for, whether it asks for any, and whether somebody is in danger.
`python -m benchmarks.calls` says how well, and learns anew what tells how sure it is (`FEATURES`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import count, pairwise
from math import exp, sqrt
from typing import Final

import numpy as np
import numpy.typing as npt

from kb.entitlements.loading import Desk, Turn, line_key
from kb.entitlements.model import PERSON, Card
from kb.entitlements.phrases import words_of
from kb.entitlements.reading import is_asking, read_words, without_certification
from kb.interface.catalogue import languages
from kb.language import analysis
from kb.language.everyday import caller_words

Scores = npt.NDArray[np.float64]
Counted = npt.NDArray[np.int32]
_NOTHING: Counted = np.zeros(0, np.int32)

_CALLERS, _TITLE, _SAY, _STATEMENTS = 1.0, 1.0, 0.4, 0.2
"""What a card's own words weigh beside a turn about it."""
_ALSO = 0.3
_LAW = 0.2
_SMOOTHING = 0.1
_AGAINST = -1.5
"""The most that a word says against a line. Of 738 turns of lines that nobody else had asked for, 123 had theirs among two without
it and without what makes seldom ones count (`Table`), 208 with both; of 2,149 others 1,752 and 1,727."""
FIGURES, SENTENCE = "A", "L"
"""The keys of the figures of a card and of its sentence among its lines (`Turn.line`)."""
_CARD, _NONE, _ON = range(3)
"""A turn asks for a card; for what none answers, all there is, or nothing yet; or it goes on with what was asked before."""


def tokens(words: Sequence[str]) -> list[str]:
    """Words and pairs of words, without marks, each once."""
    plain = analysis.fold_words(words)
    return list(dict.fromkeys([*plain, *map("_".join, pairwise(plain))]))


class Numbers(defaultdict[str, int]):
    """Tokens by number: each is looked up once, however many tables count it. What is only asked for (`of`) gets none."""

    def __init__(self) -> None:
        """Begin with 0."""
        super().__init__(count().__next__)

    def array(self, some: Iterable[str]) -> Counted:
        """The numbers of tokens that are to be counted."""
        return np.array([self[token] for token in some], np.int32)


class Table:
    """By token, the logarithm of how much oftener it is said of each of some things than of the others."""

    def __init__(self, numbers: Numbers, said: Iterable[tuple[Counted, int, float]], things: int, *, rare: bool = False) -> None:
        """Count them.

        :param said: the numbers of tokens, of which thing, and what that weighs
        :param things: how many there are
        :param rare: some are seldom spoken of, and count no less for it
        """
        some, thing, weight = zip((_NOTHING, 0, 0.0), *said, strict=True)
        many = [*map(len, some)]
        rows, at = np.unique(np.concatenate(some), return_inverse=True)
        here = np.bincount(at * things + np.repeat(thing, many), np.repeat(weight, many), len(rows) * things).reshape(-1, things)
        whole, each = here.sum(0), here.sum(1, keepdims=True)
        room = _SMOOTHING * max(len(rows), 1)
        share = np.sqrt(np.minimum(1.0, whole / whole.mean())) if rare else np.ones(things)
        mine = (here + _SMOOTHING * share) / (whole + room * share)
        others = (each - here + _SMOOTHING) / (whole.sum() - whole + room)
        odds = np.log(mine / others)
        self._numbers, self._rows, self._odds = numbers, rows, (np.maximum(odds, _AGAINST) if rare else odds).astype(np.float32)

    def __iter__(self) -> Iterator[str]:
        return (token for token in [*self._numbers] if self.knows([token]))

    def _at(self, some: Iterable[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """Rows of tokens, and which of them are theirs."""
        asked = np.array([self._numbers.get(token, -1) for token in some], np.int32)
        at = np.searchsorted(self._rows[:-1], asked)
        return at, self._rows[at] == asked if len(self._rows) else asked > asked

    def knows(self, some: Iterable[str]) -> bool:
        """Whether any of some tokens was counted."""
        return bool(self._at(some)[1].any())

    def scores(self, weights: Mapping[str, float]) -> Scores:
        """What some tokens say for each thing."""
        at, known = self._at(weights)
        said: Scores = np.array([*weights.values()], np.float64)[known] @ self._odds[at[known]]
        return said


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard in a turn.

    :param by_subject: what it says for each subject
    :param seen: what tells how likely the best one answers (`FEATURES`)
    :param named: the best one was called by its name
    """

    by_subject: Mapping[str, float]
    seen: Sequence[float]
    named: bool = False

    @property
    def best(self) -> str:
        """The subject that it says most for."""
        return max(self.by_subject, key=self.by_subject.__getitem__)

    @property
    def sure(self) -> float:
        """How likely it is, from 0 to 1; 0.5 where it is three to two."""
        return 1.0 if self.named else 1 / (1 + exp(-(float(np.dot(self.seen, [*FEATURES.values()])) + BIAS)))

    def carried(self, before: Mapping[str, float]) -> Mapping[str, float]:
        """What the call is about after it, by subject: what is sure until something else is; else each as far as it is likely.

        :param before: what it was about
        """
        if self.sure >= 0.5:
            return {self.best: 1.0}
        if 1.0 in before.values():
            return before
        odds = {subject: exp((said - self.by_subject[self.best]) / _SPREAD) for subject, said in self.by_subject.items()}
        return {subject: 2 * self.sure * odd / sum(odds.values()) for subject, odd in odds.items()}


class Hearing:
    """What the turns and the cards of a desk teach."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.subjects = {card: card for card in desk.cards} | dict(desk.search.twins)
        self._named = sorted(set(self.subjects.values()))

    def learn(self) -> None:
        """Learn now what else is learned when it is first asked for: it takes a second."""
        for table in (self._cards, self._follows, self._asks, self._danger, self._elsewhere, self._abroad):
            table.scores({})

    @cached_property
    def _numbers(self) -> Numbers:
        return Numbers()

    @cached_property
    def _turns(self) -> Sequence[tuple[Turn, Counted]]:
        return [(turn, self._numbers.array(self.tokens(turn.words))) for turn in self._desk.turns]

    @cached_property
    def _own(self) -> Sequence[tuple[Counted, str, float]]:
        texts = ((card, *said) for card in self._desk.cards.values() for said in _texts(card))
        return [(self._counted(text), self.subjects[card.id], weight) for card, text, weight in texts]

    def _counted(self, text: str) -> Counted:
        return self._numbers.array(tokens(words_of(text)))

    def tokens(self, query: str) -> list[str]:
        """The tokens of a turn."""
        return tokens(read_words(self._desk, without_certification(query)).words)

    @cached_property
    def _titles(self) -> Sequence[tuple[str, Sequence[str]]]:
        cards = self._desk.cards.values()
        return [(self.subjects[card.id], words_of(card.title(language))) for card in cards for language in languages()]

    @cached_property
    def _called(self) -> Sequence[tuple[str, Sequence[str]]]:
        return [(self.subjects[card.id], words_of(text)) for card in self._desk.cards.values() for text in card.callers]

    def named(self, query: str, best: str) -> str | None:
        """The one subject that a few words name which ask nothing: by its title, else by what callers say.

        :param best: the subject that the words say most for; what callers say names no other
        """
        words = read_words(self._desk, query).words
        if not 1 < len(words) <= _NAME or is_asking(self._desk, query):
            return None
        titled = {subject for subject, name in self._titles if _stand_in(words, name)}
        if titled:
            return titled.pop() if len(titled) == 1 else None
        called = {(subject, len(name) == len(words)) for subject, name in self._called if _stand_in(words, name)}
        return best if (best, True) in called or {subject for subject, _ in called} == {best} else None

    @cached_property
    def _cards(self) -> Table:
        place = {subject: number for number, subject in enumerate(self._named)}
        said = [(some, place[subject], weight) for some, subject, weight in self._own]
        for turn, some in self._turns:
            said += [(some, place[turn.asks], 1.0)] if turn.asks in place else []
            said += [(some, place[other], _ALSO) for other in turn.also if other in place and turn.asks in place]
        return Table(self._numbers, said, len(self._named))

    @cached_property
    def _follows(self) -> Table:
        """What is asked after a turn."""
        place = {subject: number for number, subject in enumerate(self._named)}
        calls = pairwise(self._turns)
        said = [
            (some, place[turn.asks], 1.0) for (before, some), (turn, _) in calls if before.call == turn.call and turn.asks in place
        ]
        return Table(self._numbers, said, len(self._named))

    @cached_property
    def _asks(self) -> Table:
        kinds = {"=": _ON, **dict.fromkeys(self.subjects, _CARD)}
        said = [(some, kinds.get(turn.asks, _NONE), 1.0) for turn, some in self._turns]
        said += [(some, _CARD, weight) for some, _, weight in self._own]
        law = (text for phrase, meanings in caller_words().items() for text in (phrase, *meanings))
        return Table(self._numbers, [*said, *((self._counted(text), _NONE, _LAW) for text in law)], 3)

    @cached_property
    def _danger(self) -> Table:
        return Table(self._numbers, [(some, int(turn.danger), 1.0) for turn, some in self._turns], 2)

    @cached_property
    def _elsewhere(self) -> Table:
        return Table(self._numbers, [(some, int(turn.asks == "none"), 1.0) for turn, some in self._turns], 2)

    @cached_property
    def _abroad(self) -> Table:
        return Table(self._numbers, [(some, int(turn.where == "a"), 1.0) for turn, some in self._turns if turn.where], 2)

    @lru_cache(maxsize=64)  # noqa: B019 - as long as the desk, which is kept anyway
    def _lines(self, card: str) -> tuple[Mapping[str, int], Table]:
        lines, amounts = self._desk.cards[card].statements, self._desk.cards[card].amounts
        texts = [(line_key(line), text) for line in lines for text in (line.text(), *line.callers)]
        texts += [(FIGURES, amount.text()) for amount in amounts]
        texts.append((SENTENCE, self._desk.cards[card].say().replace(PERSON, "")))
        place = {key: number for number, key in enumerate(dict(texts))}
        own = [(self._counted(text), place[key], 1.0) for key, text in texts]
        asked = (
            (some, place[turn.line], 1.0)
            for turn, some in self._turns
            if turn.line in place and (turn.line not in (FIGURES, SENTENCE) or turn.asks == card)
        )
        return place, Table(self._numbers, [*own, *asked], len(place), rare=True)

    def hear(self, weights: Mapping[str, float], before: Mapping[str, float] | None = None, last: str = "") -> Heard | None:
        """What some tokens say; None where nobody ever said one of them.

        :param before: what the call was about (`Heard.carried`)
        :param last: the turn before
        """
        if not self._cards.knows(weights):
            return None
        said, kinds = self._cards.scores(weights), self._asks.scores(weights)
        said += _LAST * self._follows.scores(dict.fromkeys(self.tokens(last), 1.0))
        root = sqrt(max(1, sum("_" not in token for token in weights)))
        if self._desk.learned:
            learned = self._desk.learned.scores(weights)
            said += root * np.array([learned.get(subject, 0.0) for subject in self._named])
        old = np.array([(before or {}).get(subject, 0.0) for subject in self._named])
        said += old * (_GOES_ON + max(0.0, kinds[_ON] - kinds[_CARD]))
        for near in np.argsort(said)[-_NEAR:]:
            said[near] += _LINE * max(0.0, self._lines(self._named[near])[1].scores(weights).max())
        third, second, first = np.sort(said)[-3:]
        seen = (
            first / root,
            (first - second) / root,
            (second - third) / root,
            (kinds[_CARD] - kinds[_NONE]) / root,
            root,
            float(old[np.argmax(said)]),
        )
        return Heard(dict(zip(self._named, said.tolist(), strict=True)), seen)

    def examples(self) -> tuple[Sequence[str], Sequence[Sequence[str]], Sequence[int], Sequence[float]]:
        """What weights are learned from (`kb.entitlements.learned`): the subjects; tokens, which of them, and what that weighs."""
        place = {subject: number for number, subject in enumerate(self._named)}
        said = [(some, place[turn.asks], 1.0) for turn, some in self._turns if turn.asks in place]
        said += [(some, place[subject], weight) for some, subject, weight in self._own]
        some, asked, weights = zip(*said, strict=True)
        token = [*self._numbers]
        return self._named, [[token[number] for number in numbers] for numbers in some], asked, weights

    def said(self) -> tuple[Sequence[str], Scores]:
        """All tokens, and what each says for every subject by name, and last for any card rather than none."""
        found = list(dict.fromkeys((*self._cards, *self._asks)))
        rows = []
        for token in found:
            kinds = self._asks.scores({token: 1.0})
            rows.append([*self._cards.scores({token: 1.0}), kinds[_CARD] - kinds[_NONE]])
        return found, np.array(rows)

    def danger(self, query: str, before: str = "") -> tuple[float, float, float]:
        """How much more a turn sounds like those of callers in danger than like others: as is counted, and as was learned; and how
        much the turn before it does.
        """
        now, last = (self.fears(words) for words in (query, before))
        learned = self._desk.learned
        said = learned.danger(now, 0) + learned.danger(last, 1) if learned else 0.0
        return _second(self._danger, now, _FEW), said, _second(self._danger, last, _FEW)

    def fears(self, query: str) -> list[str]:
        """The tokens of a turn without those of dangers that it denies."""
        return tokens(read_words(self._desk, without_certification(query)).without(self._desk.search.denied).words)

    def alarms(self) -> Iterator[tuple[Sequence[str], Sequence[str], bool]]:
        """What weights of danger are learned from: tokens of a turn, of the one before in the call, and whether it is of danger."""
        call, last = "", list[str]()
        for turn in self._desk.turns:
            now = self.fears(turn.words)
            yield now, last if turn.call == call else [], turn.danger
            call, last = turn.call, now

    def is_idle(self, query: str) -> bool:
        """Whether a turn asks to wait or to hear it again, and sounds more like those that ask nothing of any card than others.

        Of 346 turns that open no card after one, each heard by what other writers wrote, 60 sound so and are likely to be about no
        card: 37 of these ask for none, most of other matters, 14 for another card, or are of danger; of the 17 that ask to wait,
        too, 16 ask for none.
        """
        if not read_words(self._desk, query).says(self._desk.search.waits):
            return False
        kinds = self._asks.scores(dict.fromkeys(self.tokens(query), 1.0))
        return bool(kinds.argmax() == _NONE)

    def elsewhere(self, query: str) -> float:
        """How much more a turn sounds like those about other matters, which no card answers, than like others."""
        return _second(self._elsewhere, self.tokens(query), 1)

    def abroad(self, query: str) -> float:
        """How much more a turn sounds like those of calls about somebody who is abroad than like others."""
        return _second(self._abroad, self.tokens(query), _SHORT)

    def lines_asked(self, card: Card, query: str) -> dict[str, float]:
        """By its key, how much a turn asks for each line of a card, its figures among them: for each root of its words."""
        place, table = self._lines(card.id)
        some = tokens(read_words(self._desk, query).words)  # what there is without the paper has lines of its own
        root = sqrt(max(1, sum("_" not in token for token in some)))
        return dict(zip(place, (table.scores(dict.fromkeys(some, 1.0)) / root).tolist(), strict=True))


def _second(table: Table, some: Sequence[str], least: int) -> float:
    """How much more some tokens say for the second of two things, for each root of their words, which are so many at least."""
    first, second = map(float, table.scores(dict.fromkeys(some, 1.0)))
    return (second - first) / sqrt(max(least, sum("_" not in token for token in some)))


_SPREAD = 1.5
"""How far what is said for two subjects is apart where one is e times as likely. Without what was not sure before them, of 17,398
turns 11,764 were sure, 10,127 rightly; with it 11,959 and 10,273."""

_FEW = 8
"""So few words tell no more of danger than as many: 1,889 banners in the place of 1,910, 977 truly in the place of 982; what comes
first 1,231 and 1,251, 848 truly in both."""

_SHORT = 6
"""So few words tell no more of where somebody is than as many."""

_GOES_ON = 5.0
"""What the matter that a call was about has before others: of 3,456 turns 2,058 are about it, and 411 name no other. With 1, 3, 5
and 7 the cards of 182, 183, 183 and 184 of 288 blind turns were right."""

_LAST = 0.3
"""What the turn before says beside what is asked: of 10,343 turns of a card, heard by what a fifth of the writers had not written,
8,285 were heard without, 8,437, 8,537, 8,578 and 8,538 with 0.1, 0.2, 0.3 and 0.5."""

_NEAR, _LINE = 4, 0.3
"""So many subjects that most is said for are told apart by what is said for a line of theirs, which weighs so much beside it. Of
17,398 turns, heard by what five sixths of the writers wrote, the first answers 12,141 without it and 12,264 with it; of the turns
said to be sure 9,995 of 11,576 are right, and 10,200 of 11,693."""

FEATURES: Final = {
    "what is said for the best one": 0.12,
    "beyond the next": 0.21,
    "of that beyond the third": 0.08,
    "for any card rather than none": 0.18,
    "root of how many words": 0.34,
    "it is what the call was about": 1.41,
}
BIAS: Final = -3.69


@lru_cache(maxsize=4)
def hearing_of(desk: Desk) -> Hearing:
    """What a desk teaches, learned once."""
    return Hearing(desk)


_NAME = 4
"""Words that a name has at most."""


def _stand_in(words: Sequence[str], name: Sequence[str]) -> bool:
    """Whether words stand in a name one behind the other; those without marks are any that they may stand for."""
    forms = [{word, analysis.fold_word(word)} for word in name]
    places = range(len(name) - len(words) + 1)
    return any(all(word in form for word, form in zip(words, forms[at:], strict=False)) for at in places)


def _texts(card: Card) -> Iterable[tuple[str, float]]:
    yield from ((text, _CALLERS) for text in card.callers)
    for language in languages():
        yield card.title(language), _TITLE
        yield card.say(language).replace(PERSON, ""), _SAY
    yield from ((statement.text(), _STATEMENTS) for statement in card.statements)
