"""What is said of instruments elsewhere in the base: what others do to them, who rests on them, and what is stated about them."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from documents.identity.issuers import issuers_of_number
from documents.identity.numbers import FoundNumber, find_numbers
from documents.keys import misdates, number_slug
from documents.model import InstrumentType
from documents.paths import UNKNOWN, key_parts, unit_of
from documents.text import fold
from documents.time.stated import Statement
from documents.wording.actions import Action
from documents.wording.types import TYPE_PATTERN, is_outranked
from documents.wording.verbs import END
from kb.database.reading.details import rows_among, slices
from kb.database.tables import CitedInstrument, Effect, EffectivePeriod, Instrument, Provision, Version
from kb.law.effects.influences import Influence, StatedEnd
from kb.law.effects.reliance import Reliance, Successor, read_lacking, read_reliance, read_successors
from kb.law.effects.views import IN_USE, REJECTED, day_of
from kb.law.statements.stored import statements_by_instrument

_TYPES = {type_.value: type_ for type_ in InstrumentType}


_FOLLOWS = 2
"""Raised when something else follows from statements, or from later laws of a name, than before: an index reads again what they are
about, and nothing more."""


@dataclass(frozen=True, slots=True)
class ExternalEvidence:
    """What is said of some instruments elsewhere, by instrument: what others do to them, who rests on them, and what is stated.

    :param lacking: since when something may have amended them that the base lacks
    """

    influences: Mapping[int, Sequence[Influence]]
    reliance: Mapping[int, Reliance]
    statements: Mapping[int, Sequence[Statement]] = field(default_factory=dict)
    successors: Mapping[int, Successor] = field(default_factory=dict)
    lacking: Mapping[int, date] = field(default_factory=dict)

    def stamp(self, instrument: int) -> str | None:
        """What tells one state of it for an instrument from others; None where nothing is said."""
        influences, rests = self.influences.get(instrument), self.reliance.get(instrument)
        statements, successor = self.statements.get(instrument), self.successors.get(instrument)
        lacking = self.lacking.get(instrument)
        if not (influences or rests or statements or successor or lacking):
            return None
        does = [item.stamp for item in influences or ()]
        said: tuple[object, ...] = (instrument, does, rests and rests.stamp, successor, *(statements or ()))
        said = (lacking, *said) if lacking else said
        said = (_FOLLOWS, *said) if statements or successor else said
        return hashlib.blake2b(repr(said).encode(), digest_size=12).hexdigest()

    def stamps(self) -> dict[int, str]:
        """The stamps of all instruments that have one."""
        some = {*self.influences, *self.reliance, *self.statements, *self.successors, *self.lacking}
        return {instrument: stamp for instrument in some if (stamp := self.stamp(instrument)) is not None}


def read_external(connection: Connection, instruments: Sequence[int] | None = None) -> ExternalEvidence:
    """What others say of some instruments, or of all."""
    successors = read_successors(connection, instruments)
    return ExternalEvidence(
        read_influences(connection, instruments),
        read_reliance(connection, _among(instruments)),
        statements_by_instrument(connection, instruments),
        successors,
        read_lacking(connection, _among(instruments)),
    )


_source, _held, _cited = aliased(Instrument), aliased(Instrument), CitedInstrument
_starts = (
    select(Version.instrument_id.label("source"), func.min(EffectivePeriod.start).label("start"))
    .join(EffectivePeriod, EffectivePeriod.version_id == Version.id)
    .where(EffectivePeriod.start.is_not(None))
    .group_by(Version.instrument_id)
    .subquery()
)
# Made once: putting the statement together costs more than asking it.
_INFLUENCES = (
    select(
        Effect.id,
        _cited.instrument_id.label("target"),
        Effect.action,
        Effect.target_path,
        Effect.effective_from,
        Effect.effective_to,
        Effect.state,
        Effect.correction,
        Effect.certain,
        Effect.doubt,
        Effect.body["by"].as_string().label("reported"),
        Effect.body["listed"].as_boolean().label("listed"),
        Effect.body["part"].as_string().label("part"),
        Effect.body["spared"].label("spared"),
        Effect.body["spared_until"].as_string().label("spared_until"),
        _source.type,
        _source.number,
        _source.title,
        _source.number_slug,
        _source.issued_on,
        _starts.c.start,
        _cited.key.label("written"),
        _held.key,
        _held.type.label("held_type"),
        _held.number.label("held_number"),
        _held.title.label("held_title"),
        Effect.instrument_id.label("by"),
        Effect.version_id.label("version"),
        Effect.path,
        case((and_(~Effect.certain, Effect.target_path == ""), Effect.text)).label("sentence"),
    )
    .join(_cited, _cited.id == Effect.cited_id)
    .join(_held, _held.id == _cited.instrument_id)
    .join(_source, _source.id == Effect.instrument_id)
    .outerjoin(_starts, _starts.c.source == Effect.instrument_id)
    .where(Effect.state != REJECTED, Effect.instrument_id != _cited.instrument_id)
    .order_by(Effect.id)
)


def read_influences(connection: Connection, instruments: Iterable[int] | None = None) -> dict[int, list[Influence]]:
    """The effects on some instruments, or on all, that were not rejected, by instrument."""
    found: dict[int, list[Influence]] = defaultdict(list)
    for among in _among(instruments):
        rows = connection.execute(_INFLUENCES.where(among)).all()
        named = _named_in_titles(connection, rows)
        meant = _entitled(connection, rows)
        for row in rows:
            influence = _influence(row, meant)
            if influence.sure(influence.path) or influence.in_use or row.listed or not (_is_below(row) or row.id in named):
                found[row.target].append(influence)
    return found


def _named_in_titles(connection: Connection, rows: Sequence[Any]) -> set[int]:
    """The doubtful endings of instruments that their sentence names only in the title of another one, as that one's title shows."""
    doubtful = [row for row in rows if not row.certain and not row.target_path and Action(row.action).ends]
    numbers = {row.id: find_numbers(row.sentence) for row in doubtful}
    titles: dict[str, set[str]] = defaultdict(set)
    held = select(Instrument.number_slug, Instrument.title).where(Instrument.title.is_not(None))
    slugs = {number_slug(item.number) for found in numbers.values() for item in found}
    for slug, title in rows_among(connection, held, Instrument.number_slug, slugs):
        titles[slug or ""].update(number_slug(item.number) for item in find_numbers(title))
    parts = {(row.by, row.path, row.target) for row in rows if row.certain and row.target_path}
    found = set[int]()
    for row in doubtful:
        own = number_slug(row.held_number or "")
        named = [item for item in numbers[row.id] if number_slug(item.number) == own]
        if (row.by, row.path, row.target) in parts:
            named = named[1:]  # its parts are ended where it is named first
        others = [item for item in numbers[row.id] if own in titles[number_slug(item.number)] and number_slug(item.number) != own]
        if named and all(any(_in_title(row.sentence, one, item) for one in others) for item in named):
            found.add(row.id)
    return found


