"""Computing vectors in the background of the app: one thread a process, one core, and nothing where no encoder is set."""

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from kb.errors import KnowledgeBaseError
from kb.index.build import content_revision
from kb.vectors.building import build_vectors
from kb.vectors.encoder import Encoder
from kb.vectors.files import find_encoder
from kb.vectors.storage import read_progress

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

LOOK_AGAIN_SECONDS = 60.0
_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Work:
    """What the background is doing.

    :param done: vectors there are
    :param total: how many there will be; None before that is known
    :param running: vectors are being computed
    """

    done: int = 0
    total: int | None = None
    running: bool = False


class BackgroundBuilder:
    """Computes what is lacking, then looks again from time to time, until it is stopped.

    :param base: an open base whose settings name an encoder
    """

    def __init__(self, base: "KnowledgeBase", look_again: float = LOOK_AGAIN_SECONDS) -> None:
        self.work = Work()
        self._base = base
        self._look_again = look_again
        self._stop = threading.Event()
        self._encoder: Encoder | None = None
        self._thread = threading.Thread(target=self._run, name="vectors-build", daemon=True)

    def start(self) -> "BackgroundBuilder":
        """Begin; the caller goes on at once."""
        self._thread.start()
        return self

    def stop(self, timeout: float | None = 10.0) -> None:
        """End after the batch that is being computed; what is done is kept."""
        self._stop.set()
        self._thread.join(timeout)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._build()
            except (KnowledgeBaseError, SQLAlchemyError, OSError):
                # `kb doctor` and the search page say what is wrong; another process may be at it.
                _LOG.debug("vectors were not computed", exc_info=True)
            finally:
                self.work.running = False
            self._stop.wait(self._look_again)

    def _build(self) -> None:
        folder = self._base.settings.encoder
        if folder is None:
            return
        if self._encoder is None:
            self._encoder = Encoder(find_encoder(folder), threads=1)
        with self._base.engine.connect() as connection:
            if read_progress(connection, self._encoder.identity).complete == content_revision(connection):
                return
        self.work.running = True
        build_vectors(self._base, self._encoder, self._advance, self._stop.is_set)

    def _advance(self, done: int, total: int) -> None:
        self.work.done, self.work.total = done, total


_started: dict[str, BackgroundBuilder] = {}
_lock = threading.Lock()


def start_in_background(base: "KnowledgeBase") -> BackgroundBuilder | None:
    """Compute what a base lacks from now on, once a process; None where no encoder is set."""
    if base.settings.encoder is None:
        return None
    with _lock:
        known = _started.get(base.settings.url)
        if known is None:
            known = _started[base.settings.url] = BackgroundBuilder(base).start()
    return known
