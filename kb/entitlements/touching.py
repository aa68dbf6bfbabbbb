"""Which cards a new or changed instrument touches: those that rest on it, and those that rest on what it changes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from documents.time.relations import RelationKind
from kb.database import tables
from kb.database.reading.details import slices
from kb.entitlements.binding import keys_in_base
from kb.entitlements.checking import find_flaws, touched
from kb.entitlements.revisions import desk_of, rested_on

_CHANGES = frozenset(RelationKind) - {RelationKind.BASIS, RelationKind.DETAILS, RelationKind.REFERS}
"""What one text does to another one, so that what rests on that is to be looked at."""


@dataclass(frozen=True, slots=True)
class Touched:
    """What instruments mean for the cards.

    :param cards: that rest on them, or on what they change
    :param flaws: how many of the bases in these texts are to be looked at
    """

    cards: tuple[str, ...]
    flaws: int


NOTHING = Touched((), 0)


def touched_by(session: Session, instruments: Collection[str], day: date) -> Touched:
    """What instruments mean for the cards in force, by their keys. Cards are read only where something rests on them.

    Only the bases in the texts that are touched are held against the base, so that it costs little after every ingest.
    """
    texts = _texts(session, instruments)
    if not texts:
        return NOTHING
    desk = desk_of(session)
    cards = touched(desk, texts)
    found = find_flaws(session, desk, day, cards, texts) if cards else []
    return Touched(tuple(cards), len(found))


def _texts(session: Session, instruments: Collection[str]) -> frozenset[str]:
    """The texts that cards rest on, and that are among instruments or that these do something to."""
    if not instruments:
        return frozenset()
    rested, actors = rested_on(session), set(instruments)
    held = keys_in_base(session, rested)
    direct = frozenset(key for key in rested if held.get(key, key) in actors)
    return direct | _changed(session, {name: key for key in rested - direct for name in (key, held.get(key, key))}, actors)


def _changed(session: Session, texts: Mapping[str, str], by: Collection[str]) -> frozenset[str]:
    """Those of some texts that others do something to.

    :param texts: as cards name them, by that key and by the one that the base has
    """
    instrument, cited, effect, relation = tables.Instrument, tables.CitedInstrument, tables.Effect, tables.Relation
    found: set[str] = set()
    for some in slices(sorted(texts)):
        rows = session.execute(
            select(cited.id, instrument.key, cited.key)
            .outerjoin(instrument, instrument.id == cited.instrument_id)
            .where(or_(instrument.key.in_(some), cited.key.in_(some)))
        )
        of = {row: texts[str(key if key in texts else name)] for row, key, name in rows}
        for ids in slices(sorted(of)):
            for what, kinds in ((effect, None), (relation, _CHANGES)):
                asked = (
                    select(what.cited_id, instrument.key)
                    .join(instrument, instrument.id == what.instrument_id)
                    .where(what.cited_id.in_(ids))
                    .distinct()
                )
                if kinds is not None:
                    asked = asked.where(relation.kind.in_([kind.value for kind in kinds]))
                found.update(of[row] for row, actor in session.execute(asked) if row is not None and actor in by)
    return frozenset(found)
