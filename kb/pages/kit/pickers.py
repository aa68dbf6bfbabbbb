"""Choosing by searching, never by typing a key: a text by its number, half of it, its name, with marks or without; or a provision.

What fits is suggested while somebody types; whoever presses Enter instead chooses in a list.
"""

import contextlib
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from documents.errors import KeyFormatError
from documents.keys import number_slug
from documents.paths import UNITS, contains, key_parts, number_of_key, provision_key, split_key
from documents.wording.citing import cite
from kb.base import KnowledgeBase
from kb.database.failures import DatabaseError
from kb.database.reading.reader import choose_version
from kb.errors import AmbiguousKeyError, KnowledgeBaseError
from kb.law.statements.stored import choices
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.base import base, fragment, read_base, revision
from kb.pages.kit.drafts import Draft
from kb.pages.kit.frame import FIRST_DAY, LAST_DAY, Frame, token
from kb.pages.kit.html import KIT, plain
from kb.pages.kit.picks import select_box
from kb.pages.kit.scripts import script
from kb.search.reading.understanding import read_key
from kb.search.suggest import Suggestion, suggest, table_of

TYPED_NAME = "="
"""Stands for what was typed, where nothing that can be chosen is meant."""

_SHORTEST, _SUGGESTED = 2, 8
_NUMBER = re.compile(r"(?<![\w/])\d+/(?:\d{4}(?:/[^\W\d][\w-]*)?|[^\W\d][\w-]*)")
SUGGEST = script("suggest")
"""Shows suggestions below a field: the search box, or one in which a text is looked for (`kb.pages.kit.pickers`)."""

_SIGNS = {"heading": "⌕", "instrument": "§"}


def fitting_texts(frame: Frame, typed: str, places: bool = False, held: bool = False) -> dict[str, str]:
    """What can be chosen for what was typed: keys, and how each is called.

    :param places: an article, clause or point may be meant too, and its text then counts as named
    :param held: only what the base has a text of
    """
    if len(typed.strip()) < _SHORTEST:
        return {}
    labels = _cited(typed)[0] if places else {}
    for item in read_base(choices, data.named_instruments(revision()), typed):
        if item.held:
            labels.setdefault(item.key, item.label)
        elif not held:
            labels.setdefault(item.key, f"{item.label} ({frame.say('stating.not_held')})")
    return labels


def text_named(frame: Frame, typed: str) -> tuple[str | None, dict[str, str]]:
    """The text or provision that was surely meant; else none, and what can be chosen. Both are empty where the base has nothing."""
    fitting, numbers = fitting_texts(frame, typed, held=True), list(_NUMBER.finditer(typed))
    cited, sure = _cited(typed)
    if not cited and numbers:  # a name, an issuer or a day stand around it
        cited, sure = _cited(typed[: numbers[0].end()])
    if not cited and len({found[0] for found in numbers}) == 1:
        cited, sure = _cited(numbers[0][0])
    if sure:
        return next(iter(cited)), {}
    if "/" in typed:
        # A number is not another one that it is a part of: 20/2021 is not 120/2021.
        number = number_slug(numbers[0][0] if numbers else typed)
        fitting = {key: label for key, label in fitting.items() if number_of_key(key).startswith(number)}
        return None, {**cited, **fitting}
    return (next(iter(fitting)), {}) if len(fitting) == 1 and not cited else (None, {**cited, **fitting})


def label_of(key: str) -> str:
    """A text or a provision by number and name."""
    instrument, path = split_key(key)
    record = data.instrument_of(instrument)
    return data.place_in(path, data.name(record, subject=True)) if record else data.place_name(key)


def _cited(typed: str) -> tuple[dict[str, str], bool]:
    """What a citation names, and whether for certain: "điều 5 luật 66/2011/QH12"."""
    sure = True
    try:
        keys = [str(read_key(base().engine, typed))]
    except AmbiguousKeyError as error:
        sure = False
        known = error.values.get("keys")
        keys = [str(key) for key in (known if isinstance(known, list) else [error.values.get("key")]) if key_parts(str(key))]
    except (KeyFormatError, KnowledgeBaseError):
        return {}, False
    named = ((data.instrument_of(instrument), path) for instrument, path in map(split_key, keys))
    held = [provision_key(record.key, path) for record, path in named if record is not None]
    return {key: label_of(key) for key in held}, sure and bool(held)


