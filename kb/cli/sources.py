"""Texts that a command names by a file or by a key. Files need no base."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from documents.errors import KeyFormatError
from documents.model import Instrument, Problem
from kb.base import KnowledgeBase
from kb.cli.objects import Json
from kb.cli.parsing import read_file
from kb.database.reading.reader import VersionRecord, find_instrument, load_version, versions
from kb.database.storing.arrangement import COMPILED
from kb.errors import InvalidQueryError
from kb.law.texts.amending import read_of_day
from kb.search.keys import may_name, read_key


@dataclass(frozen=True, slots=True)
class Named:
    """An instrument that a command was given.

    :param source: the ``source`` object: the file, or the stored version
    :param problems: of the file
    :param version: the stored version, None of a file
    """

    instrument: Instrument
    source: Json
    problems: Sequence[Problem] = ()
    version: VersionRecord | None = None


def load(source: str, *, day: date | None = None, first: bool = False) -> tuple[list[Named], str | None]:
    """The instruments of a file, or the one that a key or a citation names, and the path that it names in it.

    :param day: of a stored instrument the text of that day; None: today's
    :param first: of a stored instrument the earliest text
    :raises InvalidQueryError: it is neither a file nor a key, or there is nothing to read in it
    :raises IngestError: the file cannot be read
    """
    path = Path(source)
    if path.exists():
        read = [Named(*one) for one in read_file(path)]
        if not read:
            raise InvalidQueryError("file_without_instruments", file=path.name)
        return read, None
    neither = InvalidQueryError("source_unknown", source=source)
    if not may_name(source):
        raise neither
    with KnowledgeBase(create=False) as base, base.session() as session:
        try:
            key = read_key(base.engine, source)
        except KeyFormatError:
            raise neither from None
        record = find_instrument(session, key.instrument)
        known = read_of_day(version for version in versions(session, record) if version.origin != COMPILED)
        wanted = next((version.number for version in known), None) if first else None
        loaded = load_version(session, record, day, wanted)
        instrument = Instrument(
            key=record.key,
            metadata=replace(record.metadata, effective=record.effective or record.metadata.effective),
            provisions=loaded.provisions,
            aliases=record.aliases,
            problems=loaded.problems,
            partial=loaded.version.partial,
        )
        shown = {"file": None, "format": None, "sha256": loaded.version.text_hash, "complete": not loaded.version.partial}
        return [Named(instrument, shown, version=loaded.version)], key.path
