"""What is made of a base and kept in memory until the base changes."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Connection, Engine

Value = TypeVar("Value")

_LOOK_AGAIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class _Entry(Generic[Value]):
    stamp: Hashable
    value: Value
    looked_at: float


class BaseCache(Generic[Value]):
    """One value a base, made again when its stamp is another; the bases that were asked last are kept.

    :param most: how many bases
    """

    def __init__(self, most: int = 4) -> None:
        self._most = most
        self._entries: OrderedDict[Hashable, _Entry[Value]] = OrderedDict()
        self._lock = threading.RLock()

    def of(self, engine: Engine, stamp: Callable[[Connection], Hashable], make: Callable[[Connection], Value]) -> Value:
        """The value of a base; the base is asked for its stamp once a second, so that what others change is seen a second later."""
        place = str(engine.url)
        entry = self._entries.get(place)
        if entry is not None and time.monotonic() - entry.looked_at < _LOOK_AGAIN_SECONDS:
            return entry.value
        with engine.connect() as connection:
            return self.at(place, stamp(connection), lambda: make(connection))

    def at(self, place: Hashable, stamp: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a place whose stamp is known."""
        entry = self._entries.get(place)
        if entry is None or entry.stamp != stamp:
            with self._lock:  # one makes it, the others wait
                entry = self._entries.get(place)
                return self.put(place, stamp, entry.value if entry is not None and entry.stamp == stamp else make())
        return self.put(place, stamp, entry.value)

    def put(self, place: Hashable, stamp: Hashable, value: Value) -> Value:
        """Keep a value."""
        with self._lock:
            self._entries[place] = _Entry(stamp, value, time.monotonic())
            self._entries.move_to_end(place)
            while len(self._entries) > self._most:
                self._entries.popitem(last=False)
        return value

    def forget(self, engine: Engine) -> None:
        """Look again at once: something was decided in this process."""
        with self._lock:
            self._entries.pop(str(engine.url), None)
