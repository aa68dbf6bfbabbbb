"""Lịch sử: the time line of an instrument, and what changed in it between two days."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from html import escape

import streamlit as st

from documents.citing import cite
from documents.comparison import Change, UnitChange, changed_units, count_changes
from kb.database.reading.reader import LoadedVersion, VersionRecord, choose_version
from kb.interface.days import read_day, write_day
from kb.law.history import TimelineEvent, timeline
from kb.pages import address as at
from kb.pages import data
from kb.pages.around import DOUBTFUL, named
from kb.pages.base import revision, session
from kb.pages.daybox import FIRST_DAY, LAST_DAY, usable_day, wrong_day
from kb.pages.frame import Frame, put_params
from kb.pages.parts import badge, sentence, sides
from kb.pages.typed import typed_html

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
_PLACES = 6
_OPEN = 6  # changes that stand open from the start; of more only the heads


def history(frame: Frame, version: LoadedVersion, found: Sequence[VersionRecord]) -> None:
    """Draw the time line, and what changed between two days."""
    with session() as opened:
        events = timeline(opened, version.instrument.id)
    left, right = st.columns([1, 1.7], gap="large")
    with left:
        st.html(timeline_html(frame, events, version, found))
    with right:
        _between(frame, version, found)


def timeline_html(frame: Frame, events: Sequence[TimelineEvent], version: LoadedVersion, found: Sequence[VersionRecord]) -> str:
    """What happened, by day; the day asked about stands among them."""
    say, key = frame.say, version.instrument.key
    parts = [f'<h2 class="sub">{escape(say("history.title"))}</h2><ol class="timeline">']
    told = False
    for event in _together(events):
        if not told and event.day is not None and event.day > frame.day:
            parts.append(_now(frame))
            told = True
        parts.append(_event(frame, event, key, version, found))
    if not told:
        parts.append(_now(frame))
    parts.append("</ol>")
    return "".join(parts)


def _together(events: Sequence[TimelineEvent]) -> list[TimelineEvent]:
    """What one instrument does on one day in the same way is one event, about several places."""
    found: dict[tuple[object, ...], TimelineEvent] = {}
    for event in events:
        same = (event.kind, event.day, event.by_key, event.by, event.version, event.state)
        known = found.get(same)
        if known is None or not event.paths or not known.paths:
            found[same if known is None else (*same, event.paths, event.evidence)] = event
        else:
            found[same] = replace(known, paths=tuple(dict.fromkeys((*known.paths, *event.paths))), evidence="")
    return list(found.values())


def _now(frame: Frame) -> str:
    day, words = escape(frame.say.day(frame.day)), escape(frame.say("history.now"))
    return f'<li class="now"><i aria-hidden="true">➤</i><b>{day}</b> {words}</li>'


def _event(frame: Frame, event: TimelineEvent, key: str, version: LoadedVersion, found: Sequence[VersionRecord]) -> str:
    say = frame.say
    words = escape(say(f"event.{event.kind}"))
    lines = [f"<b>{escape(say.day(event.day))}</b> <span>{words}</span>"]
    if event.paths:
        shown = [_place(frame, key, path) for path in event.paths[:_PLACES]]
        more = len(event.paths) - _PLACES
        lines.append("; ".join(shown) + (f" · {escape(say('ref.more', count=more))}" if more > 0 else ""))
    if event.by:
        lines.append(sentence(say, "history.by", {"name": named(frame, event.by_key, event.by)}))
    if event.version is not None:
        lines.append(_version_links(frame, event.version, key, version, found))
    if event.state == "found":
        lines.append(f'<small class="warn">{DOUBTFUL} {escape(say("review.state_found"))}</small>')
    if event.evidence:
        short = event.evidence if len(event.evidence) < 300 else event.evidence[:300].rsplit(" ", 1)[0] + " …"
        lines.append(f'<q lang="vi">{escape(short)}</q>')
    style = ' class="doubtful"' if event.state == "found" else ""
    sign = SIGNS.get(event.kind, "·")
    return f'<li{style}><i aria-hidden="true">{sign}</i>{"<br>".join(line for line in lines if line)}</li>'


def _place(frame: Frame, key: str, path: str) -> str:
    href = frame.address(at.READER, **{at.INSTRUMENT: key, at.PROVISION: path})
    return f'<a data-go="{at.READER}" href="{escape(href)}" lang="vi">{escape(cite(path))}</a>'


def _version_links(frame: Frame, number: int, key: str, version: LoadedVersion, found: Sequence[VersionRecord]) -> str:
    say = frame.say
    read = frame.address(at.READER, **{at.INSTRUMENT: key, at.VERSION: number})
    item = next((record for record in found if record.number == number), None)
    origin = f" <small>{escape(say(f'origin.{item.origin}'))}</small>" if item and say.has(f"origin.{item.origin}") else ""
    return f'<a data-go="{at.READER}" href="{escape(read)}">{escape(say("history.read", number=number))}</a>{origin}'


def _between(frame: Frame, version: LoadedVersion, found: Sequence[VersionRecord]) -> None:
    """Two days, and the articles whose words differ between them."""
    say = frame.say
    start, end = _days(found, frame.day)
    st.html(f'<h2 class="sub">{escape(say("history.between"))}</h2>')
    typed: dict[str, str] = {}
    with (
        st.form("between_form", border=False),
        st.container(key="between", horizontal=True, gap="small", vertical_alignment="bottom"),
    ):
        for name, day, words in ((at.FROM, start, say("history.from")), (at.UNTIL, end, say("history.until"))):
            typed[name] = st.text_input(words, value=write_day(day), key=f"between_{name}_{day}", width=160, autocomplete="off")
        if st.form_submit_button(say("date.apply")):
            _apply(frame, typed, start)
    if start > end:
        start, end = end, start
    of, instrument = revision(), version.instrument
    old = data.loaded(of, instrument.id, choose_version(found, start).number)
    new = data.loaded(of, instrument.id, choose_version(found, end).number)
    st.html(between_html(frame, old, new, start, end, len(found)))


def _days(found: Sequence[VersionRecord], day: date) -> tuple[date, date]:
    """The days of the address; without them the day before the last change, and the day asked about."""
    start, end = read_day(st.query_params.get(at.FROM)), read_day(st.query_params.get(at.UNTIL))
    begun = [item.valid_from for item in found if item.preferred and item.valid_from]
    last = max(begun, default=None)
    end = end or (max(day, last) if last else day)
    start = start or (last - timedelta(days=1) if last else end)
    return min(max(start, FIRST_DAY), LAST_DAY), min(max(end, FIRST_DAY), LAST_DAY)


def _apply(frame: Frame, typed: Mapping[str, str], day: date) -> None:
    """Compare between the days that were typed; a wrong one says so and changes nothing."""
    days = {name: usable_day(text) for name, text in typed.items()}
    wrong = [typed[name] for name, read in days.items() if read is None]
    if wrong:
        st.html(f'<p class="failure" role="alert">{escape(wrong_day(frame.say, wrong[0], day))}</p>')
    else:
        put_params({name: read.isoformat() for name, read in days.items() if read})
        st.rerun()


@st.cache_resource(max_entries=8, show_spinner=False)
def _changes(of: str, instrument_id: int, old: int, new: int) -> list[UnitChange]:
    return changed_units(data.loaded(of, instrument_id, old).provisions, data.loaded(of, instrument_id, new).provisions)


def between_html(frame: Frame, old: LoadedVersion, new: LoadedVersion, start: date, end: date, versions: int) -> str:
    """What changed between two days."""
    say, key = frame.say, new.instrument.key
    before, after = data.status(old, None, start), data.status(new, None, end)
    parts = ['<div class="between"><p class="line">']
    for day, status, loaded in ((start, before, old), (end, after, new)):
        words = escape(say("history.side", day=day, number=loaded.version.number))
        parts.append(f"<span>{words} {badge(say, status.code.value)}<br><small>{escape(status.sentence(say))}</small></span>")
    parts.append("</p>")
    if old.version.id == new.version.id:
        note = say("history.same_version" if versions > 1 else "history.one_version")
        return "".join(parts) + f'<p class="none">{escape(note)}</p></div>'
    units = _changes(revision(), new.instrument.id, old.version.number, new.version.number)
    if not units:
        return "".join(parts) + f'<p class="none">{escape(say("compare.same"))}</p></div>'
    counts = Counter(unit.change for unit in units)
    words = say("history.summary", changed=counts[Change.REPLACED], added=counts[Change.ADDED], removed=counts[Change.REMOVED])
    parts.append(f'<p class="line"><b>{escape(words)}</b></p>')
    for unit in units:
        parts.append(_unit(frame, unit, key, old, new, len(units) <= _OPEN))
    parts.append("</div>")
    return "".join(parts)


_WORDS = {
    Change.ADDED: ("+", "history.unit_added"),
    Change.REMOVED: ("−", "history.unit_removed"),
    Change.REPLACED: ("±", "history.unit_changed"),
}


def _unit(frame: Frame, unit: UnitChange, key: str, old: LoadedVersion, new: LoadedVersion, stands_open: bool) -> str:
    say = frame.say
    sign, word = _WORDS[unit.change]
    title = cite(unit.path) + (f". {unit.heading}" if unit.heading else "")
    href = frame.address(at.COMPARE, vb1=key, dk1=unit.path, pb1=old.version.number, vb2=key, dk2=unit.path, pb2=new.version.number)
    changes, removed, added = count_changes(unit.spans)
    left, right = sides(unit.spans, say)
    left, right = (
        html + (typed_html(frame, found, below=True) if (found := loaded.provision(unit.path)) else "")
        for html, loaded in ((left, old), (right, new))
    )
    if unit.change is Change.ADDED:
        left = f'<p class="none">{escape(say("compare.absent"))}</p>'
    if unit.change is Change.REMOVED:
        right = f'<p class="none">{escape(say("compare.absent"))}</p>'
    return (
        f'<details class="unit"{" open" if stands_open else ""}><summary><i aria-hidden="true">{sign}</i>'
        f'<b lang="vi">{escape(title)}</b> <small>{escape(say(word))} · '
        f"{escape(say('compare.summary', changes=changes, removed=removed, added=added))}</small></summary>"
        f'<div class="sides" lang="vi"><div>{left}</div><div>{right}</div></div>'
        f'<p class="line"><a data-go="{at.COMPARE}" href="{escape(href)}">{escape(say("history.open_compare"))}</a></p></details>'
    )
