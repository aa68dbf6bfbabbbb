"""Writing many rows: gathered, given their ids here, and handed to the driver in one go.

The codification is 388,000 provisions. One statement a row through the ORM takes minutes; this takes seconds.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Connection, Dialect, Float, Table, func, select, text
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from kb.database import tables
from kb.database.words import Storable, storable

_FLUSH_AT = 20_000
_IDS_AT_ONCE = 2_000
_LAST: Table = tables.Base.metadata.tables[tables.LastId.__tablename__]

Converter = Callable[[Any], Any]


class Rows:
    """Rows that are made ready for the driver; those of a large file before the write lock is taken.

    :param ids: reserved for them, by table, see :func:`reserve_ids`
    """

    def __init__(self, dialect: Dialect, ids: dict[str, Iterator[int]]) -> None:
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
        self.rows[name].append(_row(_plan(name, self._dialect), values))


class RowWriter(Rows):
    """Gathers rows of a session's transaction, and writes them.

    Rows of a table are written in the order they were added, and tables in the order that their foreign keys ask for.

    :param session: with the write lock: ids are counted on from the last one that was given
    """

    def __init__(self, session: Session) -> None:
        self._connection = session.connection()
        super().__init__(self._connection.dialect, {})
        self._given: dict[str, int] = {}
        self._waiting = 0

    def new_id(self, table: type[tables.Base]) -> int:
        """An id that no other row of the table has or ever had: a page, a click or a mark may name one that is gone."""
        name = table.__tablename__
        if name not in self._ids:
            self._ids[name] = _ids(self._connection, _table(name))
        id_ = self._given[name] = super().new_id(table)
        return id_

    def add(self, table: type[tables.Base], /, **values: Any) -> None:
        """Add a row, as :meth:`Rows.add` does."""
        super().add(table, **values)
        self._waiting += 1
        if self._waiting >= _FLUSH_AT:
            self.flush()

    def take(self, prepared: Rows) -> None:
        """Add rows that were made ready before."""
        for name, rows in prepared.rows.items():
            self.rows[name] += rows
            self._waiting += len(rows)
        if self._waiting >= _FLUSH_AT:
            self.flush()

    def flush(self) -> None:
        """Write what was added."""
        if not self._waiting:
            return
        for table in _tables_in_order():
            if rows := self.rows.pop(table.name, None):
                _write(self._connection, table, rows)
        self._waiting = 0
        _keep(self._connection, self._given)
        self._given.clear()


def fresh_id(session: Session, table: type[tables.Base]) -> int:
    """An id for one row that is added to the session itself, see :meth:`RowWriter.new_id`."""
    return next(reserve_ids(session, {table: 1})[table.__tablename__])


def reserve_ids(session: Session, counts: Mapping[type[tables.Base], int]) -> dict[str, Iterator[int]]:
    """Ids that nobody else is given, as many as asked for.

    :param session: on SQLite with the write lock; what is not used of them is never used
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


def copy_rows(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows of another database with the ids that they have there; on PostgreSQL in one statement, so that they may point to
    rows that come later.
    """
    plan = _plan(table.name, connection.dialect)
    made = (_row(plan, row) for row in rows)
    if connection.dialect.name != "sqlite":
        _write(connection, table, made)
        return
    while some := list(islice(made, _FLUSH_AT)):
        _write(connection, table, some)


def go_on_counting(connection: Connection, given: Mapping[str, int]) -> None:
    """Let no id be given again that another database gave to a row, be that there or gone."""
    if connection.dialect.name == "sqlite":
        counted = {name for name in given if _table(name).dialect_options["sqlite"]["autoincrement"]}
        for name in counted:
            connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": name})
            connection.execute(text("INSERT INTO sqlite_sequence VALUES (:name, :id)"), {"name": name, "id": given[name]})
        _keep(connection, {name: id_ for name, id_ in given.items() if name not in counted})
    else:
        for name, id_ in given.items():
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {id_})"))


def last_ids(connection: Connection) -> dict[str, int]:
    """The last id that each table gave to a row."""
    numbered = [table for table in _tables_in_order() if "id" in table.c and isinstance(table.c.id.type, BigInteger)]
    if connection.dialect.name == "sqlite":
        counted = text("SELECT name, value FROM last_id UNION ALL SELECT name, seq FROM sqlite_sequence")
        kept: dict[str, int] = {row.name: row.value for row in connection.execute(counted)}
        found = {table.name: kept.get(table.name, 0) for table in numbered}
    else:
        sequences = text("SELECT COALESCE(pg_sequence_last_value(pg_get_serial_sequence(:name, 'id')::regclass), 0)")
        found = {table.name: connection.scalar(sequences, {"name": table.name}) or 0 for table in numbered}
    for table in numbered:
        found[table.name] = max(found[table.name], connection.scalar(select(func.max(table.c.id))) or 0)
    return {name: id_ for name, id_ in found.items() if id_}


@cache
def _tables_in_order() -> list[Table]:
    """The tables, those that others point to first; sorting them takes as long as writing a hundred rows."""
    return tables.Base.metadata.sorted_tables


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


def _write(connection: Connection, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
    statement = _plan(table.name, connection.dialect).statement
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(statement, list(rows))
        return
    cursor = connection.connection.cursor()
    try:
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    finally:
        cursor.close()


class _Plan(NamedTuple):
    """How rows of a table are written.

    :param in_order: takes their values out of a row in the order of ``statement``
    :param words: the places of words, see :mod:`kb.database.words`
    :param converters: what SQLAlchemy would do to the values of some columns
    """

    statement: str
    columns: frozenset[str]
    in_order: Callable[[dict[str, Any]], tuple[Any, ...]]
    words: tuple[int, ...]
    converters: tuple[tuple[int, Converter], ...]


def _row(plan: _Plan, values: dict[str, Any]) -> tuple[Any, ...]:
    try:
        row = list(plan.in_order(values))
    except KeyError:
        row = []
    if len(row) != len(values):
        missing, unknown = sorted(plan.columns - values.keys()), sorted(values.keys() - plan.columns)
        raise TypeError(f"A row lacks {missing or 'nothing'} and has no column for {unknown or 'anything else'}: {plan.statement}")
    for place in plan.words:
        if (word := row[place]) and ("\0" in word or not word.isascii()):  # nearly all words are short and plain
            row[place] = storable(word)
    for place, convert in plan.converters:
        row[place] = convert(row[place])
    return tuple(row)


@lru_cache
def _plan(name: str, dialect: Dialect) -> _Plan:
    table = _table(name)
    quote = dialect.identifier_preparer.quote
    columns = ", ".join(quote(column.name) for column in table.columns)
    if dialect.name == "sqlite":
        marks = ", ".join("?" for _ in table.columns)
        statement = f"INSERT INTO {quote(name)} ({columns}) VALUES ({marks})"  # noqa: S608
    else:
        statement = f"COPY {quote(name)} ({columns}) FROM STDIN"
    words, converters = [], []
    for place, column in enumerate(table.columns):
        if isinstance(column.type, Storable):
            words.append(place)
        elif (convert := column.type.dialect_impl(dialect).bind_processor(dialect)) and not isinstance(column.type, Float):
            converters.append((place, convert))
    names = [column.name for column in table.columns]
    return _Plan(statement, frozenset(names), itemgetter(*names), tuple(words), tuple(converters))
