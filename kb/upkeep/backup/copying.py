"""Rows of one database into another, and what is said of them that is the same on both."""

import hashlib
from collections.abc import Iterator
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, DateTime, Engine, String, Table, collate, event, inspect, select

from kb.database.engine import make_tables
from kb.database.storing.rows import copy_rows, go_on_counting, last_ids
from kb.database.tables import Base, LastId
from kb.errors import BackupError
from kb.interface.days import utc

_AT_ONCE = 5_000


class Counted(BaseModel):
    """The rows of a table: how many, and a hash of all their values in the order of their keys."""

    model_config = ConfigDict(frozen=True)
    rows: int
    sha256: str


def count_rows(connection: Connection) -> dict[str, Counted]:
    """What is said of every table. Where ids are counted on is not: each database keeps that in its own way."""
    found: dict[str, Counted] = {}
    for table in _tables():
        for _ in _rows(connection, table, found):
            pass
    return found


def copy_database(source: Connection, target: Engine) -> dict[str, Counted]:
    """Make a base of the rows of another one: in one transaction, so that there is all of it or nothing.

    :param source: what it sees is not to change meanwhile
    :param target: a database without any tables
    :returns: what is said of every table, the same of both
    :raises BackupError: there are tables already, or a table is not what was copied
    """
    if target.dialect.name == "sqlite":
        event.listen(target, "connect", _hurry)
    with target.connect() as connection, connection.begin():
        refuse_tables(connection)
        make_tables(connection)
        copied: dict[str, Counted] = {}
        for table in _tables():
            names = [column.name for column in table.columns]
            copy_rows(connection, table, (dict(zip(names, row, strict=True)) for row in _rows(source, table, copied)))
        go_on_counting(connection, last_ids(source))
        compare(copied, count_rows(connection))
    return copied


def refuse_tables(connection: Connection) -> None:
    """Only where nothing is can a base be put.

    :raises BackupError: the database has tables
    """
    if inspect(connection).get_table_names():
        raise BackupError("backup_target_taken", place=connection.engine.url.render_as_string(hide_password=True))


def compare(one: dict[str, Counted], other: dict[str, Counted]) -> None:
    """Let nothing pass that is not the same.

    :raises BackupError: a table has other rows
    """
    if others := [name for name, counted in one.items() if other.get(name) != counted]:
        raise BackupError("backup_rows_differ", tables=others)


def _tables() -> list[Table]:
    return [table for table in Base.metadata.sorted_tables if table.name != LastId.__tablename__]


def _rows(connection: Connection, table: Table, counted: dict[str, Counted]) -> Iterator[list[Any]]:
    """The rows of a table in the order of their keys.

    :param counted: what is said of them is put there behind the last one
    """
    elsewhere = connection.dialect.name != "sqlite"  # which compares bytes
    keys = [collate(key, "C") if elsewhere and isinstance(key.type, String) else key for key in table.primary_key]
    moments = [place for place, column in enumerate(table.columns) if isinstance(column.type, DateTime)]
    count, digest = 0, hashlib.sha256()
    for found in connection.execute(select(table).order_by(*keys), execution_options={"yield_per": _AT_ONCE}):
        row = list(found)
        for place in moments:
            row[place] = utc(row[place]) if row[place] else None
        count += 1
        digest.update(orjson.dumps(row, default=bytes.hex, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE))
        yield row
    counted[table.name] = Counted(rows=count, sha256=digest.hexdigest())


def _hurry(dbapi: Any, _record: Any) -> None:
    # Nobody looks at the file before it is whole; rows may point to rows of their table that come later.
    dbapi.execute("PRAGMA foreign_keys = OFF")
    dbapi.execute("PRAGMA synchronous = OFF")
