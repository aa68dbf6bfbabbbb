"""The life of an instrument: its versions, when they hold, what made them, and what ends or suspends them."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from documents.actions import Action
from documents.model import Codified, Provision
from documents.paths import contains, touches, unit_of
from documents.relations import RelationKind
from documents.text import comparable
from kb.database import tables
from kb.database.moments import utc
from kb.database.reading.reader import load_version, versions
from kb.database.reading.records import VersionRecord
from kb.database.storing.arrangement import CODIFICATION, COMPILED, CONSOLIDATION
from kb.law.amending import read_of_day
from kb.law.consolidation import Change, preview
from kb.law.effects import FOUND, IN_USE, EffectView, effects_on
from kb.law.evidence import days_of_effect, read_merged
from kb.law.naming import cited_key, cited_name, instrument_name


@dataclass(frozen=True, slots=True)
class ChangedBy:
    """What changed a wording.

    :param key: of the amending instrument as far as it is known; ``name`` its number and title, or the number as written
    :param path: the unit that was changed, empty for the whole instrument
    :param effect_id: the effect, None where the codification's note says so
    :param reviewed: somebody accepted it, or the codification's editors did it
    :param reviewed_by: who accepted or corrected the effect, and when; None where nobody of this base did
    :param corrected: what of the effect this person put in place of what was read, see `kb.law.decisions.CORRECTABLE`
    """

    key: str | None
    name: str
    path: str
    since: date | None
    effect_id: int | None = None
    reviewed: bool = True
    action: str | None = None
    reviewed_by: str | None = None
    reviewed_at: datetime | None = None
    corrected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """What an instrument or a provision said from a day on.

    :param start: None where the base does not know
    :param end: last day, None while it is open
    :param version: number of the stored version; None for a wording that would come of effects nobody has reviewed
    :param sha256: of the text
    :param origin: ``text``, ``codification``, ``consolidation``, ``compiled``, or ``pending``
    :param reviewed: False where an effect that nobody has reviewed is in it, or ends it
    """

    start: date | None
    end: date | None
    version: int | None
    sha256: str | None
    origin: str
    changed_by: tuple[ChangedBy, ...] = ()
    reviewed: bool = True


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """Something that happened to an instrument.

    :param kind: ``issued``, ``effective``, ``effective_part``, ``version``, ``expired``, ``expired_part``, ``suspended``,
        ``resumed``, ``changed``, ``corrected``, ``seen``
    :param day: None where it is not known
    :param paths: the provisions it is about, empty for the whole
    :param by: name of the instrument that did it; ``by_key`` its key
    :param version: number of the version that is read from then on
    :param state: of the effect behind it; ``stated`` where the text itself or the codification says so
    """

    kind: str
    day: date | None
    paths: tuple[str, ...] = ()
    by: str | None = None
    by_key: str | None = None
    version: int | None = None
    effect_id: int | None = None
    state: str = "stated"
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Transition:
    """A transitional clause: it keeps the rules of another instrument alive for old facts.

    :param source: key of the instrument that says so; ``path`` the clause
    :param target_path: the provisions that are kept, empty for the whole instrument
    :param evidence: the sentence
    """

    source_id: int
    source: str
    source_name: str
    path: str
    target_path: str
    evidence: str
    state: str


def timeline(session: Session, instrument_id: int) -> list[TimelineEvent]:
    """What happened to an instrument, by day; what has no day comes first."""
    instrument = session.get_one(tables.Instrument, instrument_id)
    found = versions(session, instrument_id)
    events = [TimelineEvent("issued", instrument.issued_on)] if instrument.issued_on else []
    events += _of_versions(found)
    for effect in effects_on(session, instrument_id):
        if effect.state in (FOUND, *IN_USE):
            events += _of_effect(effect)
    unique = {(event.kind, event.day, event.paths, event.effect_id, event.version): event for event in events}
    return sorted(unique.values(), key=lambda event: (event.day is not None, event.day or date.min))


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of the instrument that is read from a day on."""

    start: date | None
    end: date | None
    version: int | None
    sha256: str
    origin: str
    provisions: tuple[Provision, ...]
    codified: Mapping[str, Codified]
    changed_by: tuple[ChangedBy, ...] = ()
    partial: bool = False

    @property
    def reviewed(self) -> bool:
        return all(change.reviewed for change in self.changed_by)


