"""Registers of effect in a base: imported all or nothing, kept with history, written again as they were; those shipped.

A base learns of them where its index is brought up to date anyway: at the end of an ingest, with `kb reread` and `kb reindex`, and
when an app opens it. That costs one look at a state of the base where nothing is to be done.
"""

import hashlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from documents.time.stated import Statement
from kb.accounts.audit import record
from kb.accounts.current import person_named
from kb.base import KnowledgeBase
from kb.database.tables import Register, State
from kb.database.tables import Statement as Row
from kb.errors import KnowledgeBaseError, RegisterError
from kb.interface.days import utc
from kb.law.statements.register_files import SHIPPED, RawRegister, RawRow, read_file
from kb.law.statements.register_rows import Checked, Mistake, check_registers, row_of
from kb.law.statements.stating import note_change
from kb.law.statements.stored import ACTIVE, STATEMENT, SUPERSEDED, StoredStatement, columns_of, read_statements, statement_json

REGISTER = "register"
"""The kind of thing in the audit."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    read: int = 0
    added: int = 0
    unchanged: int = 0
    superseded: int = 0
    registers: tuple[tuple[str, str], ...] = ()


def import_registers(session: Session, raw: Sequence[RawRegister], file: str) -> tuple[Imported, list[Mistake]]:
    """Store the registers of a file, all or nothing. The caller commits.

    A register takes the place of its older version: what that had and this one lacks is superseded, and stays in the history.
    Statements of people are added where they are not there yet.

    :returns: what was done, and the mistakes for which nothing was done
    """
    checked, mistakes = check_registers(session, raw, file)
    if mistakes:
        return Imported(), mistakes
    changed: set[str] = set()
    counts = [(len(one.statements), *_store(session, one, changed)) for one in checked]
    if changed:
        note_change(session, sorted(changed))
    named = tuple((one.raw.name, one.raw.version) for one in checked if one.raw.name)
    read, added, unchanged, superseded = map(sum, zip(*counts, strict=True)) if counts else (0, 0, 0, 0)
    return Imported(read, added, unchanged, superseded, named), []


def _store(session: Session, one: Checked, changed: set[str]) -> tuple[int, int, int]:
    register = _register(session, one.raw) if one.raw.name is not None else None
    id_ = register.id if register is not None else None
    which = Row.register_id == id_ if id_ is not None else Row.register_id.is_(None)
    there = {_same(kept.statement): kept for kept in read_statements(session.connection(), which)}
    unchanged = added = 0
    named = set()
    for position, statement in enumerate(one.statements):
        named.add(_same(statement))
        kept = there.get(_same(statement))
        if kept is not None and (kept.active or id_ is None):
            unchanged += 1
        else:
            added += 1
            changed.add(statement.instrument)
        _keep(session, statement, kept, id_, position)
    gone = [kept for same, kept in there.items() if id_ is not None and kept.active and same not in named]
    for kept in gone:
        _supersede(session, kept, changed)
    if register is not None and (added or gone):
        after = {"version": one.raw.version, "rows": len(one.statements), "added": added, "superseded": len(gone)}
        record(session, "import", REGISTER, register.name, {}, after)
    session.flush()
    return added, unchanged, len(gone)


def take_out(session: Session, registers: Iterable[Register]) -> bool:
    """Let registers no longer count; their statements stay in the history. The caller commits."""
    changed: set[str] = set()
    for one in registers:
        for kept in read_statements(session.connection(), Row.register_id == one.id, Row.state == ACTIVE):
            _supersede(session, kept, changed)
    session.flush()
    if changed:
        note_change(session, sorted(changed))
    return bool(changed)


def _supersede(session: Session, kept: StoredStatement, changed: set[str]) -> None:
    session.get_one(Row, kept.id).state = SUPERSEDED
    before, after = {"state": kept.state}, {"state": SUPERSEDED}
    record(session, "supersede", STATEMENT, str(kept.id), before=before, after=after, instrument=kept.statement.instrument)
    changed.add(kept.statement.instrument)


def _keep(session: Session, statement: Statement, kept: StoredStatement | None, register: int | None, position: int) -> None:
    if kept is not None:
        row = session.get_one(Row, kept.id)
        if register is not None:
            row.position, row.state = position, ACTIVE
        if register is not None and not kept.active:
            before, after = {"state": kept.state}, {"state": ACTIVE}
            record(session, "restore", STATEMENT, str(row.id), before=before, after=after, instrument=statement.instrument)
        return
    whose: dict[str, Any] = {}
    if register is None:
        whose = {
            "author_id": person_named(session, statement.author).id,
            "made_at": utc(statement.at) if statement.at else datetime.now(UTC),
        }
    row = Row(**columns_of(statement), **whose, register_id=register, position=position, state=ACTIVE)
    session.add(row)
    session.flush()
    now = {"state": ACTIVE, **statement_json(statement)}
    record(session, "add", STATEMENT, str(row.id), before={}, after=now, instrument=statement.instrument)


def _register(session: Session, raw: RawRegister) -> Register:
    found = session.scalar(select(Register).where(Register.name == raw.name))
    about = {"title": raw.title or raw.name or "", "version": raw.version, "body": {"remarks": list(raw.remarks)}}
    if found is None:
        found = Register(name=raw.name, imported_at=datetime.now(UTC), **about)
        session.add(found)
    elif (found.title, found.version, found.body) != (about["title"], about["version"], about["body"]):
        found.title, found.version, found.body = raw.title or raw.name or "", raw.version, {"remarks": list(raw.remarks)}
        found.imported_at = datetime.now(UTC)
    session.flush()
    return found


def _same(statement: Statement) -> str:
    return repr(statement_json(replace(statement, register_title="", version="")))


def export_registers(session: Session, name: str | None = None) -> list[RawRegister]:
    """Registers and what people stated, as their files have them.

    :param name: of one register alone
    :raises RegisterError: there is no such register
    """
    registers = list(session.scalars(select(Register).order_by(Register.name)))
    if name is not None and name not in [one.name for one in registers]:
        raise RegisterError("register_absent", name=name, known=[one.name for one in registers] or ["-"])
    found = []
    for one in registers:
        if name in (None, one.name):
            kept = read_statements(session.connection(), Row.register_id == one.id, Row.state == ACTIVE)
            remarks = tuple(str(remark) for remark in one.body.get("remarks", ()))
            found.append(RawRegister(one.name, one.title, one.version, list(_rows(kept)), remarks))
    if name is None and (stated := read_statements(session.connection(), Row.register_id.is_(None), Row.state == ACTIVE)):
        found.append(RawRegister(None, "", "", list(_rows(stated))))
    return found


def _rows(kept: Iterable[StoredStatement]) -> Iterator[RawRow]:
    for number, item in enumerate(kept, start=1):
        yield RawRow(number, row_of(item.statement))


_STATE = "registers"
_OFF = "-"
_LOG = logging.getLogger(__name__)


def use_shipped(base: KnowledgeBase) -> bool:
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