def _in_title(sentence: str, one: FoundNumber, item: FoundNumber) -> bool:
    """Whether a number may stand in the title that follows another one: nothing between them begins the next object."""
    return one.end <= item.start and _NEXT.search(sentence, one.end, item.start) is None


_NEXT = re.compile(rf"(?:;\s*(?:và\s+)?|(?<!\w){END}\s+){TYPE_PATTERN}\s", re.IGNORECASE)


def read_ends(connection: Connection, keys: Iterable[str]) -> dict[str, list[tuple[int, StatedEnd]]]:
    """What says without doubt that instruments are over of which the base has no text: effects, and the last day by each."""
    wanted: dict[tuple[str, str], list[str]] = defaultdict(list)  # with its day and without one
    for key in keys:
        if (parts := key_parts(key)) is not None and parts.number != UNKNOWN:
            wanted[parts.type, parts.number].append(key)
    found: dict[str, list[tuple[int, StatedEnd]]] = defaultdict(list)
    for some in slices(sorted({number for _, number in wanted})):
        rows = connection.execute(
            select(_cited.key, _cited.number, _source.number.label("by"), Effect.effective_from, Effect.state, Effect.id)
            .join(_cited, _cited.id == Effect.cited_id)
            .join(_source, _source.id == Effect.instrument_id)
            .where(_cited.instrument_id.is_(None), _cited.number_slug.in_(some), Effect.target_path == "", Effect.certain)
            .where(Effect.state != REJECTED, Effect.action.in_(_ENDING), Effect.effective_from.is_not(None))
            .where(Effect.body["part"].as_string().is_(None), Effect.body["spared"].as_string().is_(None))
        )
        for row in rows:
            parts = key_parts(row.key or "")
            if parts is not None and row.by and issuers_of_number(row.number or "") is not None:  # no number of several provinces
                for key in wanted[parts.type, parts.number]:
                    found[key].append((row.id, StatedEnd(row.effective_from - _DAY, "", row.by, row.state in IN_USE)))
    return found


