"""An instrument with all its versions, as it is exported in Akoma Ntoso."""

from dataclasses import replace
from datetime import date
from operator import attrgetter
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.akoma_ntoso import Pointer, SourceFile, Version
from documents.model import Instrument
from kb.database import tables
from kb.database.reading.reader import load_version, versions
from kb.database.reading.records import InstrumentRecord, LoadedVersion, VersionRecord
from kb.errors import InvalidQueryError
from kb.law.references.links import outgoing
from kb.law.texts.typed import typed_as_notes

Pointers = dict[tuple[str, str], tuple[Pointer, ...]]

_EXPORT = "akn"
_SOURCES = "sources"
_TOLD = attrgetter("file", "format", "sha256", "complete", "trust", "publisher", "url", "snapshot_on")


def load_versions(session: Session, record: InstrumentRecord) -> list[Version]:
    """All versions of an instrument in the order of their numbers, as they are exported.

    :raises InvalidQueryError: the base has no text of it
    """
    stored = sorted(versions(session, record), key=lambda version: version.number)
    if not stored:
        raise InvalidQueryError("export_without_version", key=record.key)
    carried = _carried_sources(session, stored)
    loaded = [load_version(session, record, version=version.number) for version in stored]
    return [_exported(version, _pointers(session, version), carried) for version in loaded]


def _exported(loaded: LoadedVersion, pointers: Pointers, carried: dict[int, dict[str, Any]]) -> Version:
    record, version = loaded.instrument, loaded.version
    instrument = Instrument(
        key=record.key,
        metadata=replace(record.metadata, effective=version.effective),
        provisions=tuple(typed_as_notes(root) for root in loaded.provisions),
        aliases=record.aliases,
        problems=loaded.problems,
        partial=version.partial,
        codified=loaded.codified,
    )
    return Version(
        instrument,
        number=version.number,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        recorded_on=version.recorded_at.date(),
        origin=version.origin,
        text_hash=version.text_hash,
        preferred=version.preferred,
        missing=version.missing,
        sources=_sources(version, carried),
        pointers=pointers,
    )


def _pointers(session: Session, loaded: LoadedVersion) -> Pointers:
    """The references of a text whose targets are known, in order; of those that overlap, the first."""
    texts = {(part.path, name): getattr(part, name) or "" for part in loaded.walk() for name in ("text", "tail", "heading")}
    found: dict[tuple[str, str], list[Pointer]] = {}
    for link in sorted(outgoing(session, loaded), key=lambda link: (link.start, -link.end)):
        place = (link.path, link.field)
        before = found.setdefault(place, [])
        targets = tuple(dict.fromkeys(target.key for target in link.targets if target.key and target.possible))
        whole = "\n" not in texts[place][link.start : link.end]
        if targets and whole and not (before and link.start < before[-1].end):
            before.append(Pointer(link.start, link.end, targets))
    return {place: tuple(pointers) for place, pointers in found.items() if pointers}


def _sources(version: VersionRecord, carried: dict[int, dict[str, Any]]) -> tuple[SourceFile, ...]:
    """The files that a version was read from; of an export that was taken in, the files that it names."""
    found = {source.sha256: SourceFile(*_TOLD(source)) for source in version.sources if source.format != _EXPORT}
    for source in version.sources:
        for named in carried.get(source.file_id, {}).get(version.text_hash, ()):
            day = named.get("snapshot_on")
            made = SourceFile(**{**named, "snapshot_on": date.fromisoformat(day) if day else None})
            found.setdefault(made.sha256, made)
    return tuple(sorted(found.values(), key=lambda source: source.sha256))


def _carried_sources(session: Session, stored: list[VersionRecord]) -> dict[int, dict[str, Any]]:
    """What the exports among the sources name as theirs, by file and text."""
    file = tables.SourceFile
    ids = sorted({source.file_id for version in stored for source in version.sources if source.format == _EXPORT})
    claimed = session.execute(select(file.id, file.claims).where(file.id.in_(ids)))
    return {id_: orjson.loads(claims[_SOURCES]) for id_, claims in claimed if claims.get(_SOURCES)}
