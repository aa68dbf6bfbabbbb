"""What reviewers decide about effects and relations.

Decisions are kept in the audit by the fingerprint of what they are about, so that they hold when the text is stored again. Those
about many effects at once are one line of the audit, one compilation, and one step back.

After a decision is committed, :mod:`kb.upkeep.following` lets texts and search show what came of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from documents.keys import parse_key
from documents.wording.dates import YEARS
from kb.accounts.audit import EFFECT, EFFECTS, RELATION, Line, instruments_named, lines, record
from kb.accounts.current import acting_person
from kb.database import tables
from kb.database.reading.details import rows_among, slices
from kb.database.reading.reader import find_instrument
from kb.database.state import await_work, count_change_of
from kb.database.storing.seen import require_unchanged
from kb.errors import ChangedMeanwhileError, NotFoundError, ReviewError
from kb.interface.days import utc
from kb.law.derivation.compiling import worth_compiling
from kb.law.effects.agreement import Verdict
from kb.law.effects.groups import Group, Item, items_now
from kb.law.effects.relations import RelationView, relations_by_id
from kb.law.effects.views import (
    ACCEPTED,
    CORRECTED,
    FOUND,
    REJECTED,
    EffectView,
    effect_by_fingerprint,
    effect_by_id,
    effects_by_id,
)
from kb.law.effects.witnesses import agreements, texts_state
from kb.law.references.naming import cited_row, name_of_key

Decision = Literal["accept", "correct", "reject", "reopen"]
ACCEPT, REOPEN = "accept", "reopen"
_STATES: Mapping[str, str] = {"accept": ACCEPTED, "correct": CORRECTED, "reject": REJECTED, "reopen": FOUND}


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A line of the log of decisions."""

    at: datetime
    author: str
    decision: str


def decide(
    session: Session,
    effect_id: int,
    decision: Decision,
    correction: Mapping[str, Any] | None = None,
    seen: EffectView | None = None,
) -> EffectView:
    """Record a decision of whoever acts in the session about an effect, and note that the texts that it touches have to be brought
    up to date (`kb.upkeep.following`). The caller commits.

    :param decision: ``accept`` as it was read, ``correct`` with ``correction``, ``reject``, or ``reopen`` to take a decision back
    :param correction: what to put right, by the names of an effect: ``target`` is the full key of the provision, days are ISO text
    :param seen: the effect as it was shown to the person; None only where it was read in this same transaction
    :raises ReviewError: no such effect, or the correction cannot be used
    :raises ChangedMeanwhileError: it is no longer what was shown
    """
    before = effect_by_id(session, effect_id) if seen is None else _seen_again(session, effect_id, seen)
    right = _checked(correction) if decision == "correct" else None
    row = session.get_one(tables.Effect, before.id)
    _record(session, row, EFFECT, decision, right)
    place_correction(session, row)
    after = effect_by_id(session, before.id)
    note_decided(session, {item.target_id for item in (before, after) if item.target_id is not None})
    return after


def note_decided(session: Session, instruments: set[int]) -> None:
    """What is done to some instruments was decided about: their texts have to be compiled, and the index has to look at them, for
    a status may be another one even where no text changes.
    """
    await_work(session, "compile", worth_compiling(session, instruments))
    count_change_of(session, instruments)


def _seen_again(session: Session, effect_id: int, seen: EffectView) -> EffectView:
    """The effect that somebody was shown; where its text was stored again it may have another id and be the same."""
    now = next(iter(effects_by_id(session, [effect_id])), None)
    if now is None:
        now = effect_by_fingerprint(session, seen.source_id, seen.fingerprint)
    return require_unchanged(seen, now)


def decide_relation(
    session: Session,
    relation_id: int,
    decision: Literal["accept", "reject", "reopen"],
    seen: RelationView | None = None,
) -> None:
    """Record what a reviewer decided about a relation. The caller commits.

    :param seen: the relation as it was shown to the person; None only where it was read in this same transaction
    :raises ReviewError: no such relation
    :raises ChangedMeanwhileError: it is no longer what was shown
    """
    if seen is not None:
        require_unchanged(seen, next(iter(relations_by_id(session, [relation_id])), None))
    row = session.get(tables.Relation, relation_id)
    if row is None:
        raise ReviewError("relation_gone")
    _record(session, row, RELATION, decision, None)


def decisions(session: Session, instrument_id: int, fingerprint: str) -> list[DecisionLine]:
    """Who decided what about an effect, and when, oldest first."""
    keys = instruments_named(session, [instrument_id])
    audit = tables.Audit
    alone = (audit.thing == EFFECT) & (audit.thing_id == fingerprint)
    found = lines(session, alone | (audit.thing == EFFECTS), audit.instrument.in_(keys))
    own = [line for whole in found for line in each(whole) if line.thing_id == fingerprint]
    return [DecisionLine(line.at, line.author or "", line.after["state"]) for line in own]


