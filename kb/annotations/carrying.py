"""Where the notes that were made on one text stand in another one: on the same words, or a person is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.paths import provision_key
from kb.annotations.model import NoteView, TargetView
from kb.annotations.reading import notes_for
from kb.annotations.selection import text_of
from kb.database.tables import Instrument, Provision, Version


class State(StrEnum):
    """What became of the words that a note is about. The values are part of the interface."""

    SAME = "same"
    MOVED = "moved"
    REWORDED = "reworded"
    ORPHAN = "orphan"
    TO_DECIDE = "to_decide"


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a target of a note stands in another version.

    :param confidence: from 0 to 1
    :param key: of the provision, None where it stands on no words; then the rest is None too
    :param start: None for the whole provision
    :param decided_by: the person who said so
    """

    state: State
    confidence: float
    version_id: int | None
    key: str | None
    path: str | None
    field: str | None
    start: int | None
    end: int | None
    exact: str | None
    decided_by: str | None = None

    @property
    def placed(self) -> bool:
        """Whether it stands on words."""
        return self.path is not None


def place_notes(session: Session, notes: Sequence[NoteView], version_id: int) -> Mapping[tuple[str, int], Placing]:
    """Where the targets of notes stand in a version, by the id of the note and the position of the target.

    The version may be one of the instrument that the note was made on, or of one that replaces it.
    """
    key = session.scalars(
        select(Instrument.key).join(Version, Version.instrument_id == Instrument.id).where(Version.id == version_id)
    ).one()
    paths = {target.path for note in notes for target in note.targets}
    rows = session.scalars(select(Provision).where(Provision.version_id == version_id, Provision.path.in_(paths)))
    there = {row.path: row for row in rows}
    return {
        (note.id, position): _placed(target, key, version_id, there.get(target.path))
        for note in notes
        for position, target in enumerate(note.targets)
    }


def notes_on(session: Session, version_id: int, *, include_hidden: bool = False) -> list[tuple[NoteView, int, Placing]]:
    """The notes on an instrument as they stand on a version of it: each target with its position and its place there."""
    instrument_id = session.scalars(select(Version.instrument_id).where(Version.id == version_id)).one()
    notes = notes_for(session, instrument_id, include_hidden=include_hidden)
    placed = place_notes(session, notes, version_id)
    return [(note, position, placed[note.id, position]) for note in notes for position in range(len(note.targets))]


def _placed(target: TargetView, key: str, version_id: int, provision: Provision | None) -> Placing:
    whole = target.start is None
    own = target.version_id == version_id and target.intact
    if provision is not None and (own or (target.words is not None and text_of(provision, target.field) == target.words)):
        place = (provision_key(key, target.path), target.path, target.field, target.start, target.end)
        return Placing(State.SAME, 1.0, version_id, *place, None if whole else target.quotation)
    return Placing(State.TO_DECIDE, 0.0, None, None, None, None, None, None, None)
