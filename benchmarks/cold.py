"""What a search costs in a process that has just begun: the whole of `kb search` from a shell, and its parts."""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bases import kept_base
from benchmarks.questions import citizens
from benchmarks.tables import Table, quantiles

RUNS = 10

_PARTS = """
import json, sys, time
began = time.process_time()
from kb.cli.main import load
load("search")
loaded = time.process_time()
from kb.base import KnowledgeBase
from kb.search import search
with KnowledgeBase(create=False) as base:
    search(base, sys.argv[1])
    first = time.process_time()
    search(base, sys.argv[1])
    print(json.dumps([loaded - began, first - loaded, time.process_time() - first]))
"""


@dataclass(frozen=True, slots=True)
class Run:
    """A process that has ended.

    :param cpu: its processor's time in milliseconds, user and system
    :param wall: by the clock
    """

    cpu: float
    wall: float
    peak_mb: float
    output: bytes


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """Processor's time, which other work on the machine changes least, and time by the clock."""
    with kept_base(arguments.home) as base:
        home = base.settings.home
    styles, _ = citizens()
    questions = [text for _, text in styles["marks"]][: RUNS + 1]
    shell = str(Path(sys.executable).with_name("kb"))
    # The first one of each is not counted: it finds the files of modules and index on disk.
    whole = [_run([shell, "search", question, "--json"], home) for question in questions][1:]
    parts = [json.loads(_run([sys.executable, "-c", _PARTS, question], home).output) for question in questions][1:]
    rows = [_row("kb search from a shell, all of it", [run.cpu for run in whole], max(run.peak_mb for run in whole))]
    rows.append(_row("the same, by the clock", [run.wall for run in whole]))
    for name, column in (("modules", 0), ("first search, the base opened for it", 1), ("the same once more", 2)):
        rows.append(_row(name, [part[column] * 1000 for part in parts]))
    yield Table(
        "Cold start: milliseconds of processor's time in a process that has just begun",
        ("what", "n", "least", "p50", "p95", "peak MB"),
        rows,
        "The pages of the index that were touched are part of the memory.",
    )


def _row(name: str, milliseconds: Sequence[float], peak: float | None = None) -> tuple[object, ...]:
    return (name, len(milliseconds), f"{min(milliseconds):.0f}", *quantiles(milliseconds), "" if peak is None else f"{peak:.0f}")


def _run(command: Sequence[str], home: Path) -> Run:
    """Run a command on a base.

    :raises CalledProcessError: it failed
    """
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "KB_HOME": str(home)}) as process:
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    # Linux counts kilobytes.
    return Run((used.ru_utime + used.ru_stime) * 1000, (time.perf_counter() - began) * 1000, used.ru_maxrss / 1024, output)
