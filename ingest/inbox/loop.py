"""The worker as a process: it looks for jobs, and into the watched folder. What reading needs is imported with the first job."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from ingest.errors import IngestError
from ingest.inbox.staging import stage, sweep
from kb.accounts.current import PROGRAM
from kb.base import KnowledgeBase
from kb.database.failures import DatabaseError
from kb.errors import BaseNotOpenedError, DiskFullError
from kb.jobs import READING, Worker, count_jobs, is_waiting
from kb.settings import settings

TAKEN = "da-nhan"
"""Where in the watched folder a file goes once it is in the inbox."""

_LOOKS_EVERY = 1.0
_PAUSE = 30.0  # seconds after a full disk or a database that does not answer
_QUIET = 5.0  # seconds for which nothing was written to a file that is taken from the folder
_STARTS_AFTER = 2.0
_PRIORITY = 10  # as `nice` counts
_ROOT = Path(__file__).resolve().parents[2]


def work(base: KnowledgeBase, *, once: bool = False) -> None:
    """Work until the process ends, after everybody else (at the system's low priority).

    :param once: until nothing waits any more
    :raises DiskFullError: a disk is full, and it was to be done once
    """
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, 0, max(_PRIORITY, os.getpriority(os.PRIO_PROCESS, 0)))
    desk: Any = None  # an ingest.inbox.working.Desk
    with Worker(base.settings.inbox_path) as worker:
        sweep(base)
        while True:
            try:
                take_from_folder(base)
                if desk is None and is_waiting(base):
                    from ingest.inbox.working import Desk

                    desk = Desk(base, worker)
                if desk is not None and desk.next():
                    continue
                if once and not count_jobs(base)[READING]:
                    return
            except (DiskFullError, DatabaseError):
                if once:
                    raise
                time.sleep(_PAUSE)
            time.sleep(_LOOKS_EVERY)


def take_from_folder(base: KnowledgeBase) -> None:
    """Take in what lies in the watched folder and is not being written; each file then goes into a folder in it."""
    folder = base.settings.inbox_folder
    try:
        found = sorted(folder.iterdir()) if folder is not None and folder.is_dir() else []
    except OSError:  # nobody may look into it; what else waits is worked at
        return
    for path in found:
        with suppress(OSError):
            if path.name.startswith((".", "~")) or path.is_symlink() or not path.is_file() or _is_fresh(path):
                continue
            put_aside = path.parent / TAKEN
            try:
                with path.open("rb") as stream:
                    stage(base, stream, path.name, PROGRAM)
            except IngestError:
                put_aside /= "khong-nhan"  # too large
            if (put_aside / path.name).exists():
                put_aside /= uuid4().hex[:8]  # another of this name, which is nobody's to overwrite
            put_aside.mkdir(parents=True, exist_ok=True)
            path.replace(put_aside / path.name)


def _is_fresh(path: Path) -> bool:
    found = path.stat()
    return time.time() - max(found.st_mtime, found.st_ctime) < _QUIET


@contextmanager
def beside() -> Iterator[None]:
    """A worker in a process of its own, as long as the context lasts; it is started again should it end before."""
    ending = threading.Event()
    keeper = threading.Thread(target=_keep, args=(ending,), daemon=True, name="tuluat-worker")
    keeper.start()
    try:
        yield
    finally:
        ending.set()
        keeper.join(5)


def _keep(ending: threading.Event) -> None:
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    while not ending.wait(_STARTS_AFTER):  # so that the first page need not wait for it
        command = [sys.executable, "-P", "-m", "ingest.inbox.loop"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True, env={**os.environ, "PYTHONPATH": path})
        while process.poll() is None and not ending.wait(0.5):
            pass
        process.kill()  # what it was at is there for the next
        process.communicate()


def main() -> None:
    """Work until standard input ends: the app that started this process is gone then."""

    def end() -> None:
        sys.stdin.buffer.read()
        os._exit(0)

    threading.Thread(target=end, daemon=True).start()
    while True:
        with suppress(BaseNotOpenedError), KnowledgeBase(settings(), create=False) as base:
            work(base)
        time.sleep(_PAUSE)


if __name__ == "__main__":
    main()
