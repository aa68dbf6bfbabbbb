"""Storing anew what a file says that is in the base already, because it was read again by a better reader.

Keys, notes and decisions stay. A version that no other file carries is corrected in place; where other files carry it too, it
stays theirs, and the new text is placed like that of any file. A text that the new reading does not find is kept as it was.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from documents.comparison.copies import compare_units, flattened
from documents.identity.drafts import as_draft, as_paper
from documents.messages import Message
from documents.model import (
    METADATA_FIELDS,
    OF_KEY,
    EffectivePeriod,
    Instrument,
    InstrumentType,
    Metadata,
    Problem,
    ProblemCode,
    Provision,
)
from documents.paths import UNKNOWN, number_of_key, type_of_key
from kb.database import tables
from kb.database.reading.details import codified_of, effective_of, load_trees
from kb.database.reading.holdings import drafts_among, version_ids
from kb.database.state import count_change
from kb.database.storing.anchors import anchor_again, hand_over
from kb.database.storing.arrangement import COMPILED, CONSOLIDATION
from kb.database.storing.file_rows import FileRows, keep_draft
from kb.database.storing.identity import Identities, Known
from kb.database.storing.placing import Placing, status_of, status_of_file
from kb.database.storing.removal import remove_version
from kb.database.storing.rows import RowWriter
from kb.database.storing.settling import settle
from kb.database.storing.sources import Change, SourceInfo, StoredInstrument, StoreResult
from kb.database.storing.texts import PLAIN, Copy, Held, copies_of, load_held, same_day, with_units
from kb.database.words import storable_data, storable_or_none
from kb.errors import DraftError

_COMPARED = (ProblemCode.ALTERED_COPY.value, ProblemCode.DIFFERING_COPY.value)
"""Problems that were found in comparing a file with others, not in reading it."""

Words = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Link:
    """The file as a source of a version.

    :param sole: no other file carries the version
    """

    version_id: int
    instrument_id: int
    key: str
    complete: bool
    units: tuple[str, ...]
    sole: bool


def store_again(
    session: Session,
    file_id: int,
    source: SourceInfo,
    instruments: Sequence[Instrument],
    problems: Sequence[Problem],
    corrected: bool = False,
) -> StoreResult:
    """Store what a file of the base says by a new reading. The caller commits.

    :param session: of ``KnowledgeBase.session(write=True)``
    :param corrected: a person said which instrument it is
    """
    return _Again(session, file_id, source, corrected).store(instruments, tuple(problems))


class _Again:
    def __init__(self, session: Session, file_id: int, source: SourceInfo, corrected: bool) -> None:
        self._session = session
        self._corrected = corrected
        self._source = source
        self._rows = RowWriter(session)
        self._file = FileRows(session, self._rows, source, file_id=file_id)
        self._placing = Placing(session, self._rows, source, self._file)
        self._links = self._load_links()
        self._file.carry({link.version_id: link.units for link in self._links})
        self._touched: dict[int, None] = {}
        self._changes: list[Change] = []
        self._statuses: list[str] = []
        self._problems: list[Problem] = []

    def store(self, instruments: Sequence[Instrument], problems: tuple[Problem, ...]) -> StoreResult:
        instruments = [self._as_said(instrument) for instrument in instruments]
        copies = [with_units(copy) for copy in copies_of(self._source, instruments, problems)]
        instruments = [copy.instrument for copy in copies]
        problem = tables.Problem
        self._session.execute(delete(problem).where(problem.file_id == self._file.id, problem.code.not_in(_COMPARED)))
        of_instruments = self._file.add_own_problems(problems, instruments)
        stored = []
        for known, mine in self._paired(copies):
            self._handle(known, mine)
            self._keep_draft(known, mine[0].instrument.metadata)
            kinds = [provision.kind for copy in mine for provision in copy.instrument.walk()]
            stored.append(StoredInstrument.of(known.key, kinds))
        self._rows.flush()
        for instrument_id in self._touched:
            self._placing.changed.update(dict.fromkeys(settle(self._session, self._rows, instrument_id)))
        shown = [*problems, *self._problems, *self._placing.problems, *of_instruments]
        status = status_of_file(self._statuses, shown) if self._statuses else "unchanged"
        file, values = tables.SourceFile, {**self._source.read, "read_at": datetime.now(UTC)}
        values |= {"status": status} if status != "unchanged" else {}
        self._session.execute(update(file).where(file.id == self._file.id).values(**values))
        if self._placing.changed:
            count_change(self._session, self._placing.changed)
        return StoreResult(status, tuple(stored), tuple(dict.fromkeys(shown)), tuple(self._placing.changed), tuple(self._changes))

    def _as_said(self, instrument: Instrument) -> Instrument:
        """A draft stays the one that it is in the base, and a paper one: a person may have said so."""
        draft = drafts_among(self._session, (link.instrument_id for link in self._links)) if len(self._links) == 1 else {}
        if not draft:
            if instrument.metadata.draft and any(number_of_key(link.key) != UNKNOWN for link in self._links):
                raise DraftError("draft_is_law", key=self._links[0].key)
            return instrument
        (kept,), key = draft.values(), self._links[0].key
        if self._corrected and instrument.metadata.draft is None:
            return instrument
        if type_of_key(key) == InstrumentType.DRAFT:
            return replace(as_draft(instrument, kept), key=key)
        return replace(as_paper(instrument, kept.of or key, self._source.name), key=key)

    def _keep_draft(self, known: Known, read: Metadata) -> None:
        self._rows.flush()
        if read.draft is not None:
            keep_draft(self._session, known.id, known.key, read)
        elif self._corrected:
            self._session.execute(delete(tables.Draft).where(tables.Draft.instrument_id == known.id))

    def _load_links(self) -> list[_Link]:
        version, link, instrument = tables.Version, tables.VersionSource, tables.Instrument
        carried = select(link.version_id, func.count()).group_by(link.version_id)
        rows = self._session.execute(
            select(link.version_id, version.instrument_id, instrument.key, link.complete, link.units)
            .join(version, version.id == link.version_id)
            .join(instrument, instrument.id == version.instrument_id)
            .where(link.file_id == self._file.id, version.origin != COMPILED)
            .order_by(link.version_id)
        ).all()
        mine = select(link.version_id).where(link.file_id == self._file.id)
        sources = {row[0]: row[1] for row in self._session.execute(carried.where(link.version_id.in_(mine)))}
        return [
            _Link(row.version_id, row.instrument_id, row.key, row.complete, tuple(row.units), sources[row.version_id] == 1)
            for row in rows
        ]

    # which instrument of the base a text is of

    def _paired(self, copies: Sequence[Copy]) -> list[tuple[Known, list[Copy]]]:
        """The copies by the instrument that they are of: the one that the file was read as before, whatever its key is now."""
        identities = Identities(self._session, self._rows, [copy.instrument for copy in copies])
        before = {link.instrument_id: link.key for link in self._links}
        groups: dict[int, tuple[Known, list[Copy]]] = {}
        strange: list[Copy] = []
        for copy in copies:
            known = identities.look_up(copy.instrument)
            if known is None or known.id not in before:
                strange.append(copy)
                continue
            groups.setdefault(known.id, (identities.find(copy.instrument, lambda _: True), []))[1].append(copy)
        lost = [id_ for id_ in before if id_ not in groups]
        if self._corrected:
            first = copies[0]
            mine = next((id_ for id_, (_, some) in groups.items() if any(copy is first for copy in some)), None)
            if mine is None and len(lost) == 1:
                known = self._identify(identities, first, lost[0], before[lost.pop()])
                strange = [copy for copy in strange if copy is not first]
                groups.setdefault(known.id, (known, []))[1].append(first)
            elif mine is not None and self._only_mine(mine):
                identities.become(mine, before[mine], first.instrument, None)
        for copy in strange:
            known = identities.look_up(copy.instrument)
            if len(strange) == len(lost) == 1 and (known is None or self._only_mine(lost[0])):
                known = identities.keep(lost[0], before[lost.pop()], copy.instrument, known)
                self._links = self._load_links()
            known = known or identities.find(copy.instrument, lambda id_, copy=copy: self._placing.same_text(id_, copy))  # type: ignore[misc]
            groups.setdefault(known.id, (known, []))[1].append(copy)
        if lost:
            message = Message.of("problem.instruments_lost", count=len(lost), names=tuple(map(before.__getitem__, lost[:3])))
            self._problems.append(Problem(ProblemCode.TRUNCATED, message))
        for known, (first, *_) in groups.values():
            self._correct_metadata(known, first.instrument)
        return list(groups.values())

    def _identify(self, identities: Identities, copy: Copy, wrong: int, key: str) -> Known:
        """The instrument that a person says a text is, in place of the one that was read; what other files carry stays theirs."""
        known = identities.look_up(copy.instrument)
        self._placing.changed.update(dict.fromkeys(version_ids(self._session, [wrong])))
        if self._only_mine(wrong):
            known = identities.become(wrong, key, copy.instrument, known)
        else:
            self._cut([link for link in self._links if link.instrument_id == wrong])
            known = known or identities.find(copy.instrument, lambda id_: self._placing.same_text(id_, copy))
        self._links = self._load_links()
        self._touched[known.id] = None
        self._statuses.append("stored")
        return known

    def _cut(self, links: Sequence[_Link]) -> None:
        """The file carries these versions no more; others do."""
        row = tables.VersionSource
        for link in links:
            self._session.execute(delete(row).where(row.version_id == link.version_id, row.file_id == self._file.id))
            self._file.carry({link.version_id: None})
            self._placing.changed[link.version_id] = None

    def _correct_metadata(self, known: Known, instrument: Instrument) -> None:
        row = tables.Instrument
        if known.fresh or not self._only_mine(known.id):
            return
        names = [name for name in METADATA_FIELDS if name not in OF_KEY]
        before = self._session.execute(select(*(getattr(row, name) for name in names)).where(row.id == known.id)).one()
        read = {name: storable_data(getattr(instrument.metadata, name)) for name in names}
        new = {name: value for name, value in read.items() if value is not None and value != getattr(before, name)}
        if new:
            self._session.execute(update(row).where(row.id == known.id).values(**new))
            self._placing.changed.update(dict.fromkeys(version_ids(self._session, [known.id])))
            self._statuses.append("stored")

    def _only_mine(self, instrument_id: int) -> bool:
        link, version = tables.VersionSource, tables.Version
        files = select(link.file_id).join(version, version.id == link.version_id).where(version.instrument_id == instrument_id)
        return set(self._session.scalars(files.distinct())) == {self._file.id}

    # which version it is

    def _handle(self, known: Known, copies: Sequence[Copy]) -> None:
        if known.fresh:
            known.fresh = False
            self._statuses += [self._placing.add(known.id, copies[0], 1, "stored")]
            copies = copies[1:]
        self._rows.flush()
        mine = {link.version_id for link in self._links}
        held = {
            version.id: version
            for version in load_held(self._session, known.id)
            if version.id in mine or not copies or (version.origin == CONSOLIDATION) == (copies[0].origin == CONSOLIDATION)
        }
        free = [link for link in self._links if link.version_id in held]
        left = []
        for copy in copies:
            same = [link for link in free if self._says(copy, held[link.version_id], link)]
            free = [link for link in free if link not in same]
            for link in same:
                self._refresh(known, copy, held[link.version_id], link)
            if not same:
                left.append(copy)
        for copy in left:
            self._touched[known.id] = None
            if len(left) == 1 and free:
                self._replace(known, copy, free, held)
            else:
                self._statuses.append(self._placing.place(known.id, copy))
            self._rows.flush()

    def _says(self, copy: Copy, version: Held, link: _Link) -> bool:
        before = {path: version.hashes.get(path, "") for path in link.units or version.hashes}
        if copy.hashes == before:
            return True
        if not copy.hashes:
            return not link.complete and not link.units  # a scan beside a text that others have
        plain = self._source.format in PLAIN
        if plain == version.plain or not same_day(copy.valid_from, version.valid_from):
            return False
        return bool(flattened(copy.hashes, before) if plain else flattened(before, copy.hashes))

    def _refresh(self, known: Known, copy: Copy, version: Held, link: _Link) -> None:
        """The words of the units are those of before; what stands around and below them may be read better."""
        whole = copy.hashes == version.hashes and copy.origin == version.origin and (link.sole or self._wrote(version.id))
        read = _words(copy.instrument.provisions), _days(copy.instrument.metadata.effective)
        days = _days(effective_of(self._session, [version.id])[version.id])
        if whole and read != (_words(load_trees(self._session, version.id)[0]), days):
            self._touched[known.id] = None
            self._correct(known, copy, version)
        else:
            self._file.add_problems(copy, version.id if whole else None)

    def _wrote(self, version_id: int) -> bool:
        place, provision = tables.ProvisionPlace, tables.Provision
        files = select(place.file_id).join(provision, provision.id == place.provision_id).where(provision.version_id == version_id)
        return set(self._session.scalars(files.distinct())) == {self._file.id}

    def _replace(self, known: Known, copy: Copy, free: Sequence[_Link], held: Mapping[int, Held]) -> None:
        if not copy.hashes:
            self._problems.append(Problem(ProblemCode.NO_TEXT, Message.of("problem.no_text_again")))
            return
        sole = next((link for link in free if link.sole), None)
        self._cut([link for link in free if not link.sole])
        if sole is None:
            self._statuses.append(self._placing.place(known.id, copy))
            return
        others = [version for id_, version in held.items() if id_ != sole.version_id]
        equal = next((version for version in others if compare_units(copy.hashes, version.hashes).equal), None)
        if equal is None:
            self._correct(known, copy, held[sole.version_id])
            return
        self._statuses.append(self._placing.attach(equal, copy, copy.complete))
        self._rows.flush()
        hand_over(self._session, sole.version_id, equal.id)
        remove_version(self._session, sole.version_id, equal.id)
        self._placing.changed[sole.version_id] = None

    def _correct(self, known: Known, copy: Copy, version: Held) -> None:
        trees, _ = load_trees(self._session, version.id)
        before = _words(trees)
        codified = codified_of(self._session, version.id)
        link = tables.VersionSource
        self._placing.rewrite(version.id, copy, codified)
        self._session.execute(
            update(link)
            .where(link.version_id == version.id, link.file_id == self._file.id)
            .values(complete=copy.complete, units=[] if copy.complete else list(copy.hashes), valid_from=copy.valid_from)
        )
        self._rows.flush()
        anchor_again(self._session, version.id, trees)
        self._statuses.append(status_of(copy, "stored"))
        after = _words(copy.instrument.provisions)
        self._changes.append(
            Change(
                known.key,
                added=tuple(path for path in after if path not in before),
                removed=tuple(path for path in before if path not in after),
                reworded=tuple(path for path, words in after.items() if path in before and before[path] != words),
            )
        )


def _words(provisions: Sequence[Provision]) -> dict[str, Words]:
    return {
        part.path: (
            part.kind.value,
            part.number,
            storable_or_none(part.heading),
            storable_or_none(part.text),
            storable_or_none(part.tail),
            part.page,
            part.table.cells if part.table is not None else None,
            tuple((note.mark, note.text) for note in part.notes),
        )
        for root in provisions
        for part in root.walk()
    }


def _days(periods: Iterable[EffectivePeriod]) -> list[Words]:
    return [(period.start, period.end, tuple(period.scope)) for period in periods]
