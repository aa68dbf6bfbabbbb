"""The wordings of an instrument: its versions, when they hold and what made them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.consolidation.notes import Change as Noted
from documents.paths import contains, touches
from documents.time.timeline import held_from
from documents.time.wordings import ChangedBy, DatedText, HistoryEntry, wordings, wordings_of
from kb.database import tables
from kb.database.reading.reader import load_version, versions
from kb.database.reading.records import VersionRecord
from kb.database.storing.arrangement import CODIFICATION, COMPILED, CONSOLIDATION, read_of_day
from kb.law.derivation.consolidation import Change, Draft, drafts_of
from kb.law.effects.views import FOUND, IN_USE, EffectView, effects_on
from kb.law.references.naming import Named, cited_key, cited_name
from kb.law.status.evidence import EvidenceReader
from kb.law.texts.amending import AmendingInstruments
from kb.law.texts.merged import StoredNotes, read_notes


def history_of(session: Session, instrument_id: int, path: str | None = None) -> list[HistoryEntry]:
    """The wordings of an instrument, or of a provision of it, in order of time, and what made each of them.

    Effects that could be read with certainty and that nobody has reviewed are in it, and marked. Circles of amendments and
    amendments of what is not there change nothing here.
    """
    texts = _texts(session, instrument_id, path)
    entries = wordings(texts) if path is None else wordings_of(texts, path)
    return _ended(entries, effects_on(session, instrument_id, path), path)


def _texts(session: Session, instrument_id: int, path: str | None) -> list[DatedText]:
    stored = [item for item in versions(session, instrument_id) if item.preferred or item.origin == COMPILED]
    effects = {item.fingerprint: item for item in effects_on(session, instrument_id)}
    compiled = {item.valid_from: item for item in stored if item.origin == COMPILED}
    texts = [
        _compiled(made, compiled, [_changed_by(session, change, effects) for change in made.changes])
        for made in drafts_of(session, instrument_id, unreviewed=True)
    ]
    days = {text.start for text in texts}
    reader = EvidenceReader(session.connection(), [item.id for item in stored])
    own_texts = read_of_day(item for item in versions(session, instrument_id) if item.origin != COMPILED)
    for item in own_texts:
        if (item.valid_from in days) or (item.origin == CODIFICATION and days and any(o.origin == "text" for o in stored)):
            continue
        loaded = load_version(session, instrument_id, version=item.number)
        start, first = item.valid_from, None
        merged: tuple[ChangedBy, ...] = ()
        if path:
            first = held_from(reader.of(item.id, path).evidence)
            merged = _noted_by(session, [change for change in reader.noted_changes(item.id, path) if change.since == first])
        elif item.origin == CONSOLIDATION:
            merged = _merged_by(session, item)
            start = next((change.since for change in merged), start)
        texts.append(
            DatedText(
                start=start,
                end=item.valid_to,
                version=item.number,
                sha256=item.text_hash,
                origin=item.origin,
                provisions=loaded.provisions,
                codified=loaded.codified,
                changed_by=merged,
                partial=item.partial,
                first=first,
            )
        )
    return sorted(texts, key=lambda text: (text.start or date.min, text.origin in (COMPILED, "pending")))


def _compiled(made: Draft, compiled: Mapping[date | None, VersionRecord], changes: Sequence[ChangedBy]) -> DatedText:
    own = compiled.get(made.day) if all(change.reviewed for change in changes) else None
    return DatedText(
        start=made.day,
        end=None,
        version=own.number if own else None,
        sha256=own.text_hash if own else made.text_hash,
        origin=COMPILED if own else "pending",
        provisions=made.provisions,
        codified={},
        changed_by=tuple(changes),
    )


def _merged_by(session: Session, version: VersionRecord) -> tuple[ChangedBy, ...]:
    """The instruments in a consolidated text whose changes are the last: it has no earlier wording."""
    stored = read_notes(session.connection(), [version.id]).get(version.id)
    if stored is None or stored.last is None:
        return ()
    numbers = dict.fromkeys(named.number for named in stored.amending if stored.last in named.effects)
    sources = AmendingInstruments(session)
    return tuple(_named(session, sources.numbered(number), "", stored.last) for number in numbers)


def _noted_by(session: Session, changes: Sequence[Noted]) -> tuple[ChangedBy, ...]:
    sources = AmendingInstruments(session)
    named = (_named(session, sources.numbered(item.by), item.path, item.since) for item in changes if item.by)
    return tuple(dict.fromkeys(named))


def _named(session: Session, by: Named | None, path: str, day: date | None) -> ChangedBy:
    shown = by.shown(session) if by else None
    held = session.get(tables.Instrument, shown.instrument_id) if shown and shown.instrument_id else None
    return ChangedBy(cited_key(shown, held), cited_name(shown, held), path, day)


def _ended(entries: list[HistoryEntry], effects: Sequence[EffectView], path: str | None) -> list[HistoryEntry]:
    ends = [
        item
        for item in effects
        if item.action.ends
        and item.state in (FOUND, *IN_USE)
        and item.effective_from
        and (item.in_use or item.certain)
        and contains(item.target_path, path or "")
        and not any(touches(kept, path or "") for kept in item.body.get("spared", ()))
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
    if (item := effects.get(change.effect or "")) is not None:
        return _by_effect(item, change.path, change.since)
    return _named(session, change.by, change.path, change.since)


def _by_effect(item: EffectView, path: str, since: date | None) -> ChangedBy:
    by, moment, right = (item.decided_by, item.decided_at, item.correction or {}) if item.in_use else (None, None, {})
    about = (item.id, item.in_use, item.action, by, moment, tuple(sorted(right)))
    return ChangedBy(item.source, item.source_name, path, since, *about)


def changes_in(session: Session, version_id: int) -> Mapping[str, tuple[ChangedBy, ...]]:
    """What made the wording of the units of a compiled version or a consolidated text, by path."""
    if (stored := read_notes(session.connection(), [version_id]).get(version_id)) is not None:
        return _noted(session, stored)
    change, cited, held = tables.ProvisionChange, tables.CitedInstrument, tables.Instrument
    rows = session.execute(
        select(change, cited, held, tables.Version.instrument_id)
        .join(tables.Version, tables.Version.id == change.version_id)
        .outerjoin(cited, cited.id == change.cited_id)
        .outerjoin(held, held.id == cited.instrument_id)
        .where(change.version_id == version_id)
        .order_by(change.id)
    ).all()
    effects = {item.fingerprint: item for item in effects_on(session, rows[0].instrument_id)} if rows else {}
    found: dict[str, list[ChangedBy]] = {}
    for row, named, by, _ in rows:
        item = effects.get(row.effect or "")
        told = _by_effect(item, row.path, row.since) if item else None
        found.setdefault(row.path, []).append(told or ChangedBy(cited_key(named, by), cited_name(named, by), row.path, row.since))
    return {path: tuple(changes) for path, changes in found.items()}


def _noted(session: Session, stored: StoredNotes) -> Mapping[str, tuple[ChangedBy, ...]]:
    sources, made = AmendingInstruments(session), {}
    for change in stored.merged.changes:
        if (asked := (change.by, change.since)) not in made:
            made[asked] = _named(session, sources.numbered(change.by), "", change.since)
    found: dict[str, dict[ChangedBy, None]] = {}
    for change in stored.merged.changes:
        found.setdefault(change.path, {})[replace(made[change.by, change.since], path=change.path)] = None
    return {path: tuple(changes) for path, changes in found.items()}


def made_of(changes: Mapping[str, Sequence[ChangedBy]]) -> tuple[tuple[ChangedBy, tuple[str, ...]], ...]:
    """What a compiled version is made of, each change once with the places that it changed, by day.

    :param changes: of :func:`changes_in`
    """
    places: dict[ChangedBy, dict[str, None]] = {}
    for path, made in changes.items():
        for change in made:
            places.setdefault(replace(change, path=""), {})[path] = None
    found = [(change, tuple(paths)) for change, paths in places.items()]
    return tuple(sorted(found, key=lambda item: item[0].since or date.min))
