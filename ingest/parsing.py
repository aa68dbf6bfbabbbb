"""From a file to instruments: the pure step that `kb parse` and the ingest pipeline share. Nothing is stored here."""

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from documents.instrument import read_instrument
from documents.model import Instrument, Problem, Reading
from ingest.apart import run_apart
from ingest.errors import FileTooLargeError, UnreadableFileError, contained
from ingest.files.inputs import open_source
from ingest.files.source import Input, Limits, Source, default_limits
from ingest.readers.registry import Options, read

_MOST_PROVISIONS = 50_000
"""Ten times those of the longest code. To store and link so many takes half a minute, in which nobody else can store anything."""


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file, and the instruments read from it.

    :param name: as shown, never a path of the machine
    :param sha256: of the file's (or the member's) bytes
    :param format: the name of its reader: ``txt``, ``pdf``, ``docx``, ``md``, ``html``, ``akn`` or ``codification``
    :param readings: what the readers saw, in step with ``instruments``; empty for the codification
    :param problems: found in the file; each instrument carries its own beside them
    :param report: the codification's account of every article, where the file is the codification
    :param parts: of a folder, the names and sizes of its files
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
    reader_version: int = 0
    parts: tuple[tuple[str, int], ...] = ()

    def problems_of(self, instrument: Instrument) -> tuple[Problem, ...]:
        """What is wrong with one of its instruments: its own, and the file's where it is the only one."""
        shared = self.problems if len(self.instruments) == 1 else ()
        return tuple(dict.fromkeys((*shared, *instrument.problems)))


def parse_file(path: Path, *, snapshot_date: date | None = None) -> ParsedFile:
    """Read a single file (not an archive of files, see :func:`ingest.files.inputs.expand`) into instruments.

    :raises IngestError: it cannot be read
    """
    return parse_input(Input(path), snapshot_date=snapshot_date)


def parse_input(source: Input | Source, limits: Limits | None = None, *, snapshot_date: date | None = None) -> ParsedFile:
    """Read one input of :func:`ingest.files.inputs.expand` into instruments.

    :raises IngestError: it cannot be read
    """
    with contained(source.name):
        parsed = read_source(source, Options(limits or default_limits(), snapshot_date))
        instruments = parsed.instruments or tuple(_instrument(reading, parsed.name) for reading in parsed.readings)
        if any(sum(1 for _ in instrument.walk()) > _MOST_PROVISIONS for instrument in instruments):
            raise FileTooLargeError("text_provisions", name=parsed.name, most=_MOST_PROVISIONS)
        return replace(parsed, instruments=instruments)


def parse_apart(source: Input | Source) -> ParsedFile:
    """:func:`parse_input` in a process that is ended when the file takes more time or memory than it may.

    :raises IngestError: it cannot be read
    """
    opened = open_source(source)
    if opened.whole:  # its files are read apart, one by one
        return parse_input(opened)
    return run_apart(parse_input, opened, name=source.name)


def read_source(source: Input | Source, options: Options | None = None) -> ParsedFile:
    """The first half of :func:`parse_input`: from bytes to lines. The codification and Akoma Ntoso come out finished.

    :raises IngestError: it cannot be read
    """
    options = options or Options(default_limits())
    opened = open_source(source, options.limits)
    reader, found = read(opened, options)
    return ParsedFile(
        name=opened.name,
        sha256=opened.sha256,
        size=opened.size,
        format=reader.name,
        instruments=found.instruments,
        readings=found.readings,
        problems=tuple(dict.fromkeys(problem for reading in found.readings for problem in reading.problems)),
        member=opened.member,
        report=found.account,
        reader_version=reader.version,
        parts=opened.parts,
    )


def _instrument(reading: Reading, name: str) -> Instrument:
    # the parser promises a tree for any input; should it fail, one file is lost and not the batch
    with contained(name, lambda: UnreadableFileError("file_structure", name=name)):
        return read_instrument(reading, name.rsplit("/", 1)[-1])
