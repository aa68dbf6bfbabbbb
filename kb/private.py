"""Files and folders of a base that nobody but its account may read, and files that are there as a whole or not at all, also after a
power cut or on a full disk: notes speak of people in need.

Only what a base makes itself is touched, never what else lies in the folder that `KB_HOME` names.
"""

import contextlib
import hashlib
import os
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_OTHERS = 0o077
_MODES = os.name == "posix"


def make_folder(folder: Path) -> None:
    """Make a folder of a base, where it is absent."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def make_file(path: Path) -> int:
    """Open a file of a base for writing, empty."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)


def sha256_of(path: Path) -> str:
    """The hash of a file, in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def is_whole(file: Path, sha256: str, size: int | None = None) -> bool:
    """Whether a file has the content that its name says."""
    return file.is_file() and size in (None, file.stat().st_size) and sha256_of(file) == sha256


def close_to_others(paths: Iterable[Path]) -> None:
    """Take everything from others that they may do with files, and with folders and all in them.

    What is another account's stays as it is; `kb doctor` says so.
    """
    for path in open_to_others(paths):
        with contextlib.suppress(OSError):
            path.chmod(path.stat().st_mode & 0o7777 & ~_OTHERS)


def open_to_others(paths: Iterable[Path]) -> Iterator[Path]:
    """Which of some files, and of folders with all in them, others may read, change or enter; what is in a folder comes first."""
    for path in paths if _MODES else ():
        if path.is_symlink() or not path.exists():
            continue
        if path.is_dir():
            yield from open_to_others(path.iterdir())
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mode & _OTHERS:
                yield path


def is_open(path: Path) -> bool:
    """Whether others may do anything with a file or a folder."""
    try:
        return _MODES and bool(path.stat().st_mode & _OTHERS)
    except FileNotFoundError:  # SQLite's log goes when another process closes the base
        return False


_DRAFT = ".part"
_LEFT = 3600.0  # seconds after which a draft belongs to nobody any more


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write that takes its name once all of it is on the disk; on an error nothing is left of it."""
    draft = path.with_name(f".{uuid.uuid4().hex}{_DRAFT}")
    try:
        with os.fdopen(make_file(draft), "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def replace_file(path: Path, content: bytes) -> None:
    """Write a small file in one step: the old content stays until the new one is on the disk."""
    with whole_file(path) as stream:
        stream.write(content)


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk, where the system can do that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def clear_drafts(folder: Path) -> None:
    """Remove what processes that were ended have left in a folder."""
    for draft in folder.glob(f".*{_DRAFT}"):
        with contextlib.suppress(OSError):
            if time.time() - draft.stat().st_mtime > _LEFT:
                draft.unlink()
