"""Bảng nhiệm vụ: who must do what by the words of a text, narrowed by body, kind and deadline, and what a reviewer would ask."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

import streamlit as st

from documents.duties.statement import Statement, StatementKind
from documents.model import Instrument
from documents.paths import contains
from documents.wording.citing import cite
from kb.database.reading.reader import LoadedVersion
from kb.export.duties import COLUMNS, DutyTable, cells_of, scope_words
from kb.export.files import DUTIES, file_bytes
from kb.interface.catalogue import Catalogue
from kb.law.duties.concerns import Concern, concerns_of
from kb.law.duties.reading import ClauseDuties, Duties, Wanted, bodies_of, duties_in
from kb.law.status.provision_status import ProvisionStatus
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.apart import downloads
from kb.pages.kit.base import revision, session, without_texts
from kb.pages.kit.frame import Frame, entitle, put_params
from kb.pages.kit.html import KIT, highlighted, macros, marks_html, state
from kb.pages.kit.pickers import find_text
from kb.pages.kit.picks import Pick, picks_html, turned_to, turns

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
    instrument = data.instrument_of(key)
    if instrument is None:
        _choose(frame, missing=bool(key))
        return
    _, loaded = data.version_asked(frame, instrument)
    entitle(frame, frame.say("page.duties"), data.name(instrument))
    st.html(data.head_html(frame, loaded, data.status(loaded, None, frame.day), at.DUTIES, None))
    duties = data.duties(loaded, frame.say)
    path = st.query_params.get(at.PROVISION) or ""
    concerns = _concerns(revision(), instrument.id, loaded.version.number, frame.day, duties)
    asked = [one for one in concerns if contains(path, one.path)]
    _table(frame, loaded, duties_in(duties, path), asked, path)


def _choose(frame: Frame, missing: bool) -> None:
    """The field in which a text is looked for, and what the page is for."""
    say = frame.say
    if missing:
        st.html(KIT.failure(say("reader.not_found")))
    if not find_text(frame, "duties", say("duty.find"), lambda key: put_params({at.INSTRUMENT: key})):
        st.html(state(say("page.duties"), say("duty.about"), (), "§"))


def _table(frame: Frame, version: LoadedVersion, duties: Duties, concerns: Sequence[Concern], path: str) -> None:
    say, asked = frame.say, st.query_params
    kind = asked.get(_KIND, "") if asked.get(_KIND) in set(StatementKind) else ""
    wanted = Wanted(asked.get(_BODY, ""), kind, asked.get(_DATED) == _YES, asked.get(_SURE) == _YES)
    named = data.place_in(path or None, data.name(version.instrument, subject=True))
    marks = data.marks(version, frame.day)
    told = {place: status.mark(say) for place, status in marks.items()}
    table = DutyTable(named, wanted.of(duties), concerns, scope_words(wanted, say), told)
    rows = table.lines
    page, last, some = turned_to(len(rows), _AT_ONCE)
    names = (at.INSTRUMENT, at.PROVISION, at.VERSION, _BODY, _KIND, _DATED, _SURE)
    params = {name: value for name in names if (value := asked.get(name))}
    with st.container(key="duty_tools", horizontal=True, gap="small", vertical_alignment="center"):
        st.html(picks_html(frame, at.DUTIES, _picks(frame, duties, wanted), params))
        with st.popover(say("export.button"), icon=":material/download:", key="duty_export", type="tertiary"):
            st.caption(say("duty.found_by_machine"))
            file_name = f"-{data.file_name(version.instrument.key, path)}"
            downloads(say, DUTIES, lambda: partial(file_bytes, DUTIES, table), file_name, key="duty")
    reader = {at.INSTRUMENT: version.instrument.key, at.VERSION: asked.get(at.VERSION)}

    def href(path: str) -> str:
        """Where a clause is read, with the words of its duties marked."""
        return frame.address(at.READER, **{**reader, at.PROVISION: path, at.MARKED: at.DUTIES})

    if concerns:
        st.html(_HTML.asked(frame, _grouped(concerns, say), href))
    lines = [_line(frame, one, statement, href, marks) for one, statement in rows[some]]
    count = say("duty.count", count=len(rows)) if rows else say("duty.none")
    heads = [say(f"duty.{name}") for name in COLUMNS]
    st.html(_HTML.table(frame, count, heads, lines, params, turns=turns(page, last), page=page))


def _picks(frame: Frame, duties: Duties, wanted: Wanted) -> list[Pick]:
    """Each choice with how many statements it leaves, whatever else is chosen."""
    say = frame.say
    statements = [statement for one in duties for statement in one.statements]
    bodies: list[tuple[str, str, int | None]] = []
    for body in bodies_of(duties):
        bodies.append((body.name, say("duty.level", level=body.name) if body.is_level else body.name, body.count))
        bodies += [(name, f"– {name}", count) for name, count in body.variants]
    bodies = bodies[:_MOST_BODIES]
    if wanted.body and wanted.body not in {name for name, *_ in bodies}:
        named = Wanted(wanted.body).of(duties)
        bodies.insert(0, (wanted.body, wanted.body, sum(len(one.statements) for one in named)))
    kinds = Counter(statement.kind for statement in statements)
    named_kinds = [(kind.value, f"{SIGNS[kind]} {say(f'duty.kind_{kind}')}", kinds[kind]) for kind in StatementKind if kinds[kind]]
    dated = sum(statement.deadline is not None for statement in statements)
    sure = sum(statement.sure for statement in statements)
    picks: list[tuple[str, str, Sequence[tuple[str, str, int | None]], str]] = [
        (_BODY, "duty.actor", bodies, wanted.body),
        (_KIND, "duty.kind", named_kinds, wanted.kind),
        (_DATED, "duty.deadline", [(_YES, say("duty.with_deadline"), dated)] if dated else [], _YES if wanted.dated else ""),
        (_SURE, "duty.certainty", [(_YES, say("duty.sure"), sure)], _YES if wanted.sure else ""),
    ]
    return [Pick(name, say(label), choices, chosen, say("search.any")) for name, label, choices, chosen in picks]


@st.cache_resource(max_entries=12, show_spinner=False)
def _concerns(of: str, instrument_id: int, number: int, day: date, _duties: Duties) -> list[Concern]:
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


def _line(
    frame: Frame, one: ClauseDuties, statement: Statement, href: Callable[[str], str], marks: Mapping[str, ProvisionStatus]
) -> dict[str, object]:
    spans = [statement.actor, statement.term, statement.action, statement.beneficiary, statement.deadline, *statement.conditions]
    place = one.place(statement)
    return {
        "place": cite(place),
        "href": href(place),
        "marks": marks_html(frame.say, marks, place),
        "kind": statement.kind.value,
        "sign": SIGNS[statement.kind],
        "cells": cells_of(statement, frame.say),
        "words": highlighted(one.clause.said.text, [(span.start, span.end) for span in spans if span]),
    }
