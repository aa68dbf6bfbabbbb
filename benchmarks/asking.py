"""Search by many at once: twenty people who each ask every five seconds, and how many questions are answered when nobody waits."""

import argparse
import multiprocessing
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.bases import kept_base, open_base
from benchmarks.questions import SEED, citizens, mixed
from benchmarks.tables import Measured, Table, in_process, quantiles
from kb.search import search

PEOPLE, EVERY = 20, 5.0
LIMIT_MS = 200.0
CLOSED_SECONDS = 10.0
WARM = 20


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered.

    :param times: milliseconds of each question, from when it was due to its hits
    :param seconds: from the first question to the last hit
    :param work: seconds of the processor in that time
    """

    times: list[float]
    seconds: float
    work: float


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """Open loop: latency; closed loop: throughput."""
    styles, _ = citizens()
    texts = mixed(styles)
    with kept_base(arguments.home) as base:
        home = base.settings.home
    opened = in_process(open_loop, home, texts, PEOPLE, EVERY, arguments.seconds, starts_others=False)
    times = opened.value.times
    said = "under" if float(quantiles(times)[1]) < LIMIT_MS else "OVER"
    yield Table(
        f"{PEOPLE} people, each a question every {EVERY:.0f} seconds for {arguments.seconds:.0f} seconds (open loop)",
        ("processes", "threads", "questions", "p50 ms", "p95 ms", "max ms", "ms of work each", "peak MB"),
        [(1, PEOPLE, len(times), *quantiles(times), f"{max(times):.1f}", _each([opened]), f"{opened.peak_mb:,.0f}")],
        "Each begins at a moment of their own and asks by the clock, whether or not the last answer is there; times are from the\n"
        "moment a question is due to its hits. Questions of citizens over the codification, with marks, without and with half, "
        f"mixed.\np95 is {said} the {LIMIT_MS:.0f} ms that it may be.",
    )
    seconds = min(CLOSED_SECONDS, arguments.seconds)
    rows = [_closed(home, texts, processes, threads, seconds) for processes, threads in ((1, 1), (1, 4), (1, 20), (2, 1))]
    yield Table(
        f"The same questions one after the other, nobody waits (closed loop, {seconds:.0f} seconds each)",
        (
            "processes",
            "threads in each",
            "questions",
            "questions a second",
            "p50 ms",
            "p95 ms",
            "ms of work each",
            "peak MB of a process",
        ),
        rows,
    )


def open_loop(home: Path, texts: Sequence[str], people: int, every: float, seconds: float) -> Answered:
    """People who ask by the clock, each in a thread."""
    with open_base(home) as base:
        return by_the_clock(lambda text: search(base, text), texts, people, every, seconds)


def by_the_clock(ask: Callable[[str], object], texts: Sequence[str], people: int, every: float, seconds: float) -> Answered:
    """Ask at moments that do not depend on the answers."""
    chance = random.Random(SEED)
    _warm(ask, texts)
    began, worked = time.perf_counter() + 0.1, time.process_time()
    turns = max(1, round(seconds / every))

    def person(number: int, phase: float) -> list[float]:
        taken = []
        for turn in range(turns):
            due = began + phase + turn * every
            time.sleep(max(0.0, due - time.perf_counter()))
            ask(texts[(number * turns + turn) % len(texts)])
            taken.append((time.perf_counter() - due) * 1000)
        return taken

    with ThreadPoolExecutor(people) as pool:
        each = pool.map(person, range(people), [chance.uniform(0, every) for _ in range(people)])
        times = [taken for person_times in each for taken in person_times]
    return Answered(times, time.perf_counter() - began, time.process_time() - worked)


def closed_loop(home: Path, texts: Sequence[str], threads: int, seconds: float, together: Any) -> Answered:
    """Threads that ask as soon as they have an answer.

    :param together: a barrier at which the processes of a measurement wait for one another
    """
    with open_base(home) as base:
        return in_turn(lambda text: search(base, text), texts, threads, seconds, together.wait)


def in_turn(
    ask: Callable[[str], object], texts: Sequence[str], threads: int, seconds: float, ready: Callable[[], object]
) -> Answered:
    """Ask again at once, until the time is over."""
    _warm(ask, texts)
    ready()
    began, worked = time.perf_counter(), time.process_time()

    def asking(number: int) -> list[float]:
        taken = []
        place = number * len(texts) // threads
        while (now := time.perf_counter()) - began < seconds:
            ask(texts[place % len(texts)])
            taken.append((time.perf_counter() - now) * 1000)
            place += 1
        return taken

    with ThreadPoolExecutor(threads) as pool:
        times = [taken for of_thread in pool.map(asking, range(threads)) for taken in of_thread]
    return Answered(times, time.perf_counter() - began, time.process_time() - worked)


def _each(done: Sequence[Measured]) -> str:
    """The processor's milliseconds for a question."""
    work = sum(measured.value.work for measured in done)
    return f"{1000 * work / sum(len(measured.value.times) for measured in done):.1f}"


def _warm(ask: Callable[[str], object], texts: Sequence[str]) -> None:
    for text in texts[-WARM:]:
        ask(text)


def _closed(home: Path, texts: Sequence[str], processes: int, threads: int, seconds: float) -> tuple[object, ...]:
    together = multiprocessing.get_context("spawn").Barrier(processes)
    done: list[Measured] = []

    def run(number: int) -> None:
        # Each process begins elsewhere, so that they do not ask the same at the same time.
        start = number * len(texts) // processes
        order = [*texts[start:], *texts[:start]]
        done.append(in_process(closed_loop, home, order, threads, seconds, together, starts_others=False))

    running = [threading.Thread(target=run, args=(number,)) for number in range(processes)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    times = [taken for measured in done for taken in measured.value.times]
    a_second = sum(len(measured.value.times) / measured.value.seconds for measured in done)
    peak = max(measured.peak_mb for measured in done)
    return (processes, threads, f"{len(times):,}", f"{a_second:.0f}", *quantiles(times), _each(done), f"{peak:,.0f}")
