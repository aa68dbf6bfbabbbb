"""What stands against a statement that somebody is about to make: other statements, the texts of the base, the codification."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from sqlalchemy.orm import Session

from documents.messages import Message
from documents.paths import number_of_key
from documents.time.stated import Claim, Statement
from documents.time.timeline import Evidence
from kb.database.reading.reader import bare_versions, choose_version
from kb.database.reading.records import VersionRecord
from kb.database.tables import Statement as Row
from kb.law.statements.stating import against
from kb.law.statements.stored import ACTIVE, read_statements, rows_of
from kb.law.status.evidence import EvidenceReader

_DAY = timedelta(days=1)
_LATEST = date(2999, 12, 31)


def _latest(session: Session, rows: Iterable[int]) -> tuple[dict[int, VersionRecord], EvidenceReader]:
    chosen = {row: choose_version(found, _LATEST) for row, found in bare_versions(session, rows).items()}
    return chosen, EvidenceReader(session.connection(), [version.id for version in chosen.values()])


def _against(statement: Statement, evidence: Evidence) -> Iterator[tuple[Message, date]]:
    on, start, end = statement.on, evidence.effective_from, evidence.effective_to
    if on is None:
        return
    if statement.claim is Claim.IN_FORCE_FROM and start is not None and start != on:
        yield Message.of("account.start_differs"), start
    if statement.claim.ends:
        if end is not None and end + _DAY != on:
            yield Message.of("account.end_differs"), end + _DAY
        if evidence.seen_on is not None and evidence.seen_on >= on:
            yield Message.of("account.codified_after_end"), evidence.seen_on
        if not statement.path and evidence.relied_on is not None and evidence.relied_on >= on:
            yield Message.of("account.relied_after_end"), evidence.relied_on
    if statement.claim is Claim.IN_FORCE_ON and end is not None and on > end:
        yield Message.of("account.seen_after_own_end"), end + _DAY


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
        for what, day in _against(statement, reader.of(version.id, statement.path).evidence):
            found.append(Message.of("account.text_differs", what=what, day=day))
    return found
