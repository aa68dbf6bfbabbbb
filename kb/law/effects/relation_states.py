"""Whether a relation was accepted or rejected: by a decision about it, else with the effects that the same words say.

"Nghị định A hết hiệu lực" is read as an effect and as a relation. Whoever decides about the effect has decided about both; of the
relations `bai_bo`, `thay_the` and `ngung` of the codification and 144 other files 4,058 of 4,061 have such an effect, of `sua_doi`
368 of 934.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from kb.database.tables import Effect, Person, Relation
from kb.law.effects.views import ACCEPTED, FOUND, IN_USE, REJECTED


def says_as_well() -> ColumnElement[bool]:
    """An effect and a relation are of the same words and the same target."""
    return and_(
        Effect.instrument_id == Relation.instrument_id,
        Effect.cited_id == Relation.cited_id,
        Effect.target_path == Relation.target_path,
        Effect.path == Relation.path,
        Effect.field == Relation.field,
        Effect.start < Relation.end,
        Effect.end > Relation.start,
    )


def decided_with_effects() -> ColumnElement[bool]:
    """A relation is decided about with its effects."""
    return select(Effect.id).where(says_as_well()).correlate(Relation).exists()


def state_of_relation() -> ColumnElement[str]:
    """The state of a relation, as a column."""
    used = func.sum(case((Effect.state.in_(IN_USE), 1), else_=0))
    others = func.sum(case((Effect.state != REJECTED, 1), else_=0))
    with_effects = case((used > 0, ACCEPTED), (others == 0, REJECTED), else_=FOUND)
    found = select(with_effects).where(says_as_well()).correlate(Relation).having(func.count() > 0).scalar_subquery()
    return case((Relation.state != FOUND, Relation.state), else_=func.coalesce(found, FOUND))


def deciders(session: Session, relations: Sequence[int]) -> Iterator[tuple[int, str | None, datetime | None]]:
    """Who decided about the effects of some relations, and when, the last one last."""
    rows: Any = session.execute(
        select(Relation.id, Person.name, Effect.decided_at)
        .join(Effect, says_as_well())
        .outerjoin(Person, Person.id == Effect.decided_by)
        .where(Relation.id.in_(relations), Effect.state != FOUND)
        .order_by(Relation.id, Effect.decided_at)
    )
    yield from rows
