"""What people decided about where notes stand in other texts: kept with who and when, used again, taken back, never lost."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from documents.comparison.anchoring import Spot
from documents.messages import Places
from kb.accounts.audit import record
from kb.accounts.current import acting_person
from kb.annotations.model import stored_text
from kb.database.reading.details import slices
from kb.database.reading.records import of_row
from kb.database.storing.seen import require_unchanged
from kb.database.tables import AnnotationPlacing, AnnotationTarget, Instrument, Person, Version
from kb.errors import AnnotationError, ChangedMeanwhileError
from kb.interface.days import utc

PLACING = "placing"
"""The kind of thing in the audit."""

PLACED, GONE = "placed", "gone"
ACTIVE, WITHDRAWN = "active", "withdrawn"


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a person said that a target of a note stands in a text.

    :param text_hash: of the version that was decided about; ``valid_from`` its first day
    :param spot: None where the person said that the note no longer applies
    :param words: the whole text of the field then
    :param at: in UTC
    """

    id: int
    note_id: str
    position: int
    text_hash: str
    valid_from: date | None
    spot: Spot | None
    words: str | None
    author: str
    at: datetime
    active: bool

    @property
    def shown(self) -> tuple[object, ...]:
        """What a change of it rests on, see `kb.database.storing.seen`."""
        return (self.id, self.spot, self.active, self.author, self.at)


def decisions_about(session: Session, note_ids: Sequence[str], instrument_id: int) -> Mapping[tuple[str, int], Sequence[Decision]]:
    """What people decided about the targets of notes in the texts of an instrument, by note and position."""
    found: dict[tuple[str, int], list[Decision]] = defaultdict(list)
    row = AnnotationPlacing
    for some in slices(note_ids):
        for item in _read(session, row.annotation_id.in_(some), row.instrument_id == instrument_id, row.state == ACTIVE):
            found[item.note_id, item.position].append(item)
    return found


def decide_place(
    session: Session, note_id: str, position: int, version_id: int, place: Spot | None, seen: Decision | None = None
) -> Decision:
    """Say where a target of a note stands in a version, in the name of whoever acts in the session. The caller commits.

    :param place: None where the note no longer applies there
    :param seen: what was decided before, as it was shown; None where nothing was
    :raises AnnotationError: no such note or place
    :raises ChangedMeanwhileError: somebody has decided otherwise since
    """
    if session.get(AnnotationTarget, (note_id, position)) is None:
        raise AnnotationError("note_not_found")
    version = session.get_one(Version, version_id)
    words = _words(session, version_id, place) if place else None
    row = AnnotationPlacing
    about = (row.annotation_id == note_id, row.position == position, row.instrument_id == version.instrument_id)
    kept = next(iter(_read(session, *about, row.text_hash == version.text_hash)), None)
    if seen is not None:
        require_unchanged(seen, kept)
    elif kept is not None and kept.active:  # what was taken back stands in nobody's way
        raise ChangedMeanwhileError("seen_changed", None, kept)
    values: dict[str, Any] = {
        "act": PLACED if place else GONE,
        **(asdict(place) if place else dict.fromkeys(("path", "field", "start", "end"))),
        "words": words,
        "author_id": acting_person(session).id,
        "made_at": datetime.now(UTC),
        "state": ACTIVE,
    }
    if kept is None:
        stored = row(
            annotation_id=note_id,
            position=position,
            instrument_id=version.instrument_id,
            text_hash=version.text_hash,
            valid_from=version.valid_from,
        )
        session.add(stored)
    else:
        stored = session.get_one(row, kept.id, populate_existing=True)
    for name, value in values.items():
        setattr(stored, name, value)
    session.flush()
    return _recorded(session, stored.id, "place" if place else "drop", _told(kept) if kept else {}, version.instrument_id)


def take_back_place(session: Session, seen: Decision) -> None:
    """Take a decision back; it stays in the history. The caller commits.

    :raises ChangedMeanwhileError: somebody has decided otherwise since
    """
    kept = next(iter(_read(session, AnnotationPlacing.id == seen.id)), None)
    require_unchanged(seen, kept)
    if seen.active:
        row = session.get_one(AnnotationPlacing, seen.id, populate_existing=True)
        row.state = WITHDRAWN
        session.flush()
        _recorded(session, seen.id, "withdraw", _told(seen), row.instrument_id)


def _words(session: Session, version_id: int, place: Spot) -> str:
    """The text of the field in which a place is.

    :raises AnnotationError: it is not there
    """
    text = stored_text(session, version_id, place)
    if place.start is not None and not 0 <= place.start < (place.end or 0) <= len(text):
        raise AnnotationError("note_outside", place=Places.of(place.path))
    return text


def _read(session: Session, *where: ColumnElement[bool]) -> list[Decision]:
    row = AnnotationPlacing
    found = session.execute(select(row, Person.name).join(Person, Person.id == row.author_id).where(*where).order_by(row.id))
    return [
        of_row(
            Decision,
            item,
            note_id=item.annotation_id,
            spot=Spot(item.path, item.field or "text", item.start, item.end) if item.path is not None else None,
            author=author,
            at=utc(item.made_at),
            active=item.state == ACTIVE,
        )
        for item, author in found
    ]


def _told(item: Decision) -> dict[str, Any]:
    """A decision as the audit keeps it."""
    place = asdict(item.spot) if item.spot else None
    about = {"note": item.note_id, "position": item.position, "text": item.text_hash}
    return {**about, "place": place, "author": item.author, "state": ACTIVE if item.active else WITHDRAWN}


def _recorded(session: Session, decision: int, act: str, before: Mapping[str, Any], instrument_id: int) -> Decision:
    (kept,) = _read(session, AnnotationPlacing.id == decision)
    key = session.scalars(select(Instrument.key).where(Instrument.id == instrument_id)).one()
    record(session, act, PLACING, str(decision), before, _told(kept), instrument=key)
    return kept
