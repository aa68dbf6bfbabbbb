"""Cards of what texts say that they do; keeping decisions about them, and the form to put right what was read."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from documents.comparison import diff_words, plain_text
from documents.paths import split_key
from documents.time.relations import RelationKind
from documents.wording.actions import Action
from kb.base import Session
from kb.database.reading.reader import LoadedVersion
from kb.database.storing.seen import mark_of
from kb.index.build import is_small
from kb.interface.catalogue import Catalogue
from kb.law.derivation.decisions import Batch, Decision, DecisionLine, accept_agreeing, decide, decide_relation, take_back
from kb.law.effects.agreement import Agreement, Verdict
from kb.law.effects.groups import Group, LogLine, ends_instrument
from kb.law.effects.relations import RelationView
from kb.law.effects.views import FOUND, EffectView
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.bar import may
from kb.pages.kit.base import base, fragment
from kb.pages.kit.drafts import Draft, begin, cancel_button, discard, draft_line, save_button, save_change, save_clicked, settle
from kb.pages.kit.frame import Frame, drop_state
from kb.pages.kit.html import KIT, macros, plain, relation_sign, sides
from kb.pages.kit.pickers import choose, day_field
from kb.upkeep.following import follower_of

SIGNS = {
    "replace": "±",
    "insert": "+",
    "append": "+",
    "retitle": "±",
    "substitute_phrase": "⇄",
    "renumber": "#",
    "repeal": "✕",
    "suspend": "‖",
    "resume": "▶",
    "correct": "✓",
    "expire": "✕",
}
DECISIONS = (("accept", "c"), ("correct", "s"), ("reject", "b"))
_HTML = macros("cards")
_LONG = 700


def effect_card(
    frame: Frame,
    effect: EffectView,
    target: LoadedVersion | None = None,
    log: Sequence[DecisionLine] = (),
    still: bool = False,
    agreement: Agreement | None = None,
) -> Markup:
    """An effect, with the words it would put in and how they differ from those in the base.

    :param target: the text that is changed, as it was read before
    :param still: only to look at, without buttons
    :param agreement: what other sources say of it
    """
    say = frame.say
    when = say("review.from_day", day=say.day(effect.effective_from))
    if effect.effective_to:
        when += " " + say("review.until_day", day=effect.effective_to)
    sure = say("review.certain") if effect.certain else f"{say('review.doubtful')}: {say.write(effect.doubt or '')}"
    agrees = agreement_words(frame, effect, agreement) if agreement else None
    about = {"when": when, "sure": (effect.certain, sure), "agrees": agrees, "new": _new_words(say, effect, target)}
    return _card(frame, effect, log or _last(effect), still, SIGNS.get(effect.action, "·"), say(f"action.{effect.action}"), **about)


def relation_card(frame: Frame, relation: RelationView, still: bool = False) -> Markup:
    """A relation and the sentence that states it."""
    words = frame.say(f"relation.{relation.called}_out")
    return _card(frame, relation, _last(relation), still, relation_sign(relation.called), words)


def _card(
    frame: Frame, view: EffectView | RelationView, log: Sequence[DecisionLine], still: bool, sign: str, words: str, **about: object
) -> Markup:
    """The card; its buttons send along what was shown, see `kb.database.storing.seen`.

    :param about: what the template says of an effect besides
    """
    source = data.place_in(view.path, data.name_of_key(view.source, view.source_name))
    lines = [decision_line(frame.say, line) for line in log]
    still = still or not may("accept", "effect")
    item = "" if still else item_id(view)
    offered = [one for one in DECISIONS if one[0] != "correct" or isinstance(view, EffectView)]
    state = view.state, still, view.state == FOUND, offered
    return _HTML.card(frame, view, item, mark_of(view), sign, words, _target(frame, view), source, state, lines, **about)


def agreement_words(frame: Frame, effect: EffectView, found: Agreement) -> tuple[str, str, str]:
    """What other sources say of an effect: a style, a sign and a sentence."""
    say = frame.say
    style, sign = {Verdict.AGREES: ("yes", "✓"), Verdict.DISAGREES: ("no", "≠")}.get(found.verdict, ("open", "?"))
    listed = effect.body.get("by") if effect.body.get("listed") else None
    by = str(listed) if listed else data.name_of_key(effect.source, effect.source_name)
    kind = say(f"source.{found.kind}") if found.kind else ""
    return style, sign, say(f"agree.{found.reason}", source=kind, by=by, day=say.day(found.day))


def item_id(view: EffectView | RelationView) -> str:
    """How a card is named for the page's script."""
    return f"{'effect' if isinstance(view, EffectView) else 'relation'}-{view.id}"


