"""What people stated by hand about the effect of texts: shown as theirs, changed, withdrawn and restored, with the history."""

from functools import partial

import streamlit as st
from markupsafe import Markup

from documents.wording.citing import cite
from kb.accounts.audit import Line
from kb.database.storing.seen import mark_of
from kb.interface.days import in_vietnam
from kb.law.statements.stating import by_hand, is_link, restore, withdraw
from kb.law.statements.stored import StoredStatement, history_of, stored_by_instrument
from kb.pages.cards.touched_cards import touched_html
from kb.pages.effects.decisions import let_follow
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.base import session
from kb.pages.kit.drafts import save_clicked, show_refusal
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import KIT, macros

_MOST = 60
_HTML = macros("stating")


def show_statements(frame: Frame) -> None:
    """Draw what was stated by hand, the last first; of the instrument that the address names, where it names one."""
    say, key = frame.say, st.query_params.get(at.INSTRUMENT)
    show_refusal(frame, {StoredStatement: partial(statement_html, frame)})
    known = data.instrument_of(key) if key else None
    with session() as opened:
        found = by_hand(opened, known.key if known else None, all_of_them=True)
    st.html(KIT.subtitle(say("stating.list", count=len(found))))
    if not found:
        st.html(KIT.nothing(say("stating.none")))
    for kept in found[:_MOST]:
        _statement(frame, kept)


def _statement(frame: Frame, kept: StoredStatement) -> None:
    say, mark = frame.say, mark_of(kept)
    with st.container(border=True, key=f"stated_{kept.id}"):
        st.html(statement_html(frame, kept))
        with st.container(horizontal=True, gap="small"):
            if kept.active:
                st.button(say("stating.edit"), key=f"restate_{kept.id}_{mark}", type="tertiary", on_click=_change, args=(kept,))
            words = say("stating.withdraw" if kept.active else "stating.restore")
            # The key says what was drawn: a click is about that.
            st.button(words, key=f"turn_{kept.id}_{mark}", type="tertiary", on_click=_turn, args=(frame, kept))
            with st.popover(say("stating.history"), key=f"told_{kept.id}", type="tertiary"):
                with session() as opened:
                    lines = history_of(opened, kept.id)
                for line in reversed(lines):
                    st.html(_HTML.told(_told(frame, line), _before(frame, line)))


def statement_html(frame: Frame, kept: StoredStatement) -> Markup:
    """A statement, marked as a person's."""
    say, said = frame.say, kept.statement
    name = data.called(said.instrument, said.title or said.instrument)
    place = f"{cite(said.path)} · {name}" if said.path else name
    href = frame.address(at.READER, **{at.INSTRUMENT: said.instrument, at.PROVISION: said.path or None})
    day = say.day(said.on)
    what = f"{say(f'claim.{said.claim.value}')} · {day}"
    if said.until:
        what = f"{what} – {say.day(said.until)}"
    if said.register is None:
        whose = say("stating.whose", author=said.author, day=say.day(in_vietnam(said.at).date()) if said.at else "")
    else:
        seen = say.day(said.seen_on)
        whose = say(
            "stating.of_register", name=said.register_title, version=said.version, confidence=said.confidence.value, day=seen
        )
    named = [(field, getattr(said, field)) for field in ("acting", "spared", "quote", "gazette", "file", "note")]
    details = [(say(f"stating.{'by' if field == 'acting' else field}"), value) for field, value in named if value]
    if said.register is None and kept.active and (cards := touched_html(frame, said.instrument)) is not None:
        details.append((say("curate.touched"), cards))
    link = said.source if is_link(said.source) else ""
    held = data.instrument_of(said.instrument) is not None
    return _HTML.statement(say, kept, place, href if held else "", what, whose, details, link)


def about_html(frame: Frame, instrument_id: int) -> Markup:
    """What people and registers state about an instrument, with where each has it from; empty where nothing is stated."""
    with session() as opened:
        kept = stored_by_instrument(opened.connection(), [instrument_id]).get(instrument_id, [])
    return _HTML.about(frame.say, [statement_html(frame, item) for item in kept]) if kept else Markup("")


def follow_statement(frame: Frame, instrument: str) -> None:
    """Let the search follow what was stated of an instrument, changed or withdrawn."""
    record = data.instrument_of(instrument)
    let_follow(frame, {record.id} if record is not None else set())


def _told(frame: Frame, line: Line) -> str:
    when = frame.say.moment(in_vietnam(line.at))
    return frame.say("stating.act", act=frame.say(f"stating.act_{line.act}"), author=line.author or "", moment=when)


def _before(frame: Frame, line: Line) -> str:
    """What it was before, where that is another thing than now."""
    names = [name for name in line.before if name not in ("at", "author") and line.before[name] != line.after.get(name)]
    return "; ".join(f"{line.before[name]} → {line.after.get(name, '–')}" for name in names)


def _change(kept: StoredStatement) -> None:
    st.session_state["restating"] = kept


def _turn(frame: Frame, kept: StoredStatement) -> None:
    if save_clicked(lambda opened: withdraw(opened, kept) if kept.active else restore(opened, kept)):
        follow_statement(frame, kept.statement.instrument)
        st.toast(frame.say("stating.withdrawn" if kept.active else "stating.restored"))
