"""How instruments are called and noted that texts name, whether the base has them or not."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.errors import KeyFormatError
from documents.identity.issuers import printed_number
from documents.keys import number_slug
from documents.paths import UNKNOWN, number_of_key
from documents.wording.citing import instrument_name
from kb.database import tables
from kb.database.reading.reader import find_instrument
from kb.errors import NotFoundError

if TYPE_CHECKING:
    from documents.references import KnownInstrument

UNRESOLVED = "?"
"""Stands before the slug of what a text writes, in the label of a row that has no key."""


def cited_name(named: Any, held: tables.Instrument | None) -> str:
    """What a text names, to show: as the base knows it, else by its number or name.

    :param named: a row of cited instruments; None: nothing is named
    :param held: the instrument of the base that it is
    """
    if held is not None:
        return name_of(held)
    if named is not None and named.key:
        number, slugged = named.number, number_of_key(named.key)
        if number == slugged.upper():  # of the key, no text writes it
            number = printed_number(slugged)
        return instrument_name(named.key, number, named.name, subject=True)
    return (named.number or named.name or named.label) if named else ""


def name_of(instrument: tables.Instrument) -> str:
    """What an instrument is called, with what it is about."""
    return instrument_name(instrument.key, instrument.number, instrument.title or instrument.borrowed_title, subject=True)


def name_of_key(session: Session, key: str | None) -> str:
    """What the instrument of a key is called; the key itself where the base has none."""
    try:
        return name_of(session.get_one(tables.Instrument, find_instrument(session, key or "").id))
    except (NotFoundError, KeyFormatError):
        return key or ""


def cited_key(named: tables.CitedInstrument | None, held: tables.Instrument | None) -> str | None:
    """The key of what a text names, as far as it is known."""
    if held is not None:
        return held.key
    return named.key if named else None


def cited_values(
    label: str, number: str | None, name: str | None, instrument_id: int | None, held: "KnownInstrument | None" = None
) -> dict[str, Any]:
    """The columns of a row of cited instruments.

    :param label: the key, or :data:`UNRESOLVED` with the slug of what is written
    :param number: as it is written, for what nothing is known about
    """
    from documents.references.resolution import built_in

    key = None if label.startswith(UNRESOLVED) else label
    about = held or (built_in().keyed(key) if key else None)
    number = about.number if about else number
    of_key = number_of_key(key or "")
    slugged = of_key if key else number_slug(number or "") or None
    return {
        "label": label,
        "key": key,
        "number": number or (of_key.upper() if of_key != UNKNOWN else None),
        "number_slug": slugged,
        "name": name or (about.name if about else None),
        "instrument_id": instrument_id,
    }


@dataclass(frozen=True, slots=True)
class Named:
    """An instrument by the label of its row, which may not be stored yet."""

    label: str
    instrument_id: int | None = None
    number: str | None = None

    def row(self, session: Session) -> int:
        """The row; one is made where there is none."""
        held = session.get(tables.Instrument, self.instrument_id) if self.instrument_id is not None else None
        return cited_row(session, self.label, self.number, held)

    def shown(self, session: Session) -> tables.CitedInstrument:
        """The row, or one like it that is not stored."""
        stored = session.scalar(select(tables.CitedInstrument).where(tables.CitedInstrument.label == self.label))
        return stored or tables.CitedInstrument(**cited_values(self.label, self.number, None, self.instrument_id))


def cited_row(session: Session, label: str, number: str | None = None, held: tables.Instrument | None = None) -> int:
    """The row of what is named; one is made where there is none."""
    row = tables.CitedInstrument
    found = session.scalar(select(row.id).where(row.label == label))
    if found is None:
        made = row(**cited_values(label, number or (held.number if held else None), None, held.id if held else None))
        session.add(made)
        session.flush()
        found = made.id
    return found
