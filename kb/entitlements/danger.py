"""Whether a call speaks of danger, and of which."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np

from kb.entitlements.facts import ABROAD, VIETNAM
from kb.entitlements.hearing import hearing_of
from kb.entitlements.loading import Desk
from kb.entitlements.phrases import Asked
from kb.entitlements.reading import (
    calls_for_another,
    clauses_of,
    despairs,
    is_aside,
    is_asking,
    is_emergency,
    is_near,
    is_over,
    is_safe,
    names_danger,
    read_words,
    spoken_facts,
)
from kb.entitlements.whereabouts import least_abroad, place_of


class Danger(StrEnum):
    """What a banner of danger speaks of. Words that do not tell where it is leave it open: 113 is no number abroad."""

    HERE = "113"
    LIFE = "115"
    ABROAD = "abroad"
    FAMILY = "family"
    """Somebody abroad, of whom another tells: the caller can reach 113."""


TELLS = {"it sounds so": 0.22, "as was learned": 0.17, "what came before sounded so": 0.08, "it has words of danger": 1.65}
"""What makes danger likely, in the logarithm of its odds; `python -m benchmarks.calls` learns it anew."""
BIAS = -1.78
_LIKELY, _CERTAIN, _CALM, _OVER = -1.5, -0.5, -4.5, 2.0
"""How likely a turn is of danger for a banner, for what to do about it to come before what is asked; what no turn of danger is; and
how much more likely it has to be where it is told as of what is over.

Of 19,370 turns, each heard by what others than its writer wrote (all 1,499 of danger, and of the calls without any three in ten),
2,145 may have a banner, 1,184 of them truly, and 1,438 come first, 982 truly; by the count and the words alone 2,129 had one,
1,114 truly, and 1,488 came first, 977 truly. With -1.3 in the place of -1.5 1,961 have one, 1,151 truly.
"""
_ASKED_SINCE = 2
"""So many calm questions, one after another, end a banner that was not told to be over."""


def tells_danger(desk: Desk, query: str, before: str = "") -> Sequence[float]:
    """How much each of `TELLS` holds of a turn after another."""
    return *hearing_of(desk).danger(query, before), names_danger(desk, query)


def in_danger(desk: Desk, query: str, before: str = "", least: float = _LIKELY) -> bool:
    """Whether a turn of a call may speak of danger.

    :param before: the turn before it
    :param least: how likely it has to be
    """
    asked = read_words(desk, query)
    if asked.without(desk.search.denied).says(desk.search.now) or is_emergency(desk, asked):
        return True
    if despairs(desk, asked) and not is_over(desk, query):
        return True
    return _odds(desk, query, before) > least + (_OVER if is_over(desk, query) else 0.0)


def _odds(desk: Desk, query: str, before: str) -> float:
    return float(np.dot([*TELLS.values()], tells_danger(desk, query, before))) + BIAS


def is_urgent(desk: Desk, query: str, before: str = "") -> bool:
    """Whether a turn speaks of danger so surely that what to do about it comes before what is asked."""
    return in_danger(desk, query, before, _CERTAIN)


def abroad_of(desk: Desk, query: str, chosen: Mapping[str, str], before: Sequence[str] = (), least: float = 0.0) -> Danger | None:
    """Whom to call for somebody abroad, whether in danger or not; None for who is not said to be.

    :param before: what was said before it, the last first
    :param least: how likely it has to be
    """
    if place_of(desk, query, chosen, before, least) != ABROAD:
        return None
    return Danger.FAMILY if calls_for_another(desk, chosen, query, *before) else Danger.ABROAD


def danger_of(desk: Desk, query: str, chosen: Mapping[str, str], before: Sequence[str] = ()) -> Danger | None:
    """Which danger a call speaks of: its last turn that speaks of any, an earlier one surely, unless said to be safe since, or
    nothing but calm questions were asked: nobody who is missing is found by these.

    :param chosen: the facts at the desk
    :param before: what was typed earlier in the call
    """
    turns = (query, *reversed(before))
    calm, near = 0, is_aside(desk, query) and is_near(desk, query)
    for place, words in enumerate(turns):
        asked, last = read_words(desk, words), next(iter(turns[place + 1 :]), "")
        if asked.says(desk.search.there) and (
            place_of(desk, words, {}, turns[place + 1 :]) == VIETNAM
            or any(is_safe(desk, read_words(desk, earlier)) for earlier in turns[place + 1 :])
        ):
            return None
        if (calm < _ASKED_SINCE or asked.says(desk.search.missing)) and (
            (place and is_urgent(desk, words, last))
            or (in_danger(desk, words, last) and (not place or near or _of_a_child(desk, words)))
        ):
            abroad = abroad_of(desk, words, chosen, turns[place + 1 :], least_abroad(desk, turns[place:]))
            home = desk.search.spoken["where"][VIETNAM] if abroad is Danger.ABROAD else desk.search.back
            back = any(_without_once(desk, part).says(home) for since in turns[:place] for part in clauses_of(since))
            if abroad is Danger.ABROAD and (back or not place) and place_of(desk, turns[0], {}, turns[1:]) == VIETNAM:
                return None  # who tells of themselves has come back since
            if abroad is Danger.FAMILY and back:
                return None
            if abroad is not None:
                return abroad
            return Danger.LIFE if _is_of_life(desk, words, turns[place + 1 :]) else Danger.HERE
        settled = is_asking(desk, words) and not asked.says(desk.search.once)
        calm += calm == place and settled and _odds(desk, words, last) < _CALM
        if is_safe(desk, asked):
            return None
    return None


def _without_once(desk: Desk, clause: str) -> Asked:
    """A clause without what it asks of being "once home"."""
    asked = read_words(desk, clause)
    return asked.without(desk.search.once) if is_asking(desk, clause) else asked


def _is_of_life(desk: Desk, query: str, before: Sequence[str]) -> bool:
    """Whether somebody may die by their own hand or needs a doctor: 115 comes before 113, until they are said to be safe.

    Of 1,397 turns of danger without its words 32 sound most like those of a troubled mind, as others wrote them, and 23 are.

    :param before: what was said before it, the last first
    """
    for turn in (query, *before):
        asked = read_words(desk, turn)
        if (despairs(desk, asked) and not is_over(desk, turn)) or is_emergency(desk, asked):
            return True
        if is_safe(desk, asked):
            break
    if names_danger(desk, query):
        return False
    heard = hearing_of(desk).hear(dict.fromkeys(hearing_of(desk).tokens(query), 1.0), last=next(iter(before), ""))
    return heard is not None and heard.best == MIND


MIND = "n-04"
"""The card for who is troubled."""


def has_fled(desk: Desk, turns: Sequence[str]) -> bool:
    """Whether somebody has just got away, and is not said to be anywhere since: what to ask first is whether anybody is after them.

    :param turns: of a call, the last first
    """
    for words in turns:
        asked = read_words(desk, words).without(desk.search.not_back)
        if asked.says(desk.search.fled):
            return not asked.says((*desk.search.past, *desk.search.sheltered))
        if asked.says(desk.search.sheltered):
            return False
    return False


def _of_a_child(desk: Desk, query: str) -> bool:
    """Whether a question tells of somebody under 18 and not that they came away: whoever is missing stays so until found."""
    return "age" in (told := spoken_facts(desk, query)) and told["age"] != "adult" and not is_safe(desk, read_words(desk, query))