def search_field(
    frame: Frame,
    place: str,
    label: str,
    widget: Mapping[str, Any],
    pick: Callable[[str, str], None],
    example: str = "",
    **what: bool,
) -> str:
    """The field in which a text is looked for, with what fits below it while somebody types.

    :param place: tells the fields of a page apart
    :param widget: key and callback of the field
    :param pick: takes the key that was chosen among the suggestions, and how it is called
    :param what: see :func:`fitting_texts`
    :returns: what was typed and confirmed
    """
    with st.container(key=f"choose_{place}"):
        typed = st.text_input(plain(label), placeholder=example or frame.say("stating.find_example"), autocomplete="off", **widget)
        _suggestions(frame, place, pick, **what)
    return str(typed or "").strip()


def find_text(frame: Frame, place: str, title: str, pick: Callable[[str], None], places: bool = False) -> bool:
    """A field in which a text of the base is looked for, and a list of what fits. It is empty again when something was picked.

    :param pick: takes the key of what was surely meant, or was chosen
    :param places: an article, clause or point may be meant too
    :returns: whether anything was typed
    """
    say, turn = frame.say, st.session_state.get(f"{place}_turn", 0)
    picked = partial(_find_picked, place, pick)
    typed = search_field(frame, place, title, {"key": f"{place}_find_{turn}"}, picked, places=places, held=True)
    sure, labels = text_named(frame, typed) if typed else (None, {})
    named = [key for key in labels if split_key(key)[1]]
    if sure or len(labels) == 1 or len(named) == 1:  # the one thing that fits, or the provision that was cited
        picked(sure or (named or list(labels))[0])
        st.rerun()
    if typed and not labels:
        st.html(KIT.failure(say("compare.not_in_base", typed=typed)))
    elif typed:
        one, name = say("stating.choose_one"), f"{place}_listed_{turn}"
        words: Callable[[str], str] = lambda key: labels.get(key) or one  # noqa: E731
        listed: Callable[[], None] = lambda: picked(st.session_state[name])  # noqa: E731
        select_box(say("stating.choose", count=len(labels)), ["", *labels], name, words, on_change=listed)
    return bool(typed)


def _find_picked(place: str, pick: Callable[[str], None], key: str, label: str = "") -> None:
    if key:
        pick(key)
        st.session_state[f"{place}_turn"] = st.session_state.get(f"{place}_turn", 0) + 1


@fragment
def _suggestions(frame: Frame, place: str, pick: Callable[[str, str], None], **what: bool) -> None:
    """Answer what is being typed into a field; this alone runs meanwhile."""
    box = f"choose_{place}"
    if st.session_state.pop(f"{box}_picked", False):
        st.rerun()
    typed, moment = st.session_state.get(f"{box}_typed", ("", 0))
    labels = dict(list(fitting_texts(frame, typed, **what).items())[:_SUGGESTED])
    items: list[dict[str, str | None]] = [{"key": key, "text": words, "sign": "§", "note": None} for key, words in labels.items()]
    with st.container(key=f"{box}_script"):
        SUGGEST(
            key=f"{box}_told",
            data={"box": box, **_told(frame, typed, moment, items)},
            on_typed_change=partial(_typed, f"{box}_told", f"{box}_typed"),
            on_chosen_change=partial(_picked, box, pick, labels),
            height="content",
        )


def _told(frame: Frame, typed: str, moment: int, items: Sequence[Mapping[str, str | None]]) -> dict[str, Any]:
    """What the script is told of suggestions.

    :param moment: when these words were typed, as the script counts
    """
    return {
        "typed": typed,
        # Never the same twice: the script is told of every run, so that it speaks to the page as it is now.
        "run": [moment, token()],
        "items": items,
        "label": frame.say("search.suggestions"),
        "count": frame.say("search.suggestions_count", count=len(items)) if items else "",
    }


def _typed(script: str, kept: str) -> None:
    """Keep in the session what the script tells of what is being typed."""
    told = (st.session_state.get(script) or {}).get("typed") or {}
    st.session_state[kept] = (str(told.get("typed") or "")[:200], int(told.get("at") or 0))


def _picked(box: str, pick: Callable[[str, str], None], labels: Mapping[str, str]) -> None:
    told = (st.session_state.get(f"{box}_told") or {}).get("chosen") or {}
    key = str(told.get("key") or "")
    if key in labels:
        pick(key, labels[key])
        st.session_state[f"{box}_picked"] = True
        st.session_state.pop(f"{box}_typed", None)


