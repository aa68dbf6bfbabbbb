"""Amending instruments of a base, and their accepted effects as `documents.amendments` applies them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.amendments import Effect, EffectTarget, Evidence, Part, Position
from documents.keys import number_slug
from documents.model import Instrument
from kb.database import tables
from kb.database.reading.reader import find_by_id, load_version, versions
from kb.database.reading.records import VersionRecord
from kb.database.storing.arrangement import COMPILED, rank
from kb.law.effects.views import WORDS, EffectView, effects_on
from kb.law.references.naming import UNRESOLVED, Named
from kb.law.texts.typed import as_read, has_typed


def read_of_day(stored: Iterable[VersionRecord]) -> list[VersionRecord]:
    """Of each day the version that is read, were there no compiled ones: these stand before the text that they were made of."""
    days: dict[date | None, list[VersionRecord]] = defaultdict(list)
    for item in stored:
        days[item.valid_from].append(item)
    read = (max(group, key=lambda item: rank(item, item.sources)) for group in days.values())
    return sorted(read, key=lambda item: item.valid_from or date.min)


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
