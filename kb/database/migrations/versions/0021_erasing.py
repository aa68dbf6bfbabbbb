"""Erasing: of a line of the audit about a note or a review the words may be taken out, and nothing else of it changed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_MARK = '{"erased": true}'
_KEPT = ("id", "at", "person_id", "kind", "act", "thing", "thing_id", "instrument")
_OF = "OLD.thing IN ('note', 'review')"
_REFUSED = "the audit only grows"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("review_finding", "note_id", type_=sa.String(500))  # as long as a note's id may be
    if op.get_bind().dialect.name == "sqlite":
        same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in _KEPT)
        emptied = f"{_OF} AND {same} AND NEW.before = '{_MARK}' AND NEW.after = '{_MARK}'"
        op.execute("DROP TRIGGER audit_no_update")
        op.execute(_on_sqlite(f"WHEN NOT ({emptied}) "))
    elif op.get_bind().dialect.name == "postgresql":
        same = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in _KEPT)
        emptied = f"{_OF} AND {same} AND NEW.before::text = '{_MARK}' AND NEW.after::text = '{_MARK}'"
        op.execute(_on_postgresql(f"IF TG_OP = 'UPDATE' THEN IF {emptied} THEN RETURN NEW; END IF; END IF; "))


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_no_update")
        op.execute(_on_sqlite(""))
    elif op.get_bind().dialect.name == "postgresql":
        op.execute(_on_postgresql(""))


def _on_sqlite(when: str) -> str:
    return f"CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit {when}BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"


def _on_postgresql(first: str) -> str:
    return (
        "CREATE OR REPLACE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {first}RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
