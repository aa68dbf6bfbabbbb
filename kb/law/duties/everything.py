"""Reading what all texts of a base state: after an ingest, in pieces that are each kept, so that it can be stopped and goes on."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, and_, distinct, func, select
from sqlalchemy.orm import Session

from kb.base import KnowledgeBase
from kb.database import tables
from kb.database.reading.trees import load_trees
from kb.law.duties.keeping import SAME_WORDS, keep_duties, model
from kb.law.duties.reading import Duties, read_duties

SECONDS = 2.0
"""After so long what was read is kept: no more is lost when the program is ended."""

_log = logging.getLogger(__name__)
_version, _kept = tables.Version, tables.VersionDuties


@dataclass(frozen=True, slots=True)
class ReadReport:
    """What was read in one go.

    :param failed: versions that could not be read
    """

    versions: int
    statements: int
    failed: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of how many instruments of a base all versions were read, by this model or an earlier one."""

    read: int
    of: int


def coverage(session: Session | Connection) -> Coverage:
    """For how much of the base it is known what its texts state."""
    instruments = select(func.count(distinct(_version.instrument_id))).select_from(_version)
    of = session.scalar(instruments) or 0
    unread = instruments.outerjoin(_kept, SAME_WORDS).where(_kept.version_id.is_(None))
    return Coverage(of - (session.scalar(unread) or 0), of)


def read_everything(base: KnowledgeBase, progress: Callable[[int, int], None] = lambda done, of: None) -> ReadReport:
    """Read every version that was not read yet, was read by another model, or has other words by now.

    :param progress: called with the number of versions done and their total
    """
    began = since = time.monotonic()
    with base.session() as session:
        of = session.scalar(select(func.count(_version.id))) or 0
        unread = select(_version.id, _version.text_hash).outerjoin(_kept, and_(SAME_WORDS, _kept.model == model()))
        waiting = session.execute(unread.where(_kept.version_id.is_(None)).order_by(_version.id)).all()
    statements = failed = 0
    piece: list[tuple[int, str, Duties]] = []
    for done, (version_id, text_hash) in enumerate(waiting, start=1 + of - len(waiting)):
        try:
            with base.session() as session:
                trees, _ = load_trees(session, version_id)
            piece.append((version_id, text_hash, read_duties(trees)))
        except (ValueError, LookupError, TypeError, ArithmeticError):  # a text that is not got through keeps no other waiting
            _log.warning("version %d could not be read for what it states", version_id, exc_info=True)
            failed += 1
        if time.monotonic() - since > SECONDS or done == of:
            with base.session(write=True) as session:
                for read in piece:
                    keep_duties(session, *read)
            statements += sum(len(one.statements) for *_, found in piece for one in found)
            piece, since = [], time.monotonic()
            progress(done, of)
    return ReadReport(len(waiting) - failed, statements, failed, time.monotonic() - began)
