"""Whether a server can work for people now: asked every few seconds. `kb doctor` looks deeper."""

import shutil

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from documents.messages import Message
from kb.base import KnowledgeBase
from kb.database.state import waiting
from kb.errors import BaseNotOpenedError, DiskFullError, KnowledgeBaseError
from kb.index.build import content_revision, open_index
from kb.interface.catalogue import Check
from kb.jobs.workers import count_living
from kb.upkeep.due import backup_check
from kb.upkeep.room import LEAST, room_of


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
