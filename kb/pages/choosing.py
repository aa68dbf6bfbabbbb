"""Choosing by searching, never by typing a key: an instrument by its number or name, then a provision of it."""

from collections.abc import Callable, Sequence

import streamlit as st

from documents.citing import cite
from documents.paths import UNITS, contains
from kb.database.reading.reader import choose_version
from kb.law.choosing import choices
from kb.pages import data
from kb.pages.base import revision, session
from kb.pages.drafts import Draft
from kb.pages.frame import Frame
from kb.pages.plain import plain

TYPED_NAME = "="
"""Stands for what was typed, where nothing that can be chosen is meant."""


def choose_instrument(frame: Frame, draft: Draft, find: str, field: str, label: str, named: bool) -> str:
    """Find an instrument by words and choose it.

    :param find: field of the draft with what is typed; ``field``: the one with the key that is chosen
    :param named: what was typed may itself be the name of it
    """
    say, now = frame.say, draft.fields
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        typed = str(st.text_input(plain(label), placeholder=say("stating.find_example"), **draft.widget(find)) or "").strip()
        now[find] = typed
        held = data.named_instruments(revision())
        with session() as opened:
            found = choices(opened, held, typed) if typed else []
        labels = {item.key: item.label if item.held else f"{item.label} ({say('stating.not_held')})" for item in found}
        chosen = str(now[field] or "")
        if chosen and chosen != TYPED_NAME and chosen not in labels:
            labels = {chosen: data.called(chosen, chosen), **labels}
        if named and typed:
            labels[TYPED_NAME] = say("stating.as_typed", name=typed)
        options = ["", *labels]
        one = say("stating.choose_one")
        title = say("stating.choose", count=len(found)) if typed else say("stating.choose_none")
        return choose(draft, field, title, options, lambda key: labels.get(key) or one)


def choose(draft: Draft, field: str, label: str, options: Sequence[str], words: Callable[[str], str]) -> str:
    """A choice whose options may have changed since it was made."""
    if draft.fields[field] not in options:
        draft.fields[field] = options[0]
        st.session_state[f"draft_{draft.serial}_{field}"] = options[0]
    draft.fields[field] = st.selectbox(plain(label), options, format_func=words, **draft.widget(field))
    return str(draft.fields[field])


def choose_place(frame: Frame, draft: Draft) -> None:
    """The whole instrument, one of its articles or appendices, or something below that: into ``unit`` and ``path``."""
    say, now = frame.say, draft.fields
    record = data.instrument_of(now["instrument"])
    if record is None:
        return
    version = choose_version(data.versions_of(record), frame.day)
    parts = [part for root in data.loaded(revision(), record.id, version.number).provisions for part in root.walk()]
    named = {part.path: _called(part.path, part.heading) for part in parts}
    units = [part.path for part in parts if part.kind in UNITS]
    units += [now["unit"]] if now["unit"] and now["unit"] not in units else []
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        whole = say("stating.whole")
        unit = choose(
            draft, "unit", say("stating.place"), ["", *units], lambda code: named.get(code) or cite(code) if code else whole
        )
        below = [path for path in named if path != unit and contains(unit, path)] if unit else []
        if not below:
            now["path"] = unit
            return
        all_of_it = say("stating.whole_unit")
        choose(draft, "path", say("stating.below"), [unit, *below], lambda code: cite(code) if code != unit else all_of_it)


def _called(path: str, heading: str | None) -> str:
    return f"{cite(path)}. {heading}" if heading else cite(path)
