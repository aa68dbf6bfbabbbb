"""Dense vectors for a search: the query's vector, the clauses near it, and how near given clauses are.

A search never waits for vectors to be made: it takes those that there are and says so. The first search of a process may put the
matrix together (a second or two for the whole codification); later changes are taken up beside it.
"""

import logging
import math
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from kb.index.build import Base
from kb.vectors.encoder import Encoder, open_encoder
from kb.vectors.matrix import VectorMatrix, matrix_revision, open_matrix, refresh_matrix
from kb.vectors.model import EncoderError, Floats, Near, VectorState
from kb.vectors.storage import read_indexed, read_progress

_LOOK_AGAIN_SECONDS = 1.0
_MAKE_AGAIN_SECONDS = 30.0
_MOST_BASES = 4
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Dense:
    """What a search may ask of vectors; one search asks one of these.

    :param complete: every clause of the present texts has its vector
    :param indexed: the index on the server holds the same vectors
    """

    encoder: Encoder
    matrix: VectorMatrix
    complete: bool
    indexed: bool = False

    def query(self, text: str) -> Floats:
        """The vector of a query.

        :raises EncoderError: the encoder fails
        """
        return self.encoder.encode_query(text)

    def nearest(self, vector: Floats, limit: int) -> list[Near]:
        """The clauses whose vectors are nearest, best first."""
        return self.matrix.nearest(vector, limit)

    def similarity(self, vector: Floats, provisions: Sequence[int]) -> Floats:
        """How near each of some clauses is, from -1 to 1; NaN for those without a vector."""
        return self.matrix.similarity(vector, provisions)


@dataclass(slots=True)
class _Kept:
    """Of one base and encoder."""

    matrix: VectorMatrix | None = None
    complete: bool = False
    indexed: bool = False
    looked_at: float = -math.inf
    made_at: float = -math.inf
    making: bool = False


_kept: dict[tuple[str, Path, str], _Kept] = {}
_lock = threading.Lock()


def dense_of(base: Base) -> tuple[Dense | None, VectorState | None]:
    """The vectors of a base, and what is to be said about them.

    :returns: no vectors and nothing to say where no encoder is set; no vectors and why, where it cannot be used
    """
    folder = base.settings.encoder
    if folder is None:
        return None, None
    try:
        encoder = open_encoder(folder)
    except EncoderError as error:
        return None, VectorState(usable=False, problem=error)
    kept = _look(base, encoder.identity)
    if kept.matrix is None or kept.matrix.vectors.shape[1] != encoder.dimension:
        return None, VectorState(usable=False)
    done = len(kept.matrix.provisions)
    return Dense(encoder, kept.matrix, kept.complete, kept.indexed), VectorState(usable=True, complete=kept.complete, done=done)


def _look(base: Base, encoder: str) -> _Kept:
    root = base.settings.vectors_path
    place = (base.settings.url, root, encoder)
    with _lock:
        kept = _kept.setdefault(place, _Kept())
        while len(_kept) > _MOST_BASES:
            _kept.pop(next(iter(_kept)))
    now = time.monotonic()
    if now - kept.looked_at < _LOOK_AGAIN_SECONDS:
        return kept
    kept.looked_at = now
    with base.engine.connect() as connection:
        revision = matrix_revision(connection, encoder)
        progress = read_progress(connection, encoder)
        kept.complete = progress.complete is not None and revision == f"{progress.complete}|{progress.changes}"
        kept.indexed = bool(base.settings.index_url) and read_indexed(connection) == encoder
        kept.matrix = open_matrix(root, encoder)
        if kept.matrix is None and progress.changes and now - kept.made_at >= _MAKE_AGAIN_SECONDS:
            kept.made_at = now
            kept.matrix = refresh_matrix(connection, root, encoder)
    if kept.matrix is not None and kept.matrix.revision != revision and not kept.making:
        _make_beside(base.engine, root, encoder, kept, now)
    return kept


def _make_beside(engine: Engine, root: Path, encoder: str, kept: _Kept, now: float) -> None:
    """Put the matrix together anew while searches go on with the old one."""
    if now - kept.made_at < _MAKE_AGAIN_SECONDS:
        return
    kept.made_at, kept.making = now, True

    def make() -> None:
        try:
            with engine.connect() as connection:
                refresh_matrix(connection, root, encoder)
        except SQLAlchemyError:
            _LOG.debug("the matrix of vectors was not made anew", exc_info=True)
        finally:
            kept.making = False
            kept.looked_at = -math.inf

    threading.Thread(target=make, name="vectors", daemon=True).start()
