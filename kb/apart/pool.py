"""What people wait for: a few processes do it, whoever has fewest under way comes first, and nobody takes all of them."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

from kb.apart.process import Ended, Outcome, Progress, WorkLimits, load, run
from kb.errors import WorkEndedError

_WANTED_FOR = 10.0  # seconds after somebody last asked: a page that is drawn anew asks again at once, a closed one never


class Done(NamedTuple):
    """What came of a piece of work, and the same pickled, for other work that goes on with it."""

    value: Any
    packed: bytes


class Work:
    """A piece of work that people wait for. Who asks for the same waits for the same.

    :param whose: by whom it counts
    """

    def __init__(self, whose: Hashable, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        self.whose, self.function, self.arguments = whose, function, arguments
        self.began: float | None = None
        self.progress: Progress | None = None
        self._asked: dict[Hashable, float] = {}
        self._ended = threading.Event()
        self._came: Done | Exception = WorkEndedError("work_failed")

    @property
    def wanted(self) -> bool:
        """Whether anybody still waits for it."""
        return any(time.monotonic() - asked < _WANTED_FOR for asked in list(self._asked.values()))

    @property
    def seconds(self) -> int | None:
        """For how long it is being worked at; None while it waits for a process."""
        return int(time.monotonic() - self.began) if self.began is not None else None

    def wait(self, asker: Hashable, seconds: float) -> bool:
        """Wait for it, which says that it is wanted; whether it is done."""
        self._asked[asker] = time.monotonic()
        return self._ended.wait(seconds)

    def leave(self, asker: Hashable) -> None:
        """Somebody wants it no longer. Where nobody else does, it is stopped."""
        self._asked.pop(asker, None)

    def result(self) -> Done:
        """What came of it.

        :raises WordedError: nothing; the sentence says why
        """
        if isinstance(self._came, Exception):
            raise self._came.with_traceback(None)
        return self._came

    def end(self, came: Done | Exception) -> None:
        """Let those go who wait."""
        self._came = came
        self._ended.set()


class Pool:
    """Processes for what people wait for."""

    def __init__(self, limits: WorkLimits, count: int, each: int) -> None:
        self._limits, self._count, self._each = limits, count, each
        self._lock = threading.Lock()
        self._works: dict[Hashable, Work] = {}
        self._running: list[Work] = []

    def ask(self, key: Hashable, asker: Hashable, whose: Hashable, function: Callable[..., Any], *arguments: Any) -> Work:
        """Have a function called, as soon as it is this person's turn.

        :param asker: who waits, a tab; it is stopped when no asker waits any more
        """
        with self._lock:
            work = self._works.get(key)
            if work is None or not work.wanted:
                work = self._works[key] = Work(whose, function, arguments)
            work.wait(asker, 0)
            self._begin()
        return work

    def _begin(self) -> None:
        """Give free processes to those who have fewest; among them to who came first."""
        for key, work in list(self._works.items()):
            if work.began is None and not work.wanted:
                work.end(self._why(Ended.STOPPED))
                del self._works[key]
        while len(self._running) < self._count:
            busy = Counter(work.whose for work in self._running)
            waiting = [work for work in self._works.values() if work.began is None and busy[work.whose] < self._each]
            if not waiting:
                return
            work = min(waiting, key=lambda one: busy[one.whose])
            work.began = time.monotonic()
            self._running.append(work)
            threading.Thread(target=self._do, args=(work,), daemon=True, name="tuluat-work").start()

    def _do(self, work: Work) -> None:
        def tell(progress: Progress) -> None:
            work.progress = progress

        try:
            work.end(self._came(run(self._limits, work.function, *work.arguments, stop=lambda: not work.wanted, tell=tell)))
        except Exception as error:  # no process can be started, or what it gave cannot be read
            work.end(self._why(Ended.FAILED).with_traceback(error.__traceback__))
        with self._lock:
            self._running.remove(work)
            self._works = {key: one for key, one in self._works.items() if one is not work}
            self._begin()

    def _came(self, outcome: Outcome) -> Done | Exception:
        if outcome.value is not None:
            return Done(load(outcome.value), outcome.value)
        why = outcome.why or Ended.FAILED
        return self._why(why) if isinstance(why, Ended) else why

    def _why(self, ended: Ended) -> WorkEndedError:
        megabytes = str(self._limits.megabytes)
        said = {
            Ended.LATE: WorkEndedError("work_late", seconds=f"{self._limits.seconds:g}"),
            Ended.MEMORY: WorkEndedError("work_memory", megabytes=megabytes),
            Ended.LARGE: WorkEndedError("work_large", megabytes=megabytes),
            Ended.DIED: WorkEndedError("work_died"),
            Ended.STOPPED: WorkEndedError("work_stopped"),
        }
        return said.get(ended, WorkEndedError("work_failed"))
