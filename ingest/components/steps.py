"""One step over every source; what fails on one source costs that source only."""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from ingest.errors import IngestError
from ingest.work import Work

logger = logging.getLogger(__name__)


def each(work: Iterable[Work], step: Callable[[Work], Work]) -> list[Work]:
    """Take a step with every source that has not come to its end yet."""
    return [item if item.report is not None else _timed(item, step) for item in work]


def _timed(item: Work, step: Callable[[Work], Work]) -> Work:
    began = time.monotonic()
    try:
        done = step(item)
    except IngestError as error:
        done = item.refused(error)
    except Exception:
        logger.exception("%s failed", item.source.name)
        done = item.failed()
    seconds = item.seconds + time.monotonic() - began
    return replace(done, seconds=seconds, report=replace(done.report, seconds=seconds) if done.report else None)
