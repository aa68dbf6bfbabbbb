"""The worker as a process: it looks for jobs, and into the watched folder. What reading needs is imported with the first job."""

import logging
import os
import signal
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
from kb import logs
from kb.accounts.current import PROGRAM
from kb.base import KnowledgeBase
from kb.database.failures import DatabaseError
from kb.errors import BaseNotOpenedError, DiskFullError
from kb.jobs.queue import READING, count_jobs, waiting_since
from kb.jobs.workers import Worker
from kb.settings import settings

TAKEN = "da-nhan"
"""Where in the watched folder a file goes once it is in the inbox."""

_LOOKS_EVERY = 1.0
_PAUSE = 30.0  # seconds after a full disk or a database that does not answer
_QUIET = 5.0  # seconds for which nothing was written to a file that is taken from the folder
_STARTS_AFTER = 2.0
_LETS_GO = 5.0  # seconds for a worker to give back what it is at
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
                if desk is None and waiting_since(base):
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


def let_go_when_stopped() -> None:
    """SIGTERM ends this process in order: what it is at is given back, and the next begins it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


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
def beside(count: int = 1, level: int = logging.WARNING) -> Iterator[None]:
    """Workers in processes of their own, as long as the context lasts; each is started again should it end before.

    :param level: from which on what they say is written down
    """
    ending = threading.Event()
    keepers = [threading.Thread(target=_keep, args=(ending, level), daemon=True, name="tuluat-worker") for _ in range(count)]
    for keeper in keepers:
        keeper.start()
    try:
        yield
    finally:
        ending.set()
        for keeper in keepers:
            keeper.join(2 * _LETS_GO)


def _keep(ending: threading.Event, level: int) -> None:
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    while not ending.wait(_STARTS_AFTER):  # so that the first page need not wait for it
        command = [sys.executable, "-P", "-m", "ingest.inbox.loop", str(level)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True, env={**os.environ, "PYTHONPATH": path})
        while process.poll() is None and not ending.wait(0.5):
            pass
        process.terminate()
        try:
            process.communicate(timeout=_LETS_GO)
        except subprocess.TimeoutExpired:
            process.kill()  # what it was at is there for the next
            process.communicate()


def main() -> None:
    """Work until standard input ends: the app that started this process is gone then."""

    def end() -> None:
        while os.read(0, 1 << 12):  # not by a buffer, which is locked while it waits and would not let this process end
            pass
        os._exit(0)

    threading.Thread(target=end, daemon=True).start()
    let_go_when_stopped()
    logs.set_up(settings().log, int(sys.argv[1]))
    while True:
        with suppress(BaseNotOpenedError), KnowledgeBase(settings(), create=False) as base:
            work(base)
        time.sleep(_PAUSE)


if __name__ == "__main__":
    main()
