"""Where whom a call is about is: abroad or in Vietnam."""

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from kb.entitlements.facts import ABROAD, FOREIGN, VIETNAM, Caller
from kb.entitlements.hearing import hearing_of
from kb.entitlements.loading import Desk
from kb.entitlements.reading import calls_for_another, clauses_of, is_asking, is_over, names_danger, read_words, spoken_facts

TELLS = {"it sounds so": 0.22, "what came before sounded so": 0.20, "a place abroad is told": 1.60, "one was told before": 2.12}
"""What makes it likely that somebody is abroad, in the logarithm of its odds; `python -m benchmarks.calls` learns it anew."""
BIAS = -0.95
"""From where it is told: 35 in a hundred. Of 5,995 turns people were abroad after 790, as one reader each took it; of 1,147 that
were told to be, by a place that was named, it was true of 517; by these, each writer left out, of 538 of 757."""
MAY_BE = -0.5
"""From where "if abroad" is said: a quarter; of 923 such turns it is true of 589, of 124 more down to a fifth of 30.
In the matters of everybody, where no place was named, it is said where it is likely: of 56 less sure turns it is true of 10."""
_FADES = 0.6


def tells_abroad(desk: Desk, turns: Sequence[str]) -> Sequence[float]:
    """How much each of `TELLS` holds.

    :param turns: of a call, the last first
    """
    sounds = [hearing_of(desk).abroad(words) for words in turns]
    told = [spoken_facts(desk, words).get("where") == ABROAD and not is_over(desk, words) for words in turns]
    carried = sum(sound * _FADES**place for place, sound in enumerate(sounds[1:]))
    return sounds[0], carried, told[0], any(told[1:])


def place_of(desk: Desk, query: str, chosen: Mapping[str, str], before: Sequence[str] = (), least: float = 0.0) -> str | None:
    """Where somebody is: as it was chosen, or is likely by the words; None where nothing tells.

    :param before: what was said before it, the last first
    :param least: how likely it has to be that they are abroad (`MAY_BE`)
    """
    if "where" in chosen:
        return chosen["where"]
    turns = (query, *before)
    facts = [spoken_facts(desk, words) for words in turns]
    told = [fact.get("where") for fact in facts]
    captive = not calls_for_another(desk, chosen, *turns) and any(map(partial(_is_held, desk), turns))
    for at, (words, where) in enumerate(zip(turns, told, strict=True)):
        if where == ABROAD:
            if VIETNAM not in told[:at] and read_words(desk, words).says(desk.search.staying):
                return ABROAD
            break
        feared = captive and read_words(desk, words).says(desk.search.back)
        if where == VIETNAM and not (feared or _asks_of_home(desk, words)):
            return VIETNAM
    # Of 319 turns about somebody from another country, which tell no place, nobody was abroad.
    foreign = ABROAD not in told and any(fact.get("nationality") == FOREIGN for fact in facts)
    if not foreign and float(np.dot([*TELLS.values()], tells_abroad(desk, turns))) + BIAS > least:
        return ABROAD
    return VIETNAM if VIETNAM in told else None


def least_abroad(desk: Desk, turns: Sequence[str]) -> float:
    """How likely it has to be of somebody in danger that they are abroad: less where they were told to be, and not back since.

    Of 19,761 turns 2 of danger are told abroad by this that are not; without any least 42 more would be, 37 of them here.

    :param turns: of a call, the last first
    """
    told = ((words, spoken_facts(desk, words).get("where")) for words in turns)
    last = next((where for words, where in told if where == VIETNAM or (where and not is_over(desk, words))), None)
    return MAY_BE if last == ABROAD else 0.0


def _asks_of_home(desk: Desk, words: str) -> bool:
    """Whether a turn only asks what will be "once home"."""
    told = [clause for clause in clauses_of(words) if spoken_facts(desk, clause).get("where") == VIETNAM]
    return all(is_asking(desk, clause) for clause in told or [words])


def _is_held(desk: Desk, words: str) -> bool:
    """Whether a turn tells of danger to who speaks: somebody else who "is back" is then whom they fear."""
    return names_danger(desk, words) and read_words(desk, words).says(desk.search.spoken["caller"][Caller.SELF])


def is_abroad(desk: Desk, query: str, chosen: Mapping[str, str], before: Sequence[str] = ()) -> bool:
    """Whether somebody is abroad, as far as is known."""
    return place_of(desk, query, chosen, before) == ABROAD
