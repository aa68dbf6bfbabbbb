"""Reading a base. A version is read with a handful of queries, whatever its size."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from documents.keys import parse_key, same_instrument, says_less
from documents.messages import Places
from documents.model import EffectivePeriod, Provision, TypedWords
from documents.paths import DUPLICATE, below, number_of_key
from kb.database import tables
from kb.database.reading.details import (
    borrowed_of,
    codified_of,
    effective_of,
    load_trees,
    metadata_of,
    problems_of,
    rows_among,
    sources_of,
)
from kb.database.reading.holdings import drafted, drafts_among
from kb.database.reading.records import InstrumentRecord, LoadedVersion, PlaceRecord, SourceRecord, VersionRecord, of_row
from kb.errors import AmbiguousKeyError, NotFoundError
from kb.interface.days import today, utc

CONTENT = "content"
"""Name of the state that counts changes of the texts; the index remembers the count that it was built from."""


def find_instrument(session: Session, key: str) -> InstrumentRecord:
    """The instrument that a key or an alias names; a path after ``#`` is passed over.

    A key with unknown parts that no text ever had is understood where only one instrument fits it, and so is a key that says more
    than the base knows.

    :raises KeyFormatError: it is no key
    :raises NotFoundError: no such instrument
    :raises AmbiguousKeyError: unknown parts leave a choice; the message names some
    """
    wanted = parse_key(key).instrument
    instrument_id = session.scalar(select(tables.Instrument.id).where(tables.Instrument.key == wanted))
    if instrument_id is None:
        instrument_id = session.scalar(select(tables.InstrumentAlias.instrument_id).where(tables.InstrumentAlias.alias == wanted))
    if instrument_id is None:
        instrument_id = _fuller(session, wanted)
    return find_by_id(session, instrument_id)


def list_instruments(session: Session, type: str | None = None) -> list[InstrumentRecord]:
    """The instruments of the base in the order of their keys."""
    statement = _instruments().order_by(tables.Instrument.key)
    if type is not None:
        statement = statement.where(tables.Instrument.type == type)
    return _records(session, session.execute(statement))


def find_by_id(session: Session, instrument_id: int) -> InstrumentRecord:
    """The instrument of a row.

    :raises NotFoundError: no such instrument
    """
    found = list_by_ids(session, [instrument_id]).get(instrument_id)
    if found is None:
        raise NotFoundError("instrument_row_absent", id=str(instrument_id))
    return found


def list_by_ids(session: Session, ids: Sequence[int]) -> dict[int, InstrumentRecord]:
    """The instruments of some rows."""
    return {record.id: record for record in _records(session, rows_among(session, _instruments(), tables.Instrument.id, ids))}


def count_instruments(session: Session, drafts: bool = True) -> int:
    """How many instruments the base has, with drafts and their papers or without."""
    counted = select(func.count()).select_from(tables.Instrument)
    return session.scalar(counted if drafts else counted.where(tables.Instrument.id.not_in(drafted()))) or 0


def versions(session: Session, instrument: InstrumentRecord | int | str) -> list[VersionRecord]:
    """The versions of an instrument: by the day they are valid from (unknown first), then by recording."""
    known = find_instrument(session, instrument) if isinstance(instrument, str) else instrument
    instrument_id = known if isinstance(known, int) else known.id
    rows = session.scalars(select(tables.Version).where(tables.Version.instrument_id == instrument_id)).all()
    ids = [row.id for row in rows]
    effective, sources = effective_of(session, ids), sources_of(session, ids)
    return _in_order(_version(row, tuple(effective.get(row.id, ())), tuple(sources.get(row.id, ()))) for row in rows)


def bare_versions(session: Session, instruments: Iterable[int]) -> dict[int, list[VersionRecord]]:
    """The versions of many instruments in the same order, without their days of effect and their sources."""
    found: dict[int, list[VersionRecord]] = defaultdict(list)
    for (row,) in rows_among(session, select(tables.Version), tables.Version.instrument_id, instruments):
        found[row.instrument_id].append(_version(row))
    return {instrument: _in_order(some) for instrument, some in found.items()}


def _in_order(found: Iterable[VersionRecord]) -> list[VersionRecord]:
    return sorted(found, key=lambda version: (version.valid_from or date.min, version.number))


def _version(
    row: tables.Version, effective: tuple[EffectivePeriod, ...] = (), sources: tuple[SourceRecord, ...] = ()
) -> VersionRecord:
    about = {"recorded_at": utc(row.recorded_at), "missing": tuple(row.missing)}
    return of_row(VersionRecord, row, **about, effective=effective, sources=sources)


def choose_version(found: Sequence[VersionRecord], as_of: date | None = None, version: int | None = None) -> VersionRecord:
    """The version to read.

    :param as_of: the preferred version that is valid on this day (default: today); before the first one, the earliest known
    :param version: the number of a version, which goes before ``as_of``
    :raises NotFoundError: no such version
    """
    if version is not None:
        for candidate in found:
            if candidate.number == version:
                return candidate
        raise NotFoundError("version_absent", version=version, known=sorted(candidate.number for candidate in found))
    preferred = [candidate for candidate in found if candidate.preferred] or list(found)
    if not preferred:
        raise NotFoundError("version_none")
    day = as_of or today()
    valid = [candidate for candidate in preferred if candidate.valid_from is None or candidate.valid_from <= day]
    return valid[-1] if valid else preferred[0]


def version_with(
    found: Sequence[VersionRecord], day: date, path: str | None, there: Collection[tuple[int, str]]
) -> VersionRecord | None:
    """The version that is read on a day, or another one where that lacks a provision; None where all do.

    :param there: which versions have which provisions, by their rows and paths
    """
    if not found or not path:
        return choose_version(found, day) if found else None
    first = choose_version(found, day)
    having = [version for version in (first, *reversed(found)) if (version.id, path) in there]
    valid = (item for item in having if item is first or item.valid_from is None or item.valid_from <= day)
    return next(valid, None) or next(iter(having), None)


def provision_absent(session: Session, key: str, path: str, version: VersionRecord | None = None) -> NotFoundError:
    """What is said of a provision that the base lacks: of a text that it has a part of, the provision may exist all the same.

    :param version: the one that was looked at; default: all of the instrument
    """
    return absent_from(key, path, version.partial if version is not None else _record(session, key).partial)


def absent_from(key: str, path: str, partial: bool) -> NotFoundError:
    """The same of a text of which it is known whether the base has only a part."""
    if partial:
        return NotFoundError("provision_absent_in_part", key=key, place=Places.of(path))
    return NotFoundError("provision_absent", key=key, place=Places.of(path))


def load_version(
    session: Session, instrument: InstrumentRecord | int | str, as_of: date | None = None, version: int | None = None
) -> LoadedVersion:
    """A version of an instrument with its whole text, see :func:`choose_version`.

    :param instrument: record, id, key or alias
    :raises NotFoundError: no such instrument or version
    """
    record = instrument if isinstance(instrument, InstrumentRecord) else _record(session, instrument)
    chosen = choose_version(versions(session, record.id), as_of, version)
    problems, in_provisions = problems_of(session, chosen)
    provisions, ids = load_trees(session, chosen.id, in_provisions)
    provisions = _with_typed(session, chosen.id, provisions)
    return LoadedVersion(record, chosen, provisions, ids, codified_of(session, chosen.id), problems)


def load_bare(session: Session, instrument: InstrumentRecord, as_of: date | None = None) -> LoadedVersion:
    """A version of an instrument without its text, see :func:`choose_version`."""
    return LoadedVersion(instrument, choose_version(versions(session, instrument.id), as_of), (), {})


def _with_typed(session: Session, version_id: int, provisions: tuple[Provision, ...]) -> tuple[Provision, ...]:
    table, person = tables.TypedWords, tables.Person
    typed: dict[str, list[TypedWords]] = defaultdict(list)
    rows = session.execute(
        select(table, person.name)
        .join(person, person.id == table.author_id)
        .where(table.version_id == version_id)
        .order_by(table.path, table.field, table.start)
    )
    for row, by in rows:
        typed[row.path].append(TypedWords(row.field, row.start, row.end, by, utc(row.at)))
    if not typed:
        return provisions

    def marked(provision: Provision) -> Provision:
        children = tuple(marked(child) for child in provision.children)
        return replace(provision, children=children, typed=tuple(typed.get(provision.path, ())))

    return tuple(marked(root) for root in provisions)


def load_places(session: Session, version_id: int, path: str) -> list[PlaceRecord]:
    """Where the characters of a provision and of those below it stood in its source."""
    places, provision = tables.ProvisionPlace, tables.Provision
    where = (provision.path == path) | provision.path.startswith(below(path), autoescape=True)
    statement = (
        select(places, provision.path, tables.SourceFile.sha256)
        .join(provision, provision.id == places.provision_id)
        .join(tables.SourceFile, tables.SourceFile.id == places.file_id)
        .where(provision.version_id == version_id, where)
        .order_by(provision.position, places.field.desc(), places.start, places.id)
    )
    return [
        of_row(
            PlaceRecord,
            row,
            path=found,
            box=(row.x0, row.top or 0.0, row.x1 or 0.0, row.bottom or 0.0) if row.x0 is not None else None,
            sha256=sha256,
        )
        for row, found, sha256 in session.execute(statement)
    ]


def content_revision(session: Session | Connection) -> int:
    """How often the texts of the base have changed."""
    return int(session.scalar(select(tables.State.value).where(tables.State.name == CONTENT)) or 0)


def _fuller(session: Session, wanted: str) -> int:
    if DUPLICATE in wanted:
        raise NotFoundError("instrument_absent", key=wanted)
    number = number_of_key(wanted)
    rows = session.execute(select(tables.Instrument.id, tables.Instrument.key).where(tables.Instrument.number_slug == number)).all()
    fitting = [row for row in rows if says_less(wanted, row.key)] or [row for row in rows if same_instrument(wanted, row.key)]
    if not fitting:
        raise NotFoundError("instrument_absent", key=wanted)
    if len(fitting) > 1:
        raise AmbiguousKeyError("key_of_many", key=wanted, count=len(fitting), choices=[row.key for row in fitting[:5]])
    return int(fitting[0].id)


def _record(session: Session, instrument: int | str) -> InstrumentRecord:
    return find_instrument(session, instrument) if isinstance(instrument, str) else find_by_id(session, instrument)


def _instruments() -> Any:
    issuer = tables.Issuer
    statement: Any = select(tables.Instrument, issuer.name, issuer.slug)
    return statement.outerjoin(issuer, issuer.id == tables.Instrument.issuer_id)


def _records(session: Session, asked: Iterable[Any]) -> list[InstrumentRecord]:
    rows = list(asked)
    ids = [row[0].id for row in rows]
    aliases: dict[int, list[str]] = defaultdict(list)
    alias, version = tables.InstrumentAlias, tables.Version
    named = select(alias.instrument_id, alias.alias).order_by(alias.alias)
    for instrument_id, name in rows_among(session, named, alias.instrument_id, ids):
        aliases[instrument_id].append(name)
    all_versions: dict[int, list[Any]] = defaultdict(list)
    about = (version.id, version.instrument_id, version.origin, version.partial, version.preferred, version.valid_from)
    for row in rows_among(session, select(*about).order_by(version.number), version.instrument_id, ids):
        all_versions[row.instrument_id].append(row)
    version_ids = [row.id for found in all_versions.values() for row in found]
    effective, sources = effective_of(session, version_ids), sources_of(session, version_ids)
    drafts = drafts_among(session, ids)
    records = []
    for instrument, issuer, issuer_slug in rows:
        found = all_versions.get(instrument.id, [])
        read = max(
            (row for row in found if row.preferred), key=lambda row: row.valid_from or date.min, default=found[0] if found else None
        )
        periods = tuple(effective.get(read.id, ())) if read else ()
        files = {source.file_id: source for row in found for source in sources.get(row.id, ())}
        records.append(
            InstrumentRecord(
                id=instrument.id,
                key=instrument.key,
                aliases=tuple(aliases.get(instrument.id, ())),
                metadata=metadata_of(instrument, issuer, periods, drafts.get(instrument.id)),
                number_slug=instrument.number_slug,
                issuer_slug=issuer_slug,
                partial=all(row.partial for row in found),
                versions=len(found),
                effective=periods,
                sources=tuple(files.values()),
                borrowed=borrowed_of(instrument),
            )
        )
    return records
