"""Amending instruments of a base, and their accepted effects as `documents.amendments` applies them; what a text would say with
the changes that one other text makes in it, reviewed or not. Nothing of that is stored.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.amendments import Effect, EffectTarget, Evidence, Part, Position
from documents.consolidation.consolidate import consolidate
from documents.consolidation.tree import ChangedBy
from documents.keys import number_slug
from documents.model import Instrument, Provision
from kb.database import tables
from kb.database.reading.reader import choose_version, find_by_id, load_version, versions
from kb.database.reading.records import LoadedVersion, VersionRecord
from kb.database.storing.arrangement import COMPILED, read_of_day
from kb.law.effects.views import FOUND, WORDS, EffectView, changes_in_part, effects_on
from kb.law.references.naming import UNRESOLVED, Named
from kb.law.texts.typed import as_read, has_typed


def as_effect(item: EffectView, target_key: str) -> Effect:
    """An effect that a reviewer accepted, as `documents.amendments` applies it."""
    body = item.body
    words: dict[str, Any] = {name: body.get(name) for name in WORDS}
    return Effect(
        action=item.action,
        target=EffectTarget(
            key=target_key,
            instrument=body.get("target_instrument"),
            name=body.get("target_name"),
            path=item.target_path or None,
            anchor=body.get("anchor"),
            position=Position(body["position"]) if body.get("position") else None,
            part=Part(body.get("part", "whole")),
            paragraph=body.get("paragraph"),
        ),
        evidence=Evidence(item.path, item.start, item.end, item.evidence, item.field),
        **words,
        effective_from=item.effective_from,
        effective_to=item.effective_to,
    )


class AmendingInstruments:
    """Amending instruments, loaded once.

    :param typed: with the words that reviewers typed; else with those that were read
    """

    def __init__(self, session: Session, typed: bool = True) -> None:
        self._session = session
        self._typed = typed
        self._instruments: dict[int, Instrument] = {}
        self._starts: dict[int, date | None] = {}
        self._on: dict[int, list[EffectView]] = {}

    def instrument(self, instrument_id: int) -> Instrument:
        """An amending instrument with its text, appendices and all."""
        if instrument_id not in self._instruments:
            loaded = load_version(self._session, instrument_id)
            if loaded.version.origin == COMPILED:
                # What amended it in the meantime is applied where the day is known; see `amending`.
                made_of = [item for item in versions(self._session, instrument_id) if item.origin != COMPILED]
                until = loaded.version.valid_from or date.max
                own = [item for item in read_of_day(made_of) if (item.valid_from or date.min) <= until] or made_of
                loaded = load_version(self._session, instrument_id, version=own[-1].number)
            record = loaded.instrument
            self._instruments[instrument_id] = Instrument(record.key, record.metadata, loaded.provisions)
        return self._instruments[instrument_id]

    def amending(
        self, instrument_id: int, day: date, present: Mapping[int, Sequence[EffectView]]
    ) -> list[tuple[Instrument, tuple[Effect, ...]]]:
        """What had amended an amending instrument by a day, as far as it was accepted."""
        by_source: dict[int, list[EffectView]] = defaultdict(list)
        for item in self._in_use_on(instrument_id):
            start = item.effective_from or self.starts(item.source_id)
            if item.source_id not in present and start is not None and start <= day and item.action.textual:
                by_source[item.source_id].append(item if self._typed else as_read(item))
        key = self.instrument(instrument_id).key
        return [(self.instrument(source), tuple(as_effect(item, key) for item in some)) for source, some in by_source.items()]

    def corrected(self, instrument_id: int) -> list[EffectView]:
        """The corrections of what amended an amending instrument that bring words of a person into it."""
        return [item for item in self._in_use_on(instrument_id) if has_typed(item)]

    def _in_use_on(self, instrument_id: int) -> list[EffectView]:
        if instrument_id not in self._on:
            self._on[instrument_id] = [item for item in effects_on(self._session, instrument_id) if item.in_use]
        return self._on[instrument_id]

    def starts(self, instrument_id: int) -> date | None:
        """The day an amending instrument takes effect, for effects that say none of their own."""
        if instrument_id not in self._starts:
            record = find_by_id(self._session, instrument_id)
            days = [period.start for period in record.effective if period.start and not period.scope]
            self._starts[instrument_id] = min(days, default=None)
        return self._starts[instrument_id]

    def numbered(self, number: str) -> Named:
        """The instrument of a number, as far as it is known."""
        row, instrument = tables.CitedInstrument, tables.Instrument
        wanted = number_slug(number)
        held = self._session.execute(select(instrument.id, instrument.key).where(instrument.number_slug == wanted)).all()
        if len(held) == 1:
            return Named(held[0].key, held[0].id, number)
        found = self._session.scalars(select(row.label).where(row.number_slug == wanted).order_by(row.id)).all()
        return Named(found[0] if len(found) == 1 else f"{UNRESOLVED}{wanted}", None, number)


@dataclass(frozen=True, slots=True)
class Amended:
    """A text with the changes that another one makes in it.

    :param base: its words before; None where the base has only later ones
    :param provisions: its words with them
    :param said_at: by path of what was changed, where the other one says so
    :param left_out: what they are about that could not be read or applied with certainty
    """

    base: LoadedVersion | None
    provisions: tuple[Provision, ...] = ()
    said_at: Mapping[str, str] | None = None
    reviewed: bool = False
    left_out: tuple[str, ...] = ()


def as_amended(session: Session, instrument_id: int, by: int, number: int | None = None) -> Amended | None:
    """A text with what another one changes in it; None where that changes no part of it.

    :param number: the version to begin with; without one that of the day before the first change
    """
    some = changes_in_part(session, instrument_id, by)
    if not some:
        return None
    sources = AmendingInstruments(session)
    start = min((item.effective_from for item in some if item.effective_from), default=None) or sources.starts(by)
    before = [item for item in versions(session, instrument_id) if _is_before(item, start)]
    if not before or (number is not None and all(item.number != number for item in before)):
        return Amended(None)
    chosen = choose_version(before, start and start - timedelta(days=1), number)
    base = load_version(session, find_by_id(session, instrument_id), version=chosen.number)
    original = Instrument(base.instrument.key, base.instrument.metadata, base.provisions)
    used = [item for item in some if item.in_use or (item.certain and item.state == FOUND)]
    effects = [as_effect(item, original.key) for item in used]
    other = sources.instrument(by)
    result = consolidate(original, [(other, effects)])
    at = {ChangedBy(other.key, place): effect.evidence.path for place, effect in enumerate(effects)}
    said_at = {path: at[changes[-1]] for path, changes in result.changed_by.items() if changes[-1] in at}
    unread = [item.target_path for item in some if item not in used]
    left_out = dict.fromkeys([*unread, *(effect.target.path or "" for effect in result.pending)])
    return Amended(base, result.provisions, said_at, all(item.in_use for item in some), tuple(left_out))


def _is_before(version: VersionRecord, start: date | None) -> bool:
    """Whether the words of a version are older than a change: the codification has them up to the day it was taken."""
    days = [day for day in (version.valid_from, version.snapshot_on) if day]
    return start is None or all(day < start for day in days)
