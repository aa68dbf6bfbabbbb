"""The process that :mod:`ingest.apart` starts: does what it is asked for on standard input until that ends."""

import logging
import math
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable

from ingest.apart import HEAD, OUT_OF_MEMORY, Outcome, on_still_working, over_memory
from ingest.errors import FileTooLargeError, IngestError, contained

_MEGABYTE = 1024 * 1024
_LOOKS_EVERY = 0.2


def main() -> None:
    """Serve until standard input ends."""
    megabytes, seconds = int(sys.argv[1]), float(sys.argv[2])
    os.environ |= {"KB_FILE_MEMORY_MB": sys.argv[1], "KB_FILE_SECONDS": sys.argv[2]}  # what a reader starts has the same
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no reply
    logging.getLogger().addHandler(logging.NullHandler())  # nor is what it thinks of a file for whoever ingests it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    size = _address_space("VmSize")
    _limit_memory(size, megabytes)

    def begun() -> None:
        _limit_processor(seconds)
        replies.write(HEAD.pack(0))
        replies.flush()

    on_still_working(begun)
    while head := requests.read(HEAD.size):
        outcome = _done(requests.read(HEAD.unpack(head)[0]), size, megabytes, begun)
        # what is left of the memory may not do for the next file
        last = outcome.last or (size is not None and (_address_space("VmPeak") or 0) > size + megabytes * _MEGABYTE // 2)
        reply = pickle.dumps((outcome.value, outcome.error, outcome.seconds, last))
        try:
            replies.write(HEAD.pack(len(reply)) + reply)
            replies.flush()
        except BrokenPipeError:
            return


def _done(task: bytes, size: int | None, megabytes: int, begun: Callable[[], None]) -> Outcome:
    """What came of a task, the value pickled already."""
    function, arguments, name = pickle.loads(task)  # noqa: S301  (from the process that started this one)
    del task
    begun()  # what it needs is loaded: from here on it is the file's time
    began = time.monotonic()
    try:
        with contained(name):
            value = pickle.dumps(function(*arguments))
        if len(value) > megabytes * _MEGABYTE:
            raise FileTooLargeError("file_output_large", name=name, megabytes=str(megabytes))
    except IngestError as error:
        # a library that was refused memory takes the file for damaged
        full = size is not None and (_address_space("VmPeak") or 0) > size + megabytes * _MEGABYTE * 0.8
        full = full or isinstance(error.__cause__, MemoryError)
        said = over_memory(name, megabytes) if full else error
        return Outcome(None, said, time.monotonic() - began, last=full)
    return Outcome(value, None, time.monotonic() - began)


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
    """Should the process that started this one be gone, nobody else ends what runs for ever."""
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
