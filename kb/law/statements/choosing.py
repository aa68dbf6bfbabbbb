"""Instruments by what somebody types of their number or name, with marks or without; also those that a base only knows of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from documents.keys import number_slug, same_instrument
from documents.paths import number_of_key
from documents.text import fold
from kb.database.tables import CitedInstrument, Instrument
from kb.database.tables import Statement as Row
from kb.law.statements.stored import ACTIVE

MOST = 12
_LOOKED_AT = 400


@dataclass(frozen=True, slots=True)
class Named:
    """An instrument that can be chosen.

    :param label: number and name, to show
    :param held: the base has a text of it
    """

    key: str
    label: str
    held: bool

    @property
    def folded(self) -> str:
        """What is compared with what was typed."""
        return fold(self.label.lower())


def fitting(known: Iterable[Named], typed: str, most: int = MOST) -> list[Named]:
    """Those in whose number or name every word occurs that was typed; numbers that begin so first, short names before long ones."""
    words = fold(typed.lower()).replace(",", " ").split()
    if not words:
        return []
    found = [(item, folded) for item in known if all(word in (folded := item.folded) for word in words)]
    number = number_slug(typed)

    def rank(item: Named) -> tuple[bool, bool, int]:
        own = number_of_key(item.key)
        return (not (number and own.startswith(number)), not item.held, len(item.label))

    return sorted((item for item, _ in found), key=rank)[:most]


def known_only(session: Session, typed: str) -> list[Named]:
    """Instruments without a text whose number fits what was typed: texts name them, or something is stated about them."""
    slug = number_slug(typed)
    if len(slug) < 2:
        return []
    cited, held = CitedInstrument, select(Instrument.number_slug).where(Instrument.number_slug.is_not(None))
    rows = session.execute(
        select(cited.key, cited.number, cited.name)
        .where(
            cited.instrument_id.is_(None),
            cited.key.is_not(None),
            cited.number_slug.contains(slug, autoescape=True),
            cited.number_slug.not_in(held),
        )
        .order_by(cited.number_slug)
        .limit(_LOOKED_AT)
    )
    found: dict[str, Named] = {}
    for key, number, name in rows:
        if key is not None:
            found[key] = Named(key, " ".join(part for part in (number, name) if part) or key, False)
    stated = session.execute(
        select(Row.instrument_key, Row.body["title"].as_string())
        .where(Row.state == ACTIVE, or_(Row.number_slug.is_(None), Row.number_slug.contains(slug, autoescape=True)))
        .order_by(Row.id)
        .limit(_LOOKED_AT)
    )
    for key, title in stated:
        shown = " ".join(part for part in (number_of_key(key).upper(), title) if part)
        if not any(same_instrument(key, other) for other in found):
            found[key] = Named(key, shown, False)
    return list(found.values())


def choices(session: Session, held: Sequence[Named], typed: str) -> list[Named]:
    """What can be chosen for what was typed: instruments of the base before those that it only knows of."""
    first = fitting(held, typed)
    keys = {item.key for item in first}
    others = [item for item in known_only(session, typed) if not any(same_instrument(item.key, key) for key in keys)]
    return [*first, *others][:MOST]
