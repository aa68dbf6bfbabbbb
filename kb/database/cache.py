"""What is made of a base and kept in memory until the base changes."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Connection, Engine

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class _Entry(Generic[Value]):
    stamp: Hashable
    value: Value
    looked_at: float


class BaseCache(Generic[Value]):
    """One value a base, made again when its stamp is another; the bases that were asked last are kept.

    :param look_again: seconds after which a base is asked for its stamp again, so that what others change is seen then
    """

    def __init__(self, most: int = 4, look_again: float = 1.0) -> None:
        self._most, self._look_again = most, look_again
        self._entries: OrderedDict[Hashable, _Entry[Value]] = OrderedDict()
        self._lock = threading.RLock()

    def of(self, engine: Engine, stamp: Callable[[Connection], Hashable], make: Callable[[Connection], Value]) -> Value:
        """The value of a base, which is asked for its stamp now and then."""
        place = str(engine.url)
        entry = self._entries.get(place)
        if entry is not None and time.monotonic() - entry.looked_at < self._look_again:
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
