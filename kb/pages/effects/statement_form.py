"""Thêm bằng tay: what a person knows of the effect of a text and no text of the base says, with where they saw it."""

from datetime import date
from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from documents.paths import unit_of
from documents.time.stated import Claim, Statement
from kb.law.statements.stating import restate, state
from kb.law.statements.stored import StoredStatement
from kb.law.status.register_check import stands_against
from kb.pages.cards.touched_cards import touched_html
from kb.pages.effects.statements import follow_statement, show_statements, statement_html
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.base import session
from kb.pages.kit.drafts import Draft, begin, discard, draft_line, save_button, save_change, settle
from kb.pages.kit.frame import FIRST_DAY, LAST_DAY, Frame
from kb.pages.kit.html import KIT, macros, plain
from kb.pages.kit.pickers import TYPED_NAME, choose, choose_instrument, choose_place

NEW = "stated:"
_CLAIMS = (
    Claim.ENDED,
    Claim.REPLACED,
    Claim.IN_FORCE_FROM,
    Claim.IN_FORCE_ON,
    Claim.AMENDED,
    Claim.SUSPENDED,
    Claim.RESUMED,
    Claim.NOTED,
)
_WORDS = ("source", "file", "gazette", "quote", "note", "spared")
_EMPTY: dict[str, Any] = {
    "find": "",
    "instrument": "",
    "unit": "",
    "path": "",
    "claim": Claim.ENDED.value,
    "on": None,
    "no_day": False,
    "until": None,
    "by_find": "",
    "by": "",
    **dict.fromkeys(_WORDS, ""),
}


def show_adding(frame: Frame) -> None:
    """Draw the form, and below it what was stated by hand."""
    changing = st.session_state.get("restating")
    if isinstance(changing, StoredStatement):
        _form(frame, _draft_of(changing), changing)
    else:
        _form(frame, begin(NEW, {**_EMPTY, "instrument": _asked()}), None)
    show_statements(frame)


def _asked() -> str:
    """The instrument that the address names."""
    key = st.query_params.get(at.INSTRUMENT)
    known = data.instrument_of(key) if key else None
    return known.key if known else ""


def _draft_of(kept: StoredStatement) -> Draft:
    said = kept.statement
    fields = {name: getattr(said, name) for name in _WORDS}
    about = {"instrument": said.instrument, "unit": unit_of(said.path) if said.path else "", "path": said.path}
    days = {"on": said.on, "until": said.until, "no_day": said.on is None}
    by = {"by_find": said.by_name, "by": said.by or (TYPED_NAME if said.by_name else "")}
    return begin(f"{NEW}{kept.id}", {**_EMPTY, **fields, **about, **days, **by, "claim": said.claim.value}, kept)


def _form(frame: Frame, draft: Draft, seen: StoredStatement | None) -> None:
    say, now = frame.say, draft.fields
    draft.label, draft.page, draft.params = say("stating.draft"), at.EFFECTS, {at.VIEW: at.BY_HAND}
    with st.container(key="stateform", border=True):
        st.html(KIT.subtitle(say("stating.change" if seen else "stating.title")))
        st.html(KIT.line(say("stating.about")))
        draft_line(frame, draft)
        mine = settle(frame, draft, _typed_html(frame, draft), partial(statement_html, frame))
        now["instrument"] = choose_instrument(frame, draft, "find", "instrument", say("stating.instrument"), named=False)
        if not now["instrument"]:
            return
        cards = touched_html(frame, now["instrument"])
        if cards is not None:
            st.html(KIT.facts([(say("curate.touched"), cards)]))
        choose_place(frame, draft)
        _what(frame, draft)
        with st.container(key="statewhere"):
            for name in _WORDS:
                now[name] = st.text_input(
                    say(f"stating.{name}"), help=say(f"stating.{name}_help"), max_chars=2000, **draft.widget(name)
                )
        _save(frame, draft, seen, mine)
        if seen is not None and not draft.dirty:
            st.button(
                say("common.cancel"), key=f"state_cancel_{draft.serial}", type="tertiary", on_click=leave, args=(draft.place,)
            )


