"""Thêm bằng tay: what people know of the effect of a text and no text of the base says, with where they saw it, and its history."""

from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from documents.paths import unit_of
from documents.time.stated import Claim, Statement
from kb.accounts.audit import lines_about
from kb.database.storing.seen import mark_of
from kb.law.statements.stating import by_hand, is_link, restate, restore, state, withdraw
from kb.law.statements.stored import STATEMENT, StoredStatement, stored_by_instrument
from kb.law.status.register_check import stands_against
from kb.pages.desk.cards_in_force import touched_html
from kb.pages.effects.decisions import changed_html, let_follow
from kb.pages.kit import address as at
from kb.pages.kit import data, drafts
from kb.pages.kit.bar import may
from kb.pages.kit.base import read_base, session
from kb.pages.kit.frame import Frame, set_state
from kb.pages.kit.html import KIT, act_words, macros
from kb.pages.kit.pickers import TYPED_NAME, choose, choose_instrument, choose_place, day_field

_MOST = 60
_HTML = macros("stating")
NEW = "stated:"
_BY_OTHERS = (Claim.ENDED, Claim.REPLACED, Claim.AMENDED, Claim.SUSPENDED, Claim.RESUMED)
"""What another instrument does."""
_CLAIMS = (*_BY_OTHERS[:2], Claim.IN_FORCE_FROM, Claim.IN_FORCE_ON, *_BY_OTHERS[2:], Claim.NOTED)
_WRITTEN = ("source", "file", "gazette", "quote", "note", "spared")
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
    **dict.fromkeys(_WRITTEN, ""),
}


def show_adding(frame: Frame) -> None:
    """Draw the form, and below it what was stated by hand, the last first: of the instrument that the address names, if it does."""
    changing = st.session_state.get("restating")
    known = data.instrument_of(st.query_params.get(at.INSTRUMENT))
    if may("add", "statement"):
        changed = changing if isinstance(changing, StoredStatement) else None
        new = {**_EMPTY, "instrument": known.key if known else ""}
        _form(frame, _draft_of(changed) if changed else drafts.begin(NEW, new), changed)
    drafts.show_refusal(frame, {StoredStatement: partial(statement_html, frame)})
    found = read_base(by_hand, known.key if known else None, all_of_them=True)
    st.html(KIT.subtitle(frame.say("stating.list", count=len(found))))
    if not found:
        st.html(KIT.nothing(frame.say("stating.none")))
    for kept in found[:_MOST]:
        _statement(frame, kept)


def _draft_of(kept: StoredStatement) -> drafts.Draft:
    said = kept.statement
    fields = {name: getattr(said, name) for name in _WRITTEN}
    about = {"instrument": said.instrument, "unit": unit_of(said.path) if said.path else "", "path": said.path}
    days = {"on": said.on, "until": said.until, "no_day": said.on is None}
    by = {"by_find": said.by_name, "by": said.by or (TYPED_NAME if said.by_name else "")}
    return drafts.begin(f"{NEW}{kept.id}", {**_EMPTY, **fields, **about, **days, **by, "claim": said.claim.value}, kept)


def _form(frame: Frame, draft: drafts.Draft, seen: StoredStatement | None) -> None:
    say, now = frame.say, draft.fields
    draft.label, draft.page, draft.params = say("stating.draft"), at.EFFECTS, {at.VIEW: at.BY_HAND}
    with st.container(key="stateform", border=True):
        st.html(KIT.subtitle(say("stating.change" if seen else "review.by_hand")))
        st.html(KIT.line(say("stating.about")))
        drafts.draft_line(frame, draft)
        mine = drafts.settle(frame, draft, changed_html(frame, draft, {}), partial(statement_html, frame))
        now["instrument"] = choose_instrument(frame, draft, "find", "instrument", say("stating.instrument"), named=False)
        if not now["instrument"]:
            return
        cards = touched_html(frame, now["instrument"])
        if cards is not None:
            st.html(KIT.facts([(say("curate.touched"), cards)]))
        choose_place(frame, draft)
        _what(frame, draft)
        with st.container(key="statewhere"):
            for name in _WRITTEN:
                draft.ask(say(f"stating.{name}"), st.text_input, name, help=say(f"stating.{name}_help"), max_chars=2000)
        _save(frame, draft, seen, mine)
        if seen is not None and not draft.dirty:
            drafts.cancel_button(frame, draft, f"state_cancel_{draft.serial}", "restating")


def _what(frame: Frame, draft: drafts.Draft) -> None:
    """What is stated, its day, and which instrument does it."""
    say, now = frame.say, draft.fields
    claim = Claim(choose(draft, "claim", say("stating.claim"), [item.value for item in _CLAIMS], lambda code: say(f"claim.{code}")))
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        if not draft.ask(say("stating.no_day"), st.checkbox, "no_day", help=say("stating.no_day_help")):
            day_field(draft, "on", say(f"claim.{claim.value}_on"))
        if claim is Claim.SUSPENDED and not now["no_day"]:
            day_field(draft, "until", say("stating.until"))
    if claim in _BY_OTHERS:
        choose_instrument(frame, draft, "by_find", "by", say("stating.by"), named=True)