def each(line: Line) -> Iterator[Line]:
    """The line about each effect in a line about many; any other line as it is."""
    if line.thing != EFFECTS:
        yield line
        return
    after = {"state": line.after["state"], "correction": line.after["correction"]}
    for fingerprint in line.after["items"]:
        yield replace(line, thing=EFFECT, thing_id=fingerprint, after=after)


def _record(
    session: Session,
    row: tables.Effect | tables.Relation,
    subject: str,
    decision: str,
    correction: dict[str, Any] | None,
) -> None:
    before = {"state": row.state, "correction": row.correction}
    row.state, row.correction = _STATES[decision], correction
    after = {"state": row.state, "correction": correction}
    key = session.get_one(tables.Instrument, row.instrument_id).key
    person = acting_person(session).id
    now = record(session, decision, subject, row.fingerprint, before=before, after=after, instrument=key)
    row.decided_by, row.decided_at = (person, now) if decision != "reopen" else (None, None)
    session.flush()


def place_correction(session: Session, row: tables.Effect) -> None:
    """Let an effect point to the target that a reviewer put right, and back to the one that was read when that is taken back."""
    read = row.body.get("read_target")
    wanted = (row.correction or {}).get("target")
    if wanted is None:
        if read is not None:
            row.cited_id, row.target_path = read
            row.body = {name: value for name, value in row.body.items() if name != "read_target"}
        return
    key = parse_key(str(wanted))
    row.body = {**row.body, "read_target": read or [row.cited_id, row.target_path]}
    held = session.scalar(select(tables.Instrument).where(tables.Instrument.key == key.instrument))
    row.cited_id, row.target_path = cited_row(session, key.instrument, held=held), key.path or ""
    session.flush()


def _checked(correction: Mapping[str, Any] | None) -> dict[str, Any]:
    if not correction:
        raise ReviewError("correction_empty")
    right = dict(correction)
    for name in ("effective_from", "effective_to"):
        if right.get(name) is not None:
            try:
                day = date.fromisoformat(str(right[name]))
            except ValueError:
                raise ReviewError("correction_day", text=right[name]) from None
            if day.year not in YEARS:
                raise ReviewError("correction_day", text=right[name])
            right[name] = day.isoformat()
    if "target" in right:
        parse_key(str(right["target"]))
    return right


def latest_decisions(session: Session, instrument_ids: Sequence[int]) -> dict[tuple[int, str, str], Line]:
    """The decision that holds for each effect and relation of some instruments: (instrument, subject, fingerprint) to its line."""
    audit, found = tables.Audit, {}
    for some in slices(instrument_ids):
        named = instruments_named(session, some)
        for whole in lines(session, audit.thing.in_((EFFECT, EFFECTS, RELATION)), audit.instrument.in_(named)):
            for line in each(whole):
                found[named[line.instrument or ""], line.thing, line.thing_id] = line
    return found


@dataclass(frozen=True, slots=True)
class Batch:
    """Effects that somebody accepted together.

    :param count: how many; ``standing`` of them are still as that decision left them
    :param undone_by: who took it back, None where nobody did
    """

    id: str
    at: datetime
    author: str
    source: str
    source_name: str
    target: str
    target_name: str
    count: int
    standing: int
    undone_by: str | None = None
    undone_at: datetime | None = None

    @property
    def shown(self) -> tuple[object, ...]:
        """What taking it back rests on, see `kb.database.storing.seen`."""
        return (self.id, self.count, self.standing, self.undone_by)


class GroupChangedError(ChangedMeanwhileError):
    """Something in a group is no longer what was shown; nothing was decided.

    :param changed: each as it was shown, and as it is there now, None where it is gone
    """

    def __init__(self, code: str, /, seen: Group, changed: Sequence[tuple[Item, Item | None]]) -> None:
        super().__init__(code, seen, None)
        self.changed = tuple(changed)


def accept_agreeing(session: Session, seen: Group) -> Batch:
    """Accept what of a group other sources say as well. The texts are compiled after it (`kb.upkeep.following`).

    The caller commits.

    :raises ReviewError: there is nothing in it to be accepted together
    :raises GroupChangedError: some of that is no longer what was shown
    """
    asked = seen.ready
    if not asked:
        raise ReviewError("group_nothing")
    _require_unchanged(session, seen, asked)
    batch = str(uuid4())
    items = [item.effect.fingerprint for item in asked]
    before = {"state": FOUND, "correction": None}
    after = {"state": ACCEPTED, "correction": None, "target": seen.target, "items": items}
    now = record(session, ACCEPT, EFFECTS, batch, before=before, after=after, instrument=seen.source)
    person = acting_person(session).id
    _set(session, [item.effect.id for item in asked], state=ACCEPTED, correction=None, decided_by=person, decided_at=now)
    note_decided(session, {seen.target_id} if seen.target_id is not None else set())
    return batch_by_id(session, batch)