_ENDING = tuple(action.value for action in Action if action.ends)
_DAY = timedelta(days=1)


def _influence(row: Any, meant: Collection[tuple[int, int]]) -> Influence:
    right = row.correction or {}
    action = Action(right.get("action", row.action))
    begin = day_of(right["effective_from"]) if "effective_from" in right else row.effective_from
    # When a list took effect says nothing of when that happened which it reports.
    start = begin or (None if row.listed else row.start)
    # A day before the issue that no words of the instrument say is a misprint in the codification's note.
    misprinted = begin is None and start is not None and row.issued_on is not None and start < row.issued_on
    return Influence(
        action,
        row.target_path,
        row.issued_on if misprinted else start,
        day_of(right["effective_to"]) if "effective_to" in right else row.effective_to,
        in_use=row.state in IN_USE,
        by=row.reported or row.number or row.title or "",
        number=number_slug(row.reported) if row.reported else row.number_slug,
        certain=row.certain and not misprinted and (not _misdated(row) or (row.version, row.target) in meant),
        wordless=bool(row.listed) and action is Action.REPLACE and not right.get("new_text"),
        partly=row.part is not None,
        spared=frozenset(row.spared or ()),
        spared_until=day_of(row.spared_until),
        excepts=row.doubt == "doubt.excepted" and action.ends and not row.target_path,
        place=unit_of(row.path) if row.certain and action.ends and row.target_path != unit_of(row.target_path) else "",
        effect=row.id,
    )


def _is_below(row: Any) -> bool:
    """Whether the target stands above what acts: a sentence half understood casts no doubt on what it cannot touch."""
    return is_outranked((_TYPES.get(row.type), row.number), (_TYPES.get(row.held_type), row.held_number))


def _misdated(row: Any) -> bool:
    return row.written is not None and row.written != row.key and misdates(row.written, row.key)


def _entitled(connection: Connection, rows: Sequence[Any]) -> set[tuple[int, int]]:
    """The texts that name an instrument with another day than its own, each with that, where they say its title: they mean it."""
    wrong = {(row.version, row.target): row for row in rows if row.held_title and row.held_number and _misdated(row)}
    found = set[tuple[int, int]]()
    for (version, target), row in wrong.items():
        named = or_(*(column.contains(row.held_number) for column in (Provision.text, Provision.heading)))
        asked = select(Provision.heading, Provision.text).where(Provision.version_id == version, named)
        said = (fold(" ".join(filter(None, words))) for words in connection.execute(asked))
        if any(fold(row.held_title) in words for words in said):
            found.add((version, target))
    return found


def _among(instruments: Iterable[int] | None) -> Iterator[ColumnElement[bool]]:
    if instruments is None:
        yield CitedInstrument.instrument_id.is_not(None)
        return
    for some in slices(sorted(instruments)):
        yield CitedInstrument.instrument_id.in_(some)
