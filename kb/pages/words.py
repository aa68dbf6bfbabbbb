"""Từ thường ngày: the everyday words and the law's words for them, kept by the curators of the base."""

from collections.abc import Mapping
from functools import partial

import streamlit as st
from markupsafe import Markup

from documents.text import fold
from kb.base import Session
from kb.database.storing.seen import mark_of
from kb.language.everyday import Entry, history, list_entries, save_entry, turn_off, unknown_meanings
from kb.language.word_model import words_of
from kb.pages.kit import address as at
from kb.pages.kit.bar import may
from kb.pages.kit.base import base, session
from kb.pages.kit.drafts import Draft, begin, discard, draft_line, save_button, save_change, save_clicked, settle, show_refusal
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import KIT, macros, state
from kb.pages.kit.picks import pick_box
from kb.search.reading.rewording import forget

_HTML = macros("words")
_MOST_SHOWN = 40
_ADDED, _CHANGED = "word-new:", "word:"


def show(frame: Frame) -> None:
    """Draw the page."""
    say = frame.say
    st.html(_HTML.about(say))
    with st.container(key="queue"):
        show_refusal(frame, {Entry: partial(_entry_html, frame)})
        if may("save", "word"):
            _add(frame)
        with session() as opened:
            entries = list_entries(opened.connection())
        model = words_of(base())
        lacking = unknown_meanings(entries, model.words) if model else {}
        shown = _narrowed(frame, entries)
        if not shown:
            st.html(state(say("words.none_title"), say("words.none_next"), (), "○"))
            return
        st.html(KIT.line(say("words.count_shown", shown=min(len(shown), _MOST_SHOWN), count=len(shown))))
        for entry in shown[:_MOST_SHOWN]:
            _entry(frame, entry, lacking)


def _add(frame: Frame) -> None:
    say = frame.say
    draft = begin(_ADDED, {"phrase": "", "meanings": ""})
    draft.label, draft.page = say("words.add"), at.EVERYDAY
    with st.expander(say("words.add"), expanded=draft.dirty):
        draft_line(frame, draft)
        keep = settle(frame, draft, _typed_html(draft), lambda entry: _entry_html(frame, entry))
        phrase = draft.ask(say("words.phrase"), st.text_input, "phrase", placeholder=say("words.phrase_example"))
        _meanings(frame, draft, say("words.meanings_example"))
        if save_button(draft, say("common.save"), f"words_save_{draft.serial}") or keep:
            _save(frame, draft, phrase)


def _meanings(frame: Frame, draft: Draft, example: str = "") -> None:
    say = frame.say
    draft.ask(say("words.meanings"), st.text_input, "meanings", placeholder=example, help=say("words.meanings_help"))


def _typed_html(draft: Draft) -> Markup:
    return _HTML.typed(draft.fields.get("phrase") or draft.place.removeprefix(_CHANGED), draft.fields["meanings"])


def _narrowed(frame: Frame, entries: list[Entry]) -> list[Entry]:
    """The entries that are asked for: by a part of their words, and by whose they are."""
    say = frame.say
    with st.container(key="filters", horizontal=True, gap="small", vertical_alignment="bottom"):
        wanted = fold(str(st.text_input(say("words.find"), key="words_find", width=320)).strip())
        kinds = {code: say(f"words.which_{code}") for code in ("active", "off", "own")}
        kind = pick_box(say, "words.which", "words_which", kinds, width=240)
    return [
        entry
        for entry in entries
        if (kind != "active" or entry.active)
        and (kind != "off" or not entry.active)
        and (kind != "own" or entry.author is not None)
        and wanted in fold(" ".join((entry.phrase, *entry.meanings)))
    ]


def _entry(frame: Frame, entry: Entry, lacking: Mapping[str, list[str]]) -> None:
    say = frame.say
    mark, place = mark_of(entry), f"{_CHANGED}{entry.phrase}"
    with st.container(key=f"word_{entry.phrase}", gap="small"):
        row = st.container(horizontal=True, gap="small", vertical_alignment="center")
        row.html(_entry_html(frame, entry), width="stretch")
        if missing := lacking.get(entry.phrase):
            st.html(_HTML.warning(say("words.not_in_texts", words=missing)))
        draft = begin(place, {"meanings": "; ".join(entry.meanings)}, entry)
        draft.label, draft.page = f"{say('draft.word')} · {entry.phrase}", at.EVERYDAY
        draft_line(frame, draft)
        keep = settle(frame, draft, _typed_html(draft), lambda there: _entry_html(frame, there))
        with row:
            if may("change", "word"):
                with st.popover(say("common.edit"), key=f"edit_{entry.phrase}", type="tertiary"):
                    _meanings(frame, draft)
                    if save_button(draft, say("common.save"), f"save_{draft.serial}") or keep:
                        _save(frame, draft, entry.phrase)
                words = say("words.turn_off" if entry.active else "words.turn_on")
                # The key says what was drawn: a click is about that.
                st.button(words, key=f"turn_{entry.phrase}_{mark}", type="tertiary", on_click=_turn, args=(frame, entry))
            if entry.author:
                with st.popover(say("common.history"), key=f"history_{entry.phrase}", type="tertiary"), session() as opened:
                    for line in reversed(history(opened.connection(), entry.phrase)):
                        words = "; ".join(line.meanings) if line.active else say("words.off")
                        st.html(_HTML.decided(words, _whose(frame, line)))


def _entry_html(frame: Frame, entry: Entry) -> Markup:
    return _HTML.entry(frame.say, entry, _whose(frame, entry))


def _whose(frame: Frame, entry: Entry) -> str:
    """Who decided on an entry; empty for one as it was shipped."""
    return frame.say("words.decided", author=entry.author, moment=entry.at) if entry.author and entry.at else ""


def _save(frame: Frame, draft: Draft, phrase: str) -> None:
    seen: Entry | None = draft.seen
    meanings, active = draft.fields["meanings"].split(";"), seen is None or seen.active
    if save_change(frame, lambda opened: save_entry(opened, phrase, meanings, active, seen, new=seen is None), draft):
        discard(draft.place)
        _told(frame)
        st.rerun()


def _turn(frame: Frame, entry: Entry) -> None:
    def turn(opened: Session) -> None:
        if entry.active:
            turn_off(opened, entry.phrase, entry)
        else:
            save_entry(opened, entry.phrase, entry.meanings, seen=entry)

    if save_clicked(turn, partial(_turn, frame, entry)):
        _told(frame)


def _told(frame: Frame) -> None:
    forget(base().engine)
    st.toast(frame.say("words.saved"))
