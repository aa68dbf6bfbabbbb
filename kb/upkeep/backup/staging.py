"""A folder inside a base's folder for what is being made: nobody takes it for a part of the base, and what is left of it goes."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, select

from kb.database.tables import Job
from kb.errors import BackupError
from kb.private import make_file, make_folder, whole_file

try:
    import fcntl
except ImportError:  # a system without them: who keeps a base there sees to it
    fcntl = None  # type: ignore[assignment]

_LOCK, _PREFIX = ".backup.lock", ".staging-"


def waiting_files(connection: Connection) -> Iterator[tuple[str, str]]:
    """The files of the inbox that a database names: their hashes and their names there."""
    for sha256, spool in connection.execute(select(Job.sha256, Job.spool)):
        if spool is not None:
            yield sha256, spool


@contextmanager
def staging(home: Path) -> Iterator[Path]:
    """The folder; one at a time in a base. What a process that was ended has left there goes first.

    :raises BackupError: somebody else is at it
    """
    was_there = home.exists()
    make_folder(home)
    try:
        with _alone(home / _LOCK):
            for left in home.glob(f"{_PREFIX}*"):
                shutil.rmtree(left, ignore_errors=True)
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=home))
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    finally:
        if not was_there:
            with suppress(OSError):  # a base was made in it
                home.rmdir()


def second_name(file: Path, place: Path) -> None:
    """Keep a file under another name too, whatever becomes of the first.

    :raises FileNotFoundError: it is gone
    """
    try:
        os.link(file, place)
    except FileNotFoundError:
        raise
    except OSError:  # a disk without second names, or another disk
        with file.open("rb") as stream, whole_file(place) as copy:
            shutil.copyfileobj(stream, copy)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    handle = make_file(path)
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not path.exists() or not os.path.samestat(path.stat(), os.fstat(handle)):
            raise BlockingIOError  # whoever held it has just removed it
    except BlockingIOError:
        os.close(handle)
        raise BackupError("backup_under_way") from None
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)
