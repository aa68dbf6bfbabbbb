"""The rows of compiled versions: made anew from their drafts (:mod:`.consolidation`), kept where the text is the same."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from documents.comparison.copies import find_units, hash_units, missing_articles
from kb.base import KnowledgeBase
from kb.database import tables
from kb.database.reading.details import rows_among
from kb.database.reading.reader import content_revision, find_by_id, versions
from kb.database.reading.records import InstrumentRecord
from kb.database.state import count_change, waiting, work_done
from kb.database.storing.anchors import take_up
from kb.database.storing.arrangement import CODIFICATION, COMPILED, CONSOLIDATION, arrange
from kb.database.storing.removal import next_number, remove_version
from kb.database.storing.rows import RowWriter
from kb.database.storing.text_rows import add_periods, add_text
from kb.law.derivation.consolidation import Change, Draft, drafts_of
from kb.law.effects.views import IN_USE
from kb.law.texts.typed_rows import keep_typed

logger = logging.getLogger(__name__)

_ATTEMPTS = 3  # to compile a text that changes again and again, before it is done with the write lock


def compile_waiting(base: KnowledgeBase, only: Iterable[int] | None = None, insist: bool = True) -> tuple[int, ...]:
    """Compile the versions of the instruments that wait for it: beside the writers, kept in a short transaction for each.

    :param insist: where a text changes again and again meanwhile, compile it with the write lock; else it goes on waiting
    """
    wanted = None if only is None else set(only)
    with base.session() as session:
        asked = [id_ for id_ in waiting(session, "compile") if wanted is None or id_ in wanted]
    changed: dict[int, None] = {}
    for instrument_id in asked:
        try:
            changed.update(dict.fromkeys(_compile_apart(base, instrument_id, insist)))
        except Exception as error:
            logger.error(
                "compiling instrument %s failed, it is tried again with the next ingest: %s", instrument_id, type(error).__name__
            )
            logger.debug("the failure in full", exc_info=True)
    return tuple(changed)


def _compile_apart(base: KnowledgeBase, instrument_id: int, insist: bool) -> list[int]:
    for _ in range(_ATTEMPTS):  # as long as a text or a decision changes meanwhile
        with base.session() as session:
            revision = content_revision(session)
            drafts = drafts_of(session, instrument_id) if session.get(tables.Instrument, instrument_id) else []
        with base.session(write=True) as session:
            if content_revision(session) == revision:
                return compile_now(session, instrument_id, drafts)
    if not insist:
        return []
    with base.session(write=True) as session:
        return compile_now(session, instrument_id)


def compile_now(session: Session, instrument_id: int, drafts: Sequence[Draft] | None = None) -> list[int]:
    """Bring the compiled versions of an instrument up to date within one transaction. The caller commits.

    :param drafts: what they are; None: that is worked out in it
    :returns: ids of versions that are new, changed or gone: the index has to look at them
    """
    there = session.get(tables.Instrument, instrument_id) is not None
    changed = _keep(session, instrument_id, drafts_of(session, instrument_id) if drafts is None else drafts) if there else []
    if changed:
        count_change(session, changed)
    work_done(session, "compile", [instrument_id])
    return changed


def worth_compiling(session: Session, instrument_ids: Iterable[int]) -> list[int]:
    """Those of some instruments, and of the instruments that they change, that may have compiled versions.

    They have some, effects in use, or a text of their own beside a codified or consolidated one.
    """
    version, effect, cited = tables.Version, tables.Effect, tables.CitedInstrument
    some, origins = _and_what_they_change(session, instrument_ids), defaultdict[int, set[str]](set)
    asked = select(version.instrument_id, version.origin).distinct()
    for id_, origin in rows_among(session, asked, version.instrument_id, some):
        origins[id_].add(origin)
    later = {CODIFICATION, CONSOLIDATION}
    found = {id_ for id_, kinds in origins.items() if COMPILED in kinds or (later & kinds and len(kinds) > 1)}
    in_use = select(cited.instrument_id).join(effect, effect.cited_id == cited.id).where(effect.state.in_(IN_USE))
    return sorted(found.union(id_ for (id_,) in rows_among(session, in_use, cited.instrument_id, some)))


def _and_what_they_change(session: Session, instrument_ids: Iterable[int]) -> set[int]:
    """Some instruments and those that they amend: another text of an amending instrument may make another text of these."""
    effect, cited = tables.Effect, tables.CitedInstrument
    amended = select(cited.instrument_id).join(effect, effect.cited_id == cited.id).distinct()
    amended = amended.where(effect.state.in_(IN_USE), cited.instrument_id.is_not(None))
    found, new = set[int](), set(instrument_ids)
    while new:
        found |= new
        new = {id_ for (id_,) in rows_among(session, amended, effect.instrument_id, new)} - found
    return found


def _keep(session: Session, instrument_id: int, drafts: Sequence[Draft]) -> list[int]:
    record = find_by_id(session, instrument_id)
    stored = versions(session, instrument_id)
    old = {item.text_hash: item for item in stored if item.origin == COMPILED}
    rows = RowWriter(session)
    number = next_number(session, instrument_id) - 1
    changed: list[int] = []
    kept: dict[date, int] = {}
    used: set[int] = set()
    for draft in drafts:
        held = old.pop(draft.text_hash, None)
        if held is not None:
            kept[draft.day] = held.id
            session.execute(delete(tables.ProvisionChange).where(tables.ProvisionChange.version_id == held.id))
            _add_changes(session, rows, held.id, draft.changes)
            keep_typed(session, held.id, draft.typed)
            continue
        # The compiled text of a day keeps its number when another decision changes it.
        before = next((item.number for item in old.values() if item.valid_from == draft.day), None)
        if before is None or before in used:
            number = before = number + 1
        used.add(before)
        kept[draft.day] = _store(session, rows, record, draft, before)
        changed.append(kept[draft.day])
    rows.flush()
    for gone in old.values():
        successor = kept.get(gone.valid_from) if gone.valid_from else None
        successor = successor or next((item.id for item in stored if item.origin != COMPILED), None)
        if successor is not None:
            remove_version(session, gone.id, successor)
            changed.append(gone.id)
    take_up(session, instrument_id)
    session.expire_all()
    return [*changed, *arrange(session, instrument_id)]


def _store(session: Session, rows: RowWriter, record: InstrumentRecord, draft: Draft, number: int) -> int:
    version_id = rows.new_id(tables.Version)
    base = draft.base.version
    units = hash_units(find_units(draft.provisions))
    rows.add(
        tables.Version,
        id=version_id,
        instrument_id=record.id,
        number=number,
        valid_from=draft.day,
        valid_to=None,
        recorded_at=datetime.now(UTC),
        text_hash=draft.text_hash,
        origin=COMPILED,
        partial=base.partial,
        missing=missing_articles(draft.provisions),
        preferred=True,
    )
    add_periods(rows, version_id, base.effective)
    add_text(rows, version_id, 0, draft.provisions, units, draft.codified)
    linked: dict[int, Any] = {}
    for source in base.sources:
        linked[source.file_id] = (source.complete, source.trust, list(source.units))
    for version in draft.codifications:
        for source in version.sources:
            linked.setdefault(source.file_id, (False, source.trust, sorted(draft.codified)))
    for file_id, (complete, trust, paths) in linked.items():
        rows.add(
            tables.VersionSource,
            version_id=version_id,
            file_id=file_id,
            complete=complete,
            trust=trust,
            units=paths,
            valid_from=draft.day,
        )
    _add_changes(session, rows, version_id, draft.changes)
    rows.flush()
    keep_typed(session, version_id, draft.typed)
    return version_id


def _add_changes(session: Session, rows: RowWriter, version_id: int, changes: Iterable[Change]) -> None:
    for change in changes:
        rows.add(
            tables.ProvisionChange,
            id=rows.new_id(tables.ProvisionChange),
            version_id=version_id,
            path=change.path,
            since=change.since,
            cited_id=change.by and change.by.row(session),
            effect=change.effect,
            origin=change.origin,
        )
