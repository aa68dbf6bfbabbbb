"""Keeping decisions: what is done at once, what follows beside the app, and what is asked before an instrument ends."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from documents.paths import split_key
from kb.base import Session
from kb.index.build import is_small
from kb.law.derivation.batches import Batch, accept_agreeing, take_back
from kb.law.derivation.decisions import Decision, decide, decide_relation
from kb.law.effects.groups import Group, ends_instrument
from kb.law.effects.relations import RelationView
from kb.law.effects.views import EffectView
from kb.pages.effects.evidence_cards import effect_card
from kb.pages.kit import data
from kb.pages.kit.base import base
from kb.pages.kit.drafts import Draft, save_change, save_clicked
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import KIT, plain
from kb.upkeep.following import follower_of

_SMALL_SECONDS = 30.0
_ASKED = "asked_to_end"


def keep_decision(
    frame: Frame,
    seen: EffectView | RelationView,
    what: Decision,
    correction: Mapping[str, Any] | None = None,
    draft: Draft | None = None,
) -> bool:
    """Record a decision; texts, statuses and the index follow. What cannot be kept is said in place, or by the queue.

    :param draft: in which the correction was typed
    """
    say = frame.say
    touched: set[int] = set()

    def record(opened: Session) -> None:
        if isinstance(seen, EffectView):
            after = decide(opened, seen.id, what, correction, seen, later=True)
            touched.update(item.target_id for item in (seen, after) if item.target_id is not None)
        elif seen.id is not None:
            decide_relation(opened, seen.id, what, correction, seen)

    if not (save_change(frame, record, draft) if draft else save_clicked(record)):
        return False
    let_follow(frame, touched)
    decided = {"accept": "accepted", "correct": "corrected", "reject": "rejected"}.get(what)
    words = say(f"review.state_{decided}") if decided else say("review.taken_back")
    st.toast(say("review.done", decision=words))
    return True


def keep_group(frame: Frame, seen: Group | Batch) -> bool:
    """Accept what of a group other sources say as well, or take such a decision back."""
    done: list[str] = []

    def record(opened: Session) -> None:
        if isinstance(seen, Group):
            batch = accept_agreeing(opened, seen)
            st.session_state["last_batch"] = batch.id
            done.append(frame.say("group.accepted", count=batch.count))
        else:
            done.append(frame.say("group.undone", count=take_back(opened, seen)))

    if not save_clicked(record):
        return False
    target = data.instrument_of(seen.target) if seen.target else None
    let_follow(frame, {target.id} if target else set())
    st.toast(plain(done[0]))
    return True


def let_follow(frame: Frame, instruments: set[int]) -> None:
    """Let texts and search follow: in a small base before the page is drawn, in others beside it."""
    follower = follower_of(base())
    follower.ask(instruments)
    if instruments and is_small(base()):
        with st.spinner(frame.say("common.loading"), show_time=False):
            follower.wait(_SMALL_SECONDS)


def following_line(frame: Frame) -> None:
    """As long as texts and index are behind the decisions: a line that says so, and goes when they are not."""
    busy = follower_of(base()).busy
    st.fragment(_following, run_every=1.5 if busy else None)(frame.say("review.following"))


def _following(words: str) -> None:
    if follower_of(base()).busy:
        st.html(KIT.quiet(words))


def asks_first(seen: EffectView, what: str) -> bool:
    """Whether to accept an effect ends an instrument as a whole; then it is asked about, and nothing is decided yet."""
    if what != "accept" or not ends_instrument(seen.action, split_key(seen.target or "")[1] or seen.target_path):
        return False
    st.session_state[_ASKED] = seen
    return True


def ask_to_end(frame: Frame) -> EffectView | None:
    """The question before an instrument ends.

    :returns: the effect, once somebody said yes
    """
    seen, say = st.session_state.get(_ASKED), frame.say
    if not isinstance(seen, EffectView):
        return None
    with st.container(key="confirm", border=True):
        name = data.called(split_key(seen.target)[0] if seen.target else None, seen.target_name)
        st.html(KIT.subtitle(say("confirm.title", name=name)))
        st.html(KIT.quiet(say("confirm.about", day=say.day(seen.effective_from))))
        st.html(effect_card(frame, seen, still=True))
        with st.container(horizontal=True, gap="small"):
            yes = st.button(say("confirm.yes"), key="confirm_yes", type="primary")
            st.button(say("confirm.no"), key="confirm_no", on_click=_forget)
    if yes:
        _forget()
        return seen
    return None


def _forget() -> None:
    st.session_state.pop(_ASKED, None)
