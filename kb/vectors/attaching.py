"""Vectors on the documents that a server's index is filled with, so that the server itself finds what is near.

The base notes which encoder's vectors the index holds. It holds those of one encoder only, and is filled anew for another.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

import numpy as np
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from kb.database.tables import ClauseVector
from kb.index.build import Base
from kb.index.engine import Document
from kb.vectors.encoder import open_encoder
from kb.vectors.model import EncoderError
from kb.vectors.storage import note_indexed, read_indexed

_AT_ONCE = 500


class Attaching:
    """What an index on a server gets of vectors.

    :param anew: the index is filled from nothing; else only the vectors of the encoder that it has already are put into it
    """

    def __init__(self, base: Base, connection: Connection, anew: bool) -> None:
        self._engine = base.engine
        self._anew = anew
        self.encoder: str | None = None
        if base.settings.encoder is not None:
            try:
                self.encoder = open_encoder(base.settings.encoder).identity
            except EncoderError:
                self.encoder = None  # `kb doctor` says so; the index is made without
        if not anew and read_indexed(connection) != self.encoder:
            self.encoder = None

    def to(self, documents: Iterable[Document], connection: Connection) -> Iterator[Document]:
        """The documents, those that have a vector with it."""
        rest = iter(documents)
        while some := list(islice(rest, _AT_ONCE)):
            yield from _with_vectors(connection, self.encoder, some) if self.encoder is not None else some

    def begin(self) -> None:
        """What the index holds is not known from now on: another one takes its place."""
        if self._anew:
            self._note(None)

    def done(self) -> None:
        """The index that is in use now is the one that was filled."""
        if self._anew:
            self._note(self.encoder)

    def _note(self, encoder: str | None) -> None:
        with Session(self._engine.execution_options(writes=True)) as session, session.begin():
            note_indexed(session, encoder)


def attach(base: Base, connection: Connection, anew: bool) -> Attaching | None:
    """A server gets the vectors of clauses with them, and finds what is near itself; here they are kept in a file of their own."""
    return Attaching(base, connection, anew) if base.settings.index_url else None


def _with_vectors(connection: Connection, encoder: str, documents: list[Document]) -> list[Document]:
    rows = connection.execute(
        select(ClauseVector.provision_id, ClauseVector.vector).where(
            ClauseVector.encoder == encoder,
            ClauseVector.provision_id.in_([int(document.meta["provision"]) for document in documents]),
        )
    )
    vectors = {provision: np.frombuffer(vector, dtype="<f2").astype(np.float32) for provision, vector in rows}
    found = []
    for document in documents:
        vector = vectors.get(int(document.meta["provision"]))
        # A server's cosine is not defined for a vector of nothing.
        found.append(replace(document, embedding=vector.tolist()) if vector is not None and vector.any() else document)
    return found
