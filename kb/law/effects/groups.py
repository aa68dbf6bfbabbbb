"""The review queue: what waits for a decision, what was decided; and by groups all that one instrument does to another.

A code is not reviewed effect by effect. What agrees with another source (`.agreement`) is accepted in one step, without what ends
a whole instrument: that is always decided about by itself.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from documents.paths import below, split_key, upward
from documents.wording.actions import Action
from kb.accounts.audit import EFFECT, EFFECTS, RELATION, Line, lines
from kb.database import tables
from kb.database.reading.reader import find_instrument
from kb.law.effects.agreement import Agreement, Reason, Verdict
from kb.law.effects.newer import decided_with_effects, state_of_relation
from kb.law.effects.relations import RelationView, relations_by_id
from kb.law.effects.views import FOUND, EffectView, effect_by_fingerprint, effects_by_id, find_effects
from kb.law.effects.witnesses import agreements
from kb.law.references.naming import name_of, name_of_key

_UNKNOWN = Agreement(Verdict.UNCHECKED, Reason.NO_SOURCE)


@dataclass(frozen=True, slots=True)
class Item:
    """An effect in a group, and what other sources say of it."""

    effect: EffectView
    agreement: Agreement = _UNKNOWN

    @property
    def open(self) -> bool:
        """Whether nobody has decided about it."""
        return self.effect.state == FOUND

    @property
    def ends(self) -> bool:
        """Whether it ends the instrument as a whole."""
        return ends_instrument(self.effect.action, self.effect.target_path)

    @property
    def ready(self) -> bool:
        """Whether it may be accepted together with others: read without doubt, confirmed, and no instrument ends with it."""
        return self.open and self.effect.certain and not self.ends and self.agreement.verdict is Verdict.AGREES


@dataclass(frozen=True, slots=True)
class Group:
    """What one instrument does to another.

    :param source: key of the amending instrument; ``target`` of the other one, None where nothing is known but a name
    :param target_id: row of the other one, None where the base does not have it
    :param texts: the state of the texts that the agreement was read from (`kb.law.effects.witnesses.texts_state`)
    """

    source_id: int
    source: str
    source_name: str
    target_id: int | None
    target: str | None
    target_name: str
    items: tuple[Item, ...]
    texts: tuple[Any, ...] = field(default=(), compare=False)

    @property
    def open(self) -> list[Item]:
        """What nobody has decided about."""
        return [item for item in self.items if item.open]

    @property
    def ready(self) -> list[Item]:
        """What may be accepted in one step."""
        return [item for item in self.items if item.ready]

    @property
    def ending(self) -> list[Item]:
        """What would end the whole instrument, and nobody has decided about."""
        return [item for item in self.items if item.open and item.ends]

    @property
    def kinds(self) -> Counter[Action]:
        """How often each thing is done."""
        return Counter(item.effect.action for item in self.open)

    def apart(self, verdict: Verdict) -> list[Item]:
        """What nobody has decided about, with one verdict; without what ends the instrument."""
        return [item for item in self.open if not item.ends and item.agreement.verdict is verdict]

    @property
    def doubtful(self) -> list[Item]:
        """What other sources say as well, and could not be read without doubt."""
        return [item for item in self.apart(Verdict.AGREES) if not item.effect.certain]

    @property
    def name(self) -> str:
        """What tells it from other groups."""
        return f"{self.source_id}-{self.target_id or ''}"

    @property
    def shown(self) -> tuple[object, ...]:
        """What a decision about it rests on, see `kb.database.storing.seen`."""
        return (self.source, self.target, *(item.effect.shown for item in self.ready))


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What the queue shows; None leaves it open.

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


def all_agreements(session: Session) -> dict[int, Agreement]:
    """What other sources say of every effect on a text that the base has, by id."""
    return agreements(session, find_effects(session, tables.CitedInstrument.instrument_id.is_not(None)))


def list_groups(
    session: Session, known: Mapping[int, Agreement], wanted: QueueFilter | None = None, texts: tuple[Any, ...] = ()
) -> list[Group]:
    """The groups on texts that the base has, those in which most can be accepted at once first.

    :param known: what other sources say of each effect (:func:`all_agreements`)
    :param wanted: groups that hold such; of another state than ``found`` those in which nothing waits any more
    """
    wanted = wanted or QueueFilter(FOUND)
    where = _filtered(replace(wanted, state=None, certain=None), tables.Effect)
    kept = [group for group in _groups(session, known, *where, texts=texts) if _fits(group, wanted)]
    return sorted(kept, key=lambda group: (-len(group.ready), -len(group.open), group.source, group.target or ""))


def group_of(
    session: Session, source_id: int, target_id: int, known: Mapping[int, Agreement], texts: tuple[Any, ...] = ()
) -> Group | None:
    """One group; None where there is no such one."""
    where = _filtered(QueueFilter(source_id=source_id, target_id=target_id), tables.Effect)
    return next(iter(_groups(session, known, *where, texts=texts)), None)


def items_now(session: Session, ids: Sequence[int], known: Mapping[int, Agreement]) -> dict[int, Item]:
    """Some effects as they are, by id; what is gone is left out."""
    return {item.id: Item(item, known.get(item.id, _UNKNOWN)) for item in effects_by_id(session, ids)}


def _groups(session: Session, known: Mapping[int, Agreement], *where: Any, texts: tuple[Any, ...]) -> list[Group]:
    by, on = tables.Effect.instrument_id, tables.CitedInstrument.instrument_id
    by_pair: dict[tuple[int, int | None], list[Item]] = defaultdict(list)
    for item in find_effects(session, on.is_not(None), by != on, *where):
        by_pair[item.source_id, item.target_id].append(Item(item, known.get(item.id, _UNKNOWN)))
    return [_group(items, texts) for items in by_pair.values()]


def _group(items: Sequence[Item], texts: tuple[Any, ...]) -> Group:
    one = items[0].effect
    target = split_key(one.target)[0] if one.target else None
    return Group(one.source_id, one.source, one.source_name, one.target_id, target, one.target_name, tuple(items), texts)


def ends_instrument(action: Action, path: str) -> bool:
    """Whether an effect ends an instrument as a whole: nobody accepts that without being asked."""
    return not path and action.ends


def _fits(group: Group, wanted: QueueFilter) -> bool:
    waits = wanted.state == FOUND
    if waits is not bool(group.open) or not (waits or any(item.effect.in_use for item in group.items)):
        return False
    some = [item.effect for item in (group.open if waits else group.items)]
    return any(wanted.certain in (None, item.certain) and (wanted.among is None or item.id in wanted.among) for item in some)


@dataclass(frozen=True, slots=True)
class LogLine:
    """A decision, and what it was about.

    :param subject: ``effect``, ``effects`` (a group of them, see `kb.law.derivation.decisions`) or ``relation``
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
    statement = select(effect.id).outerjoin(cited, cited.id == effect.cited_id).where(*_filtered(wanted, effect))
    ids = session.scalars(statement.order_by(cited.instrument_id.is_(None), effect.instrument_id.desc(), effect.position))
    kept = [id_ for id_ in ids if wanted.among is None or id_ in wanted.among]
    return effects_by_id(session, kept[offset : offset + limit]), len(kept)


