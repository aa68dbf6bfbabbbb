"""Notes on law that was amended, repealed or replaced after they were made: what shakes the ground that they stand on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.paths import GROUPING, kind_of, split_key, touches
from kb.annotations.model import NoteView, TargetView
from kb.database.tables import Instrument
from kb.interface.catalogue import Catalogue
from kb.law.effects.newer import Newer, read_newer
from kb.law.effects.views import REJECTED, EffectView, effects_on
from kb.law.references.naming import name_of


@dataclass(frozen=True, slots=True)
class Shaken:
    """An instrument that changes, ends or replaces what a note is about.

    :param key: of that instrument; ``path``: where in it that stands, empty where it is the whole
    :param start: from when; None where nothing says so
    :param reviewed: a person has accepted it; else it waits for review
    :param ends: it ends or replaces what the note is about, and does not only change it
    """

    key: str
    name: str
    start: date | None
    reviewed: bool
    ends: bool
    path: str = ""


def shaken_notes(session: Session, notes: Sequence[NoteView]) -> Mapping[str, tuple[Shaken, ...]]:
    """What shakes notes, by the id of the note; notes that stand as they stood are left out."""
    keys = {split_key(target.key)[0] for note in notes for target in note.targets}
    rows = session.execute(select(Instrument.key, Instrument.id).where(Instrument.key.in_(keys)))
    instruments = {row.key: row.id for row in rows}
    newer = read_newer(session.connection(), sorted(instruments.values())) if instruments else {}
    effects = {id_: [item for item in effects_on(session, id_) if item.state != REJECTED] for id_ in instruments.values()}
    found: dict[str, tuple[Shaken, ...]] = {}
    for note in notes:
        some: list[Shaken] = []
        for target in note.targets:
            instrument_id = instruments.get(split_key(target.key)[0])
            if instrument_id is None:
                continue
            some += [of_effect(item) for item in effects[instrument_id] if _concerns(session, item, target)]
            some += [of_newer(session, item) for item in newer.get(instrument_id, ()) if item.replaces]
        if some:
            found[note.id] = one_of_each(some)
    return found


def _concerns(session: Session, item: EffectView, target: TargetView) -> bool:
    """Whether an effect is on what a note is about, and not one that its text had already."""
    made_on = target.made_on.valid_from if target.version_id else None
    if made_on is not None and item.effective_from is not None and item.effective_from <= made_on:
        return False
    if kind_of(item.target_path) in GROUPING and item.target_id is not None:
        return any(one.id == item.id for one in effects_on(session, item.target_id, target.path))
    return touches(item.target_path, target.path)


def of_effect(item: EffectView) -> Shaken:
    """An effect, as what it shakes names it."""
    return Shaken(item.source, item.source_name, item.effective_from, item.in_use, item.action.ends, item.path)


def of_newer(session: Session, item: Newer) -> Shaken:
    """An instrument that replaces another, as what it shakes names it."""
    row = session.scalars(select(Instrument).where(Instrument.key == item.key)).one()
    return Shaken(item.key, name_of(row), item.start, item.reviewed, True)


def one_of_each(some: Iterable[Shaken]) -> tuple[Shaken, ...]:
    """What shakes something, each instrument once, by day."""
    by_key: dict[str, Shaken] = {}
    for one in some:
        known = by_key.get(one.key)
        by_key[one.key] = _joined(known, one) if known else one
    return tuple(sorted(by_key.values(), key=lambda one: (one.start or date.max, one.key)))


def _joined(one: Shaken, other: Shaken) -> Shaken:
    start = min((day for day in (one.start, other.start) if day), default=None)
    return Shaken(one.key, one.name, start, one.reviewed or other.reviewed, one.ends or other.ends, one.path)


def entry_of(one: Shaken) -> str:
    """The sentence of the catalogue that says it."""
    dated, undated = ("carried.ended_from", "carried.ended") if one.ends else ("carried.changed_from", "carried.changed")
    return dated if one.start else undated


def shaken_words(say: Catalogue, one: Shaken) -> str:
    """What has changed the ground, since when, and whether anybody has reviewed that."""
    line = say(entry_of(one), name=one.name, day=say.day(one.start))
    return line if one.reviewed else f"{line} {say('carried.unreviewed')}"
