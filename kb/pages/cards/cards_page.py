"""Thẻ hỗ trợ: the cards of support to read, and to edit for curators; and what they do not know."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from documents.comparison import diff_words
from documents.messages import Message
from kb.database.storing.seen import mark_of
from kb.entitlements.answers import CardAnswer, Trust, entitled
from kb.entitlements.checking import Checks, texts_lacking, to_look_at
from kb.entitlements.facts import Situation, fact_of
from kb.entitlements.forms import Change, data_from, differences, fields_of
from kb.entitlements.loading import Desk, mistakes_of, read_card, read_documents, write_yaml
from kb.entitlements.missing import Lacking, what_is_missing
from kb.entitlements.model import About, Card, Regime
from kb.entitlements.revising import LONGEST_WHY, restore, save, undo
from kb.entitlements.revisions import CardState, Revision, data_of, revisions_of, shipped_data, state_of
from kb.errors import CardError, ChangedMeanwhileError, NotAllowedError, NotFoundError
from kb.interface.catalogue import Catalogue
from kb.pages.cards.part_forms import CHOOSING, YAML, choose_part, show_part
from kb.pages.desk.call import current_call, situation_of
from kb.pages.desk.cards_in_force import basis_checks, cards_in_force, desk_state, nothing_known
from kb.pages.desk.open_card import TRUSTED, amount_text, card_html
from kb.pages.kit import address as at
from kb.pages.kit.bar import may, signed
from kb.pages.kit.base import read_base, session, without_texts
from kb.pages.kit.drafts import Draft, begin, discard, draft_line, make_change, save_button, settle, show_refusal, want_again
from kb.pages.kit.frame import STATIC, Frame, shaken_line
from kb.pages.kit.html import KIT, failure, macros, sides

PLACE = "card:"
_MOST = 40


def show_card(frame: Frame, card: str) -> None:
    """Draw it."""
    try:
        seen = read_base(state_of, card)
    except NotFoundError as error:
        st.html(failure(frame.say, error))
        return
    now = desk_state()
    desk = cards_in_force(now)
    here = st.query_params.get(at.VIEW)
    history = here == at.HISTORY
    links = [
        (frame.address(at.SUPPORTS, **{at.CARD: card, at.VIEW: view}), frame.say(words), here == view)
        for view, words in ((None, "curate.read"), (at.EDIT, "common.edit"), (at.HISTORY, "common.history"))
    ]
    st.html(_HTML.head(frame, desk.cards[card], desk.edits.get(card), history, links))
    show_refusal(frame, {CardState: partial(state_html, frame)})
    if history:
        show_revisions(frame, seen)
        return
    if not may("edit", "card"):
        raise NotAllowedError("role_not_allowed")
    left, right = st.columns(2, gap="large")
    with left, st.container(key="cardform"):
        data, wrong = _form(frame, _draft(frame, seen), seen, desk)
    with right, st.container(key="cardpreview"):
        _preview(frame, card, data, wrong)


def _draft(frame: Frame, seen: CardState) -> Draft:
    data = seen.data
    draft = begin(f"{PLACE}{seen.card}", {**fields_of(data), **CHOOSING, YAML: write_yaml(data), "why": ""}, seen)
    draft.label = frame.say("curate.draft", card=seen.card)
    draft.page, draft.params = at.SUPPORTS, {at.CARD: seen.card, at.VIEW: at.EDIT}
    return draft


def card_of_draft(draft: Draft, seen: CardState) -> tuple[dict[str, Any] | None, tuple[Message, ...]]:
    """The card that a draft comes to; None where its YAML cannot be read, with what is wrong."""
    if draft.fields[YAML] == draft.began[YAML]:
        before = draft.seen.data if isinstance(draft.seen, CardState) else seen.data
        return data_from(draft.fields, draft.about.get("data", before)), ()
    try:
        found = read_documents(draft.fields[YAML], f"{seen.card}.yaml")
    except CardError as error:
        return None, mistakes_of(error)
    if len(found) == 1 and isinstance(found[0], dict):
        return found[0], ()
    return None, mistakes_of(CardError("card_yaml", place=f"{seen.card}.yaml"))


def _form(frame: Frame, draft: Draft, seen: CardState, desk: Desk) -> tuple[dict[str, Any] | None, tuple[Message, ...]]:
    say = frame.say
    draft_line(frame, draft)
    data, _ = card_of_draft(draft, seen)
    before = draft.seen.data if isinstance(draft.seen, CardState) else seen.data
    typed = changes_html(frame, differences(before, data)) if data is not None else Markup()
    mine = settle(frame, draft, typed, partial(state_html, frame))
    part = choose_part(frame, draft, data)
    show_part(frame, draft, part, desk, seen, data)
    data, wrong = card_of_draft(draft, seen)
    draft.ask(say("curate.why"), st.text_input, "why", max_chars=LONGEST_WHY, help=say("curate.why_help"))
    pressed = save_button(draft, say("common.save"), f"card_save_{draft.serial}", disabled=not draft.dirty)
    if (pressed or mine) and data is not None and signed(want_again(draft)):
        _save(frame, draft, seen, data)
    return data, wrong


def _save(frame: Frame, draft: Draft, seen: CardState, data: Mapping[str, Any]) -> None:
    try:
        with session(write=True) as opened:
            save(opened, draft.seen or seen, data, str(draft.fields["why"] or ""))
    except ChangedMeanwhileError as error:
        draft.refuse(error)
        st.rerun()
    except (CardError, NotAllowedError) as error:
        wrong = mistakes_of(error) if isinstance(error, CardError) and error.code == "card_wrong" else ()
        st.html(_HTML.mistakes(frame.say, frame.say("curate.refused"), wrong) if wrong else failure(frame.say, error))
        return
    discard(draft.place)
    st.toast(frame.say("curate.saved"))
    st.rerun()


def state_html(frame: Frame, state: CardState) -> Markup:
    """A card as it is in the base: who made what of it last, and how it differs from what is shipped."""
    words = KIT.quiet(frame.say("curate.as_shipped"))
    if last := state.last:
        words = KIT.line(frame.say("curate.last", by=last.author, moment=frame.say.moment(last.at), why=last.why or "–"))
    return words + changes_html(frame, differences(shipped_data(state.card), state.data))


def _preview(frame: Frame, card: str, data: Mapping[str, Any] | None, wrong: tuple[Message, ...]) -> None:
    """The card as the desk would show it with nothing known of a caller."""
    say = frame.say
    st.html(KIT.subtitle(say("curate.preview")))
    item = None
    if data is not None:
        try:
            item = _answered(desk_state(), frame.day, say.language, card, write_yaml(dict(data)))
        except CardError as error:
            wrong = mistakes_of(error)
    if item is None:
        st.html(_HTML.mistakes(say, say("curate.not_yet"), wrong))
    else:
        # What is being written is seen, fit to be said or not.
        st.html(card_html(frame, item if item.say else replace(item, say=item.card.say(say.language))))


@st.cache_resource(max_entries=12, show_spinner=False)
def _answered(of: str, day: date, language: str, card: str, text: str) -> CardAnswer | None:
    known = cards_in_force(of)
    (data,) = read_documents(text, f"{card}.yaml")
    made = read_card(replace(known, cards={}), data, f"{card}.yaml")
    if made.id != card:
        raise CardError("card_wrong", mistakes=(Message.of("cards.wrong_id_changed", place=f"{card}.yaml, id"),))
    desk = replace(known, cards={card: made}, edits={})
    with session() as opened:
        answer = entitled(Checks(opened, desk), desk, Situation(day), language)
    return next((item for item in answer.cards if item.card.id == card), None)


def show_revisions(frame: Frame, seen: CardState) -> None:
    """Draw them, the last one first."""
    say = frame.say
    found = read_base(revisions_of, seen.card)
    if not found:
        st.html(KIT.nothing(say("curate.never")))
        return
    with st.container(horizontal=True, gap="small", key="cardback"):
        mark = mark_of(seen)
        if may("undo", "card"):
            st.button(say("curate.undo"), key=f"card_undo_{mark}", on_click=make_change, args=(partial(undo, seen=seen),))
        if seen.edited and may("shipped", "card"):
            shipped = partial(restore, seen=seen, number=0)
            st.button(say("curate.to_shipped"), key=f"card_shipped_{mark}", on_click=make_change, args=(shipped,))
    for place in range(len(found) - 1, max(-1, len(found) - 1 - _MOST), -1):
        _revision(frame, seen, found[place], found[place - 1] if place else None)


def _revision(frame: Frame, seen: CardState, item: Revision, before: Revision | None) -> None:
    say = frame.say
    with st.container(border=True, key=f"rev_{item.number}"):
        st.html(_HTML.revision(say, item, say(f"curate.act_{item.act.value}", number=item.about or 0)))
        with st.expander(say("curate.what_changed")):
            old, new = (data_of(one) if one is not None else shipped_data(seen.card) for one in (before, item))
            st.html(changes_html(frame, differences(old, new)))
        if seen.last is not None and item.number != seen.last.number and may("restore", "card"):
            key = f"card_restore_{item.number}_{mark_of(seen)}"
            back = partial(restore, seen=seen, number=item.number)
            st.button(say("curate.restore"), key=key, type="tertiary", on_click=make_change, args=(back,))


def changes_html(frame: Frame, changes: Iterable[Change]) -> Markup:
    """What differs, place by place, old words beside new ones."""
    say, rows = frame.say, []
    for change in changes:
        known = [(name, (f"curate.field_{name}", f"desk.about_{name}")) for name in change.place]
        # Names that are the card's own stay as they are.
        place = " · ".join(next((say(entry) for entry in entries if say.has(entry)), name) for name, entries in known)
        rows.append((place, *sides(diff_words(change.before or "", change.after or ""), say)))
    return _HTML.changes(rows) if rows else KIT.quiet(frame.say("curate.same"))


_HTML = macros("supports")


def show(frame: Frame) -> None:
    """Draw the page."""
    st.html(STATIC / "desk.css")
    st.html(STATIC / "supports.css")
    if without_texts(frame):
        return
    card, view = st.query_params.get(at.CARD), st.query_params.get(at.VIEW)
    with st.spinner(frame.say("common.loading"), show_time=False):
        now = desk_state()
        desk, checks = cards_in_force(now), basis_checks(now, frame.day)
    read = desk.cards.get(card) if card and view is None else None
    st.html(_tabs(frame, view == at.MISSING, read.id if read else None))
    with st.container(key="supports"):
        if view == at.MISSING:
            with st.spinner(frame.say("common.loading"), show_time=False):
                found = _lacking(now, frame.day)
            st.html(_HTML.gaps(frame, found))
        elif read:
            with st.container(key="cardread"):
                _read(frame, read, desk, checks)
        elif card:
            show_card(frame, card)
        else:
            _list(frame, desk, checks)


def _tabs(frame: Frame, missing: bool, reading: str | None) -> Markup:
    links = [
        (frame.address(at.SUPPORTS), frame.say("curate.cards"), not missing and not st.query_params.get(at.CARD)),
        (frame.address(at.SUPPORTS, **{at.VIEW: at.MISSING}), frame.say("curate.missing"), missing),
    ]
    if reading and may("edit", "card"):
        links.append((frame.address(at.SUPPORTS, **{at.CARD: reading, at.VIEW: at.EDIT}), frame.say("curate.edit_card"), False))
    return _HTML.tabs(links)


def _list(frame: Frame, desk: Desk, checks: Checks) -> None:
    """The cards of each law, with what each gives and how well it is known; why so little is known, once."""
    answer = nothing_known(desk_state(), frame.day, frame.say.language)
    items = {item.card.id: item for item in answer.cards}
    whys = dict(answer.regimes)
    groups = [
        (regime, whys.get(regime, "") if regime else "", [card for card in desk.cards.values() if card.regime is regime])
        for regime in (Regime.NEW, None, Regime.OLD)
    ]
    st.html(
        _HTML.cards(
            frame,
            groups=groups,
            edits=desk.edits,
            items=items,
            lines={card: in_a_line(frame.say, item) for card, item in items.items()},
            changes={card: [shaken_line(frame, one) for one in item.changed] for card, item in items.items()},
            signs=TRUSTED,
            look=to_look_at(checks, desk, frame.day),
            lacking=texts_lacking(checks, desk, frame.day),
        )
    )


def in_a_line(say: Catalogue, item: CardAnswer) -> str:
    """What a card gives: how much where a figure was seen, else what; and for how long. Nothing where its law has changed."""
    if item.trust is Trust.SHAKEN or item.changed:
        return ""
    figure = item.amount.known or item.amount.value is not None or item.amount.values
    said = [amount_text(say, item)] if figure else item.texts(About.WHAT)[:1]
    return " · ".join(part.rstrip(".") for part in (*said, *item.texts(About.DURATION)[:1]) if part)


def _read(frame: Frame, card: Card, desk: Desk, checks: Checks) -> None:
    """The card as the desk draws it with nothing known but how the caller is spoken to."""
    call = current_call()
    spoken = {name: value for name, value in call.facts.items() if name in ("caller", "address")}  # no verdict asks for these
    answer = entitled(checks, replace(desk, cards={card.id: card}), situation_of(spoken, frame.day), frame.say.language)
    if not answer.cards:
        st.html(KIT.subtitle(card.title(frame.say.language)) + KIT.nothing(frame.say("curate.not_this_day", day=frame.day)))
        return
    st.html(macros("desk").address(frame.say, fact_of("address"), call))
    st.html(card_html(frame, next(iter(answer.cards)), call))


@st.cache_resource(max_entries=3, show_spinner=False)
def _lacking(of: str, day: date) -> Lacking:
    return read_base(what_is_missing, cards_in_force(of), day)
