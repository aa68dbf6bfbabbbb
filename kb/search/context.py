"""What a search needs of the database, kept until the index changes: instruments by number and name, versions by day."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb.index.build import Base, OpenIndex
from kb.search.instruments import InstrumentTable, read_instruments
from kb.search.versions import Visible, read_visible

_MOST_DAYS = 32
_MOST_BASES = 4


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a base on a day."""

    instruments: InstrumentTable
    visible: Visible


class _Known:
    """Of one state of one index."""

    def __init__(self, instruments: InstrumentTable) -> None:
        self.instruments = instruments
        self.days: OrderedDict[date, Visible] = OrderedDict()


_known: OrderedDict[tuple[Path, object], _Known] = OrderedDict()
_lock = threading.Lock()


def context_of(base: Base, index: OpenIndex, day: date) -> Context:
    """What a search on a day needs, from memory where the index has not changed since."""
    state = (index.folder, index.store.stamp())
    known = _known.get(state)
    visible = known.days.get(day) if known else None
    if known and visible is not None:
        return Context(known.instruments, visible)
    with base.engine.connect() as connection:
        instruments = known.instruments if known else read_instruments(connection)
        visible = read_visible(connection, day)
    with _lock:
        known = _known.setdefault(state, _Known(instruments))
        known.days[day] = visible
        while len(known.days) > _MOST_DAYS:
            known.days.popitem(last=False)
        while len(_known) > _MOST_BASES:
            _known.popitem(last=False)
    return Context(known.instruments, visible)
