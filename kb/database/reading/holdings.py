"""What a base holds, counted and listed."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from documents.model import InstrumentType, Kind
from kb.database.tables import CodifiedArticle, Instrument, Provision, Version


class CodifiedPlace(NamedTuple):
    """The article that the codification knows by an id of its own."""

    instrument: str
    path: str
    version_id: int


def count_articles(session: Session) -> int:
    """How many articles the base has, those of all versions."""
    return session.scalar(select(func.count()).select_from(Provision).where(Provision.kind == Kind.ARTICLE.value)) or 0


def instrument_with(session: Session, path: str, types: Collection[InstrumentType]) -> tuple[str, str] | None:
    """Key and number of an instrument of these types that has a provision at this path, the latest of the first type there is."""
    row = session.execute(
        select(Instrument.key, Instrument.number)
        .join(Version, Version.instrument_id == Instrument.id)
        .join(Provision, (Provision.version_id == Version.id) & (Provision.path == path))
        .where(Instrument.number.is_not(None), Instrument.type.in_([kind.value for kind in types]))
        .order_by(Instrument.type, Instrument.issued_on.desc())
        .limit(1)
    ).first()
    return (row.key, row.number or "") if row else None


def find_codified(session: Session, anchor: str) -> CodifiedPlace | None:
    """The article that the codification knows by this id."""
    row = session.execute(
        select(Instrument.key, Provision.path, Version.id)
        .join(Version, Version.instrument_id == Instrument.id)
        .join(Provision, Provision.version_id == Version.id)
        .join(CodifiedArticle, CodifiedArticle.provision_id == Provision.id)
        .where(CodifiedArticle.anchor == anchor)
        .limit(1)
    ).first()
    return CodifiedPlace(*row) if row else None


def version_ids(session: Session, instruments: Collection[int]) -> list[int]:
    """The rows of all versions of some instruments."""
    return list(session.scalars(select(Version.id).where(Version.instrument_id.in_(instruments))))
