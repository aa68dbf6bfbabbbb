"""Tables, and measuring what they hold."""

import multiprocessing
import os
import resource
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
SNAPSHOT = "2026-02-15"
"""When the codification in the data was taken: February 2026."""


class MissingDataError(Exception):
    """What a table measures is not there; the message says what."""


def need(*parts: str) -> Path:
    """A file or folder of the real data.

    :raises MissingDataError: it is absent
    """
    path = DATA.joinpath(*parts)
    if not path.exists():
        raise MissingDataError(f"{'/'.join(parts)} is not in ../shared/data")
    return path


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a title. The first column is set left, the others right."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[object]]
    note: str = ""

    def __str__(self) -> str:
        """Draw it with blanks and lines."""
        cells = [[str(item) for item in row] for row in (self.head, *self.rows)]
        widths = [max(len(row[column]) for row in cells) for column in range(len(self.head))]
        lines = [
            "  ".join(
                item.ljust(width) if column == 0 else item.rjust(width)
                for column, (item, width) in enumerate(zip(row, widths, strict=True))
            )
            for row in cells
        ]
        lines.insert(1, "  ".join("-" * width for width in widths))
        return "\n".join([self.title, *lines, *([self.note] if self.note else []), ""])


@dataclass(frozen=True, slots=True)
class Measured:
    """What a piece of work gave, how long it took, and how much memory its process held at most.

    :param peak_mb: of the process and of the largest one that it started
    """

    value: Any
    seconds: float
    peak_mb: float


def in_process(work: Callable[..., Any], *arguments: object, starts_others: bool = True) -> Measured:
    """Run a function in a process of its own, so that its peak is its own.

    :param starts_others: whether the work starts processes; to watch them, too, costs some time all along
    """
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(sending, work, arguments, starts_others))
    process.start()
    sending.close()
    try:
        result = receiving.recv()
    except EOFError:
        process.join()
        raise RuntimeError(f"{work.__name__} ended with status {process.exitcode}") from None
    process.join()
    if isinstance(result, BaseException):
        raise result
    return Measured(*result)


def _run(sending: Any, work: Callable[..., Any], arguments: Sequence[object], starts_others: bool) -> None:
    watch = _Watch() if starts_others else None
    began = time.perf_counter()
    try:
        value = work(*arguments)
    except Exception as error:
        sending.send(error)
        return
    sending.send((value, time.perf_counter() - began, watch.stop() if watch else peak_mb()))


class _Watch(threading.Thread):
    """Watches the memory of this process and of the processes that it starts, together, every tenth of a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._peak = 0.0
        self._done = threading.Event()
        self.start()

    def run(self) -> None:
        while not self._done.wait(0.1):
            self._peak = max(self._peak, family_mb())

    def stop(self) -> float:
        self._done.set()
        return max(self._peak, peak_mb())


def peak_mb() -> float:
    """The most memory that this process has held. (What getrusage says includes the parent's share from before exec.)"""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def family(head: int | None = None) -> list[int]:
    """The numbers of a process and of all below it.

    :param head: its number; default: this process
    """
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [head or os.getpid()]
    for process in found:
        found.extend(parents.get(process, ()))
    return found


def family_mb(head: int | None = None) -> float:
    """Memory that a process and all below it hold now; pages that they share are counted once for each (an upper bound).

    :param head: its number; default: this process
    """
    total = 0.0
    for process in family(head):
        try:
            total += int(Path(f"/proc/{process}/statm").read_text().split()[1]) * resource.getpagesize() / 2**20
        except OSError:
            continue
    return total


def quantiles(milliseconds: Sequence[float]) -> tuple[str, str]:
    """Median and 95th percentile, for a table."""
    ordered = sorted(milliseconds)
    return f"{statistics.median(ordered):.1f}", f"{ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]:.1f}"
