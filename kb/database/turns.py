"""Whose turn it is to write: people before the program, on either database.

Writers go one after another anyway (:mod:`kb.database.engine`). But whoever waits for a database's lock is one among many, and an
ingest takes it again as soon as it has let go. So people say that they are there, and as long as somebody is, the program begins
nothing new: a person's save waits for at most one of its transactions. What the program writes goes on between two saves, and after
a while in any case.
"""

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from kb.private import make_file

try:
    import fcntl
except ImportError:  # a system without them: the database's own lock decides
    fcntl = None  # type: ignore[assignment]

_PAUSE = 0.02  # seconds between two looks
_LONGEST = 5.0  # seconds for which people go first, one after another
_OTHERS = 60.0  # seconds for another program to be done; then it is for the database to say that it is held
_PEOPLE, _PROGRAM = LOCKS = ".people.lock", ".program.lock"


@contextmanager
def turn_of_file(folder: Path, person: bool) -> Iterator[None]:
    """The turn of a writer on a database in a folder; files of that folder tell it to other processes."""
    with contextlib.ExitStack() as held:
        if fcntl is not None:
            with contextlib.suppress(OSError):  # on a disk that is full or may not be written: without
                people = held.enter_context(_opened(folder / _PEOPLE))
                if person:
                    fcntl.flock(people, fcntl.LOCK_SH)
                else:
                    program = held.enter_context(_opened(folder / _PROGRAM))
                    _wait(lambda: _locked(program), _OTHERS)
                    _wait(lambda: _locked(people), _LONGEST)
                    fcntl.flock(people, fcntl.LOCK_UN)
        yield


def take_turn(connection: Connection, lock: int, person: bool) -> None:
    """The same on PostgreSQL, at the beginning of a transaction and until its end.

    :param lock: the base's; two others are derived from it
    """
    of_people, of_program = (f"{lock + number}, hashtext(current_schema())" for number in (1, 2))
    run = connection.exec_driver_sql
    if person:
        run(f"SELECT pg_advisory_xact_lock_shared({of_people})")
        return
    run(f"SELECT pg_advisory_xact_lock({of_program})")
    if _wait(lambda: bool(run(f"SELECT pg_try_advisory_lock({of_people})").scalar()), _LONGEST):
        run(f"SELECT pg_advisory_unlock({of_people})")


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    handle = make_file(path)
    try:
        yield handle
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(done: Callable[[], bool], longest: float) -> bool:
    until = time.monotonic() + longest
    while not (found := done()) and time.monotonic() < until:
        time.sleep(_PAUSE)
    return found
