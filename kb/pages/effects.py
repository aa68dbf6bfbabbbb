"""Hiệu lực: the queue of effects and relations that were found, with their evidence, to accept, correct or reject."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st
from markupsafe import Markup

from documents.actions import Action
from documents.errors import KeyFormatError
from documents.relations import RelationKind
from kb.database.reading.holdings import version_ids
from kb.database.reading.reader import LoadedVersion, choose_version
from kb.database.storing.seen import mark_of
from kb.errors import ChangedMeanwhileError, NamelessActorError, ReviewError
from kb.law.decisions import Decision, decide, decide_relation, decisions
from kb.law.effects import EffectView
from kb.law.queue import QueueFilter, decision_log, queue_effects, queue_relations
from kb.law.relations import RelationView
from kb.pages import address as at
from kb.pages import data
from kb.pages.base import base, base_is_empty, load_commands, revision, session
from kb.pages.cards import effect_card, item_id, log_html, relation_card
from kb.pages.conflicts import refuse, settle, show_refusal
from kb.pages.daybox import FIRST_DAY, LAST_DAY
from kb.pages.drafts import Draft, begin, discard, draft_line, unsaved
from kb.pages.frame import Frame, put_params, take_event, token
from kb.pages.parts import KIT, state
from kb.pages.plain import failure
from kb.pages.render import macros
from kb.pages.who import deciding, name_box
from kb.vectors.indexing import follow

_PAGE = 12
_REMEMBERED = 500
_BODY = ("new_heading", "phrase_from", "phrase_to", "new_number")
_STATE, _KIND, _CERTAIN, _HELD, _NUMBER = "tt", "hd", "chac", "kho", "trang"
_RELATIONS, _LOG = "quan-he", "nhat-ky"
_STATES = ("found", "accepted", "corrected", "rejected")
_ALL = "tat-ca"


def show(frame: Frame) -> None:
    """Draw the page."""
    say = frame.say
    if base_is_empty():
        st.html(state(say("base.empty_title"), say("base.empty_next"), load_commands(say)))
        return
    view = st.query_params.get(at.VIEW)
    st.html(_tabs(frame, view))
    if view == _LOG:
        with session() as opened:
            lines = decision_log(opened)
        st.html(KIT.list(log_html(frame, lines)) if lines else state(say("review.log_none"), "", (), "○"))
        return
    about = "relation" if view == _RELATIONS else "effect"
    with st.container(key="queue"):
        name_box(say, "review", decides=True)
        _take_decision(frame)
        _show_refusal(frame)
        wanted = _filters(frame, about)
        _queue(frame, about, wanted)
    # Told in every run, done by the script once: a run may be cut off by the next one.
    frame.script.update(card=st.session_state.get("next_card"), form=st.session_state.get("correct_token"))


def _tabs(frame: Frame, view: str | None) -> Markup:
    key, links = st.query_params.get(at.INSTRUMENT), []
    for name, words in ((None, "review.effects"), (_RELATIONS, "review.relations"), (_LOG, "review.log")):
        href = frame.address(at.EFFECTS, **{at.VIEW: name, at.INSTRUMENT: key if name != _LOG else None})
        links.append((href, frame.say(words), name == view))
    return macros("effects").tabs(links)


def _filters(frame: Frame, about: str) -> QueueFilter:
    """The filters, kept in the address."""
    say, everything = frame.say, frame.say("common.all")
    kinds = [action.value for action in Action] if about == "effect" else _relation_kinds()
    named = (lambda code: say(f"action.{code}")) if about == "effect" else (lambda code: say(f"relation.{code}_out"))
    with st.container(key="filters", horizontal=True, gap="small", vertical_alignment="bottom"):
        chosen = _choice(
            say("review.state"), _STATE, _STATES, lambda code: say(f"review.state_{code}"), say("common.all"), _STATES[0]
        )
        kind = _choice(say("review.kind"), _KIND, kinds, named, everything)
        held = _choice(
            say("review.held"), _HELD, ("1", "0"), _yes(say("review.held_yes"), say("review.held_no")), say("common.all")
        )
        certain = None
        if about == "effect":
            words = _yes(say("review.certain"), say("review.doubtful"))
            certain = _choice(say("review.doubt"), _CERTAIN, ("1", "0"), words, everything)
    key = st.query_params.get(at.INSTRUMENT)
    instrument = data.instrument_of(key) if key else None
    if instrument:
        only = say("review.only", name=data.name(instrument))
        href = frame.address(at.EFFECTS, **{at.VIEW: st.query_params.get(at.VIEW)})
        st.html(macros("effects").only(only, href, say("review.only_clear")))
    return QueueFilter(
        state=chosen,
        kind=kind,
        certain=None if certain is None else certain == "1",
        held=None if held is None else held == "1",
        instrument_id=instrument.id if instrument else None,
    )


def _relation_kinds() -> list[str]:
    return [kind.value for kind in RelationKind if kind is not RelationKind.REFERS]


def _yes(yes: str, no: str) -> Callable[[str], str]:
    return lambda code: yes if code == "1" else no


def _choice(
    title: str, name: str, codes: Sequence[str], words: Callable[[str], str], none: str, usual: str | None = None
) -> str | None:
    """A filter. The address holds it unless it is the usual one."""
    given = st.query_params.get(name)
    value = "" if given == _ALL else given if given in codes else usual or ""
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
    put_params({name: None if value == (usual or "") else value or _ALL, _NUMBER: None})


def _queue(frame: Frame, about: str, wanted: QueueFilter) -> None:
    say = frame.say
    page = max(at.read_number(st.query_params.get(_NUMBER)) or 1, 1)
    read: Any = queue_effects if about == "effect" else queue_relations
    with session() as opened:
        found, count = read(opened, wanted, _PAGE, (page - 1) * _PAGE)
        if not found and page > 1:
            page = max((count + _PAGE - 1) // _PAGE, 1)
            found, count = read(opened, wanted, _PAGE, (page - 1) * _PAGE)
        logs = {item.id: decisions(opened, item.source_id, item.fingerprint) for item in found if isinstance(item, EffectView)}
    listed = {_place(item) for item in found}
    for draft in unsaved(f"{about}:"):
        if draft.place not in listed:  # begun, and the queue no longer shows what it is about
            st.html(_still(frame, draft.seen))
            _correct(frame, draft.seen)
    if not found:
        st.html(state(say("review.none_title"), say("review.none_next"), (), "✓"))
        return
    st.html(KIT.lines([say("review.count", count=count), say("review.keys")]))
    targets = _targets(frame, found) if about == "effect" else {}
    half = {draft.place for draft in unsaved(f"{about}:")}
    for item in found:
        if isinstance(item, EffectView):
            st.html(effect_card(frame, item, targets.get(item.target_id or 0), logs[item.id]))
        else:
            st.html(relation_card(frame, item))
        _remember(item)
        if _place(item) in half or st.session_state.get("correcting") == _place(item):
            _correct(frame, item)
    _pager(frame, page, (count + _PAGE - 1) // _PAGE)


def _targets(frame: Frame, found: Sequence[EffectView]) -> Mapping[int, LoadedVersion]:
    """The texts that are changed, as they are read on the day."""
    known, of = data.by_id(revision()), revision()
    loaded = {}
    for target_id in {item.target_id for item in found if item.target_id is not None and item.body.get("new_text")}:
        record = known.get(target_id)
        if record is not None:
            loaded[target_id] = data.loaded(of, target_id, choose_version(data.versions_of(record), frame.day).number)
    return loaded


def _pager(frame: Frame, page: int, pages: int) -> None:
    say = frame.say
    if pages < 2:
        return
    with st.container(key="pager", horizontal=True, gap="small", vertical_alignment="center"):
        st.button(say("review.previous"), key="queue_back", disabled=page <= 1, on_click=_turn, args=(page - 1,))
        st.html(KIT.pages(say("review.page", page=page, pages=pages)), width="content")
        st.button(say("review.next"), key="queue_on", disabled=page >= pages, on_click=_turn, args=(page + 1,))


def _turn(page: int) -> None:
    put_params({_NUMBER: str(page) if page > 1 else None})


def _take_decision(frame: Frame) -> None:
    """A button of a card, or its key, was pressed. The card says what it showed, and the decision is about that."""
    event = take_event("decide")
    if event is None:
        return
    seen = st.session_state.get("shown_cards", {}).get((event.get("id"), event.get("seen")))
    what = str(event.get("what"))
    if seen is None or what not in ("accept", "correct", "reject", "reopen"):
        st.warning(frame.say("conflict.refused"))
        return
    if what == "correct":
        st.session_state["correcting"] = _place(seen)
        _draft(seen)
        st.session_state["correct_token"] = token()
        return
    try:
        if not _keep(frame, seen, what, None):  # type: ignore[arg-type]
            return
    except ChangedMeanwhileError as error:
        refuse(error)
        return
    st.session_state.pop("correcting", None)
    index = event.get("index")
    st.session_state["next_card"] = [token(), index if isinstance(index, int) else 0, str(event.get("id"))]


def _remember(item: EffectView | RelationView) -> None:
    """Keep what is shown, so that a click can be held against it."""
    shown: dict[tuple[str, str], EffectView | RelationView] = st.session_state.setdefault("shown_cards", {})
    shown[item_id(item), mark_of(item)] = item
    while len(shown) > _REMEMBERED:
        shown.pop(next(iter(shown)))


def _show_refusal(frame: Frame) -> None:
    show_refusal(frame, EffectView, lambda view: _still(frame, view))
    show_refusal(frame, RelationView, lambda view: _still(frame, view))


def _place(item: EffectView | RelationView) -> str:
    """What a correction is for; ids of effects change when a text is stored again."""
    if isinstance(item, EffectView):
        return f"effect:{item.source}:{item.fingerprint}"
    return f"relation:{item.id}"


def _keep(frame: Frame, seen: EffectView | RelationView, what: Decision, correction: Mapping[str, Any] | None) -> bool:
    """Record a decision and bring texts, statuses and the index up to date; what cannot be kept is said in place.

    :raises ChangedMeanwhileError: the thing is no longer what was shown
    """
    say = frame.say
    try:
        with st.spinner(say("common.loading"), show_time=False):
            with session(write=True, actor=deciding()) as opened:
                touched: set[int] = set()
                if isinstance(seen, EffectView):
                    after = decide(opened, seen.id, what, correction, seen)
                    touched = {item.target_id for item in (seen, after) if item.target_id is not None}
                elif seen.id is not None:
                    decide_relation(opened, seen.id, what, correction, seen)
            _index(touched)
    except (ReviewError, KeyFormatError, NamelessActorError) as error:
        st.html(failure(say, error))
        return False
    decided = {"accept": "accepted", "correct": "corrected", "reject": "rejected"}.get(what)
    words = say(f"review.state_{decided}") if decided else say("review.taken_back")
    st.toast(say("review.done", decision=words))
    return True


def _index(instruments: set[int]) -> None:
    """Let the search follow; an index that is missing is not built beside a decision."""
    if instruments:
        with session() as opened:
            ids = version_ids(opened, instruments)
        follow(base(), among=ids, build=False)


def _correct(frame: Frame, item: EffectView | RelationView) -> None:
    """The form to put right what was read."""
    say, draft = frame.say, _draft(item)
    seen = draft.seen
    draft.label = f"{say('draft.correction')} · {data.called(seen.source, seen.source_name)}"
    draft.page = at.EFFECTS
    draft.params = {at.INSTRUMENT: seen.source, at.VIEW: _RELATIONS if isinstance(seen, RelationView) else None}
    current = st.session_state.get("correcting") == draft.place
    with st.container(key="correctform" if current else f"correctform_{draft.serial}", border=True):
        st.caption(say("review.correcting"))
        draft_line(frame, draft)
        keep = settle(frame, draft, _typed_html(frame, draft), lambda now: _still(frame, now))
        _fields(frame, draft)
        if st.button(say("review.save"), key=f"correct_save_{draft.serial}", type="primary") or keep:
            try:
                if _keep(frame, draft.seen, "correct", _correction(draft)):
                    _leave(draft.place)
                    st.rerun()
            except ChangedMeanwhileError as error:
                draft.refused = error
                st.rerun()
    if not draft.dirty:
        cancel = f"correct_cancel_{draft.serial}"
        st.button(say("common.cancel"), key=cancel, type="tertiary", on_click=_leave, args=(draft.place,))


def _leave(place: str) -> None:
    discard(place)
    st.session_state.pop("correcting", None)


def _still(frame: Frame, item: EffectView | RelationView) -> Markup:
    return effect_card(frame, item, still=True) if isinstance(item, EffectView) else relation_card(frame, item, still=True)


def _draft(item: EffectView | RelationView) -> Draft:
    """The correction of an effect or relation: it begins with what is there."""
    if isinstance(item, RelationView):
        return begin(_place(item), {"kind": item.kind, "target": item.target_key or ""}, item)
    began: dict[str, Any] = {
        "action": item.action.value,
        "target": item.target or "",
        "effective_from": item.effective_from,
        "effective_to": item.effective_to,
    }
    began |= {name: str(item.body[name]) for name in _BODY if item.body.get(name) is not None}
    return begin(_place(item), {**began, "new_text": str(item.body.get("new_text") or "")}, item)


def _correction(draft: Draft) -> dict[str, Any]:
    """What was changed in the form; of a relation both parts count."""
    now = {name: value.strip() if name == "target" else value for name, value in draft.fields.items()}
    changed = now if "kind" in now else {name: value for name, value in now.items() if value != draft.began[name]}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in changed.items()}


def _typed_html(frame: Frame, draft: Draft) -> Markup:
    """What was typed, by field."""
    changed = {name: value for name, value in draft.fields.items() if value != draft.began[name]}
    return macros("effects").typed([(_field_name(frame, name), frame.say.write(value or "–")) for name, value in changed.items()])


def _field_name(frame: Frame, name: str) -> str:
    if name == "kind":
        return frame.say("review.relation_kind")
    return frame.say("review.target" if name == "target" else f"review.{name}")


def _fields(frame: Frame, draft: Draft) -> None:
    """The fields of the form; their values go into the draft."""
    say, now = frame.say, draft.fields
    if "kind" in now:
        kinds = _relation_kinds()
        kind = st.selectbox(
            say("review.relation_kind"), kinds, format_func=lambda code: say(f"relation.{code}_out"), **draft.widget("kind")
        )
        now["kind"] = kind
        now["target"] = st.text_input(say("review.relation_target"), **draft.widget("target"))
        return
    actions = [action.value for action in Action]
    now["action"] = st.selectbox(
        say("review.action"), actions, format_func=lambda code: say(f"action.{code}"), **draft.widget("action")
    )
    now["target"] = st.text_input(say("review.target"), **draft.widget("target"))
    for name in ("effective_from", "effective_to"):
        now[name] = st.date_input(
            say(f"review.{name}"),
            value=None,
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
            format="DD/MM/YYYY",
            width=180,
            **draft.widget(name),
        )
    for name in _BODY:
        if name in now:
            now[name] = st.text_input(say(f"review.{name}"), **draft.widget(name))
    now["new_text"] = st.text_area(say("review.new_text"), height=160, **draft.widget("new_text"))
