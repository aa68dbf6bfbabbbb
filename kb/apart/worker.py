"""The process that :mod:`kb.apart.process` starts: does what it is asked for on standard input, until nothing comes any more."""

import gc
import logging
import math
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable

from documents.errors import WordedError
from kb.apart.process import HEAD, OUT_OF_MEMORY, Ended, Outcome, Progress, on_saying
from kb.logs import place_of

_MEGABYTE = 1024 * 1024
_LOOKS_EVERY = 0.2
_WAITS = 300.0  # seconds for the next piece of work


def main() -> None:
    """Serve until standard input ends."""
    megabytes, seconds = int(sys.argv[1]), float(sys.argv[2])
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no reply
    logging.getLogger().addHandler(logging.NullHandler())  # nor is what it thinks of a file for whoever ingests it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    size = _address_space("VmSize")
    _limit_memory(size, megabytes)

    def say(said: bytes) -> None:
        replies.write(HEAD.pack(len(said)) + said)
        replies.flush()

    def begun() -> None:
        _limit_processor(seconds)
        say(b"")

    def tell(told: Progress) -> None:
        say(pickle.dumps(told))

    on_saying(begun, tell)
    gc.set_threshold(100_000, 10, 100)  # a file becomes millions of objects that stay
    while head := _next(requests.read):
        outcome = _done(requests.read(HEAD.unpack(head)[0]), size, megabytes, begun)
        # what is left of the memory may not do for the next piece of work
        last = outcome.last or (size is not None and (_address_space("VmPeak") or 0) > size + megabytes * _MEGABYTE // 2)
        try:
            say(pickle.dumps(outcome._replace(last=last)))
        except BrokenPipeError:
            return


def _next(read: Callable[[int], bytes]) -> bytes:
    """The head of the next message; empty where there is none. Who waits in vain is ended by the system."""
    if not hasattr(signal, "setitimer"):  # Windows: it waits as long as whoever started it
        return read(HEAD.size)
    signal.setitimer(signal.ITIMER_REAL, _WAITS)
    try:
        return read(HEAD.size)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _done(task: bytes, size: int | None, megabytes: int, begun: Callable[[], None]) -> Outcome:
    function, arguments = pickle.loads(task)  # noqa: S301  (from the process that started this one)
    del task
    begun()  # what it needs is loaded: from here on it is the work's time
    began = time.monotonic()
    why: WordedError | Ended
    try:
        value = pickle.dumps(function(*arguments), pickle.HIGHEST_PROTOCOL)
        if len(value) <= megabytes * _MEGABYTE:
            return Outcome(value, None, time.monotonic() - began)
        why, full = Ended.LARGE, False
    except Exception as error:
        # a library that was refused memory takes the file for damaged
        full = size is not None and (_address_space("VmPeak") or 0) > size + megabytes * _MEGABYTE * 0.8
        full = full or isinstance(error, MemoryError) or isinstance(error.__cause__, MemoryError)
        why = error if isinstance(error, WordedError) else Ended.FAILED
        if full:
            why = Ended.MEMORY
        elif why is Ended.FAILED:
            sys.stderr.write(f"{type(error).__name__} in {place_of(error)}\n")  # its words may hold what somebody searched for
    return Outcome(None, why, time.monotonic() - began, last=full)


def _address_space(field: str) -> int | None:
    """Bytes of memory that the process has addressed, now or at most; None where the system does not say so."""
    try:
        with open("/proc/self/status") as file:  # noqa: PTH123
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith(f"{field}:"))
    except (OSError, ValueError, StopIteration):
        return None


def _limit_memory(size: int | None, megabytes: int) -> None:
    """Let the system refuse what goes beyond the limit; where it does not, see to it ourselves."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if size is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = size + megabytes * _MEGABYTE
        resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
        return

    def look() -> None:
        unit = 1 if sys.platform == "darwin" else 1024
        while resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit < megabytes * _MEGABYTE:
            time.sleep(_LOOKS_EVERY)
        os._exit(OUT_OF_MEMORY)

    threading.Thread(target=look, daemon=True).start()


def _limit_processor(seconds: float) -> None:
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = math.ceil(used.ru_utime + used.ru_stime + seconds) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    main()
