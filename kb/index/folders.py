"""The embedded index in its folder, and whether its files are what was written.

An index is a folder inside the base's index folder; the file ``current`` names the one in use.
"""

import contextlib
import json
import os
import re
import shutil
import struct
import threading
import uuid
import zlib
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from kb.database.failures import full_disk_told
from kb.errors import IndexDamagedError, IndexMissingError
from kb.index.embedded import TantivyIndex, sound
from kb.index.fields import INDEX_FORMAT
from kb.private import clear_drafts, make_folder, replace_file, sync_folder

READ_WHOLE = 64_000_000
"""Up to so many bytes an index is read whole when it is opened, in hundredths of a second; of a larger one, the files' ends."""
PARTS = ("term", "idx", "pos", "store", "fast", "fieldnorm")
"""Files of tantivy's, one each a segment."""
_MAGIC = 1337  # the last four bytes of tantivy's files
_LONGEST_FOOTER = 1_000
_BLOCK = 1 << 20
_open: dict[Path, "FolderIndex"] = {}
_lock = threading.Lock()
_NAME = re.compile(r"index-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class FolderIndex:
    """An index in use."""

    store: TantivyIndex
    folder: Path

    def state(self) -> Hashable:
        """Changes whenever what is searched changes, by whichever process."""
        return (self.folder, self.store.stamp())

    def revision(self) -> str:
        """Of the texts that it shows now."""
        return str(_description(self.folder)["revision"])

    def versions(self) -> frozenset[int]:
        """The versions that it holds."""
        return frozenset(_description(self.folder)["versions"])

    def damaged(self) -> str | None:
        """The name of a file that is not what was written; all of them are read."""
        return damaged_file(self.folder, whole=True)

    def describe(self, revision: str, versions: Iterable[int]) -> None:
        """Note what it shows since an update."""
        _describe(self.folder, revision, versions)


class FolderHome:
    """The folder that holds the index of a base.

    :param root: the folder; made when an index is built
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def open(self) -> FolderIndex:
        """The index in use, kept open between calls; one that another process has replaced is opened anew.

        :raises IndexMissingError: there is none, or it is of another format
        """
        name = _current(self._root)
        try:
            return _opened(self._root, name)
        except IndexMissingError:
            if _current(self._root) == name:
                raise
            return _opened(self._root, _current(self._root))  # replaced and removed between the two steps

    def build(self, fill: Callable[[Path], int], revision: str, versions: Iterable[int]) -> int:
        """Put an index in the place of the one in use; how many documents it has.

        :param fill: fills it in a folder, and says with how many
        """
        root = self._root
        folder = root / f"building-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        with full_disk_told():
            make_folder(root)
            try:
                make_folder(folder)
                count = fill(folder)
                _describe(folder, revision, versions)
                final = root / f"index-{uuid.uuid4().hex[:12]}"
                folder.rename(final)
                sync_folder(root)  # before anything names it
                replace_file(root / "current", final.name.encode())
                _clean(root, final)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
        return count


def _current(root: Path) -> str:
    try:
        name = (root / "current").read_bytes().decode("ascii").strip()
    except OSError:
        raise IndexMissingError("index_missing") from None
    except ValueError:
        name = ""
    if not _NAME.fullmatch(name):
        raise IndexDamagedError("index_damaged")
    return name


def _opened(root: Path, name: str) -> FolderIndex:
    known = _open.get(root)
    if known is not None and known.folder.name == name:
        return known
    with _lock:
        folder = root / name
        if _description(folder).get("format") != INDEX_FORMAT:
            raise IndexMissingError("index_missing")
        if damaged_file(folder):
            raise IndexDamagedError("index_damaged")
        index = FolderIndex(sound(TantivyIndex)(str(folder)), folder)
        _open[root] = index
    return index


def _describe(folder: Path, revision: str, versions: Iterable[int]) -> None:
    description = {"format": INDEX_FORMAT, "revision": revision, "versions": sorted(versions)}
    replace_file(folder / "base.json", orjson.dumps(description))


def _description(folder: Path) -> dict[str, Any]:
    try:
        description: Any = orjson.loads((folder / "base.json").read_bytes())
        if all(isinstance(version, int) for version in description["versions"]) and isinstance(description["revision"], str):
            return dict(description)
    except FileNotFoundError:
        if not folder.is_dir():
            raise IndexMissingError("index_missing") from None
    except (OSError, orjson.JSONDecodeError, TypeError, KeyError):
        pass
    raise IndexDamagedError("index_damaged")


def _clean(root: Path, keep: Path) -> None:
    """Remove replaced indexes, and what builds that were cut off have left."""
    clear_drafts(root)
    for folder in root.iterdir():
        if folder == keep or not folder.is_dir():
            continue
        if folder.name.startswith("building-") and _alive(int(folder.name.split("-")[1])):
            continue
        shutil.rmtree(folder, ignore_errors=True)


def _alive(process: int) -> bool:
    with contextlib.suppress(OSError):
        os.kill(process, 0)
        return True
    return False


def damaged_file(folder: Path, whole: bool = False) -> str | None:
    """The name of a file of the index that is not what was written, None where all are.

    :param whole: read all of them, however large
    """
    try:
        segments = json.loads((folder / "meta.json").read_bytes())["segments"]
        wanted = [f"{item['segment_id'].replace('-', '')}.{part}" for item in segments for part in PARTS]
        gone = [f"{item['segment_id'].replace('-', '')}.{item['deletes']['opstamp']}.del" for item in segments if item["deletes"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return "meta.json"
    names = [*wanted, *gone]
    try:
        whole = whole or sum((folder / name).stat().st_size for name in names) <= READ_WHOLE
    except OSError:
        return next((name for name in names if not (folder / name).is_file()), "meta.json")
    return next((name for name in names if not _is_sound(folder / name, whole)), None)


def _is_sound(path: Path, whole: bool) -> bool:
    try:
        with path.open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(max(size - 8, 0))
            length, magic = struct.unpack("<II", stream.read(8))
            if magic != _MAGIC or not 0 < length <= min(_LONGEST_FOOTER, size - 8):
                return False
            body = size - 8 - length
            stream.seek(body)
            stated = json.loads(stream.read(length))["crc"]
            if not whole:
                return True
            stream.seek(0)
            found, left = 0, body
            while left:
                block = stream.read(min(left, _BLOCK))
                if not block:
                    return False
                found, left = zlib.crc32(block, found), left - len(block)
            return bool(found == stated)
    except (OSError, ValueError, KeyError, TypeError, struct.error):
        return False
