"""Work on files in processes of our own (`kb.apart.process`): the limits of a file, and what is said of one beyond them."""

import os
import pickle
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple, TypeVar

from ingest.errors import FileTooLargeError, IngestError, UnreadableFileError, contained
from kb.apart.process import Ended, WorkLimits, run
from kb.settings import Settings, settings

Result = TypeVar("Result")


def file_limits(configured: Settings | None = None) -> WorkLimits:
    """The limits of the settings."""
    configured = configured or settings()
    return WorkLimits(configured.file_seconds, configured.file_memory_mb)


class Outcome(NamedTuple):
    """What came of the work on a file."""

    value: Any
    error: IngestError | None
    seconds: float


def run_apart(function: Callable[..., Result], *arguments: Any, name: str, limits: WorkLimits | None = None) -> Result:
    """Call a function in a process of its own.

    :param function: of a module, so that the process can import it; it and its arguments and result are pickled
    :raises IngestError: the function failed, or took more than it may
    """
    outcome = _run(limits or file_limits(), function, arguments, name)
    if outcome.error is not None:
        raise outcome.error
    return outcome.value  # type: ignore[no-any-return]


class Workers:
    """Some processes for many files. Closing them ends what still runs."""

    def __init__(self, count: int, limits: WorkLimits | None = None) -> None:
        self._limits = limits or file_limits()
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="tuluat-file")
        self._closed = threading.Event()

    def submit(self, function: Callable[..., Any], *arguments: Any, name: str) -> "Future[Outcome]":
        """Call a function as soon as a process is free, see :func:`run_apart`. The future never raises."""
        return self._threads.submit(_run, self._limits, function, arguments, name, self._closed.is_set)

    def close(self) -> None:
        """End what still runs."""
        self._closed.set()
        self._threads.shutdown(wait=True, cancel_futures=True)


def _run(
    limits: WorkLimits,
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    name: str,
    stop: Callable[[], bool] = lambda: False,
) -> Outcome:
    outcome = run(limits, _read, function, arguments, name, limits, stop=stop)
    value = pickle.loads(outcome.value) if outcome.value is not None else None  # noqa: S301  (our own process wrote it)
    return Outcome(value, _said(outcome.why, name, limits) if outcome.why is not None else None, outcome.seconds)


def _read(function: Callable[..., Any], arguments: tuple[Any, ...], name: str, limits: WorkLimits) -> Any:
    # what a reader starts has the same limits
    os.environ |= {"KB_FILE_MEMORY_MB": str(limits.megabytes), "KB_FILE_SECONDS": str(limits.seconds)}
    with contained(name):
        return function(*arguments)


def _said(why: Exception | Ended, name: str, limits: WorkLimits) -> IngestError:
    match why:
        case IngestError():
            return why
        case Ended.LATE:
            return too_slow(name, limits)
        case Ended.MEMORY:
            return FileTooLargeError("file_memory_over", name=name, megabytes=str(limits.megabytes))
        case Ended.LARGE:
            return FileTooLargeError("file_output_large", name=name, megabytes=str(limits.megabytes))
        case Ended.FAILED:  # what it gave cannot be sent
            return UnreadableFileError("file_damaged", name=name)
    return UnreadableFileError("file_process_ended", name=name, megabytes=str(limits.megabytes))


def too_slow(name: str, limits: WorkLimits) -> FileTooLargeError:
    """What is said of a file that takes more time than it may."""
    return FileTooLargeError("file_slow", name=name, seconds=f"{limits.seconds:g}")
