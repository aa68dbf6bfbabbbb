"""Opening a base's database: its folder, its engine, its migrations."""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, InterfaceError, NoSuchModuleError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from kb.database.failures import is_full
from kb.errors import BaseNotOpenedError
from kb.private import close_to_others, is_open, make_file, make_folder
from kb.settings import Settings

try:
    import fcntl
except ImportError:  # a system without them: the database's own lock decides
    fcntl = None  # type: ignore[assignment]

_PAUSE = 0.02  # seconds between two looks
_LONGEST = 5.0  # seconds for which people go first, one after another
_OTHERS = 60.0  # seconds for another program to be done; then it is for the database to say that it is held
_PEOPLE, _PROGRAM = LOCKS = ".people.lock", ".program.lock"
_LOCK = 0x7475_6C75  # PostgreSQL's lock of whoever writes; its second part is the schema, so that bases do not wait for each other
BESIDE = "beside"
Turn = Literal["any", "person", "program", "beside"]
"""Who writes. ``beside``: the program, on PostgreSQL without keeping people from writing until it asks for that."""


@contextmanager
def turn_of_file(folder: Path, person: bool) -> Iterator[None]:
    """The turn of a writer on a database in a folder; files of that folder tell it to other processes."""
    with contextlib.ExitStack() as held:
        if fcntl is not None:
            with contextlib.suppress(OSError):  # on a disk that is full or may not be written: without
                people = held.enter_context(_opened(folder / _PEOPLE))
                if person:
                    fcntl.flock(people, fcntl.LOCK_SH)
                else:
                    program = held.enter_context(_opened(folder / _PROGRAM))
                    _wait(lambda: _locked(program), _OTHERS)
                    _wait(lambda: _locked(people), _LONGEST)
                    fcntl.flock(people, fcntl.LOCK_UN)
        yield


def take_turn(connection: Connection, turn: Turn) -> None:
    """The same on PostgreSQL, at the beginning of a transaction and until its end.

    Locks are taken in one order, that of the program before that of all who write, so that no two wait for each other.
    """
    of_all, of_people, of_program = (f"{_LOCK + number}, hashtext(current_schema())" for number in range(3))
    run = connection.exec_driver_sql
    if turn == "person":
        run(f"SELECT pg_advisory_xact_lock_shared({of_people})")
    elif turn in ("program", "beside"):
        run(f"SELECT pg_advisory_xact_lock({of_program})")
        if turn == "beside":
            return
        if _wait(lambda: bool(run(f"SELECT pg_try_advisory_lock({of_people})").scalar()), _LONGEST):
            run(f"SELECT pg_advisory_unlock({of_people})")
    run(f"SELECT pg_advisory_xact_lock({of_all})")


def stop_other_writers(session: Session) -> None:
    """From here to the end of a transaction that was begun beside the writers (`KnowledgeBase.session`) nobody else writes."""
    connection = session.connection()
    if session.info.pop(BESIDE, False) and connection.dialect.name == "postgresql":
        take_turn(connection, "program")


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    handle = make_file(path)
    try:
        yield handle
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(done: Callable[[], bool], longest: float) -> bool:
    until = time.monotonic() + longest
    while not (found := done()) and time.monotonic() < until:
        time.sleep(_PAUSE)
    return found


_FIRST, REVISION = "0031", "0034"
"""The first migration, and the one that the tables of this release are at. They stand here to keep Alembic out of every opening."""

MIGRATIONS = Path(__file__).parent / "migrations"
BESIDE_DATABASE = "-wal", "-shm", "-journal"
"""What SQLite puts behind the name of a file for those that belong to it."""
_BUSY_SECONDS = 120  # storing the whole codification holds the write lock for a minute on a slow machine


def open_base(settings: Settings, create: bool = True) -> Engine:
    """Open a base's database, and bring its tables up to date.

    :param create: make the folder and the database where they are absent
    :raises BaseNotOpenedError: the folder or database cannot be used
    """
    url = _url(settings)
    try:
        if url.get_backend_name() == "sqlite":
            _prepare_folder(settings, url, create)
        else:
            make_folder(settings.home)
        _close_to_others(settings)
    except OSError as error:  # a folder above it may not be entered
        if is_full(error):
            raise BaseNotOpenedError("disk_full") from error
        raise BaseNotOpenedError("base_folder", folder=settings.home) from error
    engine = _engine(url)
    engine.hide_parameters = True  # what is written and asked stands in no error
    try:
        _bring_up_to_date(engine, settings)
    except (SQLAlchemyError, OSError) as error:
        engine.dispose()
        raise _not_opened(url, error, settings.home) from error
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def bare_database(settings: Settings) -> Iterator[Engine]:
    """A database as it is: nothing is made and no table looked at.

    :raises BaseNotOpenedError: it does not answer, or cannot be read
    """
    url = _url(settings)
    engine = _engine(url)
    try:
        yield engine
    except (OperationalError, InterfaceError) as error:
        raise _not_opened(url, error, settings.home) from error
    finally:
        engine.dispose()


def make_tables(connection: Connection) -> None:
    """Make the tables of this release, with what guards them, inside the connection's transaction."""
    from alembic import command

    from kb.database.tables import Base

    Base.metadata.create_all(connection)
    command.stamp(alembic_config(connection), "head")


