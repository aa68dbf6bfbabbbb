"""Quầy tư vấn: one screen for a call. What is known on the left, the supports beside it, the open one with the words of the law."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from threading import Timer

import streamlit as st
from markupsafe import Markup

from documents.paths import provision_key
from documents.time.status import StatusCode
from documents.wording.citing import cite, instrument_name
from kb.annotations.shaken import shaken_words
from kb.entitlements.answers import CardAnswer
from kb.entitlements.checking import Checks, rule_day_of
from kb.entitlements.danger import abroad_of, has_fled, in_danger, is_urgent
from kb.entitlements.facts import FOREIGN, at_the_desk
from kb.entitlements.hearing import hearing_of
from kb.entitlements.loading import Desk, shipped
from kb.entitlements.model import About, Statement, Verdict
from kb.entitlements.reading import (
    calls_for_another,
    is_asking,
    is_at_sea,
    is_certified,
    is_farewell,
    is_silent,
    speaks_of_trafficking,
)
from kb.entitlements.search import FOR_SAFETY
from kb.entitlements.whereabouts import MAY_BE
from kb.errors import IndexMissingError
from kb.interface.catalogue import Catalogue
from kb.pages.desk.call import SIGNS, current_call, next_fact
from kb.pages.desk.cards_in_force import cards_in_force, desk_state
from kb.pages.desk.heard_turn import LITTLE, Caller, Turn, asked_of, caller_of, turn_of
from kb.pages.desk.open_card import brief_of, card_html, for_another, summary_text
from kb.pages.kit import address as at
from kb.pages.kit.bar import may
from kb.pages.kit.base import base, without_texts
from kb.pages.kit.frame import STATIC, Frame
from kb.pages.kit.html import badge, failure, macros, piece, plain
from kb.search import search

_HTML = macros("desk")


def show(frame: Frame) -> None:
    """Draw the page."""
    say, call = frame.say, current_call()
    st.html(STATIC / "desk.css")
    with st.container(key="dkstrip"):
        strip = st.empty()
        strip.html(_HTML.strip(say, call.open, _strip_sources(say), shaken=False))
    if without_texts(frame):
        return
    with st.spinner(say("common.loading"), show_time=False):
        now = desk_state()
        caller = caller_of(call, now, frame.day, say)
    learn_ahead(now)
    if strip_is_shaken(caller.known, caller.checks, frame.day):
        strip.html(_HTML.strip(say, call.open, _strip_sources(say), shaken=True))
    turn = turn_of(caller, call)
    frame.script.setdefault("call", {})["turn"] = call.done
    changes = {card: [shaken_words(say, one) for one in item.changed] for card, item in caller.by_id.items()}
    picked = [caller.by_id[card] for card in call.picked if card in caller.by_id and may("export", "desk")]
    summary = summary_text(say, picked, frame.day) if picked else ""
    with st.container(key="desk"):
        st.html(_facts_html(frame, caller, turn))
        st.html(_cards_html(frame, caller, turn, changes, picked))
        if turn.opened:
            st.html(_open_html(frame, caller, turn, turn.opened, summary))
        else:
            st.html(_none_html(frame, caller, turn, changes, summary))


def _facts_html(frame: Frame, caller: Caller, turn: Turn) -> Markup:
    """What is known, and what is asked next."""
    heard = [fact.name for fact in sorted(at_the_desk(), key=lambda fact: fact.rank) if fact.name in caller.heard]
    opened = turn.opened if turn.call.words or turn.call.chosen else None
    needs = [*heard, *(opened.needs if opened else ()), *caller.answer.ask_next]
    following = "identified" if caller.renewed else next_fact(needs, turn.call, caller.situation)
    problem = failure(frame.say, caller.problem) if caller.problem else ""
    return _HTML.facts(frame, at_the_desk(), turn.typed, following, {**caller.heard, **caller.otherwise}, problem)


def _cards_html(
    frame: Frame, caller: Caller, turn: Turn, changes: Mapping[str, Sequence[str]], picked: Sequence[CardAnswer]
) -> Markup:
    """The cards beside the open one, and what comes before all of them."""
    say, known, latest, found = frame.say, caller.known, turn.latest, turn.found
    everybodys = bool(found) and found[0].card.regime is None and found[0].card.id not in FOR_SAFETY and not caller.abroad
    groups = _groups(say, caller, turn)
    answers = {
        item.card.id: brief_of(frame, item, asked_of(say, caller, turn, item, group.words)[:1], sentence=False)
        for group in groups
        if group.words
        for item in group.cards[: _TOLD if group.bare else None]
    }
    asked_before = turn.latest.words not in ("", turn.typed.words) and not caller.taken
    last = "desk.stays_say" if turn.stays or asked_before else ""
    last = "desk.stays_perhaps" if turn.unsure else last
    if turn.call.words and is_farewell(known, turn.typed.words):
        last = "desk.farewell_say"
    taken = caller.taken or {}
    return _HTML.cards(
        frame,
        turn.typed,
        again=caller.again and len(caller.answer.regimes) > 1,
        abroad=abroad_of(known, latest.words, latest.facts, latest.before[::-1], 0.0 if everybodys else MAY_BE),
        groups=groups,
        changes=changes,
        answers=answers,
        opened=turn.opened,
        signs=SIGNS,
        picked=[item.card.id for item in picked],
        danger=turn.danger,
        lasts=turn.lasts,
        first=turn.later,
        silent=is_silent(known, turn.typed.words, *turn.typed.before[-_SPEECHLESS:]),
        fled=has_fled(known, (latest.words, *latest.before[::-1])),
        sea=is_at_sea(known, latest.words, *latest.before[::-1]),
        last=last,
        otherwise=[(fact, caller.otherwise[fact.name]) for fact in at_the_desk() if fact.name in caller.otherwise],
        corrected=[(fact, taken[fact.name]) for fact in at_the_desk() if fact.name in taken.keys() - caller.otherwise.keys()],
        whom=() if turn.opened or caller.office else _whom(caller.by_id),
        office=caller.office,
    )


@dataclass(frozen=True, slots=True)
class Group:
    """Cards under one law, with why it is that one.

    :param bare: nothing is said of them but what they are about
    :param words: that ask for the lines which stand below their names
    """

    why: str
    cards: Sequence[CardAnswer]
    bare: bool = False
    words: str = ""


_ELSE, _TOLD = 3, 2
"""So many others are named beside a card that may answer, the first of them each with a line."""


def _groups(say: Catalogue, caller: Caller, turn: Turn) -> list[Group]:
    """The cards that stand beside the open one, each under what they are there for."""
    found, also, besides = turn.found, turn.also, turn.besides
    if not turn.is_open:  # where none is open their names stand in its place
        groups = [Group(say("desk.nearest"), found, bare=True)] if turn.opened else []
    elif turn.is_ranked(caller.known) and (also or turn.perhaps or besides):
        rest = [item for item in besides or found[1:] if item not in (*found[:1], *also)]
        others = Group(say("desk.near"), rest)
        if turn.perhaps or besides:
            words = (turn.latest if besides else turn.call).words
            others = Group(say("desk.perhaps_other"), rest[:_ELSE], bare=True, words=words)
        asked = Group(say("desk.also_asked"), also, words=turn.call.words)
        groups = [replace(_by_law(caller, turn)[0], cards=found[:1]), asked, others]
    else:
        groups = _by_law(caller, turn)
    if not turn.firsts or not turn.is_open:
        return groups
    behind = [replace(group, cards=[item for item in group.cards if item not in turn.firsts]) for group in groups]
    return [Group(say("desk.child_first"), turn.firsts), *behind]


def _by_law(caller: Caller, turn: Turn) -> list[Group]:
    """The cards by the law that they belong to, where it is open which one applies; else all of them as they come."""
    regimes = caller.answer.regimes
    if len(regimes) < 2 or turn.is_ranked(caller.known):
        return [Group(" ".join(why for _, why in regimes), turn.found)]
    return [Group(why, [item for item in turn.found if item.regime is regime]) for regime, why in reversed(regimes)]


def _open_html(frame: Frame, caller: Caller, turn: Turn, opened: CardAnswer, summary: str) -> Markup:
    """The open card."""
    refused = opened.verdict is Verdict.NO
    other = for_another(caller.known, caller.checks, turn.call, opened, frame) if refused else None
    asked = asked_of(frame.say, caller, turn, opened, turn.call.words)
    return card_html(
        frame, opened, turn.call, summary, other, asked=asked, later=turn.later, perhaps=turn.perhaps, office=caller.office
    )


_OTHER = 1.0
"""A turn of which the first card is less likely than `LITTLE`, and that sounds so much more like other matters, is about one. Of
4,695 turns where no card is sure 1,403 are: of 684 told so 603 (484 and 417, where only what was less likely than 0.1 was). One of
the first two cards answers 1,912 of the 2,727 that a card answers: their lines stand below their names."""


_BRIEF = (2, 2, 1)
"""So many lines of each of the first cards stand below its name where none is open; of fewer cards where the law has something.
Of 975 questions that no card surely answers, heard by what other writers wrote, the line that answers stands on the screen for 511
(382 with names alone beside an open card, and with 2, 1 and no line where none is open). Where no line of a card is asked for, its
sentence answers 7 of 74 as the first one's, 3 of 151 as another's."""


def _none_html(frame: Frame, caller: Caller, turn: Turn, changes: Mapping[str, Sequence[str]], summary: str) -> Markup:
    """What there is to say where no card is open."""
    known, call, danger, by_id = caller.known, turn.call, turn.danger, caller.by_id
    told_of = speaks_of_trafficking(known, call.words) or in_danger(known, call.words)
    known_of = told_of or bool(danger) or speaks_of_trafficking(known, *call.before)
    is_other = not (turn.greeted or known_of) and turn.likely < LITTLE and hearing_of(known).elsewhere(call.words) > _OTHER
    telling = bool(turn.found) and not (turn.greeted or danger or is_other) and not is_asking(known, call.words)
    law = Markup() if turn.greeted or telling else _in_law(frame, call.words)
    answers = {}
    for place, item in enumerate([] if is_other else turn.found[: _TOLD if law or telling else len(_BRIEF)]):
        asked = asked_of(frame.say, caller, turn, item, call.words)
        answers[item.card.id] = brief_of(frame, item, asked[: _BRIEF[place]], sentence=not (telling or place))
    kinds = (("greeting", turn.greeted), ("story", telling), ("field", is_other))
    certified = not danger and is_certified(known, call.words, *call.before)
    return _HTML.none_found(
        frame,
        call,
        next((kind for kind, holds in kinds if holds), "near"),
        turn.found,
        answers,
        SIGNS,
        (known_of if telling else told_of) and not certified,
        changes,
        _meanwhile(by_id, {**caller.heard, **call.facts}) if telling and not certified else [],
        () if caller.office else _whom(by_id),
        law,
        summary,
        other=calls_for_another(known, call.facts, call.words, *call.before),
        office=caller.office,
        sorts=telling and not certified,
    )


MEANWHILE = ("n-13", "L53#dieu-37/khoan-3")
"""What this card says on this provision: what there is for whoever is being identified, but for those of another country."""


def _meanwhile(by_id: Mapping[str, CardAnswer], told: Mapping[str, str]) -> list[str]:
    card, basis = MEANWHILE
    said = by_id[card].statements if card in by_id and told.get("nationality") != FOREIGN else ()
    bound = ((item, item.statement.basis) for item in said)
    return [item.text for item, binding in bound if provision_key(binding.source.id, binding.path) == basis]


WHOM = ("n-15", "n-07")
"""The cards that say whom to ask where none answers: the hotline and legal aid."""


def _whom(by_id: Mapping[str, CardAnswer]) -> list[tuple[CardAnswer, str]]:
    return [(by_id[card], " ".join(by_id[card].texts(About.WHERE))) for card in WHOM if card in by_id]


_IN_LAW = 6.0
"""The score of a hit in the law that is shown where no card answers. Of 50 fresh questions of counsellors that no card surely
answers and that have such a one it is a right article for 36; of 10 with less, from 3.5 on, for 3 (`benchmarks/fresh.tsv`)."""


def _in_law(frame: Frame, words: str) -> Markup:
    """The provision that the search of the law finds first, where it is good enough and not known to be no law on the day."""
    try:
        hit = next(iter(search(base(), words, 1, frame.day).hits), None)
    except IndexMissingError:  # which the page of search says
        hit = None
    if hit is None or hit.score < _IN_LAW or hit.standing.code in (StatusCode.EXPIRED, StatusCode.NOT_YET):
        return Markup()
    place = hit.snippet_path or hit.best_clause or hit.path
    href = frame.address(at.READER, **{at.INSTRUMENT: hit.instrument, at.PROVISION: place})
    name = instrument_name(hit.instrument, hit.number, hit.title, subject=True)
    return _HTML.in_law(hit, place, name, href, badge(frame.say, hit.standing), piece(hit))


STRIP = ("n-15", ("L53#dieu-22/khoan-1", "ND162#dieu-4"))
"""What the strip says this card says, on these provisions. 113 is the number of the police for everybody and rests on none."""


def strip_statements(known: Desk) -> list[Statement]:
    """The statements that the strip repeats."""
    card, bases = STRIP
    statements = known.cards[card].statements if card in known.cards else ()
    return [item for item in statements if provision_key(item.basis.source.id, item.basis.path) in bases]


def _strip_sources(say: Catalogue) -> str:
    named = dict.fromkeys(item.basis for item in strip_statements(shipped()))
    return "; ".join(say("desk.cited", place=plain(cite(basis.path)), name=basis.source.name(say.language)) for basis in named)


def strip_is_shaken(known: Desk, checks: Checks, day: date) -> bool:
    """Whether the law that the strip rests on says something else by now."""
    holding = [item for item in strip_statements(known) if item.period.holds(day)]
    return any(checks.of(item.basis, day, rule_day_of(known.cards[STRIP[0]], item, day)).spoils for item in holding)


_SPEECHLESS = 3
"""So many turns after one in which somebody cannot speak aloud they are still asked what a tap answers."""
_SOON = 2.0
_HEARD_AHEAD = 20


@st.cache_resource(max_entries=2, show_spinner=False)
def learn_ahead(of: str) -> None:
    """Learn how callers speak soon after the page is first drawn, and what words tell of danger, so that no question waits for it:
    the patterns of these words alone take three seconds of the processor to compile.
    """
    known = cards_in_force(of)

    def learn() -> None:
        hearing_of(known).learn()
        for turn in known.turns[:_HEARD_AHEAD]:
            is_urgent(known, turn.words)

    timer = Timer(_SOON, learn)
    timer.daemon = True
    timer.start()
