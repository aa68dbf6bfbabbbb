"""What of storing a large file needs nothing of the base, done before the write lock is taken, so that nobody waits for it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Dialect

from documents.comparison.copies import find_units
from documents.consolidation.head import consolidated_by
from documents.keys import instrument_key
from documents.model import Instrument, Problem, Provision
from documents.paths import DUPLICATE
from documents.structure.completeness import is_complete
from kb.database import tables
from kb.database.storing.arrangement import CODIFICATION
from kb.database.storing.rows import Rows
from kb.database.storing.sources import SourceInfo
from kb.database.storing.text_rows import add_text
from kb.database.storing.texts import Copy, read_copy, with_text_hash

LARGE = 200
"""Provisions of a file from which on preparing it is worth a transaction more."""


@dataclass(frozen=True, slots=True)
class PreparedText:
    """The rows of a copy's text, for a version whose id is reserved."""

    version_id: int
    hashes: Mapping[str, str] | None
    rows: Rows
    ids: dict[str, int]


@dataclass(frozen=True, slots=True)
class StoredText:
    """A version as it was just stored: who works on with it need not read its rows."""

    text_hash: str
    provisions: tuple[Provision, ...]
    ids: dict[str, int]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file whose texts are ready to be written as first texts of their instruments."""

    file_id: int
    copies: tuple[Copy, ...]
    texts: dict[int, PreparedText] = field(default_factory=dict)
    stored: dict[int, StoredText] = field(default_factory=dict)

    def text_of(self, copy: Copy) -> PreparedText | None:
        """The rows of a copy, as long as it is still compared by the same hashes."""
        found = self.texts.pop(id(copy.instrument.provisions), None)
        if found is None or not (found.hashes is None or found.hashes is copy.hashes):
            return None
        self.stored[found.version_id] = StoredText(copy.text_hash, copy.instrument.provisions, found.ids)
        return found


def copies_of(source: SourceInfo, instruments: Sequence[Instrument], problems: Sequence[Problem]) -> Iterator[Copy]:
    """The texts of a file, each under a key that tells it from others; of a consolidated text also the version that it carries."""
    of_file = problems if len(instruments) == 1 else ()
    for instrument in with_consolidated(instruments):
        if "~" in instrument.key and not find_units(instrument.provisions):
            # Neither a number nor a text tells an unread scan from others: its file does.
            key = instrument_key(instrument.metadata, source.sha256)
            instrument = replace(instrument, key=key) if DUPLICATE in key else instrument
        yield read_copy(instrument, source.format == CODIFICATION, is_complete(instrument, of_file))


def with_consolidated(instruments: Iterable[Instrument]) -> Iterator[Instrument]:
    """Instruments, each consolidated text with the one that it consolidates."""
    for instrument in instruments:
        yield instrument
        if (base := consolidated_by(instrument)) is not None:
            yield base


def rows_needed(instruments: Sequence[Instrument]) -> dict[type[tables.Base], int]:
    """How many ids the texts of a file take at most."""
    texts = provisions = notes = places = 0
    for instrument in with_consolidated(instruments):
        texts += 1
        for provision in instrument.walk():
            provisions += 1
            notes += len(provision.notes)
            places += len(provision.text_map) + len(provision.tail_map) + (provision.table is not None)
    return {
        tables.SourceFile: 1,
        tables.Version: texts,
        tables.Provision: provisions,
        tables.Footnote: notes,
        tables.ProvisionPlace: places,
    }


def prepare(
    dialect: Dialect,
    ids: dict[str, Iterator[int]],
    source: SourceInfo,
    instruments: Sequence[Instrument],
    problems: Sequence[Problem],
) -> Prepared:
    """Make the rows of a file's texts."""
    file_id = next(ids[tables.SourceFile.__tablename__])
    made = Prepared(file_id, tuple(copies_of(source, instruments, problems)))
    for copy in made.copies:
        with_text_hash(copy)
        codified = copy.origin == CODIFICATION
        rows, version_id = Rows(dialect, ids), next(ids[tables.Version.__tablename__])
        provisions = copy.instrument.provisions
        ids_ = add_text(rows, version_id, file_id, provisions, {} if codified else copy.hashes, copy.instrument.codified)
        made.texts[id(provisions)] = PreparedText(version_id, None if codified else copy.hashes, rows, ids_)
    return made
