"""What stored texts still ask for, kept in the base so that a process that ends in between leaves it to the next one."""

from collections.abc import Iterable, Sequence
from typing import Literal

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from kb.database.reading.details import slices
from kb.database.tables import Waiting

Work = Literal["link", "compile", "name", "index"]


def await_work(session: Session, what: Work, rows: Iterable[int]) -> None:
    """Note that versions (``link``, ``index``) or instruments (``compile``, ``name``) ask for work. The caller commits."""
    asked = sorted(set(rows))
    new = sorted(set(asked) - set(waiting(session, what, asked)))
    if new:
        session.execute(insert(Waiting), [{"what": what, "row_id": row} for row in new])


def waiting(session: Session, what: Work, among: Sequence[int] | None = None) -> list[int]:
    """The versions or instruments that ask for work.

    :param among: only of these
    """
    statement = select(Waiting.row_id).where(Waiting.what == what).order_by(Waiting.row_id)
    if among is None:
        return list(session.scalars(statement))
    found: list[int] = []
    for some in slices(among):
        found += session.scalars(statement.where(Waiting.row_id.in_(some)))
    return found


def work_done(session: Session, what: Work, rows: Sequence[int]) -> None:
    """The work was done for these."""
    for some in slices(rows):
        session.execute(delete(Waiting).where(Waiting.what == what, Waiting.row_id.in_(some)))
