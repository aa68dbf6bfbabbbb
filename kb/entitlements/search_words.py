"""The words that the search of cards goes by, as `data/search.yaml` has them."""

import re
from itertools import product
from typing import Annotated

from pydantic import BeforeValidator, field_validator

from kb.entitlements.facts import fact_of
from kb.entitlements.model import Strict


def _written_out(phrases: list[str]) -> tuple[str, ...]:
    """Each phrase that others stand for: ``(a|b) c`` for ``a c`` and ``b c``."""
    choices = ([part.split("|") for part in re.split(r"[()]", phrase)] for phrase in phrases)
    return tuple("".join(chosen) for some in choices for chosen in product(*some))


Phrases = Annotated[tuple[str, ...], BeforeValidator(_written_out)]


class SearchFile(Strict):
    """What the search of cards goes by.

    :param twins: cards on the same support
    :param old: words by which a question means the law before; ``new``: the present one
    :param danger: words of danger, ``missing`` of who cannot be found; ``despair``: of ending one's life, without ``not_despair``
    :param emergency: words of who needs a doctor at once
    :param aspects: what is asked of a matter that is not named; ``filling``: words that name none, either;
        ``particulars``: nor do these, of ages and days, and ``waits``, to be patient
    :param officer: who calls from a body that has duties; ``officer_first``: where these begin a turn, and not ``first_not``,
        places where somebody is; ``not_officer``: somebody else is one
    :param safe: words that take danger back; ``past``: also an emergency; ``now``: of danger that nothing takes back
    :param aside: of what is told, or done to oneself: no danger, and the end of none; ``denied``: no danger, no question
    :param silent: words of a caller who cannot speak; ``speechless``: that nobody does, in a turn that tells of no matter
    :param fled: of who has just got away; ``sheltered``: of being with others since
    :param nothing: words of questions that ask for nothing
    :param greeting: words that tell of no matter, where a turn has no others; ``farewell`` those of them that end a call
    :param not_back: words of coming home that say it has not happened
    :param back: of whom somebody else told: they came home
    :param once: of coming home, in a question: what will be then
    :param unless: what stands behind these only may come; ``left``: somebody stays behind
    :param corrects: words that may take back what was told; ``not_self``: that it is about the caller; ``not_other``: about
        somebody else; ``others_matter``: a thing was another's
    :param nears: of whoever is feared and comes, or may hear; ``asides``: that let one wait
    :param other_papers: of another kind than a victim's
    :param there: words of a place that who came away is no longer at
    :param staying: that somebody is in another country now
    :param sea: words of somebody on a boat
    :param again: words of being trafficked once more; ``not_again``: of fearing it, or of being passed on
    :param turns_to: that somebody asks about another matter, ``another``: of whom
    :param going: words of somebody who is to go abroad
    :param spoken: words that tell a fact of the caller, by its name and what it is
    :param trafficked: words by which a story is one of trafficking
    :param whole: words that ask for all supports; ``which``: which law applies; ``asks``: that ask for anything
    :param short: short forms, and what they stand for
    """

    twins: list[tuple[str, str]]
    old: Phrases
    new: Phrases
    danger: Phrases
    missing: Phrases
    despair: Phrases
    not_despair: Phrases
    silent: Phrases
    speechless: Phrases
    fled: Phrases
    sheltered: Phrases
    emergency: Phrases
    past: Phrases
    aside: Phrases
    denied: Phrases
    nothing: Phrases
    greeting: Phrases
    farewell: Phrases
    aspects: Phrases
    filling: Phrases
    particulars: Phrases
    waits: Phrases
    officer: Phrases
    officer_first: Phrases
    first_not: Phrases
    not_officer: Phrases
    safe: Phrases
    now: Phrases
    not_back: Phrases
    back: Phrases
    once: Phrases
    unless: Phrases
    left: Phrases
    corrects: Phrases
    not_self: Phrases
    not_other: Phrases
    others_matter: Phrases
    nears: Phrases
    asides: Phrases
    other_papers: Phrases
    there: Phrases
    staying: Phrases
    sea: Phrases
    again: Phrases
    not_again: Phrases
    going: Phrases
    another: Phrases
    turns_to: Phrases
    spoken: dict[str, dict[str, Phrases]]
    trafficked: Phrases
    whole: Phrases
    which: Phrases
    asks: Phrases
    short: dict[str, str]

    @field_validator("spoken")
    @classmethod
    def _of_facts(cls, spoken: dict[str, dict[str, Phrases]]) -> dict[str, dict[str, Phrases]]:
        for name, values in spoken.items():
            fact = fact_of(name)
            if fact is None or not values.keys() <= set(fact.values):
                raise ValueError("fact_unknown")
        return spoken
