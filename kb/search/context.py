"""What a search needs of the database, kept until the index changes: instruments by number and name, versions by day."""

import math
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from kb.database.cache import BaseCache
from kb.index import fields
from kb.index.build import Base, OpenIndex, content_revision
from kb.search.reading.instruments import InstrumentTable, read_instruments
from kb.search.reading.syntax import Names, name_key
from kb.search.versions import Visible, read_visible

_MOST_DAYS = 32
_LOOK_AGAIN_SECONDS = 1.0


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


class _State:
    """Of one state of one index."""

    def __init__(self) -> None:
        self.names: Names | None = None
        self.days: OrderedDict[date, Visible] = OrderedDict()
        self.stale = False
        self.looked_at = -math.inf


_states: BaseCache[_State] = BaseCache()


def context_of(base: Base, index: OpenIndex | None, day: date) -> Context:
    """What a search on a day needs, from memory where the index has not changed since.

    :param index: None: the database is searched
    """
    state = _states.at((index is None, str(base.engine.url)), index.state() if index else _revision(base), _State)
    visible, now = state.days.get(day), time.monotonic()
    if state.names is None or visible is None or now - state.looked_at >= _LOOK_AGAIN_SECONDS:
        with base.engine.connect() as connection:
            state.names = state.names or _read_names(connection)
            visible = state.days[day] = visible or read_visible(connection, day)
            state.stale = index is not None and content_revision(connection) != index.revision()
        state.looked_at = now
        while len(state.days) > _MOST_DAYS:
            state.days.popitem(last=False)
    return Context(state.names.instruments, visible, state.stale, state.names)


def _revision(base: Base) -> str:
    with base.engine.connect() as connection:
        return content_revision(connection)


def _read_names(connection: Connection) -> Names:
    offered = {field.name: field.names(connection) for field in fields.FILTERS if field.typed and field.names and not field.words}
    values = {name: {name_key(called): value for value, called in named.items()} for name, named in offered.items()}
    return Names(values, read_instruments(connection))
