"""The status of stored instruments and provisions on a day: the one place where evidence in the base becomes a status.
And the life of an instrument, issued, in effect, changed, suspended, ended; and what nobody has reviewed, as it is said beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from documents.identity.numbers import find_numbers
from documents.keys import number_slug
from documents.paths import contains, upward
from documents.time.status import Basis, Status, StatusCode, WordingCode
from documents.time.timeline import held_from, held_until
from documents.wording.actions import Action
from documents.wording.citing import cite
from kb.database import tables
from kb.database.reading.reader import bare_versions, choose_version, versions
from kb.database.reading.records import LoadedVersion, VersionRecord
from kb.law.effects.external import read_influences
from kb.law.effects.influences import Influence
from kb.law.effects.views import FOUND, EffectView, effects_on
from kb.law.status.evidence import EvidenceReader
from kb.law.status.provision_status import ProvisionStatus, provision_status
from kb.law.texts.evidence_rows import Standing


def status_of(connection: Connection, loaded: LoadedVersion, path: str | None, day: date) -> ProvisionStatus:
    """The status of a provision, or of a whole version, on a day.

    :param path: of a provision. None: the whole version
    """
    return told_of(EvidenceReader(connection, [loaded.version.id]).of(loaded.version.id, path), day)


def halted(session: Session, loaded: LoadedVersion, day: date) -> dict[str, ProvisionStatus]:
    """The provisions of a version that are over, suspended or not there yet on a day, where something says so of them, by path."""
    return {path: status for path, status in marked(session, loaded, day).items() if status.code in _HALTED}


def marked(session: Session, loaded: LoadedVersion, day: date) -> dict[str, ProvisionStatus]:
    """The same, and the provisions whose words are not those of the day: what has to be known beside each of them."""
    reader, version = EvidenceReader(session.connection(), [loaded.version.id]), loaded.version.id
    paths = sorted(path for path in reader.marked(version) if path in loaded.ids)
    found = {path: told_of(reader.of(version, path), day) for path in paths}
    above = told_of(reader.of(version, None), day) if found else None
    told = _HALTED - {above.code} if above and above.code is StatusCode.NOT_YET else _HALTED
    words = _OTHERS - {above.wording} if above else _OTHERS
    return {path: status for path, status in found.items() if status.code in told or status.wording in words}


def marks_at(places: Iterable[str], path: str, *, whole: bool = True) -> list[str]:
    """The marked places that tell of a provision: itself or the nearest one above it, else those in it.

    :param whole: what is below it is shown with it
    """
    some = {*places}
    above = next((place for place in upward(path) if place in some), None)
    return [above] if above else sorted(place for place in some if whole and contains(path, place))


def marked_words(marks: Mapping[str, str], path: str, *, whole: bool = True) -> list[str]:
    """What has to be known beside a provision, in words; of a part of it with its place."""
    return [
        marks[place] if contains(place, path) else f"{cite(place)} {marks[place]}" for place in marks_at(marks, path, whole=whole)
    ]


_HALTED = frozenset({StatusCode.EXPIRED, StatusCode.SUSPENDED, StatusCode.NOT_YET})
_OTHERS = frozenset({WordingCode.OVER, WordingCode.NOT_YET})


def told_of(standing: Standing, day: date) -> ProvisionStatus:
    """What is told on a day of what the base knows of a provision or of a whole text; that itself depends on no day."""
    found, before = standing.evidence.status_on(day), standing.evidence.last_known(day)
    words = held_from(standing.evidence), held_until(standing.evidence)
    amended = standing.amended and (standing.amended_from is None or standing.amended_from <= day)
    return provision_status(found, day, before, amended, *words)


@dataclass(frozen=True, slots=True)
class Listed:
    """What is known of the effect of some instruments, in each of their versions.

    :param versions: of each instrument; ``standing`` of each version
    """

    versions: Mapping[int, Sequence[VersionRecord]]
    standing: Mapping[int, Standing]

    def on(self, instrument: int, day: date) -> ProvisionStatus:
        """The status of the version that is read on a day."""
        return told_of(self.standing[choose_version(self.versions[instrument], day).id], day)


def read_listed(session: Session, instruments: Iterable[int]) -> Listed:
    """Read what is known of the effect of some instruments."""
    versions = bare_versions(session, instruments)
    ids = [version.id for some in versions.values() for version in some]
    reader = EvidenceReader(session.connection(), ids)
    return Listed(versions, {version: reader.of(version, None) for version in ids})


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
    names = {
        number_slug(item.number): event for event in events if event.by_key and event.by for item in find_numbers(event.by)[:1]
    }
    for place, event in enumerate(events):
        if event.by and not event.by_key and (named := names.get(number_slug(event.by))):  # a list reports it by its number
            events[place] = replace(event, by=named.by, by_key=named.by_key)
    unique = {(event.kind, event.day, event.paths, event.effect_id, event.version): event for event in events}
    return sorted(unique.values(), key=lambda event: (event.day is not None, event.day or date.min))


@dataclass(frozen=True, slots=True)
class Acted:
    """What another instrument did to one.

    :param kind: see :class:`TimelineEvent`; ``by`` the key or, without one, the name of the other
    :param found: nobody has reviewed it
    :param places: at how many provisions; 0: the whole
    """

    kind: str
    by: str
    name: str
    found: bool
    places: int


def acted_between(session: Session, instrument_id: int, after: date, until: date) -> list[Acted]:
    """What other instruments did to one after a day and until another one."""
    places: dict[Acted, set[tuple[str, ...]]] = {}
    for event in timeline(session, instrument_id):
        if event.by and event.day and after < event.day <= until:
            acted = Acted(event.kind, event.by_key or event.by, event.by, event.state == FOUND, 0)
            places.setdefault(acted, set()).add(event.paths)
    return [replace(acted, places=0 if () in some else len(some)) for acted, some in places.items()]


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
    by_key, by = effect.by
    event = TimelineEvent(
        kind,
        influence.start,
        paths,
        by=by,
        by_key=by_key,
        effect_id=effect.id,
        state=effect.state,
        evidence=effect.evidence,
    )
    if effect.action is Action.SUSPEND and effect.effective_to:
        return [event, replace(event, kind="resumed", day=effect.effective_to + timedelta(days=1))]
    return [event]


_DOUBTING = frozenset(
    {
        Basis.UNREVIEWED,
        Basis.UNREVIEWED_UNDATED,
        Basis.REWORDED_UNREVIEWED,
        Basis.ENDED_UNREVIEWED,
        Basis.SUSPENDED_UNREVIEWED,
        Basis.WORDS_UNSURE,
    }
)


class Manner(StrEnum):
    """How an unreviewed effect is told."""

    ALARM = "alarm"
    """The status rests on it: the words, or their effect, may be others."""
    HELD = "held"
    """The words have it already."""
    LATER = "later"
    """It begins after the day."""
    BESIDES = "besides"
    """Something else settles the status."""


@dataclass(frozen=True, slots=True)
class Unreviewed:
    """The unreviewed effects on a place, by how they are told."""

    status: Status
    alarm: tuple[EffectView, ...] = ()
    held: tuple[EffectView, ...] = ()
    later: tuple[EffectView, ...] = ()
    besides: tuple[EffectView, ...] = ()


def rests_on_unreviewed(status: Status) -> bool:
    """Whether a status is what it is because of something that nobody has reviewed."""
    return status.basis in _DOUBTING


class UnreviewedReader:
    """The unreviewed effects on the provisions of a version, read once.

    :param instrument_id: that the version is of
    :param evidence: of the version, where somebody has read it already
    """

    def __init__(
        self, session: Session, instrument_id: int, version_id: int, day: date, evidence: EvidenceReader | None = None
    ) -> None:
        self.effects = [item for item in effects_on(session, instrument_id) if item.state == FOUND]
        self._version, self._day = version_id, day
        self._reader = (evidence or EvidenceReader(session.connection(), [version_id])) if self.effects else None
        self._by_id = {item.id: item for item in self.effects}

    def on(self, path: str) -> Unreviewed | None:
        """What is said of a provision; None where nobody does anything to it that is not reviewed."""
        reader = self._reader
        told = reader.judged(self._version, path) if reader else []
        told = [(item, has) for item, has in told if item.effect in self._by_id]
        if reader is None or not told:
            return None
        status = reader.of(self._version, path).evidence.status_on(self._day)
        found = [(self._manner(status, item.start, has), self._by_id[item.effect]) for item, has in told]
        return Unreviewed(status, *(tuple(effect for own, effect in found if own is manner) for manner in Manner))

    def anywhere(self) -> Unreviewed | None:
        """What is said of the whole text: of each effect what is said at its own place."""
        if self._reader is None:
            return None
        found: dict[Manner, dict[int, EffectView]] = {manner: {} for manner in Manner}
        for item in self.effects:
            own = self.on(item.target_path)
            for manner in Manner if own else ():
                if item in getattr(own, manner.value):
                    found[manner][item.id] = item
        status = self._reader.of(self._version, None).evidence.status_on(self._day)
        return Unreviewed(status, *(tuple(found[manner].values()) for manner in Manner))

    def _manner(self, status: Status, start: date | None, has: bool) -> Manner:
        if has:
            return Manner.HELD
        if start is not None and start > self._day:
            return Manner.LATER
        return Manner.ALARM if rests_on_unreviewed(status) else Manner.BESIDES


def names_of(effects: Sequence[EffectView]) -> list[tuple[str | None, str]]:
    """Keys and names of the instruments that do something, each once."""
    return list(dict.fromkeys(effect.by for effect in effects))
