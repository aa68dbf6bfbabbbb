"""Batches: many files read by several processes and stored one at a time, each on its own, with progress and a report a file."""

import os
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path

from documents.identity.drafts import SaidDraft
from ingest.errors import IngestError, UnreadableFileError
from ingest.files.inputs import expand
from ingest.files.source import MEGABYTE, Fetched, Input, Source, base_name, default_limits, is_address, shown_address
from ingest.files.zips import is_bundle
from ingest.removing import finish_removal
from ingest.report import FileReport
from ingest.work import Work
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.database.reading.reader import find_instrument
from kb.law.derivation.drafts import say_draft
from kb.law.derivation.linking import link_waiting
from kb.law.statements.registering import use_shipped
from kb.private import clear_drafts
from kb.upkeep.health import require_room

Progress = Callable[[int, int], None]
"""Called with the number of files done and of all files."""

Stage = Callable[[str, int, int], None]
"""Called within a long stage (``codification``, ``index``) with its name, what is done and all there is to do."""

_AHEAD = 3  # files in reading or read a process, before the oldest of them is stored
_HELD = 256 * MEGABYTE  # bytes of them that are held, but for the newest


def ingest_paths(
    base: KnowledgeBase,
    paths: Iterable[Path | str | Fetched],
    *,
    snapshot_date: date | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    stage: Stage | None = None,
    said: SaidDraft | None = None,
) -> Iterator[FileReport]:
    """Put files, folders, archives and what lies at addresses (`https://…`) into a base.

    Files are read by several processes and stored one at a time, each in a transaction of its own, in the order given; the index is
    brought up to date at the end. A file that is in the base already is not read again, so a batch that was broken off goes on
    where it stopped.
    """
    count = workers or base.settings.workers or os.cpu_count() or 1
    day = snapshot_date.isoformat() if snapshot_date else None
    return Batch(base, count, progress, snapshot_date=day, stage=stage, said=said).run(paths)


@dataclass(slots=True)
class Batch:
    """Files on their way into a base, read by several processes."""

    base: KnowledgeBase
    workers: int
    progress: Progress | None
    snapshot_date: str | None = None
    stage: Stage | None = None
    said: SaidDraft | None = None

    def run(self, paths: Iterable[Path | str | Fetched]) -> Iterator[FileReport]:
        """Put the files behind paths and addresses into the base."""
        require_room(self.base.settings)
        clear_drafts(self.base.settings.originals_path)
        with tempfile.TemporaryDirectory(prefix="tuluat-") as folder:
            sources = [source for number, path in enumerate(paths) for source in self._behind(path, Path(folder) / str(number))]
            yield from self._reported(self._stored(sources), len(sources))

    def _stored(self, sources: Iterable[Input]) -> Iterator[FileReport]:
        from ingest import pipeline  # it loads Haystack, for which no page that may read a file waits

        for day, some in groupby(sources, lambda source: source.taken_on.isoformat() if source.taken_on else self.snapshot_date):
            storing = pipeline.build_storing_pipeline(self.base, day, self.said)
            for work in self._ahead(list(some), day):
                yield pipeline.run_pipeline(storing, {"checker": {"work": [work]}})["writer"]["reports"][0]

    def _behind(self, path: Path | str | Fetched, folder: Path) -> Iterator[Input]:
        """The inputs behind a path or an address; one that cannot be fetched is an input with its error.

        :param folder: to be made for what is fetched, and for the files of a bundle
        """
        limits = default_limits(self.base.settings)
        address = path.address if isinstance(path, Fetched) else None
        shown = str(path)
        try:
            if isinstance(path, str) and is_address(path):
                from ingest.files.fetching import fetch  # few batches fetch anything

                shown = shown_address(path)
                folder.mkdir()
                path = fetch(path, folder, self.base.settings)
                address = path.address
            place = path.path if isinstance(path, Fetched) else Path(path)
            if is_bundle(place):
                from ingest.bundling import open_bundle, take_over  # nor is many a file a bundle

                shown = base_name(place.name)
                bundle = open_bundle(place, folder.with_suffix(".files"), limits)
                yield from bundle.inputs
                if mistakes := take_over(self.base, bundle, shown):
                    raise UnreadableFileError("bundle_statements", name=shown, count=len(mistakes))
                return
        except IngestError as error:
            yield Input(folder, error=error, shown=shown)
            return
        for source in expand(place, limits):
            yield replace(source, address=address)

    def _reported(self, reports: Iterator[FileReport], total: int) -> Iterator[FileReport]:
        """The reports as they come; links and index are brought up to date behind them."""
        try:
            for done, report in enumerate(reports, start=1):
                if self.progress:
                    self.progress(done, total)
                yield report
        except KeyboardInterrupt:
            raise  # whoever stops a batch does not want to wait for the index; the next batch brings it up to date
        except BaseException:
            bring_up_to_date(self.base, self._on("index"))
            raise
        bring_up_to_date(self.base, self._on("index"))

    def _ahead(self, sources: list[Input], day: str | None, again: bool = False) -> Iterator[Work]:
        """Every source in order; while one is stored, the next are being read."""
        from ingest import pipeline

        reading = pipeline.build_reading_pipeline(self.base, day, self.workers, self._on("codification"), again=again)
        waiting: deque[Work] = deque()
        try:
            for source in sources:
                waiting += pipeline.run_pipeline(reading, {"opener": {"sources": [source]}})["reader"]["work"]
                while len(waiting) > self.workers * _AHEAD or (len(waiting) > 1 and _held(waiting) > _HELD):
                    yield waiting.popleft()
            while waiting:
                yield waiting.popleft()
        finally:
            reading.close()

    def _on(self, name: str) -> Callable[[int, int], None] | None:
        stage = self.stage
        return (lambda done, total: stage(name, done, total)) if stage else None


def said_again(base: KnowledgeBase, reports: Iterable[FileReport], said: SaidDraft, by: Actor) -> Iterator[FileReport]:
    """What is said of files is kept as somebody's word, and said of the texts there where the base has them already.

    :param by: whose word it is
    """
    done = []
    for report in reports:
        if report.status != "unchanged":
            yield report
        done.append(report)
    for report in done:
        with base.session(write=True, actor=by) as session:
            keys = [
                say_draft(session, find_instrument(session, part.key).id, said.draft, said.paper) for part in report.instruments
            ]
        if report.status == "unchanged":
            yield replace(
                report, instruments=tuple(replace(part, key=key) for part, key in zip(report.instruments, keys, strict=True))
            )
    bring_up_to_date(base)


def bring_up_to_date(base: KnowledgeBase, progress: Progress | None = None) -> None:
    """Bring the links and the index up to date, also with what an earlier batch left when it was broken off."""
    use_shipped(base)
    link_waiting(base)
    finish_removal(base)
    from kb.index.build import follow

    follow(base, progress=progress)


def _held(waiting: Iterable[Work]) -> int:
    return sum(len(work.source.data) for work in waiting if isinstance(work.source, Source))
