"""Who may do what: one table of things, acts and roles, and the gate that asks it for whoever signed in.

What the table does not name, nobody who signed in may do. Whoever works at the machine itself (`Actor.signed_in` is false) owns the
files of the base anyway and is not asked. A role is read from its row at each act: one that was taken away is gone with the next.
"""

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import event, select
from sqlalchemy.orm import ORMExecuteState, Session, sessionmaker

from kb.accounts.current import Actor, answering
from kb.database.tables import Person
from kb.errors import NotAllowedError
from kb.interface.days import utc


class Role(StrEnum):
    """What somebody is here for."""

    READER = "reader"
    COUNSELLOR = "counsellor"
    REVIEWER = "reviewer"
    CURATOR = "curator"
    ADMINISTRATOR = "administrator"


_ALL = frozenset(Role)
_ON_THE_LINE = frozenset({Role.COUNSELLOR, Role.CURATOR, Role.ADMINISTRATOR})  # a curator tries the cards as callers get them
_REVIEWING = frozenset({Role.REVIEWER, Role.CURATOR, Role.ADMINISTRATOR})
# No counsellor: notes are read by everybody and stay, and it is the counsellor who has a caller's name in mind.
_KEEPING = frozenset({Role.CURATOR, Role.ADMINISTRATOR})
_ADMINISTERING = frozenset({Role.ADMINISTRATOR})

_DECISIONS = ("accept", "correct", "reject", "reopen")
MATRIX: Mapping[str, Mapping[str, frozenset[Role]]] = {
    "base": {"read": _ALL},
    "saved_search": dict.fromkeys(("add", "see", "remove"), _ALL),
    "visit": {"keep": _ALL},
    "token": dict.fromkeys(("make", "revoke"), _ALL),
    "desk": {"read": _ALL, "export": _ON_THE_LINE},
    "practice": dict.fromkeys(("keep", "forget"), _ON_THE_LINE),
    "note": dict.fromkeys(("add", "revise", "hide", "restore", "import", "export"), _REVIEWING) | {"erase": _ADMINISTERING},
    "placing": dict.fromkeys(("place", "drop", "withdraw"), _REVIEWING),
    "pairing": dict.fromkeys(("join", "part", "withdraw"), _REVIEWING),
    "review": dict.fromkeys(("create", "revise", "close", "reopen", "finding", "mark", "grid", "import", "export"), _REVIEWING),
    "text": {"export": _REVIEWING, "remove": _KEEPING},
    "upload": dict.fromkeys(("read", "add", "correct", "approve", "retry", "drop"), _KEEPING),
    "identity": {"correct": _KEEPING},
    "read_words": {"settle": _KEEPING},
    "batch": dict.fromkeys(("ingest", "reread"), _KEEPING),
    "effect": dict.fromkeys(_DECISIONS, _KEEPING),
    "effects": dict.fromkeys(("accept", "reopen"), _KEEPING),
    "relation": dict.fromkeys(("accept", "reject", "reopen"), _KEEPING),
    "statement": dict.fromkeys(("add", "change", "withdraw", "restore", "supersede"), _KEEPING),
    "register": {"import": _KEEPING},
    "draft": {"say": _KEEPING},
    "card": dict.fromkeys(("edit", "import", "undo", "restore", "shipped"), _KEEPING),
    "word": dict.fromkeys(("save", "change", "turn_off"), _KEEPING),
    "audit": dict.fromkeys(("read", "export"), _ADMINISTERING),
    "person": dict.fromkeys(("read", "add", "role", "end", "resume"), _ADMINISTERING),
}
"""Thing, act, and the roles that may do it. Names of things and acts are those that the audit keeps."""


def table() -> list[tuple[str, frozenset[Role]]]:
    """The table for people to read: what a thing's acts are in words (keys of the catalogue), and who may do them."""
    rows: dict[tuple[str, frozenset[Role]], str] = {}
    for thing, acts in MATRIX.items():
        for act, roles in acts.items():
            rows.setdefault((thing, roles), f"role.{thing}_{act}")
    return [(key, roles) for (_, roles), key in rows.items()]


_ASKED, _WROTE = "gate_asked", "gate_wrote"


def allow(session: Session, act: str, thing: str) -> None:
    """Let whoever answers for a session do something, or refuse it.

    :raises NotAllowedError: their role does not have it, they have none, they left, or they have signed out since; nothing was done
    """
    session.info[_ASKED] = True
    require(session, answering(session), act, thing)


def require(session: Session, actor: Actor, act: str, thing: str) -> None:
    """The same for somebody named, before what is no write in a session: a read, or a file that comes in.

    :raises NotAllowedError: they may not
    """
    if actor.signed_in and not has(role_of(session, actor), act, thing):
        raise NotAllowedError("role_not_allowed")


def watch(sessions: sessionmaker[Session]) -> None:
    """Let sessions notice that something is written in them (:func:`require_asked`)."""

    def flushed(session: Session, _: object) -> None:
        session.info[_WROTE] = True

    def executed(state: ORMExecuteState) -> None:
        if not state.is_select:
            state.session.info[_WROTE] = True

    event.listen(sessions, "after_flush", flushed)
    event.listen(sessions, "do_orm_execute", executed)


def require_asked(session: Session) -> None:
    """At the end of a session: what somebody who signed in wrote in it without the gate being asked is not kept.

    :raises NotAllowedError: there is such
    """
    session.flush()
    if answering(session).signed_in and session.info.get(_WROTE) and not session.info.get(_ASKED):
        raise NotAllowedError("role_not_allowed")


def has(role: Role | None, act: str, thing: str) -> bool:
    """Whether the table gives something to a role."""
    return role in MATRIX.get(thing, {}).get(act, ())


def role_of(session: Session, actor: Actor) -> Role | None:
    """The role of somebody who signed in, as it is now; None where it is none that this release has.

    :raises NotAllowedError: they have none, they left, or they have signed out since
    """
    row = Person.role, Person.ended_at, Person.signed_out_at
    found = session.execute(select(*row).where(Person.id == actor.person_id)).first()
    if found is None or found.ended_at is not None:
        raise NotAllowedError("person_ended")
    if found.signed_out_at is not None and (actor.since is None or actor.since <= utc(found.signed_out_at)):
        raise NotAllowedError("person_signed_out")
    if found.role is None:
        asked = sorted(session.scalars(select(Person.name).where(Person.role == Role.ADMINISTRATOR, Person.ended_at.is_(None))))
        if not asked:
            raise NotAllowedError("person_first", name=actor.name)
        raise NotAllowedError("person_without_role", name=actor.name, administrators=tuple(asked))
    return Role(found.role) if found.role in set(Role) else None


def require_own(session: Session, owner_id: int) -> None:
    """Let only its owner go on with what is one person's own.

    :raises NotAllowedError: it is somebody else's
    """
    actor = answering(session)
    if actor.signed_in and actor.person_id != owner_id:
        raise NotAllowedError("not_own")
