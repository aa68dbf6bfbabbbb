"""A process that works for this one, and is ended when its work takes more time or memory than it may, or nobody wants it any more.

A few hundred bytes can make a library run for ever or fill the memory, and C code cannot be interrupted from within. The processes
are started as ``python -m kb.apart.worker`` and not by multiprocessing, which runs the main module again: in the app, the page.
They are kept for what comes next, and end by themselves when nothing comes for some minutes.
"""

import atexit
import contextlib
import gc
import math
import os
import pickle
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakSet

from documents.errors import WordedError

HEAD = struct.Struct(">Q")
"""What stands before a message: its length."""

OUT_OF_MEMORY = 77
"""Exit status of a process that saw that it has more memory than it may."""

_BEGUN = HEAD.pack(0)
_OUT_OF_TIME = -24  # exit status: it used more of the processor than it may (SIGXCPU)
_LOOKS_EVERY = 0.1
_ROOT = Path(__file__).resolve().parents[2]
_KEPT = 4  # processes that wait for work, those that worked last


@dataclass(frozen=True, slots=True)
class WorkLimits:
    """What a piece of work may take.

    :param megabytes: of memory, beside what the process needs for itself
    :param nice: how far it stands behind others, as `nice` counts
    """

    seconds: float
    megabytes: int
    nice: int = 0


class Ended(StrEnum):
    """Why there is nothing to show of a piece of work, where it is no error that says so itself."""

    LATE = "late"
    MEMORY = "memory"
    LARGE = "large"
    FAILED = "failed"
    DIED = "died"
    STOPPED = "stopped"


class Outcome(NamedTuple):
    """What came of it.

    :param why: the error, or the reason, why there is no value
    """

    value: bytes | None
    why: WordedError | Ended | None
    seconds: float
    last: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is."""

    done: int
    count: int


def _nobody(*_: object) -> None:
    return


_begin: Callable[[], None] = _nobody
_tell: Callable[[Progress], None] = _nobody


def still_working() -> None:
    """Said by work that has many parts before each of them, so that the limits of time are those of one part."""
    _begin()


def progress(done: int, count: int) -> None:
    """Said by work that knows how far it is."""
    _tell(Progress(done, count))


def on_saying(begin: Callable[[], None], tell: Callable[[Progress], None]) -> None:
    """What :func:`still_working` and :func:`progress` do in the process that works."""
    global _begin, _tell
    _begin, _tell = begin, tell


def load(packed: bytes) -> Any:
    """What a process of ours has pickled; the collector would go through all that is there again and again meanwhile."""
    collects = gc.isenabled()
    gc.disable()
    try:
        return pickle.loads(packed)  # noqa: S301
    finally:
        if collects:
            gc.enable()


class _Process:
    """One process, which does one thing at a time."""

    def __init__(self, limits: WorkLimits) -> None:
        self.limits, self.used = limits, False
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            # -P: the folder that the command was given in is none of Python's business
            [sys.executable, "-P", "-m", "kb.apart.worker", *map(str, (limits.megabytes, limits.seconds, limits.nice))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path, "MALLOC_ARENA_MAX": "1"},
            start_new_session=True,  # who stops a batch with Ctrl-C stops us, and we the processes
        )
        _all.add(self)

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def call(self, task: bytes, begun: Callable[[], None], tell: Callable[[Progress], None]) -> Outcome:
        """What comes of a task.

        :param begun: called when the process is ready, so that its own start is not the work's time, and again before each part
        :raises EOFError: the process ended
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(HEAD.pack(len(task)) + task)
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise EOFError from error
        while head := self._process.stdout.read(HEAD.size):
            if head == _BEGUN:
                begun()
            elif len(head) == HEAD.size and (reply := self._process.stdout.read(HEAD.unpack(head)[0])):
                said = pickle.loads(reply)  # noqa: S301  (our own process wrote it)
                if isinstance(said, Outcome):
                    return said
                tell(said)
        raise EOFError

    def kill(self) -> None:
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


class _Watch(threading.Thread):
    """Ends a process that takes too long, or whose work nobody wants any more."""

    def __init__(self, process: _Process, stop: Callable[[], bool] | None) -> None:
        super().__init__(daemon=True, name="tuluat-watch")
        self._process, self._stop, self._due = process, stop, math.inf
        self.over, self.began = threading.Event(), False
        self.why: Ended | None = None

    def begun(self) -> None:
        self.began, self._due = True, time.monotonic() + self._process.limits.seconds

    def run(self) -> None:
        while not self.over.wait(min(_LOOKS_EVERY, max(0, self._due - time.monotonic()))):
            if time.monotonic() >= self._due:
                self.why = Ended.LATE
            elif self._stop is not None and self._stop():
                self.why = Ended.STOPPED
            if self.why:
                self._process.kill()
                return


def run(
    limits: WorkLimits,
    function: Callable[..., Any],
    *arguments: Any,
    stop: Callable[[], bool] | None = None,
    tell: Callable[[Progress], None] = _nobody,
) -> Outcome:
    """Call a function in a process of its own.

    :param function: of a module, so that the process can import it; it and its arguments and result are pickled
    :param stop: whether it is to be ended; asked again and again
    """
    task = pickle.dumps((function, arguments), pickle.HIGHEST_PROTOCOL)
    while True:
        process = _take(limits)
        watch = _Watch(process, stop)
        watch.start()
        began = time.monotonic()
        try:
            outcome = process.call(task, watch.begun, tell)
        except EOFError:
            watch.over.set()
            status = process.close()
            if process.used and not watch.began and not watch.why:
                continue  # it had waited so long that it ended just now
            by_status = {_OUT_OF_TIME: Ended.LATE, OUT_OF_MEMORY: Ended.MEMORY}.get(status, Ended.DIED)
            return Outcome(None, watch.why or by_status, time.monotonic() - began)
        except BaseException:
            watch.over.set()
            process.kill()
            process.close()
            raise
        watch.over.set()
        process.used = True
        if outcome.last or watch.why:
            process.close()
        else:
            _give_back(process)
        return outcome


_all: "WeakSet[_Process]" = WeakSet()
_idle: list[_Process] = []
_idle_lock = threading.Lock()


def _take(limits: WorkLimits) -> _Process:
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


def end_idle() -> None:
    """End the processes that wait for work: what comes now needs their memory."""
    with _idle_lock:
        waiting, _idle[:] = list(_idle), []
    for process in waiting:
        process.close()


@atexit.register
def _end_all() -> None:
    for process in list(_all):
        if process.alive:
            process.kill()
