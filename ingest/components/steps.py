"""One step over every source; what fails on one source costs that source only."""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from ingest.boundary import contained
from ingest.errors import IngestError
from ingest.work import Work


def each(work: Iterable[Work], step: Callable[[Work], Work]) -> list[Work]:
    """Take a step with every source that has not come to its end yet."""
    return [item if item.report is not None else _timed(item, step) for item in work]


def _timed(item: Work, step: Callable[[Work], Work]) -> Work:
    began = time.monotonic()
    try:
        with contained(item.source.name):
            done = step(item)
    except IngestError as error:
        done = item.refused(error)
    seconds = item.seconds + time.monotonic() - began
    return replace(done, seconds=seconds, report=replace(done.report, seconds=seconds) if done.report else None)
