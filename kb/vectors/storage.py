"""Vectors in the database: what is there, what is written, and whether it is all there is to write."""

import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.orm import Session

from kb.database.tables import ClauseVector, Provision, State
from kb.index.engine import Document
from kb.vectors.model import Floats

_AT_ONCE = 900
_HALF = np.dtype("<f2")


@dataclass(frozen=True, slots=True)
class Progressed:
    """What the base remembers of one encoder's vectors.

    :param changes: raised with each writing, so that what was made of the vectors is known to be old
    :param complete: the state of the texts for which every clause had its vector
    """

    changes: int = 0
    complete: str | None = None


def text_of(document: Document) -> str:
    """What is encoded of a clause: its article's heading, and its own words."""
    return "\n".join(part for part in (str(document.meta.get("heading") or ""), document.content or "") if part)


def hash_of(text: str) -> str:
    """Tells one text from another, and from what it was."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def read_hashes(connection: Connection, encoder: str) -> dict[int, str]:
    """By provision, the hash of the text that its vector was made of."""
    rows = connection.execute(select(ClauseVector.provision_id, ClauseVector.text_hash).where(ClauseVector.encoder == encoder))
    # A few hundred thousand hashes: as one string each and no more.
    return {provision: sys.intern(text_hash) for provision, text_hash in rows}


def count_vectors(connection: Connection, encoder: str) -> int:
    """How many vectors an encoder has made."""
    counted = select(func.count()).select_from(ClauseVector).where(ClauseVector.encoder == encoder)
    return connection.scalar(counted) or 0


def read_vectors(connection: Connection, encoder: str) -> Iterator[tuple[int, bytes]]:
    """Provisions in ascending order, with their vectors."""
    rows = connection.execute(
        select(ClauseVector.provision_id, ClauseVector.vector)
        .where(ClauseVector.encoder == encoder)
        .order_by(ClauseVector.provision_id)
        .execution_options(yield_per=20_000)
    )
    return ((provision, vector) for provision, vector in rows)


def read_dimension(connection: Connection, encoder: str) -> int | None:
    """How long the vectors of an encoder are; None where there are none."""
    vector = connection.scalar(select(ClauseVector.vector).where(ClauseVector.encoder == encoder).limit(1))
    return len(vector) // _HALF.itemsize if vector is not None else None


def write_vectors(session: Session, encoder: str, provisions: Sequence[int], hashes: Sequence[str], vectors: Floats) -> int:
    """Write vectors in place of older ones. Provisions that were taken out meanwhile are passed over.

    :returns: how many were written
    """
    present: set[int] = set()
    for some in _slices(provisions):
        present.update(session.scalars(select(Provision.id).where(Provision.id.in_(some))))
        session.execute(delete(ClauseVector).where(ClauseVector.encoder == encoder, ClauseVector.provision_id.in_(some)))
    halves = vectors.astype(_HALF)
    rows: list[Mapping[str, Any]] = [
        {"provision_id": provision, "encoder": encoder, "text_hash": text_hash, "vector": half.tobytes()}
        for provision, text_hash, half in zip(provisions, hashes, halves, strict=True)
        if provision in present
    ]
    if rows:
        session.execute(insert(ClauseVector), rows)
    _note(session, encoder, changed=True)
    return len(rows)


def forget_vectors(session: Session, encoder: str, provisions: Sequence[int]) -> None:
    """Take out the vectors of what is no clause any more."""
    for some in _slices(provisions):
        session.execute(delete(ClauseVector).where(ClauseVector.encoder == encoder, ClauseVector.provision_id.in_(some)))
    _note(session, encoder, changed=True)


def forget_other_encoders(session: Session, encoder: str) -> int:
    """Take out what other encoders have made; how many vectors that were."""
    counted = select(func.count()).select_from(ClauseVector).where(ClauseVector.encoder != encoder)
    count = session.scalar(counted) or 0
    session.execute(delete(ClauseVector).where(ClauseVector.encoder != encoder))
    session.execute(delete(State).where(State.name.startswith(_PREFIX), State.name != _name(encoder)))
    return count


def note_complete(session: Session, encoder: str, revision: str) -> None:
    """Every clause of the texts in this state has its vector."""
    _note(session, encoder, complete=revision)


def read_progress(connection: Connection, encoder: str) -> Progressed:
    """What the base remembers of an encoder's vectors."""
    value = connection.scalar(select(State.value).where(State.name == _name(encoder)))
    return Progressed(**orjson.loads(value)) if value else Progressed()


def read_indexed(connection: Connection) -> str | None:
    """The encoder whose vectors the index on the server holds; None where it holds none, or there is no server."""
    return connection.scalar(select(State.value).where(State.name == _INDEXED)) or None


def note_indexed(session: Session, encoder: str | None) -> None:
    """Note whose vectors the index on the server holds."""
    state = session.get(State, _INDEXED, populate_existing=True)
    if state is None:
        session.add(State(name=_INDEXED, value=encoder or ""))
    else:
        state.value = encoder or ""
    session.flush()


_PREFIX, _INDEXED = "vectors:", "vectors_indexed"


def _name(encoder: str) -> str:
    return f"{_PREFIX}{encoder}"


def _note(session: Session, encoder: str, changed: bool = False, complete: str | None = None) -> None:
    state = session.get(State, _name(encoder), populate_existing=True)
    known = Progressed(**orjson.loads(state.value)) if state else Progressed()
    value = orjson.dumps({"changes": known.changes + changed, "complete": complete or known.complete}).decode()
    if state is None:
        session.add(State(name=_name(encoder), value=value))
    else:
        state.value = value
    session.flush()


def _slices(provisions: Sequence[int]) -> Iterable[Sequence[int]]:
    return (provisions[start : start + _AT_ONCE] for start in range(0, len(provisions), _AT_ONCE))