def history_of(session: Session, instrument_id: int, path: str | None = None) -> list[HistoryEntry]:
    """The wordings of an instrument, or of a provision of it, in order of time, and what made each of them.

    Effects that could be read with certainty and that nobody has reviewed are in it, and marked. Circles of amendments and
    amendments of what is not there change nothing here.
    """
    texts = _texts(session, instrument_id)
    entries = _of_texts(texts) if path is None else _of_path(texts, path)
    return _ended(entries, effects_on(session, instrument_id, path), path)


def _texts(session: Session, instrument_id: int) -> list[_Text]:
    stored = [item for item in versions(session, instrument_id) if item.preferred or item.origin == COMPILED]
    effects = {item.fingerprint: item for item in effects_on(session, instrument_id)}
    compiled = {item.valid_from: item for item in stored if item.origin == COMPILED}
    texts = []
    days = set()
    for made in preview(session, instrument_id):
        changes = tuple(_changed_by(session, change, effects) for change in made.changes)
        own = compiled.get(made.day)
        whole = own is not None and all(change.reviewed for change in changes)
        days.add(made.day)
        texts.append(
            _Text(
                made.day,
                None,
                own.number if own and whole else None,
                own.text_hash if own and whole else made.text_hash,
                COMPILED if whole else "pending",
                made.provisions,
                {},
                changes,
            )
        )
    own_texts = read_of_day(item for item in versions(session, instrument_id) if item.origin != COMPILED)
    for item in own_texts:
        if (item.valid_from in days) or (item.origin == CODIFICATION and days and any(o.origin == "text" for o in stored)):
            continue
        loaded = load_version(session, instrument_id, version=item.number)
        merged = read_merged(session.connection(), [item.id]).get(item.id) if item.origin == CONSOLIDATION else None
        texts.append(
            _Text(
                merged or item.valid_from,
                item.valid_to,
                item.number,
                item.text_hash,
                item.origin,
                loaded.provisions,
                loaded.codified,
                _merged_by(session, instrument_id, merged) if merged else (),
                partial=item.partial,
            )
        )
    return sorted(texts, key=lambda text: (text.start or date.min, text.origin in (COMPILED, "pending")))


def _merged_by(session: Session, instrument_id: int, day: date) -> tuple[ChangedBy, ...]:
    """The instruments in a consolidated text whose changes are the last: it has no earlier wording."""
    relation, cited, held = tables.Relation, tables.CitedInstrument, tables.Instrument
    rows = session.execute(
        select(relation.text, cited, held)
        .join(cited, cited.id == relation.cited_id)
        .outerjoin(held, held.id == cited.instrument_id)
        .where(relation.instrument_id == instrument_id, relation.kind == RelationKind.CONSOLIDATES.value)
        .order_by(relation.id)
    )
    return tuple(
        ChangedBy(
            cited_key(named, found),
            cited_name(named, found),
            "",
            day,
        )
        for text, named, found in rows
        if day in days_of_effect(text)
    )


def _of_texts(texts: Sequence[_Text]) -> list[HistoryEntry]:
    entries = []
    for place, text in enumerate(texts):
        following = texts[place + 1].start if place + 1 < len(texts) else None
        end = following - timedelta(days=1) if following else text.end if place + 1 == len(texts) else None
        own = tuple(change for change in text.changed_by if change.since == text.start)
        entries.append(HistoryEntry(text.start, end, text.version, text.sha256, text.origin, own, text.reviewed))
    return entries


