"""What goes from one component of the pipeline to the next: a source, and what is known of it so far.

What fails on one source costs that source only.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from documents.messages import Message
from documents.model import Instrument, Problem, ProblemCode
from ingest.errors import IngestError, contained
from ingest.files.source import Input, Source
from ingest.parsing import ParsedFile
from ingest.report import FileReport, rejected
from kb.database.storing.sources import SourceInfo


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that can be stored."""

    source: SourceInfo
    instruments: tuple[Instrument, ...]
    problems: tuple[Problem, ...] = ()
    account: tuple[Message, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Work:
    """A source on its way: ``parsed`` once it is read, ``checked`` once it is checked, ``report`` where the way ends early.

    :param reading: waits for the work as it is once it is read; it may be read meanwhile, in another process
    :param error: for which the way ended
    """

    source: Input | Source
    reading: "Callable[[], Work] | None" = None
    parsed: ParsedFile | None = None
    checked: CheckedFile | None = None
    report: FileReport | None = None
    error: IngestError | None = None
    seconds: float = 0.0

    def __deepcopy__(self, memo: dict[int, Any]) -> "Work":
        # Haystack copies what goes into a component; this cannot be changed, and may be a tree of thousands of provisions.
        return self

    def finished(self) -> "Work":
        """The work once it is read."""
        return replace(self.reading(), reading=None) if self.reading else self

    def refused(self, error: IngestError) -> "Work":
        """The work of a source that cannot be used."""
        report = rejected(self.source.name, error.problem, error.message, self.seconds)
        return replace(self, parsed=None, checked=None, report=report, error=error)

    @property
    def ending(self) -> FileReport:
        """The report of a source whose way ended; where nothing says why, the program itself failed on it."""
        message = Message.of("problem.failed_reading", name=self.source.name)
        return self.report or rejected(self.source.name, ProblemCode.UNREADABLE, message, self.seconds)


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