def _typed_statement(draft: drafts.Draft) -> Statement:
    now, claim = draft.fields, Claim(draft.fields["claim"])
    chosen = str(now["by"] or "") if claim in _BY_OTHERS else ""
    by = chosen if chosen != TYPED_NAME else ""
    name = str(now["by_find"]) if chosen == TYPED_NAME else ""
    known = data.instrument_of(now["instrument"])
    words: dict[str, Any] = {field: str(now[field] or "") for field in _WRITTEN}
    return Statement(
        instrument=now["instrument"],
        claim=claim,
        on=None if now["no_day"] else now["on"],
        path=str(now["path"] or ""),
        until=now["until"] if claim is Claim.SUSPENDED and not now["no_day"] else None,
        by=by,
        by_name=data.name_of_key(by, str(now["by_find"])) if by else name,
        title=known.metadata.title or "" if known else "",
        **words,
    )


def _save(frame: Frame, draft: drafts.Draft, seen: StoredStatement | None, mine: bool) -> None:
    """The button; before a whole instrument ends, and where something stands against it, it is asked."""
    say, said = frame.say, _typed_statement(draft)
    ends = said.claim.ends and not said.path and said.on is not None
    warnings = read_base(stands_against, said, seen.id if seen else None)
    for message in warnings:
        st.html(KIT.banner("⚠", say.write(message)))
    title, key = say("confirm.sure" if ends else "stating.sure"), f"state_sure_{draft.serial}_{said.on}_{said.claim.value}"
    sure = not (ends or warnings) or st.checkbox(title, key=key)
    if not drafts.save_button(draft, say("stating.save"), f"state_save_{draft.serial}") and not mine:
        return
    if said.on is None and not draft.fields["no_day"] and said.claim is not Claim.NOTED:
        st.html(KIT.failure(say("stating.day_needed")))
        return
    if not sure:
        st.html(KIT.failure(say("confirm.needed" if ends else "stating.sure_needed")))
        return
    if drafts.save_change(
        frame, lambda opened: restate(opened, draft.seen or seen, said) if seen is not None else state(opened, said), draft
    ):
        drafts.discard(draft.place, "restating")
        follow_statement(frame, said.instrument)
        st.toast(say("stating.saved"))
        st.rerun()


def _statement(frame: Frame, kept: StoredStatement) -> None:
    say, mark = frame.say, mark_of(kept)
    with st.container(border=True, key=f"stated_{kept.id}"):
        st.html(statement_html(frame, kept))
        with st.container(horizontal=True, gap="small"):
            if kept.active and may("change", "statement"):
                edit = partial(set_state, restating=kept)
                st.button(say("stating.edit"), key=f"restate_{kept.id}_{mark}", type="tertiary", on_click=edit)
            words = say("stating.withdraw" if kept.active else "stating.restore")
            # The key says what was drawn: a click is about that.
            if may("withdraw", "statement"):
                st.button(words, key=f"turn_{kept.id}_{mark}", type="tertiary", on_click=_turn, args=(frame, kept))
            with st.popover(say("common.history"), key=f"told_{kept.id}", type="tertiary"):
                for line in reversed(read_base(lines_about, STATEMENT, kept.id)):
                    names = [
                        name for name in line.before if name not in ("at", "author") and line.before[name] != line.after.get(name)
                    ]
                    before = "; ".join(f"{line.before[name]} → {line.after.get(name, '–')}" for name in names)
                    st.html(_HTML.told(act_words(say, "stating", line), before))


def statement_html(frame: Frame, kept: StoredStatement) -> Markup:
    """A statement, marked as a person's."""
    say, said = frame.say, kept.statement
    place = data.place_in(said.path, data.name_of_key(said.instrument, said.title or said.instrument))
    href = frame.address(at.READER, **{at.INSTRUMENT: said.instrument, at.PROVISION: said.path or None})
    days = " – ".join(map(say.day, (said.on, said.until) if said.until else (said.on,)))
    what = f"{say(f'claim.{said.claim.value}')} · {days}"
    whose = say("stating.whose", author=said.author, day=say.day(said.at) if said.at else "")
    if said.register is not None:
        about = {"version": said.version, "confidence": said.confidence.value, "day": say.day(said.seen_on)}
        whose = say("stating.of_register", name=said.register_title, **about)
    named = [(field, getattr(said, field)) for field in ("acting", "spared", "quote", "gazette", "file", "note")]
    details = [(say(f"stating.{'by' if field == 'acting' else field}"), value) for field, value in named if value]
    if said.register is None and kept.active and (cards := touched_html(frame, said.instrument)) is not None:
        details.append((say("curate.touched"), cards))
    link = said.source if is_link(said.source) else ""
    held = data.instrument_of(said.instrument) is not None
    return _HTML.statement(say, kept, place=place, href=href if held else "", what=what, whose=whose, details=details, link=link)


def about_html(frame: Frame, instrument_id: int) -> Markup:
    """What people and registers state about an instrument, with where each has it from; empty where nothing is stated."""
    with session() as opened:
        kept = stored_by_instrument(opened.connection(), [instrument_id]).get(instrument_id, [])
    return _HTML.about(frame.say, [statement_html(frame, item) for item in kept]) if kept else Markup("")


def follow_statement(frame: Frame, instrument: str) -> None:
    """Let the search follow what was stated of an instrument, changed or withdrawn."""
    record = data.instrument_of(instrument)
    let_follow(frame, {record.id} if record is not None else set())


def _turn(frame: Frame, kept: StoredStatement) -> None:
    if drafts.save_clicked(
        lambda opened: withdraw(opened, kept) if kept.active else restore(opened, kept), partial(_turn, frame, kept)
    ):
        follow_statement(frame, kept.statement.instrument)
        st.toast(frame.say("stating.withdrawn" if kept.active else "stating.restored"))
