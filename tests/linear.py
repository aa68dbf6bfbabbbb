"""Whether work grows with what it is done to and not with its square."""

import time
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

import pytest

T = TypeVar("T")
R = TypeVar("R")


def processor_seconds(work: Callable[[T], R], given: T) -> tuple[float, R]:
    """The processor's time: that of the clock tells what else the machine does."""
    began = time.process_time()
    made = work(given)
    return time.process_time() - began, made


def assert_linear(work: Callable[[T], R], few: T, many: T) -> R:
    """Ten times as much takes at most forty times as long, and a little: a square would take a hundred times. Caches and a busy
    machine have made it thirty.

    :param many: ten times ``few``
    :returns: what comes of it
    """
    most = 40 * min(processor_seconds(work, few)[0] for _ in range(2)) + 0.5
    taken, made = processor_seconds(work, many)
    taken = taken if taken <= most else min(taken, processor_seconds(work, many)[0])
    assert taken <= most, f"{taken:.2f} s, expected {most:.2f} s at most"
    return made


def assert_linear_in(work: Callable[[Any], R], whole: str | list[str]) -> R:
    """A text, or a list of lines, takes no more for its length than its first tenth."""
    return assert_linear(work, _tenth(whole), whole)


def one_of_many(cases: Collection[Any] | Mapping[str, Any]) -> list[Any]:
    """Of what a reader is tried with the first; `make test-long` tries the others, too."""
    named = cases.items() if isinstance(cases, Mapping) else [(None, case) for case in cases]
    return [pytest.param(case, id=name, marks=[pytest.mark.long] if place else []) for place, (name, case) in enumerate(named)]


def _tenth(whole: Any) -> Any:
    """Of a few long lines a tenth of each."""
    return whole[: len(whole) // 10] if isinstance(whole, str) or len(whole) >= 100 else [_tenth(line) for line in whole]
