"""How often the texts of a base changed, and which versions the index has yet to look at.

The versions are noted in the transaction that changes them, so that an ingest that is killed before it could bring the index up to
date loses nothing: the next one does it.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from kb.database.reading.details import rows_among, slices
from kb.database.reading.holdings import version_ids
from kb.database.reading.reader import CONTENT, content_revision
from kb.database.tables import State, Waiting

Work = Literal["link", "compile", "name", "index"]


def await_work(session: Session, what: Work, rows: Iterable[int]) -> None:
    """Note that versions (``link``, ``index``) or instruments (``compile``, ``name``) ask for work. The caller commits."""
    asked = sorted(set(rows))
    new = sorted(set(asked) - set(waiting(session, what, asked)))
    if new:
        session.execute(insert(Waiting), [{"what": what, "row_id": row} for row in new])


def waiting(session: Session, what: Work, among: Sequence[int] | None = None) -> list[int]:
    """The versions or instruments that ask for work."""
    statement = select(Waiting.row_id).where(Waiting.what == what).order_by(Waiting.row_id)
    if among is None:
        return list(session.scalars(statement))
    return [id_ for (id_,) in rows_among(session, statement, Waiting.row_id, among)]


def work_done(session: Session, what: Work, rows: Sequence[int]) -> None:
    """The work was done for these."""
    for some in slices(rows):
        session.execute(delete(Waiting).where(Waiting.what == what, Waiting.row_id.in_(some)))


def count_change(session: Session, versions: Iterable[int]) -> None:
    """The texts of the base have changed."""
    count_up(session, CONTENT)
    await_work(session, "index", versions)


def count_change_of(session: Session, instruments: Iterable[int]) -> list[int]:
    """The same of all versions of some instruments, whose ids are returned."""
    versions = version_ids(session, instruments)
    count_change(session, versions)
    return versions


def count_up(session: Session, name: str) -> None:
    """Something that others keep a copy of has changed: the number of this name tells them."""
    state = session.get(State, name, populate_existing=True)
    if state is None:
        session.add(State(name=name, value="1"))
    else:
        state.value = str(int(state.value) + 1)
    session.flush()


def clear_pending(session: Session, done: Sequence[int], since: int) -> None:
    """The index has these versions now, as they were.

    :param since: how often the texts had changed before it looked at them; where they have changed since, it has to look again
    """
    if content_revision(session) == since:
        work_done(session, "index", done)
