"""Files that are there as a whole or not at all, also after a power cut or on a full disk."""

import contextlib
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kb.private import make_file

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
