"""What is said of instruments elsewhere in the base: what others do to them, who rests on them, and what is stated about them."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, Connection, case, func, select
from sqlalchemy.orm import aliased

from documents.actions import Action
from documents.keys import number_slug
from documents.statements import Statement
from documents.text import fold
from kb.database.reading.details import slices
from kb.database.storing.identity import misdates
from kb.database.tables import CitedInstrument, Effect, EffectivePeriod, Instrument, Version
from kb.law.effects import IN_USE, REJECTED
from kb.law.influences import Influence
from kb.law.reliance import Reliance, read_reliance
from kb.law.statements import statements_by_instrument


@dataclass(frozen=True, slots=True)
class Outside:
    """What is said of some instruments elsewhere, by instrument: what others do to them, who rests on them, and what is stated."""

    influences: Mapping[int, Sequence[Influence]]
    reliance: Mapping[int, Reliance]
    statements: Mapping[int, Sequence[Statement]] = field(default_factory=dict)

    def stamp(self, instrument: int) -> str | None:
        """What tells one state of it for an instrument from others; None where nothing is said."""
        influences, rests = self.influences.get(instrument), self.reliance.get(instrument)
        statements = self.statements.get(instrument)
        if not influences and rests is None and not statements:
            return None
        said = (instrument, list(influences or ()), rests and rests.stamp, *(statements or ()))
        return hashlib.blake2b(repr(said).encode(), digest_size=12).hexdigest()

    def stamps(self) -> dict[str, int]:
        """Every stamp there is, with its instrument."""
        some = {*self.influences, *self.reliance, *self.statements}
        return {stamp: instrument for instrument in some if (stamp := self.stamp(instrument)) is not None}


def read_outside(connection: Connection, instruments: Sequence[int] | None = None) -> Outside:
    """What others say of some instruments, or of all."""
    return Outside(
        read_influences(connection, instruments),
        read_reliance(connection, _among(instruments)),
        statements_by_instrument(connection, instruments),
    )


def read_influences(connection: Connection, instruments: Iterable[int] | None = None) -> dict[int, list[Influence]]:
    """The effects on some instruments, or on all, that were not rejected, by instrument."""
    source, held, cited = aliased(Instrument), aliased(Instrument), CitedInstrument
    starts = (
        select(Version.instrument_id.label("source"), func.min(EffectivePeriod.start).label("start"))
        .join(EffectivePeriod, EffectivePeriod.version_id == Version.id)
        .where(EffectivePeriod.start.is_not(None))
        .group_by(Version.instrument_id)
        .subquery()
    )
    found: dict[int, list[Influence]] = defaultdict(list)
    for among in _among(instruments):
        rows = connection.execute(
            select(
                Effect.id,
                cited.instrument_id,
                Effect.action,
                Effect.target_path,
                Effect.effective_from,
                Effect.effective_to,
                Effect.state,
                Effect.correction,
                Effect.certain,
                Effect.body["by"].as_string(),
                Effect.body["listed"].as_boolean(),
                Effect.body["part"].as_string(),
                Effect.body["spared"],
                Effect.body["spared_until"].as_string(),
                source.number,
                source.title,
                source.number_slug,
                starts.c.start,
                cited.key,
                held.key,
                held.title,
                case((cited.key != held.key, Effect.text)),
            )
            .join(cited, cited.id == Effect.cited_id)
            .join(held, held.id == cited.instrument_id)
            .join(source, source.id == Effect.instrument_id)
            .outerjoin(starts, starts.c.source == Effect.instrument_id)
            .where(among, Effect.state != REJECTED, Effect.instrument_id != cited.instrument_id)
            .order_by(Effect.id)
        )
        for (
            id_,
            target,
            action,
            path,
            begin,
            end,
            state,
            correction,
            certain,
            reported,
            listed,
            part,
            kept,
            until,
            *by_whom,
        ) in rows:
            number, title, slug, started, *named = by_whom
            right = correction or {}
            if "effective_from" in right:
                begin = date.fromisoformat(right["effective_from"]) if right["effective_from"] else None
            if "effective_to" in right:
                end = date.fromisoformat(right["effective_to"]) if right["effective_to"] else None
            does, name = Action(right.get("action", action)), number or title or ""
            by = number_slug(reported) if reported else slug  # a list only reports what another instrument did
            # When the list took effect says nothing of when that happened.
            start = begin or (None if listed else started)
            wordless = bool(listed) and does is Action.REPLACE and not right.get("new_text")
            spared, last = frozenset(kept or ()), date.fromisoformat(until) if until else None
            certain = certain and _means(*named)
            about = (does, path, start, end, state in IN_USE, name, by, certain, wordless, part is not None, spared, last, id_)
            found[target].append(Influence(*about))
    return found


def _means(written: str | None, key: str, title: str | None, sentence: str | None) -> bool:
    """Whether a sentence without doubt means the instrument: with another day than its own, only where it also says its title."""
    if written is None or sentence is None or not misdates(written, key):
        return True
    return bool(title) and fold(title or "") in fold(sentence)


def _among(instruments: Iterable[int] | None) -> Iterator[ColumnElement[bool]]:
    if instruments is None:
        yield CitedInstrument.instrument_id.is_not(None)
        return
    for some in slices(sorted(instruments)):
        yield CitedInstrument.instrument_id.in_(some)
