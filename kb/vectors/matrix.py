"""The vectors of a base as one matrix in a file, made from the database, mapped into memory and searched row by row.

Single precision, because NumPy multiplies half precision one number at a time: 200,000 × 256 take 16 ms as mapped singles and
400 ms as halves; a million take 70 ms (two cores).
"""

import contextlib
import errno
import shutil
import threading
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import orjson
from sqlalchemy import Connection

from kb.index.build import content_revision
from kb.private import close_to_others, make_folder
from kb.vectors.model import Floats, Integers, Near
from kb.vectors.storage import count_vectors, read_dimension, read_progress, read_vectors

_ABOUT, _PROVISIONS, _VECTORS = "about.json", "provisions.npy", "vectors.npy"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class VectorMatrix:
    """The vectors of one encoder.

    :param revision: what they were made from
    :param provisions: in ascending order
    :param vectors: a row for each provision, of length 1
    """

    folder: Path
    revision: str
    provisions: Integers
    vectors: Floats

    def nearest(self, vector: Floats, limit: int) -> list[Near]:
        """The clauses whose vectors are nearest, best first; of equal ones, the lower provision."""
        count = min(limit, len(self.provisions))
        if count <= 0:
            return []
        similarities = self.vectors @ vector
        places = np.argpartition(similarities, -count)[-count:]
        places = places[np.lexsort((places, -similarities[places]))]
        return [Near(int(self.provisions[place]), float(similarities[place])) for place in places]

    def similarity(self, vector: Floats, provisions: Sequence[int]) -> Floats:
        """How near each of some clauses is, from -1 to 1; NaN for those without a vector."""
        wanted = np.asarray(provisions, dtype=np.int64)
        found = np.full(len(wanted), np.nan, dtype=np.float32)
        if len(self.provisions) and len(wanted):
            places = np.minimum(np.searchsorted(self.provisions, wanted), len(self.provisions) - 1)
            held = self.provisions[places] == wanted
            found[held] = self.vectors[places[held]] @ vector
        return found


_lock = threading.Lock()
_known: dict[tuple[Path, str], VectorMatrix] = {}


def matrix_revision(connection: Connection, encoder: str) -> str:
    """Changes whenever the texts or the vectors do."""
    return f"{content_revision(connection)}|{read_progress(connection, encoder).changes}"


def open_matrix(root: Path, encoder: str) -> VectorMatrix | None:
    """The matrix of an encoder as it was last made, by whichever process; None where there is none."""
    place = root / encoder
    with contextlib.suppress(OSError, ValueError, KeyError):
        about = orjson.loads((place / _ABOUT).read_bytes())
        if about["format"] != _FORMAT:
            return None
        folder = place / str(about["folder"])
        known = _known.get((root, encoder))
        if known is not None and known.folder == folder:
            return known
        provisions = np.load(folder / _PROVISIONS)
        vectors = np.load(folder / _VECTORS, mmap_mode="r") if len(provisions) else np.empty((0, 0), np.float32)
        if len(vectors) != len(provisions):
            return None
        matrix = VectorMatrix(folder, str(about["revision"]), provisions, vectors)
        _known[root, encoder] = matrix
        return matrix
    return None


def refresh_matrix(connection: Connection, root: Path, encoder: str) -> VectorMatrix | None:
    """The matrix of an encoder, made anew where texts or vectors have changed since.

    :returns: None where there are no vectors, or the folder cannot be written
    """
    with _lock:
        revision = matrix_revision(connection, encoder)
        known = open_matrix(root, encoder)
        if known is not None and known.revision == revision:
            return known
        with contextlib.suppress(OSError):
            _make(connection, root / encoder, encoder, revision)
        return open_matrix(root, encoder)


def _make(connection: Connection, place: Path, encoder: str, revision: str) -> None:
    count, dimension = count_vectors(connection, encoder), read_dimension(connection, encoder)
    if not count or dimension is None:
        shutil.rmtree(place, ignore_errors=True)
        return
    folder = place / uuid.uuid4().hex[:12]
    make_folder(folder)
    try:
        if shutil.disk_usage(folder).free < 4 * count * (dimension + 2):
            # The file is mapped: on a full disk the system would end the process at the first write.
            raise OSError(errno.ENOSPC, "No space left on device")
        provisions = np.zeros(count, dtype=np.int64)
        vectors = np.lib.format.open_memmap(folder / _VECTORS, mode="w+", dtype=np.float32, shape=(count, dimension))
        done = 0
        for provision, vector in read_vectors(connection, encoder):
            if done == count or len(vector) != 2 * dimension:
                break  # written meanwhile; the next time takes it
            provisions[done] = provision
            vectors[done] = np.frombuffer(vector, dtype="<f2")
            done += 1
        vectors.flush()
        del vectors
        np.save(folder / _PROVISIONS, provisions)
        if done < count:
            raise OSError("vectors were taken out while the matrix was made")
        draft = place / f"{_ABOUT}.{folder.name}"
        draft.write_bytes(orjson.dumps({"format": _FORMAT, "folder": folder.name, "revision": revision}))
        draft.replace(place / _ABOUT)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    close_to_others([place])
    _clean(item for item in place.iterdir() if item.is_dir() and item != folder)


def _clean(folders: Iterable[Path]) -> None:
    """Remove replaced matrices; a system that does not let go of a mapped file keeps it until the next time."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
