"""Tokens: what a person's programs ask with, in their name and with what their role reads. The base keeps a hash of each alone;
whoever makes one sees it once.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from secrets import compare_digest, token_urlsafe

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from kb.accounts.audit import record
from kb.accounts.current import Actor, acting_person
from kb.accounts.roles import require, require_own
from kb.database.tables import Person, Token
from kb.errors import PersonError
from kb.interface.days import in_vietnam, today, utc

TOKEN = "token"  # noqa: S105
"""The kind of thing in the audit."""

PREFIX = "tuluat_"
"""How each begins, so that whoever finds one in a file knows what it is."""

LONGEST_DAYS = 365
LONGEST_NAME = 100
MOST = 20
"""Of one person's that stand at a time."""


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """A token, without what it is.

    :param used_on: the last day; which questions it asked is kept nowhere
    """

    id: int
    person: str
    name: str
    made_on: date
    used_on: date | None
    expires_on: date
    revoked_on: date | None

    @property
    def stands(self) -> bool:
        """Whether it can be asked with."""
        return self.revoked_on is None and today() <= self.expires_on


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose a token is that stands."""

    actor: Actor
    token: int
    used_today: bool


def make_token(session: Session, name: str, days: int) -> str:
    """A token of whoever acts in the session. This is the only time that it is told.

    :param name: what it is for
    :raises PersonError: it has no name, lives too long, or there are too many
    """
    name, person = " ".join(name.split())[:LONGEST_NAME], acting_person(session)
    if not name:
        raise PersonError("token_name")
    if not 1 <= days <= LONGEST_DAYS:
        raise PersonError("token_days", most=LONGEST_DAYS)
    stand = (Token.person_id == person.id, Token.revoked_at.is_(None), Token.expires_on >= today())
    if (session.scalar(select(func.count()).where(*stand)) or 0) >= MOST:
        raise PersonError("token_many", most=MOST)
    text = f"{PREFIX}{token_urlsafe(32)}"
    row = Token(
        digest=digest_of(text),
        person_id=person.id,
        name=name,
        made_at=datetime.now(UTC),
        expires_on=today() + timedelta(days=days),
    )
    session.add(row)
    session.flush()
    record(session, "make", TOKEN, str(row.id), after={"name": name, "expires": row.expires_on.isoformat()})
    return text


def revoke_token(session: Session, token_id: int) -> None:
    """Nothing can be asked with a token any more; one that was revoked stays so.

    :raises PersonError: there is none of that number
    :raises NotAllowedError: it is somebody else's
    """
    row = session.get(Token, token_id)
    if row is None:
        raise PersonError("token_absent", id=token_id)
    require_own(session, row.person_id)
    if row.revoked_at is None:
        record(session, "revoke", TOKEN, str(row.id), {"name": row.name}, {})
        row.revoked_at = datetime.now(UTC)


def revoke_all(session: Session, person_id: int | None = None) -> None:
    """The tokens of somebody, or of everybody, with what ends them: their account, or the base that a backup was made of."""
    of = Token.person_id == person_id if person_id is not None else Token.id.is_not(None)
    session.execute(update(Token).where(of, Token.revoked_at.is_(None)).values(revoked_at=datetime.now(UTC)))


def tokens_of(session: Session, person_id: int | None = None) -> list[TokenRecord]:
    """The tokens of somebody, or of everybody, the newest first."""
    chosen = select(Token, Person.name).join(Person).order_by(Token.id.desc())
    rows = session.execute(chosen if person_id is None else chosen.where(Token.person_id == person_id))
    return [
        TokenRecord(row.id, name, row.name, _day(row.made_at), row.used_on, row.expires_on, row.revoked_at and _day(row.revoked_at))
        for row, name in rows
    ]


def digest_of(text: str) -> str:
    """Under what a token is kept. It is random, so that nothing is gained by making this slow."""
    return sha256(text.encode()).hexdigest()


def holder_of(session: Session, text: str) -> Holder | None:
    """Whose a token is; None where there is no such token, or it has ended.

    :raises NotAllowedError: they left, or have no role
    """
    digest = digest_of(text)
    found = session.execute(select(Token, Person.name).join(Person).where(Token.digest == digest)).first()
    if found is None or not compare_digest(found.Token.digest, digest):
        return None
    row = found.Token
    if row.revoked_at is not None or today() > row.expires_on:
        return None
    actor = Actor(found.name, person_id=row.person_id, since=datetime.now(UTC))
    require(session, actor, "read", "base")
    return Holder(actor, row.id, row.used_on == today())


def note_use(session: Session, token_id: int) -> None:
    """Keep that a token was used today. The program does it."""
    session.execute(update(Token).where(Token.id == token_id).values(used_on=today()))


def _day(moment: datetime) -> date:
    return in_vietnam(utc(moment)).date()
