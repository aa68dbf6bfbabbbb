"""The life of an instrument: when it was issued, took effect, was changed, suspended and ended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from documents.wording.actions import Action
from kb.database import tables
from kb.database.reading.reader import versions
from kb.database.reading.records import VersionRecord
from kb.law.effects.external import read_influences
from kb.law.effects.influences import Influence
from kb.law.effects.views import EffectView, effects_on


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


def timeline(session: Session, instrument_id: int) -> list[TimelineEvent]:
    """What happened to an instrument, by day; what has no day comes first."""
    instrument = session.get_one(tables.Instrument, instrument_id)
    found = versions(session, instrument_id)
    events = [TimelineEvent("issued", instrument.issued_on)] if instrument.issued_on else []
    events += _of_versions(found)
    told = {item.effect: item for item in read_influences(session.connection(), [instrument_id]).get(instrument_id, ())}
    for effect in effects_on(session, instrument_id):
        if (influence := told.get(effect.id)) is not None:
            events += _of_effect(effect, influence)
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


def _of_effect(effect: EffectView, influence: Influence) -> list[TimelineEvent]:
    """What a status takes of an effect: of an end that was not read without doubt no more than that something changes."""
    paths = (effect.target_path,) if effect.target_path else ()
    kind = _EVENTS.get(effect.action, "changed")
    if effect.action.ends and (influence.sure(influence.path) or influence.in_use) and not influence.partly:
        kind = "expired_part" if paths else "expired"
    event = TimelineEvent(
        kind,
        influence.start,
        paths,
        by=effect.source_name,
        by_key=effect.source,
        effect_id=effect.id,
        state=effect.state,
        evidence=effect.evidence,
    )
    if effect.action is Action.SUSPEND and effect.effective_to:
        return [event, replace(event, kind="resumed", day=effect.effective_to + timedelta(days=1))]
    return [event]
