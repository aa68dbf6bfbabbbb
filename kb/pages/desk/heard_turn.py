"""What is known of a caller, what their words are about, and which card is open for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from documents.errors import WordedError
from kb.entitlements.answers import Answer, CardAnswer, entitled
from kb.entitlements.checking import Checks
from kb.entitlements.corrections import told_rightly
from kb.entitlements.danger import danger_of, in_danger
from kb.entitlements.facts import ABROAD, NOT_YET, Situation, Who
from kb.entitlements.facts import Caller as Calling
from kb.entitlements.hearing import hearing_of
from kb.entitlements.loading import Desk
from kb.entitlements.model import About, Verdict
from kb.entitlements.reading import (
    asks_for_all,
    asks_which_law,
    is_aside,
    is_certified,
    is_officer,
    is_sold_again,
    names_no_matter,
    spoken_facts,
    tells_certification,
    tells_particulars,
)
from kb.entitlements.search import ANSWERED, FOR_SAFETY, PERHAPS, SURE
from kb.entitlements.whereabouts import place_of
from kb.errors import SituationError
from kb.interface.catalogue import Catalogue
from kb.pages.desk.asked_lines import LINES, Line, lines_asked
from kb.pages.desk.call import Call, situation_of, this_time
from kb.pages.desk.cards_in_force import basis_checks, cards_in_force, nothing_known
from kb.pages.desk.heard_cards import Found, find_cards, first_cards, opens, still_open, without_greetings

_TO_SAY = ("caller", "nationality", "where")
"""What is said goes by these as soon as they are heard."""


@dataclass(frozen=True, slots=True, repr=False)
class Caller:
    """What is known of a caller, and what the cards say for them.

    :param again: they were trafficked once more
    :param renewed: so what was told of their identification is of another time
    :param heard: in their words, and not chosen, by the name of the fact
    :param otherwise: what the latest words tell otherwise than was chosen before them, which may be of somebody else
    :param abroad: they said so
    :param office: they call from a body that has duties
    :param call: what they told, as if all of it had been told rightly
    :param taken: what the latest words take back of what was told before, as it is now (`told_rightly`)
    """

    known: Desk
    checks: Checks
    situation: Situation
    problem: WordedError | None
    again: bool
    renewed: bool
    heard: Mapping[str, str]
    otherwise: Mapping[str, str]
    abroad: bool
    office: bool
    answer: Answer
    by_id: Mapping[str, CardAnswer]
    call: Call
    taken: Mapping[str, str] | None


def caller_of(call: Call, now: str, day: date, say: Catalogue) -> Caller:
    """What is known of the caller on a day."""
    problem = call.problem and call.problem[1]
    try:
        told = situation_of(call.facts, day)
    except SituationError as error:  # the day of the question was changed
        problem, told = error, situation_of({}, day)
    known, checks = cards_in_force(now), basis_checks(now, day)
    call.again = call.again or is_sold_again(known, *call.before)
    again = call.again or is_sold_again(known, call.words)
    situation = this_time(told) if again else told
    rightly = told_rightly(known, (*call.before, call.words), call.facts)
    *before, words = rightly.turns
    right = replace(call, words=words, before=tuple(before), facts={**rightly.facts, **call.facts})
    spoken = [*(item for turn in rightly.turns for item in spoken_facts(known, turn).items()), *rightly.told.items()]
    young = [("age", value) for name, value in spoken if name == "age" and value != "adult"]
    spoken += young[-1:]  # the age of their parents is told as well
    call.office = call.office or is_officer(known, *call.before)
    office = call.office or is_officer(known, call.words)
    spoken += [("caller", Calling.OTHER)] if office else []
    spoken += [("where", place_of(known, words, rightly.facts, before[::-1]) or ""), *rightly.facts.items()]
    heard = {name: value for name, value in dict(spoken).items() if value and name not in call.facts}
    just = spoken_facts(known, call.words) if rightly.taken is None else rightly.taken
    latest = {name: value for name, value in just.items() if name not in call.since}
    otherwise = {name: value for name, value in latest.items() if call.facts.get(name, value) != value}
    to_say = {name: value for name, value in heard.items() if name in _TO_SAY}
    if not again and is_certified(known, *rightly.turns) and heard.get("identified") != NOT_YET:
        to_say["identified"] = "told"
    if situation == Situation(day) and not to_say:
        answer = nothing_known(now, day, say.language)
    else:
        answer = entitled(checks, known, situation, say.language, to_say)
    by_id = {item.card.id: item for item in answer.cards}
    abroad = ("where", ABROAD) in spoken
    renewed = situation is not told
    return Caller(
        known, checks, situation, problem, again, renewed, heard, otherwise, abroad, office, answer, by_id, right, rightly.taken
    )


@dataclass(frozen=True, slots=True, repr=False)
class Turn:
    """What the words of a turn are about, and which card is open.

    :param typed: the call as it was told
    :param latest: without what tells of no matter
    :param call: whose card is open: the latest, or as it was at an earlier turn, if nothing was asked since
    :param danger: which number answers it, if any is told of
    :param lasts: no new danger was told of
    :param besides: what the latest words may be about where an earlier card stays open
    :param is_open: the first card that was found is
    :param firsts: what comes before all others for who is under 18
    :param perhaps: it is likely that the open card answers, and not sure
    :param unsure: an earlier card stays open, and the latest words may be about something else
    """

    typed: Call
    latest: Call
    call: Call
    danger: str | None
    lasts: bool
    found: Sequence[CardAnswer]
    likely: float
    also: Sequence[CardAnswer]
    besides: Sequence[CardAnswer]
    is_open: bool
    firsts: Sequence[CardAnswer]
    opened: CardAnswer | None
    perhaps: bool
    unsure: bool

    @property
    def greeted(self) -> bool:
        """Whether nothing but greetings was typed."""
        return bool(self.typed.words and not self.latest.words)

    @property
    def stays(self) -> bool:
        """Whether the card of an earlier turn is open."""
        return self.call is not self.latest

    @property
    def later(self) -> bool:
        """Whether what to do about a danger is said before the open card."""
        return self.danger is not None and self.opened is not None and not self.lasts and self.opened.card.id not in FOR_SAFETY

    def is_ranked(self, known: Desk) -> bool:
        """Whether the cards stand in the order in which they were found."""
        words = self.call.words
        return bool(words) and not (self.likely >= ANSWERED and not self.danger and asks_for_all(known, words))


LITTLE = 0.2
"""A turn of which the first card is less likely may be about something else."""
_AWAY = 0.3
"""A turn that asks nothing leaves the open card where another one is as likely. Of 150 such turns, each heard by what other writers
wrote, 58 are about the open card and 73 about another, which is the first that was heard for 59."""


def turn_of(caller: Caller, typed: Call) -> Turn:
    """What the words are about."""
    known, by_id = caller.known, caller.by_id
    latest = call = without_greetings(known, caller.call)
    find = partial(find_cards, known, answer=caller.answer, by_id=by_id, heard=caller.heard)
    start: Found = ([], 0.0, []) if typed.words else (list(caller.answer.cards), 1.0, [])
    found, likely, also = find(call) if call.words else start
    whole = typed if caller.taken is not None or is_aside(known, typed.words) else call
    chosen = {name: value for name, value in whole.facts.items() if name not in caller.otherwise}
    danger = danger_of(known, whole.words, chosen, whole.before) if whole.words else None
    unheard = call.words and (likely < PERHAPS or tells_certification(known, call.words))
    if unheard and not danger and all(names_no_matter(known, words) for words in (*call.before, call.words)):
        latest = call = replace(call, words="", before=())  # nobody has said what it is about
        found, likely, also = start
    lasts = not in_danger(known, call.words, next(reversed(call.before), ""))
    idle = tells_particulars(known, call.words) or (likely < LITTLE and hearing_of(known).is_idle(call.words))
    stays = still_open(known, call, find) if call.words and lasts and not opens(known, call.words, likely) else None
    besides: Sequence[CardAnswer] = ()
    if stays and likely >= _AWAY and found[:1] != stays[1][0][:1]:
        stays = None
    if stays:
        besides = found if likely >= LITTLE or not idle else ()
        call, (found, likely, also) = stays
    opened, is_open = by_id.get(call.chosen), opens(known, call.words, likely)
    unsure = stays is not None and not (idle or danger)
    perhaps = opened is None and is_open and (likely < SURE or unsure)
    firsts = [] if danger else first_cards(call, by_id)
    if opened is None and is_open:
        opened = next(iter([] if call.words else firsts), found[0] if found else None)
    return Turn(typed, latest, call, danger, lasts, found, likely, also, besides, is_open, firsts, opened, perhaps, unsure)


def asked_of(say: Catalogue, caller: Caller, turn: Turn, item: CardAnswer, words: str) -> list[Line]:
    """The lines of a card that words ask for."""
    if asks_which_law(caller.known, words) and item is turn.opened:
        regimes = caller.answer.regimes
        return [Line(About.CONDITION, why, (caller.answer.regime_basis,), leads=True) for _, why in regimes][:LINES]
    told = {**caller.heard, **turn.call.facts}
    led = caller.office or not turn.danger
    lines = lines_asked(caller.known, item, words, told, say, led=led, office=caller.office)
    return [*_as_told(caller, turn, item, say), *lines][:LINES]


def _as_told(caller: Caller, turn: Turn, item: CardAnswer, say: Catalogue) -> list[Line]:
    """What decides otherwise of a victim certified on the day that was chosen, or else told."""
    day = {**caller.heard, **turn.call.facts}.get("identified", NOT_YET)
    if day == NOT_YET or caller.again:
        return []
    try:
        situation = situation_of({"who": Who.VICTIM, "identified": day, **turn.call.facts}, caller.situation.as_of)
    except SituationError:  # no such day, or no such victim
        return []
    answer = entitled(caller.checks, caller.known, situation, say.language)
    other = next((one for one in answer.cards if one.card.id == item.card.id), None)
    if other is None:
        return [Line(About.CONDITION, why, (answer.regime_basis,), leads=not turn.danger) for _, why in answer.regimes]
    if other.verdict in (item.verdict, Verdict.YES, Verdict.DEPENDS):
        return []
    return [Line(About.CONDITION, other.why, other.rules, leads=not turn.danger)]
