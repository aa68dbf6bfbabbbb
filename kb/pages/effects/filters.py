"""What the review shows: words to look for texts by, and two filters that the address holds."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from documents.paths import provision_key
from kb.database.reading.records import InstrumentRecord
from kb.law.effects.agreement import Verdict
from kb.law.effects.groups import GroupFilter
from kb.law.effects.queue import QueueFilter
from kb.pages.effects.decisions import relation_kinds
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.base import revision
from kb.pages.kit.frame import Frame, put_params
from kb.pages.kit.html import macros
from kb.pages.kit.picks import ALL, address_choice

STATE, KIND, VERDICT, DECIDED, NUMBER = "tt", "hd", "khop", "xong", "trang"
FILTERS = (STATE, KIND, VERDICT, NUMBER)
_STATES = ("found", "accepted", "corrected", "rejected")
_VERDICTS = tuple(verdict.value for verdict in Verdict)
_DOUBTFUL, _WORDS = "ngo", "queue_words"


def queue_filter(frame: Frame, about: str) -> QueueFilter:
    """What the queue shows."""
    say, kind, verdict = frame.say, None, None
    with _row():
        words = _words(frame)
        state = _filter_box(
            say("review.state"), STATE, _STATES, lambda code: say(f"review.state_{code}"), say("common.all"), _STATES[0]
        )
        if about == "effect":
            verdict = _verdict(frame)
        else:
            kind = _filter_box(
                say("review.kind"), KIND, relation_kinds(), lambda code: say(f"relation.{code}_out"), say("common.all")
            )
    among, text, path = None, _asked_text(frame), st.query_params.get(at.PROVISION)
    if verdict in _VERDICTS:
        among = frozenset(effect for effect, found in data.agreements()[0].items() if found.verdict == verdict)
    return QueueFilter(
        state=state,
        kind=kind,
        certain=False if verdict == _DOUBTFUL else None,
        instruments=_instruments(text, words),
        target_id=text.id if text and path else None,
        path=path if text else None,
        among=among,
    )


def group_filter(frame: Frame) -> GroupFilter:
    """Which groups are listed."""
    say = frame.say
    with _row():
        words = _words(frame)
        done = say("group.decided_yes")
        decided = _filter_box(say("review.state"), DECIDED, ("1",), lambda _: done, say("group.decided_no"))
        verdict = _verdict(frame)
    text = _asked_text(frame)
    return GroupFilter(
        certain=False if verdict == _DOUBTFUL else None,
        verdict=verdict if verdict in _VERDICTS else None,
        instruments=_instruments(text, words),
        decided=decided == "1",
    )


def _row() -> st.delta_generator.DeltaGenerator:
    return st.container(key="filters", horizontal=True, gap="small", vertical_alignment="bottom")


def _words(frame: Frame) -> str:
    """Words of the number or title of a text; they stay in the browser session."""
    change: dict[str, Any] = {"on_change": put_params, "args": ({NUMBER: None},)}
    return str(st.text_input(frame.say("review.find"), key=_WORDS, placeholder=frame.say("review.find_help"), **change))


def _asked_text(frame: Frame) -> InstrumentRecord | None:
    """The text that the address names, said above the list with the way to more: from a place in it to all of it, then to all."""
    instrument, path = (st.query_params.get(name) for name in (at.INSTRUMENT, at.PROVISION))
    found = data.instrument_of(instrument)
    if found is not None:
        more = {at.VIEW: st.query_params.get(at.VIEW) or at.EACH, at.INSTRUMENT: found.key if path else None}
        words = frame.say("review.only", name=data.place_name(provision_key(found.key, path)))
        st.html(macros("effects").only(words, frame.address(at.EFFECTS, **more), frame.say("review.only_clear")))
    return found


def _instruments(text: InstrumentRecord | None, words: str) -> frozenset[int] | None:
    """The texts that are asked for: the one of the address, those that the words find; None where nothing is asked for."""
    if text is not None:
        return frozenset((text.id,))
    return frozenset(item.id for item in data.matching(data.instruments(revision()), words)) if words.strip() else None


def _verdict(frame: Frame) -> str | None:
    """What other sources say of it, or that it could not be read without doubt."""
    say = frame.say
    named = {**{code: say(f"group.{code}") for code in _VERDICTS}, _DOUBTFUL: say("review.doubtful")}
    return _filter_box(say("group.verdict"), VERDICT, list(named), named.__getitem__, say("common.all"))


def _filter_box(
    title: str, name: str, codes: Sequence[str], words: Callable[[str], str], none: str, usual: str | None = None
) -> str | None:
    """A filter. The address holds it unless it is the usual one."""
    given = st.query_params.get(name)
    value = given if given in codes else usual or ""
    value = "" if given == ALL else value
    called: Callable[[str], str] = lambda code: words(code) if code else none  # noqa: E731
    address_choice(name, ["", *codes], value, title, called, usual=usual or "", key=f"queue_{name}", takes_out=[NUMBER])
    return value or None