def _require_unchanged(session: Session, seen: Group, asked: Sequence[Item]) -> None:
    ids = [item.effect.id for item in asked]
    now = items_now(session, ids, {})
    both = [(item, now.get(item.effect.id)) for item in asked]
    changed = [(item, other) for item, other in both if other is None or other.effect.shown != item.effect.shown]
    if not changed and texts_state(session) != seen.texts:
        # A text was stored meanwhile: the other sources are asked again.
        found = agreements(session, effects_by_id(session, ids))
        changed = [
            (item, items_now(session, [id_], found).get(id_))
            for id_, item in zip(ids, asked, strict=True)
            if id_ not in found or found[id_].verdict is not Verdict.AGREES
        ]
    if changed:
        raise GroupChangedError("seen_changed", seen=seen, changed=changed)


def take_back(session: Session, seen: Batch) -> int:
    """Take a decision about a group back. What was decided about otherwise since then stays so. The caller commits.

    :returns: how many effects nobody has decided about again
    :raises ReviewError: there is no such decision, or nothing of it is left
    :raises ChangedMeanwhileError: it is no longer what was shown
    """
    now = batch_by_id(session, seen.id)
    if now.shown != seen.shown:
        raise ChangedMeanwhileError("seen_changed", seen, now)
    rows = _standing(session, _line(session, seen.id))
    if not rows:
        raise ReviewError("batch_nothing")
    before = {"state": ACCEPTED, "correction": None}
    after = {"state": FOUND, "correction": None, "target": now.target, "items": [row.fingerprint for row in rows]}
    record(session, REOPEN, EFFECTS, seen.id, before=before, after=after, instrument=now.source)
    _set(session, [row.id for row in rows], state=FOUND, correction=None, decided_by=None, decided_at=None)
    note_decided(session, {row.target_id for row in rows if row.target_id is not None})
    return len(rows)


def batch_by_id(session: Session, batch: str) -> Batch:
    """A decision about a group.

    :raises ReviewError: there is no such one
    """
    return _batch(session, _line(session, batch))


def list_batches(session: Session, source_id: int | None = None, target: str | None = None, limit: int = 20) -> list[Batch]:
    """Decisions about groups, the last one first."""
    audit = tables.Audit
    where = [audit.thing == EFFECTS, audit.act == ACCEPT]
    if source_id is not None:
        where.append(audit.instrument.in_(instruments_named(session, [source_id])))
    found = [line for line in lines(session, *where, last=limit) if target is None or line.after.get("target") == target]
    return [_batch(session, line) for line in found]


def _line(session: Session, batch: str) -> Line:
    audit = tables.Audit
    found = next(lines(session, audit.thing == EFFECTS, audit.thing_id == batch, audit.act == ACCEPT), None)
    if found is None:
        raise ReviewError("batch_gone")
    return found


def _batch(session: Session, line: Line) -> Batch:
    audit = tables.Audit
    undone = next(lines(session, audit.thing == EFFECTS, audit.thing_id == line.thing_id, audit.act == REOPEN, last=1), None)
    return Batch(
        id=line.thing_id,
        at=line.at,
        author=line.author or "",
        source=line.instrument or "",
        source_name=name_of_key(session, line.instrument),
        target=str(line.after.get("target") or ""),
        target_name=name_of_key(session, line.after.get("target")),
        count=len(line.after["items"]),
        standing=len(_standing(session, line)),
        undone_by=undone.author if undone else None,
        undone_at=undone.at if undone else None,
    )


def _standing(session: Session, line: Line) -> list[Any]:
    effect, cited = tables.Effect, tables.CitedInstrument
    try:
        source = find_instrument(session, line.instrument or "").id
    except NotFoundError:
        return []
    asked = (
        select(effect.id, effect.fingerprint, effect.decided_at, cited.instrument_id.label("target_id"))
        .outerjoin(cited, cited.id == effect.cited_id)
        .where(effect.instrument_id == source, effect.state == line.after["state"])
    )
    rows = rows_among(session, asked, effect.fingerprint, line.after["items"])
    return [row for row in rows if row.decided_at is not None and utc(row.decided_at) == line.at]


def _set(session: Session, ids: Iterable[int], **values: Any) -> None:
    for some in slices(list(ids)):
        session.execute(update(tables.Effect).where(tables.Effect.id.in_(some)).values(**values))
    session.expire_all()
