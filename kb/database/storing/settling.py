"""Which versions an incomplete source is a source of, worked out anew whenever an instrument has several versions.

A part of a text may fit several versions: articles that an amendment left alone are in the old text and in the new one. It is a
source of all of them, whichever came first; and a version that is known from parts only is given up once each of them is in
another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from kb.database import tables
from kb.database.reading.details import codified_of
from kb.database.reading.records import of_row
from kb.database.storing.arrangement import CODIFICATION, CONSOLIDATION, arrange
from kb.database.storing.removal import remove_version
from kb.database.storing.rows import RowWriter
from kb.database.storing.text_rows import complete_codified
from kb.database.storing.texts import Held, load_held, same_day


@dataclass(frozen=True, slots=True)
class _Part:
    """An incomplete source of a version, and what it has."""

    file_id: int
    version_id: int
    trust: int
    units: tuple[str, ...]
    valid_from: date | None
    codified: bool
    hashes: tuple[tuple[str, str | None], ...]

    def fits(self, version: Held) -> bool:
        if any(version.hashes.get(path) != digest for path, digest in self.hashes):
            return False
        return self.codified or same_day(self.valid_from, version.valid_from)


def settle(session: Session, rows: RowWriter, instrument_id: int) -> list[int]:
    """Bring the versions of an instrument and their sources into order.

    :returns: ids of the versions that changed by it, or are gone
    """
    changed = arrange(session, instrument_id)
    touched: list[int] = []
    for like in ("text", CONSOLIDATION):
        if len(load_held(session, instrument_id, units=False, like=like)) < 2:
            continue
        versions = load_held(session, instrument_id, like=like)
        parts = _parts(session, versions)
        if parts:
            touched += _link(session, rows, parts, versions)
            touched += _give_up(session, parts, versions)
    return changed + touched + (arrange(session, instrument_id) if touched else [])


def _parts(session: Session, versions: Sequence[Held]) -> list[_Part]:
    link, file = tables.VersionSource, tables.SourceFile
    by_id = {version.id: version for version in versions}
    statement = (
        select(link.version_id, link.file_id, link.trust, link.units, link.valid_from, file.format)
        .join(file, file.id == link.file_id)
        .where(link.version_id.in_(list(by_id)), link.complete.is_(False))
        .order_by(link.file_id, link.version_id)
    )
    parts = []
    for row in session.execute(statement):
        hashes = by_id[row.version_id].hashes
        own = tuple((path, hashes.get(path)) for path in row.units)
        if own and all(digest for _, digest in own):
            parts.append(of_row(_Part, row, units=tuple(row.units), codified=row.format == CODIFICATION, hashes=own))
    return parts


def _link(session: Session, rows: RowWriter, parts: Sequence[_Part], versions: Sequence[Held]) -> list[int]:
    link = tables.VersionSource
    linked = {
        tuple(row)
        for row in session.execute(select(link.version_id, link.file_id).where(link.version_id.in_([held.id for held in versions])))
    }
    touched = []
    for part in parts:
        fitting = [version for version in versions if part.fits(version)]
        for version in fitting:
            if (version.id, part.file_id) not in linked:
                linked.add((version.id, part.file_id))
                session.execute(
                    insert(link).values(
                        version_id=version.id,
                        file_id=part.file_id,
                        complete=False,
                        trust=part.trust,
                        units=list(part.units),
                        valid_from=part.valid_from,
                    )
                )
                touched.append(version.id)
            if part.codified and version.id != part.version_id:
                # What the codification says of its articles holds wherever the same words are.
                codified = codified_of(session, part.version_id)
                complete_codified(session, rows, version.id, {path: codified[path] for path in part.units if path in codified})
                rows.flush()
        if fitting and part.version_id not in {version.id for version in fitting}:
            session.execute(delete(link).where(link.version_id == part.version_id, link.file_id == part.file_id))
            touched.append(part.version_id)
    return touched


def _give_up(session: Session, parts: Sequence[_Part], versions: Sequence[Held]) -> list[int]:
    link = tables.VersionSource
    left = {version.id: version for version in versions}
    gone = []
    for version in sorted(versions, key=lambda held: (len(held.hashes), held.text_hash)):
        sources = set(session.scalars(select(link.file_id).where(link.version_id == version.id)))
        own = [part for part in parts if part.file_id in sources and part.fits(version)]
        if not sources or {part.file_id for part in own} != sources:
            continue  # a complete source, or one whose words are not known
        others = [held for held in left.values() if held.id != version.id]
        if all(any(part.fits(other) for other in others) for part in own):
            successor = max(others, key=lambda held: (sum(part.fits(held) for part in own), len(held.hashes), held.text_hash))
            remove_version(session, version.id, successor.id)
            del left[version.id]
            gone.append(version.id)
    return gone
