"""The audit for whoever answers for a base: its lines, narrowed, and whether its chain is whole, compared with ends that were noted
down.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, select
from sqlalchemy.orm import Session

from documents.messages import Message
from kb.accounts.audit import EMPTIED, ERASE, FINDING, NOTE, REVIEW, START, commitment, link
from kb.base import KnowledgeBase
from kb.database.tables import Audit, State
from kb.errors import InvalidQueryError

_AT_ONCE = 1000
_HEAD = re.compile(r"(\d{1,18})-([0-9a-f]{16,64})")  # so short that it is found again by hand, too long to be met by chance
_CHECKED = "audit_checked"
How = Literal["changed", "removed", "emptied", "cut", "rewritten"]
"""What was done to a chain that is not whole."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What walking the chain found.

    :param at: when, in UTC
    :param lines: how many were walked
    :param head: the end up to which it is whole, as :func:`kb.accounts.audit.head` has it
    :param how: None where it is whole; else at its first break ``changed`` (``line``, or the one before it, was changed, put in or
        moved), ``removed`` (between ``after`` and ``line``), ``emptied`` (words are gone, and nobody erased them), ``cut`` (the
        end, after ``line``) or ``rewritten`` (``line`` is another one than was noted down)
    """

    at: datetime
    lines: int
    head: str
    how: How | None = None
    line: int | None = None
    after: int | None = None

    @property
    def said(self) -> Message:
        """In one sentence."""
        places = {"line": self.line, "after": self.after, "lines": self.lines, "head": self.head}
        return Message.of(f"audit.{self.how or 'whole'}", **{name: place for name, place in places.items() if place is not None})


def check_audit(base: KnowledgeBase, against: str | None = None) -> Checked:
    """Walk the chain, compare it with the end of the last time it was whole, and keep what was found.

    :param against: an end that was noted down elsewhere
    :raises InvalidQueryError: it is none
    """
    given = [read_head(against)] if against is not None else []
    with base.session() as session:
        kept = _kept(session)
        found = verify(session, given + ([read_head(kept["whole"])] if "whole" in kept else []))
    value = {**kept, "last": {**asdict(found), "at": found.at.isoformat()}} | ({} if found.how else {"whole": found.head})
    with base.session(write=True) as session:
        session.merge(State(name=_CHECKED, value=json.dumps(value)))
    return found


def last_check(session: Session) -> Checked | None:
    """What was found when it was last looked."""
    last = _kept(session).get("last")
    return Checked(**{**last, "at": datetime.fromisoformat(last["at"])}) if last else None


def verify(connection: Connection | Session, noted: Sequence[tuple[int, str]] = ()) -> Checked:
    """Walk the chain up to its end or its first break.

    :param noted: ids of lines and how the links that they had begin
    """
    walk = select(Audit.__table__).order_by(Audit.id).execution_options(yield_per=_AT_ONCE)
    with connection.execute(walk) as found:
        return _walked(iter(found), noted)


def _walked(rows: Iterator[Row[Any]], noted: Sequence[tuple[int, str]]) -> Checked:
    previous, last, count = START, 0, 0
    emptied: dict[str, int] = {}  # by the note whose erasing is to come; "": of any, for what reviews made of it

    def checked(how: How | None = None, line: int | None = None, after: int | None = None) -> Checked:
        return Checked(datetime.now(UTC), count, f"{last}-{previous}", how, line, after)

    for row in rows:
        if link(previous, row._asdict()) != row.link:
            return checked("removed", row.id, last) if row.id > last + 1 else checked("changed", row.id)
        if not _words_kept(row):
            return checked("changed", row.id)
        if any(row.id == id_ and not row.link.startswith(start) for id_, start in noted):
            return checked("rewritten", row.id)
        if row.salt is None:
            emptied.setdefault(row.thing_id if row.thing == NOTE else "", row.id)
        elif (row.act, row.thing) == (ERASE, NOTE):
            for note in (row.thing_id, ""):
                emptied.pop(note, None)
        previous, last, count = row.link, row.id, count + 1
    if any(id_ > last for id_, _ in noted):
        return checked("cut", last)
    return checked("emptied", min(emptied.values())) if emptied else checked()


def _words_kept(row: Row[Any]) -> bool:
    if row.salt is None:
        may_go = row.thing == NOTE or (row.thing, row.act) == (REVIEW, FINDING)
        return may_go and (row.before, row.after) == (EMPTIED, EMPTIED)
    return bool(commitment(row.salt, row.before, row.after) == row.commitment)


def _kept(session: Session) -> dict[str, Any]:
    state = session.get(State, _CHECKED)
    kept: dict[str, Any] = json.loads(state.value) if state else {}
    return kept


def read_head(head: str) -> tuple[int, str]:
    """The line that an end names, and how its link begins.

    :raises InvalidQueryError: it names none
    """
    found = _HEAD.fullmatch(head.strip().lower())
    if found is None:
        raise InvalidQueryError("audit_head")
    return int(found[1]), found[2]
