"""Who is signed in: a row for each sign-in, looked up at every request, run and act. Without its row a cookie says nothing."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kb.accounts.current import Actor
from kb.accounts.people import come_in
from kb.accounts.roles import Role
from kb.database.moments import utc
from kb.database.tables import Person, SignIn
from kb.errors import SignedOutError


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


def sign_out(session: Session, key: str | None) -> None:
    """A sign-in ends, in all tabs of its browser."""
    session.execute(delete(SignIn).where(SignIn.key == key))
