"""What a server writes down of what happens, for whoever looks after it: lines of a log, and durations that metrics are made of.

Nothing that somebody asked, wrote or is called is in either. What other libraries say is not passed on, only that they said
something, and where: they put addresses, statements with their values and the words of errors into it.
"""

import json
import logging
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO
from uuid import uuid4

_OURS = ("documents", "ingest", "kb")
_LEFT_OUT = ("uvicorn.access", "elastic_transport", "elasticsearch", "sqlalchemy", "urllib3", "haystack", "alembic", "mcp")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asking:
    """On whose behalf something happens.

    :param request: a number drawn for one drawing of a page, one upload or one job
    :param person: id of the person, None where nobody signed in
    """

    request: str
    person: int | None = None


_asking: ContextVar[Asking | None] = ContextVar("asking", default=None)
Listener = Callable[[str, str, float | None, str | None], None]
listeners: list[Listener] = []
"""Told of what happened: what it was, of which kind, for how many seconds, and the name of the error that it ended in."""

_running: Counter[str] = Counter()
_lock = threading.Lock()


@contextmanager
def asked_by(person: int | None = None) -> Iterator[None]:
    """What happens inside is one request."""
    before = _asking.set(Asking(uuid4().hex[:12], person))
    try:
        yield
    finally:
        _asking.reset(before)


@dataclass(slots=True)
class Act:
    """Something under way.

    :param kind: one of a few names that stand in the program, never anything that somebody gave
    """

    kind: str


@contextmanager
def timed(what: str, kind: str, person: int | None = None) -> Iterator[Act]:
    """Write down how long something took, and whether it failed.

    :param what: ``page``, ``search``, ``save`` or ``job``
    :param person: who does it, where no request says so
    """
    act, began, ended = Act(kind), time.monotonic(), None
    with _lock:
        _running[what] += 1
    try:
        yield act
    except Exception as error:
        ended = type(error).__name__
        raise
    finally:
        with _lock:
            _running[what] -= 1
        happened(what, act.kind, time.monotonic() - began, ended, person)


def happened(what: str, kind: str, seconds: float, error: str | None = None, person: int | None = None) -> None:
    """Something of a kind happened and took so long.

    :param error: name of the one that it ended in
    """
    for listener in listeners:
        listener(what, kind, seconds, error)
    did = {"kind": kind, "seconds": round(seconds, 4), "error": error, "person": person}
    _log.info(what, extra={"did": {name: value for name, value in did.items() if value is not None}})


def failed(what: str, error: BaseException) -> None:
    """Count an error that was answered with a sentence."""
    for listener in listeners:
        listener(what, "", None, type(error).__name__)


def await_idle(what: str, longest: float) -> None:
    """Wait until nothing of a kind is under way."""
    until = time.monotonic() + longest
    while _running[what] > 0 and time.monotonic() < until:
        time.sleep(0.05)


def set_up(style: str, level: int = logging.INFO, out: TextIO | None = None) -> None:
    """Let everything that is logged in this process go through one formatter, to standard error.

    :param style: ``plain`` or ``json``
    """
    handler = logging.StreamHandler(out)
    handler.setFormatter(_Formatter(style == "json"))
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(logging.WARNING)
    for name, logger in list(logging.root.manager.loggerDict.items()):
        if isinstance(logger, logging.Logger) and not name.startswith(_OURS):
            logger.handlers.clear()  # Streamlit and uvicorn write by handlers of their own
            logger.propagate = True  # who has neither writes the whole error, with its words, to standard error
            logger.setLevel(max(logger.level, logging.WARNING))  # without its words, that a server runs is no news
    for name in _OURS:
        logging.getLogger(name).setLevel(level)
    for name in _LEFT_OUT:
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.captureWarnings(True)
    sys.excepthook = lambda kind, error, trace: _log.critical("ended", exc_info=(kind, error, trace))
    threading.excepthook = lambda args: _log.error("thread", exc_info=(args.exc_type, args.exc_value or args.exc_type(), None))


class _Formatter(logging.Formatter):
    """Time, level, what happened, request, person, seconds; of an error its name and its place."""

    def __init__(self, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        ours = record.name.split(".")[0] in _OURS
        asking = _asking.get()
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "what": record.getMessage() if ours else f"{record.name} ({record.module}:{record.lineno})",
            "request": asking.request if asking else None,
            "person": asking.person if asking else None,
            "seconds": None,
            **getattr(record, "did", {}),
        }
        if record.exc_info and (error := record.exc_info[1]) is not None:
            line |= {"error": type(error).__name__, "at": place_of(error)}
        if self._as_json:
            return json.dumps(line, ensure_ascii=False)
        moment, level, what = (str(line.pop(name)) for name in ("time", "level", "what"))
        said = " ".join(f"{name}={value}" for name, value in line.items() if value is not None)
        return f"{moment} {level:<7} {what} {said}".rstrip()


def place_of(error: BaseException) -> str:
    """Where an error came from. Neither its words nor values are told: they may hold what somebody searched for."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
