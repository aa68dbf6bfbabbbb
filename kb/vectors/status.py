"""How far the vectors of a base are."""

from dataclasses import dataclass

from kb.base import KnowledgeBase
from kb.errors import IndexMissingError, IndexUnavailableError
from kb.index.build import content_revision, open_index
from kb.vectors.encoder import Encoder
from kb.vectors.lock import builder
from kb.vectors.storage import count_vectors, read_progress


@dataclass(frozen=True, slots=True)
class VectorsStatus:
    """How many vectors there are, of how many, and of which encoder.

    :param total: None where it cannot be known before the index is there
    :param complete: every text has its vectors
    :param building: they are being computed at this moment
    """

    encoder: str
    dimension: int
    done: int
    total: int | None
    complete: bool
    building: bool


def vectors_status(base: KnowledgeBase, encoder: Encoder) -> VectorsStatus:
    """How far the vectors of an encoder are."""
    with base.engine.connect() as connection:
        done = count_vectors(connection, encoder.identity)
        complete = read_progress(connection, encoder.identity).complete == content_revision(connection)
    total: int | None
    try:
        total = open_index(base).store.count_documents()
    except (IndexMissingError, IndexUnavailableError):
        total = done if complete else None
    building = builder(base.settings.vectors_path) is not None
    return VectorsStatus(encoder.identity, encoder.dimension, done, total, complete, building)
