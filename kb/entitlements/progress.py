"""How somebody did in practice calls. It is kept for those who ask for it, and only which call, whether right, and the day."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kb.accounts.current import acting_person
from kb.database.tables import Person, PracticeResult


def results_of(session: Session, name: str) -> Mapping[str, tuple[bool, date]]:
    """What is kept of a person: by call, whether it was right, and the day."""
    rows = session.execute(
        select(PracticeResult.call, PracticeResult.right, PracticeResult.day).join(Person).where(Person.name == name)
    )
    return {call: (right, day) for call, right, day in rows}


def keep_results(session: Session, results: Mapping[str, tuple[bool, date]]) -> None:
    """Keep the results of whoever writes in the session; a call done again is kept as it was last."""
    owner = acting_person(session)
    for call, (right, day) in results.items():
        session.merge(PracticeResult(person_id=owner.id, call=call, right=right, day=day))


def forget_results(session: Session, name: str) -> None:
    """Delete all that is kept of a person's practice."""
    owner = select(Person.id).where(Person.name == name).scalar_subquery()
    session.execute(delete(PracticeResult).where(PracticeResult.person_id == owner))