def _of_path(texts: Sequence[_Text], path: str) -> list[HistoryEntry]:
    entries: list[HistoryEntry] = []
    for text in texts:
        found = next((item for root in text.provisions for item in root.walk() if item.path == path), None)
        if found is None:
            if entries and not text.partial and text.start and entries[-1].end is None:
                entries[-1] = replace(entries[-1], end=text.start - timedelta(days=1))
            continue
        digest = _digest(found)
        if entries and entries[-1].sha256 == digest and entries[-1].end is None:
            continue
        codified = text.codified.get(unit_of(path))
        start = (codified.wording_from or codified.effective_from or text.start) if codified else text.start
        changes = tuple(change for change in text.changed_by if touches(change.path, path))
        if codified:
            changes += tuple(ChangedBy(None, number, unit_of(path), codified.wording_from) for number in codified.amended_by)
        if entries and start and entries[-1].end is None:
            entries[-1] = replace(entries[-1], end=start - timedelta(days=1))
        reviewed = all(change.reviewed for change in changes)
        entries.append(HistoryEntry(start, None, text.version, digest, text.origin, _latest(changes, start), reviewed))
    if entries and entries[-1].end is None and texts[-1].end is not None:
        entries[-1] = replace(entries[-1], end=texts[-1].end)
    return entries


def _digest(provision: Provision) -> str:
    """SHA-256 of a provision's words and those below it, spelled as copies are compared."""
    pieces = [
        f"{item.path}\0{comparable(text)}" for item in provision.walk() for text in (item.heading, item.text, item.tail) if text
    ]
    return hashlib.sha256("\n".join(pieces).encode()).hexdigest()


def _latest(changes: tuple[ChangedBy, ...], start: date | None) -> tuple[ChangedBy, ...]:
    """What made the wording that begins on a day; where nothing names that day, all that is known."""
    return tuple(change for change in changes if change.since == start) or changes


def _ended(entries: list[HistoryEntry], effects: Sequence[EffectView], path: str | None) -> list[HistoryEntry]:
    """The last wording ends where something ends the whole of it."""
    ends = [
        item
        for item in effects
        if item.action.ends
        and item.state in (FOUND, *IN_USE)
        and item.effective_from
        and (item.in_use or item.certain)
        and contains(item.target_path, path or "")
    ]
    if not entries or not ends:
        return entries
    first = min(ends, key=lambda item: item.effective_from or date.max)
    last = entries[-1]
    if first.effective_from and (last.start is None or last.start < first.effective_from):
        end = first.effective_from - timedelta(days=1)
        if last.end is None or end < last.end:
            entries[-1] = replace(last, end=end, reviewed=last.reviewed and first.in_use)
    return entries


def _changed_by(session: Session, change: Change, effects: Mapping[str, EffectView]) -> ChangedBy:
    item = effects.get(change.effect or "")
    if item is not None:
        by, moment, right = (item.decided_by, item.decided_at, item.correction or {}) if item.in_use else (None, None, {})
        about = (change.path, change.since, item.id, item.in_use, item.action, by, moment, tuple(sorted(right)))
        return ChangedBy(item.source, item.source_name, *about)
    named = session.get(tables.CitedInstrument, change.cited_id) if change.cited_id else None
    held = session.get(tables.Instrument, named.instrument_id) if named and named.instrument_id else None
    return ChangedBy(cited_key(named, held), cited_name(named, held), change.path, change.since)


def transitional_for(session: Session, instrument_id: int, path: str | None = None) -> list[Transition]:
    """Transitional clauses elsewhere that keep an instrument, or a provision of it, alive for old facts."""
    relation, cited, source = tables.Relation, tables.CitedInstrument, tables.Instrument
    rows = session.execute(
        select(relation, source)
        .join(cited, cited.id == relation.cited_id)
        .join(source, source.id == relation.instrument_id)
        .where(
            cited.instrument_id == instrument_id,
            relation.kind == RelationKind.TRANSITION.value,
            relation.state != "rejected",
        )
        .order_by(relation.id)
    )
    return [
        Transition(from_.id, from_.key, instrument_name(from_), row.path, row.target_path, row.text, row.state)
        for row, from_ in rows
        if path is None or touches(row.target_path, path)
    ]


