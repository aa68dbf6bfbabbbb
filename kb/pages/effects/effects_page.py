"""Hiệu lực: what texts do to one another, found and to be reviewed: by groups, one by one, the relations, and what was decided."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st
from markupsafe import Markup

from documents.wording.citing import cite
from kb.database.storing.seen import mark_of
from kb.law.derivation.decisions import Batch, DecisionLine, GroupChangedError, list_batches
from kb.law.effects.agreement import Verdict
from kb.law.effects.groups import Group, Item, QueueFilter, decision_log, group_of, list_groups
from kb.law.effects.views import ACCEPTED, FOUND
from kb.pages.effects import review_queue
from kb.pages.effects.decisions import decision_line, following_line, keep_group, log_html
from kb.pages.effects.statements import show_adding
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.bar import may
from kb.pages.kit.base import read_base, without_texts
from kb.pages.kit.drafts import refusal_box, show_refusal
from kb.pages.kit.frame import Frame, take_event
from kb.pages.kit.html import KIT, macros, state
from kb.pages.kit.picks import show_turns, turned_to

_HTML = macros("groups")
_PAGE, _BATCHES, _CHANGED = 12, 8, 20
_SHOW = "phan"
_ENDING, _DOUBTFUL = "het", "ngo"


def show_groups(frame: Frame) -> None:
    """Draw the list of groups, or the one that the address names."""
    say = frame.say
    take_group_decision(frame)
    with st.spinner(say("group.comparing"), show_time=False):
        known, texts = data.agreements()
    by, on = (data.instrument_of(st.query_params.get(name)) for name in (at.BY, at.ON))
    if by and on:
        group = read_base(group_of, by.id, on.id, known, texts)
        if group:
            _one(frame, group)
            return
    found = read_base(list_groups, known, review_queue.group_filter(frame), texts)
    last = st.session_state.get("last_batch")
    if last:
        show_batches(frame, only=last)
    if not found:
        st.html(state(say("group.none_title"), say("review.none_next"), (), "✓"))
        return
    page, pages, some = turned_to(len(found), _PAGE)
    ready = sum(len(group.ready) for group in found)
    st.html(KIT.lines([say("group.count", count=len(found), ready=ready), say("group.keys")]))
    for group in found[some]:
        st.html(_card(frame, group))
        review_queue.remember_card(f"group-{group.name}", group)
    show_turns(frame, page, pages)


def _one(frame: Frame, group: Group) -> None:
    """A group: what can be accepted at once, what was, and the rest of it card by card."""
    say = frame.say
    review_queue.take_decision(frame)
    st.html(macros("effects").only(say("group.one"), frame.address(at.EFFECTS, **{at.VIEW: at.GROUPS}), say("group.all")))
    st.html(_card(frame, group, alone=True))
    review_queue.remember_card(f"group-{group.name}", group)
    show_batches(frame, group)
    parts = _parts(group)
    first = next((name for name, items in parts.items() if items), Verdict.AGREES.value)
    asked = st.query_params.get(_SHOW)
    shown = asked if asked is not None and asked in parts else first
    links = [
        (
            frame.address(at.EFFECTS, **{at.VIEW: at.GROUPS, at.BY: group.source, at.ON: group.target, _SHOW: name}),
            say(f"group.part_{name}", count=len(items)),
            name == shown,
        )
        for name, items in parts.items()
        if items or name == shown
    ]
    st.html(_HTML.parts(links))
    among = frozenset(item.effect.id for item in parts[shown])
    review_queue.draw_queue(
        frame, "effect", QueueFilter("found", source_id=group.source_id, target_id=group.target_id, among=among)
    )


def _parts(group: Group) -> Mapping[str, Sequence[Item]]:
    """What waits in a group, by what other sources say, in the order in which it is shown."""
    apart = {verdict.value: group.apart(verdict) for verdict in (Verdict.DISAGREES, Verdict.UNCHECKED)}
    return {**apart, _DOUBTFUL: group.doubtful, _ENDING: group.ending, Verdict.AGREES.value: group.ready}


def _card(frame: Frame, group: Group, alone: bool = False) -> Markup:
    """A group: who does what to whom, and how much of it other sources say as well."""
    say = frame.say
    kinds = ", ".join(f"{count} {say(f'action.{action}')}" for action, count in group.kinds.most_common())
    opened = frame.address(at.EFFECTS, **{at.VIEW: at.GROUPS, at.BY: group.source, at.ON: group.target})
    open_ = say("group.waiting", count=len(group.open), kinds=kinds) if group.open else say("group.nothing_waits")
    decided = len(group.items) - len(group.open)
    about = f"{open_} {say('group.decided', count=decided)}" if decided else open_
    ready = say("group.accept", count=len(group.ready)) if group.ready and may("accept", "effects") else ""
    source, target = (
        data.name_of_key(key, name, subject=True)
        for key, name in ((group.source, group.source_name), (group.target, group.target_name))
    )
    on = KIT.text(frame, group.target, None, target) if group.target else KIT.vi(target)
    return _HTML.card(
        say,
        f"group-{group.name}",
        mark=mark_of(group),
        ends=(KIT.text(frame, group.source, None, source), on),
        about=about,
        counts=_counts(frame, group),
        ready=ready,
        opened="" if alone else opened,
    )


def _counts(frame: Frame, group: Group) -> list[tuple[str, str, str]]:
    """What agrees, and with what; and what does not."""
    say = frame.say
    by_kind = Counter(item.agreement.kind for item in group.ready)
    found = [("yes", "✓", say("group.agrees_with", count=count, source=say(f"source.{kind}"))) for kind, count in by_kind.items()]
    lines = (
        ("no", "≠", "group.part_disagrees", group.apart(Verdict.DISAGREES)),
        ("open", "?", "group.part_unchecked", group.apart(Verdict.UNCHECKED)),
        ("open", "⚠", f"group.part_{_DOUBTFUL}", group.doubtful),
        ("no", "✕", "group.ends", group.ending),
    )
    return [*found, *((style, sign, say(key, count=len(items))) for style, sign, key, items in lines if items)]


def show_batches(frame: Frame, group: Group | None = None, only: str | None = None) -> None:
    """Decisions about groups, or about one, each with the step back; only this one where its id is given."""
    for batch in read_base(list_batches, group.source_id if group else None, group.target if group else None, _BATCHES):
        if only is None or batch.id == only:
            st.html(_batch_card(frame, batch))
            review_queue.remember_card(f"batch-{batch.id}", batch)


def _batch_card(frame: Frame, batch: Batch) -> Markup:
    say = frame.say
    source = data.name_of_key(batch.source, batch.source_name, subject=True)
    target = data.name_of_key(batch.target, batch.target_name, subject=True)
    words = say("group.batch", count=batch.count, source=source, target=target)
    lines = [decision_line(say, DecisionLine(batch.at, batch.author, ACCEPTED))]
    if batch.undone_by and batch.undone_at:
        lines.append(decision_line(say, DecisionLine(batch.undone_at, batch.undone_by, FOUND)))
    elif batch.standing < batch.count:
        lines.append(say("group.batch_standing", standing=batch.standing, others=batch.count - batch.standing))
    undo = say("group.undo", count=batch.standing) if batch.standing and may("reopen", "effects") else ""
    return _HTML.batch(f"batch-{batch.id}", mark_of(batch), words, lines, undo)


def take_group_decision(frame: Frame) -> None:
    """A button of a group or of a decision about one was pressed; what is about a single effect is left for the queue."""
    _press(frame)
    error = st.session_state.get("refused")
    if not isinstance(error, GroupChangedError):
        show_refusal(frame, {Batch: partial(_batch_card, frame)})
        return
    with refusal_box(frame):  # what in it is no longer as it was shown
        lines = [_changed(frame, was, now) for was, now in error.changed[:_CHANGED]]
        said = frame.say("group.refused", count=len(error.changed))
        st.html(_HTML.changed(said, lines, len(error.changed) > _CHANGED))


def _press(frame: Frame) -> None:
    event = st.session_state.get("event") or {}
    name = str(event.get("id"))
    if event.get("kind") != "decide" or not name.startswith(("group-", "batch-")):
        return
    event = take_event("decide") or {}
    seen = review_queue.remembered_card(event)
    what = str(event.get("what"))
    if not (isinstance(seen, Group) and what == "accept_group") and not (isinstance(seen, Batch) and what == "undo_group"):
        st.warning(frame.say("conflict.refused"))
        return
    if keep_group(frame, seen):
        review_queue.to_next_card(event)


def _changed(frame: Frame, was: Item, now: Item | None) -> str:
    place = cite(was.effect.target_path) if was.effect.target_path else frame.say("ref.this_text")
    what = "conflict.gone"
    if now is not None:
        decided = now.effect.state != was.effect.state
        what = f"review.state_{now.effect.state}" if decided else f"group.{now.agreement.verdict}"
    return f"{place}: {frame.say(what)}"


_VIEWS = (
    (at.GROUPS, "review.groups"),
    (at.EACH, "review.effects"),
    (at.RELATIONS, "review.relations"),
    (at.LOG, "review.log"),
    (at.BY_HAND, "review.by_hand"),
)


def show(frame: Frame) -> None:
    """Draw the page."""
    if without_texts(frame):
        return
    view = _view()
    st.html(_tabs(frame, view))
    with st.container(key="queue"):
        if view == at.BY_HAND:
            show_adding(frame)
        elif view == at.LOG:
            take_group_decision(frame)
            show_batches(frame)
            lines = read_base(decision_log)
            st.html(KIT.list(log_html(frame, lines)) if lines else state(frame.say("review.log_none"), "", (), "○"))
        elif view == at.GROUPS:
            show_groups(frame)
        else:
            review_queue.show_queue(frame, "relation" if view == at.RELATIONS else "effect")
        following_line(frame)  # after what was decided in this run
    frame.script["card"] = st.session_state.get("next_card")


def _view() -> str:
    """What the address asks for: groups, unless it names a text or a filter of single effects."""
    asked = st.query_params.get(at.VIEW)
    if asked in {name for name, _ in _VIEWS}:
        return str(asked)
    return at.EACH if any(name in st.query_params for name in (at.INSTRUMENT, *review_queue.FILTERS)) else at.GROUPS


def _tabs(frame: Frame, view: str) -> Markup:
    key = st.query_params.get(at.INSTRUMENT)
    asked = {name: {at.VIEW: name, at.INSTRUMENT: key if name != at.LOG else None} for name, _ in _VIEWS}
    links = [(frame.address(at.EFFECTS, **asked[name]), frame.say(words), name == view) for name, words in _VIEWS]
    return macros("effects").tabs(links)
