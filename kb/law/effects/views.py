"""Effects that amending instruments have on the texts of a base, as read and as reviewers decided.

An effect is *found* when a text is stored. Only what a reviewer accepted, as it stands or corrected, changes texts and ends or
suspends them. What nobody has reviewed yet makes nothing be in force: it makes the status of what it touches unknown, and a banner
says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as of_class
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from documents.messages import Message
from documents.paths import GROUPING, kind_of, provision_key, touches, unit_of
from documents.wording.actions import Action
from kb.database import tables
from kb.database.reading.details import rows_among
from kb.database.reading.records import of_row
from kb.errors import ReviewError
from kb.interface.days import utc
from kb.law.references.naming import cited_key, cited_name, name_of

FOUND, ACCEPTED, CORRECTED, REJECTED = "found", "accepted", "corrected", "rejected"
IN_USE = (ACCEPTED, CORRECTED)
"""The states in which an effect changes texts and statuses."""
WORDS = ("new_text", "new_heading", "phrase_from", "phrase_to", "new_number", "new_path")
"""What an effect brings, as its body keeps it under the names that `documents.amendments` gives it."""


@dataclass(frozen=True, slots=True)
class EffectView:
    """An effect with its evidence and what was decided about it; fields hold the corrected values where there are any.

    :param source: key of the amending instrument; ``source_name`` its number and title
    :param target: key of the provision or instrument that is changed, as far as it is known
    :param target_id: row of the changed instrument, None where the base does not have it
    :param target_path: of the provision, empty for the whole; of a new provision the path that it gets
    :param effective_from: None where the amending text does not tell
    :param certain: it could be read without doubt; ``doubt`` says why not
    :param path: the provision of the amending instrument that holds the evidence; ``start``, ``end`` are offsets in its ``field``
    :param body: the rest of what was read: ``new_text``, ``new_heading``, ``phrase_from``, ``phrase_to``, ``anchor`` …
    :param state: ``found``, ``accepted``, ``corrected`` or ``rejected``
    :param read: ``body`` as it was read, without a correction
    """

    id: int
    source_id: int
    source: str
    source_name: str
    position: int
    action: Action
    target_id: int | None
    target: str | None
    target_name: str
    target_path: str
    effective_from: date | None
    effective_to: date | None
    certain: bool
    doubt: Message | None
    path: str
    field: str
    start: int
    end: int
    evidence: str
    body: Mapping[str, Any]
    state: str
    fingerprint: str
    correction: Mapping[str, Any] | None = None
    read: Mapping[str, Any] = of_class(default_factory=dict)
    decided_by: str | None = None
    decided_at: datetime | None = None

    @property
    def in_use(self) -> bool:
        """Whether it changes texts and statuses."""
        return self.state in IN_USE

    @property
    def by(self) -> tuple[str | None, str]:
        """Key and name of what does it: a list of what is over does nothing, and names who did, by its number."""
        reported = self.body.get("by")
        return (None, reported) if reported else (self.source, self.source_name)

    @property
    def shown(self) -> tuple[object, ...]:
        """What a decision about it rests on, see `kb.database.storing.seen`."""
        read = (self.source, self.fingerprint, self.path, self.field, self.start, self.end, self.evidence, self.certain, self.doubt)
        does = (self.action, self.target, self.target_name, self.effective_from, self.effective_to, sorted(self.body.items()))
        return (*read, *does, self.state, self.decided_by, self.decided_at)


def find_effects(session: Session, *where: Any) -> list[EffectView]:
    """Effects, by amending instrument and in the order of its text.

    :param where: conditions on `Effect` and the `CitedInstrument` that it is done to
    """
    return _views(session, _statement().where(*where).order_by(tables.Effect.instrument_id, tables.Effect.position))


def effects_of(session: Session, instrument_id: int) -> list[EffectView]:
    """What an amending instrument does, in the order of its text."""
    return find_effects(session, tables.Effect.instrument_id == instrument_id)


def effects_on(session: Session, instrument_id: int, path: str | None = None) -> list[EffectView]:
    """What is done to an instrument, by day and then in the order of the texts that do it.

    :param path: only what touches this provision: it, what is below or above it, its chapter, or the whole instrument
    """
    effect, cited = tables.Effect, tables.CitedInstrument
    statement = _statement().where(cited.instrument_id == instrument_id, effect.instrument_id != instrument_id)
    found = _views(session, statement.order_by(effect.effective_from, effect.instrument_id, effect.position))
    if path is None:
        return found
    above = _groups_of(session, instrument_id, path) if any(kind_of(item.target_path) in GROUPING for item in found) else ()
    return [item for item in found if touches(item.target_path, path) or item.target_path in above]


def changes_in_part(session: Session, instrument_id: int, by: int) -> list[EffectView]:
    """What one text changes in another, none where it changes nothing there or ends the whole."""
    found = [item for item in effects_on(session, instrument_id) if item.source_id == by and item.state != REJECTED]
    if any(item.action.ends and not item.target_path for item in found):
        return []
    return [item for item in found if item.action.textual and item.target_path]


def effects_since(session: Session, first: date) -> list[tuple[EffectView, date]]:
    """What is done by instruments that were issued, or whose effects begin, on a day or later, with the later of these days.

    What was rejected is left out, and so is what has neither day.
    """
    effect, source = tables.Effect, tables.Instrument
    late = or_(effect.effective_from >= first, source.issued_on >= first, effect.state == CORRECTED)
    rows = session.execute(select(source.key, source.issued_on).where(source.issued_on >= first))
    issued = {row.key: row.issued_on for row in rows}
    found = [(item, item.effective_from, issued.get(item.source)) for item in _views(session, _statement().where(late))]
    dated = [(item, max((day for day in days if day), default=None)) for item, *days in found if item.state != REJECTED]
    return [(item, newest) for item, newest in dated if newest and newest >= first]


def _groups_of(session: Session, instrument_id: int, path: str) -> set[str]:
    provision, version = tables.Provision, tables.Version
    own = select(provision.parent_id).join(version, version.id == provision.version_id)
    asked = set(session.scalars(own.where(version.instrument_id == instrument_id, provision.path == unit_of(path))))
    found: set[str] = set()
    while asked := asked - {None}:
        rows = session.execute(select(provision.path, provision.parent_id).where(provision.id.in_(asked))).all()
        found.update(row.path for row in rows)
        asked = {row.parent_id for row in rows}
    return found


def effect_by_id(session: Session, effect_id: int) -> EffectView:
    """One effect.

    :raises ReviewError: no such effect
    """
    found = _views(session, _statement().where(tables.Effect.id == effect_id))
    if not found:
        raise ReviewError("effect_gone")
    return found[0]


def effect_by_fingerprint(session: Session, source_id: int, fingerprint: str) -> EffectView | None:
    """The effect of an amending instrument that has a fingerprint; its id is another one after its text was stored again."""
    effect = tables.Effect
    wanted = _statement().where(effect.instrument_id == source_id, effect.fingerprint == fingerprint)
    return next(iter(_views(session, wanted)), None)


def effects_by_id(session: Session, ids: Sequence[int]) -> list[EffectView]:
    """Some effects, in the order of the ids; what is gone is left out."""
    found = {row[0].id: _view(*row) for row in rows_among(session, _statement(), tables.Effect.id, ids)}
    return [found[id_] for id_ in ids if id_ in found]


def _statement() -> Any:
    effect, cited, source, person = tables.Effect, tables.CitedInstrument, tables.Instrument, tables.Person
    other = aliased(tables.Instrument)
    return (
        select(effect, cited, source, other, person.name)
        .join(source, source.id == effect.instrument_id)
        .outerjoin(cited, cited.id == effect.cited_id)
        .outerjoin(other, other.id == cited.instrument_id)
        .outerjoin(person, person.id == effect.decided_by)
    )


def _views(session: Session, statement: Any) -> list[EffectView]:
    return [_view(*row) for row in session.execute(statement).all()]


def _view(
    row: tables.Effect,
    named: tables.CitedInstrument | None,
    source: tables.Instrument,
    other: tables.Instrument | None,
    by: str | None,
) -> EffectView:
    right: Mapping[str, Any] = row.correction or {}
    key = cited_key(named, other)
    return of_row(
        EffectView,
        row,
        source_id=source.id,
        source=source.key,
        source_name=name_of(source),
        action=Action(right.get("action", row.action)),
        target_id=other.id if other else None,
        target=None if key is None else provision_key(key, row.target_path),
        target_name=cited_name(named, other),
        effective_from=day_of(right["effective_from"]) if "effective_from" in right else row.effective_from,
        effective_to=day_of(right["effective_to"]) if "effective_to" in right else row.effective_to,
        doubt=Message.read(row.doubt, row.body.get("doubt", {})) if row.doubt else None,
        evidence=row.text,
        body={**row.body, **{field: value for field, value in right.items() if field.startswith(("new_", "phrase_"))}},
        read=row.body,
        decided_by=by,
        decided_at=utc(row.decided_at) if row.decided_at else None,
    )


def day_of(text: str | None) -> date | None:
    """A day as a correction or the body of an effect has it."""
    return date.fromisoformat(text) if text else None
