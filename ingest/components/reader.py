"""Sources to instruments, as a Haystack component."""

import os
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import date
from functools import partial

from haystack import component

from ingest.apart import Outcome, Workers, file_limits
from ingest.files.inputs import open_source
from ingest.files.source import Source, default_limits
from ingest.parsing import parse_input, read_source
from ingest.readers.formats import is_converted
from ingest.readers.office import Conversions
from ingest.readers.registry import Options
from ingest.work import Work, each
from kb.settings import Settings, settings


@component
class LegalTextReader:
    """Read Vietnamese legal texts: their lines, and the instruments in them with trees, metadata and keys.

    Each file is read in a process of its own, which is ended where the file takes more time or memory than it may, and while it is
    read the next component may go on with others: :meth:`ingest.work.Work.finished` waits for it. The codification is read here,
    by processes of its own, when it is asked for.

    :param snapshot_date: ISO day on which the codification was taken, where the sources are the codification
    :param workers: files that are read at a time; default: the process's setting
    """

    def __init__(self, snapshot_date: str | None = None, workers: int | None = None) -> None:
        self.snapshot_date = snapshot_date
        self.workers = workers
        self.settings: Settings | None = None
        """Those of the base, where they are not the process's."""
        self.progress: Callable[[int, int], None] | None = None
        """Called within the codification with the number of its files that are read, and of all."""
        self._apart: Workers | None = None
        self._office: Conversions | None = None

    def close(self) -> None:
        """End what is still being read."""
        for made in (self._office, self._apart):
            if made is not None:
                made.close()
        self._office = self._apart = None

    @component.output_types(work=list[Work])
    def run(self, work: list[Work]) -> dict[str, list[Work]]:
        """Begin to read every source."""
        return {"work": each(work, self._begun)}

    def _begun(self, work: Work) -> Work:
        source = open_source(work.source, default_limits(self.settings))
        work = replace(work, source=source)
        if source.whole:
            return replace(work, reading=partial(self._whole, work))
        if self._apart is None:
            allowed = file_limits(self.settings)
            self._apart = Workers(self._count(), allowed)
            self._office = Conversions(allowed)
        if self._office is not None and is_converted(source):
            return replace(work, reading=partial(self._converted, work, self._office.submit(source)))
        return replace(work, reading=partial(_collected, work, self._parsed(source)))

    def _parsed(self, source: Source) -> "Future[Outcome]":
        assert self._apart is not None
        return self._apart.submit(parse_input, source, default_limits(self.settings), name=source.name)

    def _converted(self, work: Work, conversion: "Future[Source]") -> Work:
        return each([work], lambda item: _collected(item, self._parsed(conversion.result())))[0]

    def _whole(self, work: Work) -> Work:
        return each([work], self._read_whole)[0]

    def _read_whole(self, work: Work) -> Work:
        day = date.fromisoformat(self.snapshot_date) if self.snapshot_date else None
        options = Options(default_limits(self.settings), day, self._count(), self.progress)
        return replace(work, parsed=read_source(work.source, options))

    def _count(self) -> int:
        return self.workers or settings().workers or os.cpu_count() or 1


def _collected(work: Work, task: "Future[Outcome]") -> Work:
    done = task.result()
    work = replace(work, seconds=work.seconds + done.seconds)
    return work.refused(done.error) if done.error is not None else replace(work, parsed=done.value)