def _last(view: EffectView | RelationView) -> list[DecisionLine]:
    """The decision that holds, where the log is not at hand."""
    if view.decided_by is None or view.decided_at is None:
        return []
    return [DecisionLine(view.decided_at, view.decided_by, view.state)]


def _target(frame: Frame, view: EffectView | RelationView) -> Markup:
    key = split_key(view.target)[0] if view.target else None
    words = data.place_in(view.target_path, data.name_of_key(key, view.target_name)) or "?"
    if key and view.target_id is not None:
        return KIT.text(frame, key, view.target_path, words)
    return _HTML.gone(frame.say, words)


def _new_words(say: Catalogue, effect: EffectView, target: LoadedVersion | None) -> Markup:
    """The new words; against those before where both are there."""
    body = effect.body
    if body.get("phrase_from") or body.get("phrase_to"):
        old_words, new_words = str(body.get("phrase_from") or ""), str(body.get("phrase_to") or "")
        return KIT.sides(*sides(diff_words(old_words, new_words), say))
    text = str(body.get("new_text") or "")
    if not text:
        return _HTML.named([(say(f"review.{name}"), str(body[name])) for name in ("new_heading", "new_number") if body.get(name)])
    summary, inner = say("review.new_text"), _HTML.new(text)
    old = target.provision(effect.target_path) if target and effect.target_path else None
    if effect.action in (Action.REPLACE, Action.CORRECT) and target is not None and old is not None:
        start = target.version.valid_from
        summary = say("review.words_from", day=start) if start else say("review.words_now")
        inner = KIT.sides(*sides(diff_words(plain_text(old), text), say))
    return _HTML.folded(len(text) < _LONG, summary, inner)


def decision_line(say: Catalogue, line: DecisionLine) -> str:
    """Who decided what, and when."""
    return say("review.done_by", decision=decision_words(say, line.decision), author=line.author, moment=say.moment(line.at))


def decision_words(say: Catalogue, decision: str) -> str:
    """What was decided; a decision that was taken back leaves the thing unreviewed."""
    return say("review.taken_back") if decision == FOUND else say(f"review.state_{decision}")


def log_html(frame: Frame, lines: Sequence[LogLine]) -> Markup:
    """The log of all decisions, the last one first."""
    say, rows = frame.say, []
    for line in lines:
        kind = f"action.{line.what}" if line.subject == "effect" else f"relation.{line.what}_out"
        what = f"{say(kind)} · {line.target or ''}" if line.what and say.has(kind) else ""
        if line.batch is not None:
            what = say("group.log", count=line.count, target=line.target or "")
        moment, decision = say.moment(line.at), decision_words(say, line.decision)
        rows.append((moment, line.author, decision, what, line.source, data.name_of_key(line.source, line.source_name)))
    return _HTML.log(frame, rows)


_SMALL_SECONDS = 30.0
_ASKED = "asked_to_end"
_BODY = ("new_heading", "phrase_from", "phrase_to", "new_number")


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
            after = decide(opened, seen.id, what, correction, seen)
            touched.update(item.target_id for item in (seen, after) if item.target_id is not None)
        elif seen.id is not None and what != "correct":
            decide_relation(opened, seen.id, what, seen)

    again = partial(keep_decision, frame, seen, what, correction)
    if not (save_change(frame, record, draft) if draft else save_clicked(record, again)):
        return False
    let_follow(frame, touched)
    st.session_state["last_decided"] = seen
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

    if not save_clicked(record, partial(keep_group, frame, seen)):
        return False
    target = data.instrument_of(seen.target)
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
    fragment(_following, run_every=1.5 if busy else None)(frame.say("review.following"))


