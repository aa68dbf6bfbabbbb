"""What stands against the statements of a base: other statements, its texts, the codification, effects that were accepted."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from documents.messages import Message
from documents.paths import number_of_key
from documents.time.stated import Claim, Statement, contradictions
from documents.time.timeline import Evidence
from kb.database.reading.details import places_held
from kb.database.reading.reader import bare_versions, choose_version
from kb.database.reading.records import VersionRecord
from kb.database.tables import Statement as Row
from kb.law.statements.stating import CONTRADICTIONS, against
from kb.law.statements.stored import ACTIVE, StoredStatement, names_of_all, read_statements, rows_of, with_instruments
from kb.law.status.evidence import EvidenceReader

_DAY = timedelta(days=1)
_LATEST = date(2999, 12, 31)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a statement that a person should look at.

    :param kind: ``contradiction``, ``to_check``, ``not_in_base``, ``not_in_text``
    """

    kind: str
    statement: Statement
    what: Message
    other: date | None = None


def examine(session: Session) -> list[Finding]:
    """Everything that stands against what is stated, in the order of the registers."""
    kept = read_statements(session.connection(), Row.state == ACTIVE)
    keys = {item.statement.instrument for item in kept}
    rows = dict(with_instruments(kept, names_of_all(session.connection(), keys)))
    found = [*_among(kept, rows), *_against_texts(session, kept, rows)]
    for item in kept:
        statement = item.statement
        if statement.to_check:
            found.append(Finding("to_check", statement, Message.of("account.to_check")))
    lacking = {item.statement.instrument: item.statement for item in reversed(kept) if item not in rows}
    found += [Finding("not_in_base", item, Message.of("account.not_in_base")) for item in reversed(lacking.values())]
    return found


def _among(kept: Sequence[StoredStatement], rows: dict[StoredStatement, int]) -> Iterator[Finding]:
    """What statements say against one another; those about one instrument under several keys are about one."""
    same = [replace(item.statement, instrument=f"{rows.get(item) or item.statement.instrument}") for item in kept]
    for found in contradictions(same):
        other = kept[found.other].statement if found.other is not None else None
        yield Finding("contradiction", kept[found.first].statement, CONTRADICTIONS[found.code], other.on if other else None)


def _against_texts(session: Session, kept: Sequence[StoredStatement], rows: dict[StoredStatement, int]) -> Iterator[Finding]:
    about: dict[int, list[Statement]] = defaultdict(list)
    for item in kept:
        if item in rows and item.statement.certain:
            about[rows[item]].append(item.statement)
    chosen, reader = _latest(session, about)
    there = places_held(session, {version.id: {item.path for item in about[row]} for row, version in chosen.items()})
    for row, version in ((row, chosen[row]) for row in about if row in chosen):
        for statement in about[row]:
            if statement.path and (version.id, statement.path) not in there:
                yield Finding("not_in_text", statement, Message.of("account.not_in_text"))
            else:
                yield from _against(statement, reader.of(version.id, statement.path).evidence)


def _latest(session: Session, rows: Iterable[int]) -> tuple[dict[int, VersionRecord], EvidenceReader]:
    chosen = {row: choose_version(found, _LATEST) for row, found in bare_versions(session, rows).items()}
    return chosen, EvidenceReader(session.connection(), [version.id for version in chosen.values()])


def _against(statement: Statement, evidence: Evidence) -> Iterator[Finding]:
    on, start, end = statement.on, evidence.effective_from, evidence.effective_to
    if on is None:
        return
    if statement.claim is Claim.IN_FORCE_FROM and start is not None and start != on:
        yield Finding("contradiction", statement, Message.of("account.start_differs"), start)
    if statement.claim.ends:
        if end is not None and end + _DAY != on:
            yield Finding("contradiction", statement, Message.of("account.end_differs"), end + _DAY)
        if evidence.seen_on is not None and evidence.seen_on >= on:
            yield Finding("contradiction", statement, Message.of("account.codified_after_end"), evidence.seen_on)
        if not statement.path and evidence.relied_on is not None and evidence.relied_on >= on:
            yield Finding("contradiction", statement, Message.of("account.relied_after_end"), evidence.relied_on)
    if statement.claim is Claim.IN_FORCE_ON and end is not None and on > end:
        yield Finding("contradiction", statement, Message.of("account.seen_after_own_end"), end + _DAY)


def stands_against(session: Session, statement: Statement, besides: int | None = None) -> list[Message]:
    """What other statements and the texts of the base say against one that somebody is about to make, in words.

    :param besides: the statement that it takes the place of
    """
    if statement.on is None:
        return []
    kept = read_statements(session.connection(), Row.state == ACTIVE, Row.number_slug == number_of_key(statement.instrument))
    others = [item.statement for item in kept if item.id != besides]
    found = []
    for what, other in against(others, statement):
        found.append(Message.of("account.differs", what=what, day=other.on or "", who=other.author or other.register_title))
    chosen, reader = _latest(session, rows_of(session.connection(), [statement.instrument]).values())
    for version in chosen.values():
        for finding in _against(statement, reader.of(version.id, statement.path).evidence):
            found.append(Message.of("account.text_differs", what=finding.what, day=finding.other or ""))
    return found
