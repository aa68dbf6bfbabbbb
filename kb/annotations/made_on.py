"""Which version a note was made on: its number, its hash and its day, also where the base has it no more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.annotations.model import NoteView
from kb.database.reading.details import slices
from kb.database.tables import AnnotationTarget, Version


@dataclass(frozen=True, slots=True)
class MadeOn:
    """The version of a target.

    :param version: its number, None where that is not known any more; the same of the rest
    :param prefix: the words before the quoted ones, as they were kept
    """

    version: int | None
    sha256: str | None
    valid_from: date | None
    prefix: str = ""
    suffix: str = ""


def made_on(session: Session, notes: Sequence[NoteView]) -> Mapping[tuple[str, int], MadeOn]:
    """The versions by the id of the note and the position of the target."""
    ids = [note.id for note in notes]
    return {place: made for some in slices(ids) for place, made in _rows(session, some)}


def _rows(session: Session, ids: Sequence[str]) -> Iterator[tuple[tuple[str, int], MadeOn]]:
    target = AnnotationTarget
    version = (Version.number, Version.text_hash, Version.valid_from)
    rows = session.execute(
        select(target.annotation_id, target.position, target.selectors, target.gone, *version)
        .outerjoin(Version, Version.id == target.version_id)
        .where(target.annotation_id.in_(ids))
    )
    places: dict[str, int] = {}
    for note_id, _, selectors, gone, number, sha256, valid_from in sorted(rows, key=lambda row: (row[0], row[1])):
        quote: dict[str, Any] = next((item for item in selectors if item["type"] == "TextQuoteSelector"), {})
        if sha256 is None and gone:
            number, sha256 = gone.get("number"), gone.get("sha256")
            valid_from = date.fromisoformat(gone["from"]) if gone.get("from") else None
        place = places[note_id] = places.get(note_id, -1) + 1  # as the targets of a view are counted
        yield (note_id, place), MadeOn(number, sha256, valid_from, quote.get("prefix", ""), quote.get("suffix", ""))
