"""How often the texts of a base changed, and which versions the index has yet to look at.

The versions are noted in the transaction that changes them, so that an ingest that is killed before it could bring the index up to
date loses nothing: the next one does it.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from kb.database.reading.reader import CONTENT, content_revision
from kb.database.storing.waiting import await_work, waiting, work_done
from kb.database.tables import State


def count_change(session: Session, versions: Iterable[int]) -> None:
    """The texts of the base have changed."""
    count_up(session, CONTENT)
    await_work(session, "index", versions)


def count_up(session: Session, name: str) -> None:
    """Something that others keep a copy of has changed: the number of this name tells them."""
    state = session.get(State, name, populate_existing=True)
    if state is None:
        session.add(State(name=name, value="1"))
    else:
        state.value = str(int(state.value) + 1)
    session.flush()


def pending_versions(session: Session) -> list[int]:
    """Ids of versions that were stored, changed or taken out since the index was last brought up to date."""
    return waiting(session, "index")


def clear_pending(session: Session, done: Sequence[int], since: int) -> None:
    """The index has these versions now, as they were.

    :param since: how often the texts had changed before it looked at them; where they have changed since, it has to look again
    """
    if content_revision(session) == since:
        work_done(session, "index", done)
