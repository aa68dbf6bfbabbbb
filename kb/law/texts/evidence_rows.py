"""Rows that evidence is made of, of many versions in a few statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import Connection, func, select

from documents.model import InstrumentType, Kind, ProblemCode
from documents.paths import unit_of
from kb.database.reading.details import slices
from kb.database.storing.arrangement import CONSOLIDATION, TEXT
from kb.database.tables import (
    CitedInstrument,
    EffectivePeriod,
    Instrument,
    Problem,
    Provision,
    ProvisionChange,
    Version,
    VersionSource,
)
from kb.law.effects.newer import exists_from


def read_issue(connection: Connection, instruments: Iterable[int]) -> dict[int, date]:
    """Before which day each instrument was not there."""
    found: dict[int, date] = {}
    for part in slices(sorted(instruments)):
        rows = connection.execute(select(Instrument.id, Instrument.issued_on, Instrument.number).where(Instrument.id.in_(part)))
        days = ((instrument, exists_from(issued_on, number)) for instrument, issued_on, number in rows)
        found.update({instrument: day for instrument, day in days if day})
    return found


def read_merged_texts(connection: Connection, instruments: Iterable[int]) -> dict[int, tuple[date, str]]:
    """The day and the number of those of some instruments that are consolidated texts: they show law of that day, and make none."""
    found: dict[int, tuple[date, str]] = {}
    for part in slices(sorted(instruments)):
        merged = (Instrument.id.in_(part), Instrument.type == InstrumentType.CONSOLIDATED_TEXT.value)
        rows = connection.execute(select(Instrument.id, Instrument.issued_on, Instrument.number, Instrument.key).where(*merged))
        found.update({row.id: (row.issued_on, row.number or row.key) for row in rows if row.issued_on})
    return found


def read_starts(connection: Connection, instruments: Iterable[int]) -> dict[int, set[date]]:
    """The first days that the texts of instruments name for the whole, where there are several texts."""
    found: dict[int, set[date]] = defaultdict(set)
    for part in slices(sorted(instruments)):
        texts = (Version.instrument_id.in_(part), Version.origin == TEXT)
        several = select(Version.instrument_id).where(*texts).group_by(Version.instrument_id).having(func.count() > 1)
        rows = connection.execute(
            select(Version.instrument_id, EffectivePeriod.start, EffectivePeriod.scope)
            .join(EffectivePeriod, EffectivePeriod.version_id == Version.id)
            .where(Version.instrument_id.in_(several), Version.origin == TEXT, EffectivePeriod.start.is_not(None))
        )
        for instrument, start, scope in rows:
            if start is not None and not scope:
                found[instrument].add(start)
    return found


def count_articles(connection: Connection, version: int) -> int:
    """How many articles a version has."""
    wanted = (Provision.version_id == version, Provision.kind == Kind.ARTICLE.value)
    return connection.scalar(select(func.count()).select_from(Provision).where(*wanted)) or 0


def read_changes(connection: Connection, versions: Iterable[int]) -> dict[tuple[int, str], date]:
    """Since when the units of compiled versions have their wording, where something changed them."""
    found: dict[tuple[int, str], date] = {}
    for part in slices(sorted(versions)):
        rows = connection.execute(
            select(ProvisionChange.version_id, ProvisionChange.path, ProvisionChange.since).where(
                ProvisionChange.version_id.in_(part), ProvisionChange.since.is_not(None)
            )
        )
        for version, path, since in rows:
            unit = (version, unit_of(path))
            if since is not None:
                found[unit] = max(since, found.get(unit, since))
    return found


def read_noted(connection: Connection, versions: Iterable[int]) -> dict[tuple[int, str], frozenset[str]]:
    """Slugs of the numbers of those whose changes units of compiled versions have out of a consolidated text."""
    found: dict[tuple[int, str], frozenset[str]] = {}
    for part in slices(sorted(versions)):
        rows = connection.execute(
            select(ProvisionChange.version_id, ProvisionChange.path, CitedInstrument.number_slug)
            .join(CitedInstrument, CitedInstrument.id == ProvisionChange.cited_id)
            .where(ProvisionChange.version_id.in_(part), ProvisionChange.origin == CONSOLIDATION)
        )
        for version, path, slug in rows:
            if slug:
                unit = (version, unit_of(path))
                found[unit] = found.get(unit, frozenset()) | {slug}
    return found


def read_excerpts(connection: Connection, versions: Iterable[int]) -> frozenset[int]:
    """Versions that are excerpts: some file of theirs is one, and none is complete."""
    found: set[int] = set()
    link, wanted = VersionSource, set(versions)
    # The files with such a problem are few; thousands of versions share the file of the codification, with thousands of others.
    told = connection.execute(select(Problem.file_id, Problem.version_id).where(Problem.code == ProblemCode.EXCERPT.value)).all()
    of_file: dict[int, set[int | None]] = defaultdict(set)
    for file, version in told:
        if file is not None:
            of_file[file].add(version)
    for part in slices(sorted(of_file)):
        partial = select(link.version_id, link.file_id).join(Version, Version.id == link.version_id)
        for version, file in connection.execute(partial.where(link.file_id.in_(part), Version.partial)):
            if version in wanted and of_file[file] & {None, version}:
                found.add(version)
    return frozenset(found)


def read_groups(connection: Connection, named: Mapping[int, set[str]]) -> dict[int, dict[str, frozenset[str]]]:
    """The articles below parts, chapters and sections, by version.

    :param named: the paths of these
    """
    found: dict[int, dict[str, frozenset[str]]] = {}
    for version, wanted in named.items():
        rows = connection.execute(
            select(Provision.id, Provision.parent_id, Provision.path, Provision.kind)
            .where(Provision.version_id == version)
            .order_by(Provision.position)
        ).all()
        above: dict[int, frozenset[str]] = {}
        groups: dict[str, set[str]] = {scope: set() for scope in wanted}
        for row in rows:
            up = above.get(row.parent_id, frozenset()) if row.parent_id is not None else frozenset()
            above[row.id] = up | {row.path} if row.path in wanted else up
            if row.kind == Kind.ARTICLE.value:
                for scope in up:
                    groups[scope].add(row.path)
        found[version] = {scope: frozenset(paths) for scope, paths in groups.items()}
    return found
