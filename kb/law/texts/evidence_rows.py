"""Rows that evidence is made of, of many versions in a few statements, and what is known of a provision's effect by them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, func, select

from documents.identity.source_notes import LETTERED
from documents.keys import number_slug
from documents.model import InstrumentType, Kind, ProblemCode
from documents.paths import contains, kind_of, number_of, steps_of, unit_of
from documents.time.timeline import Evidence
from kb.database.reading.details import rows_among, slices
from kb.database.reading.records import of_row
from kb.database.storing.arrangement import COMPILED, CONSOLIDATION, TEXT
from kb.database.tables import (
    CitedInstrument,
    CodifiedArticle,
    EffectivePeriod,
    Instrument,
    Problem,
    Provision,
    ProvisionChange,
    SourceFile,
    Version,
    VersionSource,
)
from kb.law.effects.influences import StatedEnd
from kb.law.effects.newer import exists_from


def _is_inserted(path: str) -> bool:
    """Whether an amendment put an article between others: its number bears a letter."""
    return kind_of(path) is Kind.ARTICLE and not (number_of(path) or "0").isdigit()


def is_inserted(path: str) -> bool:
    """The same of a clause, or what holds a part of one."""
    return any(kind_of(step) is Kind.CLAUSE and LETTERED.fullmatch(number_of(step) or "") for step in steps_of(path))


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
    :param named: the last day that a note of an instrument names, by instrument; ``last_seen`` the last one on which an article of
        it was shown of which no end is told
    """

    codified: dict[tuple[int, str], list[Codified]] = field(default_factory=lambda: defaultdict(list))
    elsewhere: dict[tuple[int, str], list[Codified]] = field(default_factory=lambda: defaultdict(list))
    shown: dict[int, list[Codified]] = field(default_factory=lambda: defaultdict(list))
    texts: dict[int, list[date]] = field(default_factory=lambda: defaultdict(list))
    consolidations: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    kept: dict[int, date] = field(default_factory=dict)
    named: dict[int, date] = field(default_factory=dict)
    last_seen: dict[int, date] = field(default_factory=dict)


SURE_UNTIL = date(2024, 6, 30)
"""The codification's editors name no day up to which it is kept; what was found in it of later changes is incomplete."""


def read_siblings(connection: Connection, instruments: Iterable[int]) -> Siblings:
    """All versions of some instruments, and what is codified in them."""
    found = Siblings()
    siblings: dict[int, int] = {}
    asked = select(Version.id, Version.instrument_id, Version.origin, Version.valid_from)
    for row in rows_among(connection, asked, Version.instrument_id, instruments):
        siblings[row.id] = row.instrument_id
        if row.origin != COMPILED and row.valid_from is not None:
            found.texts[row.instrument_id].append(row.valid_from)
        if row.origin == CONSOLIDATION:
            found.consolidations[row.instrument_id].append(row.id)
    seen: dict[int, date] = {}
    taken = select(VersionSource.version_id, SourceFile.snapshot_on).join(SourceFile, SourceFile.id == VersionSource.file_id)
    taken = taken.where(SourceFile.snapshot_on.is_not(None))
    for version, day in rows_among(connection, taken, VersionSource.version_id, siblings):
        seen[version] = max(day, seen.get(version, day))
    shown = (
        select(
            Provision.version_id,
            Provision.path,
            CodifiedArticle.anchor,
            CodifiedArticle.topic_code.label("topic"),
            CodifiedArticle.effective_from,
            CodifiedArticle.wording_from,
            CodifiedArticle.amended_by,
            CodifiedArticle.effective_to,
            CodifiedArticle.suspended_from,
        )
        .join(CodifiedArticle, CodifiedArticle.provision_id == Provision.id)
        .order_by(CodifiedArticle.provision_id)
    )
    articles = list(rows_among(connection, shown, Provision.version_id, siblings))
    newest: dict[int, date] = {}
    for row in articles:
        if row.wording_from is not None:
            newest[row.version_id] = max(row.wording_from, newest.get(row.version_id, row.wording_from))
    for row in articles:
        version, wording = row.version_id, row.wording_from
        if wording is None and not row.amended_by and _is_inserted(row.path):
            wording = newest.get(version, seen.get(version))
        codified = of_row(
            Codified,
            row,
            wording_from=wording,
            amended=wording is not None or bool(row.amended_by),
            seen_on=seen.get(version),
            amended_by=frozenset(map(number_slug, row.amended_by)),
        )
        instrument, last = siblings[version], seen.get(version, SURE_UNTIL)
        found.codified[version, row.path].append(codified)
        found.elsewhere[instrument, row.path].append(codified)
        found.shown[version].append(codified)
        if codified.seen_on and not row.effective_to:
            found.last_seen[instrument] = max(codified.seen_on, found.last_seen.get(instrument, codified.seen_on))
        named = [day for day in (row.effective_from, wording) if day is not None and day <= last]
        found.kept[instrument] = max([found.kept.get(instrument, SURE_UNTIL), *named])
        found.named[instrument] = max([found.named.get(instrument, date.min), *named])
    return found


