"""Taking out versions and texts that others take the place of. Notes and decisions of people move along; the rest is derived.

Which tables hang on a provision, a version or an instrument is asked of the tables themselves, so that none is forgotten.
"""

from collections.abc import Sequence

from sqlalchemy import Column, Table, delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from kb.database import tables
from kb.database.reading.details import slices
from kb.database.reading.holdings import version_ids
from kb.database.storing.anchors import let_go


def move_sources(session: Session, from_version: int, to_version: int) -> None:
    """Let the sources of a version be sources of another one that has its text."""
    source = tables.VersionSource
    columns = [column for column in source.__table__.columns if column.name != "version_id"]
    known = select(source.file_id).where(source.version_id == to_version)
    moved = select(literal(to_version), *columns).where(source.version_id == from_version, source.file_id.not_in(known))
    session.execute(insert(source).from_select(["version_id", *(column.name for column in columns)], moved))


def remove_version(session: Session, version_id: int, successor: int) -> None:
    """Take out a version in whose place another one is. Its number is not given again.

    Notes on it go over to that one where it has their words at the same place; else they keep what the version was.
    """
    version = tables.Version
    instrument_id = session.scalars(select(version.instrument_id).where(version.id == version_id)).one()
    given = next_number(session, instrument_id) - 1
    session.merge(tables.State(name=_numbers_of(instrument_id), value=str(given)))
    session.flush()
    let_go(session, version_id, successor)
    problem = tables.Problem
    session.execute(update(problem).where(problem.version_id == version_id).values(version_id=None, path=None))
    remove_text(session, version_id)
    _remove_rows(session, tables.Version, [version_id])


def remove_instruments(session: Session, ids: Sequence[int], files: Sequence[int]) -> None:
    """Take out instruments with all their versions, and files that carry nothing else. Nobody has a note on them.

    What texts name stays named: a row of cited instruments points to nothing then.
    """
    row, cited = tables.Instrument, tables.CitedInstrument
    issuers = session.scalars(select(row.issuer_id).where(row.id.in_(ids))).all()
    gone = version_ids(session, ids)
    for version_id in gone:
        remove_text(session, version_id)
    _remove_rows(session, tables.Version, gone)
    session.execute(update(cited).where(cited.instrument_id.in_(ids)).values(instrument_id=None))
    session.execute(delete(tables.State).where(tables.State.name.in_(map(_numbers_of, ids))))
    _remove_rows(session, row, ids)
    _remove_rows(session, tables.SourceFile, files)
    left = select(row.issuer_id).where(row.issuer_id.is_not(None))
    session.execute(delete(tables.Issuer).where(tables.Issuer.id.in_(issuers), tables.Issuer.id.not_in(left)))


def _remove_rows(session: Session, of: "type[tables.Version | tables.Instrument | tables.SourceFile]", ids: Sequence[int]) -> None:
    """Take out rows of a table with all that hangs on them."""
    for some in slices(ids):
        for table, column in _pointing_at(of):
            session.execute(delete(table).where(column.in_(some)))
        session.execute(delete(of).where(of.id.in_(some)))


def next_number(session: Session, instrument_id: int) -> int:
    """The number of the next version of an instrument."""
    version = tables.Version
    highest = session.scalar(select(func.max(version.number)).where(version.instrument_id == instrument_id)) or 0
    kept = session.get(tables.State, _numbers_of(instrument_id))
    return max(highest, int(kept.value) if kept else 0) + 1


def _numbers_of(instrument_id: int) -> str:
    return f"last_version/{instrument_id}"


def remove_text(session: Session, version_id: int) -> None:
    """Take out the provisions of a version and all that hangs on them."""
    ids = select(tables.Provision.id).where(tables.Provision.version_id == version_id)
    for table, column in _pointing_at(tables.Provision):
        session.execute(delete(table).where(column.in_(ids)))
    session.execute(delete(tables.Provision).where(tables.Provision.version_id == version_id))
    session.execute(delete(tables.VersionDuties).where(tables.VersionDuties.version_id == version_id))  # of words that went


def merge_instruments(session: Session, keep: int, drop: int) -> None:
    """Give everything of an instrument to another one."""
    version = tables.Version
    held = {
        row.text_hash: row.id for row in session.execute(select(version.text_hash, version.id).where(version.instrument_id == keep))
    }
    number = next_number(session, keep) - 1
    moving = session.execute(
        select(version.id, version.text_hash).where(version.instrument_id == drop).order_by(version.number)
    ).all()
    for row in moving:
        number += 1
        if row.text_hash in held:
            move_sources(session, row.id, held[row.text_hash])
            remove_version(session, row.id, held[row.text_hash])
        else:
            session.execute(update(version).where(version.id == row.id).values(instrument_id=keep, number=number))
    if session.get(tables.Draft, keep) is not None:
        session.execute(delete(tables.Draft).where(tables.Draft.instrument_id == drop))
    for table, column in _pointing_at(tables.Instrument):
        session.execute(update(table).where(column == drop).values({column.name: keep}))
    session.execute(delete(tables.Instrument).where(tables.Instrument.id == drop))


def _pointing_at(target: type[tables.Base]) -> list[tuple[Table, Column[int]]]:
    """The columns of other tables that hold ids of a table, last tables first."""
    name = target.__tablename__
    return [
        (table, column)
        for table in reversed(tables.Base.metadata.sorted_tables)
        if table.name != name
        for column in table.columns
        if any(key.column.table.name == name for key in column.foreign_keys)
    ]
