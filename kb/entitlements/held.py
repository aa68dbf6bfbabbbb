"""Under which key the base has an instrument that a card names: it may say less or more, where a day was not read or not known."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.keys import same_instrument
from kb.database.tables import Instrument
from kb.law.statements.stored import names_of_all


def held_keys(session: Session, keys: Iterable[str]) -> Mapping[str, str]:
    """The base's key of each instrument that it has, and that the key can only mean; others are not in it."""
    asked = sorted(set(keys))
    names = names_of_all(session.connection(), asked)
    rows: dict[str, int] = {}
    for key in asked:
        found = {row for row, name, _ in names if name == key} or {row for row, name, _ in names if same_instrument(key, name)}
        if len(found) == 1:
            rows[key] = found.pop()
    found_keys = session.execute(select(Instrument.id, Instrument.key).where(Instrument.id.in_(sorted(set(rows.values())))))
    own = {row.id: row.key for row in found_keys}
    return {key: own[row] for key, row in rows.items()}
