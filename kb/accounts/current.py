"""Who acts: one object, given to every session that writes (`KnowledgeBase.session`), from which the audit takes the name.

It is the person at this machine, by a name that was typed, or one who signed in: then it is their row that counts, and
`kb.accounts.roles` says what they may do.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.database.tables import Person
from kb.errors import NamelessActorError

PERSON, SYSTEM = "person", "system"
LONGEST_NAME = 200
_ACTOR, _ANSWERING = "actor", "answering"
RECORDED = "recorded"
"""What a session was about: the kind of thing whose line it added to the audit last."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something in a base.

    :param kind: ``person``, or ``system`` for what the program does by itself: ingesting, linking, compiling
    :param person_id: of the row of whoever signed in; None for whoever works at this machine itself, who may do everything
    :param since: when they signed in
    :raises NamelessActorError: there is no name
    """

    name: str
    kind: str = PERSON
    person_id: int | None = None
    since: datetime | None = None

    @property
    def signed_in(self) -> bool:
        """Whether this is somebody who signed in, so that what they may do depends on their role."""
        return self.person_id is not None

    def __post_init__(self) -> None:
        name = " ".join(self.name.split())[:LONGEST_NAME]
        if not name:
            raise NamelessActorError("actor_without_name")
        object.__setattr__(self, "name", name)


LOCAL = Actor("Người dùng máy này")
"""The person at this machine, where nobody gave a name."""

PROGRAM = Actor("Tủ Luật", SYSTEM)


def person(name: str | None) -> Actor:
    """The person of a name that was typed, the one at this machine where none was."""
    return Actor(name) if name and name.strip() else LOCAL


def act_as(session: Session, actor: Actor) -> None:
    """Let what is written in a session from now on be this one's. The first one answers for all of it (:func:`answering`)."""
    session.info[_ACTOR] = actor
    session.info.setdefault(_ANSWERING, actor)


def actor_of(session: Session) -> Actor:
    """Who writes in a session; the program where nobody was named."""
    found: Actor = session.info.get(_ACTOR, PROGRAM)
    return found


def answering(session: Session) -> Actor:
    """Whose role decides what may be done in a session, under whatever name it is written; the program where nobody was named."""
    found: Actor = session.info.get(_ANSWERING, PROGRAM)
    return found


def acting_person(session: Session) -> Person:
    """The row of the person who writes in a session, made where it is not there yet.

    :raises NamelessActorError: the program writes, and this is for people to do
    """
    actor = actor_of(session)
    if actor.kind != PERSON:
        raise NamelessActorError("actor_no_person")
    return session.get_one(Person, actor.person_id) if actor.signed_in else person_named(session, actor.name)


def people(session: Session) -> list[str]:
    """The names of everybody who ever worked in a base, in their order."""
    return sorted(session.scalars(select(Person.name)))


def person_named(session: Session, name: str) -> Person:
    """The person of a name, made where nobody has it yet."""
    found = session.scalar(select(Person).where(Person.name == name))
    if found is None:
        found = Person(name=name)
        session.add(found)
        session.flush()
    return found
