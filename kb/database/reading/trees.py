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
    """The trees of a version, and the row of every path."""
    rows = session.execute(
        select(*COLUMNS).where(tables.Provision.version_id == version_id).order_by(tables.Provision.position)
    ).all()
    table = tables.ProvisionTable
    cells = {id_: Table.of(lines) for id_, lines in _hanging(session, version_id, table, table.rows)}
    trees = _trees(rows, cells, _notes(session, version_id), problems or {}, _recognitions(session, version_id))
    return trees, {row.path: row.id for row in rows}


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


def _hanging(session: Session, version_id: int, row: Any, *columns: Any) -> Iterable[Any]:
    """What hangs on the provisions of a version: the row of the provision, and these columns."""
    asked = select(row.provision_id, *columns).join(tables.Provision, tables.Provision.id == row.provision_id)
    return session.execute(asked.where(tables.Provision.version_id == version_id).order_by(*row.__table__.primary_key))


def _notes(session: Session, version_id: int) -> dict[int, list[Note]]:
    notes: dict[int, list[Note]] = {}
    for provision_id, mark, text in _hanging(session, version_id, tables.Footnote, tables.Footnote.mark, tables.Footnote.text):
        notes.setdefault(provision_id, []).append(Note(mark, text))
    return notes


def _recognitions(session: Session, version_id: int) -> dict[int, Recognition]:
    row = tables.ProvisionRecognition
    return {
        id_: Recognition(sure, tuple((start, end) for start, end, _ in words), tuple(proposed for _, _, proposed in words))
        for id_, sure, words in _hanging(session, version_id, row, row.confidence, row.doubtful)
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
