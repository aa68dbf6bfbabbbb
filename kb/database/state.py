"""Named values of a base: how often its texts changed, and which versions the index has yet to look at.

The versions are noted in the transaction that changes them, so that an ingest that is killed before it could bring the index up to
date loses nothing: the next one does it.
"""

from collections.abc import Iterable

import orjson
from sqlalchemy.orm import Session

from kb.database.reading.reader import CONTENT
from kb.database.tables import State

PENDING = "index_pending"


def count_change(session: Session, versions: Iterable[int]) -> None:
    """The texts of the base have changed."""
    _set(session, CONTENT, str(int(_get(session, CONTENT) or 0) + 1))
    _set(session, PENDING, orjson.dumps(sorted({*pending_versions(session), *versions})).decode())


def pending_versions(session: Session) -> list[int]:
    """Ids of versions that were stored, changed or taken out since the index was last brought up to date."""
    found: list[int] = orjson.loads(_get(session, PENDING) or "[]")
    return found


def clear_pending(session: Session, done: Iterable[int], since: int) -> None:
    """The index has these versions now, as they were.

    :param since: how often the texts had changed before it looked at them; where they have changed since, it has to look again
    """
    if int(_get(session, CONTENT) or 0) != since:
        return
    _set(session, PENDING, orjson.dumps(sorted(set(pending_versions(session)) - set(done))).decode())


def _get(session: Session, name: str) -> str | None:
    state = session.get(State, name, populate_existing=True)
    return state.value if state is not None else None


def _set(session: Session, name: str, value: str) -> None:
    state = session.get(State, name)
    if state is None:
        session.add(State(name=name, value=value))
    else:
        state.value = value
    session.flush()
