"""Akoma Ntoso: exports of Tủ Luật, whose versions come back as they were."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson

from documents.akoma_ntoso import FORMAT, Version, read
from documents.errors import AkomaNtosoError
from documents.model import Hints, Instrument, Reading, Standing
from ingest.errors import UnreadableFileError
from ingest.files.source import Source
from ingest.readers.registry import Found

SOURCES = "sources"
"""Claim that names the files which an export's versions were read from, as JSON by the SHA-256 of the version's text."""

_COMPILED = "compiled"


def read_source(source: Source, _: object) -> Found:
    """What the file claims, and an instrument for each version in it.

    Versions that a base compiled from others and their amendments are left out: the base that takes them in does the same work.

    :raises UnreadableFileError: others wrote it, it is damaged, or declares entities
    """
    try:
        versions = read(source.data)
    except AkomaNtosoError as error:
        raise UnreadableFileError("akn_unusable", name=source.name, reason=error) from error
    stored = [version for version in versions if version.origin != _COMPILED] or list(versions)
    sources = {version.text_hash: version.sources for version in versions if version.text_hash and version.sources}
    claims = {SOURCES: orjson.dumps(sources).decode()} if sources else {}
    claimed = Reading(FORMAT, (), hints=Hints(fields=claims))
    return Found((claimed,), tuple(_instrument(version) for version in _in_order(stored)))


def _in_order(versions: Sequence[Version]) -> list[Version]:
    """In the order of their numbers; of copies from the same day the one that is read goes first, so that it is read again."""
    first: dict[Any, int] = {}
    for version in versions:
        first[version.valid_from] = min(version.number, first.get(version.valid_from, version.number))
    return sorted(versions, key=lambda version: (first[version.valid_from], not version.preferred, version.number))


def _instrument(version: Version) -> Instrument:
    origin = "text" if version.origin == _COMPILED else version.origin
    altered = bool(version.sources) and all(source.trust == 0 for source in version.sources)
    return replace(version.instrument, standing=Standing(origin, version.valid_from, altered))
