"""Who works on jobs: each worker holds a lock that the system takes from it when it ends, however it ends."""

import os
import uuid
from pathlib import Path
from types import TracebackType

from kb.private import make_file, make_folder

try:
    import fcntl
except ImportError:  # a system without them: what a killed worker had is taken again after a time
    fcntl = None  # type: ignore[assignment]

_LOCK = ".worker"


class Worker:
    """Somebody who takes jobs, until the context is left."""

    def __init__(self, folder: Path) -> None:
        self.name = uuid.uuid4().hex
        self._path = folder / f".{self.name}{_LOCK}"
        self._handle: int | None = None

    def __enter__(self) -> "Worker":
        if fcntl is not None:
            make_folder(self._path.parent)
            while self._handle is None or not self._path.exists():  # somebody cleared it away before it was locked
                self._close()
                self._handle = make_file(self._path)
                fcntl.flock(self._handle, fcntl.LOCK_EX)
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._close()

    def _close(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def has_ended(folder: Path, name: str) -> bool:
    """Whether a worker is gone; False where that cannot be told."""
    if fcntl is None:
        return False
    try:
        handle = os.open(folder / f".{name}{_LOCK}", os.O_RDWR)
    except FileNotFoundError:  # it was cleared away, and what it had was not freed: the disk was full
        return True
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True


def clear_ended(folder: Path) -> None:
    """Remove the locks of workers that are gone."""
    for path in folder.glob(f".*{_LOCK}"):
        if has_ended(folder, path.name[1 : -len(_LOCK)]):
            path.unlink(missing_ok=True)


def count_living(folder: Path) -> int | None:
    """How many workers are alive; None where that cannot be told."""
    if fcntl is None:
        return None
    return sum(not has_ended(folder, path.name[1 : -len(_LOCK)]) for path in folder.glob(f".*{_LOCK}"))
