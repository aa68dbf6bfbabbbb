"""Who works in a base: coming in, getting and losing a role, leaving. What they wrote stays under their name.

Who is signed in has a row, looked up at every request, run and act. Without its row a cookie says nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from secrets import compare_digest, token_urlsafe

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from kb.accounts.audit import record
from kb.accounts.current import Actor, acting_person, person_named
from kb.accounts.roles import Role, allow, require, require_own
from kb.database.storing.seen import require_unchanged
from kb.database.tables import Person, SignIn, Token, Visit
from kb.errors import PersonError, SignedOutError
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


PERSON = "person"
"""The kind of thing in the audit."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody as they are in a base now.

    :param subject: who they are to ``issuer``, the service that they sign in with; None for a name that was typed
    """

    id: int
    name: str
    issuer: str | None
    subject: str | None
    role: str | None
    ended_at: datetime | None

    @property
    def shown(self) -> tuple[object, ...]:
        """What a change of it rests on, see `kb.database.storing.seen`."""
        return (self.id, self.role, self.ended_at)


def accounts(session: Session) -> list[Account]:
    """Everybody who ever worked in a base, by name."""
    return [_account(row) for row in session.scalars(select(Person).order_by(Person.name))]


def find_account(session: Session, name: str) -> Account:
    """Somebody by their name.

    :raises PersonError: nobody has it
    """
    row = session.scalar(select(Person).where(Person.name == Actor(name).name).execution_options(populate_existing=True))
    if row is None:
        raise PersonError("person_absent", name=name)
    return _account(row)


def come_in(session: Session, issuer: str, subject: str, name: str, role: Role | None = None) -> Actor:
    """Whoever signed in: their row, made the first time, with the name that they have now; one that somebody else has gets a number
    behind it.

    :param role: of whoever comes for the first time, None: none, until an administrator gives one
    """
    row = session.scalar(select(Person).where(Person.issuer == issuer, Person.subject == subject))
    wanted = _free_name(session, Actor(name).name, row.name if row else None)
    if row is None:
        row = Person(name=wanted, issuer=issuer, subject=subject, role=role)
        session.add(row)
        session.flush()
        record(session, "come", PERSON, str(row.id), after={"role": role})
    elif row.name != wanted:
        record(session, "rename", PERSON, str(row.id), {"name": row.name}, {"name": wanted})
        row.name = wanted
    return Actor(row.name, person_id=row.id, since=datetime.now(UTC))


def add_account(session: Session, name: str, issuer: str | None = None, subject: str | None = None) -> Account:
    """Let somebody be here before they sign in for the first time; a name that was only typed until then becomes theirs.

    :raises PersonError: the name, or the identity, is somebody's
    """
    row = person_named(session, Actor(name).name)
    same = (Person.issuer == issuer, Person.subject == subject)
    if row.subject is not None or (subject is not None and session.scalar(select(Person.id).where(*same)) is not None):
        raise PersonError("person_taken", name=row.name)
    row.issuer, row.subject = issuer, subject
    record(session, "add", PERSON, str(row.id), after={"issuer": issuer, "subject": subject})
    return _account(row)


def give_role(session: Session, seen: Account, role: Role | None) -> Account:
    """Give somebody a role, or take theirs away; it counts from their next act on.

    :raises PersonError: the last administrator would be none any more
    :raises ChangedMeanwhileError: they are no longer what was shown
    """
    row = _row(session, "role", seen)
    if role is not Role.ADMINISTRATOR:
        _require_another(session, row)
    record(session, "role", PERSON, str(row.id), {"role": row.role}, {"role": role})
    row.role = role
    return _account(row)


def end_account(session: Session, seen: Account, ended: bool = True) -> Account:
    """Somebody works here no more, or does so again. Their role and their tokens go; what they wrote stays.

    :raises PersonError: they are the last administrator
    :raises ChangedMeanwhileError: they are no longer what was shown
    """
    act = "end" if ended else "resume"
    row = _row(session, act, seen)
    _require_another(session, row)
    before = {"role": row.role, "ended": row.ended_at is not None}
    record(session, act, PERSON, str(row.id), before, {"role": None, "ended": ended})
    if ended:
        revoke_all(session, row.id)
    row.role, row.ended_at = None, datetime.now(UTC) if ended else None  # after the line: it may be their own role
    return _account(row)


def sign_out(session: Session, person_id: int) -> None:
    """All sessions of somebody end, in whatever tab. It is for the program to do: what is asked for in one of them is refused."""
    session.get_one(Person, person_id).signed_out_at = datetime.now(UTC)


def last_visit(session: Session, name: str) -> datetime | None:
    """The moment up to which somebody has seen everything; None where they never said so."""
    at = session.scalar(select(Visit.at).join(Person, Person.id == Visit.person_id).where(Person.name == name))
    return utc(at) if at is not None else None


def keep_visit(session: Session, at: datetime) -> None:
    """Whoever acts in the session has seen what there was at a moment. An earlier moment than the one kept changes nothing."""
    allow(session, "keep", "visit")
    person = acting_person(session)
    kept = session.get(Visit, person.id)
    if kept is None:
        session.add(Visit(person_id=person.id, at=at))
    elif utc(kept.at) < at:
        kept.at = at


def _free_name(session: Session, wanted: str, now: str | None) -> str:
    """A name, or with the first number behind it that nobody has; who has one of these keeps it."""
    taken = set(session.scalars(select(Person.name)))
    names = [wanted, *(f"{wanted[:190]} {number}" for number in range(2, len(taken) + 3))]
    return now if now in names else next(name for name in names if name not in taken)


def _row(session: Session, act: str, seen: Account) -> Person:
    allow(session, act, PERSON)
    row = session.get_one(Person, seen.id, populate_existing=True)
    require_unchanged(seen, _account(row))
    return row


def _require_another(session: Session, row: Person) -> None:
    administrating = (Person.role == Role.ADMINISTRATOR, Person.ended_at.is_(None))
    if row.role == Role.ADMINISTRATOR and not session.scalar(select(func.count()).where(*administrating, Person.id != row.id)):
        raise PersonError("person_last", name=row.name)


def _account(row: Person) -> Account:
    return Account(row.id, row.name, row.issuer, row.subject, row.role, utc(row.ended_at) if row.ended_at else None)


def key_of(claims: Mapping[str, object]) -> str | None:
    """Under what a sign-in is kept, from what the provider said of it: the nonce is another one at each. None where it lacks."""
    said = [claims.get(name) for name in ("iss", "sub", "nonce")]
    return sha256("\n".join(map(str, said)).encode()).hexdigest() if all(said) else None


def sign_in(
    session: Session, claims: Mapping[str, object], issuer: str, named_by: str, hours: float, role: Role | None = None
) -> Actor:
    """Whoever the provider says has come. The program does it, in a session of its own; sign-ins that are too old go.

    :param issuer: the provider that counts
    :param named_by: the claim that holds their name
    :param role: of whoever comes for the first time
    :raises SignedOutError: it is another provider's word, or they work here no more
    """
    key, now = key_of(claims), datetime.now(UTC)
    if key is None or str(claims["iss"]).rstrip("/") != issuer.rstrip("/"):
        raise SignedOutError("signed_out")
    subject = str(claims["sub"])
    said = (claims.get(named_by), claims.get("preferred_username"), subject)
    name = next(str(name) for name in said if name and str(name).strip())
    actor = come_in(session, str(claims["iss"]), subject, name, role)
    if session.get_one(Person, actor.person_id).ended_at is not None:
        raise SignedOutError("person_ended")
    session.execute(delete(SignIn).where(SignIn.at < now - timedelta(hours=hours)))
    session.add(SignIn(key=key, person_id=actor.person_id, at=now))
    return actor


def signed_in(session: Session, key: str | None, hours: float) -> Actor | None:
    """Whoever is signed in under a key; None where nobody is, or not any more."""
    row = select(SignIn.at, Person.id, Person.name, Person.ended_at, Person.signed_out_at).join(Person)
    found = session.execute(row.where(SignIn.key == key)).first() if key else None
    if found is None or found.ended_at is not None:
        return None
    since, out = utc(found.at), found.signed_out_at
    if datetime.now(UTC) - since > timedelta(hours=hours) or (out is not None and since <= utc(out)):
        return None
    return Actor(found.name, person_id=found.id, since=since)


def end_sign_in(session: Session, key: str | None) -> None:
    """A sign-in ends, in all tabs of its browser."""
    session.execute(delete(SignIn).where(SignIn.key == key))
