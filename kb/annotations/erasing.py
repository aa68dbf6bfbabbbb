"""Erasing a note: its words go from everywhere in the base, its history included, and who erased it when is what stays.

Hiding is for what is wrong or done, and can be taken back. Erasing is for what should never have been written, as a caller's name.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, delete, or_, select
from sqlalchemy.orm import Session

from kb.accounts.audit import NOTE, REVIEW, empty, record
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.database.sweeping import await_sweep, is_due, sweep
from kb.database.tables import Annotation, Audit, Base, ReviewFinding
from kb.errors import AnnotationError

ERASE = "erase"
"""The act in the audit."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasing did.

    :param ids: the note, and what answered it
    :param swept: the words are out of the database's files too; false where somebody held them: then it is still to be done
    """

    ids: tuple[str, ...]
    swept: bool


def erase(base: KnowledgeBase, note_id: str, actor: Actor) -> Erased:
    """Erase a note or a reply, with all that it ever said and all answers to it, out of tables and files.

    :raises AnnotationError: there is no such note
    """
    with base.session(write=True, actor=actor) as session:
        ids = erase_note(session, note_id)
    return Erased(ids, sweep_files(base))


def erase_note(session: Session, note_id: str) -> tuple[str, ...]:
    """The same in the tables alone. The caller commits, then calls :func:`sweep_files`.

    Answers go with it, for they repeat what they answer. It does not ask whether the note has changed meanwhile: what is to be
    erased may not stay because somebody else was writing.

    :returns: the ids of what was erased
    :raises AnnotationError: there is no such note
    """
    of_it = or_(Annotation.id == note_id, Annotation.reply_to == note_id)
    ids = tuple(session.scalars(select(Annotation.id).where(of_it).order_by(Annotation.created_at, Annotation.id)))
    if note_id not in ids:
        raise AnnotationError("note_not_found")
    session.expunge_all()
    await_sweep(session)
    for column in _about_notes():
        session.execute(delete(column.table).where(column.in_(ids)))
    session.execute(delete(Annotation).where(Annotation.id.in_(ids)))
    empty(session, Audit.thing == NOTE, Audit.thing_id.in_(ids))
    empty(session, Audit.id.in_(_lines_of_findings(session, ids)))
    for one in ids:
        record(session, ERASE, NOTE, one)
    return ids


def sweep_files(base: KnowledgeBase, wait_ms: int = 60_000) -> bool:
    """Take what was erased out of the files of the database, too, if that is still to be done.

    :param wait_ms: for others to let the files go
    :returns: false where somebody else kept it from being done
    """
    with base.session() as session:
        if not is_due(session):
            return True
    others = dict.fromkeys(column.table.name for column in _about_notes())
    return sweep(base.engine, (*others, Annotation.__tablename__, Audit.__tablename__), wait_ms)


def erased_ids(session: Session) -> frozenset[str]:
    """The ids of what was ever erased: an old file does not bring it back."""
    return frozenset(session.scalars(select(Audit.thing_id).where(Audit.thing == NOTE, Audit.act == ERASE)))


def _lines_of_findings(session: Session, ids: Collection[str]) -> list[int]:
    """The lines of the audit that say what reviews made of some notes."""
    told = session.execute(select(Audit.id, Audit.after).where(Audit.thing == REVIEW, Audit.act == "finding"))
    return [line for line, after in told if after.get("note") in ids]


def _about_notes() -> list[Column[Any]]:
    """The columns of other tables that say which note a row belongs to."""
    return [
        column
        for table in Base.metadata.sorted_tables
        if table.name != Annotation.__tablename__
        for column in table.columns
        if column is ReviewFinding.__table__.c.note_id
        or any(key.column.table.name == Annotation.__tablename__ for key in column.foreign_keys)
    ]
