"""What is stored beside the words of a text: periods of effect, sources, the codification's notes, problems; and its provisions as
trees.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeVar

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from documents.messages import Message
from documents.model import (
    METADATA_FIELDS,
    BorrowedTitle,
    Codified,
    Draft,
    EffectivePeriod,
    InstrumentType,
    Kind,
    Metadata,
    Note,
    Problem,
    ProblemCode,
    Provision,
    Recognition,
    Table,
    TitleSource,
)
from kb.database import tables
from kb.database.reading.records import SourceRecord, VersionRecord, of_row
from kb.interface.days import utc

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
_NONE: Mapping[Any, Any] = {}
_CODES = {code.value: code for code in ProblemCode}
_KINDS = {kind.value: kind for kind in Kind}


def load_trees(
    session: Session, version_id: int, problems: Mapping[str, Sequence[Problem]] | None = None
) -> tuple[Trees, dict[str, int]]:
    """The trees of a version, and the row of every path."""
    rows = session.execute(
        select(*COLUMNS).where(tables.Provision.version_id == version_id).order_by(tables.Provision.position)
    ).all()
    table, note, seen = tables.ProvisionTable, tables.Footnote, tables.ProvisionRecognition
    cells = {id_: Table.of(lines) for id_, lines in _hanging(session, version_id, table, table.rows)}
    notes: dict[int, list[Note]] = defaultdict(list)
    for id_, mark, text in _hanging(session, version_id, note, note.mark, note.text):
        notes[id_].append(Note(mark, text))
    recognitions = {
        id_: Recognition(sure, tuple((start, end) for start, end, _ in words), tuple(proposed for _, _, proposed in words))
        for id_, sure, words in _hanging(session, version_id, seen, seen.confidence, seen.doubtful)
    }
    return trees_of_rows(rows, cells, notes, problems or {}, recognitions), {row.path: row.id for row in rows}


def known_problem(row: tables.Problem) -> Problem:
    """A problem as it was stored; a code that a newer release wrote reads as unreadable rather than failing."""
    return Problem(_CODES.get(row.code, ProblemCode.UNREADABLE), Message.read(row.sentence, row.details), row.place)


def _hanging(session: Session, version_id: int, row: Any, *columns: Any) -> Iterable[Any]:
    """What hangs on the provisions of a version: the row of the provision, and these columns."""
    asked = select(row.provision_id, *columns).join(tables.Provision, tables.Provision.id == row.provision_id)
    return session.execute(asked.where(tables.Provision.version_id == version_id).order_by(*row.__table__.primary_key))


def trees_of_rows(
    rows: Sequence[Any],
    tables_: Mapping[int, Table] = _NONE,
    notes: Mapping[int, Iterable[Note]] = _NONE,
    problems: Mapping[str, Sequence[Problem]] = _NONE,
    recognitions: Mapping[int, Recognition] = _NONE,
) -> Trees:
    """The trees of one version's rows (:data:`COLUMNS`, in reading order), with what hangs on them where it is given."""
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


_TYPES = {type_.value: type_ for type_ in InstrumentType}
_Id = TypeVar("_Id", int, str)
_MANY, _FEW = 900, 200  # ids in one IN list; SQLite takes 32,766 variables, older ones 999


def metadata_of(
    row: tables.Instrument, issuer: str | None, effective: tuple[EffectivePeriod, ...], draft: Draft | None = None
) -> Metadata:
    """What is known of an instrument."""
    return Metadata(
        type=_TYPES.get(row.type, InstrumentType.OTHER),
        issuer=issuer,
        effective=effective,
        draft=draft,
        **{name: getattr(row, name) for name in METADATA_FIELDS},
    )


def borrowed_of(row: tables.Instrument) -> BorrowedTitle | None:
    """The title that an instrument has from elsewhere."""
    if row.title or not row.borrowed_title or not row.borrowed_from:
        return None
    return BorrowedTitle(row.borrowed_title, TitleSource(row.borrowed_from), row.borrowed_at or row.key)


def effective_of(session: Session, version_ids: Sequence[int]) -> dict[int, list[EffectivePeriod]]:
    """The periods of effect of some versions."""
    found: dict[int, list[EffectivePeriod]] = defaultdict(list)
    period = tables.EffectivePeriod
    for (row,) in rows_among(session, select(period).order_by(period.id), period.version_id, version_ids):
        found[row.version_id].append(EffectivePeriod(row.start, row.end, tuple(row.scope), row.evidence))
    return found


