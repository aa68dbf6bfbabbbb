"""Work on files in processes of our own, which are ended when a file takes more time or memory than it may.

A few hundred bytes can make a library run for ever or fill the memory, and C code cannot be interrupted from within. The processes
are started as ``python -m ingest.worker`` and not by multiprocessing, which runs the main module again: in the app, the page. They
are kept for the next file.
"""

import atexit
import contextlib
import os
import pickle
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from ingest.errors import FileTooLargeError, IngestError, UnreadableFileError
from kb.settings import Settings, settings

HEAD = struct.Struct(">Q")
"""What stands before a message: its length."""

_BEGUN = HEAD.pack(0)

OUT_OF_MEMORY = 77
"""Exit status of a process that saw that it has more memory than it may."""

OUT_OF_TIME = -24
"""Exit status of a process that used more of the processor than it may (SIGXCPU)."""

_ROOT = Path(__file__).resolve().parents[1]
_KEPT = 4  # processes that wait for the next file, those that worked last

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class FileLimits:
    """What the work on one file may take.

    :param seconds: of time
    :param megabytes: of memory, beside what the process needs for itself
    """

    seconds: float
    megabytes: int


def file_limits(configured: Settings | None = None) -> FileLimits:
    """The limits of the settings."""
    configured = configured or settings()
    return FileLimits(configured.file_seconds, configured.file_memory_mb)


class Outcome(NamedTuple):
    """What came of the work on a file.

    :param error: why there is no value
    :param seconds: what it took
    :param last: the process ends itself after this
    """

    value: Any
    error: IngestError | None
    seconds: float
    last: bool = False


def still_working() -> None:
    """Said by the work on a file with many parts before each of them, so that the limits of time are those of one part."""
    _still_working()


def on_still_working(say: Callable[[], None]) -> None:
    """What :func:`still_working` does in the process that works."""
    global _still_working
    _still_working = say


def _still_working() -> None:
    return


def run_apart(function: Callable[..., Result], *arguments: Any, name: str, limits: FileLimits | None = None) -> Result:
    """Call a function in a process of its own.

    :param function: of a module, so that the process can import it; it and its arguments and result are pickled
    :param name: of the file, for messages
    :param limits: default: those of the settings
    :raises IngestError: the function failed, or took more than it may
    """
    outcome = _run(_take(limits or file_limits()), function, arguments, name)
    if outcome.error is not None:
        raise outcome.error
    return outcome.value  # type: ignore[no-any-return]


class Workers:
    """Some processes for many files. Closing them, or leaving the context, ends what still runs.

    :param count: files that are worked on at a time
    """

    def __init__(self, count: int, limits: FileLimits | None = None) -> None:
        self._limits = limits or file_limits()
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="tuluat-file")
        self._running: set[_Process] = set()
        self._lock = threading.Lock()
        self._closed = False

    def submit(self, function: Callable[..., Any], *arguments: Any, name: str) -> "Future[Outcome]":
        """Call a function as soon as a process is free, see :func:`run_apart`. The future never raises."""
        return self._threads.submit(self._work, function, arguments, name)

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End what still runs."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            self._closed = True
            for process in self._running:
                process.kill()
        self._threads.shutdown(wait=True)

    def _work(self, function: Callable[..., Any], arguments: tuple[Any, ...], name: str) -> Outcome:
        process = _take(self._limits)
        with self._lock:
            if self._closed:
                process.kill()
            self._running.add(process)
        try:
            return _run(process, function, arguments, name)
        finally:
            with self._lock:
                self._running.discard(process)


class _Process:
    """One process, which does one thing at a time."""

    def __init__(self, limits: FileLimits) -> None:
        self.limits = limits
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            # -P: the folder that the command was given in is none of Python's business
            [sys.executable, "-P", "-m", "ingest.worker", str(limits.megabytes), str(limits.seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path, "MALLOC_ARENA_MAX": "1"},
            start_new_session=True,  # who stops a batch with Ctrl-C stops us, and we the processes
        )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def call(self, function: Callable[..., Any], arguments: tuple[Any, ...], name: str, begun: Callable[[], None]) -> Outcome:
        """What the function returns, or why it does not.

        :param begun: called when the process is ready, so that its own start is not the file's time, and again before each part
        :raises EOFError: the process ended
        """
        task = pickle.dumps((function, arguments, name))
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(HEAD.pack(len(task)) + task)
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise EOFError from error
        while (head := self._process.stdout.read(HEAD.size)) == _BEGUN:
            begun()
        reply = self._process.stdout.read(HEAD.unpack(head)[0]) if len(head) == HEAD.size else b""
        if not reply:
            raise EOFError
        value, failed, seconds, last = pickle.loads(reply)  # noqa: S301  (our own process wrote it)
        return Outcome(pickle.loads(value) if value is not None else None, failed, seconds, last)  # noqa: S301

    def kill(self) -> None:
        """End it, whatever it does."""
        self._process.kill()

    def close(self) -> int:
        """End it and let everything go; returns its exit status."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.stdout.close()
        try:
            return self._process.wait(0.5)
        except subprocess.TimeoutExpired:
            self.kill()
            return self._process.wait()


def _run(process: _Process, function: Callable[..., Any], arguments: tuple[Any, ...], name: str) -> Outcome:
    seconds = process.limits.seconds
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    watchdog = threading.Timer(seconds, end)

    def begun() -> None:
        nonlocal watchdog
        watchdog.cancel()
        watchdog = threading.Timer(seconds, end)
        watchdog.daemon = True
        watchdog.start()

    began = time.monotonic()
    try:
        outcome = process.call(function, arguments, name, begun)
    except EOFError:
        watchdog.cancel()
        status = process.close()
        return Outcome(None, _ended(name, process.limits, late.is_set() or status == OUT_OF_TIME, status), time.monotonic() - began)
    except BaseException:
        watchdog.cancel()
        process.kill()
        process.close()
        raise
    watchdog.cancel()
    if outcome.last or late.is_set():
        process.close()
    else:
        _give_back(process)
    return outcome


def _ended(name: str, limits: FileLimits, late: bool, status: int) -> IngestError:
    if late:
        return too_slow(name, limits)
    if status == OUT_OF_MEMORY:
        return over_memory(name, limits.megabytes)
    return UnreadableFileError("file_process_ended", name=name, megabytes=str(limits.megabytes))


def too_slow(name: str, limits: FileLimits) -> FileTooLargeError:
    """What is said of a file that takes more time than it may."""
    return FileTooLargeError("file_slow", name=name, seconds=f"{limits.seconds:g}")


def over_memory(name: str, megabytes: int) -> FileTooLargeError:
    """What is said of a file that takes more memory than it may."""
    return FileTooLargeError("file_memory_over", name=name, megabytes=str(megabytes))


_idle: list[_Process] = []
_idle_lock = threading.Lock()


def _take(limits: FileLimits) -> _Process:
    """A process that waits, or a new one."""
    with _idle_lock:
        for process in [process for process in reversed(_idle) if process.limits == limits or not process.alive]:
            _idle.remove(process)
            if process.alive:
                return process
            process.close()
    return _Process(limits)


def _give_back(process: _Process) -> None:
    with _idle_lock:
        _idle.append(process)
        oldest = _idle.pop(0) if len(_idle) > _KEPT else None
    if oldest is not None:
        oldest.close()


@atexit.register
def _close_idle() -> None:
    with _idle_lock:
        while _idle:
            _idle.pop().close()
