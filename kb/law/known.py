"""What a base knows of instruments, in memory, for resolving references."""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from documents.citations import KnownInstrument
from documents.citations.resolution import built_in
from documents.model import InstrumentType
from documents.text import slug
from documents.types import NAMED_TYPES
from kb.database import tables
from kb.database.reading.reader import content_revision

_TYPES = {type_.value: type_ for type_ in InstrumentType}
_MOST_BASES = 4


@dataclass(frozen=True, slots=True)
class HeldInstrument(KnownInstrument):
    """An instrument of the base.

    :param row: its id
    """

    row: int = 0


class InstrumentsOfBase:
    """The instruments of a base by number, name and key; see `documents.citations.KnownInstruments`."""

    def __init__(self, session: Session) -> None:
        self._numbered: dict[str, list[HeldInstrument]] = defaultdict(list)
        self._named: dict[str, list[HeldInstrument]] = defaultdict(list)
        self._keyed: dict[str, HeldInstrument] = {}
        self._read(session)

    def numbered(self, number: str) -> Sequence[HeldInstrument]:
        """Instruments with this số hiệu, a slug."""
        return self._numbered.get(number, ())

    def named(self, name: str) -> Sequence[KnownInstrument]:
        """Laws, codes, ordinances and constitutions with this title, a slug without the type word.

        With those that are known without the base: which one a name means, the day decides, and the base may hold only one of them.
        """
        held = self._named.get(name, [])
        keys = {item.key for item in held}
        return (*held, *(item for item in built_in().named(name) if item.key not in keys))

    def keyed(self, key: str) -> HeldInstrument | None:
        """The instrument that a key or an alias names."""
        return self._keyed.get(key)

    def _read(self, session: Session) -> None:
        instrument, version, period, alias = (
            tables.Instrument,
            tables.Version,
            tables.EffectivePeriod,
            tables.InstrumentAlias,
        )
        starts: dict[int, date | None] = dict(
            session.execute(
                select(version.instrument_id, func.min(period.start))
                .join(period, period.version_id == version.id)
                .where(period.start.is_not(None))
                .group_by(version.instrument_id)
            ).all()
        )
        by_row: dict[int, HeldInstrument] = {}
        columns = (instrument.id, instrument.key, instrument.type, instrument.number, instrument.number_slug, instrument.title)
        for row in session.execute(select(*columns, instrument.issued_on).order_by(instrument.key)):
            named = row.title if row.type in NAMED_TYPES else None
            held = HeldInstrument(
                key=row.key,
                type=_TYPES.get(row.type, InstrumentType.OTHER),
                number=row.number,
                name=named,
                issued_on=row.issued_on,
                effective_from=starts.get(row.id),
                row=row.id,
            )
            by_row[row.id] = self._keyed[row.key] = held
            if row.number_slug:
                self._numbered[row.number_slug].append(held)
            if named:
                self._named[slug(named)].append(held)
        for name, instrument_id in session.execute(select(alias.alias, alias.instrument_id)):
            self._keyed.setdefault(name, by_row[instrument_id])


_known: OrderedDict[tuple[str, int], InstrumentsOfBase] = OrderedDict()
_lock = threading.Lock()


def known_instruments(session: Session) -> InstrumentsOfBase:
    """What the base knows now, kept in memory until its texts change."""
    state = (str(session.connection().engine.url), content_revision(session))
    with _lock:
        found = _known.get(state)
    if found is None:
        found = InstrumentsOfBase(session)
        _remember(state, found)
    return found


def keep_known(session: Session, found: InstrumentsOfBase) -> int:
    """What is known stays what it is through a change that touches no instrument, once that is committed.

    :param session: of the transaction that makes the change
    :returns: the revision of the texts from then on
    """
    state = (str(session.connection().engine.url), content_revision(session))
    event.listen(session, "after_commit", lambda _: _remember(state, found), once=True)
    return state[1]


def _remember(state: tuple[str, int], found: InstrumentsOfBase) -> None:
    with _lock:
        _known[state] = found
        while len(_known) > _MOST_BASES:
            _known.popitem(last=False)
