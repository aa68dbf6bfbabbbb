"""The copies of a text that a base has under one key and day: where their words differ, and which is to be trusted more."""

from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations

from sqlalchemy.orm import Session

from documents.comparison.copied_words import Place, is_recognised, places_of
from documents.comparison.copies import compare_units, find_units, hash_units
from kb.database.reading.details import load_trees
from kb.database.reading.reader import versions
from kb.database.reading.records import InstrumentRecord, SourceRecord, VersionRecord
from kb.database.storing import sources
from kb.database.storing.arrangement import CODIFICATION, COMPILED
from kb.database.storing.texts import claim_the_same

_GAZETTE = "congbao.chinhphu.vn"


class Standing(IntEnum):
    """How far a copy is trusted against another one of the same text, the least first."""

    ALTERED = 0
    UNKNOWN = 1
    RECOGNISED = 2  # a scan, whose words may be the reader's
    PUBLISHED = 3
    OFFICIAL = 4
    CODIFICATION = 5
    GAZETTE = 6


@dataclass(frozen=True, slots=True)
class DifferingCopies:
    """Two copies of a text whose words differ.

    :param first: the one that is proposed, where either is
    :param why: what speaks for it; None: nothing tells the two apart
    :param places: where they differ; empty where it is punctuation, upper case or numbering alone
    """

    first: VersionRecord
    second: VersionRecord
    why: Standing | None
    places: tuple[Place, ...]


def standing_of(version: VersionRecord, recognised: bool) -> Standing:
    """How far a version is trusted: as its best source, and not at all where it is an altered copy."""
    if version.sources and all(source.trust == sources.ALTERED for source in version.sources):
        return Standing.ALTERED
    best = max(map(_standing, version.sources), default=Standing.UNKNOWN)
    return min(best, Standing.RECOGNISED) if recognised else best


def _standing(source: SourceRecord) -> Standing:
    if source.trust >= sources.OFFICIAL and source.publisher == _GAZETTE:
        return Standing.GAZETTE
    if source.format == CODIFICATION:
        return Standing.CODIFICATION
    return {sources.OFFICIAL: Standing.OFFICIAL, sources.PUBLISHED: Standing.PUBLISHED}.get(source.trust, Standing.UNKNOWN)


def differing_copies(session: Session, instrument: InstrumentRecord) -> list[DifferingCopies]:
    """Every two copies of an instrument that claim to be the same text and are not, word by word."""
    known = [version for version in versions(session, instrument) if version.origin != COMPILED]
    pairs = [pair for pair in combinations(known, 2) if claim_the_same(*pair)]
    units = {id_: find_units(load_trees(session, id_)[0]) for id_ in {version.id for pair in pairs for version in pair}}
    standing = {version.id: standing_of(version, is_recognised(units.get(version.id, {}))) for version in known}
    hashes = {id_: hash_units(found) for id_, found in units.items()}
    found = []
    for one, other in pairs:
        first, second = (one, other) if standing[one.id] >= standing[other.id] else (other, one)
        differing = compare_units(hashes[first.id], hashes[second.id]).differing
        if differing:
            why = standing[first.id] if standing[first.id] > standing[second.id] else None
            places = places_of(units[first.id], units[second.id], differing)
            found.append(DifferingCopies(first, second, why, places))
    return found
