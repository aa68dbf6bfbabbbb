"""What curators made of cards: the revisions of the base; and the cards in force, the last ones laid over what is shipped."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.database.reading.records import of_row
from kb.database.tables import CardRevision as Row
from kb.database.tables import Person
from kb.entitlements.loading import CARDS, Desk, mistakes_of, read_card, read_documents, read_rows, shipped, source_keys
from kb.entitlements.model import Edit
from kb.errors import CardError, NotFoundError
from kb.interface.days import in_vietnam, utc


class Act(StrEnum):
    """How a revision came about. The values are part of the interface."""

    EDIT = "edit"
    IMPORT = "import"
    UNDO = "undo"
    RESTORE = "restore"
    SHIPPED = "shipped"


@dataclass(frozen=True, slots=True)
class Revision:
    """A card as a curator left it.

    :param number: from 1 within its card
    :param about: the revision that was undone or restored; 0 is the card as it was shipped
    :param body: the whole card as YAML; None: as it is shipped
    :param beneath: the hash of the shipped card then
    """

    card: str
    number: int
    act: Act
    about: int | None
    author: str
    at: datetime
    why: str
    body: str | None
    beneath: str


@dataclass(frozen=True, slots=True)
class CardState:
    """A card as it is in the base, for what is decided about it.

    :param last: its last revision, None where nobody edited it
    """

    card: str
    last: Revision | None

    @property
    def shown(self) -> tuple[object, ...]:
        """What a change of it rests on, see `kb.database.storing.seen`."""
        return (self.card, self.last)

    @property
    def edited(self) -> bool:
        """Whether it is not as it is shipped."""
        return self.last is not None and self.last.body is not None

    @property
    def data(self) -> dict[str, Any]:
        """The card in force, as YAML gives it."""
        return data_of(self.last) if self.last is not None else shipped_data(self.card)


def revisions_of(session: Session, card: str) -> list[Revision]:
    """The revisions of a card, oldest first."""
    return [_revision(row) for row in session.execute(_SELECT.where(Row.card == card).order_by(Row.number))]


def state_of(session: Session, card: str) -> CardState:
    """A card as it is now.

    :raises NotFoundError: there is no such card
    """
    _shipped_row(card)
    found = revisions_of(session, card)
    return CardState(card, found[-1] if found else None)


def last_revisions(session: Session) -> Mapping[str, Revision]:
    """The last revision of every card that has one."""
    last = select(Row.card, func.max(Row.number).label("number")).group_by(Row.card).subquery()
    rows = session.execute(_SELECT.join(last, (last.c.card == Row.card) & (last.c.number == Row.number)).order_by(Row.card))
    return {row.card: _revision(row) for row in rows}


def cards_state(session: Session) -> int:
    """Changes whenever a card is edited."""
    return int(session.scalar(select(func.max(Row.id))) or 0)


def desk_of(session: Session) -> Desk:
    """The desk with the cards in force: those of the base over those that are shipped."""
    edited = tuple(item for item in last_revisions(session).values() if item.body is not None)
    return _laid_over(edited) if edited else shipped()


def rested_on(session: Session) -> frozenset[str]:
    """The keys of the instruments that cards in force rest on. Cards that nobody edited are not read for it."""
    edited = any(item.body is not None for item in last_revisions(session).values())
    return source_keys() | (frozenset(source.key for source in _own(desk_of(session))) if edited else frozenset())


def _own(desk: Desk) -> Iterator[Any]:
    for name in desk.edits:
        card = desk.cards[name]
        yield from (item.basis.source for item in card.based)
        yield from (item.source for item in card.missing)


@lru_cache(maxsize=8)
def _laid_over(edited: tuple[Revision, ...]) -> Desk:
    """A desk keeps what it has worked out of its cards, so the same revisions give the same one."""
    under = shipped()
    cards, edits = dict(under.cards), {}
    for item in edited:
        if hash_of_card(data_of(item)) == hash_of_card(shipped_data(item.card)):  # it has come to be shipped
            continue
        edit = Edit(item.number, item.author, item.at, item.why, item.beneath != hash_of_card(shipped_data(item.card)))
        try:
            cards[item.card] = read_card(under, data_of(item), f"{item.card}.yaml")
        except CardError as error:  # what it names is not shipped any more
            edit = replace(edit, wrong=mistakes_of(error))
        edits[item.card] = edit
    return replace(under, cards=cards, edits=edits)


@lru_cache(maxsize=64)
def _shipped_row(card: str) -> dict[str, Any]:
    if card not in shipped().cards:
        raise NotFoundError("card_absent", card=card)
    return read_rows(CARDS / f"{card}.yaml")


def shipped_data(card: str) -> dict[str, Any]:
    """A card as it is shipped, as YAML gives it.

    :raises NotFoundError: there is no such card
    """
    return dict(_shipped_row(card))


def data_of(revision: Revision) -> dict[str, Any]:
    """A revision as YAML gives it."""
    if revision.body is None:
        return shipped_data(revision.card)
    (found,) = read_documents(revision.body, f"{revision.card}.yaml", trusted=True)
    return dict(found)


def hash_of_card(data: Mapping[str, Any]) -> str:
    """The hash of what a card says; how its YAML is written does not count."""
    return sha256(json.dumps(data, default=str, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


_SELECT = select(*Row.__table__.columns, Person.name.label("author")).join(Person, Person.id == Row.author_id)


def _revision(row: Any) -> Revision:
    return of_row(Revision, row, act=Act(row.act), at=in_vietnam(utc(row.made_at)))
