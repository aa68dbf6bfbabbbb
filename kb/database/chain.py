"""The chain of the audit: each line commits to its words, and to the line before it, so that none is changed unseen.

The commitment hides the words behind a random salt that goes when they are erased: what is left tells nothing of them.
Whoever writes to the database at will can make a whole chain anew; a :func:`head` that was noted down elsewhere shows it.
"""

import json
import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session

from kb.database.tables import Audit
from kb.database.words import storable_data
from kb.interface.days import utc

START = "0" * 64
"""What the first line is linked to."""

_END = select(Audit.id, Audit.link).order_by(Audit.id.desc()).limit(1)
_LINKED = ("id", "person_id", "kind", "act", "thing", "thing_id", "instrument", "commitment")

_TURN = text(f"SELECT pg_advisory_xact_lock({0x7475_6C61}, hashtext(current_schema()))")  # of whoever adds a line to this schema


def new_salt() -> str:
    """What hides the words of one line."""
    return secrets.token_hex(32)


def plain(words: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a line says, as the database will give it back."""
    read: dict[str, Any] = json.loads(json.dumps(storable_data(words or {})))
    return read


def commitment(salt: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """What a line keeps of its words when they are erased."""
    return _hash(salt, before, after)


def link(previous: str, line: Mapping[str, Any]) -> str:
    """What ties a line, but for its words, to the one before it."""
    return _hash(previous, utc(line["at"]).isoformat(timespec="microseconds"), *(line[name] for name in _LINKED))


def _hash(*parts: object) -> str:
    return sha256(json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def take_end(session: Session) -> tuple[int, str]:
    """Id and link of the last line; nobody else adds one until the end of the transaction."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer
        session.execute(_TURN)
    return _end(session)


def head(connection: Connection | Session) -> str:
    """The end of the chain in short, to be noted down: the last line's id and link."""
    return "{}-{}".format(*_end(connection))


def _end(connection: Connection | Session) -> tuple[int, str]:
    last = connection.execute(_END).one_or_none()
    return (last.id, last.link) if last else (0, START)
