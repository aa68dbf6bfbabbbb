"""Files that come in: each is on the disk, hashed and a job before the next thing is done, and never whole in memory."""

import hashlib
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO
from uuid import uuid4

from sqlalchemy import select

from ingest.errors import FileTooLargeError
from ingest.files.source import Limits, base_name, default_limits, megabytes
from kb.accounts.current import Actor
from kb.accounts.roles import require
from kb.base import KnowledgeBase
from kb.database.failures import full_disk_told
from kb.database.tables import SourceFile
from kb.interface.days import utc
from kb.jobs.queue import Job, add_job, list_jobs
from kb.private import clear_drafts, make_folder, whole_file
from kb.upkeep.health import require_room

_CHUNK = 1 << 20
_LEFT = 3600.0  # seconds after which a file without a job belongs to nobody any more


class Incoming:
    """A file that is coming in.

    :param job: what it became, once all of it is there; a job that was there before, where the same file was
    :param fresh: the base and its inbox did not have the file
    """

    job: Job
    fresh: bool

    def __init__(self, name: str, stream: BinaryIO, limits: Limits, inside: bool = False) -> None:
        archive = PurePosixPath(name).parent.name if inside else ""
        self.name = str(PurePosixPath(base_name(archive), base_name(name))) if archive else base_name(name)
        self.size = 0
        self._stream, self._limits, self._digest = stream, limits, hashlib.sha256()

    @property
    def sha256(self) -> str:
        """The hash of what has come."""
        return self._digest.hexdigest()

    def write(self, chunk: bytes) -> None:
        """The next piece.

        :raises FileTooLargeError: it is larger than a file may be; nothing of it stays
        """
        self.size += len(chunk)
        if self.size > self._limits.file_bytes:
            most = megabytes(self._limits.file_bytes)
            raise FileTooLargeError("file_too_large", name=self.name, limit=most)
        self._digest.update(chunk)
        self._stream.write(chunk)


@contextmanager
def receive(base: KnowledgeBase, name: str, by: Actor, address: str | None = None, inside: str | None = None) -> Iterator[Incoming]:
    """Take a file in, piece by piece: on leaving it is on the disk and a job. On an error nothing is left of it.

    :param name: as it was given; nothing but its last part is kept, of what came in an archive the name of that, too
    :param inside: its name in the archive that it came in
    :raises DiskFullError: a disk is full, or the base as large as it may be
    :raises NotAllowedError: they may not bring files in; nothing was taken
    """
    with base.session() as session:
        require(session, by, "add", "upload")
    folder, spool = base.settings.inbox_path, uuid4().hex
    require_room(base.settings)
    with full_disk_told(base.settings.home):
        make_folder(folder)
        with whole_file(folder / spool) as stream:
            incoming = Incoming(name, stream, default_limits(base.settings), inside is not None)
            yield incoming
        result = {"address": address, "inside": inside, **(stored_as(base, incoming.sha256, "unchanged") or {})}
        incoming.job, incoming.fresh = add_job(base, incoming.name, incoming.sha256, incoming.size, spool, actor=by, result=result)
    if incoming.job.spool != spool:
        (folder / spool).unlink(missing_ok=True)


def stage(
    base: KnowledgeBase, stream: BinaryIO, name: str, by: Actor, address: str | None = None, inside: str | None = None
) -> Job:
    """Take a file in, see :func:`receive`."""
    with receive(base, name, by, address, inside) as incoming:
        while chunk := stream.read(_CHUNK):
            incoming.write(chunk)
    return incoming.job


def stored_as(base: KnowledgeBase, sha256: str, status: str) -> dict[str, Any] | None:
    """What the base has of a file: the result of its job. None where it has not got it."""
    with base.session() as session:
        row = session.execute(select(SourceFile.id, SourceFile.ingested_at).where(SourceFile.sha256 == sha256)).first()
        if row is None:
            return None
        from kb.database.storing.writer import stored_instruments  # it imports much, which a worker that waits does without

        keys = [part.key for part in stored_instruments(session, row.id)]
        return {"stored": {"status": status, "instruments": keys, "since": utc(row.ingested_at).isoformat()}}


def spooled(base: KnowledgeBase, job: Job) -> Path | None:
    """Where the file of a job lies: in the inbox, or among the originals once it is stored."""
    path = base.settings.inbox_path / job.spool if job.spool else base.settings.originals_path / job.sha256
    return path if path.is_file() else None


def remove(base: KnowledgeBase, jobs: Iterable[Job]) -> None:
    """Remove the spooled files of jobs that are gone or stored."""
    for job in jobs:
        if job.spool:
            (base.settings.inbox_path / job.spool).unlink(missing_ok=True)


def sweep(base: KnowledgeBase) -> None:
    """Remove from the inbox's folder what killed processes have left there."""
    folder = base.settings.inbox_path
    clear_drafts(folder)
    wanted = {job.spool for job in list_jobs(base)}
    for path in folder.glob("*"):
        if path.name not in wanted and path.is_file() and time.time() - path.stat().st_mtime > _LEFT:
            path.unlink(missing_ok=True)
