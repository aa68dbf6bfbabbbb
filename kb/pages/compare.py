"""So sánh: two provisions, or two versions of one, side by side with every word that differs. The address holds both sides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st
from markupsafe import Markup

from documents.citing import cite
from documents.comparison import count_changes, diff_words, plain_text
from documents.model import Kind, Provision
from kb.database.reading.reader import InstrumentRecord, LoadedVersion, VersionRecord, choose_version
from kb.law.status import ProvisionStatus
from kb.pages import address as at
from kb.pages import data
from kb.pages.base import base_is_empty, load_commands, revision
from kb.pages.frame import Frame, entitle, put_params
from kb.pages.parts import badge, sides, state
from kb.pages.render import macros
from kb.pages.typed import typed_html
from kb.pages.whole import WHOLE, replacing, show_whole

_COMPARED = (Kind.ARTICLE, Kind.CLAUSE, Kind.APPENDIX, Kind.ATTACHMENT, Kind.PREAMBLE)
_WIDGETS = {at.INSTRUMENT: "compare_text", at.PROVISION: "compare_path", at.VERSION: "compare_version"}


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison."""

    version: LoadedVersion
    versions: list[VersionRecord]
    path: str
    provision: Provision | None
    status: ProvisionStatus


def show(frame: Frame) -> None:
    """Draw the page."""
    say = frame.say
    if base_is_empty():
        st.html(state(say("base.empty_title"), say("base.empty_next"), load_commands(say)))
        return
    known = {item.key: item for item in data.instruments(revision())}
    columns = st.columns(2, gap="medium")
    with columns[0]:
        left = _side(frame, 1, known, None)
    with columns[1]:
        right = _side(frame, 2, known, left)
    if left is None or right is None:
        st.html(state(say("compare.intro"), "", (), "⇄"))
        return
    names = dict.fromkeys(data.name(side.version.instrument) for side in (left, right))
    entitle(frame, say("page.compare"), " ↔ ".join(names))
    with st.container(key="compare_bar", horizontal=True, gap="small", vertical_alignment="center"):
        st.button(say("compare.swap"), key="compare_swap", on_click=_swap)
        if links := replacing(frame, left.version, right.version.instrument.key):
            st.html(links, width="content")
    if WHOLE in (left.path, right.path):
        show_whole(frame, left.version, right.version)
    else:
        st.html(comparison_html(frame, left, right))


def comparison_html(frame: Frame, left: Side, right: Side) -> Markup:
    """Both sides, and how much they differ."""
    say = frame.say
    old = plain_text(left.provision) if left.provision else ""
    new = plain_text(right.provision) if right.provision else ""
    spans = diff_words(old, new)
    changes, removed, added = count_changes(spans)
    if left.provision is None or right.provision is None:
        summary = say("compare.absent")
    elif changes:
        summary = say("compare.summary", changes=changes, removed=removed, added=added)
    else:
        summary = say("compare.same")
    shown = []
    for side, html in zip((left, right), sides(spans, say), strict=True):
        typed = typed_html(frame, side.provision, below=True) if side.provision else ""
        flags = badge(say, side.status)
        shown.append((side, data.name(side.version.instrument), flags, html, typed))
    return macros("compare").comparison(frame, summary, shown)


def _side(frame: Frame, number: int, known: Mapping[str, InstrumentRecord], other: Side | None) -> Side | None:
    """The choices of one side. The address holds them; a choice writes the address."""
    say = frame.say
    instrument = _instrument(frame, number, known, other)
    if instrument is None:
        return None
    found = data.versions_of(instrument)
    version = data.loaded(revision(), instrument.id, _version(frame, number, found, other).number)
    headings = {item.path: item.heading for item in version.walk() if item.kind in _COMPARED}
    path = st.query_params.get(f"{at.PROVISION}{number}") or (other.path if other else None)
    path = path or WHOLE
    provision = version.provision(path) if path != WHOLE else None
    headings = {WHOLE: None, **({path: provision.heading if provision else None} if path not in headings else {}), **headings}
    with st.container(horizontal=True, gap="small"):
        if len(found) > 1:
            days = {item.number: say.day(item.valid_from) for item in found}
            _choice(
                number,
                at.VERSION,
                list(days),
                version.version.number,
                say("compare.version"),
                lambda n: say("compare.version_item", number=n, start=days[n]),
            )
        _choice(
            number,
            at.PROVISION,
            list(headings),
            path,
            say("compare.provision"),
            lambda p: say("compare.whole") if p == WHOLE else f"{cite(p)}. {headings[p]}" if headings[p] else cite(p),
        )
    return Side(version, found, path, provision, data.status(version, path if provision else None, frame.day))


def _instrument(frame: Frame, number: int, known: Mapping[str, InstrumentRecord], other: Side | None) -> InstrumentRecord | None:
    key = st.query_params.get(f"{at.INSTRUMENT}{number}") or (other.version.instrument.key if other else "")
    if key and key not in known:
        meant = data.instrument_of(key)
        key = meant.key if meant else ""
    say = frame.say
    title = say("compare.left" if number == 1 else "compare.right")
    _choice(number, at.INSTRUMENT, ["", *known], key, title, lambda item: _title(known[item]) if item else say("compare.choose"))
    return known.get(key)


def _version(frame: Frame, number: int, found: list[VersionRecord], other: Side | None) -> VersionRecord:
    """The version asked for; without one, the version of the day, or beside the same text the one that is not on the left."""
    asked = at.read_number(st.query_params.get(f"{at.VERSION}{number}"))
    named = next((item for item in found if item.number == asked), None)
    if named:
        return named
    if other and len(found) > 1 and any(item.id == other.version.version.id for item in found):
        return next(item for item in reversed(found) if item.id != other.version.version.id)
    return choose_version(found, frame.day)


def _choice(number: int, name: str, options: list[Any], value: Any, title: str, words: Callable[[Any], str]) -> None:
    widget = f"{_WIDGETS[name]}_{number}"
    st.session_state[widget] = value
    st.selectbox(title, options, key=widget, format_func=words, on_change=_chosen, args=(number, name))


def _chosen(number: int, name: str) -> None:
    value = st.session_state[f"{_WIDGETS[name]}_{number}"]
    changes = {f"{name}{number}": str(value) if value else None}
    if name == at.INSTRUMENT:
        changes[f"{at.VERSION}{number}"] = None
    put_params(changes)


def _title(instrument: InstrumentRecord) -> str:
    known = instrument.metadata
    return f"{data.name(instrument)} · {known.title}" if known.number and known.title else data.name(instrument)


def _swap() -> None:
    """Exchange the sides in the address; what the right side only took over from the left is written out."""
    changes: dict[str, str | None] = {}
    for name, widget in _WIDGETS.items():
        left, right = (st.session_state.get(f"{widget}_{number}") for number in (1, 2))
        changes[f"{name}1"], changes[f"{name}2"] = (str(right) if right else None), (str(left) if left else None)
    put_params(changes)
