"""Lược đồ: what an instrument is to others and others to it, drawn as boxes around it, and the words behind every line."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from documents.citing import cite
from documents.relations import RelationKind
from kb.database.reading.reader import InstrumentRecord, LoadedVersion
from kb.interface.catalogue import Catalogue
from kb.law.references import MissingInstrument
from kb.law.relations import GraphEdge, GraphNode, RelationGraph, RelationView, relation_graph, relations_of
from kb.pages import address as at
from kb.pages import data
from kb.pages.base import session
from kb.pages.frame import Frame
from kb.pages.parts import state

SIGNS = {
    "can_cu": "§",
    "quy_dinh_chi_tiet": "≡",
    "sua_doi": "±",
    "thay_the": "⇄",
    "bai_bo": "✕",
    "ngung": "‖",
    "dinh_chinh": "✓",
    "hop_nhat": "∪",
    "dan_chieu": "→",
    "chuyen_tiep": "⧖",
}
_MOST = 12
_SENTENCES = 60
_LONGEST = 400


def diagram(frame: Frame, version: LoadedVersion, known: Mapping[int, InstrumentRecord]) -> None:
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


def diagram_html(frame: Frame, graph: RelationGraph, known: Mapping[int, InstrumentRecord]) -> str:
    """The map: on the left what this text does to others, on the right what others do to it."""
    say = frame.say
    nodes = {node.id: node for node in graph.nodes}
    sides: dict[bool, dict[str, list[GraphEdge]]] = {True: defaultdict(list), False: defaultdict(list)}
    for edge in graph.edges:
        outward = edge.source == graph.center
        sides[outward][edge.kind].append(edge)
    center = nodes[graph.center]
    name = _name(center, known)
    parts = [f'<div class="map" role="group" aria-label="{escape(say("map.title", name=name))}">']
    parts.append(f'<div class="out">{_groups(frame, sides[True], nodes, True, known)}</div>')
    title = escape(_title(center, known))
    parts.append(f'<div class="center"><div lang="vi"><b>{escape(name)}</b><span>{title}</span></div></div>')
    parts.append(f'<div class="in">{_groups(frame, sides[False], nodes, False, known)}</div></div>')
    if graph.hidden:
        count = sum(graph.hidden.values())
        parts.append(f'<p class="line">{escape(say("map.hidden", count=count))}</p>')
    return "".join(parts)


def _groups(
    frame: Frame,
    groups: Mapping[str, Sequence[GraphEdge]],
    nodes: Mapping[str, GraphNode],
    outward: bool,
    known: Mapping[int, InstrumentRecord],
) -> str:
    say = frame.say
    parts = []
    for kind in [kind.value for kind in RelationKind if kind.value in groups]:
        edges = groups[kind]
        words = say(f"relation.{kind}_{'out' if outward else 'in'}")
        parts.append(f'<section class="group r-{escape(kind)}"><h3><i aria-hidden="true">{SIGNS.get(kind, "·")}</i>{escape(words)}')
        parts.append(f" <small>{say.number(len(edges))}</small></h3><ul>")
        for edge in edges:
            parts.append(_node(frame, nodes[edge.target if outward else edge.source], edge, known))
        parts.append("</ul></section>")
    return "".join(parts) or f'<p class="none">{escape(say("map.none_out" if outward else "map.none_in"))}</p>'


def _node(frame: Frame, node: GraphNode, edge: GraphEdge, known: Mapping[int, InstrumentRecord]) -> str:
    say, name = frame.say, _name(node, known)
    times = f' <small class="times">×{say.number(edge.count)}</small>' if edge.count > 1 else ""
    about = escape(_cut(edge.evidence, 240))
    if node.instrument_id is None or node.key is None:
        note = escape(say("ref.missing"))
        return f'<li class="gone" title="{about}"><span lang="vi">{escape(_cut(name, 90))}</span>{times}<small>{note}</small></li>'
    href = frame.address(at.READER, **{at.INSTRUMENT: node.key, at.VIEW: at.MAP})
    title = _title(node, known)
    more = f'<small lang="vi">{escape(_cut(title, 90))}</small>' if title else ""
    waits = "" if edge.state == "found" and edge.kind == "dan_chieu" else _checked(say, edge.state)
    link = f'<a data-go="{at.READER}" href="{escape(href)}" lang="vi">{escape(name)}</a>'
    return f'<li title="{about}">{link}{times}{waits}{more}</li>'


def _checked(say: Catalogue, state_: str) -> str:
    """Whether somebody looked at it: the word, where a decision was made."""
    return f' <small class="done">✓ {escape(say(f"review.state_{state_}"))}</small>' if state_ in ("accepted", "corrected") else ""


def _name(node: GraphNode, known: Mapping[int, InstrumentRecord]) -> str:
    record = known.get(node.instrument_id) if node.instrument_id is not None else None
    return data.name(record) if record else node.number or node.name or node.key or "?"


def _title(node: GraphNode, known: Mapping[int, InstrumentRecord]) -> str:
    record = known.get(node.instrument_id) if node.instrument_id is not None else None
    return (record.metadata.title or "") if record and record.metadata.number else ""


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + " …"


def evidence_html(
    frame: Frame, outgoing: Sequence[RelationView], incoming: Sequence[RelationView], known: Mapping[int, InstrumentRecord]
) -> str:
    """The sentence behind every relation, linked to its provision."""
    say = frame.say
    rows = []
    for views, outward in ((outgoing, True), (incoming, False)):
        for view in [view for view in views if view.kind != "dan_chieu"][:_SENTENCES]:
            rows.append(_evidence(frame, view, outward, known))
    if not rows:
        return ""
    return f'<div class="evidence"><h2>{escape(say("map.evidence"))}</h2><ul>{"".join(rows)}</ul></div>'


def _evidence(frame: Frame, view: RelationView, outward: bool, known: Mapping[int, InstrumentRecord]) -> str:
    say = frame.say
    other = known.get(view.target_id or 0) if outward else known.get(view.source_id)
    name = data.name(other) if other else view.target_name if outward else view.source_name
    kind = say(f"relation.{view.kind}_{'out' if outward else 'in'}")
    href = frame.address(at.READER, **{at.INSTRUMENT: view.source, at.PROVISION: view.path})
    where = f'<a data-go="{at.READER}" href="{escape(href)}" lang="vi">{escape(cite(view.path))}</a>'
    meant = escape(f"{name} · {cite(view.target_path)}" if view.target_path else name)
    return (
        f'<li><b><i aria-hidden="true">{SIGNS.get(view.kind, "·")}</i>{escape(kind)}</b> <span lang="vi">{meant}</span>'
        f'{_checked(say, view.state)}<q lang="vi">{escape(_cut(view.evidence, _LONGEST))}</q><small>{where}</small></li>'
    )


def missing_html(frame: Frame, found: Sequence[MissingInstrument]) -> str:
    """Instruments that are cited and not in the base, the most cited first."""
    say = frame.say
    if not found:
        return state(say("missing.none"), "", (), "✓")
    head = "".join(f"<th>{escape(say(f'missing.{name}'))}</th>" for name in ("name", "references", "citing"))
    rows = "".join(
        f'<tr><td lang="vi">{escape(_cut(item.label, 160))}'
        + (f"<small><code>{escape(item.key)}</code></small>" if item.key else f"<small>{escape(say('ref.missing_name'))}</small>")
        + f"</td><td>{say.number(item.references)}</td><td>{say.number(item.citing)}</td></tr>"
        for item in found
    )
    return f'<div class="wide"><table class="grid"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
