"""How a database, a file or the index says that it cannot go on."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import SQLAlchemyError as DatabaseError

from kb.errors import DiskFullError

__all__ = ["DatabaseError", "full_disk_told", "is_away", "is_full", "sentence_of"]

_FULL = (errno.ENOSPC, errno.EDQUOT)
_AWAY = ("08", "57P", "53300")  # no connection, the server stops or starts, it takes no more of them
_WORDS = ("disk is full", "No space left on device", "os error 28", "flood-stage watermark")
_UNCLEAR = (10, 14)  # SQLite: an error of input and output, a file that cannot be opened
_CLUSTER = 1 << 16
_DEPTH = 16


def is_full(error: BaseException, folder: Path | None = None) -> bool:
    """Whether a failure, or what it came of, says that a disk is full: nothing is damaged then.

    :param folder: where SQLite's files are. Some of its calls report a full disk as an error of reading or writing
    """
    seen: list[BaseException] = []
    found: BaseException | None = error
    while found is not None and len(seen) < _DEPTH and found not in seen:
        seen.append(found)
        found = getattr(found, "orig", None) or found.__cause__ or found.__context__
    return any(_says_full(item, folder) for item in seen)


def is_away(error: BaseException) -> bool:
    """Whether a failure says that the database's server is stopped, started anew or out of reach: nothing is damaged then."""
    cause = getattr(error, "orig", None)
    state = getattr(cause, "sqlstate", "") if isinstance(error, (OperationalError, InterfaceError)) else ""
    return state is None or state.startswith(_AWAY)


def sentence_of(error: BaseException, folder: Path) -> str | None:
    """The key of the sentence where it is the machine that failed, and what was stored is kept."""
    if is_full(error, folder):
        return "error.disk_full"
    return "base.database_away" if is_away(error) else None


@contextmanager
def full_disk_told(folder: Path | None = None) -> Iterator[None]:
    """What fails because a disk is full ends in the sentence that says so, whichever part of the program it was.

    :raises DiskFullError: a disk is full
    """
    try:
        yield
    except DiskFullError:
        raise
    except BaseException as error:  # what the index's own language raises is no Exception
        if is_full(error, folder):
            raise DiskFullError("disk_full") from error
        raise


def _says_full(error: BaseException, folder: Path | None) -> bool:
    if getattr(error, "errno", None) in _FULL or getattr(error, "sqlstate", None) == "53100":
        return True
    if any(words in str(error) for words in _WORDS):
        return True
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _UNCLEAR and folder is not None and not _has_room(folder)


def _has_room(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free > _CLUSTER
    except OSError:
        return True