def changes_in(session: Session, version_id: int) -> Mapping[str, tuple[ChangedBy, ...]]:
    """What made the wording of the units of a compiled version, by path."""
    change, cited, effect, person = tables.ProvisionChange, tables.CitedInstrument, tables.Effect, tables.Person
    other = aliased(tables.Instrument)
    rows = session.execute(
        select(change, cited, other, effect, person.name)
        .outerjoin(cited, cited.id == change.cited_id)
        .outerjoin(other, other.id == cited.instrument_id)
        .outerjoin(effect, (effect.fingerprint == change.effect) & (effect.instrument_id == cited.instrument_id))
        .outerjoin(person, person.id == effect.decided_by)
        .where(change.version_id == version_id)
        .order_by(change.id)
    )
    found: dict[str, list[ChangedBy]] = {}
    for row, named, held, did, by in rows:
        made = ChangedBy(cited_key(named, held), cited_name(named, held), row.path, row.since)
        if did is not None:
            action, right = (did.correction or {}).get("action", did.action), tuple(sorted(did.correction or {}))
            moment = utc(did.decided_at) if did.decided_at else None
            made = replace(
                made,
                effect_id=did.id,
                action=action,
                reviewed=did.state in IN_USE,
                reviewed_by=by,
                reviewed_at=moment,
                corrected=right,
            )
        found.setdefault(row.path, []).append(made)
    return {path: tuple(changes) for path, changes in found.items()}


@dataclass(frozen=True, slots=True)
class MadeOf:
    """One change that a compiled version is made of, and the places that it changed."""

    change: ChangedBy
    paths: tuple[str, ...]


def made_of(changes: Mapping[str, Sequence[ChangedBy]]) -> tuple[MadeOf, ...]:
    """What a compiled version is made of, each change once, by day.

    :param changes: of :func:`changes_in`
    """
    places: dict[ChangedBy, dict[str, None]] = {}
    for path, made in changes.items():
        for change in made:
            places.setdefault(replace(change, path=""), {})[path] = None
    found = [MadeOf(change, tuple(paths)) for change, paths in places.items()]
    return tuple(sorted(found, key=lambda item: item.change.since or date.min))


def _of_versions(found: Sequence[VersionRecord]) -> list[TimelineEvent]:
    events = []
    for version in found:
        for period in version.effective:
            paths = period.scope
            if period.start:
                kind = "effective_part" if paths else "effective"
                events.append(TimelineEvent(kind, period.start, paths, evidence=period.evidence))
            if period.end:
                kind = "expired_part" if paths else "expired"
                events.append(TimelineEvent(kind, period.end + timedelta(days=1), paths, evidence=period.evidence))
        if version.preferred and len(found) > 1:
            events.append(TimelineEvent("version", version.valid_from, version=version.number))
        if version.snapshot_on:
            events.append(TimelineEvent("seen", version.snapshot_on))
    return events


_EVENTS = {Action.SUSPEND: "suspended", Action.RESUME: "resumed", Action.CORRECT: "corrected"}


def _of_effect(effect: EffectView) -> list[TimelineEvent]:
    paths = (effect.target_path,) if effect.target_path else ()
    kind = ("expired_part" if paths else "expired") if effect.action.ends else _EVENTS.get(effect.action, "changed")
    about = {
        "paths": paths,
        "by": effect.source_name,
        "by_key": effect.source,
        "effect_id": effect.id,
        "state": effect.state,
        "evidence": effect.evidence,
    }
    events = [TimelineEvent(kind, effect.effective_from, **about)]  # type: ignore[arg-type]
    if effect.action is Action.SUSPEND and effect.effective_to:
        events.append(TimelineEvent("resumed", effect.effective_to + timedelta(days=1), **about))  # type: ignore[arg-type]
    return events
