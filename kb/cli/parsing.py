"""`kb parse`: the structure of a file, without a base."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from documents.errors import KeyFormatError
from documents.model import Instrument, Kind, Problem
from documents.paths import GROUPING, UNITS
from documents.structure.completeness import is_complete
from ingest.files.inputs import expand
from ingest.files.limits import base_name
from ingest.parsing import parse_apart
from kb.base import KnowledgeBase
from kb.cli.objects import Json, parsed_json
from kb.cli.options import AsJson, cli
from kb.cli.output import emit, say
from kb.database.reading.reader import VersionRecord, find_instrument, load_version, versions
from kb.database.storing.arrangement import COMPILED
from kb.errors import InvalidQueryError
from kb.law.texts.amending import read_of_day
from kb.search.reading.understanding import may_name, read_key


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


@cli.command("parse")
def parse_command(
    file: Annotated[Path, typer.Argument(help="Tệp cần đọc. (The file to read.)")],
    as_json: AsJson = False,
) -> None:
    """Đọc cấu trúc một tệp mà không lưu gì. (Show a file's structure; stores nothing, needs no base.)"""
    must_exist([file])
    read = list(read_file(file))
    if not read:
        raise InvalidQueryError("file_without_files", file=file.name)
    parsed = [parsed_json(*one) for one in read]
    codification = read[0][1]["format"] == "codification"
    if as_json and (codification or len(parsed) > 1):
        emit({**({} if codification else parsed[0]), "instruments": parsed})
    elif as_json:
        emit(parsed[0])
    else:
        for instrument in parsed:
            _print(instrument)


def must_exist(paths: list[Path]) -> None:
    """Refuse names of files that are not there.

    :raises InvalidQueryError: a path does not exist
    """
    for path in paths:
        if not _exists(path):
            raise InvalidQueryError("file_absent", file=base_name(path.name))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a folder above it may not be looked into
        return False


def read_file(path: Path) -> Iterator[tuple[Instrument, Json, Sequence[Problem]]]:
    """The instruments of a file, each with the ``source`` object of the file, and with what was wrong with that.

    :raises IngestError: it cannot be read
    """
    for parsed in map(parse_apart, expand(path)):
        aside = [list(reading.furniture) for reading in parsed.readings] or [[] for _ in parsed.instruments]
        for instrument, set_aside in zip(parsed.instruments, aside, strict=True):
            problems = parsed.problems_of(instrument)
            source = {"file": parsed.name, "format": parsed.format, "sha256": parsed.sha256}
            yield instrument, {**source, "complete": is_complete(instrument, problems), "set_aside": set_aside}, problems


def _print(parsed: Json) -> None:
    say(f"{parsed['instrument']['key']}\t{parsed['instrument']['title'] or ''}")
    for provision in parsed["provisions"]:
        if provision["kind"] in (*GROUPING, *UNITS, Kind.ATTACHMENT):
            say(f"  {provision['path']}\t{provision['heading'] or ''}")
    for problem in parsed["problems"]:
        say(f"! {problem['message']}")
