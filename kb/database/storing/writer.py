"""Storing what was read from a file: which instruments, which versions, which sources.

A file is stored in one transaction, that of the session given. What a text is to the base is decided by comparing it with the
versions that are there (:mod:`kb.database.storing.placing`):

- the same text: another source of that version;
- a part of a version: an incomplete source of it;
- a version's text and more: that version grows, and its earlier sources are incomplete ones;
- another text: another version. From another day on, it is an amended text; from the same day on, a corrected or altered copy.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from documents.model import Instrument, InstrumentType, Problem
from documents.paths import UNKNOWN, number_of_key, upward
from kb.database import tables
from kb.database.engine import stop_other_writers
from kb.database.state import await_work, count_change
from kb.database.storing.arrangement import CODIFICATION, arrange
from kb.database.storing.file_rows import FileRows, keep_draft
from kb.database.storing.identity import Identities, Known
from kb.database.storing.placing import Placing, status_of_file
from kb.database.storing.rows import RowWriter
from kb.database.storing.settling import settle
from kb.database.storing.sources import SourceInfo, StoredInstrument, StoreResult
from kb.database.storing.texts import Copy, Prepared, copies_of
from kb.interface.days import today


def store(
    session: Session,
    source: SourceInfo,
    instruments: Sequence[Instrument],
    problems: Iterable[Problem] = (),
    prepared: Prepared | None = None,
) -> StoreResult:
    """Store a file's instruments. Storing a file again changes nothing. The caller commits.

    The texts that are new in the base are added first, so that a transaction beside the writers stops them for the rest alone.

    :param session: of ``KnowledgeBase.session(write=True)``
    :param prepared: what was made of the same file before (:mod:`kb.database.storing.texts`)
    """
    file_id = session.scalar(select(tables.SourceFile.id).where(tables.SourceFile.sha256 == source.sha256))
    if file_id is not None:
        stop_other_writers(session)
        versions = date_snapshot(session, file_id, source.snapshot_on) if source.snapshot_on else ()
        return StoreResult("unchanged", stored_instruments(session, file_id), versions=versions)
    return _Store(session, source, prepared).store(instruments, tuple(problems))


def date_snapshot(session: Session, file_id: int, day: date) -> tuple[int, ...]:
    """Say on which day a stored codification was still as it is: the latest that was told counts.

    :returns: ids of the versions that are known from it; none where an earlier day changes nothing
    """
    file, link, version = tables.SourceFile, tables.VersionSource, tables.Version
    later = or_(file.snapshot_on.is_(None), file.snapshot_on < day, file.snapshot_on > max(day, today()))
    if session.scalar(select(file.id).where(file.id == file_id, file.format == CODIFICATION, later)) is None:
        return ()
    session.execute(update(file).where(file.id == file_id).values(snapshot_on=day))
    versions = tuple(session.scalars(select(link.version_id).where(link.file_id == file_id).order_by(link.version_id)))
    several = select(version.instrument_id).group_by(version.instrument_id).having(func.count() > 1)
    own = select(version.instrument_id).join(link, link.version_id == version.id).where(link.file_id == file_id)
    arranged = [id_ for instrument in session.scalars(several.intersect(own)).all() for id_ in arrange(session, instrument)]
    count_change(session, {*versions, *arranged})
    return versions


def stored_instruments(session: Session, file_id: int) -> tuple[StoredInstrument, ...]:
    """The instruments that a file of the base carries, with the numbers of articles and provisions that it has of each."""
    instrument, version, link, provision = tables.Instrument, tables.Version, tables.VersionSource, tables.Provision
    links = session.execute(
        select(instrument.key, version.id, link.complete, link.units)
        .join(version, version.instrument_id == instrument.id)
        .join(link, link.version_id == version.id)
        .where(link.file_id == file_id)
        .order_by(version.id)
    ).all()
    held: dict[int, list[tuple[str, str]]] = {row.id: [] for row in links}
    rows = select(provision.version_id, provision.path, provision.kind).join(link, link.version_id == provision.version_id)
    for version_id, path, kind in session.execute(rows.where(link.file_id == file_id)):
        held[version_id].append((path, kind))
    found: dict[str, StoredInstrument] = {}
    for row in links:
        units = set(row.units)
        parts = [kind for path, kind in held[row.id] if row.complete or not units or not units.isdisjoint(upward(path))]
        found.setdefault(row.key, StoredInstrument.of(row.key, parts))
    return tuple(found.values())


class _Store:
    def __init__(self, session: Session, source: SourceInfo, prepared: Prepared | None) -> None:
        self._session = session
        self._source = source
        self._prepared = prepared
        self._rows = RowWriter(session)
        self._file = FileRows(session, self._rows, source, prepared)
        self._placing = Placing(session, self._rows, source, self._file)

    def store(self, instruments: Sequence[Instrument], problems: tuple[Problem, ...]) -> StoreResult:
        copies = self._prepared.copies if self._prepared else tuple(copies_of(self._source, instruments, problems))
        instruments = [copy.instrument for copy in copies]
        identities = Identities(self._session, self._rows, instruments)
        self._file.add_file()
        of_instruments = self._file.add_own_problems(problems, instruments)
        new = _new_to_the_base(identities, instruments)
        placed = {place: self._placed(identities, copies[place]) for place in new}
        self._rows.flush()
        await_work(self._session, "index", self._placing.changed)
        stop_other_writers(self._session)
        placed |= {place: self._placed(identities, copies[place]) for place in range(len(copies)) if place not in placed}
        stored = [
            StoredInstrument.of(placed[place][0].key, [provision.kind for provision in instrument.walk()])
            for place, instrument in enumerate(instruments)
        ]
        # The gaps of thousands of codified instruments are theirs, not the file's.
        shown = [*problems, *self._placing.problems, *([] if self._source.format == CODIFICATION else of_instruments)]
        status = status_of_file([status for _, status in placed.values()], shown)
        self._rows.flush()
        self._session.execute(update(tables.SourceFile).where(tables.SourceFile.id == self._file.id).values(status=status))
        if self._placing.changed:
            count_change(self._session, self._placing.changed)
        return StoreResult(
            status=status,
            instruments=tuple(stored),
            problems=tuple(dict.fromkeys(shown)),
            versions=tuple(self._placing.changed),
        )

    def _placed(self, identities: Identities, copy: Copy) -> tuple[Known, str]:
        """Put a text where it belongs: its instrument, and what it is to it."""
        metadata = copy.instrument.metadata
        known = identities.find(copy.instrument, lambda id_: self._placing.same_text(id_, copy))
        if known.fresh:
            known.fresh = False
            status = self._placing.add(known.id, copy, 1, "stored")
        else:
            self._rows.flush()
            status = self._placing.place(known.id, copy)
            self._rows.flush()
            self._placing.changed.update(dict.fromkeys(settle(self._session, self._rows, known.id)))
        if _is_draft(copy.instrument):
            self._rows.flush()
            keep_draft(self._session, known.id, known.key, metadata)
        return known, status


def _new_to_the_base(identities: Identities, instruments: Sequence[Instrument]) -> list[int]:
    found, others = [], set[str]()
    for place, instrument in enumerate(instruments):
        names = {instrument.key, *instrument.aliases, number_of_key(instrument.key)} - {UNKNOWN}
        if not _is_draft(instrument) and others.isdisjoint(names) and not identities.knows(instrument):
            found.append(place)
        others |= names
    return found


def _is_draft(instrument: Instrument) -> bool:
    return bool(instrument.metadata.draft) or instrument.metadata.type is InstrumentType.DRAFT
