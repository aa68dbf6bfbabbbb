"""What curators make of the cards of support that are shipped."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kb.database.tables.base import Base, Id
from kb.database.words import ShortWords


class CardRevision(Base):
    """A card as a curator left it. Rows are added, never changed: the last one of a card counts.

    ``number``: from 1 within its card. ``act``: edit, import, undo, restore, shipped. ``about``: the revision that was undone or
    restored. ``body``: the whole card as YAML; null: as it is shipped. ``beneath``: the hash of the shipped card then.
    """

    __tablename__ = "card_revision"
    __table_args__ = (UniqueConstraint("card", "number"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    card: Mapped[str] = mapped_column(ShortWords(10))
    number: Mapped[int]
    act: Mapped[str] = mapped_column(ShortWords(10))
    about: Mapped[int | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    why: Mapped[str]
    body: Mapped[str | None]
    beneath: Mapped[str] = mapped_column(ShortWords(64))
