"""Which cards the words of a call speak of, and whether one of them is open."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import streamlit as st

from kb.entitlements.answers import Answer, CardAnswer
from kb.entitlements.danger import in_danger
from kb.entitlements.hearing import hearing_of
from kb.entitlements.loading import Desk
from kb.entitlements.model import Card, Regime, Verdict
from kb.entitlements.reading import asks_for_all, is_aside, is_asking, is_farewell, is_greeting, is_over, regime_meant
from kb.entitlements.search import ANSWERED, PERHAPS, SURE, Match, Told, also_asked, is_answered, nearest, search_cards
from kb.language.everyday import decided_words
from kb.pages.desk.call import Call, is_young
from kb.pages.kit.base import base, revision

Found = tuple[list[CardAnswer], float, list[CardAnswer]]
"""The cards that the words are about, the best first, how likely it answers, and those that they ask for besides."""
CHILD, PROTECTION = "g-01", "g-02"
"""The card that comes first where somebody is under 18: who represents, and who may be told. The protection of children comes
before it for a child whom nobody has identified: no office may know of it yet."""
_INSTEAD = {PROTECTION: "n-15", CHILD: "n-14", "g-10": "g-16"}
"""What there is for who is no child any more: the report, being safe and unknown, what every injured party has."""
_NOT_OF_AGE = {PROTECTION: ("minor", "adult"), CHILD: ("adult",), "g-10": ("adult",)}
_MOST = 8


def opens(known: Desk, words: str, likely: float) -> bool:
    """Whether the first card of a turn is open: what only may answer needs a question."""
    return likely >= ANSWERED or (likely >= PERHAPS and is_asking(known, words))


def still_open(known: Desk, call: Call, find: Callable[[Call], Found]) -> tuple[Call, Found] | None:
    """The turn whose card stays open, with what was found for it: where nothing is asked since, and no danger told, or its end.

    Of 346 such turns after an open card, each heard by what other writers wrote, 134 are about that card, 70 ask for none, and 142
    for another, or are of danger: only of particulars, and of what asks to wait, it is said that nothing is asked.
    """
    turns = [*call.before, call.words]
    for place in reversed(range(len(call.before))):
        since = turns[place + 1]
        if is_asking(known, since) or in_danger(known, since) or is_over(known, since):
            return None
        earlier = replace(call, words=turns[place], before=call.before[:place])
        found = find(earlier)
        if opens(known, earlier.words, found[1]):
            return earlier, found
    return None


@st.cache_resource(max_entries=2, show_spinner=False)
def everyday_words(of: str) -> Mapping[str, tuple[str, ...]]:
    """What the base adds to everyday words."""
    with base().engine.connect() as connection:
        return decided_words(connection)


def find_cards(known: Desk, call: Call, answer: Answer, by_id: Mapping[str, CardAnswer], heard: Mapping[str, str]) -> Found:
    """The cards that the words are about, the best first, how likely it answers, and those that they ask for besides.

    None is of a law that does not apply.
    """
    told, everyday = Told(by_id.keys(), len(answer.regimes) == 1, call.facts, call.before), everyday_words(revision())
    matches = search_cards(known, call.words, len(known.cards), everyday, told)
    refused = {card for card, item in by_id.items() if item.verdict is Verdict.NO}
    honest = _honest(matches, by_id, refused | {card for card, ages in _NOT_OF_AGE.items() if heard.get("age") in ages})
    # What is asked for may not be for them: nothing says then that what is next answers it.
    sure = is_answered(matches) and honest[0].score >= _CLOSE * matches[0].score
    few = _near(honest) if sure else nearest(known, call.words, (match.card for match in honest), told)
    open_to_new = any(regime is Regime.NEW for regime, _ in answer.regimes)
    if open_to_new and regime_meant(known, call.words, *call.before[::-1]) is Regime.NEW:  # what holds goes before what is over
        few.sort(key=lambda card: card.regime is Regime.OLD)
    found = [by_id[card.id] for card in few]
    besides = (by_id[card.id] for card in also_asked(known, call.words, everyday, told))
    also = [item for item in besides if item not in found[:1] and item.verdict is not Verdict.NO]
    likely = matches[0].score if matches else 0.0
    next_best = _UNSURE if found and matches[0].card.id == found[0].card.id else PERHAPS - 0.01
    most = _NOT_SURE if sure and not also and _is_close(known, call.words, matches) else 1.0
    return found, min(likely, most if sure else next_best), also


def _near(matches: Sequence[Match]) -> list[Card]:
    """The first card, and those beside it that the words say something for.

    Of 951 sure turns, heard by what others wrote, the first answers 914 and one of 6,657 others 17 more; of 1,495 with so much, 15.
    """
    least = _NEAR * max((match.score for match in matches if match.score < 1.0), default=0.0)
    return [match.card for match in matches if match is matches[0] or match.score >= least][:_MOST]


_NEAR = 0.59
"""Share of the best score that a card beside it has at least; the same support of the other law has 0.6."""


def _is_close(known: Desk, words: str, matches: Sequence[Match]) -> bool:
    """Whether a card on another support is nearly as likely as the first one, which no name or danger has put there.

    Of 446 such turns that were told as sure, each heard by what other writers wrote, 84 were not: 19 in a hundred, else 6.
    """
    subjects, first = hearing_of(known).subjects, matches[0]
    if first.score >= 1.0 or asks_for_all(known, words):
        return False
    return any(
        match.score >= _CLOSE * first.score and subjects[match.card.id] != subjects[first.card.id] for match in matches[1:_MOST]
    )


def _honest(matches: Sequence[Match], by_id: Mapping[str, CardAnswer], refused: Collection[str]) -> Sequence[Match]:
    """What does not apply stands behind. What the question is about all the same stands first; second where another is
    close and no sentence is written for the no. In the place of a card for children stands that for others, if none is close.
    """
    no = [match for match in matches if match.card.id in refused]
    others = [match for match in matches if match.card.id not in refused]
    if not others or no[:1] != matches[:1] or not is_answered(no):
        return [*others, *no]
    close = others[0].score >= _CLOSE * no[0].score
    if no[0].card.id in _INSTEAD:
        other = next((match for match in others if match.card.id == _INSTEAD[no[0].card.id]), None)
        if close or other is None:  # on a day before there was the other card
            return [*others, *no]
        return [replace(other, score=no[0].score), *(match for match in others if match is not other), *no]
    answer = by_id[no[0].card.id]
    close = close and answer.say == answer.why
    return [*others[:close], no[0], *others[close:], *no[1:]]


_CLOSE = 0.9
"""Share of the best score from which on another card may be meant as well."""
_NOT_SURE = SURE - 0.01
_UNSURE = ANSWERED - 0.01
"""The most that is told of what is asked for where that is not for them, and nothing else is close."""


def without_greetings(known: Desk, call: Call) -> Call:
    """A call as it was before what tells of no matter was typed."""
    idle = (is_greeting, is_farewell, is_aside)
    turns = [words for words in (*call.before, call.words) if not any(says(known, words) for says in idle)]
    return replace(call, words=turns[-1] if turns else "", before=tuple(turns[:-1])) if call.words else call


def first_cards(call: Call, by_id: Mapping[str, CardAnswer]) -> list[CardAnswer]:
    """What comes first where somebody is under 18."""
    if not is_young(call.facts) or CHILD not in by_id:
        return []
    alone = call.facts.get("identified", "not_yet") == "not_yet"
    protection = by_id.get(PROTECTION)
    return [*([protection] if alone and protection and protection.verdict is Verdict.YES else []), by_id[CHILD]]
