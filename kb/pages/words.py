"""Từ thường ngày: the everyday words and the law's words for them, kept by the curators of the base."""

from collections.abc import Mapping
from html import escape

import streamlit as st

from documents.text import fold
from kb.annotations.notes import LOCAL_PERSON
from kb.errors import InvalidWordsError
from kb.everyday import Entry, history, list_entries, save_entry, turn_off, unknown_meanings
from kb.index.words import words_of
from kb.pages.base import base, session
from kb.pages.frame import Frame
from kb.pages.parts import state
from kb.search.everyday import forget

_MOST_SHOWN = 40


def show(frame: Frame) -> None:
    """Draw the page."""
    say = frame.say
    st.html(f'<div class="list top"><p class="line"><span>{escape(say("words.about"))}</span></p></div>')
    with st.container(key="queue"):
        author = _author(frame)
        _add(frame, author)
        with session() as opened:
            entries = list_entries(opened.connection())
        model = words_of(base())
        lacking = unknown_meanings(entries, model.words) if model else {}
        shown = _narrowed(frame, entries)
        if not shown:
            st.html(state(say("words.none_title"), say("words.none_next"), (), "○"))
            return
        line = say("words.count_shown", shown=min(len(shown), _MOST_SHOWN), count=len(shown))
        st.html(f'<p class="line"><span>{escape(line)}</span></p>')
        for entry in shown[:_MOST_SHOWN]:
            _entry(frame, entry, lacking, author)


def _author(frame: Frame) -> str:
    """Whose decisions these are; the same name as on the page of effects, for the session."""
    st.session_state.setdefault("reviewer", LOCAL_PERSON)
    # Streamlit forgets the value of a field that another page has drawn, unless it is set anew.
    st.session_state["reviewer"] = st.session_state["reviewer"]
    name = st.text_input(frame.say("review.reviewer"), key="reviewer", help=frame.say("review.reviewer_help"), width=320)
    return str(name).strip()


def _add(frame: Frame, author: str) -> None:
    say = frame.say
    with st.expander(say("words.add")), st.form("words_add", border=False, clear_on_submit=True):
        phrase = st.text_input(say("words.phrase"), placeholder=say("words.phrase_example"))
        meanings = st.text_input(say("words.meanings"), placeholder=say("words.meanings_example"), help=say("words.meanings_help"))
        if st.form_submit_button(say("words.save"), type="primary"):
            _save(frame, str(phrase), str(meanings), author)


def _narrowed(frame: Frame, entries: list[Entry]) -> list[Entry]:
    """The entries that are asked for: by a part of their words, and by whose they are."""
    say = frame.say
    with st.container(key="filters", horizontal=True, gap="small", vertical_alignment="bottom"):
        wanted = fold(str(st.text_input(say("words.find"), key="words_find", width=320)).strip())
        kinds = ("active", "off", "own")
        kind = st.selectbox(
            say("words.which"),
            ["", *kinds],
            key="words_which",
            format_func=lambda code: say(f"words.which_{code}") if code else say("common.all"),
            width=240,
        )
    return [
        entry
        for entry in entries
        if (kind != "active" or entry.active)
        and (kind != "off" or not entry.active)
        and (kind != "own" or entry.author is not None)
        and wanted in fold(" ".join((entry.phrase, *entry.meanings)))
    ]


def _entry(frame: Frame, entry: Entry, lacking: Mapping[str, list[str]], author: str) -> None:
    say = frame.say
    with st.container(border=True, key=f"word_{entry.phrase}"):
        sign = "" if entry.active else f'<span class="badge"><i aria-hidden="true">✕</i>{escape(say("words.off"))}</span> '
        meant = escape("; ".join(entry.meanings))
        st.html(
            f'<p class="line">{sign}<b lang="vi">{escape(entry.phrase)}</b><span lang="vi">→ {meant}</span>'
            f"<span>{escape(_whose(frame, entry))}</span></p>"
        )
        if missing := lacking.get(entry.phrase):
            line = say("words.not_in_texts", words=", ".join(missing))
            st.html(f'<p class="line"><span><b aria-hidden="true">⚠</b> {escape(line)}</span></p>')
        with st.container(horizontal=True, gap="small"):
            with (
                st.popover(say("words.edit"), key=f"edit_{entry.phrase}", type="tertiary"),
                st.form(f"form_{entry.phrase}", border=False),
            ):
                meanings = st.text_input(say("words.meanings"), value="; ".join(entry.meanings), help=say("words.meanings_help"))
                if st.form_submit_button(say("words.save"), type="primary"):
                    _save(frame, entry.phrase, str(meanings), author, entry.active)
            words = say("words.turn_off" if entry.active else "words.turn_on")
            if st.button(words, key=f"turn_{entry.phrase}", type="tertiary"):
                _turn(frame, entry, author)
            if entry.author:
                with st.popover(say("words.history"), key=f"history_{entry.phrase}", type="tertiary"):
                    _history(frame, entry)


def _whose(frame: Frame, entry: Entry) -> str:
    if entry.author is None or entry.at is None:
        return frame.say("words.shipped")
    return frame.say("words.decided", author=entry.author, moment=entry.at)


def _history(frame: Frame, entry: Entry) -> None:
    with session() as opened:
        lines = history(opened.connection(), entry.phrase)
    for line in reversed(lines):
        words = "; ".join(line.meanings) if line.active else frame.say("words.off")
        st.html(f'<p class="line"><span lang="vi">{escape(words)}</span><span>{escape(_whose(frame, line))}</span></p>')


def _save(frame: Frame, phrase: str, meanings: str, author: str, active: bool = True) -> None:
    try:
        with session(write=True) as opened:
            save_entry(opened, phrase, meanings.split(";"), author, active)
    except InvalidWordsError as error:
        st.error(str(error))
        return
    _told(frame)


def _turn(frame: Frame, entry: Entry, author: str) -> None:
    try:
        with session(write=True) as opened:
            if entry.active:
                turn_off(opened, entry.phrase, author)
            else:
                save_entry(opened, entry.phrase, entry.meanings, author)
    except InvalidWordsError as error:
        st.error(str(error))
        return
    _told(frame)


def _told(frame: Frame) -> None:
    forget(base().engine)
    st.toast(frame.say("words.saved"))
    st.rerun()
