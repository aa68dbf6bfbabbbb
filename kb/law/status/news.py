"""What became known of the law since a moment: texts that came, what they do to others, and statuses that are others now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from documents.time.status import Told
from kb.database.reading.holdings import drafted
from kb.database.tables import CitedInstrument, Effect, EffectivePeriod, Instrument, Version
from kb.interface.days import in_vietnam, utc
from kb.law.effects.views import IN_USE, REJECTED
from kb.law.status.answers import Asked, answer_all
from kb.law.status.provision_status import ProvisionStatus

_COMPILED = "compiled"
_CHECKED = frozenset({Told.IN_FORCE, Told.WAS_IN_FORCE})
MOST_ASKED = 60
"""Instruments whose status is asked for on both days: those that nearest concern somebody first."""


_PAUSE = timedelta(hours=6)
"""Texts that come without a longer pause come in one go."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An instrument of which a text came.

    :param new: the base had nothing of it before
    """

    key: str
    version: int
    new: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What one instrument does to another one.

    :param count: how many places it changes or ends
    """

    source: str
    target: str
    count: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Turn:
    """An instrument whose status on the present day is another one than on the day of the moment."""

    key: str
    before: ProvisionStatus
    after: ProvisionStatus


@dataclass(frozen=True, slots=True)
class News:
    """What is new, what nearest concerns somebody first.

    :param asked: of how many instruments the status was looked at, ``dated`` of how many that a day concerns
    """

    arrivals: tuple[Arrival, ...]
    changes: tuple[Change, ...]
    turns: tuple[Turn, ...]
    asked: int
    dated: int

    @property
    def count(self) -> int:
        """How much is new."""
        return len(self.arrivals) + len(self.changes) + len(self.turns)

    def split(self, near: Collection[str]) -> tuple["News", "News"]:
        """What concerns some instruments, and the rest."""

        def part(here: bool) -> News:
            return replace(
                self,
                arrivals=tuple(item for item in self.arrivals if (item.key in near) is here),
                changes=tuple(item for item in self.changes if (item.source in near or item.target in near) is here),
                turns=tuple(item for item in self.turns if (item.key in near) is here),
            )

        return part(True), part(False)


def made_at(session: Session) -> datetime | None:
    """When the texts that a base was made of had come: the first ones, and all after them without a longer pause."""
    last: datetime | None = None
    for at in session.scalars(select(Version.recorded_at).where(Version.origin != _COMPILED).order_by(Version.recorded_at)):
        if last is not None and at - last > _PAUSE:
            break
        last = at
    return utc(last) if last is not None else None


def news(session: Session, since: datetime, today: date, near: Collection[str] = ()) -> News:
    """What is new since a moment.

    :param near: keys of the instruments that concern whoever asks
    """
    arrivals, changes = _arrivals(session, since), _changes(session, since)
    arrivals.sort(key=lambda item: (item.key not in near, not item.new, -item.at.timestamp(), item.key))
    changes.sort(key=lambda item: (item.target not in near, item.source not in near, item.source, item.target))
    first = in_vietnam(since).date()
    dated = sorted(_dated(session, first, today), key=lambda key: (key not in near, key))
    some = dated[:MOST_ASKED]
    return News(tuple(arrivals), tuple(changes), tuple(_turns(session, some, first, today)), len(some), len(dated))


def _arrivals(session: Session, since: datetime) -> list[Arrival]:
    """Compiled texts are left out: what makes them are changes by other texts, which are told by themselves."""
    rows = session.execute(
        select(
            Instrument.key,
            func.max(case((Version.recorded_at > since, Version.number))),
            func.min(Version.recorded_at),
            func.max(Version.recorded_at),
        )
        .join(Version, Version.instrument_id == Instrument.id)
        .where(Version.origin != _COMPILED, Instrument.id.not_in(drafted()))
        .group_by(Instrument.key)
        .having(func.max(Version.recorded_at) > since)
    )
    return [Arrival(key, number, utc(first) > since, utc(last)) for key, number, first, last in rows]


def _changes(session: Session, since: datetime) -> list[Change]:
    source, target = aliased(Instrument), aliased(Instrument)
    rows = session.execute(
        select(source.key, target.key, func.count(), func.sum(case((Effect.state.in_(IN_USE), 0), else_=1)))
        .join(source, source.id == Effect.instrument_id)
        .join(Version, Version.id == Effect.version_id)
        .join(CitedInstrument, CitedInstrument.id == Effect.cited_id)
        .join(target, target.id == CitedInstrument.instrument_id)
        .where(
            or_(Version.recorded_at > since, Effect.decided_at > since), Effect.state != REJECTED, target.id != Effect.instrument_id
        )
        .group_by(source.key, target.key)
    )
    return [Change(by, on, count, waiting) for by, on, count, waiting in rows]


def _dated(session: Session, first: date, last: date) -> set[str]:
    of_version = select(Instrument.key).join(Version, Version.instrument_id == Instrument.id)
    periods = of_version.join(EffectivePeriod, EffectivePeriod.version_id == Version.id).where(
        or_(
            and_(EffectivePeriod.start > first, EffectivePeriod.start <= last),
            and_(EffectivePeriod.end >= first, EffectivePeriod.end < last),
        )
    )
    changed = (
        select(Instrument.key)
        .join(CitedInstrument, CitedInstrument.instrument_id == Instrument.id)
        .join(Effect, Effect.cited_id == CitedInstrument.id)
        .where(Effect.effective_from > first, Effect.effective_from <= last, Effect.state != REJECTED)
    )
    return {*session.scalars(periods), *session.scalars(changed)}


def _turns(session: Session, keys: Sequence[str], first: date, last: date) -> list[Turn]:
    asked = [Asked(key, None, day) for key in keys for day in (first, last)]
    answers = answer_all(session, asked) if asked else []
    found = []
    for key, before, after in zip(keys, answers[::2], answers[1::2], strict=True):
        if before is not None and after is not None:
            told = (before.status.told, after.status.told)
            # That a check lies in the past by now is no news of the law.
            if told[0] is not told[1] and not _CHECKED.issuperset(told):
                found.append(Turn(key, before.shown(first), after.shown(last)))
    return found
