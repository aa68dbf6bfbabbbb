"""The versions of instruments, and the articles in them that the official codification shows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, select

from documents.keys import number_slug
from documents.model import Kind
from documents.paths import kind_of, number_of
from kb.database.reading.details import slices
from kb.database.storing.arrangement import COMPILED, CONSOLIDATION
from kb.database.tables import CodifiedArticle, Provision, SourceFile, Version, VersionSource


def _is_inserted(path: str) -> bool:
    """Whether an amendment put an article between others: its number bears a letter."""
    return kind_of(path) is Kind.ARTICLE and not (number_of(path) or "0").isdigit()


@dataclass(frozen=True, slots=True)
class Codified:
    """What the codification shows of an article.

    :param wording_from: the day since which its words hold, as its note says; where that does not say so of what was inserted, the
        day of the last amendment that a note of the same text names, else that on which it was seen
    :param seen_on: the day on which it was last taken
    :param amended_by: slugs of the numbers that its note names
    """

    path: str
    anchor: str
    topic: str
    effective_from: date | None
    wording_from: date | None
    amended: bool
    seen_on: date | None
    effective_to: date | None
    suspended_from: date | None
    amended_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Siblings:
    """What stands in all versions of some instruments.

    :param codified: codified articles by version and path; ``elsewhere`` by instrument and path; ``shown`` by version
    :param texts: first days of the texts of an instrument that nobody compiled; ``consolidations`` its consolidated texts
    :param kept: up to which day its codified words are known, by instrument: that of the last change that a note of it names. What
        is named elsewhere in its topic says nothing: of 38 changes of which the codification did not know, 15 are before the last
        one that their topic names, 2 before that of their instrument.
    """

    codified: dict[tuple[int, str], list[Codified]] = field(default_factory=lambda: defaultdict(list))
    elsewhere: dict[tuple[int, str], list[Codified]] = field(default_factory=lambda: defaultdict(list))
    shown: dict[int, list[Codified]] = field(default_factory=lambda: defaultdict(list))
    texts: dict[int, list[date]] = field(default_factory=lambda: defaultdict(list))
    consolidations: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    kept: dict[int, date] = field(default_factory=dict)


SURE_UNTIL = date(2024, 6, 30)
"""The codification's editors name no day up to which it is kept; what was found in it of later changes is incomplete."""


def read_siblings(connection: Connection, instruments: Iterable[int]) -> Siblings:
    """All versions of some instruments, and what is codified in them."""
    found = Siblings()
    siblings: dict[int, int] = {}
    for part in slices(sorted(instruments)):
        rows = connection.execute(
            select(Version.id, Version.instrument_id, Version.origin, Version.valid_from).where(Version.instrument_id.in_(part))
        )
        for row in rows:
            siblings[row.id] = row.instrument_id
            if row.origin != COMPILED and row.valid_from is not None:
                found.texts[row.instrument_id].append(row.valid_from)
            if row.origin == CONSOLIDATION:
                found.consolidations[row.instrument_id].append(row.id)
    seen: dict[int, date] = {}
    for part in slices(sorted(siblings)):
        snapshots = connection.execute(
            select(VersionSource.version_id, SourceFile.snapshot_on)
            .join(SourceFile, SourceFile.id == VersionSource.file_id)
            .where(VersionSource.version_id.in_(part), SourceFile.snapshot_on.is_not(None))
        )
        for version, day in snapshots:
            if day:
                seen[version] = max(day, seen.get(version, day))
        articles = connection.execute(
            select(
                Provision.version_id,
                Provision.path,
                CodifiedArticle.anchor,
                CodifiedArticle.topic_code,
                CodifiedArticle.effective_from,
                CodifiedArticle.wording_from,
                CodifiedArticle.amended_by,
                CodifiedArticle.effective_to,
                CodifiedArticle.suspended_from,
            )
            .join(CodifiedArticle, CodifiedArticle.provision_id == Provision.id)
            .where(Provision.version_id.in_(part))
            .order_by(CodifiedArticle.provision_id)
        ).all()
        newest: dict[int, date] = {}
        for row in articles:
            if row.wording_from is not None:
                newest[row.version_id] = max(row.wording_from, newest.get(row.version_id, row.wording_from))
        for version, path, anchor, topic, effective, wording, amended_by, end, suspended in articles:
            if wording is None and not amended_by and _is_inserted(path):
                wording = newest.get(version, seen.get(version))
            amended = wording is not None or bool(amended_by)
            numbers = frozenset(map(number_slug, amended_by)) if amended_by else frozenset()
            codified = Codified(
                path=path,
                anchor=anchor,
                topic=topic,
                effective_from=effective,
                wording_from=wording,
                amended=amended,
                seen_on=seen.get(version),
                effective_to=end,
                suspended_from=suspended,
                amended_by=numbers,
            )
            found.codified[version, path].append(codified)
            found.elsewhere[siblings[version], path].append(codified)
            found.shown[version].append(codified)
            instrument, last = siblings[version], seen.get(version, SURE_UNTIL)
            named = [day for day in (effective, wording) if day is not None and day <= last]
            found.kept[instrument] = max([found.kept.get(instrument, SURE_UNTIL), *named])
    return found
