"""From a file to instruments: the pure step that `kb parse` and the ingest pipeline share. Nothing is stored here."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from documents.akoma_ntoso import is_akoma_ntoso
from documents.instrument import read_instrument
from documents.model import Instrument, Problem, Reading
from ingest.apart import run_apart
from ingest.boundary import contained
from ingest.files.archives import Input, Limits, check_size, default_limits, expand, read_bytes
from ingest.readers import read_input

__all__ = [
    "Input",
    "Limits",
    "ParsedFile",
    "digest",
    "expand",
    "is_codification_source",
    "parse_apart",
    "parse_file",
    "parse_input",
    "source_files",
]


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file, and the instruments read from it.

    :param name: as shown, never a path of the machine
    :param member: name inside the archive, for a member
    :param sha256: of the file's (or the member's) bytes
    :param format: ``txt``, ``pdf``, ``docx``, ``md``, ``html``, ``akn`` or ``codification``
    :param readings: what the readers saw, in step with ``instruments``; empty for the codification
    :param problems: found in the file; each instrument carries its own beside them
    :param report: the codification's account of every article, where the file is the codification
    """

    name: str
    sha256: str
    size: int
    format: str
    instruments: tuple[Instrument, ...]
    readings: tuple[Reading, ...] = ()
    problems: tuple[Problem, ...] = ()
    member: str | None = None
    report: Any = field(default=None, compare=False)

    def problems_of(self, instrument: Instrument) -> tuple[Problem, ...]:
        """What is wrong with one of its instruments: its own, and the file's where it is the only one."""
        shared = self.problems if len(self.instruments) == 1 else ()
        return tuple(dict.fromkeys((*shared, *instrument.problems)))


def parse_file(path: Path, *, snapshot_date: date | None = None, limits: Limits | None = None) -> ParsedFile:
    """Read a single file (not an archive of files, see :func:`expand`) into instruments.

    :param snapshot_date: when the codification was taken
    :raises IngestError: it cannot be read; the message is one sentence
    """
    return parse_input(Input(path), snapshot_date=snapshot_date, limits=limits)


def parse_input(
    source: Input,
    *,
    snapshot_date: date | None = None,
    limits: Limits | None = None,
    workers: int | None = None,
    progress: Callable[..., None] | None = None,
) -> ParsedFile:
    """Read one input of :func:`expand` into instruments.

    :param workers: processes for the codification
    :param progress: called by the codification reader
    :raises IngestError: it cannot be read; the message is one sentence
    """
    with contained(source.name):
        return structure_file(read_source(source, snapshot_date=snapshot_date, limits=limits, workers=workers, progress=progress))


def parse_apart(
    source: Input,
    *,
    snapshot_date: date | None = None,
    limits: Limits | None = None,
    workers: int | None = None,
    progress: Callable[..., None] | None = None,
) -> ParsedFile:
    """:func:`parse_input` in a process that is ended when the file takes more time or memory than it may.

    :raises IngestError: it cannot be read; the message is one sentence
    """
    if source.error is not None:
        raise source.error
    if is_codification_source(source):  # its files are read apart, one by one
        return parse_input(source, snapshot_date=snapshot_date, limits=limits, workers=workers, progress=progress)
    return run_apart(parse_plain, source, limits, name=source.name)


def parse_plain(source: Input, limits: Limits | None) -> ParsedFile:
    """:func:`parse_input` of a file that is not the codification."""
    return parse_input(source, limits=limits)


def read_source(
    source: Input,
    *,
    snapshot_date: date | None = None,
    limits: Limits | None = None,
    workers: int | None = None,
    progress: Callable[..., None] | None = None,
) -> ParsedFile:
    """The first half of :func:`parse_input`: from bytes to lines. The codification and Akoma Ntoso come out finished.

    :raises IngestError: it cannot be read; the message is one sentence
    """
    limits = limits or default_limits()
    if source.error is not None:
        raise source.error
    if is_codification_source(source):
        return _parse_codification(source, snapshot_date, workers, progress)
    data = read_bytes(source, limits)
    if is_akoma_ntoso(data):
        return _parse_akoma_ntoso(source, data)
    readings = tuple(read_input(source, data, limits))
    problems = tuple(dict.fromkeys(problem for reading in readings for problem in reading.problems))
    return ParsedFile(
        name=source.name,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        format=readings[0].format,
        instruments=(),
        readings=readings,
        problems=problems,
        member=source.member,
    )


def structure_file(parsed: ParsedFile) -> ParsedFile:
    """The second half of :func:`parse_input`: from lines to instruments.

    :raises IngestError: the structure cannot be read; the message is one sentence
    """
    if parsed.instruments or not parsed.readings:
        return parsed
    return replace(parsed, instruments=tuple(_instrument(reading, parsed.name) for reading in parsed.readings))


def _instrument(reading: Reading, name: str) -> Instrument:
    # the parser promises a tree for any input; should it fail, one file is lost and not the batch
    with contained(name, f"Không phân tích được cấu trúc của tệp “{name}”."):
        return read_instrument(reading, name.rsplit("/", 1)[-1])


def is_codification_source(source: Input) -> bool:
    """Whether a source is the codification, which is read as a whole and by processes of its own."""
    from ingest.codification.reader import is_codification

    return source.error is None and source.member is None and is_codification(source.path)


def _parse_akoma_ntoso(source: Input, data: bytes) -> ParsedFile:
    from ingest.readers.akoma_ntoso import read_akoma_ntoso

    reading, instruments = read_akoma_ntoso(data, source.name)
    return ParsedFile(
        name=source.name,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        format=reading.format,
        instruments=instruments,
        readings=(reading,),
        problems=reading.problems,
        member=source.member,
    )


def _parse_codification(
    source: Input, snapshot_date: date | None, workers: int | None, progress: Callable[..., None] | None
) -> ParsedFile:
    from ingest.codification.reader import read_codification

    codification = read_codification(source.path, snapshot_date, workers, progress)
    sha256, size = digest(source.path)
    return ParsedFile(
        name=source.name,
        sha256=sha256,
        size=size,
        format="codification",
        instruments=tuple(codification.instruments),
        report=codification.report,
    )


def digest(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file; of a folder, those of its files in order of name."""
    running, size = hashlib.sha256(), 0
    for file in source_files(path):
        with file.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                running.update(chunk)
                size += len(chunk)
    return running.hexdigest(), size


def source_files(path: Path) -> Iterator[Path]:
    """The files behind a path, in the order in which they are hashed and kept."""
    if path.is_dir():
        yield from sorted(item for item in path.rglob("*") if item.is_file())
    else:
        check_size(path, default_limits())
        yield path