def leave(place: str) -> None:
    """Forget what was being written or changed."""
    discard(place)
    st.session_state.pop("restating", None)


def _what(frame: Frame, draft: Draft) -> None:
    """What is stated, its day, and which instrument does it."""
    say, now = frame.say, draft.fields
    claim = Claim(choose(draft, "claim", say("stating.claim"), [item.value for item in _CLAIMS], lambda code: say(f"claim.{code}")))
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        now["no_day"] = st.checkbox(say("stating.no_day"), help=say("stating.no_day_help"), **draft.widget("no_day"))
        if not now["no_day"]:
            now["on"] = _day(draft, "on", say(f"claim.{claim.value}_on"))
        if claim is Claim.SUSPENDED and not now["no_day"]:
            now["until"] = _day(draft, "until", say("stating.until"))
    if claim in (Claim.ENDED, Claim.REPLACED, Claim.AMENDED, Claim.SUSPENDED, Claim.RESUMED):
        choose_instrument(frame, draft, "by_find", "by", say("stating.by"), named=True)


def _day(draft: Draft, name: str, label: str) -> date | None:
    found = st.date_input(plain(label), format="DD/MM/YYYY", min_value=FIRST_DAY, max_value=LAST_DAY, **draft.widget(name))
    return found if isinstance(found, date) else None


def _statement(draft: Draft) -> Statement:
    """What the form says."""
    now, claim = draft.fields, Claim(draft.fields["claim"])
    chosen = str(now["by"] or "")
    acts = claim not in (Claim.IN_FORCE_FROM, Claim.IN_FORCE_ON, Claim.NOTED)
    by = chosen if acts and chosen != TYPED_NAME else ""
    name = data.called(by, str(now["by_find"])) if by else str(now["by_find"]) if acts and chosen == TYPED_NAME else ""
    known = data.instrument_of(now["instrument"])
    words: dict[str, Any] = {field: str(now[field] or "") for field in _WORDS}
    return Statement(
        instrument=now["instrument"],
        claim=claim,
        on=None if now["no_day"] else now["on"],
        path=str(now["path"] or ""),
        until=now["until"] if claim is Claim.SUSPENDED and not now["no_day"] else None,
        by=by,
        by_name=name,
        title=known.metadata.title or "" if known else "",
        **words,
    )


def _save(frame: Frame, draft: Draft, seen: StoredStatement | None, mine: bool) -> None:
    """The button; before a whole instrument ends, and where something stands against it, it is asked."""
    say, said = frame.say, _statement(draft)
    ends = said.claim.ends and not said.path and said.on is not None
    with session() as opened:
        warnings = stands_against(opened, said, seen.id if seen else None)
    for message in warnings:
        st.html(KIT.banner("⚠", say.write(message)))
    sure = True
    if ends or warnings:
        title = say("confirm.sure") if ends else say("stating.sure")
        sure = st.checkbox(title, key=f"state_sure_{draft.serial}_{said.on}_{said.claim.value}")
    if not save_button(draft, say("stating.save"), f"state_save_{draft.serial}") and not mine:
        return
    if said.on is None and not draft.fields["no_day"] and said.claim is not Claim.NOTED:
        st.html(KIT.failure(say("stating.day_needed")))
        return
    if not sure:
        st.html(KIT.failure(say("confirm.needed" if ends else "stating.sure_needed")))
        return
    if save_change(
        frame, lambda opened: restate(opened, draft.seen or seen, said) if seen is not None else state(opened, said), draft
    ):
        leave(draft.place)
        follow_statement(frame, said.instrument)
        st.toast(say("stating.saved"))
        st.rerun()


def _typed_html(frame: Frame, draft: Draft) -> Markup:
    """What was typed, as it would be shown."""
    changed = {name: value for name, value in draft.fields.items() if value != draft.began.get(name)}
    return macros("effects").typed([(name, frame.say.write(value or "–")) for name, value in changed.items()])