def sources_of(session: Session, version_ids: Sequence[int]) -> dict[int, list[SourceRecord]]:
    """The files that some versions come from."""
    # Each file is read once: thousands of instruments share the file of the codification.
    of, file_row = tables.VersionSource, tables.SourceFile
    links = [link for (link,) in rows_among(session, select(of), of.version_id, version_ids)]
    files = {file.id: file for (file,) in rows_among(session, select(file_row), file_row.id, {link.file_id for link in links})}
    found: dict[int, list[SourceRecord]] = defaultdict(list)
    for link in sorted(links, key=lambda link: (link.version_id, link.file_id)):
        file = files[link.file_id]
        found[link.version_id].append(
            of_row(
                SourceRecord,
                file,
                file_id=file.id,
                file=file.name,
                ingested_at=utc(file.ingested_at),
                pages_without_text=tuple(file.pages_without_text),
                complete=link.complete,
                trust=link.trust,
                units=tuple(link.units),
                fetched="address" in file.claims,
            )
        )
    return found


def codified_of(session: Session, version_id: int) -> dict[str, Codified]:
    """What the codification says of the articles of a version, by path."""
    statement = (
        select(tables.CodifiedArticle, tables.Provision.path)
        .join(tables.Provision, tables.Provision.id == tables.CodifiedArticle.provision_id)
        .where(tables.Provision.version_id == version_id)
        .order_by(tables.Provision.position)
    )
    return {
        path: of_row(Codified, row, headings=tuple(row.headings), amended_by=tuple(row.amended_by))
        for row, path in session.execute(statement)
    }


def problems_of(session: Session, version: VersionRecord) -> tuple[tuple[Problem, ...], Mapping[str, Sequence[Problem]]]:
    """The problems of a version and of its files, and those of its provisions by path."""
    problem = tables.Problem
    files = [source.file_id for source in version.sources if source.format != "codification"]
    where = problem.version_id == version.id
    if files:
        where = where | (problem.file_id.in_(files) & problem.version_id.is_(None))
    found: list[Problem] = []
    by_path: dict[str, list[Problem]] = defaultdict(list)
    for row in session.scalars(select(problem).where(where).order_by(problem.id)):
        item = known_problem(row)
        found.append(item)
        if row.path:
            by_path[row.path].append(item)
    return tuple(dict.fromkeys(found)), by_path


def slices(ids: Sequence[_Id], most: int = _MANY) -> Iterable[Sequence[_Id]]:
    """Ids in portions that an IN list takes."""
    for start in range(0, len(ids), most):
        yield ids[start : start + most]


def rows_among(connection: Connection | Session, asked: Any, column: Any, ids: Iterable[_Id]) -> Iterator[Any]:
    """The rows of a question in which a column is one of many ids, asked for in such portions."""
    for some in slices(sorted(set(ids))):
        yield from connection.execute(asked.where(column.in_(some)))


def places_held(connection: Connection | Session, wanted: Mapping[int, Collection[str]]) -> set[tuple[int, str]]:
    """Which of some provisions versions have: paths by version, as pairs."""
    row = tables.Provision
    found: set[tuple[int, str]] = set()
    for some in slices(sorted(wanted), _FEW):  # every version of a portion is asked for all its paths
        paths = {path for version in some for path in wanted[version] if path}
        asked = select(row.version_id, row.path).where(row.version_id.in_(some))
        found.update((version, path) for version, path in rows_among(connection, asked, row.path, paths))
    return found


def load_units(connection: Connection | Session, wanted: Mapping[int, Collection[str]]) -> dict[tuple[int, str], Provision]:
    """Some articles, or appendices, without tables, notes and problems, by version and path."""
    row = tables.Provision
    found: dict[tuple[int, str], Provision] = {}
    for versions in slices(sorted(wanted)):
        asked = select(row.id, row.version_id, row.path).where(row.version_id.in_(versions))
        paths = {path for version in versions for path in wanted[version]}
        ids = [one.id for one in rows_among(connection, asked, row.path, paths) if one.path in wanted[one.version_id]]
        below = select(*COLUMNS).where(row.version_id.in_(versions)).order_by(row.version_id, row.position)
        for part in slices(sorted(ids)):
            lines = connection.execute(below.where(row.article_id.in_(part) | row.id.in_(part))).all()
            held = {line.id for line in lines}
            for version, own in groupby(lines, attrgetter("version_id")):
                roots = trees_of_rows([line if line.parent_id in held else (*line[:2], None, *line[3:]) for line in own])
                found.update({(version, root.path): root for root in roots})
    return found
