"""The review queue: which effects and relations wait for a decision, and what was decided."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from documents.paths import below, upward
from kb.accounts.audit import EFFECT, EFFECTS, RELATION, Line, lines
from kb.database import tables
from kb.database.reading.reader import find_instrument
from kb.law.effects.newer import decided_with_effects, state_of_relation
from kb.law.effects.relations import RelationView, relations_by_id
from kb.law.effects.views import FOUND, EffectView, effect_by_fingerprint, effects_by_id
from kb.law.references.naming import name_of, name_of_key


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What the queue shows; None leaves it open.

    :param state: ``found``, ``accepted``, ``corrected`` or ``rejected``
    :param kind: relations only: of this kind
    :param certain: effects only: read without doubt, or not
    :param instruments: only what one of these does, or what is done to one of them
    :param source_id: only what this instrument does; ``target_id`` only what is done to that one, ``path`` to that place of it
    :param among: effects only: of these
    """

    state: str | None = None
    kind: str | None = None
    certain: bool | None = None
    instruments: frozenset[int] | None = None
    source_id: int | None = None
    target_id: int | None = None
    path: str | None = None
    among: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class LogLine:
    """A decision, and what it was about.

    :param subject: ``effect``, ``effects`` (a group of them, see `kb.law.derivation.batches`) or ``relation``
    :param what: the action or kind; ``target`` the name of what it is done to
    :param batch: the id of a decision about a group
    """

    at: datetime
    author: str
    decision: str
    subject: str
    source: str
    source_name: str
    what: str | None = None
    target: str | None = None
    count: int = 1
    batch: str | None = None


def queue_effects(session: Session, wanted: QueueFilter, limit: int = 20, offset: int = 0) -> tuple[list[EffectView], int]:
    """Effects, and how many there are: on instruments of the base first, by instrument and in the order of its text."""
    effect, cited = tables.Effect, tables.CitedInstrument
    statement = _filtered(select(effect.id).outerjoin(cited, cited.id == effect.cited_id), effect, wanted)
    if wanted.certain is not None:
        statement = statement.where(effect.certain == wanted.certain)
    order = (cited.instrument_id.is_(None), effect.instrument_id.desc(), effect.position)
    if wanted.among is not None:
        kept = [id_ for id_ in session.scalars(statement.order_by(*order)) if id_ in wanted.among]
        return effects_by_id(session, kept[offset : offset + limit]), len(kept)
    count = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    ids = list(session.scalars(statement.order_by(*order).limit(limit).offset(offset)))
    return effects_by_id(session, ids), count


def queue_relations(session: Session, wanted: QueueFilter, limit: int = 20, offset: int = 0) -> tuple[list[RelationView], int]:
    """Relations that texts state, and how many there are. The references of the codification's editors need no review.

    What waits is without those that are decided about with their effects.
    """
    relation, cited = tables.Relation, tables.CitedInstrument
    statement = select(relation.id).join(cited, cited.id == relation.cited_id).where(relation.origin == "text")
    statement = _filtered(statement, relation, replace(wanted, state=None))
    if wanted.state is not None:
        statement = statement.where(state_of_relation() == wanted.state)
    if wanted.state == FOUND:
        statement = statement.where(~decided_with_effects())
    if wanted.kind is not None:
        statement = statement.where(relation.kind == wanted.kind)
    count = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    order = (cited.instrument_id.is_(None), relation.instrument_id.desc(), relation.id)
    ids = list(session.scalars(statement.order_by(*order).limit(limit).offset(offset)))
    return relations_by_id(session, ids), count


def _filtered(statement: Any, row: Any, wanted: QueueFilter) -> Any:
    cited = tables.CitedInstrument
    if wanted.state is not None:
        statement = statement.where(row.state == wanted.state)
    if wanted.instruments is not None:
        statement = statement.where(row.instrument_id.in_(wanted.instruments) | cited.instrument_id.in_(wanted.instruments))
    if wanted.source_id is not None:
        statement = statement.where(row.instrument_id == wanted.source_id)
    if wanted.target_id is not None:
        statement = statement.where(cited.instrument_id == wanted.target_id)
    if wanted.path:
        inside = row.target_path.startswith(below(wanted.path), autoescape=True)
        statement = statement.where(row.target_path.in_([*upward(wanted.path)]) | inside)
    return statement


def last_decision(session: Session) -> int:
    """Grows with every decision about an effect or a relation."""
    audit = tables.Audit
    return session.scalar(select(func.max(audit.id)).where(audit.thing.in_((EFFECT, EFFECTS, RELATION)))) or 0


def decision_log(session: Session, limit: int = 100) -> list[LogLine]:
    """The latest decisions of all, the last one first."""
    audit = tables.Audit
    return [_log_line(session, line) for line in lines(session, audit.thing.in_((EFFECT, EFFECTS, RELATION)), last=limit)]


def _log_line(session: Session, line: Line) -> LogLine:
    source = session.get_one(tables.Instrument, find_instrument(session, line.instrument or "").id)
    found = LogLine(line.at, line.author or "", line.after["state"], line.thing, source.key, name_of(source))
    if line.thing == EFFECTS:
        target = name_of_key(session, line.after.get("target"))
        return replace(found, target=target, count=len(line.after["items"]), batch=line.thing_id)
    if line.thing == EFFECT:
        effect = effect_by_fingerprint(session, source.id, line.thing_id)
        return replace(found, what=effect.action, target=effect.target_name) if effect else found
    relation = tables.Relation
    ids = session.scalars(select(relation.id).where(relation.instrument_id == source.id, relation.fingerprint == line.thing_id))
    for view in relations_by_id(session, ids.all()[:1]):
        return replace(found, what=view.kind, target=view.target_name)
    return found
