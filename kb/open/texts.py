"""The texts that somebody names: a file, or a key or citation of the base."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, repeat
from pathlib import Path

from documents.errors import KeyFormatError
from documents.model import Instrument, Line, Problem
from documents.structure.completeness import is_complete
from kb.base import KnowledgeBase
from kb.database.reading.reader import find_instrument, load_version, versions
from kb.database.reading.records import LoadedVersion, VersionRecord
from kb.database.storing.arrangement import COMPILED, read_of_day
from kb.errors import BaseNotOpenedError, InvalidQueryError
from kb.open.objects import Json


@dataclass(frozen=True, slots=True)
class Named:
    """An instrument that a command was given.

    :param source: the ``source`` object: the file, or the stored version
    :param problems: of the file
    :param loaded: the stored version, None of a file
    """

    instrument: Instrument
    source: Json
    problems: Sequence[Problem] = ()
    loaded: LoadedVersion | None = None

    @property
    def version(self) -> VersionRecord | None:
        """The stored version without its text."""
        return self.loaded.version if self.loaded else None


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
    from kb.search.reading.understanding import may_name  # only here, as below: a file is compared without what search knows

    if not may_name(source):
        raise InvalidQueryError("source_unknown", source=source)
    with KnowledgeBase(create=False) as base:
        try:
            found, place = load_stored(base, source, day=day, first=first)
        except KeyFormatError:
            raise InvalidQueryError("source_unknown", source=source) from None
    return [found], place


def load_stored(base: KnowledgeBase, text: str, *, day: date | None = None, first: bool = False) -> tuple[Named, str | None]:
    """The instrument of a base that a key or a citation names, and the path that it names in it; see :func:`load`.

    :raises KeyFormatError: it is neither
    """
    from kb.search.reading.understanding import read_key

    with base.session() as session:
        key = read_key(base.engine, text)
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
    return Named(instrument, shown, loaded=loaded), key.path


def read_file(path: Path) -> Iterator[tuple[Instrument, Json, Sequence[Problem]]]:
    """The instruments of a file, each with the ``source`` object of the file, and with what was wrong with that.

    :raises IngestError: it cannot be read
    """
    from ingest.files.inputs import expand  # only here, as below: what reads files is not needed for a text of the base
    from ingest.parsing import parse_apart

    for parsed in map(parse_apart, expand(path)):
        aside = chain((list(reading.furniture) for reading in parsed.readings), repeat([]))  # one reading may be of several
        for instrument, set_aside in zip(parsed.instruments, aside, strict=False):
            problems = parsed.problems_of(instrument)
            source = {"file": parsed.name, "format": parsed.format, "sha256": parsed.sha256}
            yield instrument, {**source, "complete": is_complete(instrument, problems), "set_aside": set_aside}, problems


def words_of_file(path: Path) -> str:
    """The plain text of any file that can be read: a paragraph is a line.

    :raises IngestError: it cannot be read
    """
    from ingest.apart import run_apart
    from ingest.files.inputs import expand, open_source
    from ingest.parsing import read_source

    read = [run_apart(read_source, open_source(source), name=source.name) for source in expand(path)]
    return "\n".join(_paragraphs(line for parsed in read for reading in parsed.readings for line in reading.lines))


_BEGINS = re.compile(r"\W*(?:Điều\s+\d|Chương\s|\d{1,3}[.)]|[a-zđ]\)|[-–+•*]\s|Căn cứ)")


def _paragraphs(lines: Iterable[Line]) -> Iterator[str]:
    """Lines of a page put together; where the layout does not tell, a sentence that was not ended goes on."""
    text = ""
    for line in lines:
        words = "\n".join(" | ".join(row) for row in line.table.rows) if line.table is not None else line.text
        goes_on = line.starts_paragraph is None and not _BEGINS.match(words) and text[-1:] not in ".;:!?”" and words[:1].islower()
        if text and (line.starts_paragraph is False or goes_on):
            text = f"{text} {words}"
            continue
        if text:
            yield text
        text = words
    yield text


@contextmanager
def opened_if_there() -> Iterator[KnowledgeBase | None]:
    """The base at KB_HOME, None where there is none."""
    try:
        base = KnowledgeBase(create=False)
    except BaseNotOpenedError:
        yield None
        return
    with base:
        yield base
