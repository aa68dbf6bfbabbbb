"""Lược đồ: what an instrument is to others and others to it, drawn as boxes around it, and the words behind every line."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import streamlit as st
from markupsafe import Markup

from documents.wording.citing import cite
from kb.database.reading.reader import InstrumentRecord, LoadedVersion
from kb.interface.catalogue import Catalogue
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


def show_diagram(frame: Frame, version: LoadedVersion, known: Mapping[int, InstrumentRecord]) -> None:
    """Draw the relation map of an instrument and the sentences that it rests on."""
    say, instrument = frame.say, version.instrument
    with session() as opened:
        graph = relation_graph(opened, instrument.id, _MOST)
        found = relations_of(opened, instrument.id, rejected=False)
    if not graph.edges:
        st.html(state(say("map.empty"), say("map.empty_next"), (), "⋯"))
        return
    st.html(diagram_html(frame, graph, known))
    st.html(evidence_html(frame, found.outgoing, found.incoming, known))


def diagram_html(frame: Frame, graph: RelationGraph, known: Mapping[int, InstrumentRecord]) -> Markup:
    """The map: on the left what this text does to others, on the right what others do to it."""
    nodes = {node.id: node for node in graph.nodes}
    groups: dict[bool, dict[str, list[GraphEdge]]] = {True: defaultdict(list), False: defaultdict(list)}
    for edge in graph.edges:
        groups[edge.source == graph.center][edge.kind].append(edge)
    center = nodes[graph.center]
    left, right = (_groups(frame, groups[outward], nodes, outward, known) for outward in (True, False))
    return _HTML.diagram(frame.say, _name(center, known), _title(center, known), left, right, sum(graph.hidden.values()))


def _groups(
    frame: Frame,
    groups: Mapping[str, Sequence[GraphEdge]],
    nodes: Mapping[str, GraphNode],
    outward: bool,
    known: Mapping[int, InstrumentRecord],
) -> Markup:
    shown = []
    for kind in [kind for kind in CALLED if kind in groups]:
        found = [(edge, nodes[edge.target if outward else edge.source]) for edge in groups[kind]]
        lines = [(edge, node, _name(node, known), _title(node, known), _checked(frame.say, edge)) for edge, node in found]
        shown.append((kind, relation_sign(kind), frame.say(f"relation.{kind}_{'out' if outward else 'in'}"), lines))
    return _HTML.groups(frame, shown, "map.none_out" if outward else "map.none_in")


def _checked(say: Catalogue, view: GraphEdge | RelationView) -> str:
    """Whether somebody looked at it: the word, where a decision was made."""
    return say(f"review.state_{view.state}") if view.state in ("accepted", "corrected") else ""


def _name(node: GraphNode, known: Mapping[int, InstrumentRecord]) -> str:
    record = known.get(node.instrument_id) if node.instrument_id is not None else None
    return data.name(record) if record else node.number or node.name or node.key or "?"


def _title(node: GraphNode, known: Mapping[int, InstrumentRecord]) -> str:
    record = known.get(node.instrument_id) if node.instrument_id is not None else None
    return data.subject(record) if record else ""


def evidence_html(
    frame: Frame, outgoing: Sequence[RelationView], incoming: Sequence[RelationView], known: Mapping[int, InstrumentRecord]
) -> Markup:
    """The sentence behind every relation, linked to its provision."""
    rows = []
    for views, outward in ((outgoing, True), (incoming, False)):
        for view in [view for view in views if view.kind != "dan_chieu"][:_SENTENCES]:
            other = known.get(view.target_id or 0) if outward else known.get(view.source_id)
            name = view.target_name if outward else view.source_name
            name = data.name(other) if other else name
            kind = frame.say(f"relation.{view.called}_{'out' if outward else 'in'}")
            meant = f"{name} · {cite(view.target_path)}" if view.target_path else name
            rows.append((view, relation_sign(view.called), kind, meant, _checked(frame.say, view)))
    return _HTML.evidence(frame, rows, _LONGEST)


def missing_html(frame: Frame, found: Sequence[MissingInstrument], known: Mapping[int, InstrumentRecord]) -> Markup:
    """Instruments that are cited and not in the base, the most cited first."""
    say = frame.say
    if not found:
        return state(say("missing.none"), "", (), "✓")
    return _HTML.missing(
        say, [(item, item.label or say("missing.unnamed", name=_name_of_row(known, item.cited_by))) for item in found]
    )


def _name_of_row(known: Mapping[int, InstrumentRecord], row: int) -> str:
    record = known.get(row)
    return data.name(record) if record else ""
