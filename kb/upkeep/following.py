"""Texts and index after decisions: brought up to date beside the app, so that nobody waits for them between two decisions. And all
of it made anew.

What is to be done stands in the base with the decision itself (`kb.database.state`). An app that ends in between leaves
it to the next one.
"""

import logging
import threading
import time
from collections.abc import Collection

from sqlalchemy.exc import SQLAlchemyError

from kb.base import KnowledgeBase
from kb.database.reading.holdings import version_ids
from kb.database.state import waiting
from kb.errors import KnowledgeBaseError
from kb.index.build import IndexReport, follow, reindex_waiting
from kb.index.engine import Progress
from kb.law.derivation.compiling import compile_waiting, worth_compiling
from kb.law.derivation.linking import is_linked, link_all, link_waiting
from kb.law.statements.registering import use_shipped

_LOG = logging.getLogger(__name__)
_PAUSE, _LONGEST_PAUSE = 0.5, 5.0  # seconds without another decision before the work begins; and the longest it waits for them
_TRIES = 3  # at a text that changes again and again, or cannot be compiled
_MOST_LEFT = 500
"""So many versions that an app left undone are done at the start of the next; more of them are an ingest's."""


class Follower:
    """Compiles and indexes what decisions touch, one round after another, in a thread of its own.

    :param base: an open base
    """

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base
        self._asked: set[int] = set()
        self._changed = threading.Condition()
        self._working = self._hurry = False
        self._asks = self._tries = 0
        self._thread: threading.Thread | None = None

    def ask(self, instruments: Collection[int]) -> None:
        """Bring some instruments up to date; the caller goes on at once."""
        if not instruments:
            return
        with self._changed:
            self._asked.update(instruments)
            self._asks, self._tries = self._asks + 1, 0
            self._changed.notify_all()
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="following", daemon=True)
                self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether something is still to be done."""
        with self._changed:
            return self._working or bool(self._asked)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until nothing is to be done."""
        with self._changed:
            self._hurry = True
            self._changed.notify_all()
            try:
                return self._changed.wait_for(lambda: not self._working and not self._asked, timeout)
            finally:
                self._hurry = False

    def resume(self) -> None:
        """Take up what another process left, and the registers of a newer release."""
        if use_shipped(self._base):
            follow(self._base, build=False)
        with self._base.session() as session:
            left = waiting(session, "compile")
            pending = waiting(session, "index")
        if left and len(pending) <= _MOST_LEFT:
            self.ask(left)

    def _run(self) -> None:
        while True:
            with self._changed:
                if not self._asked:
                    self._thread = None
                    return
                self._until_quiet()
                some, self._asked, self._working = set(self._asked), set(), True
            try:
                left = bring_up_to_date(self._base, some)
                with self._changed:
                    self._tries += 1
                    if self._tries < _TRIES:
                        self._asked.update(left)
            except (KnowledgeBaseError, SQLAlchemyError, OSError, ValueError) as error:
                # What was not done is still noted in the base; `kb doctor` says what is wrong.
                _LOG.warning("texts could not be brought up to date: %s", type(error).__name__)
                _LOG.debug("the failure in full", exc_info=True)
            finally:
                with self._changed:
                    self._working = False
                    self._changed.notify_all()

    def _until_quiet(self) -> None:
        """Somebody who decides key by key is not to wait for the work, and the work is done once."""
        until = time.monotonic() + _LONGEST_PAUSE
        known = -1
        while not self._hurry and known != self._asks and (left := until - time.monotonic()) > 0:
            known = self._asks
            self._changed.wait(min(_PAUSE, left))


def bring_up_to_date(base: KnowledgeBase, instruments: Collection[int]) -> list[int]:
    """Compile the texts of some instruments, and of those that they change, and let the index follow; it builds no index anew.

    :returns: the instruments that changed again meanwhile and still wait
    """
    with base.session() as session:
        touched = {*instruments, *worth_compiling(session, instruments)}
    compile_waiting(base, touched, insist=False)
    with base.session() as session:
        ids = version_ids(session, touched)
    follow(base, among=ids, build=False)
    with base.session() as session:
        return waiting(session, "compile", sorted(touched))


def rebuild(base: KnowledgeBase, progress: Progress | None = None) -> IndexReport:
    """Build the index; searches go on with the old one meanwhile.

    What the texts say of one another is read again only where an older release derived less from them, or an ingest was broken off.

    :param progress: called with the number of versions that are in the new index, and their total
    """
    use_shipped(base)
    with base.session() as session:
        linked = is_linked(session)
    link_waiting(base) if linked else link_all(base)
    return reindex_waiting(base, progress)


_followers: dict[str, Follower] = {}
_lock = threading.Lock()


def follower_of(base: KnowledgeBase) -> Follower:
    """The follower of an open base: one a process."""
    with _lock:
        found = _followers.get(base.settings.url)
        if found is None or found._base is not base:
            found = _followers[base.settings.url] = Follower(base)
        return found
