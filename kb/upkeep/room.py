"""Whether a base's disk has the room that looking after it takes, said before it is full."""

import shutil
from dataclasses import dataclass

from kb.database.engine import files_of
from kb.settings import Settings

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


def room_of(settings: Settings) -> Room:
    """Look at the disk that holds the base's folder; originals are never written again and do not count."""
    written = [path for path in files_of(settings) if path not in (settings.originals_path, settings.inbox_path)]
    size = 0
    for path in written:
        for file in path.rglob("*") if path.is_dir() else [path]:
            try:
                size += file.stat().st_size
            except OSError:  # replaced meanwhile
                continue
    return Room(shutil.disk_usage(settings.home).free, max(LEAST, size))
