"""What people state by hand about the effect of law: kept with who, when and what it was before; withdrawn, never lost.

After a statement is committed, :func:`kb.index.build.catch_up` lets the search show what came of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from documents.errors import KeyFormatError
from documents.keys import parse_key, same_instrument
from documents.messages import Message
from documents.paths import number_of_key, provision_key
from documents.time.stated import Claim, Statement, contradictions
from kb.accounts.audit import record
from kb.accounts.current import acting_person
from kb.database import tables
from kb.database.state import count_change_of
from kb.database.storing.seen import require_unchanged
from kb.database.tables import Statement as Row
from kb.errors import ReviewError
from kb.law.statements.stored import (
    ACTIVE,
    STATEMENT,
    WITHDRAWN,
    StoredStatement,
    columns_of,
    drafts_named,
    names_of_all,
    read_statements,
    statement_json,
)

LONGEST = 2_000
"""Characters of a note or a quotation."""

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""What is outside was mistyped."""

CONTRADICTIONS = {
    "two_ends": Message.of("stated.two_ends"),
    "two_starts": Message.of("stated.two_starts"),
    "end_before_start": Message.of("stated.end_before_start"),
    "seen_after_end": Message.of("stated.seen_after_end"),
    "until_before": Message.of("stated.until_before"),
}
"""What each contradiction is, in words; see `documents.time.stated.Contradiction`."""

_WORDS = ("source", "file", "gazette", "quote", "note", "spared", "by_name", "title")
_WITH_ACTOR = frozenset({Claim.REPLACED, Claim.AMENDED})


def place_of(statement: Statement) -> str:
    """The key of what a statement is about."""
    return provision_key(statement.instrument, statement.path)


def check(statement: Statement) -> Statement:
    """A statement as it is kept: its words tidy.

    :raises ReviewError: it cannot be kept; the message says what is missing or wrong
    """
    words: dict[str, Any] = {name: " ".join(getattr(statement, name).split()) for name in _WORDS}
    tidy = replace(statement, **words)
    try:
        parse_key(place_of(tidy))
    except KeyFormatError:
        raise ReviewError("statement_key", key=place_of(tidy)) from None
    for day in (tidy.on, tidy.until):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ReviewError("statement_year", day=day.isoformat(), first=str(FIRST_YEAR), last=str(LAST_YEAR))
    if tidy.until is not None and (tidy.on is None or tidy.until < tidy.on):
        raise ReviewError("statement_until")
    if tidy.claim in _WITH_ACTOR and not tidy.acting:
        raise ReviewError("statement_by")
    if not (tidy.source or tidy.file or tidy.gazette or tidy.note or tidy.quote):
        raise ReviewError("statement_source")
    if tidy.source and not is_link(tidy.source):
        raise ReviewError("statement_link")
    if any(len(getattr(tidy, name)) > LONGEST for name in _WORDS):
        raise ReviewError("statement_long", most=LONGEST)
    return tidy


def is_link(text: str) -> bool:
    """Whether a text is an address that a page may lead to: http or https, and nothing else."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(char in text for char in "\"'<> \n\t\\")


def state(session: Session, statement: Statement) -> StoredStatement:
    """Keep what whoever acts in the session states. The caller commits.

    :raises ReviewError: it cannot be kept, or contradicts what a person has stated
    """
    right = _usable(session, statement)
    person, now = acting_person(session), datetime.now(UTC)
    row = Row(**columns_of(right), author_id=person.id, made_at=now, state=ACTIVE)
    session.add(row)
    session.flush()
    return _record(session, row, "add", {})


def restate(session: Session, seen: StoredStatement, statement: Statement) -> StoredStatement:
    """Change what was stated by hand, in the name of whoever acts in the session.

    :raises ReviewError: see :func:`state`
    :raises ChangedMeanwhileError: it is no longer what was shown
    """
    row, before = _seen_again(session, seen)
    right = _usable(session, statement, besides=seen.id)
    for name, value in columns_of(right).items():
        setattr(row, name, value)
    row.author_id, row.made_at, row.state = acting_person(session).id, datetime.now(UTC), ACTIVE
    session.flush()
    note_change(session, [before.statement.instrument])
    return _record(session, row, "change", _audited(before))


def withdraw(session: Session, seen: StoredStatement) -> StoredStatement:
    """Take a statement back; it stays in the history and can be restored.

    :raises ChangedMeanwhileError: it is no longer what was shown
    """
    row, before = _seen_again(session, seen)
    row.state = WITHDRAWN
    session.flush()
    return _record(session, row, "withdraw", _audited(before))


def restore(session: Session, seen: StoredStatement) -> StoredStatement:
    """Let a statement count again.

    :raises ReviewError: it contradicts what a person has stated since
    :raises ChangedMeanwhileError: it is no longer what was shown
    """
    row, before = _seen_again(session, seen)
    _usable(session, before.statement, besides=seen.id)
    row.state = ACTIVE
    session.flush()
    return _record(session, row, "restore", _audited(before))


def note_change(session: Session, keys: Iterable[str]) -> None:
    """The index has to look at what statements were made, changed or withdrawn about."""
    asked = list(keys)
    rows = {row for row, key, _ in names_of_all(session.connection(), asked) if any(same_instrument(key, one) for one in asked)}
    count_change_of(session, rows)


def by_hand(session: Session, instrument: str | None = None, all_of_them: bool = False) -> list[StoredStatement]:
    """What people stated, the last first.

    :param instrument: only about this one
    :param all_of_them: also what was withdrawn
    """
    where = [Row.register_id.is_(None)] + ([] if all_of_them else [Row.state == ACTIVE])
    if instrument is not None:
        where.append(Row.number_slug == number_of_key(instrument))
    kept = read_statements(session.connection(), *where)
    return [item for item in reversed(kept) if instrument is None or same_instrument(item.statement.instrument, instrument)]


def against(others: Sequence[Statement], statement: Statement) -> Iterator[tuple[Message, Statement]]:
    """What others say against a statement that is about to be made: the contradiction in words, and what it contradicts."""
    same = [item for item in others if same_instrument(item.instrument, statement.instrument)]
    alike = [replace(item, instrument=statement.instrument) for item in same]
    for found in contradictions([*alike, statement]):
        if len(same) in (found.first, found.other):
            other = found.first if found.other == len(same) else found.other
            if other is not None:
                yield CONTRADICTIONS[found.code], same[other]


def _usable(session: Session, statement: Statement, besides: int | None = None) -> Statement:
    right = check(statement)
    if right.by and drafts_named(session.connection(), {right.by}):
        raise ReviewError("statement_by_draft")
    there = [item.statement for item in by_hand(session, right.instrument) if item.id != besides]
    for what, other in against(there, right):
        raise ReviewError("statement_contradicts", what=what, author=other.author, day=other.on or "")
    return right


def _seen_again(session: Session, seen: StoredStatement) -> tuple[tables.Statement, StoredStatement]:
    now = next(iter(read_statements(session.connection(), Row.id == seen.id)), None)
    before = require_unchanged(seen, now)
    return session.get_one(Row, seen.id, populate_existing=True), before


def _record(session: Session, row: tables.Statement, act: str, before: dict[str, object]) -> StoredStatement:
    (after,) = read_statements(session.connection(), Row.id == row.id)
    record(session, act, STATEMENT, str(row.id), before=before, after=_audited(after), instrument=row.instrument_key)
    note_change(session, [row.instrument_key])
    return after


def _audited(kept: StoredStatement) -> dict[str, object]:
    return {"state": kept.state, **statement_json(kept.statement)}
