"""What is told during a call. It lives in the memory of one browser session: no address, log, file or base ever holds it.

It is forgotten when the call ends, and ten minutes after the counsellor last did anything, with all else that was typed meanwhile.
"""

import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Never

import streamlit as st

from documents.errors import WordedError
from kb.entitlements.facts import ADULT, Situation, Who, at_the_desk, fact_of, is_under, read_situation
from kb.entitlements.model import Verdict
from kb.entitlements.rules import HINGE
from kb.errors import SituationError
from kb.pages.kit import address as at
from kb.pages.kit.bar import OF_WHO_WORKS
from kb.pages.kit.base import fragment
from kb.pages.kit.frame import Frame, put_params, take_event
from kb.pages.kit.html import macros

IDLE = 600
"""Seconds after which a call that nobody works on is forgotten."""

_LOOKED_AFTER = 20
_KEY = "call"
_KEPT = OF_WHO_WORKS | {"token", "day_turn"}
_LOOKS = 3
"""How often the session's memory is looked through for what a call left, at most: a run that is stopping may go on writing."""
"""What a session keeps when a call ends: the counsellor's own name and door, and counters."""

_LONGEST = 600
_TURNS = 3
_ACTS = ("set", "ask", "open", "pick", "law", "begin", "alive")
"""What the page's script tells; the last two: the counsellor has begun another call, or is there."""


@dataclass(repr=False, slots=True)
class Call:
    """One call. It shows nothing of itself where it is printed or logged, and cannot be written to a file or a cache.

    :param facts: by name, as they were chosen or typed
    :param words: what cards are searched for
    :param before: what they were searched for earlier in the call
    :param chosen: the card that is open
    :param picked: the cards of the summary, in the order in which they were picked
    :param again: they were trafficked once more, as an earlier turn told
    :param office: an earlier turn told that they call from a body that has duties
    :param since: the facts that were chosen since the words were typed
    :param seen: when the counsellor last did anything
    :param problem: a fact that was told and could not be taken, and why; it stands until that fact is told again
    :param done: number of the last act that was carried out
    :param number: of the call: an act names its own, and one of an earlier call is not carried out
    """

    facts: dict[str, str] = field(default_factory=dict)
    words: str = ""
    before: tuple[str, ...] = ()
    chosen: str = ""
    picked: tuple[str, ...] = ()
    again: bool = False
    office: bool = False
    since: frozenset[str] = frozenset()
    problem: tuple[str, WordedError] | None = None
    seen: float = field(default_factory=time.monotonic)
    done: int = 0
    number: int = 0

    def __repr__(self) -> str:
        return "Call(…)"

    def __reduce_ex__(self, protocol: object) -> Never:
        raise TypeError("a call is not to be written down")

    @property
    def open(self) -> bool:
        """Whether anything was told."""
        return bool(self.facts or self.words or self.picked or self.problem)


