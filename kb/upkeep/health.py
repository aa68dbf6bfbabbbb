"""Whether a server can work for people now, asked every few seconds (`kb doctor` looks deeper); whether the disk has the room."""

import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from documents.messages import Message
from kb.accounts.current import PERSON
from kb.base import KnowledgeBase
from kb.database.engine import files_of
from kb.database.state import waiting
from kb.database.tables import Audit, State
from kb.errors import BaseNotOpenedError, DiskFullError, KnowledgeBaseError
from kb.index.build import content_revision, open_index
from kb.interface.catalogue import Check
from kb.interface.days import utc
from kb.jobs.workers import count_living
from kb.settings import Settings

_STATE = "backup"


@dataclass(frozen=True, slots=True)
class Overdue:
    """What people wrote is in no backup.

    :param since: the oldest of it
    :param last: the last backup, None where none was ever made
    """

    since: datetime
    last: datetime | None

    @property
    def message(self) -> Message:
        """What is said of it."""
        if self.last is None:
            return Message.of("check.backup_never", since=self.since)
        return Message.of("check.backup_late", since=self.since, last=self.last)


def note_backup(session: Session, at: datetime, line: int) -> None:
    """A backup was made. The caller commits.

    :param line: the last line of the audit that is in it
    """
    session.merge(State(name=_STATE, value=f"{at.isoformat()} {line}"))


def last_backup(connection: Connection) -> tuple[datetime | None, int]:
    """When the last backup was made, and the last line of the audit that is in it."""
    at, _, line = (connection.scalar(select(State.value).where(State.name == _STATE)) or "").partition(" ")
    return (datetime.fromisoformat(at), int(line)) if line else (None, 0)


def overdue(engine: Engine, settings: Settings) -> Overdue | None:
    """What should be in a backup for longer than the settings say. Whoever never made one is left alone, unless they set days."""
    with engine.connect() as connection:
        last, line = last_backup(connection)
        if not settings.backup_days or (last is None and "backup_days" not in settings.model_fields_set):
            return None
        written = select(Audit.at).where(Audit.id > line, Audit.kind == PERSON).order_by(Audit.id).limit(1)
        since = connection.scalar(written)
    if since is None or datetime.now(UTC) - utc(since) < timedelta(days=settings.backup_days):
        return None
    return Overdue(utc(since), last)


def backup_check(base: KnowledgeBase) -> Check:
    """Nothing is wrong with a base of which nobody made a backup yet, unless the settings ask for one."""
    try:
        late = overdue(base.engine, base.settings)
        with base.engine.connect() as connection:
            last, _ = last_backup(connection)
    except SQLAlchemyError:
        return Check("backup", False, Message.of("health.database_silent"))
    if late is not None:
        return Check("backup", False, late.message)
    if last is None:
        return Check("backup", True, Message.of("check.backup_none"), there=False)
    return Check("backup", True, Message.of("check.backup", last=last))


_MEASURED = 30.0  # seconds
LEAST = 64 << 20
"""Bytes that even a small base is to have: as long as SQLite's log may be."""


@dataclass(frozen=True, slots=True)
class Room:
    """Room on the disk of a base, in bytes.

    :param wanted: a rebuild writes a second index beside the old one, and erasing a note writes the database once more
    """

    free: int
    wanted: int

    @property
    def enough(self) -> bool:
        """Whether it need not be said."""
        return self.free >= self.wanted

    @property
    def in_mb(self) -> dict[str, int]:
        """For a sentence: what is there, rounded down, and what is wanted, rounded up."""
        return {"free": self.free >> 20, "wanted": -(-self.wanted >> 20)}


def require_room(settings: Settings) -> None:
    """Refuse what would come into a base that is as large as its settings let it be. It is measured once in half a minute.

    :raises DiskFullError: it is
    """
    most = settings.max_base_gb
    if most and _size(tuple(files_of(settings)), int(time.monotonic() / _MEASURED)) >= most * (1 << 30):
        raise DiskFullError("base_limit", most=most)


@lru_cache(maxsize=4)
def _size(paths: tuple[Path, ...], _: int) -> int:
    return sum(map(_size_at, paths))


def _size_at(path: Path) -> int:
    size = 0
    for file in path.rglob("*") if path.is_dir() else [path]:
        with suppress(OSError):  # replaced meanwhile
            size += file.stat().st_size
    return size


def room_of(settings: Settings) -> Room:
    """Look at the disk that holds the base's folder; originals are never written again and do not count."""
    written = [path for path in files_of(settings) if path not in (settings.originals_path, settings.inbox_path)]
    return Room(shutil.disk_usage(settings.home).free, max(LEAST, sum(map(_size_at, written))))


def needed(base: KnowledgeBase) -> list[Check]:
    """Look at what nobody can work without: then a proxy should send people elsewhere."""
    return [_database(base), _disk(base)]


def beside(base: KnowledgeBase) -> list[Check]:
    """Look at what people are served without all the same, and somebody is to mend."""
    return [room_check(base), index_check(base), _worker(base), backup_check(base)]


def _database(base: KnowledgeBase) -> Check:
    try:
        with base.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return Check("database", False, Message.of("health.database_silent"))
    return Check("database", True, Message.of("check.database", kind=base.engine.dialect.name))


def _disk(base: KnowledgeBase) -> Check:
    try:
        free = shutil.disk_usage(base.settings.home).free
    except OSError:
        return Check("disk", False, BaseNotOpenedError("base_folder", folder=base.settings.home))
    if free < LEAST:
        return Check("disk", False, DiskFullError("disk_full"))
    return Check("disk", True, Message.of("health.disk", free=free >> 20))


def room_check(base: KnowledgeBase) -> Check:
    """Whether a backup and an index would find room on the disk."""
    room = room_of(base.settings)
    return Check("room", room.enough, Message.of("check.room" if room.enough else "check.room_short", **room.in_mb))


def index_check(base: KnowledgeBase) -> Check:
    """Whether the index can be searched, and shows what the texts are."""
    try:
        if base.settings.index_url:
            from kb.index.elastic.home import check_server

            for check in check_server(base.settings, base.engine):
                if not check.ok:
                    return Check("index", False, check.found)
        index = open_index(base)
        with base.session() as session:
            behind, now = len(waiting(session, "index")), content_revision(session.connection())
    except KnowledgeBaseError as error:
        return Check("index", False, error)
    except SQLAlchemyError:
        return Check("index", False, Message.of("health.database_silent"))
    if behind or index.revision() != now:
        return Check("index", False, Message.of("health.index_behind", count=behind))
    return Check("index", True, Message.of("health.index"))


def _worker(base: KnowledgeBase) -> Check:
    living = count_living(base.settings.inbox_path)
    if not living:
        return Check("worker", living is None, Message.of("health.worker_none"))
    return Check("worker", True, Message.of("health.worker", count=living))
