"""Taking out of a database's files what was deleted from its tables: engines leave old bytes where rows were."""

import sqlite3

from sqlalchemy import Engine, delete
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from kb.database.tables import State

_DUE = "sweep"
_WAIT_MS = 60_000


def await_sweep(session: Session) -> None:
    """Note, in the transaction that deletes something for good, that the files are to be swept. The caller commits."""
    if session.bind is not None and session.connection().dialect.name == "sqlite":
        session.connection().exec_driver_sql("PRAGMA secure_delete = ON")
    session.merge(State(name=_DUE, value="1"))
    session.flush()


def is_due(session: Session) -> bool:
    """Whether something was deleted for good since the files were last swept."""
    return session.get(State, _DUE) is not None


def sweep(engine: Engine, tables: tuple[str, ...], wait_ms: int = _WAIT_MS) -> bool:
    """Write the files anew without what was deleted. Writers wait meanwhile.

    On SQLite the whole file is written anew and its log emptied; on PostgreSQL some tables.

    :param tables: those that something was deleted from, for PostgreSQL
    :param wait_ms: for others to let the files go
    :returns: false where somebody else kept it from being done; it stays noted
    """
    try:
        done = _rewrite_sqlite(engine, wait_ms) if engine.dialect.name == "sqlite" else _rewrite_postgresql(engine, tables, wait_ms)
    except (OperationalError, sqlite3.OperationalError):
        return False
    if done:
        with engine.connect().execution_options(writes="any") as connection, connection.begin():
            connection.execute(delete(State).where(State.name == _DUE))
    return done


def _rewrite_sqlite(engine: Engine, wait_ms: int) -> bool:
    """Write the file anew and empty its log, on a connection of its own that begins no transactions."""
    connection = engine.raw_connection()
    run = connection.cursor().execute
    try:
        kept = {name: run(f"PRAGMA {name}").fetchone()[0] for name in ("temp_store", "busy_timeout")}
        run(f"PRAGMA busy_timeout = {wait_ms}")
        run("PRAGMA temp_store = FILE")  # of a base of gigabytes; what is written there is without what was deleted
        try:
            run("VACUUM")
            busy = run("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            for name, value in kept.items():
                run(f"PRAGMA {name} = {value}")
    finally:
        connection.close()
    return not busy


def _rewrite_postgresql(engine: Engine, tables: tuple[str, ...], wait_ms: int) -> bool:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"SET lock_timeout = {wait_ms}")
        try:
            for name in tables:
                connection.exec_driver_sql(f"VACUUM FULL {name}")
        finally:
            connection.exec_driver_sql("RESET lock_timeout")
    return True
