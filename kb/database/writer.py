"""Storing what was read from a file: which instruments, which versions, which sources.

A file is stored in one transaction, that of the session given. What a text is to the base is decided by comparing it with the
versions that are there:

- the same text: another source of that version;
- a part of a version: an incomplete source of it;
- a version's text and more: that version grows, and its earlier sources are incomplete ones;
- another text: another version. From another day on, it is an amended text; from the same day on, a corrected or altered copy.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from documents.model import Instrument, InstrumentType, Kind, Problem, ProblemCode, Provision
from kb.database import tables
from kb.database.arrangement import CODIFICATION, arrange
from kb.database.copies import (
    AROUND_UNITS,
    Comparison,
    Units,
    compare_units,
    find_units,
    hash_as_it_stands,
    hash_text,
    hash_units,
    looks_altered,
    missing_articles,
    name_path,
)
from kb.database.identity import Identities, Known, move_sources, remove_text, remove_version, with_content_key
from kb.database.reader import codified_of
from kb.database.rows import RowWriter
from kb.database.state import count_change
from kb.database.text_rows import add_codified, add_text, extend_text, missing_codified
from kb.database.trees import load_trees

OFFICIAL, PUBLISHED, UNKNOWN_TRUST, ALTERED = 3, 2, 1, 0
"""How much a source is trusted."""

INCOMPLETE = frozenset({ProblemCode.TRUNCATED, ProblemCode.MISSING_ARTICLE, ProblemCode.NEEDS_OCR, ProblemCode.EXCERPT})
"""Problems that say that something of the text is missing."""

_INSERTED = re.compile(r"dieu-\d+[a-zđ]+")
_NAMED = 12  # provisions named in a message


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """A file that was read.

    :param name: as shown, for a member of an archive ``archive.zip/member.html``
    :param trust: 3 official, 2 known publisher, 1 unknown
    :param snapshot_on: when the codification was taken
    :param claims: what the publisher says beside the text
    """

    name: str
    sha256: str
    size: int
    format: str
    member: str | None = None
    trust: int = UNKNOWN_TRUST
    publisher: str | None = None
    url: str | None = None
    snapshot_on: date | None = None
    pages: int | None = None
    pages_without_text: tuple[int, ...] = ()
    claims: Mapping[str, Any] = field(default_factory=dict)
    furniture: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredInstrument:
    """What a file had of an instrument."""

    key: str
    articles: int
    provisions: int


@dataclass(frozen=True, slots=True)
class StoreResult:
    """What became of a file.

    :param status: ``stored``, ``unchanged``, ``new_version``, ``new_source`` or ``incomplete``
    :param problems: of the file, of its instruments, and found in comparing them with the base
    :param versions: ids of versions whose text, sources or rank changed, or that are gone: the index has to look at them
    """

    status: str
    instruments: tuple[StoredInstrument, ...]
    problems: tuple[Problem, ...] = ()
    versions: tuple[int, ...] = ()


def store(
    session: Session,
    source: SourceInfo,
    instruments: Sequence[Instrument],
    problems: Iterable[Problem] = (),
    recorded_at: datetime | None = None,
) -> StoreResult:
    """Store a file's instruments. Storing a file again changes nothing. The caller commits.

    :param session: of ``KnowledgeBase.session(write=True)``
    :param problems: found in the file as a whole
    """
    file_id = session.scalar(select(tables.SourceFile.id).where(tables.SourceFile.sha256 == source.sha256))
    if file_id is not None:
        return StoreResult("unchanged", stored_instruments(session, file_id))
    return _Store(session, source, recorded_at or datetime.now(UTC)).store(instruments, tuple(problems))


def is_stored(session: Session, sha256: str) -> bool:
    """Whether a file with this content is in the base."""
    return session.scalar(select(tables.SourceFile.id).where(tables.SourceFile.sha256 == sha256)) is not None


def stored_instruments(session: Session, file_id: int) -> tuple[StoredInstrument, ...]:
    """The instruments that a file of the base carries, with the numbers of articles and provisions that it has of each."""
    instrument, version, link, provision = tables.Instrument, tables.Version, tables.VersionSource, tables.Provision
    links = session.execute(
        select(instrument.key, version.id, link.complete, link.units)
        .join(version, version.instrument_id == instrument.id)
        .join(link, link.version_id == version.id)
        .where(link.file_id == file_id)
        .order_by(version.id)
    ).all()
    held: dict[int, list[tuple[str, str]]] = {row.id: [] for row in links}
    rows = select(provision.version_id, provision.path, provision.kind).join(link, link.version_id == provision.version_id)
    for version_id, path, kind in session.execute(rows.where(link.file_id == file_id)):
        held[version_id].append((path, kind))
    found: dict[str, StoredInstrument] = {}
    for row in links:
        units = set(row.units)
        parts = [kind for path, kind in held[row.id] if row.complete or not units or _unit_of(path, units)]
        found.setdefault(row.key, StoredInstrument(row.key, parts.count(Kind.ARTICLE.value), len(parts)))
    return tuple(found.values())


def _unit_of(path: str, units: set[str]) -> bool:
    steps = path.split("/")
    return any("/".join(steps[:count]) in units for count in range(1, len(steps) + 1))


@dataclass(slots=True)
class _Copy:
    """A text about to be stored, and what there is to compare it by."""

    instrument: Instrument
    origin: str
    valid_from: date | None
    complete: bool
    units: dict[str, Provision] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    text_hash: str = ""
    noted: bool = False


@dataclass(slots=True)
class _Held:
    """A version of the base, as far as it matters here."""

    id: int
    valid_from: date | None
    origin: str
    partial: bool
    text_hash: str
    hashes: Units
    trust: int
    snapshots: frozenset[date | None]


class _Store:
    def __init__(self, session: Session, source: SourceInfo, now: datetime) -> None:
        self._session = session
        self._source = source
        self._now = now
        self._rows = RowWriter(session)
        self._file_id = self._rows.new_id(tables.SourceFile)
        self._file_problems: tuple[Problem, ...] = ()
        self._problems: list[Problem] = []
        self._linked: dict[int, set[str]] = {}
        self._changed: dict[int, None] = {}

    def store(self, instruments: Sequence[Instrument], problems: tuple[Problem, ...]) -> StoreResult:
        self._file_problems = problems
        self._problems += problems
        instruments = [self._nameable(instrument) for instrument in instruments]
        identities = Identities(self._session, self._rows, instruments)
        self._add_file()
        elsewhere = {problem for instrument in instruments for problem in instrument.problems}
        for problem in problems:
            if problem not in elsewhere:
                self._add_problem(problem)
        stored, statuses = [], []
        for instrument in instruments:
            copy = self._copy(instrument, alone=len(instruments) == 1)
            known = identities.find(instrument, lambda id_, copy=copy: self._same_text(id_, copy))  # type: ignore[misc]
            statuses.append(self._store(known, copy))
            parts = [provision.kind for provision in instrument.walk()]
            stored.append((known, parts.count(Kind.ARTICLE), len(parts)))
            if self._source.format != CODIFICATION:
                self._problems += instrument.problems
        status = self._status(statuses)
        self._rows.flush()
        self._session.execute(update(tables.SourceFile).where(tables.SourceFile.id == self._file_id).values(status=status))
        if self._changed:
            count_change(self._session, self._changed)
        return StoreResult(
            status=status,
            instruments=tuple(StoredInstrument(known.key, articles, parts) for known, articles, parts in stored),
            problems=tuple(dict.fromkeys(self._problems)),
            versions=tuple(self._changed),
        )

    def _nameable(self, instrument: Instrument) -> Instrument:
        if "~" in instrument.key and not find_units(instrument.provisions):
            return with_content_key(instrument, self._source.sha256)
        return instrument

    def _status(self, statuses: Sequence[str]) -> str:
        if self._source.format != CODIFICATION and any(problem.code is ProblemCode.NEEDS_OCR for problem in self._problems):
            return "incomplete"
        return next((status for status in ("incomplete", "stored", "new_version", "new_source") if status in statuses), "stored")

    def _copy(self, instrument: Instrument, alone: bool) -> _Copy:
        if self._source.format == CODIFICATION:
            return _Copy(instrument, CODIFICATION, _codified_from(instrument), complete=False)
        origin = "consolidation" if instrument.metadata.type is InstrumentType.CONSOLIDATED_TEXT else "text"
        start = next((period.start for period in instrument.metadata.effective if not period.scope and period.start), None)
        codes = {problem.code for problem in (*instrument.problems, *(self._file_problems if alone else ()))}
        complete = not instrument.partial and not codes & INCOMPLETE and bool(instrument.provisions)
        return _with_units(_Copy(instrument, origin, start, complete))

    def _same_text(self, instrument_id: int, copy: _Copy) -> bool:
        """Whether an instrument of the base has this text, or most of it."""
        self._rows.flush()
        hashes = _with_units(copy).hashes
        for held in self._held(instrument_id):
            comparison = compare_units(hashes, held.hashes)
            if comparison.common and len(comparison.differing) * 2 < comparison.common:
                return True
        return False

    def _store(self, known: Known, copy: _Copy) -> str:
        if known.fresh:
            known.fresh = False
            self._add_version(known, copy, number=1)
            return self._stored(copy, "stored")
        self._rows.flush()
        status = self._place(known, copy)
        self._rows.flush()
        self._changed.update(dict.fromkeys(arrange(self._session, known.id)))
        return status

    def _place(self, known: Known, copy: _Copy) -> str:
        if copy.origin == CODIFICATION:
            _with_text_hash(copy)
            for version in self._held(known.id, with_units=False):
                if version.text_hash == copy.text_hash:
                    return self._attach(version, copy, complete=False)
            _with_units(copy)
        held = self._held(known.id)
        if not copy.hashes:
            return self._place_unread(known, copy, held)
        comparisons = [(version, compare_units(copy.hashes, version.hashes)) for version in held]
        fitting = [
            (version, comparison)
            for version, comparison in comparisons
            if _same_day(copy, version) and not _inserted(comparison, copy, version)
        ]
        equal = [version for version, comparison in comparisons if comparison.equal]
        if equal:
            if self._says_more(copy, equal[0]):
                return self._grow(known, copy, equal[:1], held)
            return self._attach(equal[0], copy, copy.complete)
        around = [version for version, comparison in fitting if comparison.first_in_second]
        if around:
            for version in around:
                self._attach(version, copy, complete=False)
            return "new_source"
        within = [version for version, comparison in fitting if comparison.second_in_first]
        if within:
            return self._grow(known, copy, within, held)
        if copy.origin == CODIFICATION:
            for version, comparison in fitting:
                if version.origin == CODIFICATION and not comparison.differing and self._source.snapshot_on in version.snapshots:
                    return self._extend(version, copy)
        return self._add_differing(known, copy, comparisons)

    def _place_unread(self, known: Known, copy: _Copy, held: Sequence[_Held]) -> str:
        """A scan whose text is not known: a source of the instrument, of the version that is read."""
        if not held:
            self._add_version(known, copy, number=1)
        else:
            self._link(held[-1].id, copy, complete=False, units=())
            self._add_problems(copy, None)
        return "incomplete"

    def _says_more(self, copy: _Copy, version: _Held) -> bool:
        """Whether a text with the same articles has what the stored one lacks: chapters, preamble, signature."""
        if copy.origin == CODIFICATION or version.trust == ALTERED or (version.partial and not copy.complete):
            return False
        around = sum(1 for part in copy.instrument.walk() if part.kind in AROUND_UNITS)
        kinds = [kind.value for kind in AROUND_UNITS]
        provision = tables.Provision
        held = select(func.count()).where(provision.version_id == version.id, provision.kind.in_(kinds))
        return bool(around) and not self._session.scalar(held)

    def _attach(self, version: _Held, copy: _Copy, complete: bool) -> str:
        """The version has this text: the file is another source of it."""
        trust = None
        if version.trust == ALTERED and self._source.trust < OFFICIAL:
            trust = ALTERED
            self._problems.append(_altered_problem(tuple(copy.units)))
        self._link(
            version.id, copy, complete, () if complete else tuple(copy.hashes or find_units(copy.instrument.provisions)), trust
        )
        if not copy.noted:
            self._add_problems(copy, None)
            copy.noted = True
        self._changed[version.id] = None
        if copy.instrument.codified:
            self._rows.flush()
            for path, id_ in missing_codified(self._session, version.id).items():
                if path in copy.instrument.codified:
                    add_codified(self._rows, id_, copy.instrument.codified[path])
        self._know_more(version, copy)
        return "new_source"

    def _know_more(self, version: _Held, copy: _Copy) -> None:
        """The days of effect that this copy gives, where the version has none."""
        if not self._session.scalar(
            select(func.count()).select_from(tables.EffectivePeriod).where(tables.EffectivePeriod.version_id == version.id)
        ):
            self._add_periods(version.id, copy)

    def _grow(self, known: Known, copy: _Copy, within: Sequence[_Held], held: Sequence[_Held]) -> str:
        """The text has all that these versions have, and more: the first of them grows to it, the others join it."""
        first, *others = within
        codified = {path: item for version in reversed(within) for path, item in codified_of(self._session, version.id).items()}
        same = compare_units(copy.hashes, first.hashes).equal
        for version in others:
            self._note_units(version)
            move_sources(self._session, version.id, first.id)
            remove_version(self._session, version.id, first.id)
            self._changed[version.id] = None
        if not same:
            self._note_units(first)
        self._session.execute(
            update(tables.Problem).where(tables.Problem.version_id == first.id).values(version_id=None, path=None)
        )
        remove_text(self._session, first.id)
        self._session.execute(delete(tables.EffectivePeriod).where(tables.EffectivePeriod.version_id == first.id))
        _with_text_hash(copy)
        self._session.execute(
            update(tables.Version)
            .where(tables.Version.id == first.id)
            .values(
                text_hash=copy.text_hash,
                origin=copy.origin,
                missing=missing_articles(copy.instrument.provisions),
            )
        )
        self._add_text(first.id, copy, codified)
        self._link(first.id, copy, copy.complete, () if copy.complete else tuple(copy.hashes))
        self._attach_parts(first.id, copy, [version for version in held if version not in within])
        self._changed[first.id] = None
        return self._stored(copy, "new_source" if same and not first.partial else "new_version")

    def _extend(self, version: _Held, copy: _Copy) -> str:
        """Another file of the same codification has more articles of the instrument."""
        self._note_units(version)
        trees, ids = load_trees(self._session, version.id)
        extend_text(
            self._session, self._rows, version.id, self._file_id, trees, ids, copy.instrument.provisions, copy.instrument.codified
        )
        trees, _ = load_trees(self._session, version.id)
        self._session.execute(
            update(tables.Version)
            .where(tables.Version.id == version.id)
            .values(
                text_hash=hash_as_it_stands(trees),
                missing=missing_articles(trees),
            )
        )
        self._link(version.id, copy, complete=False, units=tuple(copy.hashes))
        self._session.execute(
            delete(tables.Problem).where(
                tables.Problem.version_id == version.id, tables.Problem.code == ProblemCode.MISSING_ARTICLE.value
            )
        )
        self._changed[version.id] = None
        return "stored"

    def _add_differing(self, known: Known, copy: _Copy, comparisons: Sequence[tuple[_Held, Comparison]]) -> str:
        """Another text of the instrument."""
        _with_text_hash(copy)
        number = self._session.scalar(select(func.max(tables.Version.number)).where(tables.Version.instrument_id == known.id)) or 0
        trust = self._source.trust
        found: list[Problem] = []
        for version, comparison in comparisons:
            if copy.origin != version.origin or not _same_day(copy, version) or not comparison.differing:
                continue
            altered = self._altered(copy, version, comparison)
            if altered == "this":
                trust = ALTERED
                found.append(_altered_problem(comparison.differing))
            elif altered == "one":
                found.append(_one_altered_problem(comparison.differing))
            elif altered == "that":
                self._mark_altered(version, comparison.differing)
            else:
                found.append(_differing_problem(comparison))
        # Only the most telling remark goes to the report: what is altered needs no list of differences beside it.
        found = sorted(dict.fromkeys(found), key=lambda problem: problem.code is not ProblemCode.ALTERED_COPY)[:1]
        version_id = self._add_version(known, copy, number + 1, trust)
        for problem in found:
            self._add_problem(problem, version_id, problem.place)
        self._problems += found
        self._attach_parts(version_id, copy, [version for version, _ in comparisons])
        return self._stored(copy, "new_version")

    def _altered(self, copy: _Copy, version: _Held, comparison: Comparison) -> str | None:
        """Which of two copies is an altered one: ``this``, ``that``, ``one`` of them, or None."""
        if version.trust == ALTERED:
            return None
        mine, theirs = (self._source.trust, copy.complete), (version.trust, not version.partial)
        trees, _ = load_trees(self._session, version.id)
        if not looks_altered(find_units(trees), copy.units, comparison.differing):
            return None
        return "one" if mine == theirs else "that" if mine > theirs else "this"

    def _mark_altered(self, version: _Held, differing: Sequence[str]) -> None:
        self._session.execute(
            update(tables.VersionSource).where(tables.VersionSource.version_id == version.id).values(trust=ALTERED)
        )
        problem = _altered_problem(differing)
        self._add_problem(problem, version.id, problem.place, file_id=None)

    def _attach_parts(self, version_id: int, copy: _Copy, others: Sequence[_Held]) -> None:
        """Incomplete sources of other versions whose articles are all in this one too are sources of it as well."""
        self._rows.flush()
        by_id = {version.id: version for version in others}
        link, file = tables.VersionSource, tables.SourceFile
        already = set(self._session.scalars(select(link.file_id).where(link.version_id == version_id)))
        statement = (
            select(link.version_id, link.file_id, link.trust, link.units, link.valid_from, file.format)
            .join(file, file.id == link.file_id)
            .where(link.version_id.in_(list(by_id)), link.complete.is_(False))
        )
        for row in self._session.execute(statement.order_by(link.file_id)).all():
            hashes = by_id[row.version_id].hashes
            if not row.units or row.file_id in already or any(copy.hashes.get(path) != hashes.get(path) for path in row.units):
                continue
            if row.format == CODIFICATION or copy.valid_from is None or row.valid_from in (None, copy.valid_from):
                already.add(row.file_id)
                self._rows.add(link, version_id, row.file_id, False, row.trust, row.units, row.valid_from)

    def _stored(self, copy: _Copy, status: str) -> str:
        return status if copy.complete or copy.origin == CODIFICATION else "incomplete"

    def _held(self, instrument_id: int, with_units: bool = True) -> list[_Held]:
        """The versions of an instrument, in order of recording."""
        version, link, file = tables.Version, tables.VersionSource, tables.SourceFile
        rows = self._session.execute(
            select(version.id, version.valid_from, version.origin, version.partial, version.text_hash)
            .where(version.instrument_id == instrument_id)
            .order_by(version.number)
        ).all()
        found = []
        for row in rows:
            sources = self._session.execute(
                select(link.trust, file.snapshot_on, file.format)
                .join(file, file.id == link.file_id)
                .where(link.version_id == row.id)
            ).all()
            hashes = self._hashes(row.id) if with_units else {}
            codifications = [source for source in sources if source.format == CODIFICATION]
            found.append(
                _Held(
                    id=row.id,
                    valid_from=row.valid_from,
                    origin=row.origin,
                    partial=row.partial,
                    text_hash=row.text_hash,
                    hashes=hashes,
                    trust=max((source.trust for source in sources), default=UNKNOWN_TRUST),
                    snapshots=frozenset(source.snapshot_on for source in codifications),
                )
            )
        return found

    def _hashes(self, version_id: int) -> dict[str, str]:
        provision = tables.Provision
        statement = (
            select(provision.path, provision.text_hash)
            .where(provision.version_id == version_id, provision.text_hash.is_not(None))
            .order_by(provision.position)
        )
        hashes = {path: digest for path, digest in self._session.execute(statement) if digest is not None}
        return hashes or hash_units(find_units(load_trees(self._session, version_id)[0]))

    def _note_units(self, version: _Held) -> None:
        """Keep which articles the sources of a version have, before the version has more than they."""
        link = tables.VersionSource
        for row in self._session.execute(select(link.file_id, link.units).where(link.version_id == version.id)).all():
            self._session.execute(
                update(link)
                .where(link.version_id == version.id, link.file_id == row.file_id)
                .values(complete=False, units=row.units or list(version.hashes))
            )

    def _add_version(self, known: Known, copy: _Copy, number: int, trust: int | None = None) -> int:
        _with_text_hash(copy)
        version_id = self._rows.new_id(tables.Version)
        text_hash = copy.text_hash if copy.hashes or copy.origin == CODIFICATION else self._source.sha256
        self._rows.add(
            tables.Version,
            version_id,
            known.id,
            number,
            copy.valid_from,
            _end(copy),
            self._now,
            text_hash,
            copy.origin,
            not copy.complete,
            missing_articles(copy.instrument.provisions),
            True,
        )
        self._add_periods(version_id, copy)
        self._add_text(version_id, copy, {})
        units = () if copy.complete else tuple(copy.hashes or find_units(copy.instrument.provisions))
        self._link(version_id, copy, copy.complete, units, trust)
        self._changed[version_id] = None
        return version_id

    def _add_text(self, version_id: int, copy: _Copy, codified: Mapping[str, Any]) -> None:
        instrument = copy.instrument
        hashes = copy.hashes if copy.origin != CODIFICATION else {}
        add_text(self._rows, version_id, self._file_id, instrument.provisions, hashes, {**codified, **instrument.codified})
        self._add_problems(copy, version_id)

    def _add_problems(self, copy: _Copy, version_id: int | None) -> None:
        """The problems of a text; those of a further source of a version are its file's, not the version's."""
        paths: dict[Problem, str | None] = dict.fromkeys(copy.instrument.problems)
        for provision in copy.instrument.walk():
            for problem in provision.problems:
                paths[problem] = provision.path
        if not paths:
            return
        known = {provision.path for provision in copy.instrument.walk()} if version_id is not None else set()
        for problem, path in paths.items():
            self._add_problem(problem, version_id, path or (problem.place if problem.place in known else None))

    def _add_problem(
        self, problem: Problem, version_id: int | None = None, path: str | None = None, file_id: int | None = -1
    ) -> None:
        self._rows.add(
            tables.Problem,
            self._rows.new_id(tables.Problem),
            self._file_id if file_id == -1 else file_id,
            version_id,
            path if version_id is not None else None,
            problem.code.value,
            problem.message,
            problem.place,
        )

    def _add_periods(self, version_id: int, copy: _Copy) -> None:
        for period in copy.instrument.metadata.effective:
            self._rows.add(
                tables.EffectivePeriod,
                self._rows.new_id(tables.EffectivePeriod),
                version_id,
                period.start,
                period.end,
                list(period.scope),
                period.evidence,
            )

    def _link(self, version_id: int, copy: _Copy, complete: bool, units: Sequence[str], trust: int | None = None) -> None:
        link = tables.VersionSource
        there = self._linked.get(version_id)
        if there is None:
            self._linked[version_id] = set(units)
            trust = self._source.trust if trust is None else trust
            self._rows.add(link, version_id, self._file_id, complete, trust, list(units), copy.valid_from)
        elif units:
            # The file has the instrument twice, under keys that turned out to be one.
            there.update(units)
            self._rows.flush()
            row = (link.version_id == version_id, link.file_id == self._file_id)
            self._session.execute(update(link).where(*row).values(units=sorted(there)))

    def _add_file(self) -> None:
        source = self._source
        self._rows.add(
            tables.SourceFile,
            self._file_id,
            source.sha256,
            source.name,
            source.member,
            source.format,
            source.size,
            source.publisher,
            source.url,
            source.snapshot_on,
            self._now,
            "stored",
            source.pages,
            list(source.pages_without_text),
            dict(source.claims),
            list(source.furniture),
        )


def _with_units(copy: _Copy) -> _Copy:
    if not copy.units:
        copy.units = find_units(copy.instrument.provisions)
        copy.hashes = hash_units(copy.units)
    return _with_text_hash(copy)


def _with_text_hash(copy: _Copy) -> _Copy:
    if not copy.text_hash:
        by_units = copy.origin != CODIFICATION
        copy.text_hash = hash_text(copy.hashes) if by_units else hash_as_it_stands(copy.instrument.provisions)
    return copy


def _codified_from(instrument: Instrument) -> date | None:
    """Since when the codified wording as a whole holds: the last amendment that the notes name, else its first effect."""
    amended = [item.wording_from for item in instrument.codified.values() if item.wording_from]
    if amended:
        return max(amended)
    start = next((period.start for period in instrument.metadata.effective if not period.scope and period.start), None)
    return start or min((item.effective_from for item in instrument.codified.values() if item.effective_from), default=None)


def _same_day(copy: _Copy, version: _Held) -> bool:
    """Whether two texts may be of the same day. The codification does not tell the first day of its wording surely enough."""
    if copy.valid_from is None or version.valid_from is None or copy.valid_from == version.valid_from:
        return True
    return copy.origin == CODIFICATION or version.origin == CODIFICATION


def _inserted(comparison: Comparison, copy: _Copy, version: _Held) -> bool:
    """Whether one of two complete texts has articles that amendments inserted (Điều 5a), so that it is no fuller copy."""
    if not copy.complete or version.partial or comparison.differing:
        return False
    return any(_INSERTED.fullmatch(path) for path in (*comparison.only_first, *comparison.only_second))


def _end(copy: _Copy) -> date | None:
    return next((period.end for period in copy.instrument.metadata.effective if not period.scope and period.end), None)


def _names(paths: Sequence[str]) -> str:
    names = ", ".join(name_path(path) for path in paths[:_NAMED])
    return names if len(paths) <= _NAMED else f"{names} và {len(paths) - _NAMED} chỗ khác"


def _altered_problem(differing: Sequence[str]) -> Problem:
    return Problem(
        ProblemCode.ALTERED_COPY,
        f"Bản này khác bản đáng tin cậy hơn ở rất nhiều chỗ, mỗi chỗ vài từ ({_names(differing)}); "
        "có thể đã bị thay từ ngữ, không dùng để viện dẫn.",
        differing[0],
    )


def _one_altered_problem(differing: Sequence[str]) -> Problem:
    return Problem(
        ProblemCode.ALTERED_COPY,
        f"Bản này và một bản khác đang có trong kho khác nhau ở rất nhiều chỗ, mỗi chỗ vài từ ({_names(differing)}); "
        "ít nhất một bản đã bị thay từ ngữ mà chưa rõ bản nào, hãy đối chiếu với Công báo trước khi viện dẫn.",
        differing[0],
    )


def _differing_problem(comparison: Comparison) -> Problem:
    return Problem(
        ProblemCode.DIFFERING_COPY,
        f"Bản này khác một bản khác của cùng văn bản đang có trong kho ở: {_names(comparison.differing)}; cả hai bản đều được giữ.",
        comparison.differing[0],
    )
