"""The lines of the audit are chained: each commits to its words and to the line before it. Old ones are, too."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from kb.database.chain import START, commitment, link, new_salt
from kb.database.words import Data

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_SLICE = 2000
_OLD = ("id", "person_id", "kind", "act", "thing", "thing_id", "instrument")
_AUDIT = sa.table(
    "audit",
    *map(sa.column, (*_OLD, "salt", "commitment", "link")),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("before", Data),
    sa.column("after", Data),
)
_ERASED = {"erased": True}


def upgrade() -> None:
    op.add_column("audit", sa.Column("salt", sa.String(64), nullable=True))
    for name in ("commitment", "link"):
        op.add_column("audit", sa.Column(name, sa.String(64), nullable=False, server_default=""))
    op.execute("DROP TRIGGER audit_no_update" if _sqlite() else "DROP TRIGGER audit_only_grows ON audit")
    _chain(op.get_bind())
    for statement in _GUARDS_OF_SQLITE if _sqlite() else _GUARDS_OF_POSTGRESQL:
        op.execute(statement)


def _sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")


def _chain(connection: sa.Connection) -> None:
    changed = sa.update(_AUDIT).where(_AUDIT.c.id == sa.bindparam("line"))
    changed = changed.values({name: sa.bindparam(f"new_{name}") for name in ("salt", "commitment", "link")})
    last, previous = 0, START
    some = sa.select(_AUDIT).where(_AUDIT.c.id > sa.bindparam("last")).order_by(_AUDIT.c.id).limit(_SLICE)
    while found := connection.execute(some, {"last": last}).mappings().all():
        rows = list(_chained(found, previous))
        connection.execute(changed, rows)
        last, previous = rows[-1]["line"], rows[-1]["new_link"]


def _chained(lines: Sequence[sa.RowMapping], previous: str) -> Iterator[dict[str, Any]]:
    for line in lines:
        salt = new_salt()
        committed = commitment(salt, line["before"], line["after"])
        previous = link(previous, {**line, "commitment": committed})
        erased = line["thing"] in ("note", "review") and line["before"] == line["after"] == _ERASED
        yield {"line": line["id"], "new_salt": None if erased else salt, "new_commitment": committed, "new_link": previous}


def _only_erases(same: str, words: str) -> str:
    """Whether a line about a note or a review loses its words, with what hides them, and nothing else."""
    stays = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in (*_OLD, "at", "commitment", "link"))
    gone = " AND ".join(f"NEW.{name}{words} = '{{\"erased\": true}}'" for name in ("before", "after"))
    return f"OLD.thing IN ('note', 'review') AND {stays} AND {gone} AND NEW.salt IS NULL"


_REFUSED = "the audit only grows"
_GUARDS_OF_SQLITE = [
    f"CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit WHEN NOT ({_only_erases('IS', '')}) "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
]
_GUARDS_OF_POSTGRESQL = [
    "ALTER TABLE audit ALTER COLUMN commitment DROP DEFAULT, ALTER COLUMN link DROP DEFAULT",
    "CREATE OR REPLACE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN IF TG_OP = 'UPDATE' THEN IF {_only_erases('IS NOT DISTINCT FROM', '::text')} THEN RETURN NEW; END IF; END IF; "
    f"RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_only_grows()",
]
