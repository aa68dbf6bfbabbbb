"""What is derived from stored texts: references, relations, effects, and the versions that are compiled of them.

Everything here can be made anew from the texts at any time; decisions of people are found again by their fingerprints.

Texts are read beside the writers, and what came of it is written in short transactions, so that nobody who writes a note waits for
an ingest. What is still to do is noted in the base (:mod:`kb.database.state`): a process that ends leaves it to the
next one.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from kb.base import KnowledgeBase
from kb.database import tables
from kb.database.reading.details import rows_among
from kb.database.reading.reader import content_revision, list_by_ids
from kb.database.state import await_work, count_change_of, waiting, work_done
from kb.database.storing.arrangement import COMPILED
from kb.database.storing.rows import RowWriter
from kb.database.storing.texts import StoredText
from kb.law.derivation.compiling import compile_waiting, worth_compiling
from kb.law.derivation.derived import Ahead, Derived, Reader, marks_of
from kb.law.derivation.link_rows import LinkRows
from kb.law.references.lookup import CitedInstruments, InstrumentsOfBase, instruments_of_base, keep_lookups
from kb.law.texts.borrowing import await_names, name_waiting

logger = logging.getLogger(__name__)

LINKS = "links"
LINK_FORMAT = "11"
"""Raised whenever what is derived changes, so that `kb reindex` derives it anew. Kept in the state ``links``."""

_VERSIONS_AT_ONCE = 100
_ATTEMPTS = 3  # to read a text that changes again and again, before it is read with the write lock


def link_waiting(
    base: KnowledgeBase,
    only: Iterable[int] | None = None,
    ahead: Ahead | None = None,
    stored: Mapping[int, StoredText] | None = None,
) -> tuple[int, ...]:
    """Derive what stored texts wait for, a few texts at a time, each in a short transaction of its own.

    :param only: of these versions only; default: of all that wait, also those that a process left when it was ended
    :param ahead: another process that has taken a part of the work; default: all is done in this one
    :returns: ids of versions that are new, changed or gone because of it: the index has to look at them
    """
    wanted = None if only is None else set(only)
    with base.session() as session:
        asked = [id_ for id_ in waiting(session, "link") if wanted is None or id_ in wanted]
        portions = list(_portions(session, asked))
    linking = _Linking(base, ahead, stored or {})
    linked = [version for portion in portions for version in linking.link(portion)]
    compiled = compile_waiting(base, None if wanted is None else linking.affected)
    return tuple(dict.fromkeys((*linked, *compiled, *name_waiting(base))))


def link_all(base: KnowledgeBase) -> tuple[int, ...]:
    """Derive everything anew, for a base whose texts were stored by an older release."""
    with base.session(write=True) as session:
        await_linking(session, _carried(session))
    return link_waiting(base)


def await_linking(session: Session, version_ids: Iterable[int]) -> None:
    """Note that versions are new or changed, in the transaction that makes them so."""
    asked = set(version_ids)
    await_work(session, "link", asked)
    if not is_linked(session) and set(_carried(session)) <= asked:
        session.merge(tables.State(name=LINKS, value=LINK_FORMAT))
        session.flush()


def is_linked(session: Session) -> bool:
    """Whether everything that this release derives was derived from the texts of the base, or is noted as still to do."""
    state = session.get(tables.State, LINKS)
    return state is not None and state.value == LINK_FORMAT


def unlinked_versions(session: Session) -> list[int]:
    """The versions that files carry and from which nothing was derived yet, or by an older release."""
    if not is_linked(session):
        return sorted(_carried(session))
    asked = waiting(session, "link")
    return sorted(set(asked) & set(_carried(session))) if asked else []


class _Linking:
    """Links portion by portion. What it knows of the base is kept as long as nobody else changes the texts."""

    def __init__(self, base: KnowledgeBase, ahead: Ahead | None, stored: Mapping[int, StoredText]) -> None:
        self._base = base
        self._ahead = ahead
        self._stored = stored
        self._known: InstrumentsOfBase | None = None
        self._cited: CitedInstruments | None = None
        self._revision = -1
        self.affected: set[int] = set()

    def link(self, versions: Sequence[int]) -> Sequence[int]:
        """Link some versions, and say which were; what fails is tried one by one, and what fails alone keeps waiting."""
        try:
            return self._link(versions)
        except Exception as error:
            self._revision = -1
            if len(versions) > 1 and not isinstance(error, OperationalError):
                return [linked for version in versions for linked in self.link([version])]
            logger.error(
                "linking %d versions failed, it is tried again with the next ingest: %s", len(versions), type(error).__name__
            )
            logger.debug("the failure in full", exc_info=True)
            return ()

    def _link(self, versions: Sequence[int]) -> Sequence[int]:
        for _ in range(_ATTEMPTS):
            with self._base.session() as session:
                derived = self._read(session, versions)
            with self._base.session(write=True) as session:
                unchanged = content_revision(session) == self._revision
                if unchanged or marks_of(session, sorted(derived.records)) == derived.marks:
                    return self._keep(session, derived, versions, unchanged)
        with self._base.session(write=True) as session:
            return self._keep(session, self._read(session, versions), versions, True)

    def _read(self, session: Session, versions: Sequence[int]) -> Derived:
        revision = content_revision(session)
        if self._known is None or revision != self._revision:
            self._known, self._cited, self._revision = instruments_of_base(session), None, revision
        return Reader(self._known.within(session), self._ahead, self._stored).read(session, versions)

    def _keep(self, session: Session, derived: Derived, versions: Sequence[int], unchanged: bool) -> Sequence[int]:
        if not waiting(session, "link", versions):
            return ()
        known = self._known.within(session) if self._known and unchanged else InstrumentsOfBase(session)
        rows = RowWriter(session)
        if self._cited is None or not unchanged:
            self._cited = CitedInstruments(session, rows, known)
        self._cited.use(session, rows)
        writer = LinkRows(session, rows, self._cited)
        # An instrument that came while the text was read could not be pointed to then.
        newer = (
            [] if unchanged else session.scalars(select(tables.Instrument.id).where(tables.Instrument.id > derived.newest)).all()
        )
        affected = _write(session, writer, derived, versions, newer)
        compiled = worth_compiling(session, affected)
        await_work(session, "compile", compiled)
        self.affected.update(compiled)
        await_names(session, derived.records.keys(), writer.named_rows)
        # The index has to look at the texts that were linked, and at those whose status may be another one by it.
        await_work(session, "index", versions)
        count_change_of(session, affected)
        if unchanged and not writer.named:
            self._revision = keep_lookups(session, known)
        else:
            self._revision = -1
        return versions


def _write(session: Session, writer: LinkRows, derived: Derived, versions: Sequence[int], newer: Sequence[int] = ()) -> set[int]:
    """Write what was read; the instruments whose compiled versions may change."""
    writer.cited.point_to([*derived.records.values(), *list_by_ids(session, newer).values()])
    writer.write(derived)
    session.expire_all()
    work_done(session, "link", versions)
    effect, cited = tables.Effect, tables.CitedInstrument
    affected = set(derived.records)
    asked = select(cited.instrument_id).join(effect, effect.cited_id == cited.id)
    targets = rows_among(session, asked, effect.instrument_id, derived.records)
    return affected.union(id_ for (id_,) in targets if id_ is not None)


def _portions(session: Session, versions: Sequence[int]) -> Iterator[list[int]]:
    """Versions in portions that are written in well under a second; those of one instrument stay together."""
    asked = select(tables.Version.id, tables.Version.instrument_id)
    of: dict[int, int] = dict(rows_among(session, asked, tables.Version.id, versions))
    portion: list[int] = []
    last = 0
    for version in sorted(versions, key=lambda id_: (of.get(id_, 0), id_)):
        if len(portion) >= _VERSIONS_AT_ONCE and of.get(version, 0) != last:
            yield portion
            portion = []
        portion.append(version)
        last = of.get(version, 0)
    if portion:
        yield portion


def _carried(session: Session) -> Sequence[int]:
    version = tables.Version
    return session.scalars(select(version.id).where(version.origin != COMPILED)).all()
