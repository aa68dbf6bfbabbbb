"""The registers of effect that come with the program: in every base, from its first ingest on, unless a setting says not to.

A base learns of them where its index is brought up to date anyway: at the end of an ingest, with `kb reread` and `kb reindex`, and
when an app opens it. That costs one look at a state of the base where nothing is to be done.
"""

import hashlib
import logging
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from kb.database.tables import Register, State
from kb.database.tables import Statement as Row
from kb.errors import KnowledgeBaseError
from kb.law.statements.register_files import SHIPPED, RawRegister, read_file
from kb.law.statements.registering import import_registers, take_out
from kb.law.statements.stored import ACTIVE

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

_STATE = "registers"
_OFF = "-"
_LOG = logging.getLogger(__name__)


def use_shipped(base: "KnowledgeBase") -> bool:
    """Import the registers of this release into a base, or take them out where the setting says so; once a release.

    A newer version takes the place of an older one; what somebody imported in the same version or a later one stays as it is.

    :returns: whether anything was done, so that the index has to follow
    """
    wanted = _digest() if base.settings.registers else _OFF
    with base.session() as session:
        if _is_done(session, wanted):
            return False
    try:
        with base.session(write=True) as session:
            if _is_done(session, wanted):
                return False
            done = _import(session) if base.settings.registers else _take_out(session)
            session.merge(State(name=_STATE, value=wanted))
        return done
    except (KnowledgeBaseError, SQLAlchemyError) as error:
        # An ingest or a page does not wait for it; the next one tries again.
        _LOG.warning("the registers of effect that come with the program were not imported: %s", type(error).__name__)
        return False


def _is_done(session: Session, wanted: str) -> bool:
    state = session.get(State, _STATE, populate_existing=True)
    return state.value == wanted if state is not None else wanted == _OFF


def _digest() -> str:
    files = sorted(SHIPPED.glob("*.yaml"))
    return hashlib.sha256(b"\0".join(path.name.encode() + b"\0" + path.read_bytes() for path in files)).hexdigest()


def _import(session: Session) -> bool:
    done = False
    for path in sorted(SHIPPED.glob("*.yaml")):
        raw = [one for one in read_file(path) if is_newer(session, one)]
        found, mistakes = import_registers(session, raw, path.name)
        for mistake in mistakes:
            _LOG.warning("%s was not imported: %s: %s", path.name, mistake.place, mistake.what.key)
        done = done or bool(found.added or found.superseded)
    return done


def is_newer(session: Session, raw: RawRegister) -> bool:
    """Whether a base has no such register in use, or an older version of it."""
    held = session.scalar(select(Register).where(Register.name == raw.name))
    if held is None or held.version < raw.version:
        return True
    return session.scalar(select(Row.id).where(Row.register_id == held.id, Row.state == ACTIVE).limit(1)) is None


def _take_out(session: Session) -> bool:
    names = [path.stem for path in SHIPPED.glob("*.yaml")]
    return take_out(session, session.scalars(select(Register).where(Register.name.in_(names))))