def read_issue(connection: Connection, instruments: Iterable[int]) -> tuple[dict[int, date], dict[int, tuple[date, str]]]:
    """Before which day each instrument was not there; and the day and the number of those that are consolidated texts: they show
    law of that day, and make none.
    """
    issued: dict[int, date] = {}
    merged: dict[int, tuple[date, str]] = {}
    asked = select(Instrument.id, Instrument.key, Instrument.type, Instrument.issued_on, Instrument.number)
    for row in rows_among(connection, asked, Instrument.id, instruments):
        if day := exists_from(row.issued_on, row.number):
            issued[row.id] = day
        if row.issued_on and row.type == InstrumentType.CONSOLIDATED_TEXT.value:
            merged[row.id] = row.issued_on, row.number or row.key
    return issued, merged


def read_starts(connection: Connection, instruments: Iterable[int]) -> dict[int, set[date]]:
    """The first days that the texts of instruments name for the whole, where there are several texts."""
    found: dict[int, set[date]] = defaultdict(set)
    for part in slices(sorted(instruments)):
        texts = (Version.instrument_id.in_(part), Version.origin == TEXT)
        several = select(Version.instrument_id).where(*texts).group_by(Version.instrument_id).having(func.count() > 1)
        rows = connection.execute(
            select(Version.instrument_id, EffectivePeriod.start, EffectivePeriod.scope)
            .join(EffectivePeriod, EffectivePeriod.version_id == Version.id)
            .where(Version.instrument_id.in_(several), Version.origin == TEXT, EffectivePeriod.start.is_not(None))
        )
        for instrument, start, scope in rows:
            if start is not None and not scope:
                found[instrument].add(start)
    return found


def count_articles(connection: Connection, version: int) -> int:
    """How many articles a version has."""
    wanted = (Provision.version_id == version, Provision.kind == Kind.ARTICLE.value)
    return connection.scalar(select(func.count()).select_from(Provision).where(*wanted)) or 0


def read_changes(
    connection: Connection, versions: Iterable[int]
) -> tuple[dict[tuple[int, str], date], dict[tuple[int, str], frozenset[str]]]:
    """Since when the units of compiled versions have their wording, where something changed them; and slugs of the numbers of those
    whose changes they have out of a consolidated text.
    """
    changed: dict[tuple[int, str], date] = {}
    noted: dict[tuple[int, str], frozenset[str]] = {}
    row, cited = ProvisionChange, CitedInstrument
    asked = select(row.version_id, row.path, row.since, row.origin, cited.number_slug).outerjoin(cited, cited.id == row.cited_id)
    for version, path, since, origin, slug in rows_among(connection, asked, row.version_id, versions):
        unit = (version, unit_of(path))
        if since is not None:
            changed[unit] = max(since, changed.get(unit, since))
        if origin == CONSOLIDATION and slug:
            noted[unit] = noted.get(unit, frozenset()) | {slug}
    return changed, noted


