"""What acts by itself in the database of a base: triggers that let the audit only grow, but for words that are erased."""

from sqlalchemy import DDL, Table, event

from kb.database.tables.base import Base
from kb.database.tables.people import Audit

_REFUSED = "the audit only grows"
_STAYS = ("id", "person_id", "kind", "act", "thing", "thing_id", "instrument", "at", "commitment", "link")


def _only_erases(same: str, words: str) -> str:
    """Whether a line about a note or a review loses its words, with what hides them, and nothing else."""
    stays = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in _STAYS)
    gone = " AND ".join(f"NEW.{name}{words} = '{{\"erased\": true}}'" for name in ("before", "after"))
    return f"OLD.thing IN ('note', 'review') AND {stays} AND {gone} AND NEW.salt IS NULL"


_GUARDS = {
    "sqlite": [
        f"CREATE TRIGGER audit_no_{name} BEFORE {name.upper()} ON audit {when} BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        for name, when in (
            ("update", f"WHEN NOT ({_only_erases('IS', '')})"),
            ("delete", ""),
            ("insert", "WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)"),  # INSERT OR REPLACE
        )
    ],
    "postgresql": [
        "CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF TG_OP = 'UPDATE' THEN IF {_only_erases('IS NOT DISTINCT FROM', '::text')} THEN RETURN NEW; END IF; END IF; "
        f"RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_only_grows()",
        "CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()",
    ],
}
_AUDIT: Table = Base.metadata.tables[Audit.__tablename__]
for _dialect, _statements in _GUARDS.items():
    for _statement in _statements:
        event.listen(_AUDIT, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]
