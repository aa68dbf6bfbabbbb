"""What people wait for is done in turns, within limits, and only as long as somebody waits."""

import operator
import os
import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from documents.errors import WordedError
from kb.apart import pool as pools
from kb.apart.pool import Pool, Work
from kb.apart.process import WorkLimits, progress
from kb.errors import IndexMissingError
from kb.interface.catalogue import Catalogue

_SLOW = partial(time.sleep, 60)


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pool]:
    monkeypatch.setattr(pools, "_WANTED_FOR", 0.4)
    made = Pool(WorkLimits(1, 256), count=2, each=1)
    yield made
    until(lambda: not made._running)


def until(reached: Callable[[], object]) -> None:
    for _ in range(600):
        if reached():
            return
        time.sleep(0.02)
    raise AssertionError("it never came to that")


def done(work: Work, asker: str = "tab") -> Any:
    """What comes of it, asked for again and again as a page does."""
    until(lambda: work.wait(asker, 0.05))
    return work.result().value


def refuse() -> None:
    raise IndexMissingError("index_missing")


def tell_and_wait() -> None:
    progress(3, 9)
    time.sleep(60)


@pytest.mark.parametrize(
    ("task", "code", "words"),
    [
        pytest.param(_SLOW, "work_late", "hơn 1 giây.*KB_WORK_SECONDS", id="waits"),
        pytest.param(partial(re.match, "(a+)+$", "a" * 40 + "b"), "work_late", "", id="works in C"),
        pytest.param(partial(bytearray, 300_000_000), "work_memory", "hơn 256 MB.*KB_WORK_MEMORY_MB", id="takes memory"),
        pytest.param(partial(os._exit, 3), "work_died", "hãy làm lại", id="ends its process"),
        pytest.param(os.abort, "work_died", "", id="aborts"),
        pytest.param(partial(int, "tiền ăn"), "work_failed", "^[^“]*$", id="fails"),
        pytest.param(partial(operator.methodcaller, 1), "work_failed", "", id="gives nothing that can be sent"),
        pytest.param(refuse, "index_missing", "", id="refuses in a sentence of its own"),
    ],
)
def test_what_work_does_to_its_process_is_one_sentence_and_others_go_on(
    pool: Pool, task: Callable[[], object], code: str, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(WordedError) as refused:
        done(pool.ask(1, "tab", "An", task))
    assert refused.value.code == code
    assert re.search(words, Catalogue().write(refused.value))
    assert done(pool.ask(2, "tab", "An", partial(len, "abc"))) == 3
    assert "tiền ăn" not in "".join(capfd.readouterr())


def test_a_process_that_is_killed_halfway_is_told_and_the_next_try_works(pool: Pool) -> None:
    pid = done(pool.ask(1, "tab", "An", os.getpid))
    work = pool.ask(2, "tab", "An", _SLOW)
    until(lambda: not work.wait("tab", 0.1) and work.seconds is not None)
    os.kill(pid, 9)
    with pytest.raises(WordedError) as refused:
        done(work)
    assert refused.value.code in ("work_died", "work_late")
    assert done(pool.ask(2, "tab", "An", os.getpid)) != pid


def test_nobody_takes_all_processes(pool: Pool) -> None:
    first, second = (pool.ask(number, "tab", "An", _SLOW) for number in (1, 2))
    others = pool.ask(3, "other tab", "Bình", partial(len, "abc"))
    assert (first.seconds, second.seconds) == (0, None)
    until(lambda: [work.wait("tab", 0) for work in (first, second)] and others.wait("other tab", 0.01))
    assert second.seconds is None
    first.leave("tab")
    until(lambda: not second.wait("tab", 0.05) and second.seconds is not None)


def test_who_asks_for_the_same_waits_for_the_same_and_it_goes_on_while_anybody_does(pool: Pool) -> None:
    work = pool.ask(1, "tab", "An", _SLOW)
    assert pool.ask(1, "other tab", "Bình", _SLOW) is work
    work.leave("tab")
    until(lambda: not work.wait("other tab", 0.05) and (work.seconds or 0) >= 1)
    with pytest.raises(WordedError, match="work_late"):
        done(work, "other tab")


@pytest.mark.parametrize("begun", [True, False])
def test_what_nobody_waits_for_any_more_is_stopped(pool: Pool, begun: bool) -> None:
    work = pool.ask(1, "tab", "An", _SLOW)
    if not begun:
        work = pool.ask(2, "other tab", "An", _SLOW)
    until(lambda: not pool._works)
    assert not pool._running
    with pytest.raises(WordedError, match="work_stopped"):
        work.result()


def test_work_says_how_far_it_is(pool: Pool) -> None:
    work = pool.ask(1, "tab", "An", tell_and_wait)
    until(lambda: not work.wait("tab", 0.05) and work.progress)
    assert work.progress is not None
    assert (work.progress.done, work.progress.count) == (3, 9)
