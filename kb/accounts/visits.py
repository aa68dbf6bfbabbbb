"""When a person last said that they have seen what is new."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.accounts.current import acting_person
from kb.database.moments import utc
from kb.database.tables import Person, Visit


def last_visit(session: Session, name: str) -> datetime | None:
    """The moment up to which somebody has seen everything; None where they never said so."""
    at = session.scalar(select(Visit.at).join(Person, Person.id == Visit.person_id).where(Person.name == name))
    return utc(at) if at is not None else None


def keep_visit(session: Session, at: datetime) -> None:
    """Whoever acts in the session has seen what there was at a moment. An earlier moment than the one kept changes nothing."""
    person = acting_person(session)
    kept = session.get(Visit, person.id)
    if kept is None:
        session.add(Visit(person_id=person.id, at=at))
    elif utc(kept.at) < at:
        kept.at = at
