"""Where texts come from: files, what they carry and where in them, and what was found wrong."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Float, ForeignKey, String
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from kb.database.tables.base import Base, Id


class SourceFile(Base):
    """A file that was ingested. ``member``: its name inside an archive. The original lies in the base's folder under its hash.

    ``reader`` and ``reader_version``: what read it last; null and 0 where that was an older release, which did not say so.
    ``read_at``: when it was read again; null: not since it was ingested. ``parts``: of a folder, the names and sizes of its files,
    in the order in which the original holds them.
    """

    __tablename__ = "source_file"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str]
    member: Mapped[str | None]
    format: Mapped[str] = mapped_column(String(20))
    size: Mapped[int] = mapped_column(BigInteger)
    publisher: Mapped[str | None]
    url: Mapped[str | None]
    snapshot_on: Mapped[date | None]
    ingested_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(20))  # as reported: stored, new_version, new_source, incomplete
    pages: Mapped[int | None]
    pages_without_text: Mapped[list[Any]] = mapped_column(default=list)
    claims: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what the publisher says beside the text
    furniture: Mapped[list[Any]] = mapped_column(default=list)
    reader: Mapped[str | None] = mapped_column(String(20))
    reader_version: Mapped[int] = mapped_column(default=0)
    read_at: Mapped[datetime | None]
    parts: Mapped[list[Any]] = mapped_column(default=list)


class VersionSource(Base):
    """A file carries a version. ``trust``: 3 official, 2 known publisher, 1 unknown, 0 altered copy.

    ``units``: the paths of the articles (and appendices) that an incomplete source has; empty for a complete one.
    ``valid_from``: the day of effect that this source itself gives.
    """

    __tablename__ = "version_source"
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"), primary_key=True, index=True)
    complete: Mapped[bool]
    trust: Mapped[int] = mapped_column(default=1)
    units: Mapped[list[Any]] = mapped_column(default=list)
    valid_from: Mapped[date | None]


class ProvisionPlace(Base):
    """Where the characters ``start:end`` of a provision's ``field`` (text or tail) stood in a source file."""

    __tablename__ = "provision_place"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    provision_id: Mapped[int] = mapped_column(ForeignKey("provision.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"))
    field: Mapped[str] = mapped_column(String(4))
    start: Mapped[int]
    end: Mapped[int]
    page: Mapped[int | None]
    x0: Mapped[float | None] = mapped_column(Float)
    top: Mapped[float | None] = mapped_column(Float)
    x1: Mapped[float | None] = mapped_column(Float)
    bottom: Mapped[float | None] = mapped_column(Float)
    element: Mapped[str | None]


class Problem(Base):
    """What was found wrong with a file or with a version read from it.

    ``sentence``: what says so, in the catalogue; ``details``: the values in it.
    """

    __tablename__ = "problem"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("source_file.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"), index=True)
    path: Mapped[str | None]
    code: Mapped[str] = mapped_column(String(40))
    sentence: Mapped[str] = mapped_column(String(60))
    details: Mapped[dict[str, Any]]
    place: Mapped[str | None]


class IngestItem(Base):
    """One line of an ingest report, kept so that a batch can be resumed and looked up."""

    __tablename__ = "ingest_item"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    run: Mapped[str] = mapped_column(String(36), index=True)
    at: Mapped[datetime]
    file: Mapped[str]
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    status: Mapped[str] = mapped_column(String(20))
    report: Mapped[dict[str, Any]]


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
