"""The review queue: effects and relations one by one, with their evidence, to accept, correct or reject; what narrows it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import streamlit as st

from documents.paths import provision_key
from kb.database.reading.reader import LoadedVersion, choose_version
from kb.database.reading.records import InstrumentRecord
from kb.database.storing.seen import mark_of
from kb.law.derivation.decisions import decisions
from kb.law.effects.agreement import Verdict
from kb.law.effects.groups import QueueFilter, queue_effects, queue_relations
from kb.law.effects.relations import RelationView
from kb.law.effects.views import FOUND, EffectView, effect_by_fingerprint
from kb.pages.effects import decisions as deciding
from kb.pages.effects.decisions import decision_words, effect_card, item_id, relation_card
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.base import read_base, revision, session
from kb.pages.kit.drafts import show_refusal, unsaved
from kb.pages.kit.frame import Frame, focus_form, put_params, take_event, token
from kb.pages.kit.html import KIT, macros, state
from kb.pages.kit.picks import ALL, address_choice, show_turns

STATE, KIND, VERDICT, DECIDED = "tt", "hd", "khop", "xong"
FILTERS = (STATE, KIND, VERDICT, at.TURN)
_STATES = ("found", "accepted", "corrected", "rejected")
_VERDICTS = tuple(verdict.value for verdict in Verdict)
_DOUBTFUL, _WORDS = "ngo", "queue_words"


def queue_filter(frame: Frame, about: str) -> QueueFilter:
    """What the queue shows."""
    say, kind, verdict = frame.say, None, None
    with _row():
        words = _words(frame)
        everything = say("common.all")
        states = {code: say(f"review.state_{code}") for code in _STATES}
        state = _filter_box(say("review.state"), STATE, states, everything, _STATES[0])
        if about == "effect":
            verdict = _verdict(frame)
        else:
            kinds = {code: say(f"relation.{code}_out") for code in deciding.relation_kinds()}
            kind = _filter_box(say("review.kind"), KIND, kinds, everything)
    text, path = _asked_text(frame), st.query_params.get(at.PROVISION)
    return QueueFilter(
        state=state,
        kind=kind,
        certain=False if verdict == _DOUBTFUL else None,
        instruments=_instruments(text, words),
        target_id=text.id if text and path else None,
        path=path if text else None,
        among=_among(verdict),
    )


def group_filter(frame: Frame) -> QueueFilter:
    """Which groups are listed."""
    say = frame.say
    with _row():
        words = _words(frame)
        decided = _filter_box(say("review.state"), DECIDED, {"1": say("group.decided_yes")}, say("group.decided_no"))
        verdict = _verdict(frame)
    text = _asked_text(frame)
    return QueueFilter(
        "accepted" if decided == "1" else FOUND,
        certain=False if verdict == _DOUBTFUL else None,
        instruments=_instruments(text, words),
        among=_among(verdict),
    )


def _among(verdict: str | None) -> frozenset[int] | None:
    """The effects of which other sources say the same, where that is asked for."""
    if verdict not in _VERDICTS:
        return None
    return frozenset(effect for effect, found in data.agreements()[0].items() if found.verdict == verdict)


def _row() -> st.delta_generator.DeltaGenerator:
    return st.container(key="filters", horizontal=True, gap="small", vertical_alignment="bottom")


def _words(frame: Frame) -> str:
    """Words of the number or title of a text; they stay in the browser session."""
    change: dict[str, Any] = {"on_change": put_params, "args": ({at.TURN: None},)}
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
    return _filter_box(say("group.verdict"), VERDICT, named, say("common.all"))


def _filter_box(title: str, name: str, called: Mapping[str, str], none: str, usual: str = "") -> str | None:
    """A filter. The address holds it unless it is the usual one."""
    given, words = st.query_params.get(name), {"": none, **called}
    value = given if given in called else usual
    value = "" if given == ALL else value
    address_choice(name, list(words), value, title, words.__getitem__, usual=usual, key=f"queue_{name}", takes_out=[at.TURN])
    return value or None


_PAGE = 12
_REMEMBERED = 500


def show_queue(frame: Frame, about: str) -> None:
    """Draw the queue.

    :param about: ``effect`` or ``relation``
    """
    take_decision(frame)
    wanted = queue_filter(frame, about)
    if about == "relation":
        st.html(KIT.lines([frame.say("review.with_effects")]))
    draw_queue(frame, about, wanted)


def draw_queue(frame: Frame, about: str, wanted: QueueFilter) -> None:
    """The cards that a filter leaves, page by page."""
    say = frame.say
    page = max(at.read_number(st.query_params.get(at.TURN)) or 1, 1)
    read: Any = queue_effects if about == "effect" else queue_relations
    with session() as opened:
        found, count = read(opened, wanted, _PAGE, (page - 1) * _PAGE)
        if not found and page > 1:
            page = max((count + _PAGE - 1) // _PAGE, 1)
            found, count = read(opened, wanted, _PAGE, (page - 1) * _PAGE)
        logs = {item.id: decisions(opened, item.source_id, item.fingerprint) for item in found if isinstance(item, EffectView)}
    listed = {deciding.place_of(item) for item in found}
    for draft in unsaved("effect:") if about == "effect" else ():
        if draft.place not in listed:  # begun, and the queue no longer shows what it is about
            st.html(deciding.still_card(frame, draft.seen))
            deciding.correction_form(frame, draft.seen)
    if about == "effect":
        _offer_back(frame, listed)
    if not found:
        st.html(state(say("review.none_title"), say("review.none_next"), (), "✓"))
        return
    st.html(KIT.lines([say("review.count", count=count), say("review.keys")]))
    targets = _targets(frame, found) if about == "effect" else {}
    known = data.agreements()[0] if about == "effect" else {}
    half = {draft.place for draft in unsaved("effect:")}
    for item in found:
        if isinstance(item, EffectView):
            st.html(effect_card(frame, item, targets.get(item.id), logs[item.id], agreement=known.get(item.id)))
        else:
            st.html(relation_card(frame, item))
        remember_card(item_id(item), item)
        if isinstance(item, EffectView) and (
            deciding.place_of(item) in half or st.session_state.get("correcting") == deciding.place_of(item)
        ):
            deciding.correction_form(frame, item)
    show_turns(frame, page, (count + _PAGE - 1) // _PAGE)


def _offer_back(frame: Frame, listed: Collection[str]) -> None:
    """The decision made last may be taken back, by its key, too, where its card has left the list."""
    last, say = st.session_state.get("last_decided"), frame.say
    if not isinstance(last, EffectView) or deciding.place_of(last) in listed:
        return
    now = read_base(effect_by_fingerprint, last.source_id, last.fingerprint)
    if now is None or now.state == FOUND:
        return
    what = data.place_in(now.target_path, now.target_name)
    words = say("review.take_back", decision=decision_words(say, now.state), what=what)
    if st.button(words, key="take_back", type="tertiary") and _decide(frame, now, "reopen"):
        st.rerun()


def _targets(frame: Frame, found: Sequence[EffectView]) -> Mapping[int, LoadedVersion]:
    """By effect the text that it changes, as it was read before: of the day itself the words are changed already."""
    known, of = data.by_id(revision()), revision()
    loaded = {}
    for item in found:
        record = known.get(item.target_id or 0)
        if record is not None and item.body.get("new_text"):
            before = item.effective_from - timedelta(days=1) if item.effective_from else frame.day
            loaded[item.id] = data.loaded(of, record.id, choose_version(data.versions_of(record), before).number)
    return loaded


def take_decision(frame: Frame) -> None:
    """A button of a card, or its key, was pressed. The card says what it showed, and the decision is about that."""
    event = take_event("decide")
    if event is not None:
        _pressed(frame, event)
    ending = deciding.ask_to_end(frame)
    if ending is not None:
        _decide(frame, ending, "accept")
    show_refusal(frame, dict.fromkeys((EffectView, RelationView), partial(deciding.still_card, frame)))


def _pressed(frame: Frame, event: Mapping[str, Any]) -> None:
    seen = remembered_card(event)
    what = str(event.get("what"))
    if not isinstance(seen, EffectView | RelationView) or what not in ("accept", "correct", "reject", "reopen"):
        st.warning(frame.say("conflict.refused"))
        return
    if what == "correct":
        if isinstance(seen, EffectView):
            deciding.draft_of(seen)
            focus_form("correctform", correcting=deciding.place_of(seen))
    elif not (isinstance(seen, EffectView) and deciding.asks_first(seen, what)) and _decide(frame, seen, what):
        to_next_card(event)


def _decide(frame: Frame, seen: EffectView | RelationView, what: str) -> bool:
    kept = deciding.keep_decision(frame, seen, what)  # type: ignore[arg-type]
    if kept:
        st.session_state.pop("correcting", None)
    return kept


def to_next_card(event: Mapping[str, Any]) -> None:
    """The card after the one that was decided about gets the keyboard."""
    index = event.get("index")
    st.session_state["next_card"] = [token(), index if isinstance(index, int) else 0, str(event.get("id"))]


def remember_card(name: str, item: Any) -> None:
    """Keep what a card of this name shows, so that a click can be held against it."""
    shown: dict[tuple[str, str], Any] = st.session_state.setdefault("shown_cards", {})
    shown[name, mark_of(item)] = item
    while len(shown) > _REMEMBERED:
        shown.pop(next(iter(shown)))


def remembered_card(event: Mapping[str, Any]) -> Any:
    """What a card showed when it was pressed; None where no such card was shown."""
    return st.session_state.get("shown_cards", {}).get((event.get("id"), event.get("seen")))
