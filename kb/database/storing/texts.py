"""A text about to be stored, the versions that the base has of its instrument, and whether they may be of the same day.

What of storing a large file needs nothing of the base is done before the write lock is taken, so that nobody waits for it.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Dialect, select
from sqlalchemy.orm import Session

from documents.comparison.copies import Comparison, Units, find_units, hash_as_it_stands, hash_text, hash_units
from documents.consolidation.head import consolidated_by
from documents.keys import instrument_key
from documents.model import Instrument, InstrumentType, Kind, Problem, Provision
from documents.paths import DUPLICATE, kind_of, number_of, parent_of
from documents.structure.completeness import is_complete
from kb.database import tables
from kb.database.reading.details import load_trees
from kb.database.reading.records import VersionRecord, of_row
from kb.database.storing.arrangement import CODIFICATION, COMPILED, CONSOLIDATION
from kb.database.storing.rows import Rows
from kb.database.storing.sources import UNKNOWN_TRUST, SourceInfo
from kb.database.storing.text_rows import add_text

PLAIN = frozenset({"txt"})
"""Formats that hold no tables and columns."""

_INSERTED = re.compile(r"\d+[a-zđ]+")


@dataclass(slots=True)
class Copy:
    """A text about to be stored, and what there is to compare it by."""

    instrument: Instrument
    origin: str
    valid_from: date | None
    complete: bool
    units: dict[str, Provision] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    text_hash: str = ""


@dataclass(slots=True)
class Held:
    """A version of the base, as far as it matters here.

    :param trust: of its most trusted source
    :param plain: all its sources are plain text, which holds no tables and columns
    :param set_aside: annexes that it has without their layout were left out in comparing
    """

    id: int
    valid_from: date | None
    origin: str
    partial: bool
    text_hash: str
    hashes: Units
    trust: int
    snapshots: frozenset[date | None]
    plain: bool = False
    set_aside: bool = False


def read_copy(instrument: Instrument, codified: bool, complete: bool) -> Copy:
    """A text as it comes from a file."""
    if instrument.standing is not None:
        standing = instrument.standing
        complete = complete and standing.origin != CODIFICATION
        return with_units(Copy(instrument, standing.origin, standing.valid_from, complete))
    if codified:
        return Copy(instrument, CODIFICATION, _codified_from(instrument), complete=False)
    origin = CONSOLIDATION if instrument.metadata.type is InstrumentType.CONSOLIDATED_TEXT else "text"
    return with_units(Copy(instrument, origin, _start(instrument), complete))


def load_held(session: Session, instrument_id: int, units: bool = True, like: str | None = None) -> list[Held]:
    """The versions of an instrument that files carry, in order of recording.

    :param like: only those that a text of this origin is compared with: consolidated texts are compared among themselves, since
        they say of the same words another day
    """
    version, link, file = tables.Version, tables.VersionSource, tables.SourceFile
    rows = session.execute(
        select(version.id, version.valid_from, version.origin, version.partial, version.text_hash)
        .where(version.instrument_id == instrument_id, version.origin != COMPILED)
        .order_by(version.number)
    ).all()
    if like is not None:
        rows = [row for row in rows if (row.origin == CONSOLIDATION) == (like == CONSOLIDATION)]
    found = []
    for row in rows:
        sources = session.execute(
            select(link.trust, file.snapshot_on, file.format).join(file, file.id == link.file_id).where(link.version_id == row.id)
        ).all()
        hashes = _stored_hashes(session, row.id) if units else {}
        codifications = [source for source in sources if source.format == CODIFICATION]
        found.append(
            of_row(
                Held,
                row,
                hashes=hashes,
                trust=max((source.trust for source in sources), default=UNKNOWN_TRUST),
                snapshots=frozenset(source.snapshot_on for source in codifications),
                plain=bool(sources) and all(source.format in PLAIN for source in sources),
                set_aside=False,
            )
        )
    return found


def _stored_hashes(session: Session, version_id: int) -> dict[str, str]:
    provision = tables.Provision
    statement = (
        select(provision.path, provision.text_hash)
        .where(provision.version_id == version_id, provision.text_hash.is_not(None))
        .order_by(provision.position)
    )
    hashes = {path: digest for path, digest in session.execute(statement) if digest is not None}
    return hashes or hash_units(find_units(load_trees(session, version_id)[0]))


def with_units(copy: Copy) -> Copy:
    """The text with its units and all hashes."""
    if not copy.units:
        copy.units = find_units(copy.instrument.provisions)
        copy.hashes = hash_units(copy.units)
    return with_text_hash(copy)


def with_text_hash(copy: Copy) -> Copy:
    """The text with the hash that names it among the versions of its instrument."""
    if not copy.text_hash:
        by_units = copy.origin != CODIFICATION
        copy.text_hash = hash_text(copy.hashes) if by_units else hash_as_it_stands(copy.instrument.provisions)
        if copy.origin == CONSOLIDATION and copy.instrument.metadata.type is not InstrumentType.CONSOLIDATED_TEXT:
            # The text as it was issued may read the same, and is another version of the same instrument.
            said = f"{CONSOLIDATION}\n{copy.valid_from}\n{copy.text_hash}"
            copy.text_hash = hashlib.sha256(said.encode()).hexdigest()
    return copy


def _start(instrument: Instrument) -> date | None:
    return next((period.start for period in instrument.metadata.effective if not period.scope and period.start), None)


def _codified_from(instrument: Instrument) -> date | None:
    """Since when the codified wording as a whole holds: the last amendment that the notes name, else its first effect."""
    amended = [item.wording_from for item in instrument.codified.values() if item.wording_from]
    if amended:
        return max(amended)
    return _start(instrument) or min(
        (item.effective_from for item in instrument.codified.values() if item.effective_from), default=None
    )


def same_day(first: date | None, second: date | None) -> bool:
    """Whether two days of effect may be the same: one of them may be unknown."""
    return first is None or second is None or first == second


Dated = Copy | Held | VersionRecord


def claim_the_same(first: Dated, second: Dated) -> bool:
    """Whether two copies claim to have the same words: of one kind from one day, or of the codification from a text's own day."""
    if first.origin == second.origin:
        return same_day(first.valid_from, second.valid_from)
    both = {first.origin, second.origin} == {CODIFICATION, "text"}
    return both and first.valid_from is not None and first.valid_from == second.valid_from


def inserted(comparison: Comparison, copy: Copy, version: Held) -> bool:
    """Whether one of two complete texts has articles that amendments inserted (Điều 5a), so that it is no fuller copy."""
    if not copy.complete or version.partial or comparison.differing:
        return False
    return any(_is_inserted(path) for path in (*comparison.only_first, *comparison.only_second))


def _is_inserted(path: str) -> bool:
    return kind_of(path) is Kind.ARTICLE and not parent_of(path) and _INSERTED.fullmatch(number_of(path) or "") is not None


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
