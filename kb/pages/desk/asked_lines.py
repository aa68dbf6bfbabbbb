"""The lines of an opened card that answer what a turn asks for."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kb.entitlements.answers import CardAnswer, Trust
from kb.entitlements.binding import Checked
from kb.entitlements.facts import FOREIGN, VIETNAM
from kb.entitlements.hearing import FIGURES, SENTENCE, hearing_of
from kb.entitlements.loading import Desk, line_key
from kb.entitlements.model import About, Verdict
from kb.entitlements.phrases import words_of
from kb.entitlements.reading import is_asking
from kb.interface.catalogue import Catalogue

LINES = 2
"""So many lines of a card stand beside its sentence. Of 12,423 turns that one of a card's lines answers, each ranked by what was
written by others, 9,962 have it among so many."""


class Line(NamedTuple):
    """A line of a card that a turn asks for.

    :param bases: what it rests on
    :param leads: it is surely asked for: it is read aloud before the card's sentence
    :param above: it stands above that, as it is asked for at least as much
    """

    about: About
    text: str
    bases: Sequence[Checked]
    leads: bool
    above: bool = False


_LEADS = 2.0
"""How much a turn asks for a line that comes first. Of 15,053 turns whose card is known, each heard by what five sixths of the
writers wrote, 8,974 have such a line, 6,980 the one that answers, where nothing else of the card, its sentence among it, is asked
for more (else 9,876, 7,281). What answers is read first in 8,423 (8,384); with 1.5 in 8,712, but then 481 more lines are wrong."""


_ABOVE = 0.5
"""How much a question asks for a line that stands above the sentence: it asks for that less. Of 15,575 such turns 9,549 had what
answers before the sentence's end with the line alone that leads, 11,042 with these; of 5,378 that gained lines there 1,493 are
answered by one of them, 358 by the sentence. With 0 and 1: 11,190 and 10,761; 31 and 45 in 100 of those gained last are."""


_OF_MINORS = re.compile(r"(?:dưới|[Cc]hưa đủ) 1[68]|[Tt]rẻ em")
"""What a line for children says: it answers nobody who is said to be of age."""
_OF_REFUSED = frozenset({About.WHO, About.CONDITION, About.NOTE, About.DUTY})
"""What is said of a support that somebody does not get: for whom it is; no deadline, papers or sum. The sentences
written for those of another country all refuse it."""


def lines_asked(
    known: Desk, item: CardAnswer, words: str, told: Mapping[str, str], say: Catalogue, *, led: bool = True, office: bool = False
) -> list[Line]:
    """The lines of a card that the words ask for, its figures among them, those that do most first.

    None is for others, or says no more than the name of the card and its sentence.

    :param told: of the caller, by name; who is of another country says so
    :param led: one of them may come before the sentence, save where this says no or that nobody knows
    :param office: who asks works for a body that has duties: what it has to do is said to nobody else, and comes first, unless
        another line is surely asked for
    """
    if not words:
        return []
    told = {"nationality": VIETNAM, **told}
    foreign = told["nationality"] == FOREIGN and any(FOREIGN in one.when.get("nationality", ()) for one in item.card.says)
    refused = foreign or item.verdict is Verdict.NO
    named = {*words_of(item.card.title()), *words_of(item.card.say())}
    said: dict[str, tuple[About, str, Sequence[Checked]]] = {
        line_key(line.statement): (line.statement.about, line.text, (line.basis,))
        for line in item.statements
        if line.statement.about in (_OF_REFUSED if refused else {*About} - {About.WARNING})
        and (office or line.statement.about is not About.DUTY)
        and not (line.statement.about is About.WHAT and named.issuperset(words_of(line.statement.text())))
        and not (told.get("age") == "adult" and _OF_MINORS.search(line.statement.text()))
        and all(told.get(name, values[0]) in values for name, values in line.statement.when.items())
    }
    if (amount := item.amount).text and not refused:
        said[FIGURES] = (About.AMOUNT, amount.text if amount.known else say("desk.uncertain", text=amount.text), amount.bases)
    asked = hearing_of(known).lines_asked(item.card, words)
    led = led and item.trust is not Trust.SHAKEN and not item.changed and item.verdict in (Verdict.YES, Verdict.DEPENDS)
    duties = sorted((key for key, (about, *_) in said.items() if about is About.DUTY), key=lambda key: -asked[key])
    most = sorted((key for key in said if asked[key] > 0 and key not in duties), key=lambda key: -asked[key])
    if duties:
        surely = [key for key in most[:1] if asked[key] >= _LEADS + max(0.0, asked[duties[0]])]
        order = list(dict.fromkeys((*surely, *duties[:1], *most, *duties[1:])))
        return [Line(*said[key], leads=led and key == order[0], above=led) for key in order[:LINES]]
    first = max(asked, key=asked.__getitem__)
    above = led and first in said and asked[first] >= _ABOVE and is_asking(known, words)
    return [
        Line(*said[key], leads=led and key == first and asked[key] >= _LEADS, above=above and asked[key] >= asked[SENTENCE])
        for key in most[:LINES]
    ]
