"""Writing many rows: gathered, given their ids here, and handed to the driver in one go.

The codification is 388,000 provisions. One statement a row through the ORM takes minutes; this takes seconds.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any, Protocol

from sqlalchemy import Connection, Dialect, Float, Table, func, select, text
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from kb.database import tables
from kb.database.words import Storable, storable_or_none

_FLUSH_AT = 20_000
_IDS_AT_ONCE = 2_000
_LAST: Table = tables.Base.metadata.tables[tables.LastId.__tablename__]

Converter = Callable[[Any], Any]


class Rows(Protocol):
    """Where rows are added, and get their ids."""

    def new_id(self, table: type[tables.Base]) -> int:
        """An id that no other row of the table has or ever had."""

    def add(self, table: type[tables.Base], /, **values: Any) -> None:
        """Add a row: a value for every column, by its name.

        :raises TypeError: a column is missing, or the table has none of that name
        """


class PreparedRows:
    """Rows that are made ready for the driver before the write lock is taken.

    :param ids: reserved for them, by table, see :func:`reserve_ids`
    """

    def __init__(self, dialect: Dialect, ids: Mapping[str, Iterator[int]]) -> None:
        self._dialect = dialect
        self._ids = ids
        self.rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)

    def new_id(self, table: type[tables.Base]) -> int:
        """The next reserved id."""
        return next(self._ids[table.__tablename__])

    def add(self, table: type[tables.Base], /, **values: Any) -> None:
        """Add a row: a value for every column, by its name.

        :raises TypeError: a column is missing, or the table has none of that name
        """
        name = table.__tablename__
        self.rows[name].append(_converted(_in_order(name, values), _plan(name, self._dialect)[1]))


class RowWriter:
    """Gathers rows of a session's transaction.

    Rows of a table are written in the order they were added, and tables in the order that their foreign keys ask for.

    :param session: with the write lock: ids are counted on from the last one that was given
    """

    def __init__(self, session: Session) -> None:
        self._connection = session.connection()
        self._rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self._ids: dict[str, Iterator[int]] = {}
        self._given: dict[str, int] = {}
        self._ready: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self._waiting = 0

    def new_id(self, table: type[tables.Base]) -> int:
        """An id that no other row of the table has or ever had: a page, a click or a mark may name one that is gone."""
        name = table.__tablename__
        ids = self._ids.get(name)
        if ids is None:
            ids = self._ids[name] = _ids(self._connection, _table(name))
        id_ = self._given[name] = next(ids)
        return id_

    def add(self, table: type[tables.Base], /, **values: Any) -> None:
        """Add a row: a value for every column, by its name.

        :raises TypeError: a column is missing, or the table has none of that name
        """
        name = table.__tablename__
        self._rows[name].append(_in_order(name, values))
        self._waiting += 1
        if self._waiting >= _FLUSH_AT:
            self.flush()

    def take(self, prepared: PreparedRows) -> None:
        """Add rows that were made ready before."""
        for name, rows in prepared.rows.items():
            self._ready[name] += rows
            self._waiting += len(rows)
        if self._waiting >= _FLUSH_AT:
            self.flush()

    def flush(self) -> None:
        """Write what was added."""
        if not self._waiting:
            return
        for table in tables.Base.metadata.sorted_tables:
            _, converters = _plan(table.name, self._connection.dialect)
            rows = [_converted(row, converters) for row in self._rows.pop(table.name, ())]
            rows += self._ready.pop(table.name, ())
            if rows:
                _write(self._connection, table, rows)
        self._waiting = 0
        _keep(self._connection, self._given)
        self._given.clear()


def fresh_id(session: Session, table: type[tables.Base]) -> int:
    """An id for one row that is added to the session itself, see :meth:`RowWriter.new_id`."""
    connection, name = session.connection(), table.__tablename__
    id_ = next(_ids(connection, _table(name)))
    _keep(connection, {name: id_})
    return id_


def reserve_ids(session: Session, counts: Mapping[type[tables.Base], int]) -> dict[str, Iterator[int]]:
    """Ids that nobody else is given, as many as asked for.

    :param session: of ``KnowledgeBase.session(write=True)``; what is not used of them is never used
    """
    connection = session.connection()
    found: dict[str, Iterator[int]] = {}
    for table, count in counts.items():
        name = table.__tablename__
        ids = list(islice(_ids(connection, _table(name)), count))
        if ids:
            _keep(connection, {name: ids[-1]})
        found[name] = iter(ids)
    return found


def _table(name: str) -> Table:
    return tables.Base.metadata.tables[name]


def _ids(connection: Connection, table: Table) -> Iterator[int]:
    if connection.dialect.name == "sqlite":
        highest = connection.scalar(select(func.max(table.c.id))) or 0
        number = max(highest, connection.scalar(select(_LAST.c.value).where(_LAST.c.name == table.name)) or 0)
        while True:
            number += 1
            yield number
    sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
    while True:
        yield from connection.scalars(text(f"SELECT nextval({sequence}) FROM generate_series(1, {_IDS_AT_ONCE})")).all()  # noqa: S608


def _keep(connection: Connection, given: Mapping[str, int]) -> None:
    """Remember the last ids that were given; PostgreSQL's sequences do so themselves."""
    if connection.dialect.name == "sqlite" and given:
        statement = insert(_LAST)
        statement = statement.on_conflict_do_update(index_elements=[_LAST.c.name], set_={"value": statement.excluded.value})
        connection.execute(statement, [{"name": name, "value": value} for name, value in given.items()])


