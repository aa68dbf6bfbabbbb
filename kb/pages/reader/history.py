"""Lịch sử: the time line of an instrument, and what changed in it between two days."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import streamlit as st
from markupsafe import Markup

from documents.comparison import Change, UnitChange, changed_units, count_changes, diff_lines, plain_text
from documents.time.stated import Statement
from documents.time.status import Told
from documents.time.wordings import HistoryEntry
from documents.wording.citing import cite
from kb.database.reading.reader import InstrumentRecord, LoadedVersion, VersionRecord, choose_version
from kb.interface.days import read_day, write_day
from kb.law.derivation.history import history_of
from kb.law.effects.groups import last_decision
from kb.law.effects.relations import CALLED, Relations, RelationView, relations_of
from kb.law.references.links import MissingInstrument
from kb.law.status.provision_status import ProvisionStatus
from kb.law.status.statuses import TimelineEvent, timeline
from kb.pages.effects.statements import about_html
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.base import base, read_base, remembered, revision
from kb.pages.kit.frame import FIRST_DAY, LAST_DAY, Frame, put_params, usable_day, wrong_day
from kb.pages.kit.html import KIT, badge, macros, relation_sign, sentence, sides, state, typed_html
from kb.pages.reader.apparatus import DOUBTFUL, changed_by, instrument_link, stated_by
from kb.search.context import later_of, later_words
from kb.search.model import Lacking

SIGNS = {
    "issued": "✒",
    "effective": "●",
    "effective_part": "◐",
    "version": "¶",
    "expired": "✕",
    "expired_part": "✕",
    "suspended": "‖",
    "resumed": "▶",
    "changed": "±",
    "corrected": "✓",
    "seen": "◎",
}
_HTML = macros("history")
_PLACES = 6
_OPEN = 6  # changes that stand open from the start; of more only the heads


def show_time_line(frame: Frame, version: LoadedVersion, found: Sequence[VersionRecord]) -> None:
    """Draw the time line, and what changed between two days."""
    events = _together(read_base(timeline, version.instrument.id))
    left, right = st.columns([1, 1.7], gap="large")
    with left:
        before = next((at for at, event in enumerate(events) if event.day is not None and event.day > frame.day), len(events))
        lines = [_event(frame, event, version.instrument.key, found) for event in events]
        st.html(_HTML.timeline(frame, lines[:before], lines[before:]))  # the day asked about stands among them
        if about := about_html(frame, version.instrument.id):
            st.html(about)
    with right:
        path = st.query_params.get(at.PROVISION)
        if path and path in version.ids:
            st.html(wordings_html(frame, version, path))
        _between(frame, version, found)


def wordings_html(frame: Frame, version: LoadedVersion, path: str) -> Markup:
    """The wordings of a provision, each beside the one before it."""
    say, key = frame.say, version.instrument.key
    with st.spinner(say("common.loading"), show_time=False):
        entries = _wordings((revision(), read_base(last_decision)), version.instrument.id, path)
    units = []
    for pair in pairwise(entries):
        spans = diff_lines(*(plain_text(entry.provision) if entry.provision else "" for entry in pair))
        both = [_worded(frame, entry, words) for entry, words in zip(pair, sides(spans, say), strict=True)]
        old, new = (entry.version for entry in pair)
        href = frame.address(at.COMPARE, vb1=key, dk1=path, pb1=old, vb2=key, dk2=path, pb2=new) if old and new else ""
        changes, removed, added = count_changes(spans)
        about = say("compare.summary", changes=changes, removed=removed, added=added)
        title = say("reader.effective_from", start=say.day(pair[1].start))
        units.append(_HTML.unit(say, stands_open=True, mark="±", title=title, about=about, left=both[0], right=both[1], href=href))
    return _HTML.wordings(say("history.wordings", place=cite(path)), units, say("history.one_wording"))


_wordings = remembered(12, history_of)


def _worded(frame: Frame, entry: HistoryEntry, words: Markup) -> Markup:
    """A wording: from when to when, what made it, and its words."""
    start, end = frame.say.day(entry.start), entry.end
    day = frame.say("reader.effective_between", start=start, end=end) if end else frame.say("reader.effective_from", start=start)
    made = [changed_by(frame, replace(change, path="")) for change in entry.changed_by]
    return _HTML.worded(frame.say, day, dict.fromkeys(made), not entry.reviewed, words)


def _together(events: Sequence[TimelineEvent]) -> list[TimelineEvent]:
    """What one instrument does on one day in the same way is one event, about several places."""
    found: dict[tuple[object, ...], TimelineEvent] = {}
    for event in events:
        same = (event.kind, event.day, event.by_key, event.by, event.version, event.state)
        known = found.get(same)
        apart = known is not None and event.kind != "changed" and not (event.paths and known.paths)
        if known is None or apart:
            found[same if known is None else (*same, event.paths, event.evidence)] = event
        else:
            found[same] = replace(known, paths=tuple(dict.fromkeys((*known.paths, *event.paths))), evidence="")
    return list(found.values())


def _event(frame: Frame, event: TimelineEvent, key: str, found: Sequence[VersionRecord]) -> Markup:
    by = sentence(frame.say, "history.by", {"name": instrument_link(frame, event.by_key, event.by)}) if event.by else ""
    keys = [f"origin.{item.origin}" for item in found if item.number == event.version]
    origin = next((frame.say(key) for key in keys if frame.say.has(key)), "")
    return _HTML.event(
        frame, event, mark=SIGNS.get(event.kind, "·"), key=key, most=_PLACES, by=by, origin=origin, doubtful=DOUBTFUL
    )


def _between(frame: Frame, version: LoadedVersion, found: Sequence[VersionRecord]) -> None:
    """Two days, and the articles whose words differ between them."""
    say = frame.say
    start, end = _days(found, frame.day)
    st.html(KIT.subtitle(say("history.between")))
    typed: dict[str, str] = {}
    row = st.form("between_form", border=False)
    with row, st.container(key="between", horizontal=True, gap="small", vertical_alignment="bottom"):
        for name, day, words in ((at.FROM, start, say("history.from")), (at.UNTIL, end, say("history.until"))):
            typed[name] = st.text_input(words, value=write_day(day), key=f"between_{name}_{day}", width=160, autocomplete="off")
        if st.form_submit_button(say("date.apply")):  # a wrong day says so and changes nothing
            days = {name: usable_day(text) for name, text in typed.items()}
            if wrong := [typed[name] for name, read in days.items() if read is None]:
                st.html(KIT.failure(wrong_day(say, wrong[0], start)))
            else:
                put_params({name: read.isoformat() for name, read in days.items() if read})
                st.rerun()
    start, end = sorted((start, end))
    old, new = (data.loaded(revision(), version.instrument.id, choose_version(found, day).number) for day in (start, end))
    st.html(between_html(frame, old, new, start, end, len(found)))


def _days(found: Sequence[VersionRecord], day: date) -> tuple[date, date]:
    """The days of the address; without them the day before the last change, and the day asked about."""
    start, end = read_day(st.query_params.get(at.FROM)), read_day(st.query_params.get(at.UNTIL))
    last = max([item.valid_from for item in found if item.preferred and item.valid_from], default=None)
    end = end or (max(day, last) if last else day)
    start = start or (last - timedelta(days=1) if last else end)
    return min(max(start, FIRST_DAY), LAST_DAY), min(max(end, FIRST_DAY), LAST_DAY)


@st.cache_resource(max_entries=8, show_spinner=False)
def _changes(of: str, instrument_id: int, old: int, new: int) -> list[UnitChange]:
    return changed_units(data.loaded(of, instrument_id, old).provisions, data.loaded(of, instrument_id, new).provisions)


def between_html(frame: Frame, old: LoadedVersion, new: LoadedVersion, start: date, end: date, versions: int) -> Markup:
    """What changed between two days."""
    say, key = frame.say, new.instrument.key
    told = [(day, loaded.version.number, data.status(loaded, None, day)) for day, loaded in ((start, old), (end, new))]
    ends = [(say("history.side", day=day, number=one), badge(say, status), status.sentence(say)) for day, one, status in told]
    same = old.version.id == new.version.id
    units = [] if same else _changes(revision(), new.instrument.id, old.version.number, new.version.number)
    counts = Counter(unit.change for unit in units if not _is_unseen(unit, old, new))
    acted = data.acted_html(frame, new.instrument, start, end)
    if same:
        summary = say("history.not_held" if acted else "history.same_version" if versions > 1 else "history.one_version")
    elif not units:
        summary = say("compare.same")
    else:
        changed, added, removed = counts[Change.REPLACED], counts[Change.ADDED], counts[Change.REMOVED]
        summary = say("history.summary", changed=changed, added=added, removed=removed)
    return _HTML.between(ends, acted, summary, [_unit(frame, unit, key, old, new, len(units) <= _OPEN) for unit in units])


_WORDS = {
    Change.ADDED: ("+", "common.added"),
    Change.REMOVED: ("−", "common.removed"),
    Change.REPLACED: ("±", "history.unit_changed"),
}


def _is_unseen(unit: UnitChange, old: LoadedVersion, new: LoadedVersion) -> bool:
    """Whether one side lacks it because only a part of that text is there: then it was neither added nor taken out."""
    lacking = _lacking(unit, old, new)
    return lacking is not None and lacking.version.partial


def _lacking(unit: UnitChange, old: LoadedVersion, new: LoadedVersion) -> LoadedVersion | None:
    return {Change.ADDED: old, Change.REMOVED: new}.get(unit.change)


def _unit(frame: Frame, unit: UnitChange, key: str, old: LoadedVersion, new: LoadedVersion, stands_open: bool) -> Markup:
    say = frame.say
    sign, word = ("?", "compare.not_seen") if _is_unseen(unit, old, new) else _WORDS[unit.change]
    title = data.titled(unit.path, unit.heading)
    href = frame.address(at.COMPARE, vb1=key, dk1=unit.path, pb1=old.version.number, vb2=key, dk2=unit.path, pb2=new.version.number)
    changes, removed, added = count_changes(unit.spans)
    about = f"{say(word)} · {say('compare.summary', changes=changes, removed=removed, added=added)}"
    left, right = (
        html + (typed_html(frame.say, found, below=True) if (found := loaded.provision(unit.path)) else "")
        for html, loaded in zip(sides(unit.spans, say), (old, new), strict=True)
    )
    if (lacking := _lacking(unit, old, new)) is not None:
        nothing = KIT.nothing(say("compare.absent_in_part" if lacking.version.partial else "compare.absent"))
        left, right = (nothing, right) if lacking is old else (left, nothing)
    return _HTML.unit(say, stands_open, mark=sign, title=title, about=about, left=left, right=right, href=href)


def later_lines(
    frame: Frame, instrument: InstrumentRecord, whole: ProvisionStatus, unseen: Sequence[Statement]
) -> Iterator[Markup]:
    """What has taken the place of a text of which nothing says that it is in force on the day, and what may have.

    :param unseen: what is said to have ended it, and nobody has seen in a source
    """
    if whole.told in (Told.IN_FORCE, Told.NOT_YET):
        return
    asked = Lacking(instrument.key, data.name(instrument, subject=True), standing=whole)
    for item in later_of(base().engine, (), frame.day, [asked]):
        href = frame.address(at.READER, **{at.INSTRUMENT: item.key})
        yield KIT.join(later_words(frame.say, item), KIT.go(at.READER, href, item.name))
    for one in unseen:
        if one.on is not None and one.on <= frame.day:
            yield sentence(frame.say, "search.lacking_pending", {"by": stated_by(frame, one)}, day=frame.say.day(one.on))


_MAP = macros("diagram")
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
    return _MAP.diagram(frame, data.name(instrument), data.subject(instrument), sides, CALLED, sign=relation_sign, hidden=hidden)


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
    return _MAP.evidence(frame, rows, relation_sign, _LONGEST)


def missing_html(frame: Frame, found: Sequence[MissingInstrument], known: Mapping[int, InstrumentRecord]) -> Markup:
    """Instruments that are cited and not in the base, the most cited first."""
    say = frame.say
    if not found:
        return state(say("missing.none"), "", (), "✓")
    by = [data.name(known[item.cited_by]) if item.cited_by in known else "" for item in found]
    names = [item.label or say("missing.unnamed", name=name) for item, name in zip(found, by, strict=True)]
    return _MAP.missing(say, list(zip(found, names, strict=True)))