def read_excerpts(connection: Connection, versions: Iterable[int]) -> frozenset[int]:
    """Versions that are excerpts: some file of theirs is one, and none is complete."""
    found: set[int] = set()
    link, wanted = VersionSource, set(versions)
    # The files with such a problem are few; thousands of versions share the file of the codification, with thousands of others.
    told = connection.execute(select(Problem.file_id, Problem.version_id).where(Problem.code == ProblemCode.EXCERPT.value)).all()
    of_file: dict[int, set[int | None]] = defaultdict(set)
    for file, version in told:
        if file is not None:
            of_file[file].add(version)
    partial = select(link.version_id, link.file_id).join(Version, Version.id == link.version_id).where(Version.partial)
    for version, file in rows_among(connection, partial, link.file_id, of_file):
        if version in wanted and of_file[file] & {None, version}:
            found.add(version)
    return frozenset(found)


def read_groups(connection: Connection, named: Mapping[int, set[str]]) -> dict[int, dict[str, frozenset[str]]]:
    """The articles below parts, chapters and sections, by version.

    :param named: the paths of these
    """
    found: dict[int, dict[str, frozenset[str]]] = {}
    for version, wanted in named.items():
        rows = connection.execute(
            select(Provision.id, Provision.parent_id, Provision.path, Provision.kind)
            .where(Provision.version_id == version)
            .order_by(Provision.position)
        ).all()
        above: dict[int, frozenset[str]] = {}
        groups: dict[str, set[str]] = {scope: set() for scope in wanted}
        for row in rows:
            up = above.get(row.parent_id, frozenset()) if row.parent_id is not None else frozenset()
            above[row.id] = up | {row.path} if row.path in wanted else up
            if row.kind == Kind.ARTICLE.value:
                for scope in up:
                    groups[scope].add(row.path)
        found[version] = {scope: frozenset(paths) for scope, paths in groups.items()}
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """What the base knows of a provision's effect.

    :param amended: something is known to have amended it, ``amended_from`` not before that day
    :param anchors: the codification's ids of it
    :param ends: the last days that its own text and the codification name
    """

    evidence: Evidence
    amended: bool = False
    amended_from: date | None = None
    anchors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    ends: tuple[StatedEnd, ...] = field(default=(), compare=False)


def depth_of(scope: str, path: str, groups: dict[str, frozenset[str]]) -> int:
    """How near a scope stands above a provision: 0 where it is not above it."""
    if contains(scope, path):
        return 1 + len(steps_of(scope))
    return 1 if scope in groups and unit_of(path) in groups[scope] else 0


def names_in(articles: Iterable[Codified]) -> Iterator[str]:
    """The numbers that the codification's notes of some articles name."""
    return (number for article in articles for number in article.amended_by)


def from_codification(articles: list[Codified], kept_until: date | None) -> Standing:
    """What the codification says of an article, wherever it shows it.

    :param kept_until: the day up to which its words of the instrument are known
    """
    ended = (article for article in articles if article.effective_to)
    reworded = [article.wording_from for article in articles if article.amended]
    return Standing(
        Evidence(
            effective_from=next((article.effective_from for article in articles if article.effective_from), None),
            wording_from=max((article.wording_from for article in articles if article.wording_from), default=None),
            seen_on=max((article.seen_on for article in articles if article.seen_on), default=None),
            suspended_from=min((article.suspended_from for article in articles if article.suspended_from), default=None),
            kept_until=kept_until,
        ),
        amended=bool(reworded),
        amended_from=min(filter(None, reworded), default=None) if all(reworded) else None,
        anchors=tuple(dict.fromkeys(article.anchor for article in articles)),
        topics=tuple(dict.fromkeys(article.topic for article in articles)),
        ends=tuple(StatedEnd(item.effective_to, item.path, seen_on=item.seen_on) for item in ended if item.effective_to),
    )
