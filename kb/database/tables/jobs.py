"""What is done apart from whoever asks for it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from kb.database.tables.base import Base, Id


class Job(Base):
    """Work that waits, is under way or is done. An id is not given again.

    ``kind``: ``read`` (an upload). ``state``: see `kb.jobs`. ``spool``: the upload's name in the folder of the inbox.
    ``worker``: who works on it since ``taken_at``; ``takes``: how often somebody began. ``approved_at``: a person said that it
    is to be stored. ``result``: what came of it so far.
    """

    __tablename__ = "job"
    __table_args__ = (Unique("kind", "sha256"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10), index=True)
    file: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Id)
    spool: Mapped[str | None] = mapped_column(String(40))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: the watched folder
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    worker: Mapped[str | None] = mapped_column(String(40))
    taken_at: Mapped[datetime | None]
    takes: Mapped[int] = mapped_column(default=0)
    approved_at: Mapped[datetime | None]
    problems: Mapped[list[Any]] = mapped_column(default=list)
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
