"""Lược đồ: what an instrument is to others and others to it, drawn as boxes around it, and the words behind every line."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import streamlit as st
from markupsafe import Markup

from documents.wording.citing import cite
from kb.database.reading.reader import InstrumentRecord, LoadedVersion
from kb.law.effects.relations import (
    CALLED,
    GraphEdge,
    GraphNode,
    RelationGraph,
    RelationView,
    relation_graph,
    relations_of,
)
from kb.law.references.links import MissingInstrument
from kb.pages.kit import data
from kb.pages.kit.base import session
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import macros, relation_sign, state

_HTML = macros("diagram")
_MOST = 12
_SENTENCES = 60
_LONGEST = 400


def show_diagram(frame: Frame, version: LoadedVersion) -> None:
    """Draw the relation map of an instrument and the sentences that it rests on."""
    say, instrument = frame.say, version.instrument
    with session() as opened:
        graph = relation_graph(opened, instrument.id, _MOST)
        found = relations_of(opened, instrument.id, rejected=False)
    if not graph.edges:
        st.html(state(say("map.empty"), say("map.empty_next"), (), "⋯"))
        return
    st.html(diagram_html(frame, graph))
    st.html(evidence_html(frame, found.outgoing, found.incoming))


def diagram_html(frame: Frame, graph: RelationGraph) -> Markup:
    """The map: on the left what this text does to others, on the right what others do to it."""
    nodes = {node.id: (node, *_called(node)) for node in graph.nodes}
    sides: dict[str, dict[str, list[tuple[GraphEdge, GraphNode, str, str]]]] = {"out": defaultdict(list), "in": defaultdict(list)}
    for edge in graph.edges:
        way, other = ("out", edge.target) if edge.source == graph.center else ("in", edge.source)
        sides[way][edge.kind].append((edge, *nodes[other]))
    _, *center = nodes[graph.center]
    return _HTML.diagram(frame, *center, sides, CALLED, relation_sign, sum(graph.hidden.values()))


def _called(node: GraphNode) -> tuple[str, str]:
    record = data.record(node.key) if node.instrument_id is not None else None
    return (data.name(record), data.subject(record)) if record else (node.number or node.name or node.key or "?", "")


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
