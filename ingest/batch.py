"""Batches: many files read by several processes and stored one at a time, each on its own, with progress and a report a file."""

import hashlib
import logging
import multiprocessing
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessFuture, ProcessPool
from sqlalchemy import select

from documents.model import ProblemCode
from ingest.archives import MEGABYTE, Input, Limits, expand, read_bytes
from ingest.boundary import contained
from ingest.components.checker import check_file
from ingest.components.steps import each
from ingest.components.writer import KnowledgeBaseWriter
from ingest.errors import IngestError
from ingest.parsing import digest, is_codification_source, read_source
from ingest.report import FileReport, StoredPart, rejected
from ingest.work import Work
from kb.base import KnowledgeBase
from kb.database.state import clear_pending, pending_versions
from kb.database.tables import SourceFile, Version
from kb.database.writer import date_snapshot, stored_instruments
from kb.errors import KnowledgeBaseError
from kb.linking import link_waiting

logger = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Called with the number of files done and of all files."""

Stage = Callable[[str, int, int], None]
"""Called within a long stage (``codification``, ``index``) with its name, what is done and all there is to do."""

TIMEOUT = 600.0
"""Seconds that one file may take. The slowest real file so far, a gazette of 104 pages with tables, takes about 30."""

_AHEAD = 3  # files in reading or read a process, before the oldest of them is stored
_REBUILT_FROM = 1000  # versions to look at from which on the index is built anew rather than mended


def ingest_paths(
    base: KnowledgeBase,
    paths: Iterable[Path],
    *,
    snapshot_date: date | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    stage: Stage | None = None,
    timeout: float = TIMEOUT,
) -> Iterator[FileReport]:
    """Put files, folders and archives into a base.

    Files are read by several processes and stored one at a time, each in a transaction of its own, in the order given; the index is
    brought up to date at the end. A file that is in the base already is not read again, so a batch that was broken off goes on
    where it stopped.

    :param workers: processes; None: as the settings say
    :param timeout: seconds that reading one file may take
    :returns: a report a file, as soon as it is done
    """
    count = workers or base.settings.workers or os.cpu_count() or 1
    return _Batch(base, snapshot_date, count, progress, stage, timeout).run(paths)


@dataclass(slots=True)
class _Batch:
    base: KnowledgeBase
    snapshot_date: date | None
    workers: int
    progress: Progress | None
    stage: Stage | None
    timeout: float

    def run(self, paths: Iterable[Path]) -> Iterator[FileReport]:
        sources = [source for path in paths for source in expand(path, self._limits())]
        writer = KnowledgeBaseWriter().use(self.base)
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
        if len(sources) == 1 or self.workers == 1:
            for source in sources:
                yield self._known(source) or self._read_here(source)
            return
        # spawn: a fork of a process with threads (a server, the app) may hang
        with ProcessPool(max_workers=self.workers, context=multiprocessing.get_context("spawn")) as pool:
            waiting: deque[tuple[Input, Work | ProcessFuture[Work] | None]] = deque()
            try:
                for source in sources:
                    waiting.append((source, self._start(pool, source)))
                    if len(waiting) > self.workers * _AHEAD:
                        yield self._result(*waiting.popleft())
                while waiting:
                    yield self._result(*waiting.popleft())
            except BaseException:
                pool.stop()  # type: ignore[no-untyped-call]
                raise

    def _start(self, pool: ProcessPool, source: Input) -> "Work | ProcessFuture[Work] | None":
        """What is known of a source already, the task that reads it, or None where it is read here (the codification)."""
        known = self._known(source)
        if known is not None or is_codification_source(source):
            return known
        return pool.schedule(_read_in_process, args=(source, *self._megabytes()), timeout=self.timeout)

    def _result(self, source: Input, started: "Work | ProcessFuture[Work] | None") -> Work:
        if started is None:
            return self._read_here(source)
        if isinstance(started, Work):
            return started
        try:
            work: Work = started.result()
            return work
        except FutureTimeoutError:
            message = f"Đọc tệp “{source.name}” quá {self.timeout:.0f} giây nên đã dừng; hãy chia nhỏ tệp rồi nạp lại."
            return Work(source, report=rejected(source.name, ProblemCode.UNREADABLE, message, self.timeout))
        except ProcessExpired:
            message = f"Tiến trình đọc tệp “{source.name}” bị hỏng giữa chừng; tệp có thể bị lỗi."
            return Work(source, report=rejected(source.name, ProblemCode.UNREADABLE, message))
        except Exception:
            logger.debug("reading %s failed", source.name, exc_info=True)
            return Work(source).failed()

    def _read_here(self, source: Input) -> Work:
        if is_codification_source(source):
            return each([Work(source)], self._codification)[0]
        return _read_in_process(source, *self._megabytes())

    def _codification(self, work: Work) -> Work:
        parsed = read_source(
            work.source,
            snapshot_date=self.snapshot_date,
            limits=self._limits(),
            workers=self.workers,
            progress=self._on("codification"),
        )
        return replace(work, checked=check_file(parsed, self.snapshot_date))

    def _known(self, source: Input) -> Work | None:
        """The report of a source whose bytes are in the base already, or cannot be had."""
        began = time.monotonic()
        try:
            with contained(source.name):
                if is_codification_source(source):
                    sha256, _ = digest(source.path)
                else:
                    sha256 = hashlib.sha256(read_bytes(source, self._limits())).hexdigest()
        except IngestError as error:
            return Work(source, report=rejected(source.name, error.code, str(error), time.monotonic() - began))
        with self.base.session() as session:
            file_id = session.scalar(select(SourceFile.id).where(SourceFile.sha256 == sha256))
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
        report = FileReport(source.name, "unchanged", parts, seconds=time.monotonic() - began, sha256=sha256)
        return Work(source, report=report, seconds=report.seconds)

    def _update_index(self) -> None:
        """Bring the links and the index up to date, also with what an earlier batch left when it was broken off."""
        link_waiting(self.base)
        with self.base.session() as session:
            pending = pending_versions(session)
            held = session.query(Version.id).count() if len(pending) >= _REBUILT_FROM else 0
        if not pending:
            return
        from kb.index.build import reindex, update

        try:
            if held and len(pending) * 2 > held:
                reindex(self.base, self._on("index"))
            else:
                update(self.base, pending)
        except (KnowledgeBaseError, OSError, ValueError):
            # The texts are stored; the search says that its index is older than they are, and the next batch tries again.
            logger.warning("the index could not be brought up to date", exc_info=logger.isEnabledFor(logging.DEBUG))
            return
        with self.base.session(write=True) as session:
            clear_pending(session, pending)

    def _on(self, name: str) -> Callable[[int, int], None] | None:
        stage = self.stage
        return (lambda done, total: stage(name, done, total)) if stage else None

    def _limits(self) -> Limits:
        file_mb, archive_mb = self._megabytes()
        return replace(Limits(), file_bytes=file_mb * MEGABYTE, archive_bytes=archive_mb * MEGABYTE)

    def _megabytes(self) -> tuple[int, int]:
        return self.base.settings.max_file_mb, self.base.settings.max_archive_mb


@lru_cache
def _reading_pipeline(max_file_mb: int, max_archive_mb: int) -> Any:
    from ingest.pipeline import build_reading_pipeline

    return build_reading_pipeline(max_file_mb=max_file_mb, max_archive_mb=max_archive_mb)


def _read_in_process(source: Input, max_file_mb: int, max_archive_mb: int) -> Work:
    """Read one source; runs in a process of its own."""
    work: list[Work] = _reading_pipeline(max_file_mb, max_archive_mb).run({"reader": {"sources": [source]}})["checker"]["work"]
    return work[0]
