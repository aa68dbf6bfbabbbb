"""What a search needs of the database, kept until the index changes: instruments by number and name, versions by day."""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from kb.index import fields
from kb.index.build import Base, OpenIndex, content_revision
from kb.search.reading.instruments import InstrumentTable, read_instruments
from kb.search.reading.syntax import Names, name_key
from kb.search.versions import Visible, read_visible

_MOST_DAYS = 32
_LOOK_AGAIN_SECONDS = 1.0
_MOST_BASES = 4


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a base on a day.

    :param stale: the index does not show the present texts
    :param names: what a query may name
    """

    instruments: InstrumentTable
    visible: Visible
    stale: bool
    names: Names


class _Known:
    """Of one state of one index."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.days: OrderedDict[date, Visible] = OrderedDict()
        self.stale = False
        self.looked_at = -math.inf


_known: OrderedDict[Hashable, _Known] = OrderedDict()
_lock = threading.Lock()


def context_of(base: Base, index: OpenIndex | None, day: date) -> Context:
    """What a search on a day needs, from memory where the index has not changed since.

    :param index: None: the database is searched
    """
    state = index.state() if index else _database_state(base)
    known = _known.get(state)
    visible = known.days.get(day) if known else None
    now = time.monotonic()
    if known and visible is not None and now - known.looked_at < _LOOK_AGAIN_SECONDS:
        return Context(known.names.instruments, visible, known.stale, known.names)
    with base.engine.connect() as connection:
        names = known.names if known else _read_names(connection)
        visible = visible or read_visible(connection, day)
        stale = index is not None and content_revision(connection) != index.revision()
    with _lock:
        known = _known.setdefault(state, _Known(names))
        known.days[day] = visible
        known.stale, known.looked_at = stale, now
        while len(known.days) > _MOST_DAYS:
            known.days.popitem(last=False)
        while len(_known) > _MOST_BASES:
            _known.popitem(last=False)
    return Context(known.names.instruments, visible, stale, known.names)


def _database_state(base: Base) -> Hashable:
    with base.engine.connect() as connection:
        return (str(base.engine.url), content_revision(connection))


def _read_names(connection: Connection) -> Names:
    offered = {field.name: field.names(connection) for field in fields.FILTERS if field.typed and field.names and not field.words}
    values = {name: {name_key(called): value for value, called in named.items()} for name, named in offered.items()}
    return Names(values, read_instruments(connection))
