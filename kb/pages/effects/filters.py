"""The filters of the review; the address holds them."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from documents.text import fold
from documents.wording.actions import Action
from kb.law.effects.agreement import Verdict
from kb.law.effects.groups import GroupFilter
from kb.law.effects.queue import QueueFilter
from kb.pages.effects.decisions import relation_kinds
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.frame import Frame, put_params
from kb.pages.kit.html import macros

STATE, KIND, CERTAIN, HELD, VERDICT, DECIDED, NUMBER = "tt", "hd", "chac", "kho", "khop", "xong", "trang"
FILTERS = (STATE, KIND, CERTAIN, HELD, VERDICT, NUMBER)
_STATES = ("found", "accepted", "corrected", "rejected")
_ALL = "tat-ca"


def queue_filter(frame: Frame, about: str) -> QueueFilter:
    """What the queue shows."""
    say, everything = frame.say, frame.say("common.all")
    kinds = [action.value for action in Action] if about == "effect" else relation_kinds()
    named = (lambda code: say(f"action.{code}")) if about == "effect" else (lambda code: say(f"relation.{code}_out"))
    with st.container(key="filters", horizontal=True, gap="small", vertical_alignment="bottom"):
        state = filter_box(say("review.state"), STATE, _STATES, lambda code: say(f"review.state_{code}"), everything, _STATES[0])
        kind = filter_box(say("review.kind"), KIND, kinds, named, everything)
        held = filter_box(say("review.held"), HELD, ("1", "0"), _yes(say("review.held_yes"), say("review.held_no")), everything)
        certain = _certain(frame) if about == "effect" else None
        verdict = _verdict(frame) if about == "effect" else None
        topic, issuer = _sector(frame)
    key = st.query_params.get(at.INSTRUMENT)
    instrument = data.instrument_of(key) if key else None
    if instrument:
        only_instrument(frame, data.name(instrument))
    return QueueFilter(
        state=state,
        kind=kind,
        certain=certain,
        held=None if held is None else held == "1",
        instrument_id=instrument.id if instrument else None,
        topic=topic,
        issuer=issuer,
        among=effects_among(verdict),
    )


def group_filter(frame: Frame, offered: Mapping[str, str]) -> GroupFilter:
    """Which groups are listed.

    :param offered: keys and names of the instruments that change others or are changed
    """
    say, everything = frame.say, frame.say("common.all")
    with st.container(key="filters", horizontal=True, gap="small", vertical_alignment="bottom"):
        words = _yes(say("group.decided_yes"), say("group.decided_no"))
        decided = filter_box(say("review.state"), DECIDED, ("1",), words, say("group.decided_no"))
        kind = filter_box(
            say("review.kind"), KIND, [action.value for action in Action], lambda code: say(f"action.{code}"), everything
        )
        certain, verdict = _certain(frame), _verdict(frame)
        topic, issuer = _sector(frame)
        names = dict(sorted(offered.items(), key=lambda item: fold(item[1])))
        filter_box(say("group.instrument"), at.INSTRUMENT, list(names), lambda key: names[key], everything)
    key = st.query_params.get(at.INSTRUMENT)
    instrument = data.instrument_of(key) if key else None
    return GroupFilter(
        kind=kind,
        certain=certain,
        instrument_id=instrument.id if instrument else None,
        topic=topic,
        issuer=issuer,
        verdict=verdict,
        decided=decided == "1",
    )


def effects_among(verdict: str | None) -> frozenset[int] | None:
    """The effects of which other sources say this."""
    if verdict is None:
        return None
    known, _ = data.agreements()
    return frozenset(effect for effect, found in known.items() if found.verdict == verdict)


def only_instrument(frame: Frame, name: str) -> None:
    """That one instrument alone is looked at, and the way to all."""
    href = frame.address(at.EFFECTS, **{at.VIEW: st.query_params.get(at.VIEW) or at.EACH})
    st.html(macros("effects").only(frame.say("review.only", name=name), href, frame.say("review.only_clear")))


def _certain(frame: Frame) -> bool | None:
    say = frame.say
    words = _yes(say("review.certain"), say("review.doubtful"))
    certain = filter_box(say("review.doubt"), CERTAIN, ("1", "0"), words, say("common.all"))
    return None if certain is None else certain == "1"


def _verdict(frame: Frame) -> str | None:
    say = frame.say
    verdicts = [verdict.value for verdict in Verdict]
    return filter_box(say("group.verdict"), VERDICT, verdicts, lambda code: say(f"group.{code}"), say("common.all"))


def _sector(frame: Frame) -> tuple[str | None, str | None]:
    """A topic of the codification, and an issuer."""
    topics, issuers = map(dict, data.sectors())
    return _of_kind(frame, "topic", topics), _of_kind(frame, "issuer", issuers)


def _of_kind(frame: Frame, kind: str, named: Mapping[str, str]) -> str | None:
    say = frame.say
    return (
        filter_box(say(f"search.{kind}"), at.filters()[kind], list(named), named.__getitem__, say("common.all")) if named else None
    )


def _yes(yes: str, no: str) -> Callable[[str], str]:
    return lambda code: yes if code == "1" else no


def filter_box(
    title: str, name: str, codes: Sequence[str], words: Callable[[str], str], none: str, usual: str | None = None
) -> str | None:
    """A filter. The address holds it unless it is the usual one."""
    given = st.query_params.get(name)
    value = given if given in codes else usual or ""
    value = "" if given == _ALL else value
    st.session_state[f"queue_{name}"] = value
    st.selectbox(
        title,
        ["", *codes],
        key=f"queue_{name}",
        format_func=lambda code: words(code) if code else none,
        on_change=_chosen,
        args=(name, usual),
    )
    return value or None


def _chosen(name: str, usual: str | None) -> None:
    value = st.session_state[f"queue_{name}"]
    put_params({name: None if value == (usual or "") else value or _ALL, NUMBER: None})
