"""The rows of a version's text: provisions and what hangs on them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.model import Codified, EffectivePeriod, Kind, Place, Provision, Segment
from documents.wording.numbers import Order, number_order
from kb.database import tables
from kb.database.storing.rows import Rows, RowWriter

_OWNERS = (Kind.ARTICLE, Kind.APPENDIX)
_CONTAINERS = (Kind.ATTACHMENT, Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.SUBSECTION)


def add_text(
    rows: Rows,
    version_id: int,
    file_id: int,
    provisions: Sequence[Provision],
    hashes: Mapping[str, str],
    codified: Mapping[str, Codified],
) -> dict[str, int]:
    """Add the rows of a whole text."""
    ids: dict[str, int] = {}

    def add(provision: Provision, parent_id: int | None = None, article_id: int | None = None) -> None:
        id_ = rows.new_id(tables.Provision)
        if provision.kind in _OWNERS:
            article_id = id_
        path = provision.path
        rows.add(
            tables.Provision,
            id=id_,
            version_id=version_id,
            parent_id=parent_id,
            article_id=article_id,
            position=len(ids),
            path=path,
            kind=provision.kind.value,
            number=provision.number,
            heading=provision.heading,
            text=provision.text,
            tail=provision.tail,
            page=provision.page,
            text_hash=hashes.get(path),
        )
        ids[path] = id_
        if provision.text_map:
            _places(rows, id_, file_id, "text", provision.text_map)
        if provision.tail_map:
            _places(rows, id_, file_id, "tail", provision.tail_map)
        if provision.table is not None:
            rows.add(tables.ProvisionTable, provision_id=id_, rows=[list(row) for row in provision.table.cells])
            if provision.table.place != Place():
                _places(rows, id_, file_id, "text", (Segment(0, len(provision.text), provision.table.place),))
        if (seen := provision.ocr) is not None:
            doubtful = [[*span, proposed] for span, proposed in zip(seen.doubtful, seen.proposed, strict=True)]
            rows.add(tables.ProvisionRecognition, provision_id=id_, confidence=seen.confidence, doubtful=doubtful)
        for note in provision.notes:
            rows.add(tables.Footnote, id=rows.new_id(tables.Footnote), provision_id=id_, mark=note.mark, text=note.text)
        if path in codified:
            add_codified(rows, id_, codified[path])
        for child in provision.children:
            add(child, id_, article_id)

    for root in provisions:
        add(root)
    return ids


def add_periods(rows: Rows, version_id: int, periods: Iterable[EffectivePeriod]) -> None:
    """Add the days of effect of a version."""
    row = tables.EffectivePeriod
    for period in periods:
        values = {"start": period.start, "end": period.end, "scope": list(period.scope), "evidence": period.evidence}
        rows.add(row, id=rows.new_id(row), version_id=version_id, **values)


def add_codified(rows: Rows, provision_id: int, codified: Codified) -> None:
    """Add where an article stands in the codification."""
    said = {item.name: getattr(codified, item.name) for item in fields(codified)}
    rows.add(tables.CodifiedArticle, provision_id=provision_id, **said)


def complete_codified(session: Session, rows: RowWriter, version_id: int, codified: Mapping[str, Codified]) -> None:
    """Add where the articles of a version stand in the codification, those that have no place in it yet."""
    if not codified:
        return
    rows.flush()
    provision, known = tables.Provision, tables.CodifiedArticle
    statement = (
        select(provision.path, provision.id)
        .outerjoin(known, known.provision_id == provision.id)
        .where(provision.version_id == version_id, known.provision_id.is_(None))
    )
    for path, id_ in session.execute(statement).all():
        if path in codified:
            add_codified(rows, id_, codified[path])


def merged_text(stored: Sequence[Provision], more: Sequence[Provision]) -> list[Provision]:
    """A text with what another one has beside it, in order; what both have is taken as it is stored."""
    others = {provision.path: provision for provision in more}
    merged = []
    for provision in stored:
        other = others.pop(provision.path, None)
        if other is not None and provision.kind in _CONTAINERS:
            provision = replace(provision, children=tuple(merged_text(provision.children, other.children)))
        merged.append(provision)
    merged += others.values()
    # Articles stand in order of number; what is no article keeps its place behind the articles before it.
    return sorted(merged, key=lambda item: (item.kind is not Kind.ARTICLE, _order(item))) if others else merged


def _order(provision: Provision) -> Order:
    return number_order(provision.number if provision.kind is Kind.ARTICLE else None)


def _places(rows: Rows, provision_id: int, file_id: int, field: str, segments: Iterable[Segment]) -> None:
    for segment in segments:
        place = segment.place
        x0, top, x1, bottom = place.box if place.box is not None else (None, None, None, None)
        rows.add(
            tables.ProvisionPlace,
            id=rows.new_id(tables.ProvisionPlace),
            provision_id=provision_id,
            file_id=file_id,
            field=field,
            start=segment.start,
            end=segment.end,
            page=place.page,
            x0=x0,
            top=top,
            x1=x1,
            bottom=bottom,
            element=place.element,
        )
