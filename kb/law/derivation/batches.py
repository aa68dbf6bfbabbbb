"""Decisions about many effects at once: one line of the audit, one compilation, and one step back.

Whoever accepts a group says what of it they saw. Where any of that has become another thing meanwhile, nothing is decided, and what
has changed is told. The line keeps the fingerprints, so that it can be taken back at any time later, and holds for texts that are
stored again, as every decision does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kb.accounts.audit import EFFECTS, Line, instruments_named, lines, record
from kb.accounts.current import acting_person
from kb.database import tables
from kb.database.moments import utc
from kb.database.reading.details import rows_among, slices
from kb.database.reading.reader import find_instrument
from kb.errors import ChangedMeanwhileError, NotFoundError, ReviewError
from kb.law.derivation.decisions import ACCEPT, REOPEN, note_decided
from kb.law.effects.agreement import Verdict
from kb.law.effects.groups import Group, Item, items_now
from kb.law.effects.views import ACCEPTED, FOUND, effects_by_id
from kb.law.effects.witnesses import agreements, texts_state
from kb.law.references.naming import name_of_key


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

    :param session: of ``KnowledgeBase.session(write=True)``
    :raises ReviewError: there is nothing in it to be accepted together
    :raises GroupChangedError: some of that is no longer what was shown
    """
    asked = seen.ready
    if not asked:
        raise ReviewError("group_nothing")
    _require_unchanged(session, seen, asked)
    batch = str(uuid4())
    items = [item.fingerprint for item in asked]
    before = {"state": FOUND, "correction": None}
    after = {"state": ACCEPTED, "correction": None, "target": seen.target, "items": items}
    now = record(session, ACCEPT, EFFECTS, batch, before=before, after=after, instrument=seen.source)
    person = acting_person(session).id
    _set(session, [item.id for item in asked], state=ACCEPTED, correction=None, decided_by=person, decided_at=now)
    note_decided(session, {seen.target_id} if seen.target_id is not None else set())
    return batch_by_id(session, batch)


def _require_unchanged(session: Session, seen: Group, asked: Sequence[Item]) -> None:
    ids = [item.id for item in asked]
    now = items_now(session, ids, {})
    changed = [(item, now.get(item.id)) for item in asked if item.id not in now or now[item.id].shown != item.shown]
    if not changed and texts_state(session) != seen.texts:
        # A text was stored meanwhile: the other sources are asked again.
        found = agreements(session, effects_by_id(session, ids))
        changed = [
            (item, items_now(session, [item.id], found).get(item.id))
            for item in asked
            if item.id not in found or found[item.id].verdict is not Verdict.AGREES
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
