"""A text about to be stored, the versions that the base has of its instrument, and whether they may be of the same day."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.comparison.copies import Comparison, Units, find_units, hash_as_it_stands, hash_text, hash_units
from documents.model import Instrument, InstrumentType, Kind, Provision
from documents.paths import kind_of, number_of, parent_of
from kb.database import tables
from kb.database.reading.records import VersionRecord, of_row
from kb.database.reading.trees import load_trees
from kb.database.storing.arrangement import CODIFICATION, COMPILED, CONSOLIDATION
from kb.database.storing.sources import UNKNOWN_TRUST

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
