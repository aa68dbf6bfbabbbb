"""Whether a base's disk has the room that looking after it takes, said before it is full."""

import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kb.database.engine import files_of
from kb.errors import DiskFullError
from kb.settings import Settings

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
