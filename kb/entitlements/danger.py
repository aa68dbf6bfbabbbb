"""Whether a call speaks of danger, and of which."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from kb.entitlements.facts import ABROAD, VIETNAM
from kb.entitlements.hearing import hearing_of
from kb.entitlements.loading import Desk
from kb.entitlements.reading import calls_for_another, is_emergency, is_over, is_safe, names_danger, read_words, spoken_facts
from kb.entitlements.whereabouts import place_of


class Danger(StrEnum):
    """What a banner of danger speaks of. Words that do not tell where it is leave it open: 113 is no number abroad."""

    HERE = "113"
    LIFE = "115"
    ABROAD = "abroad"
    FAMILY = "family"
    """Somebody abroad, of whom another tells: the caller can reach 113."""


_LIKELY, _CERTAIN, _DOUBTFUL = 2.0, 4.0, -2.0
"""How much like the turns of those in danger one is for a banner, comes before what is asked, and does so by its phrases.

Of 17,398 turns, each heard by what others than its writer wrote, 1,342 are of danger; 1,235 come first by these, 850 of them truly.
"""


def in_danger(desk: Desk, query: str) -> bool:
    """Whether a question may speak of danger."""
    if names_danger(desk, query):
        return True
    return hearing_of(desk).danger(query) > _LIKELY and not is_over(desk, query)


def is_urgent(desk: Desk, query: str) -> bool:
    """Whether a question speaks of danger so surely that what to do about it comes before what is asked."""
    asked = read_words(desk, query)
    if asked.says(desk.search.now) or is_emergency(desk, asked):
        return True
    if is_over(desk, query):
        return False
    return asked.says(desk.search.despair) or hearing_of(desk).danger(query) > (
        _DOUBTFUL if names_danger(desk, query) else _CERTAIN
    )


def abroad_of(desk: Desk, query: str, chosen: Mapping[str, str], before: Sequence[str] = (), least: float = 0.0) -> Danger | None:
    """Whom to call for somebody abroad, whether in danger or not; None for who is not said to be.

    :param before: what was said before it, the last first
    :param least: how likely it has to be
    """
    if place_of(desk, query, chosen, before, least) != ABROAD:
        return None
    return Danger.FAMILY if calls_for_another(desk, chosen, query, *before) else Danger.ABROAD


def danger_of(desk: Desk, query: str, chosen: Mapping[str, str], before: Sequence[str] = ()) -> Danger | None:
    """Which danger a call speaks of: its last turn that speaks of any, an earlier one surely, unless said to be safe since.

    :param chosen: the facts at the desk
    :param before: what was typed earlier in the call
    """
    turns = (query, *reversed(before))
    for place, words in enumerate(turns):
        asked = read_words(desk, words)
        if asked.says(desk.search.there) and (
            place_of(desk, words, {}, turns[place + 1 :]) == VIETNAM
            or any(is_safe(desk, read_words(desk, earlier)) for earlier in turns[place + 1 :])
        ):
            return None
        if (place and is_urgent(desk, words)) or (in_danger(desk, words) and (not place or _of_a_child(desk, words))):
            abroad = abroad_of(desk, words, chosen, turns[place + 1 :])
            if abroad is Danger.ABROAD and place_of(desk, turns[0], {}, turns[1:]) == VIETNAM:
                return None  # who tells of themselves has come back since
            if abroad is Danger.FAMILY and any(read_words(desk, since).says(desk.search.back) for since in turns[:place]):
                return None
            if abroad is not None:
                return abroad
            return Danger.LIFE if _is_of_life(desk, words, turns[place + 1 :]) else Danger.HERE
        if is_safe(desk, asked):
            return None
    return None


def _is_of_life(desk: Desk, query: str, before: Sequence[str]) -> bool:
    """Whether somebody may die by their own hand or needs a doctor: 115 comes before 113.

    Of 1,397 turns of danger without its words 32 sound most like those of a troubled mind, as others wrote them, and 23 are.

    :param before: what was said before it, the last first
    """
    asked = read_words(desk, query)
    if asked.says(desk.search.despair) or is_emergency(desk, asked):
        return True
    if names_danger(desk, query):
        return False
    heard = hearing_of(desk).hear(dict.fromkeys(hearing_of(desk).tokens(query), 1.0), last=next(iter(before), ""))
    return any(read_words(desk, turn).says(desk.search.despair) for turn in before) or (heard is not None and heard.best == MIND)


MIND = "n-04"
"""The card for who is troubled."""


def _of_a_child(desk: Desk, query: str) -> bool:
    """Whether a question tells of somebody under 18 and not that they came away: whoever is missing stays so until found."""
    return "age" in (told := spoken_facts(desk, query)) and told["age"] != "adult" and not is_safe(desk, read_words(desk, query))