def _following(words: str) -> None:
    if follower_of(base()).busy:
        with st.container(key="following"):
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
        name = data.name_of_key(split_key(seen.target)[0] if seen.target else None, seen.target_name)
        st.html(KIT.subtitle(say("confirm.title", name=name)))
        st.html(KIT.quiet(say("confirm.about", day=say.day(seen.effective_from))))
        st.html(effect_card(frame, seen, still=True))
        with st.container(horizontal=True, gap="small"):
            yes = st.button(say("confirm.yes"), key="confirm_yes", type="primary")
            st.button(say("confirm.no"), key="confirm_no", on_click=drop_state, args=(_ASKED,))
    if yes:
        drop_state(_ASKED)
    return seen if yes else None


def place_of(item: EffectView | RelationView) -> str:
    """What a correction is for; ids of effects change when a text is stored again."""
    if isinstance(item, EffectView):
        return f"effect:{item.source}:{item.fingerprint}"
    return f"relation:{item.id}"


def relation_kinds() -> list[str]:
    """The kinds of relations that are reviewed."""
    return [kind.value for kind in RelationKind if kind is not RelationKind.REFERS]


def still_card(frame: Frame, item: EffectView | RelationView) -> Markup:
    """A card only to look at."""
    return effect_card(frame, item, still=True) if isinstance(item, EffectView) else relation_card(frame, item, still=True)


def correction_form(frame: Frame, item: EffectView) -> None:
    """The form."""
    say, draft = frame.say, draft_of(item)
    seen = draft.seen
    draft.label = f"{say('draft.correction')} · {data.name_of_key(seen.source, seen.source_name)}"
    draft.page = at.EFFECTS
    draft.params = {at.INSTRUMENT: seen.source, at.VIEW: at.EACH}
    current = st.session_state.get("correcting") == draft.place
    with st.container(key="correctform" if current else f"correctform_{draft.serial}", border=True):
        st.caption(say("review.correcting"))
        draft_line(frame, draft)
        called = {name: say(f"review.{name}") for name in draft.fields}
        mine = settle(frame, draft, changed_html(frame, draft, called), partial(still_card, frame))
        _fields(frame, draft)
        action, target = draft.fields["action"], str(draft.fields.get("target") or "").strip()
        ends = bool(target) and ends_instrument(Action(action), split_key(target)[1])
        sure = not ends or st.checkbox(say("confirm.sure"), key=f"correct_sure_{draft.serial}")
        if save_button(draft, say("review.save"), f"correct_save_{draft.serial}") or mine:
            if not sure:
                st.html(KIT.failure(say("confirm.needed")))
                return
            if keep_decision(frame, draft.seen, "correct", _correction(draft), draft):
                discard(draft.place, "correcting")
                st.rerun()
    if not draft.dirty:
        cancel_button(frame, draft, f"correct_cancel_{draft.serial}", "correcting")


def draft_of(item: EffectView) -> Draft:
    """The correction of an effect: it begins with what is there."""
    began: dict[str, Any] = {
        "action": item.action.value,
        "target": item.target or "",
        "effective_from": item.effective_from,
        "effective_to": item.effective_to,
    }
    began |= {name: str(item.body[name]) for name in _BODY if item.body.get(name) is not None}
    return begin(place_of(item), {**began, "new_text": str(item.body.get("new_text") or "")}, item)


def _correction(draft: Draft) -> dict[str, Any]:
    """What was changed in the form."""
    now = {name: value.strip() if name == "target" else value for name, value in draft.fields.items()}
    changed = {name: value for name, value in now.items() if value != draft.began[name]}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in changed.items()}


def changed_html(frame: Frame, draft: Draft, called: Mapping[str, str]) -> Markup:
    """What was typed, by field: these are the names of those that do not name themselves."""
    changed = {name: value for name, value in draft.fields.items() if value != draft.began.get(name)}
    return macros("effects").typed([(called.get(name, name), frame.say.write(value or "–")) for name, value in changed.items()])


def _fields(frame: Frame, draft: Draft) -> None:
    say, now = frame.say, draft.fields
    choose(draft, "action", say("review.action"), [action.value for action in Action], lambda code: say(f"action.{code}"))
    draft.ask(say("review.target"), st.text_input, "target")
    for name in ("effective_from", "effective_to"):
        day_field(draft, name, say(f"review.{name}"), value=None, width=180)
    for name in _BODY:
        if name in now:
            draft.ask(say(f"review.{name}"), st.text_input, name)
    draft.ask(say("review.new_text"), st.text_area, "new_text", height=160)
