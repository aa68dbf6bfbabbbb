"""Putting files into a base: the Haystack pipeline for a few, and batches with processes, progress and a report a file."""

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
from pathlib import Path

from haystack import Pipeline
from pebble import ProcessExpired, ProcessFuture, ProcessPool
from sqlalchemy import select

from documents.model import ProblemCode
from ingest.archives import Input, default_limits, read_bytes
from ingest.components import KnowledgeBaseWriter, LegalTextReader
from ingest.components.writer import note_of
from ingest.errors import IngestError
from ingest.parsing import ParsedFile, digest, expand, is_codification_source, parse_input
from ingest.report import FileReport, StoredPart, rejected
from kb.base import KnowledgeBase
from kb.database.tables import SourceFile
from kb.database.writer import stored_instruments
from kb.index.build import update

logger = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Called with the number of files done and of all files."""

TIMEOUT = 300.0
"""Seconds that one file may take. The slowest real file so far, a gazette of 104 pages with tables, takes about 30."""


def build_ingest_pipeline(home: str | None = None, snapshot_date: str | None = None) -> Pipeline:
    """The pipeline from paths to stored texts: ``reader`` → ``writer``.

    :param home: folder of the base; default: the process's setting
    :param snapshot_date: ISO day on which the codification was taken
    """
    pipeline = Pipeline()
    pipeline.add_component("reader", LegalTextReader(snapshot_date))
    pipeline.add_component("writer", KnowledgeBaseWriter(home, snapshot_date))
    pipeline.connect("reader.files", "writer.files")
    return pipeline


def ingest_paths(
    base: KnowledgeBase,
    paths: Iterable[Path],
    *,
    snapshot_date: date | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    timeout: float = TIMEOUT,
) -> Iterator[FileReport]:
    """Put files, folders and archives into a base.

    Files are read by several processes and stored one at a time, each in a transaction of its own, in the order given; the index is
    brought up to date at the end, also when the batch is broken off. A file that is in the base already is not read again, so a
    batch that was broken off goes on where it stopped.

    :param workers: processes; None: as the settings say
    :param timeout: seconds that reading one file may take
    :returns: a report a file, as soon as it is done
    """
    return _Batch(base, snapshot_date, workers or base.settings.workers or os.cpu_count() or 1, progress, timeout).run(paths)


@dataclass(slots=True)
class _Batch:
    base: KnowledgeBase
    snapshot_date: date | None
    workers: int
    progress: Progress | None
    timeout: float

    def run(self, paths: Iterable[Path]) -> Iterator[FileReport]:
        sources = [source for path in paths for source in expand(path)]
        writer = KnowledgeBaseWriter(snapshot_date=self.snapshot_date.isoformat() if self.snapshot_date else None)
        writer.use(self.base)
        changed: list[int] = []
        try:
            for done, (source, read) in enumerate(self._read(sources), start=1):
                report = self._finish(writer, source, read, changed)
                if self.progress:
                    self.progress(done, len(sources))
                yield report
        finally:
            if changed:
                update(self.base, changed)

    def _finish(self, writer: KnowledgeBaseWriter, source: Input, read: "_Read", changed: list[int]) -> FileReport:
        outcome = read.outcome
        if isinstance(outcome, FileReport):
            report = replace(outcome, seconds=read.seconds)
            with self.base.session(write=True) as session:
                session.add(note_of(writer.run_id, report))
            return report
        try:
            report, versions = writer.write(outcome, source)
        except Exception:
            # One text that cannot be stored must not end the batch; its transaction is undone.
            logger.exception("storing %s failed", outcome.name)
            message = f"Không lưu được tệp “{outcome.name}”; cơ sở dữ liệu không thay đổi. Xem nhật ký của máy."
            return rejected(outcome.name, ProblemCode.UNREADABLE, message, read.seconds, outcome.sha256)
        changed += versions
        stages = {"read": read.seconds, "store": report.seconds}
        return replace(report, seconds=read.seconds + report.seconds, stages=stages)

    def _read(self, sources: list[Input]) -> Iterator[tuple[Input, "_Read"]]:
        """Every source in order, with what was read from it or why it was not read."""
        if len(sources) == 1 or self.workers == 1:
            for source in sources:
                yield source, self._known(source) or self._read_here(source)
            return
        context = multiprocessing.get_context("spawn")
        with ProcessPool(max_workers=self.workers, context=context) as pool:
            waiting: deque[tuple[Input, _Read | ProcessFuture | None]] = deque()
            for source in sources:
                waiting.append((source, self._start(pool, source)))
                if len(waiting) > self.workers * 3:
                    yield self._result(*waiting.popleft())
            while waiting:
                yield self._result(*waiting.popleft())

    def _start(self, pool: ProcessPool, source: Input) -> "_Read | ProcessFuture | None":
        """What is known of a source already, the work that reads it, or None where it is read here (the codification)."""
        known = self._known(source)
        if known is not None or is_codification_source(source):
            return known
        return pool.schedule(_parse, args=(source,), timeout=self.timeout)

    def _result(self, source: Input, started: "_Read | ProcessFuture | None") -> tuple[Input, "_Read"]:
        if started is None:
            return source, self._read_here(source)
        if isinstance(started, _Read):
            return source, started
        try:
            return source, started.result()
        except FutureTimeoutError:
            message = f"Đọc tệp “{source.name}” quá {self.timeout:.0f} giây nên đã dừng; hãy chia nhỏ tệp rồi nạp lại."
            return source, _Read(rejected(source.name, ProblemCode.UNREADABLE, message), self.timeout)
        except ProcessExpired:
            message = f"Tiến trình đọc tệp “{source.name}” bị hỏng giữa chừng; tệp có thể bị lỗi."
            return source, _Read(rejected(source.name, ProblemCode.UNREADABLE, message), 0.0)

    def _read_here(self, source: Input) -> "_Read":
        return _parse(source, self.snapshot_date, self.workers)

    def _known(self, source: Input) -> "_Read | None":
        """The report of a source whose bytes are in the base already, or cannot be had."""
        began = time.monotonic()
        try:
            if is_codification_source(source):
                sha256, _ = digest(source.path)
            else:
                sha256 = hashlib.sha256(read_bytes(source, default_limits())).hexdigest()
        except IngestError as error:
            return _Read(rejected(source.name, error.code, str(error)), time.monotonic() - began)
        with self.base.session() as session:
            file_id = session.scalar(select(SourceFile.id).where(SourceFile.sha256 == sha256))
            if file_id is None:
                return None
            parts = tuple(StoredPart(part.key, part.articles, part.provisions) for part in stored_instruments(session, file_id))
        return _Read(FileReport(source.name, "unchanged", parts, sha256=sha256), time.monotonic() - began)


@dataclass(frozen=True, slots=True)
class _Read:
    """What reading a source gave, and the seconds it took."""

    outcome: ParsedFile | FileReport
    seconds: float


def _parse(source: Input, snapshot_date: date | None = None, workers: int | None = None) -> _Read:
    """Read one source; runs in a process of its own."""
    began = time.monotonic()
    outcome: ParsedFile | FileReport
    try:
        outcome = parse_input(source, snapshot_date=snapshot_date, workers=workers)
    except IngestError as error:
        outcome = rejected(source.name, error.code, str(error))
    except Exception:
        logger.exception("reading %s failed", source.name)
        message = f"Không đọc được tệp “{source.name}”: lỗi ngoài dự kiến, đã ghi vào nhật ký của máy."
        outcome = rejected(source.name, ProblemCode.UNREADABLE, message)
    return _Read(outcome, time.monotonic() - began)
