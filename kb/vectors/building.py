"""Computing the vectors that a base lacks: in batches, each kept at once, so that what is cut off goes on where it stopped."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from kb.database.tables import Version
from kb.index.build import content_revision
from kb.index.documents import read_documents
from kb.index.engine import Document
from kb.vectors.encoder import Encoder
from kb.vectors.indexing import reindex, update
from kb.vectors.lock import building_alone
from kb.vectors.matrix import refresh_matrix
from kb.vectors.storage import (
    count_vectors,
    forget_other_encoders,
    forget_vectors,
    hash_of,
    note_complete,
    note_indexed,
    read_hashes,
    read_indexed,
    read_progress,
    text_of,
    write_vectors,
)

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

COMMITTED = 256
"""So many vectors are written together: some seconds of work that a cut costs at most."""

_VERSIONS_AT_ONCE = 50
_ROUNDS = 5
"""Texts that change while vectors are computed are looked at again; so often at most, and then the next build does."""

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    :param written: vectors that were computed
    :param removed: vectors taken out, of clauses that are no more or of other encoders
    :param total: vectors there are now
    :param complete: every clause of the present texts has its vector
    """

    written: int
    removed: int
    total: int
    complete: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a base lacks.

    :param revision: state of the texts that was looked at
    :param by_version: by version, the provisions without a vector or with one of another text
    :param surplus: provisions that have a vector and are no clause any more
    :param total: how many vectors there should be
    """

    revision: str
    by_version: dict[int, frozenset[int]]
    surplus: tuple[int, ...]
    total: int

    @property
    def count(self) -> int:
        """How many vectors are to be computed."""
        return sum(map(len, self.by_version.values()))


def build_vectors(
    base: "KnowledgeBase", encoder: Encoder, progress: Progress | None = None, stop: Stop | None = None
) -> BuildReport:
    """Compute the vectors of every clause that has none, or whose text has changed.

    :param progress: called with the number of vectors done and their total
    :param stop: asked between batches; what is done is kept
    :raises VectorsBusyError: another process is at it
    :raises EncoderError: the encoder fails
    """
    began = time.monotonic()
    written = removed = 0
    changed: set[int] = set()
    stopped = complete = False
    with building_alone(base.settings.vectors_path):
        for _ in range(_ROUNDS):
            with base.engine.connect() as connection:
                if read_progress(connection, encoder.identity).complete == content_revision(connection):
                    complete = True
                    break
                lacking = find_lacking(connection, encoder.identity)
            done = lacking.total - lacking.count
            changed.update(lacking.by_version)
            for provisions, hashes, texts in _batches(base, lacking):
                if stop and stop():
                    stopped = True
                    break
                vectors = encoder.encode_passages(texts)
                with base.session(write=True) as session:
                    written += write_vectors(session, encoder.identity, provisions, hashes, vectors)
                done += len(provisions)
                if progress:
                    progress(done, lacking.total)
            if stopped:
                break
            with base.session(write=True) as session:
                forget_vectors(session, encoder.identity, lacking.surplus) if lacking.surplus else None
                removed += len(lacking.surplus) + forget_other_encoders(session, encoder.identity)
                note_complete(session, encoder.identity, lacking.revision)
        with base.engine.connect() as connection:
            refresh_matrix(connection, base.settings.vectors_path, encoder.identity)
            total = count_vectors(connection, encoder.identity)
            complete = complete or read_progress(connection, encoder.identity).complete == content_revision(connection)
        if base.settings.index_url and not stopped:
            _bring_to_server(base, encoder.identity, changed)
    return BuildReport(written, removed, total, complete, time.monotonic() - began)


def _bring_to_server(base: "KnowledgeBase", encoder: str, changed: set[int]) -> None:
    """Give the server's index the vectors of what has changed, or of everything, where it has those of another encoder or none."""
    with base.engine.connect() as connection:
        indexed = read_indexed(connection) == encoder
    if not indexed:
        reindex(base)
    elif changed:
        try:
            update(base, changed)
        except BaseException:
            with base.session(write=True) as session:
                note_indexed(session, None)  # so that the next build fills it anew
            raise


def find_lacking(connection: Connection, encoder: str) -> Lacking:
    """Read every clause, and see which have no vector of their present text."""
    revision = content_revision(connection)
    surplus = read_hashes(connection, encoder)
    versions = list(connection.scalars(select(Version.id).order_by(Version.id)))
    by_version: dict[int, set[int]] = {}
    total = 0
    for document in read_documents(connection, versions):
        total += 1
        provision = int(document.meta["provision"])
        if surplus.pop(provision, None) != hash_of(text_of(document)):
            by_version.setdefault(int(document.meta["version"]), set()).add(provision)
    return Lacking(revision, {version: frozenset(found) for version, found in by_version.items()}, tuple(surplus), total)


def _batches(base: "KnowledgeBase", lacking: Lacking) -> Iterator[tuple[list[int], list[str], list[str]]]:
    """What is to be encoded, `COMMITTED` clauses at a time: provisions, hashes of texts, texts."""
    provisions: list[int] = []
    texts: list[str] = []
    for document in _documents(base, lacking):
        provisions.append(int(document.meta["provision"]))
        texts.append(text_of(document))
        if len(texts) == COMMITTED:
            yield provisions, [hash_of(text) for text in texts], texts
            provisions, texts = [], []
    if texts:
        yield provisions, [hash_of(text) for text in texts], texts


def _documents(base: "KnowledgeBase", lacking: Lacking) -> Iterator[Document]:
    versions = sorted(lacking.by_version)
    for start in range(0, len(versions), _VERSIONS_AT_ONCE):
        some = versions[start : start + _VERSIONS_AT_ONCE]
        yield from _read(base, some, frozenset().union(*(lacking.by_version[version] for version in some)))


def _read(base: "KnowledgeBase", versions: Sequence[int], wanted: frozenset[int]) -> list[Document]:
    """Read at once, so that no transaction stays open while the encoder works."""
    with base.engine.connect() as connection:
        return [document for document in read_documents(connection, versions) if document.meta["provision"] in wanted]
