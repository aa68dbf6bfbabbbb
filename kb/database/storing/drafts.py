"""What is kept of drafts and their papers beside their words: family, round, day, and the law that is meant."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.identity.drafts import draft_family
from documents.model import Draft, InstrumentType, Metadata
from kb.database import tables


def keep_draft(session: Session, instrument_id: int, key: str, known: Metadata) -> None:
    """Keep what a text says, or a person says of it; what is kept already stays where nothing new is said. The rows are written."""
    draft = known.draft or (Draft() if known.type is InstrumentType.DRAFT else None)
    if draft is None:
        return
    meant = _draft_of(session, draft.of, instrument_id)
    paper = known.type is not InstrumentType.DRAFT
    of = draft.of if paper or meant is None else meant.of_key
    row = session.get(tables.Draft, instrument_id)
    if row is None:
        row = tables.Draft(instrument_id=instrument_id, family=draft_family(key, known))
        session.add(row)
    row.family = meant.family if meant else row.family
    row.round, row.on_day, row.of_key = draft.round or row.round, draft.on or row.on_day, of or row.of_key
    session.flush()


def _draft_of(session: Session, key: str | None, besides: int) -> tables.Draft | None:
    if key is None:
        return None
    instrument, alias = tables.Instrument, tables.InstrumentAlias
    by_alias = select(alias.instrument_id).where(alias.alias == key)
    ids = select(instrument.id).where((instrument.key == key) | instrument.id.in_(by_alias), instrument.id != besides)
    return session.scalar(select(tables.Draft).where(tables.Draft.instrument_id.in_(ids)))