def choose_instrument(frame: Frame, draft: Draft, find: str, field: str, label: str, named: bool) -> str:
    """Find an instrument by words and choose it.

    :param find: field of the draft with what is typed; ``field``: the one with the key that is chosen
    :param named: what was typed may itself be the name of it
    """
    say, now = frame.say, draft.fields
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        pick: Callable[[str, str], None] = lambda key, label: draft.put({find: label, field: key})  # noqa: E731
        typed = now[find] = search_field(frame, f"{draft.serial}_{find}", label, draft.widget(find), pick)
        labels = fitting_texts(frame, typed)
        title = say("stating.choose", count=len(labels)) if typed else say("stating.choose_none")
        chosen = str(now[field] or "")
        if chosen and chosen != TYPED_NAME and chosen not in labels:
            labels = {chosen: data.name_of_key(chosen), **labels}
        if named and typed:
            labels[TYPED_NAME] = say("stating.as_typed", name=typed)
        one = say("stating.choose_one")
        return choose(draft, field, title, ["", *labels], lambda key: labels.get(key) or one)


def choose(draft: Draft, field: str, label: str, options: Sequence[str], words: Callable[[str], str]) -> str:
    """A choice whose options may have changed since it was made."""
    if draft.fields[field] not in options:
        draft.put({field: options[0]})
    return str(draft.ask(plain(label), select_box, field, options=options, format_func=words))


def day_field(draft: Draft, field: str, label: str, **options: Any) -> None:
    """A day that is typed or chosen; none where there is none."""
    bounds: dict[str, Any] = {"format": "DD/MM/YYYY", "min_value": FIRST_DAY, "max_value": LAST_DAY}
    found = draft.ask(plain(label), st.date_input, field, **bounds, **options)
    draft.fields[field] = found if isinstance(found, date) else None


def choose_place(frame: Frame, draft: Draft) -> None:
    """The whole instrument, one of its articles or appendices, or something below that: into ``unit`` and ``path``."""
    say, now = frame.say, draft.fields
    record = data.instrument_of(now["instrument"])
    if record is None:
        return
    version = choose_version(data.versions_of(record), frame.day)
    parts = [part for root in data.loaded(revision(), record.id, version.number).provisions for part in root.walk()]
    named = {part.path: data.titled(part.path, part.heading) for part in parts}
    units = [part.path for part in parts if part.kind in UNITS]
    units += [now["unit"]] if now["unit"] and now["unit"] not in units else []
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        called = {"": say("stating.whole"), **{path: named.get(path) or cite(path) for path in units}}
        unit = choose(draft, "unit", say("stating.place"), list(called), called.__getitem__)
        below = [path for path in named if path != unit and contains(unit, path)] if unit else []
        if not below:
            now["path"] = unit
            return
        called = {unit: say("stating.whole_unit"), **{path: cite(path) for path in below}}
        choose(draft, "path", say("stating.below"), list(called), called.__getitem__)


@fragment
def suggestions(frame: Frame) -> None:
    """Answer what is being typed into the search box. It stays in the session's memory until the next key."""
    typed, moment = st.session_state.get("suggest_typed", ("", 0))
    found = suggest(base(), typed, _SUGGESTED) if typed else []
    with st.container(key="suggest"):
        told = _told(frame, typed, moment, [_item(frame, item) for item in found])
        SUGGEST(key="suggest_script", data=told, on_typed_change=_search_typed, height="content")


def _search_typed() -> None:
    _typed("suggest_script", "suggest_typed")
    if not st.session_state["suggest_typed"][0]:
        # The cursor has come into the box: be ready when the first words arrive.
        threading.Thread(target=_prepare, args=(base(),), daemon=True).start()


def _prepare(of: KnowledgeBase) -> None:
    with contextlib.suppress(DatabaseError):  # then the first key stroke waits for it, and says what is wrong
        table_of(of)


def _item(frame: Frame, item: Suggestion) -> dict[str, str | None]:
    return {
        "text": item.text,
        "sign": _SIGNS[item.kind.value],
        "note": frame.say("common.articles", count=item.count) if item.count > 1 else None,
        "href": frame.address(at.READER, **{at.INSTRUMENT: item.key}) if item.key else None,
    }
