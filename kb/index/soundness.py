"""Whether the files of an embedded index are what was written: each file of a segment ends in its own checksum."""

import json
import struct
import zlib
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from kb.database.failures import full_disk_told
from kb.errors import DiskFullError, IndexDamagedError

READ_WHOLE = 64_000_000
"""Up to so many bytes an index is read whole when it is opened, in hundredths of a second; of a larger one, the files' ends."""

_MAGIC = 1337  # the last four bytes of tantivy's files
_PARTS = ("term", "idx", "pos", "store", "fast", "fieldnorm")
_LONGEST_FOOTER = 1_000
_BLOCK = 1 << 20

P = ParamSpec("P")
R = TypeVar("R")


def damaged_file(folder: Path, whole: bool = False) -> str | None:
    """The name of a file of the index that is not what was written, None where all are.

    :param whole: read all of them, however large
    """
    try:
        segments = json.loads((folder / "meta.json").read_bytes())["segments"]
        wanted = [f"{item['segment_id'].replace('-', '')}.{part}" for item in segments for part in _PARTS]
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


def sound(method: Callable[P, R]) -> Callable[P, R]:
    """A method that reads an index; what the engine raises on damaged files becomes one sentence.

    :raises IndexDamagedError: the files cannot be read as they should
    """

    @wraps(method)
    def read(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with full_disk_told():
                return method(*args, **kwargs)
        except DiskFullError:
            raise
        except (ValueError, OSError, RuntimeError, LookupError) as error:
            raise IndexDamagedError("index_damaged") from error
        except BaseException as error:
            # What the engine's own language raises where it cannot go on is no Exception.
            if type(error).__name__ == "PanicException":
                raise IndexDamagedError("index_damaged") from None
            raise

    return read
