"""Bảng nhiệm vụ: who must do what by the words of a text, narrowed by body, kind and deadline, and what a reviewer would ask."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

import streamlit as st
from markupsafe import Markup

from documents.duties.statement import Statement, StatementKind
from documents.model import Instrument
from documents.paths import contains
from documents.wording.citing import cite
from kb.database.reading.reader import LoadedVersion, choose_version
from kb.errors import NotFoundError
from kb.export.duties import COLUMNS, DutyTable, cells_of, scope_words
from kb.export.files import DUTIES, file_bytes
from kb.interface.catalogue import Catalogue
from kb.law.duties.concerns import Concern, concerns_of
from kb.law.duties.reading import ClauseDuties, Duties, Wanted, bodies_of
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.base import revision, session, without_texts
from kb.pages.kit.downloads import downloads
from kb.pages.kit.frame import Frame, entitle, put_params, views_html
from kb.pages.kit.html import KIT, badge, highlighted, macros, state
from kb.pages.kit.pickers import find_text
from kb.pages.kit.picks import Pick, picks_html, turns

_HTML = macros("duties")
_AT_ONCE = 100
_BODY, _KIND, _DATED, _SURE = "ai", "kieu", "han", "chac"
_YES = "co"
_MOST_BODIES = 80
SIGNS: Mapping[str, str] = {
    StatementKind.OBLIGATION: "!",
    StatementKind.PROHIBITION: "✕",
    StatementKind.PERMISSION: "✓",
    StatementKind.POWER: "§",
    StatementKind.SANCTION: "‖",
    StatementKind.DEFINITION: "=",
}


def show(frame: Frame) -> None:
    """Draw the page."""
    if without_texts(frame):
        return
    key = st.query_params.get(at.INSTRUMENT)
    instrument = data.instrument_of(key) if key else None
    if instrument is None:
        _choose(frame, missing=bool(key))
        return
    found = data.versions_of(instrument)
    try:
        version = choose_version(found, frame.day, at.read_number(st.query_params.get(at.VERSION)))
    except NotFoundError:
        version = choose_version(found, frame.day)
    with st.spinner(frame.say("common.loading"), show_time=False):
        loaded = data.loaded(revision(), instrument.id, version.number)
    entitle(frame, frame.say("page.duties"), data.name(instrument))
    st.html(_head(frame, loaded))
    duties = data.duties(loaded, frame.say)
    path = st.query_params.get(at.PROVISION) or ""
    concerns = _concerns(frame, loaded, duties, path)
    _table(frame, loaded, tuple(one for one in duties if contains(path, one.path)), concerns, path)


def _choose(frame: Frame, missing: bool) -> None:
    """The field in which a text is looked for, and what the page is for."""
    say = frame.say
    if missing:
        st.html(KIT.failure(say("reader.not_found")))
    if not find_text(frame, "duties", say("duty.find"), lambda key: put_params({at.INSTRUMENT: key})):
        st.html(state(say("page.duties"), say("duty.about"), (), "§"))


def _head(frame: Frame, version: LoadedVersion) -> Markup:
    """The head that stands above the text too."""
    known = version.instrument
    return macros("reader").top(
        frame,
        version,
        target=at.READER,
        href=frame.address(at.READER),
        back=frame.say("common.back_to_list"),
        name=data.name(known),
        about=data.subject(known),
        status=badge(frame.say, data.status(version, None, frame.day)),
        doubtful="",
        view=at.DUTIES,
        views=views_html(frame, known.key, None, at.DUTIES),
    )


def _table(frame: Frame, version: LoadedVersion, duties: Duties, concerns: Sequence[Concern], path: str) -> None:
    say, asked = frame.say, st.query_params
    kind = asked.get(_KIND, "")
    wanted = Wanted(
        asked.get(_BODY, ""), kind if kind in set(StatementKind) else "", asked.get(_DATED) == _YES, asked.get(_SURE) == _YES
    )
    named = data.place_in(path or None, data.name(version.instrument, subject=True))
    table = DutyTable(named, wanted.of(duties), concerns, scope_words(wanted, say))
    rows = [(one, statement) for one in table.duties for statement in one.statements]
    last = max(1, -(-len(rows) // _AT_ONCE))
    page = min(max(at.read_number(asked.get(at.TURN)) or 1, 1), last)
    params = {
        name: value for name in (at.INSTRUMENT, at.PROVISION, at.VERSION, _BODY, _KIND, _DATED, _SURE) if (value := asked.get(name))
    }
    with st.container(key="duty_tools", horizontal=True, gap="small", vertical_alignment="center"):
        st.html(picks_html(frame, at.DUTIES, _picks(frame, duties, wanted), params))
        with st.popover(say("export.button"), icon=":material/download:", key="duty_export", type="tertiary"):
            st.caption(say("duty.found_by_machine"))
            file_name = f"-{data.file_name(version.instrument.key, path)}"
            downloads(say, DUTIES, lambda: partial(file_bytes, DUTIES, table), file_name, key="duty")
    reader = {at.INSTRUMENT: version.instrument.key, at.VERSION: asked.get(at.VERSION)}
    href = partial(_href, frame, reader)
    if concerns:
        st.html(_HTML.asked(frame, _grouped(concerns, say), href))
    lines = [_line(frame, one, statement, href) for one, statement in rows[(page - 1) * _AT_ONCE : page * _AT_ONCE]]
    count = say("duty.count", count=len(rows)) if rows else say("duty.none")
    heads = [say(f"duty.{name}") for name in COLUMNS]
    st.html(_HTML.table(frame, count, heads, lines, params, turns(page, last), page))


def _href(frame: Frame, reader: Mapping[str, str | None], path: str) -> str:
    """Where a clause is read, with the words of its duties marked."""
    return frame.address(at.READER, **{**reader, at.PROVISION: path, at.MARKED: at.DUTIES})


def _picks(frame: Frame, duties: Duties, wanted: Wanted) -> list[Pick]:
    """Each choice with how many statements it leaves, whatever else is chosen."""
    say = frame.say
    statements = [statement for one in duties for statement in one.statements]
    bodies = [(name, name, count) for name, count in bodies_of(duties)[:_MOST_BODIES]]
    if wanted.body and wanted.body not in {name for name, *_ in bodies}:
        named = Wanted(wanted.body).of(duties)
        bodies.insert(0, (wanted.body, wanted.body, sum(len(one.statements) for one in named)))
    kinds = Counter(statement.kind for statement in statements)
    dated = sum(statement.deadline is not None for statement in statements)
    return [
        Pick(_BODY, say("duty.actor"), bodies, wanted.body, say("search.any")),
        Pick(
            _KIND,
            say("duty.kind"),
            [(kind.value, f"{SIGNS[kind]} {say(f'duty.kind_{kind}')}", kinds[kind]) for kind in StatementKind if kinds[kind]],
            wanted.kind,
            say("search.any"),
        ),
        Pick(
            _DATED,
            say("duty.deadline"),
            [(_YES, say("duty.with_deadline"), dated)] if dated else [],
            _YES if wanted.dated else "",
            say("search.any"),
        ),
        Pick(
            _SURE,
            say("duty.certainty"),
            [(_YES, say("duty.sure"), sum(statement.sure for statement in statements))],
            _YES if wanted.sure else "",
            say("search.any"),
        ),
    ]


def _concerns(frame: Frame, version: LoadedVersion, duties: Duties, path: str) -> list[Concern]:
    known = _all_concerns(revision(), version.instrument.id, version.version.number, frame.day, duties)
    return [one for one in known if contains(path, one.path)]


@st.cache_resource(max_entries=12, show_spinner=False)
def _all_concerns(of: str, instrument_id: int, number: int, day: date, _duties: Duties) -> list[Concern]:
    version = data.loaded(of, instrument_id, number)
    known = version.instrument
    instrument = Instrument(known.key, known.metadata, version.provisions, known.aliases, version.problems, version.version.partial)
    with session() as opened:
        return concerns_of(instrument, _duties, day, opened)


def _grouped(concerns: Sequence[Concern], say: Catalogue) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """What a reviewer would ask, by kind; what is asked in the same words of several places is one line."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in concerns:
        found[one.code][say.write(one.message)].append(one.path)
    return [(say(f"duty.concern_{code}"), list(lines.items())) for code, lines in found.items()]


def _line(frame: Frame, one: ClauseDuties, statement: Statement, href: Callable[[str], str]) -> dict[str, object]:
    spans = [statement.actor, statement.term, statement.action, statement.beneficiary, statement.deadline, *statement.conditions]
    return {
        "place": cite(one.path),
        "href": href(one.path),
        "kind": statement.kind.value,
        "sign": SIGNS[statement.kind],
        "cells": cells_of(statement, frame.say),
        "words": highlighted(one.clause.said.text, [(span.start, span.end) for span in spans if span]),
    }
