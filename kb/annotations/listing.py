"""Notes by the text that they are on, each with its place in the version of a day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.keys import Key
from documents.paths import contains, split_key
from kb.annotations.carrying import Placing, carried_from, place_notes
from kb.annotations.model import NoteView, TargetView
from kb.annotations.reading import list_notes, notes_for
from kb.database.reading.details import slices
from kb.database.reading.reader import bare_versions, choose_version, find_instrument
from kb.database.tables import Instrument


@dataclass(frozen=True, slots=True)
class PlacedTarget:
    """A target and its place in the version of the day."""

    target: TargetView
    placing: Placing


@dataclass(frozen=True, slots=True)
class Listed:
    """A note with all its targets, each placed."""

    note: NoteView
    targets: tuple[PlacedTarget, ...]


def list_placed(session: Session, key: Key | None, day: date) -> list[Listed]:
    """Notes as they stand in the texts of a day, in order of making; hidden ones are left out.

    :param key: only those that were made on, or now stand on, this instrument, or this provision and all that it holds; those on
        what it replaced and on consolidated texts of it are carried to it
    """
    record = find_instrument(session, key.instrument) if key else None
    wanted = [record.id, *carried_from(session, record.id)] if record else None
    notes = list_notes(session) if wanted is None else _on(session, wanted)
    homes = _instruments_of(session, notes)
    if record is not None:
        homes = {own: record.id if instrument in (wanted or ()) else instrument for own, instrument in homes.items()}
    placings = _placings(session, notes, homes, day)
    found = [
        Listed(note, tuple(PlacedTarget(target, placings[note.id, at]) for at, target in enumerate(note.targets))) for note in notes
    ]
    if record is None or key is None or key.path is None:
        return found
    own = Key(record.key, key.path)
    return [listed for listed in found if any(_is_in(own, place) for place in listed.targets)]


def notes_in(session: Session, key: Key | None, *, include_hidden: bool = False) -> list[NoteView]:
    """The notes that were made on an instrument, or on a provision and all that it holds; without a key, all."""
    if key is None:
        return list_notes(session, include_hidden=include_hidden)
    record = find_instrument(session, key.instrument)
    notes = notes_for(session, record.id, include_hidden=include_hidden)
    own = Key(record.key, key.path)
    return [note for note in notes if any(_within(own, target.key) for target in note.targets)]


def _on(session: Session, instruments: Sequence[int]) -> list[NoteView]:
    """The notes on any of some instruments, each once."""
    notes = {note.id: note for instrument in instruments for note in notes_for(session, instrument)}
    return sorted(notes.values(), key=lambda note: (note.created_at, note.id))


def _instruments_of(session: Session, notes: Sequence[NoteView]) -> dict[str, int]:
    """The instruments that notes are on, by their keys."""
    keys = {split_key(target.key)[0] for note in notes for target in note.targets}
    found: dict[str, int] = {}
    for some in slices(sorted(keys)):
        rows = session.execute(select(Instrument.key, Instrument.id).where(Instrument.key.in_(some)))
        found.update({row.key: row.id for row in rows})
    return found


def _placings(
    session: Session, notes: Sequence[NoteView], homes: Mapping[str, int], day: date
) -> Mapping[tuple[str, int], Placing]:
    """Where the targets stand in the version of the day of the instrument that is given for the one of each."""
    known = bare_versions(session, set(homes.values()))
    found: dict[tuple[str, int], Placing] = {}
    by_home: dict[int, list[NoteView]] = defaultdict(list)
    for note in notes:
        for home in dict.fromkeys(homes[split_key(target.key)[0]] for target in note.targets):
            by_home[home].append(note)
    for home, some in by_home.items():
        version = choose_version(known[home], day)
        placed = place_notes(session, some, version.id)
        for note in some:
            for position, target in enumerate(note.targets):
                if homes[split_key(target.key)[0]] == home:
                    found[note.id, position] = placed[note.id, position]
    return found


def _is_in(key: Key, place: PlacedTarget) -> bool:
    return _within(key, place.target.key) or (place.placing.key is not None and _within(key, place.placing.key))


def _within(key: Key, target: str) -> bool:
    instrument, path = split_key(target)
    return instrument == key.instrument and (key.path is None or contains(key.path, path or ""))
