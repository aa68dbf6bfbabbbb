"""Lược đồ: what an instrument is to others and others to it, drawn as boxes around it, and the words behind every line."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st
from markupsafe import Markup

from documents.wording.citing import cite
from kb.database.reading.reader import InstrumentRecord, LoadedVersion
from kb.law.effects.relations import CALLED, Relations, RelationView, relations_of
from kb.law.references.links import MissingInstrument
from kb.pages.kit import data
from kb.pages.kit.base import read_base
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import macros, relation_sign, state

_HTML = macros("diagram")
_MOST = 12
_SENTENCES = 60
_LONGEST = 400


def show_diagram(frame: Frame, version: LoadedVersion) -> None:
    """Draw the relation map of an instrument and the sentences that it rests on."""
    say, instrument = frame.say, version.instrument
    found = read_base(relations_of, instrument.id, rejected=False)
    if not (found.outgoing or found.incoming):
        st.html(state(say("map.empty"), say("map.empty_next"), (), "⋯"))
        return
    st.html(diagram_html(frame, instrument, found))
    st.html(evidence_html(frame, found.outgoing, found.incoming))


@dataclass(frozen=True, slots=True)
class Line:
    """What another instrument is to this one in the map: a box, and what the line to it says.

    :param key: None for a name that nothing resolves
    :param instrument_id: None where the base does not have it
    :param count: how many relations it stands for; ``state`` and ``evidence`` are those of the first
    """

    key: str | None
    name: str
    instrument_id: int | None
    state: str
    evidence: str
    count: int


def lines_of(views: Sequence[RelationView], outward: bool) -> Mapping[str, Sequence[Line]]:
    """The lines on one side of the map, by what they are called: to texts of the base, and those that stand for more, first."""
    found: dict[str, dict[object, Line]] = defaultdict(dict)
    for view in views:
        id_, key, name = (
            (view.target_id, view.target, view.target_name) if outward else (view.source_id, view.source, view.source_name)
        )
        if view.source_id != view.target_id:
            line = found[view.called].get(id_ or key or name) or Line(key, name, id_, view.state, view.evidence, 0)
            found[view.called][id_ or key or name] = replace(line, count=line.count + view.count)
    return {
        kind: sorted(lines.values(), key=lambda line: (line.instrument_id is None, -line.count)) for kind, lines in found.items()
    }


def diagram_html(frame: Frame, instrument: InstrumentRecord, found: Relations) -> Markup:
    """The map: on the left what this text does to others, on the right what others do to it."""
    ways = {"out": lines_of(found.outgoing, outward=True), "in": lines_of(found.incoming, outward=False)}
    sides = {
        way: {kind: [(line, *_called(line)) for line in lines[:_MOST]] for kind, lines in kinds.items()}
        for way, kinds in ways.items()
    }
    hidden = sum(len(lines[_MOST:]) for kinds in ways.values() for lines in kinds.values())
    return _HTML.diagram(frame, data.name(instrument), data.subject(instrument), sides, CALLED, relation_sign, hidden)


def _called(line: Line) -> tuple[str, str]:
    record = data.record(line.key) if line.instrument_id is not None else None
    return (data.name(record), data.subject(record)) if record else (line.name or line.key or "?", "")


def evidence_html(frame: Frame, outgoing: Sequence[RelationView], incoming: Sequence[RelationView]) -> Markup:
    """The sentence behind every relation, linked to its provision."""
    rows = []
    for views, way in ((outgoing, "out"), (incoming, "in")):
        for view in [view for view in views if view.kind != "dan_chieu"][:_SENTENCES]:
            other = (view.target_key, view.target_name) if way == "out" else (view.source, view.source_name)
            meant = data.name_of_key(*other)
            rows.append((view, way, f"{meant} · {cite(view.target_path)}" if view.target_path else meant))
    return _HTML.evidence(frame, rows, relation_sign, _LONGEST)


def missing_html(frame: Frame, found: Sequence[MissingInstrument], known: Mapping[int, InstrumentRecord]) -> Markup:
    """Instruments that are cited and not in the base, the most cited first."""
    say = frame.say
    if not found:
        return state(say("missing.none"), "", (), "✓")
    by = [data.name(known[item.cited_by]) if item.cited_by in known else "" for item in found]
    names = [item.label or say("missing.unnamed", name=name) for item, name in zip(found, by, strict=True)]
    return _HTML.missing(say, list(zip(found, names, strict=True)))
