"""When the last backup was made, and whether what people wrote since should be in one."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from documents.messages import Message
from kb.accounts.current import PERSON
from kb.base import KnowledgeBase
from kb.database.moments import utc
from kb.database.tables import Audit, State
from kb.interface.catalogue import Check
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
    return Check("backup", True, Message.of("check.backup", last=last) if last else Message.of("check.backup_none"))
