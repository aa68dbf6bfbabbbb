"""From rows of provisions to the trees that they were stored from."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.messages import Message
from documents.model import Kind, Note, Problem, ProblemCode, Provision, Recognition, Table
from kb.database import tables

Trees = tuple[Provision, ...]
COLUMNS = (
    tables.Provision.id,
    tables.Provision.version_id,
    tables.Provision.parent_id,
    tables.Provision.path,
    tables.Provision.kind,
    tables.Provision.number,
    tables.Provision.heading,
    tables.Provision.text,
    tables.Provision.tail,
    tables.Provision.page,
)
_CODES = {code.value: code for code in ProblemCode}
_KINDS = {kind.value: kind for kind in Kind}


def load_trees(
    session: Session, version_id: int, problems: Mapping[str, Sequence[Problem]] | None = None
) -> tuple[Trees, dict[str, int]]:
    """The trees of a version, and the row of every path.

    :param problems: by path, to be set into the tree
    """
    rows = session.execute(
        select(*COLUMNS).where(tables.Provision.version_id == version_id).order_by(tables.Provision.position)
    ).all()
    hanging = _tables(session, version_id), _notes(session, version_id), problems or {}, _recognitions(session, version_id)
    return _trees(rows, *hanging), {row.path: row.id for row in rows}


def as_root(row: Any) -> tuple[Any, ...]:
    """A row (:data:`COLUMNS`) as it is read without what it stands in."""
    id_, version_id, _, *rest = row
    return (id_, version_id, None, *rest)


def trees_of_rows(rows: Sequence[Any]) -> Trees:
    """The trees of one version's rows (:data:`COLUMNS`, in reading order), without tables, notes and problems."""
    return _trees(rows, {}, {}, {}, {})


def known_problem(row: tables.Problem) -> Problem:
    """A problem as it was stored; a code that a newer release wrote reads as unreadable rather than failing."""
    return Problem(_CODES.get(row.code, ProblemCode.UNREADABLE), Message.read(row.sentence, row.details), row.place)


def _tables(session: Session, version_id: int) -> dict[int, Table]:
    statement = (
        select(tables.ProvisionTable.provision_id, tables.ProvisionTable.rows)
        .join(tables.Provision, tables.Provision.id == tables.ProvisionTable.provision_id)
        .where(tables.Provision.version_id == version_id)
    )
    return {row[0]: Table.of(row[1]) for row in session.execute(statement)}


def _notes(session: Session, version_id: int) -> dict[int, list[Note]]:
    statement = (
        select(tables.Footnote.provision_id, tables.Footnote.mark, tables.Footnote.text)
        .join(tables.Provision, tables.Provision.id == tables.Footnote.provision_id)
        .where(tables.Provision.version_id == version_id)
        .order_by(tables.Footnote.id)
    )
    notes: dict[int, list[Note]] = {}
    for provision_id, mark, text in session.execute(statement):
        notes.setdefault(provision_id, []).append(Note(mark, text))
    return notes


def _recognitions(session: Session, version_id: int) -> dict[int, Recognition]:
    recognition, provision = tables.ProvisionRecognition, tables.Provision
    statement = (
        select(recognition.provision_id, recognition.confidence, recognition.doubtful)
        .join(provision, provision.id == recognition.provision_id)
        .where(provision.version_id == version_id)
    )
    return {
        id_: Recognition(sure, tuple((start, end) for start, end, _ in words), tuple(proposed for _, _, proposed in words))
        for id_, sure, words in session.execute(statement)
    }


def _trees(
    rows: Sequence[Any],
    tables_: Mapping[int, Table],
    notes: Mapping[int, Iterable[Note]],
    problems: Mapping[str, Sequence[Problem]],
    recognitions: Mapping[int, Recognition],
) -> Trees:
    # Rows come in reading order, so children stand behind their parents: built from the last to the first, every
    # provision finds its children finished.
    children: dict[int | None, list[Provision]] = {}
    for id_, _, parent_id, path, kind, number, heading, text, tail, page in reversed(rows):
        below = children.pop(id_, None)
        provision = Provision(
            path,
            _KINDS[kind],
            number,
            heading,
            text,
            tail,
            children=tuple(reversed(below)) if below else (),
            page=page,
            table=tables_.get(id_),
            notes=tuple(notes.get(id_, ())),
            problems=tuple(problems.get(path, ())),
            ocr=recognitions.get(id_),
        )
        children.setdefault(parent_id, []).append(provision)
    return tuple(reversed(children.get(None, [])))
