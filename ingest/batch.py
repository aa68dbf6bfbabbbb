"""Batches: many files read by several processes and stored one at a time, each on its own, with progress and a report a file."""

import logging
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from ingest.apart import FileLimits, Outcome, Workers, file_limits
from ingest.components.checker import check_file
from ingest.components.steps import each
from ingest.components.writer import KnowledgeBaseWriter
from ingest.files.inputs import expand, open_source
from ingest.files.limits import MEGABYTE, Limits, default_limits
from ingest.files.source import Input, Source
from ingest.parsing import parse_plain, read_source
from ingest.report import FileReport, StoredPart
from ingest.work import Work
from kb.base import KnowledgeBase
from kb.database.reading.reader import content_revision
from kb.database.state import clear_pending, pending_versions
from kb.database.storing.writer import date_snapshot, stored_instruments
from kb.database.tables import SourceFile, Version
from kb.durable import clear_drafts
from kb.errors import KnowledgeBaseError
from kb.law.linking import link_waiting

logger = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Called with the number of files done and of all files."""

Stage = Callable[[str, int, int], None]
"""Called within a long stage (``codification``, ``index``) with its name, what is done and all there is to do."""

_AHEAD = 3  # files in reading or read a process, before the oldest of them is stored
_HELD = 256 * MEGABYTE  # bytes of them that are held, but for the newest
_REBUILT_FROM = 1000  # versions to look at from which on the index is built anew rather than mended


def ingest_paths(
    base: KnowledgeBase,
    paths: Iterable[Path],
    *,
    snapshot_date: date | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    stage: Stage | None = None,
    timeout: float | None = None,
) -> Iterator[FileReport]:
    """Put files, folders and archives into a base.

    Files are read by several processes and stored one at a time, each in a transaction of its own, in the order given; the index is
    brought up to date at the end. A file that is in the base already is not read again, so a batch that was broken off goes on
    where it stopped.

    :param workers: processes; None: as the settings say
    :param timeout: seconds that reading one file may take; None: as the settings say
    :returns: a report a file, as soon as it is done
    """
    count = workers or base.settings.workers or os.cpu_count() or 1
    limits = file_limits(base.settings)
    return _Batch(base, snapshot_date, count, progress, stage, replace(limits, seconds=timeout or limits.seconds)).run(paths)


@dataclass(slots=True)
class _Batch:
    base: KnowledgeBase
    snapshot_date: date | None
    workers: int
    progress: Progress | None
    stage: Stage | None
    allowed: FileLimits

    def run(self, paths: Iterable[Path]) -> Iterator[FileReport]:
        sources = [source for path in paths for source in expand(path, self._limits())]
        writer = KnowledgeBaseWriter().use(self.base)
        clear_drafts(self.base.settings.originals_path)
        try:
            for done, work in enumerate(self._read(sources), start=1):
                report, _ = writer.write(work)
                if self.progress:
                    self.progress(done, len(sources))
                yield report
        except KeyboardInterrupt:
            raise  # whoever stops a batch does not want to wait for the index; the next batch brings it up to date
        except BaseException:
            self._update_index()
            raise
        self._update_index()

    def _read(self, sources: list[Input]) -> Iterator[Work]:
        """Every source in order, read and checked, or with the report of its end."""
        with Workers(self.workers, self.allowed) as apart:
            waiting: deque[tuple[Work, Future[Outcome] | None]] = deque()
            for source in sources:
                waiting.append(self._start(apart, Work(source)))
                while len(waiting) > self.workers * _AHEAD or (len(waiting) > 1 and _held(waiting) > _HELD):
                    yield self._result(*waiting.popleft())
            while waiting:
                yield self._result(*waiting.popleft())

    def _start(self, apart: Workers, work: Work) -> "tuple[Work, Future[Outcome] | None]":
        """A source, opened, and the task that reads it; None where its end is known, or where it is read here, as a whole."""
        work = each([work], self._opened)[0]
        if work.report is not None or not isinstance(work.source, Source) or work.source.whole:
            return work, None
        return work, apart.submit(parse_plain, work.source, self._limits(), name=work.source.name)

    def _result(self, work: Work, task: "Future[Outcome] | None") -> Work:
        if task is None:
            return each([work], self._whole)[0]
        done = task.result()
        work = replace(work, parsed=done.value, seconds=done.seconds)
        if done.error is not None:
            return work.refused(done.error)
        return each([work], lambda item: replace(item, parsed=None, checked=check_file(done.value, self.snapshot_date)))[0]

    def _opened(self, work: Work) -> Work:
        source = open_source(work.source, self._limits())
        report = self._known(source)
        return replace(work, source=source, report=report)

    def _whole(self, work: Work) -> Work:
        parsed = read_source(
            work.source,
            snapshot_date=self.snapshot_date,
            limits=self._limits(),
            workers=self.workers,
            progress=self._on("codification"),
        )
        return replace(work, checked=check_file(parsed, self.snapshot_date))

    def _known(self, source: Source) -> FileReport | None:
        """The report of a source whose bytes are in the base already."""
        with self.base.session() as session:
            file_id = session.scalar(select(SourceFile.id).where(SourceFile.sha256 == source.sha256))
            if file_id is None:
                return None
            undated = (
                self.snapshot_date is not None
                and session.scalar(select(SourceFile.snapshot_on).where(SourceFile.id == file_id)) is None
            )
            parts = tuple(StoredPart(part.key, part.articles, part.provisions) for part in stored_instruments(session, file_id))
        if undated and self.snapshot_date is not None:
            with self.base.session(write=True) as session:
                date_snapshot(session, file_id, self.snapshot_date)
        return FileReport(source.name, "unchanged", parts, sha256=source.sha256)

    def _update_index(self) -> None:
        """Bring the links and the index up to date, also with what an earlier batch left when it was broken off."""
        link_waiting(self.base)
        with self.base.session() as session:
            since, pending = content_revision(session), pending_versions(session)
            held = session.query(Version.id).count() if len(pending) >= _REBUILT_FROM else 0
        if not pending:
            return
        from kb.vectors.indexing import reindex, update

        try:
            if held and len(pending) * 2 > held:
                reindex(self.base, self._on("index"))
            else:
                update(self.base, pending)
            with self.base.session(write=True) as session:
                clear_pending(session, pending, since)
        except (KnowledgeBaseError, SQLAlchemyError, OSError, ValueError):
            # The texts are stored; the search says that its index is older than they are, and the next batch tries again.
            logger.warning("the index could not be brought up to date", exc_info=logger.isEnabledFor(logging.DEBUG))

    def _on(self, name: str) -> Callable[[int, int], None] | None:
        stage = self.stage
        return (lambda done, total: stage(name, done, total)) if stage else None

    def _limits(self) -> Limits:
        return default_limits(self.base.settings)


def _held(waiting: "Iterable[tuple[Work, Future[Outcome] | None]]") -> int:
    return sum(len(work.source.data) for work, _ in waiting if isinstance(work.source, Source))
