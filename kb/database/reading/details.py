"""What is stored beside the words of a text: its periods of effect, its sources, the codification's notes, its problems."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.identity.borrowed import BorrowedTitle, TitleSource
from documents.model import METADATA_FIELDS, Codified, Draft, EffectivePeriod, InstrumentType, Metadata, Problem
from kb.database import tables
from kb.database.moments import utc
from kb.database.reading.records import SourceRecord, VersionRecord
from kb.database.reading.trees import known_problem

_TYPES = {type_.value: type_ for type_ in InstrumentType}
_Id = TypeVar("_Id", int, str)
_MANY = 900  # ids in one IN list; SQLite takes 32,766 variables, older ones 999


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
    for some in slices(version_ids):
        for row in session.scalars(
            select(tables.EffectivePeriod).where(tables.EffectivePeriod.version_id.in_(some)).order_by(tables.EffectivePeriod.id)
        ):
            found[row.version_id].append(EffectivePeriod(row.start, row.end, tuple(row.scope), row.evidence))
    return found


def sources_of(session: Session, version_ids: Sequence[int]) -> dict[int, list[SourceRecord]]:
    """The files that some versions come from."""
    # Each file is read once: thousands of instruments share the file of the codification.
    links: list[tables.VersionSource] = []
    for some in slices(version_ids):
        links += session.scalars(select(tables.VersionSource).where(tables.VersionSource.version_id.in_(some))).all()
    files: dict[int, tables.SourceFile] = {}
    for some in slices(sorted({link.file_id for link in links})):
        files.update({file.id: file for file in session.scalars(select(tables.SourceFile).where(tables.SourceFile.id.in_(some)))})
    found: dict[int, list[SourceRecord]] = defaultdict(list)
    for link in sorted(links, key=lambda link: (link.version_id, link.file_id)):
        file = files[link.file_id]
        found[link.version_id].append(
            SourceRecord(
                file_id=file.id,
                file=file.name,
                member=file.member,
                format=file.format,
                sha256=file.sha256,
                size=file.size,
                publisher=file.publisher,
                url=file.url,
                snapshot_on=file.snapshot_on,
                ingested_at=utc(file.ingested_at),
                pages=file.pages,
                pages_without_text=tuple(file.pages_without_text),
                complete=link.complete,
                trust=link.trust,
                units=tuple(link.units),
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
        path: Codified(
            anchor=row.anchor,
            code=row.code,
            topic_code=row.topic_code,
            topic=row.topic,
            headings=tuple(row.headings),
            note=row.note,
            effective_from=row.effective_from,
            wording_from=row.wording_from,
            amended_by=tuple(row.amended_by),
            effective_to=row.effective_to,
            suspended_from=row.suspended_from,
        )
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


def slices(ids: Sequence[_Id]) -> Iterable[Sequence[_Id]]:
    """Ids in portions that an IN list takes."""
    for start in range(0, len(ids), _MANY):
        yield ids[start : start + _MANY]
