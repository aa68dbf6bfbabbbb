"""The rows of one file: itself, the versions that it brings, and its place as a source of versions; what is kept of drafts."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from documents.comparison.copies import find_units, missing_articles
from documents.identity.drafts import draft_family
from documents.model import Codified, Draft, Instrument, InstrumentType, Metadata, Problem
from kb.database import tables
from kb.database.storing.arrangement import CODIFICATION, EXPORT
from kb.database.storing.rows import RowWriter
from kb.database.storing.sources import ALTERED, SourceInfo
from kb.database.storing.text_rows import add_periods, add_text
from kb.database.storing.texts import Copy, Prepared, with_text_hash


class FileRows:
    """Adds the rows of a file.

    :param prepared: texts of it that are ready to be written
    :param file_id: of a file that is in the base already
    """

    def __init__(
        self,
        session: Session,
        rows: RowWriter,
        source: SourceInfo,
        prepared: Prepared | None = None,
        file_id: int | None = None,
    ) -> None:
        self._session = session
        self._rows = rows
        self._source = source
        self._now = datetime.now(UTC)
        self._linked: dict[int, set[str]] = {}
        self._prepared = prepared
        self.id = file_id or (prepared.file_id if prepared else rows.new_id(tables.SourceFile))

    def add_file(self) -> None:
        """Add the file."""
        said = {item.name: getattr(self._source, item.name) for item in fields(SourceInfo) if item.name != "trust"}
        self._rows.add(tables.SourceFile, id=self.id, ingested_at=self._now, status="stored", read_at=None, **said)

    def add_version(self, instrument_id: int, copy: Copy, number: int, trust: int | None = None) -> int:
        """Add a version with its text, and the file as its source."""
        with_text_hash(copy)
        ready = self._prepared.text_of(copy) if self._prepared else None
        version_id = ready.version_id if ready else self._rows.new_id(tables.Version)
        text_hash = copy.text_hash if copy.hashes or copy.origin == CODIFICATION else self._source.sha256
        self._rows.add(
            tables.Version,
            id=version_id,
            instrument_id=instrument_id,
            number=number,
            valid_from=copy.valid_from,
            valid_to=next((period.end for period in copy.instrument.metadata.effective if not period.scope and period.end), None),
            recorded_at=self._now,
            text_hash=text_hash,
            origin=copy.origin,
            partial=not copy.complete,
            missing=missing_articles(copy.instrument.provisions),
            preferred=True,
        )
        add_periods(self._rows, version_id, copy.instrument.metadata.effective)
        if ready:
            self._rows.take(ready.rows)
            self.add_problems(copy, version_id)
        else:
            self.add_text(version_id, copy, {})
        units = () if copy.complete else tuple(copy.hashes or find_units(copy.instrument.provisions))
        self.link(version_id, copy, copy.complete, units, trust)
        return version_id

    def add_text(self, version_id: int, copy: Copy, codified: Mapping[str, Codified]) -> None:
        """Add the text of a version.

        :param codified: what is known from elsewhere of the articles' place in the codification
        """
        instrument = copy.instrument
        hashes = copy.hashes if copy.origin != CODIFICATION else {}
        add_text(self._rows, version_id, self.id, instrument.provisions, hashes, {**codified, **instrument.codified})
        self.add_problems(copy, version_id)

    def add_own_problems(self, problems: Sequence[Problem], instruments: Sequence[Instrument]) -> list[Problem]:
        """Add the problems of the file as a whole."""
        of_instruments = [problem for instrument in instruments for problem in instrument.problems]
        for problem in problems:
            if problem not in of_instruments:
                self.add_problem(problem)
        return of_instruments

    def add_problems(self, copy: Copy, version_id: int | None) -> None:
        """The problems of a text; those of a further source of a version are its file's, not the version's."""
        paths: dict[Problem, str | None] = dict.fromkeys(copy.instrument.problems)
        for provision in copy.instrument.walk():
            for problem in provision.problems:
                paths[problem] = provision.path
        if not paths:
            return
        known = {provision.path for provision in copy.instrument.walk()} if version_id is not None else set()
        for problem, path in paths.items():
            self.add_problem(problem, version_id, path or (problem.place if problem.place in known else None))

    def add_problem(
        self, problem: Problem, version_id: int | None = None, path: str | None = None, file_id: int | None = -1
    ) -> None:
        """Add a problem; ``file_id`` None: of the version, not of the file."""
        self._rows.add(
            tables.Problem,
            id=self._rows.new_id(tables.Problem),
            file_id=self.id if file_id == -1 else file_id,
            version_id=version_id,
            path=path if version_id is not None else None,
            code=problem.code.value,
            sentence=problem.message.key,
            details=problem.message.data(),
            place=problem.place,
        )

    def link(self, version_id: int, copy: Copy, complete: bool, units: Sequence[str], trust: int | None = None) -> None:
        """Make the file a source of a version."""
        link = tables.VersionSource
        there = self._linked.get(version_id)
        if there is None:
            self._linked[version_id] = set(units)
            trust = self._source.trust if trust is None else trust
            if copy.instrument.standing is not None and copy.instrument.standing.altered:
                trust = ALTERED
            self._rows.add(
                link,
                version_id=version_id,
                file_id=self.id,
                complete=complete,
                trust=trust,
                units=list(units),
                valid_from=self._day_of(version_id, copy),
            )
        elif units:
            # The file has the instrument twice, under keys that turned out to be one.
            there.update(units)
            self._rows.flush()
            row = (link.version_id == version_id, link.file_id == self.id)
            self._session.execute(update(link).where(*row).values(units=sorted(there)))

    def carry(self, versions: Mapping[int, Sequence[str] | None]) -> None:
        """The file is known as a source of versions, with these units, or (None) no more."""
        for version_id, units in versions.items():
            self._linked.pop(version_id, None)
            if units is not None:
                self._linked[version_id] = set(units)

    def carries(self, version_id: int) -> bool:
        """Whether the file is known as a source of a version."""
        return version_id in self._linked

    def _day_of(self, version_id: int, copy: Copy) -> date | None:
        """The day of effect that a copy gives a version: what an export has from the codification says nothing of other texts."""
        if self._source.format == EXPORT and copy.origin == CODIFICATION:
            self._rows.flush()
            version = tables.Version
            if self._session.scalar(select(version.origin).where(version.id == version_id)) != CODIFICATION:
                return None
        return copy.valid_from


def keep_draft(session: Session, instrument_id: int, key: str, known: Metadata) -> None:
    """Keep what a text says, or a person says of it; what is kept already stays where nothing new is said. The rows are written."""
    draft = known.draft or (Draft() if known.type is InstrumentType.DRAFT else None)
    if draft is None:
        return
    meant = _draft_of(session, draft.of, instrument_id)
    paper = known.type is not InstrumentType.DRAFT
    of = draft.of if paper or meant is None else meant.of_key
    row = session.get(tables.Draft, instrument_id)
    if row is None:
        row = tables.Draft(instrument_id=instrument_id, family=draft_family(key, known))
        session.add(row)
    row.family = meant.family if meant else row.family
    row.round, row.on_day, row.of_key = draft.round or row.round, draft.on or row.on_day, of or row.of_key
    session.flush()


def _draft_of(session: Session, key: str | None, besides: int) -> tables.Draft | None:
    if key is None:
        return None
    instrument, alias = tables.Instrument, tables.InstrumentAlias
    by_alias = select(alias.instrument_id).where(alias.alias == key)
    ids = select(instrument.id).where((instrument.key == key) | instrument.id.in_(by_alias), instrument.id != besides)
    return session.scalar(select(tables.Draft).where(tables.Draft.instrument_id.in_(ids)))
