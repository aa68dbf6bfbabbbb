"""Moving the database of a base to another server or file. The originals stay where they are."""

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, make_url, text

from kb.base import KnowledgeBase
from kb.database.engine import bare_database, database_file
from kb.database.failures import full_disk_told
from kb.database.tables import Base
from kb.errors import BackupError
from kb.index.build import reindex
from kb.private import make_folder, sync_folder
from kb.settings import Settings
from kb.upkeep.backup.copying import Counted, copy_database
from kb.upkeep.backup.restoring import aside, place_database, refuse_base
from kb.upkeep.backup.staging import second_name, staging

_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


_CLOSING = 5
"""So often within a second it is looked whether others are in the database: a connection that was closed ends a moment later."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A database that was moved.

    :param settings: under which the base is opened from now on
    :param tables: what is said of every table, the same at both places
    :param left: the file that was the database, under the name that it has now; None where it is a server's
    """

    settings: Settings
    tables: dict[str, Counted]
    left: Path | None

    @property
    def address(self) -> str:
        """Of the database, without a password."""
        return make_url(self.settings.url).render_as_string(hide_password=True)


def move(settings: Settings, target: str) -> Moved:
    """Move a database. Until all of it was compared the base is the old one.

    :param target: the address of an empty database, or a folder: another one than the base's gets the originals too
    :raises BackupError: there is a database already, or somebody works in the base; nothing was changed
    """
    there = settings.model_copy(
        update={"database_url": target} if "://" in target else {"home": Path(target).absolute(), "database_url": None}
    )
    refuse_base(there)
    KnowledgeBase(settings, create=False).close()  # with the tables of today
    with full_disk_told(settings.home), staging(settings.home) as folder, _alone(settings) as source:
        if database_file(there) is None:
            with bare_database(there) as empty:
                tables = copy_database(source, empty)
        else:
            with bare_database(aside(folder)) as empty:
                tables = copy_database(source, empty)
            if there.home != settings.home:
                _take_files_along(settings, there)
            place_database(folder, there)
        file = database_file(settings)  # nobody is to work on in it by mistake
        left = file.rename(f"{file}.moved-{datetime.now(UTC):%Y%m%dT%H%M%SZ}") if file else None
    if there.home != settings.home:
        with KnowledgeBase(there, create=False) as base:
            reindex(base)
    return Moved(there, tables, left)


@contextmanager
def _alone(settings: Settings) -> Iterator[Connection]:
    """The database as long as nobody else is in it: what they wrote later would be lost."""
    with bare_database(settings) as engine, engine.connect().execution_options(writes="program") as connection:
        if engine.dialect.name == "sqlite":
            run = connection.connection.cursor().execute
            try:
                run("PRAGMA busy_timeout = 1000")
                run("PRAGMA journal_mode = DELETE")  # refused as long as anybody has it open
            except sqlite3.OperationalError as error:
                raise BackupError("backup_base_in_use") from error
        else:
            connection.execute(text(f"LOCK TABLE {', '.join(Base.metadata.tables)} IN SHARE MODE"))
            for left in reversed(range(_CLOSING)):
                connection.execute(text("SELECT pg_stat_clear_snapshot()"))  # else a transaction sees the first look again
                if not connection.scalar(_OTHERS):
                    break
                if not left:
                    raise BackupError("backup_base_in_use")
                time.sleep(1 / _CLOSING)
        yield connection


def _take_files_along(settings: Settings, there: Settings) -> None:
    shutil.rmtree(there.index_path, ignore_errors=True)
    for here, place in ((settings.originals_path, there.originals_path), (settings.inbox_path, there.inbox_path)):
        make_folder(place)
        for file in here.glob("[!.]*"):
            if file.is_file() and not (place / file.name).exists():
                second_name(file, place / file.name)
        sync_folder(place)
