"""The review queue: effects and relations one by one, with their evidence, to accept, correct or reject."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import streamlit as st

from kb.database.reading.reader import LoadedVersion, choose_version
from kb.database.storing.seen import mark_of
from kb.law.derivation.decisions import decisions
from kb.law.effects.queue import QueueFilter, queue_effects, queue_relations
from kb.law.effects.relations import RelationView
from kb.law.effects.views import FOUND, EffectView, effect_by_fingerprint
from kb.pages.effects.decisions import ask_to_end, asks_first, correction_form, draft_of, keep_decision, place_of, still_card
from kb.pages.effects.evidence_cards import decision_words, effect_card, item_id, relation_card
from kb.pages.effects.filters import NUMBER, queue_filter
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.base import read_base, revision, session
from kb.pages.kit.drafts import show_refusal, unsaved
from kb.pages.kit.frame import Frame, focus_form, put_params, take_event, token
from kb.pages.kit.html import KIT, state

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
    page = max(at.read_number(st.query_params.get(NUMBER)) or 1, 1)
    read: Any = queue_effects if about == "effect" else queue_relations
    with session() as opened:
        found, count = read(opened, wanted, _PAGE, (page - 1) * _PAGE)
        if not found and page > 1:
            page = max((count + _PAGE - 1) // _PAGE, 1)
            found, count = read(opened, wanted, _PAGE, (page - 1) * _PAGE)
        logs = {item.id: decisions(opened, item.source_id, item.fingerprint) for item in found if isinstance(item, EffectView)}
    listed = {place_of(item) for item in found}
    for draft in unsaved(f"{about}:"):
        if draft.place not in listed:  # begun, and the queue no longer shows what it is about
            st.html(still_card(frame, draft.seen))
            correction_form(frame, draft.seen)
    if about == "effect":
        _offer_back(frame, listed)
    if not found:
        st.html(state(say("review.none_title"), say("review.none_next"), (), "✓"))
        return
    st.html(KIT.lines([say("review.count", count=count), say("review.keys")]))
    targets = _targets(frame, found) if about == "effect" else {}
    known = data.agreements()[0] if about == "effect" else {}
    half = {draft.place for draft in unsaved(f"{about}:")}
    for item in found:
        if isinstance(item, EffectView):
            st.html(effect_card(frame, item, targets.get(item.id), logs[item.id], agreement=known.get(item.id)))
        else:
            st.html(relation_card(frame, item))
        remember_card(item_id(item), item)
        if place_of(item) in half or st.session_state.get("correcting") == place_of(item):
            correction_form(frame, item)
    pager(frame, page, (count + _PAGE - 1) // _PAGE)


def _offer_back(frame: Frame, listed: Collection[str]) -> None:
    """The decision made last may be taken back, by its key, too, where its card has left the list."""
    last, say = st.session_state.get("last_decided"), frame.say
    if not isinstance(last, EffectView) or place_of(last) in listed:
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


def pager(frame: Frame, page: int, pages: int) -> None:
    """The way to the other pages."""
    say = frame.say
    if pages < 2:
        return
    with st.container(key="pager", horizontal=True, gap="small", vertical_alignment="center"):
        st.button(say("review.previous"), key="queue_back", disabled=page <= 1, on_click=_turn, args=(page - 1,))
        st.html(KIT.pages(say("common.page_of", page=page, pages=pages)), width="content")
        st.button(say("review.next"), key="queue_on", disabled=page >= pages, on_click=_turn, args=(page + 1,))


def _turn(page: int) -> None:
    put_params({NUMBER: str(page) if page > 1 else None})


def take_decision(frame: Frame) -> None:
    """A button of a card, or its key, was pressed. The card says what it showed, and the decision is about that."""
    event = take_event("decide")
    if event is not None:
        _pressed(frame, event)
    ending = ask_to_end(frame)
    if ending is not None:
        _decide(frame, ending, "accept")
    show_refusal(frame, dict.fromkeys((EffectView, RelationView), partial(still_card, frame)))


def _pressed(frame: Frame, event: Mapping[str, Any]) -> None:
    seen = remembered_card(event)
    what = str(event.get("what"))
    if not isinstance(seen, EffectView | RelationView) or what not in ("accept", "correct", "reject", "reopen"):
        st.warning(frame.say("conflict.refused"))
        return
    if what == "correct":
        draft_of(seen)
        focus_form("correctform", correcting=place_of(seen))
        return
    if isinstance(seen, EffectView) and asks_first(seen, what):
        return
    if _decide(frame, seen, what):
        to_next_card(event)


def _decide(frame: Frame, seen: EffectView | RelationView, what: str) -> bool:
    kept = keep_decision(frame, seen, what)  # type: ignore[arg-type]
    if kept:
        st.session_state.pop("correcting", None)
    return kept


def to_next_card(event: Mapping[str, Any]) -> None:
    """The card after the one that was decided about gets the keyboard."""
    index = event.get("index")
    st.session_state["next_card"] = [token(), index if isinstance(index, int) else 0, str(event.get("id"))]


def remember_card(name: str, item: Any) -> None:
    """Keep what is shown, so that a click can be held against it.

    :param name: of its card
    """
    shown: dict[tuple[str, str], Any] = st.session_state.setdefault("shown_cards", {})
    shown[name, mark_of(item)] = item
    while len(shown) > _REMEMBERED:
        shown.pop(next(iter(shown)))


def remembered_card(event: Mapping[str, Any]) -> Any:
    """What a card showed when it was pressed; None where no such card was shown."""
    return st.session_state.get("shown_cards", {}).get((event.get("id"), event.get("seen")))
