"""The life of an instrument: when it was issued, took effect, was changed, suspended and ended; and what keeps its rules alive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.paths import touches
from documents.time.relations import RelationKind
from documents.wording.actions import Action
from kb.database import tables
from kb.database.reading.reader import versions
from kb.database.reading.records import VersionRecord
from kb.law.effects.views import FOUND, IN_USE, EffectView, effects_on
from kb.law.references.naming import name_of


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
    kind = _EVENTS.get(effect.action, "changed")
    if effect.action.ends:
        kind = "expired_part" if paths else "expired"
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
        Transition(
            source_id=from_.id,
            source=from_.key,
            source_name=name_of(from_),
            path=row.path,
            target_path=row.target_path,
            evidence=row.text,
            state=row.state,
        )
        for row, from_ in rows
        if path is None or touches(row.target_path, path)
    ]
