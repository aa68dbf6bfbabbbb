"""Which instruments of a base are no law but drafts, or papers that go with drafts."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select
from sqlalchemy.orm import Session

from documents.model import Draft, InstrumentType
from kb.database import tables
from kb.database.reading.details import rows_among

_ROW = tables.Draft


def drafted() -> "Select[int]":
    """The ids of all of them, for a condition: what makes law, or is searched as law, is not among these."""
    return select(_ROW.instrument_id)


def drafts_among(session: Session | Connection, ids: Iterable[int]) -> dict[int, Draft]:
    """Those among some instruments, and what is known of them."""
    asked = select(_ROW.instrument_id, _ROW.round, _ROW.on_day, _ROW.of_key)
    return {id_: Draft(*said) for id_, *said in rows_among(session, asked, _ROW.instrument_id, ids)}


def family_of(session: Session, instrument_id: int) -> tuple[list[int], list[int]]:
    """The rounds of the draft that an instrument belongs to, and the papers to them; none where there is none.

    In the order of their numbers where all have one, else of their days.
    """
    own = select(_ROW.family).where(_ROW.instrument_id == instrument_id)
    about = (_ROW.instrument_id, _ROW.round, _ROW.on_day, tables.Instrument.type)
    rows = session.execute(
        select(*about).join(tables.Instrument, tables.Instrument.id == _ROW.instrument_id).where(_ROW.family.in_(own))
    ).all()
    counted = all(row.round is not None for row in rows if row.type == InstrumentType.DRAFT)

    def order(row: Any) -> tuple[int, date, int, int]:
        return row.round if counted and row.round else 0, row.on_day or date.min, row.round or 0, row.instrument_id

    ordered = sorted(rows, key=order)
    rounds = [row.instrument_id for row in ordered if row.type == InstrumentType.DRAFT]
    return rounds, [row.instrument_id for row in ordered if row.type != InstrumentType.DRAFT]


def earlier_rounds(session: Session, instrument_id: int) -> list[int]:
    """The rounds of a draft before one of them."""
    rounds, _ = family_of(session, instrument_id)
    return rounds[: rounds.index(instrument_id)] if instrument_id in rounds else []
