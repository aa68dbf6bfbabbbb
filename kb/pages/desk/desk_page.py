"""Quầy tư vấn: one screen for a call. What is known on the left, the supports beside it, the open one with the words of the law."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from threading import Timer
from typing import NamedTuple

import streamlit as st
from markupsafe import Markup

from documents.paths import provision_key
from documents.time.status import StatusCode
from documents.wording.citing import cite, instrument_name
from kb.annotations.shaken import shaken_words
from kb.entitlements.answers import Answer, CardAnswer, Trust, entitled
from kb.entitlements.checking import Checks, rule_day_of
from kb.entitlements.danger import abroad_of, danger_of, in_danger, is_urgent
from kb.entitlements.facts import ABROAD, FOREIGN, VIETNAM, Situation, at_the_desk
from kb.entitlements.hearing import hearing_of
from kb.entitlements.loading import Desk, shipped
from kb.entitlements.model import About, Statement, Verdict
from kb.entitlements.reading import (
    asks_for_all,
    calls_for_another,
    is_asking,
    is_at_sea,
    is_certified,
    is_farewell,
    is_sold_again,
    speaks_of_trafficking,
    spoken_facts,
)
from kb.entitlements.search import ANSWERED, FOR_SAFETY, SURE, search_cards
from kb.entitlements.whereabouts import MAY_BE, place_of
from kb.errors import IndexMissingError, SituationError
from kb.interface.catalogue import Catalogue
from kb.pages.desk.asked_lines import LINES, Line, lines_asked
from kb.pages.desk.call import SIGNS, Call, current_call, next_fact, situation_of, this_time
from kb.pages.desk.caller_copy import bases_of, plain_text, quoted, rests_on, summary_text
from kb.pages.desk.cards_in_force import basis_checks, cards_in_force, desk_state
from kb.pages.desk.heard_cards import Found, everyday_words, find_cards, first_cards, opens, still_open, without_greetings
from kb.pages.kit import address as at
from kb.pages.kit.bar import may
from kb.pages.kit.base import base, revision, without_texts
from kb.pages.kit.frame import STATIC, Frame, shaken_line
from kb.pages.kit.html import badge, failure, macros, piece, plain
from kb.search import search

_HTML = macros("desk")
_TO_SAY = ("caller", "nationality", "where")
"""What is said goes by these as soon as they are heard."""
_MOST = 8


@dataclass(frozen=True, slots=True)
class Group:
    """Cards under one law, with why it is that one.

    :param bare: nothing is said of them but what they are about
    """

    why: str
    cards: Sequence[CardAnswer]
    bare: bool = False


def show(frame: Frame) -> None:
    """Draw the page."""
    say, call = frame.say, current_call()
    st.html(STATIC / "desk.css")
    with st.container(key="dkstrip"):
        strip = st.empty()
        strip.html(_HTML.strip(say, call.open, _strip_sources(say), shaken=False))
    if without_texts(frame):
        return
    problem = call.problem and call.problem[1]
    try:
        situation = situation_of(call.facts, frame.day)
    except SituationError as error:  # the day of the question was changed
        problem, situation = error, situation_of({}, frame.day)
    with st.spinner(say("common.loading"), show_time=False):
        now = desk_state()
        known, checks = cards_in_force(now), basis_checks(now, frame.day)
        call.again = call.again or is_sold_again(known, *call.before)
        again = call.again or is_sold_again(known, call.words)
        told, situation = situation, this_time(situation) if again else situation
        spoken = [item for words in (*call.before, call.words) for item in spoken_facts(known, words).items()]
        spoken.append(("where", place_of(known, call.words, {}, call.before[::-1]) or ""))
        heard = {name: value for name, value in dict(spoken).items() if value and name not in call.facts}
        to_say = {name: value for name, value in heard.items() if name in _TO_SAY}
        if situation == Situation(frame.day) and not to_say:
            answer = nothing_known(now, frame.day, say.language)
        else:
            answer = entitled(checks, known, situation, say.language, to_say)
    learn_ahead(now)
    if strip_is_shaken(known, checks, frame.day):
        strip.html(_HTML.strip(say, call.open, _strip_sources(say), shaken=True))
    by_id = {item.card.id: item for item in answer.cards}
    typed, call = call, without_greetings(known, call)
    danger = danger_of(known, call.words, call.facts, call.before) if call.words else None
    greeted = bool(typed.words and not call.words)
    start: Found = ([], 0.0, []) if greeted else (list(answer.cards), 1.0, [])
    find = partial(find_cards, known, answer=answer, by_id=by_id, heard=heard)
    found, likely, also = find(call) if call.words else start
    lasts = not in_danger(known, call.words)
    stays = still_open(known, call, find) if call.words and lasts and not opens(known, call.words, likely) else None
    besides: Sequence[CardAnswer] = ()
    latest = call
    if stays:
        besides = found if likely >= _LITTLE else ()
        call, (found, likely, also) = stays
    sure = likely >= ANSWERED
    ranked = bool(call.words) and not (sure and not danger and asks_for_all(known, call.words))
    groups = _groups(answer, found, ranked)
    opened = by_id.get(call.chosen)
    is_open = opens(known, call.words, likely)
    perhaps = opened is None and is_open and likely < SURE
    if is_open and ranked and (also or perhaps or besides):
        rest = [item for item in besides or found[1:] if item not in (*found[:1], *also)]
        unsure = perhaps or besides
        others = Group(say("desk.perhaps_other"), rest[:_ELSE], bare=True) if unsure else Group(say("desk.near"), rest)
        groups = [replace(groups[0], cards=found[:1]), Group(say("desk.also_asked"), also), others]
    firsts = [] if danger else first_cards(call, by_id)
    if firsts:
        behind = [replace(group, cards=[item for item in group.cards if item not in firsts]) for group in groups]
        groups = [Group(say("desk.child_first"), firsts), *behind]
    if opened is None and is_open:
        opened = next(iter([] if call.words else firsts), found[0] if found else None)
    if not is_open:  # where none is open their names stand in its place
        groups = [Group(say("desk.nearest"), found, bare=True)] if opened else []
    later = danger is not None and opened is not None and not lasts and opened.card.id not in FOR_SAFETY
    picked = [by_id[card] for card in call.picked if card in by_id and may("export", "desk")]
    summary = summary_text(say, picked, frame.day) if picked else ""
    ranked_heard = [fact.name for fact in sorted(at_the_desk(), key=lambda fact: fact.rank) if fact.name in heard]
    needs = [*ranked_heard, *(opened.needs if opened and (call.words or call.chosen) else ()), *answer.ask_next]
    frame.script.setdefault("call", {})["turn"] = call.done
    changes = {card: [shaken_words(say, one) for one in item.changed] for card, item in by_id.items()}
    asked = partial(lines_asked, known, words=call.words, told={**heard, **call.facts}, say=say, led=not danger)
    everybodys = (
        bool(found) and found[0].card.regime is None and found[0].card.id not in FOR_SAFETY and ("where", ABROAD) not in spoken
    )
    least = 0.0 if everybodys else MAY_BE
    last = "desk.stays_say" if stays else ""
    if call.words and is_farewell(known, typed.words):
        last = "desk.farewell_say"
    with st.container(key="desk"):
        following = "identified" if situation is not told else next_fact(needs, call, situation)
        st.html(_HTML.facts(frame, at_the_desk(), typed, following, heard, failure(say, problem) if problem else ""))
        st.html(
            _HTML.cards(
                frame,
                typed,
                again=again and len(answer.regimes) > 1,
                abroad=abroad_of(known, latest.words, call.facts, latest.before[::-1], least),
                groups=groups,
                changes=changes,
                answers={item.card.id: asked(item)[:1] for item in also} if is_open else {},
                opened=opened,
                signs=SIGNS,
                picked=[item.card.id for item in picked],
                danger=danger,
                lasts=lasts,
                first=later,
                sea=is_at_sea(known, latest.words, *latest.before[::-1]),
                last=last,
            )
        )
        if opened:
            other = _for_another(known, checks, call, opened, frame) if opened.verdict is Verdict.NO else None
            st.html(card_html(frame, opened, call, summary, other, asked=asked(opened), later=later, perhaps=perhaps))
        else:
            told_of = speaks_of_trafficking(known, call.words) or in_danger(known, call.words)
            known_of = told_of or bool(danger) or speaks_of_trafficking(known, *call.before)
            is_other = not (greeted or known_of) and likely < _LITTLE and hearing_of(known).elsewhere(call.words) > _OTHER
            telling = bool(found) and not (greeted or danger or is_other) and not is_asking(known, call.words)
            near = [(item, [] if is_other else asked(item)[: max(0, LINES - place)]) for place, item in enumerate(found)]
            kinds = (("greeting", greeted), ("story", telling), ("field", is_other))
            kind = next((kind for kind, holds in kinds if holds), "near")
            law = Markup() if greeted or telling else _in_law(frame, call.words)
            certified = not danger and is_certified(known, call.words, *call.before)
            meanwhile = _meanwhile(by_id, {**heard, **call.facts}) if telling and not certified else []
            told_of = (known_of if telling else told_of) and not certified
            st.html(
                _HTML.none_found(
                    frame,
                    call,
                    kind,
                    near,
                    told_of,
                    changes,
                    meanwhile,
                    _whom(by_id),
                    law,
                    summary,
                    other=calls_for_another(known, call.facts, call.words, *call.before),
                    sorts=telling and not certified,
                )
            )


_ELSE = 3
"""So many others are named beside a card that may answer."""
_LITTLE, _OTHER = 0.2, 1.0
"""A turn of which the first card is less likely, and that sounds so much more like other matters, is about one. Of 4,695 turns
where no card is sure 1,403 are: of 684 told so 603 (484 and 417, where only what was less likely than 0.1 was). One of the first
two cards answers 1,912 of the 2,727 that a card answers: their lines stand below their names."""


class ForAnother(NamedTuple):
    """A card that is not for whom the facts are about, as it is for somebody beside them.

    :param refused: the words that say for whom it is not
    :param for_whom: and for whom it is
    """

    refused: str
    for_whom: str
    answer: CardAnswer


_ANOTHER = (
    ("who", "relative", {"who": "victim"}, "desk.no_for_relative", "desk.for_victim"),
    ("age", "adult", {"who": "minor_accompanying", "age": "child"}, "desk.no_for_adult", "desk.for_minor"),
    ("where", ABROAD, {"where": VIETNAM}, "desk.no_while_abroad", "desk.once_back"),
)
"""For whom else something may be asked: a fact, what it is, what others are instead, and the words for both."""


def _for_another(known: Desk, checks: Checks, call: Call, opened: CardAnswer, frame: Frame) -> ForAnother | None:
    for name, value, other, refused, for_whom in _ANOTHER:
        if call.facts.get(name) == value:
            answers = entitled(checks, known, situation_of({**call.facts, **other}, frame.day), frame.say.language)
            for item in answers.cards:
                if item.card.id == opened.card.id and item.verdict is not Verdict.NO:
                    return ForAnother(frame.say(refused), frame.say(for_whom), item)
    return None


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


@st.cache_resource(max_entries=6, show_spinner=False)
def nothing_known(of: str, day: date, language: str) -> Answer:
    """What every call begins with, and what the list of cards says. No other answer is kept: it would be about somebody."""
    return entitled(basis_checks(of, day), cards_in_force(of), Situation(day), language)


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


def _groups(answer: Answer, cards: Sequence[CardAnswer], ranked: bool) -> list[Group]:
    """The cards by the law that they belong to, where it is open which one applies; else all of them as they come."""
    if len(answer.regimes) < 2 or ranked:
        return [Group(" ".join(why for _, why in answer.regimes), cards)]
    return [Group(why, [item for item in cards if item.regime is regime]) for regime, why in reversed(answer.regimes)]


TRUSTED = {Trust.CONFIRMED: "✓", Trust.HELD: "◐", Trust.READ: "○", Trust.REPORTED: "△", Trust.SHAKEN: "⚠"}
"""A sign for how well a card is known; the word always stands beside it."""


def card_line(frame: Frame, words: str) -> Markup:
    """The card that surely answers what is searched for: what it says stands there, with how well that is known."""
    match = next(iter(search_cards(cards_in_force(desk_state()), words, 1, everyday_words(revision()))), None)
    if match is None or match.score <= SURE:
        return Markup()
    return _HTML.answering(frame.say, match.card.title(frame.say.language), frame.address(at.SUPPORTS, the=match.card.id))


def card_html(
    frame: Frame,
    item: CardAnswer,
    call: Call | None = None,
    summary: str = "",
    other: ForAnother | None = None,
    asked: Sequence[Line] = (),
    later: bool = False,
    perhaps: bool = False,
) -> Markup:
    """The open card: what to say aloud, what and where, and the words of the law beneath.

    :param call: that it is shown in
    :param summary: of the cards that were picked
    :param other: it as it is for somebody else
    :param asked: its lines that the words of the call ask for
    :param later: what to do about a danger is said first
    :param perhaps: it is likely that it answers, and not sure
    """
    quotes = [quoted(frame, shown) for shown in bases_of(item)]
    conflicts = [
        (conflict.conflict.text(frame.say.language), [(text, quoted(frame, shown)) for text, shown in conflict.sides])
        for conflict in item.conflicts
    ]
    sides = [quoted for _, said in conflicts for _, quoted in said]
    return _HTML.card(
        frame,
        call,
        item=item,
        changes=[shaken_line(frame, one) for one in item.changed],
        mark=SIGNS[item.verdict],
        trust=TRUSTED[Trust.SHAKEN if item.changed else item.trust],
        keys={fact.name: fact.key for fact in at_the_desk()},
        texts={
            about.value: [text for text in item.texts(about) if about is not About.NOTE or text not in item.pays] for about in About
        },
        rests=[quoted(frame, shown) for shown in rests_on(item, [basis for one in asked if one.leads for basis in one.bases])],
        quotes=quotes,
        lacking=list(dict.fromkeys(quoted.name for quoted in (*quotes, *sides) if quoted.shown.lacking)),
        conflicts=conflicts,
        other=other,
        asked=asked,
        later=later,
        perhaps=perhaps,
        signs=SIGNS,
        copy=(plain_text(frame.say, item, frame.day), summary) if may("export", "desk") else None,
    )
