"""The people whose names stand beside what they wrote or decided."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.database.tables import Person


def person_named(session: Session, name: str) -> Person:
    """The person of a name, made where nobody has it yet."""
    person = session.scalar(select(Person).where(Person.name == name))
    if person is None:
        person = Person(name=name)
        session.add(person)
        session.flush()
    return person