def queue_relations(session: Session, wanted: QueueFilter, limit: int = 20, offset: int = 0) -> tuple[list[RelationView], int]:
    """Relations that texts state, and how many there are. The references of the codification's editors need no review.

    What waits is without those that are decided about with their effects.
    """
    relation, cited = tables.Relation, tables.CitedInstrument
    statement = select(relation.id).join(cited, cited.id == relation.cited_id).where(relation.origin == "text")
    statement = statement.where(*_filtered(replace(wanted, state=None), relation))
    if wanted.state is not None:
        statement = statement.where(state_of_relation() == wanted.state)
    if wanted.state == FOUND:
        statement = statement.where(~decided_with_effects())
    ids = session.scalars(statement.order_by(cited.instrument_id.is_(None), relation.instrument_id.desc(), relation.id)).all()
    return relations_by_id(session, ids[offset : offset + limit]), len(ids)


def _filtered(wanted: QueueFilter, row: Any) -> list[Any]:
    """The conditions on effects or relations, joined with what they are done to."""
    target, where = tables.CitedInstrument.instrument_id, []
    asked = (("state", "state"), ("kind", "kind"), ("certain", "certain"), ("source_id", "instrument_id"))
    where += [getattr(row, column) == value for name, column in asked if (value := getattr(wanted, name)) is not None]
    if wanted.target_id is not None:
        where.append(target == wanted.target_id)
    if wanted.instruments is not None:
        where.append(row.instrument_id.in_(wanted.instruments) | target.in_(wanted.instruments))
    if wanted.path:
        inside = row.target_path.startswith(below(wanted.path), autoescape=True)
        where.append(row.target_path.in_([*upward(wanted.path)]) | inside)
    return where


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