def current_call() -> Call:
    """The call of this browser session."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Call()
    call: Call = st.session_state[_KEY]
    return call


def end_call(following: int = 0) -> None:
    """Forget the call, and whatever else was typed or searched for in this browser session.

    :param following: number of the call that has begun; default: the next one
    """
    done, number = current_call().done, current_call().number
    for _ in range(_LOOKS):
        names = _names() - _KEPT
        for key in names:
            with suppress(KeyError):
                del st.session_state[key]
        if not names:
            break
    st.session_state[_KEY] = Call(done=done, number=max(number + 1, following))


def _names() -> frozenset[str]:
    """What the session's memory holds.

    Streamlit lets a run that is stopping write into it, under a lock of its own, while the next one reads: then it is read again.
    One that takes away as many as it adds goes unnoticed, and names are passed over: whoever must have all of them looks again.
    """
    while True:
        try:
            return frozenset(map(str, st.session_state))
        except KeyError:
            continue
        except RuntimeError as error:
            if "changed" not in str(error):
                raise


def situation_of(facts: Mapping[str, str], day: date) -> Situation:
    """What the facts come to.

    :raises SituationError: something cannot be read, or cannot be
    """
    chosen = {fact.name: fact.means[facts[fact.name]] for fact in at_the_desk() if facts.get(fact.name) in fact.means}
    told = {name: value for name, value in facts.items() if name not in chosen}
    return read_situation({**told, "as_of": day}).with_facts(chosen)


def this_time(situation: Situation) -> Situation:
    """What is known of who was trafficked once more: an identification before the present law was of another time."""
    if not situation.is_identified or (situation.identified_within or [situation["identified"]])[-1] >= HINGE:
        return situation
    kept = {name: value for name, value in situation.facts.items() if name != "identified" and (name, value) != ("who", Who.VICTIM)}
    return replace(situation, facts=kept, identified_within=None)


def is_young(facts: Mapping[str, str]) -> bool:
    """Whether somebody is said to be under 18."""
    return is_under(ADULT, facts) or facts.get("who") == Who.MINOR_ACCOMPANYING


def follow_call(frame: Frame) -> None:
    """Take up what the counsellor did, or forget a call that nobody works on. It stands on every page."""
    call = current_call()
    told = take_event("call")
    if is_idle(call):
        end_call()
    if told:
        _carry_out(frame, told.get("acts"))
    ended, call = call, current_call()
    if ended.number != call.number and at.DAY in st.query_params:
        put_params({at.DAY: None})  # the next caller asks of today
        st.rerun()
    call.seen = time.monotonic()
    frame.script["call"] = {"done": call.done, "number": call.number, "open": call.open, "idle": IDLE}
    # Always there: what stands below it would be drawn anew, and keys be lost, when the first fact is told.
    with st.container(key="calling"):
        if call.open:
            _watch()
            if frame.page != at.DESK:
                st.html(macros("desk").going_on(frame))


def is_idle(call: Call) -> bool:
    """Whether something was told and nobody has done anything since for too long."""
    return call.open and time.monotonic() - call.seen >= IDLE


@partial(fragment, run_every=_LOOKED_AFTER)
def _watch() -> None:
    """Looks after the call by itself, whether or not the counsellor is there."""
    if is_idle(current_call()):
        end_call()
        st.rerun()


def _carry_out(frame: Frame, acts: object) -> None:
    """Carry out, once and in order, what the page's script tells until it hears that it was done.

    Who tells of a later call has ended those before it. What belongs to an earlier one is over with it.
    """
    for act in acts if isinstance(acts, list) else ():
        number, of, verb, *rest = act if isinstance(act, list) and len(act) > 2 else (0, 0, "")
        if not isinstance(number, int) or not isinstance(of, int) or number <= current_call().done or verb not in _ACTS:
            continue
        if of > current_call().number:
            end_call(of)
        call = current_call()
        try:
            if of == call.number:
                _do(frame, call, verb, *[*(str(item)[:_LONGEST].strip() for item in rest), "", ""][:2])
        except Exception:  # what fails once would fail for ever; a run that is stopped in the middle is told again
            call.done = number
            raise
        call.done = number


def _do(frame: Frame, call: Call, act: str, name: str, value: str) -> None:
    match act:
        case "set":
            _set(frame, call, name, value)
        case "ask":
            if call.words and not name.startswith(call.words):  # the same question typed on is no other
                call.before = (*call.before, call.words)[-_TURNS:]
            call.words, call.chosen, call.since = name, "", frozenset()
        case "open":
            call.chosen = name
        case "pick":  # a card into the summary, or out of it
            others = tuple(card for card in call.picked if card != name)
            call.picked = (*others, name) if value else others
        case "law":  # the words go along in the session, not in the address
            st.session_state.update(search_words=call.words, search_box=call.words, search_count=10)
            frame.go(frame.address(at.SEARCH))


def _set(frame: Frame, call: Call, name: str, value: str) -> None:
    fact = fact_of(name)
    if fact is None or fact.row is None or (value and not fact.typed and value not in fact.values):
        return
    facts = {key: known for key, known in call.facts.items() if key != name}
    if value:
        facts[name] = value
    for other in at_the_desk():
        if other.only not in ("", facts.get("nationality")):
            facts.pop(other.name, None)
    if call.problem and call.problem[0] == name:
        call.problem = None
    try:
        situation_of(facts, frame.day)
    except SituationError as error:
        call.problem = (name, error)
        return
    call.since |= {name}
    call.facts, call.chosen = facts, call.chosen if call.words else ""


SIGNS = {Verdict.YES: "✓", Verdict.DEPENDS: "◐", Verdict.UNKNOWN: "?", Verdict.NO: "✕"}
"""A sign for each verdict; the word always stands beside it."""


def next_fact(facts: Iterable[str], call: Call, situation: Situation) -> str:
    """The fact to ask for next, of those that decide, the first first; last the day of which only the month or year is known."""
    names = [fact.name for option in facts for fact in at_the_desk() if fact.option == option]
    half_known = "identified" if situation.identified_within and "identified" in names else ""
    return next((name for name in names if name not in call.facts), half_known)