def _write(connection: Connection, table: Table, rows: list[tuple[Any, ...]]) -> None:
    statement, _ = _plan(table.name, connection.dialect)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(statement, rows)
        return
    cursor = connection.connection.cursor()
    try:
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    finally:
        cursor.close()


def _in_order(name: str, values: dict[str, Any]) -> tuple[Any, ...]:
    """The values in the order of the table's columns, checked without a look at each."""
    pick, columns = _columns(name)
    try:
        row: tuple[Any, ...] = pick(values)
    except KeyError:
        row = ()
    if len(row) != len(columns) or len(values) != len(columns):
        missing, unknown = sorted(columns - values.keys()), sorted(values.keys() - columns)
        raise TypeError(f"A row of {name} lacks {missing or 'nothing'} and has no column for {unknown or 'nothing else'}.")
    return row


@lru_cache
def _columns(name: str) -> tuple[Callable[[dict[str, Any]], tuple[Any, ...]], frozenset[str]]:
    """What takes the values of a table's columns in their order, and their names."""
    names = [column.name for column in _table(name).columns]
    return itemgetter(*names), frozenset(names)


def _converted(row: tuple[Any, ...], converters: tuple[tuple[int, Converter], ...]) -> tuple[Any, ...]:
    if not converters:
        return row
    values = list(row)
    for place, convert in converters:
        values[place] = convert(values[place])
    return tuple(values)


@lru_cache
def _plan(name: str, dialect: Dialect) -> tuple[str, tuple[tuple[int, Converter], ...]]:
    """The statement, and what SQLAlchemy would do to the values of some columns."""
    table = _table(name)
    quote = dialect.identifier_preparer.quote
    columns = ", ".join(quote(column.name) for column in table.columns)
    if dialect.name == "sqlite":
        marks = ", ".join("?" for _ in table.columns)
        statement = f"INSERT INTO {quote(name)} ({columns}) VALUES ({marks})"  # noqa: S608
    else:
        statement = f"COPY {quote(name)} ({columns}) FROM STDIN"
    converters = []
    for place, column in enumerate(table.columns):
        convert = (
            storable_or_none if isinstance(column.type, Storable) else column.type.dialect_impl(dialect).bind_processor(dialect)
        )
        if convert is not None and not isinstance(column.type, Float):
            converters.append((place, convert))
    return statement, tuple(converters)