def migrate(connection: Connection) -> None:
    """Bring the tables of an older release to those of this one, inside the connection's transaction."""
    from alembic import command

    command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> Any:
    """Alembic's configuration for an open connection; there is no alembic.ini."""
    from alembic.config import Config

    config = Config(stdout=sys.stderr)  # standard output belongs to the answers
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _url(settings: Settings) -> URL:
    try:
        url = make_url(settings.url)
    except ArgumentError:
        raise BaseNotOpenedError("database_address") from None
    # SQLAlchemy's own choice of driver differs between its releases.
    return url.set(drivername="postgresql+psycopg") if url.drivername in ("postgresql", "postgres") else url


def files_of(settings: Settings) -> list[Path]:
    """Where the files of a base are: those of its database, if they are on this machine, and the folders beside it."""
    folders = [settings.index_path, settings.originals_path, settings.inbox_path]
    database = database_file(settings)
    if database is None:
        return folders
    # The database comes last: as long as others may read it, all that is before it is looked through again.
    locks = [settings.home / name for name in LOCKS]
    return [*folders, *locks, *(Path(f"{database}{end}") for end in (*BESIDE_DATABASE, ""))]


def database_file(settings: Settings) -> Path | None:
    """The file that holds a database; None where a server has it."""
    url = _url(settings)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:" else None


def _close_to_others(settings: Settings) -> None:
    ours = [path for path in files_of(settings) if path.exists()]
    close_to_others(path for path in ours if is_open(path))
    if is_open(settings.home) and {path for path in settings.home.iterdir() if not path.name.startswith(".")} <= set(ours):
        close_to_others([settings.home])


def _prepare_folder(settings: Settings, url: URL, create: bool) -> None:
    make_folder(settings.home) if create else None
    if not url.database or url.database == ":memory:":
        return
    path = Path(url.database)
    if not path.exists() and any(settings.originals_path.glob("*")):
        raise BaseNotOpenedError("base_lost", path=path, folder=settings.originals_path)
    if not create and not path.exists():
        raise BaseNotOpenedError("base_absent", folder=path.parent)
    if path.is_dir():
        raise BaseNotOpenedError("database_is_folder", path=path)
    if path.exists() and not os.access(path, os.R_OK | os.W_OK):
        raise BaseNotOpenedError("database_forbidden", path=path)
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise BaseNotOpenedError("base_folder_forbidden", folder=path.parent)
    if not path.exists():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # its log gets the same mode


def _engine(url: URL) -> Engine:
    try:
        of_file = url.get_backend_name() == "sqlite"
        engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS}) if of_file else create_engine(url, pool_pre_ping=True)
    except (NoSuchModuleError, ModuleNotFoundError, ArgumentError) as error:
        raise BaseNotOpenedError("database_driver", driver=url.drivername) from error
    if of_file:
        event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def _configure_sqlite(dbapi: Any, _record: Any) -> None:
    dbapi.isolation_level = None  # transactions begin where SQLAlchemy says so, not where the driver guesses
    for pragma in (
        f"busy_timeout = {_BUSY_SECONDS * 1000}",
        "foreign_keys = ON",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "cache_size = -65536",
        "temp_store = MEMORY",
        "journal_size_limit = 67108864",
    ):
        dbapi.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # Writers go one after another, so that what a writer has read still holds when it writes: on SQLite one that reads first and
    # writes later would fail at once, on PostgreSQL two would wait for each other's rows. Readers wait for nobody.
    turn = connection.get_execution_options().get("writes")
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if turn else "BEGIN")
    elif turn and connection.dialect.name == "postgresql":
        take_turn(connection, turn)


def _bring_up_to_date(engine: Engine, settings: Settings) -> None:
    with engine.connect() as connection:
        found = _revision(connection)
    if found == REVISION:
        return
    with engine.connect().execution_options(writes="program") as connection, connection.begin():
        found = _revision(connection)  # another process may have been faster
        if found == REVISION:
            return
        if found is not None and found < _FIRST:
            raise BaseNotOpenedError("base_older", folder=settings.home, schema=found)
        if found is not None and found > REVISION:
            raise BaseNotOpenedError("base_newer", folder=settings.home, schema=found)
        if found is None and "instrument" in inspect(connection).get_table_names():
            raise BaseNotOpenedError("base_without_schema", folder=settings.home)
        make_tables(connection) if found is None else migrate(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found is not None else None


def _not_opened(url: URL, error: Exception, home: Path) -> BaseNotOpenedError:
    if is_full(error, home):
        return BaseNotOpenedError("disk_full")
    words = str(getattr(error, "orig", error))
    if url.get_backend_name() != "sqlite":
        shown = url.render_as_string(hide_password=True)
        if "authentication failed" in words:
            return BaseNotOpenedError("database_refused", address=shown)
        return BaseNotOpenedError("database_silent", address=shown)
    if "locked" in words:
        return BaseNotOpenedError("database_held", path=url.database)
    if "readonly" in words or "unable to open" in words:
        return BaseNotOpenedError("database_not_written", path=url.database)
    if isinstance(error, (DatabaseError, InterfaceError)):
        return BaseNotOpenedError("database_damaged", path=url.database)
    return BaseNotOpenedError("database_not_opened", path=url.database)
