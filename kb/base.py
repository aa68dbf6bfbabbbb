"""A base: its settings, its database and its search index, opened once and handed to whoever works on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from kb.accounts.current import PERSON, PROGRAM, RECORDED, Actor, act_as
from kb.accounts.roles import require_asked, watch
from kb.database.engine import BESIDE, open_base, turn_of_file
from kb.database.failures import full_disk_told
from kb.logs import timed
from kb.settings import Settings
from kb.settings import settings as process_settings

_TURN_SECONDS = 60  # then it is for the database to say that it is held

__all__ = ["KnowledgeBase", "NamedBase", "Session"]


class KnowledgeBase:
    """An open base. Two bases have nothing in common.

    :param settings: default: those of the process
    :param create: make the base where there is none
    :raises BaseNotOpenedError: it cannot be opened; the message is one sentence
    """

    def __init__(self, settings: Settings | None = None, create: bool = True) -> None:
        self.settings = settings or process_settings()
        self.engine: Engine = open_base(self.settings, create)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._writing = Lock()
        self._writers = {
            turn: sessionmaker(self.engine.execution_options(writes=turn), expire_on_commit=False, info={BESIDE: turn == BESIDE})
            for turn in ("person", "program", BESIDE)
        }
        watch(self._writers["person"])

    @contextmanager
    def session(self, write: bool = False, actor: Actor = PROGRAM, beside: bool = False) -> Iterator[Session]:
        """A session on the base's database.

        :param write: take the write lock from the beginning; what was done is kept on leaving, or undone on an error
        :param actor: who writes; the audit keeps the name
        :param beside: on PostgreSQL people go on writing until the transaction asks that they do not (`stop_other_writers`). Until
            then it only adds rows that nobody else can see or would add; what the program alone changes it finds as it is
        :raises DiskFullError: a disk is full
        :raises NotAllowedError: they may not do what was done
        """
        with full_disk_told(self.settings.home):
            if write:
                person = actor.kind == PERSON
                program = BESIDE if beside else "program"
                with (
                    timed("save", actor.kind, actor.person_id) as act,
                    self._turn(person),
                    self._writers["person" if person else program]() as session,
                    session.begin(),
                ):
                    act_as(session, actor)
                    yield session
                    require_asked(session)
                    act.kind = session.info.get(RECORDED, actor.kind)
            else:
                with self._sessions() as session:
                    yield session

    @contextmanager
    def _turn(self, person: bool) -> Iterator[None]:
        """Wait for people, and for the other writers of this process: SQLite lets those who wait look now and then, the last may be
        first. PostgreSQL knows all who wait, and in which order.
        """
        if self.engine.dialect.name != "sqlite":
            yield
            return
        with turn_of_file(self.settings.home, person):
            taken = self._writing.acquire(timeout=_TURN_SECONDS)
            try:
                yield
            finally:
                if taken:
                    self._writing.release()

    def close(self) -> None:
        """Let the database go."""
        self.engine.dispose()

    def __enter__(self) -> "KnowledgeBase":
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


_of_worker: list[KnowledgeBase] = []


def base_of_worker(configured: Settings) -> KnowledgeBase:
    """A base in a process that works for another (`kb.apart`), open as long as that works for the same."""
    if not _of_worker or _of_worker[0].settings != configured:
        _of_worker[:] = [KnowledgeBase(configured, create=False)]
    return _of_worker[0]


class NamedBase:
    """A base by its home, for what is written down and loaded elsewhere: it is opened at the first use.

    :param home: its folder; default: that of the process's settings
    :param database_url: of its database; default: that of the settings, or SQLite in ``home`` where that is given
    :param create: make the base where there is none
    """

    def __init__(self, home: str | None = None, database_url: str | None = None, create: bool = True) -> None:
        self.home = home
        self.database_url = database_url
        self._create = create
        self._base: KnowledgeBase | None = None
        self._lent = False

    @property
    def base(self) -> KnowledgeBase:
        """The base, open.

        :raises BaseNotOpenedError: it cannot be opened
        """
        if self._base is None:
            self._base = KnowledgeBase(process_settings().model_copy(update=self._given()), self._create)
        return self._base

    def _given(self) -> dict[str, Any]:
        if self.home:
            return {"home": Path(self.home), "database_url": self.database_url}
        return {"database_url": self.database_url} if self.database_url else {}

    def use(self, base: KnowledgeBase) -> None:
        """Take one that is open already. Whoever opened it closes it."""
        self._base, self._lent = base, True

    def close(self) -> None:
        """Let it go."""
        if self._base is not None and not self._lent:
            self._base.close()
        self._base, self._lent = None, False
