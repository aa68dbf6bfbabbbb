"""Dated statements about the effect of law: what a person stated by hand, and what registers of effect have."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from kb.database.tables.base import Base, Id


class Register(Base):
    """A register of effect, as it was imported last. ``body``: its remarks."""

    __tablename__ = "register"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    version: Mapped[str]
    imported_at: Mapped[datetime]
    body: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Statement(Base):
    """A dated statement about an instrument, which the base may not have, or about a provision of it (`documents.time.stated`).

    It is about whatever has its key, now or later, so that it points to no row of `Instrument`. ``register_id`` null: a person
    stated it by hand, and ``author_id`` says who. ``state``: active; withdrawn by a person; superseded where a newer version of its
    register lacks it. ``body``: where it was seen, by whom, quote and note. Who changed it, and what it was before, is in `Audit`.
    """

    __tablename__ = "statement"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    register_id: Mapped[int | None] = mapped_column(ForeignKey("register.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)  # its place in the register
    instrument_key: Mapped[str] = mapped_column(index=True)
    number_slug: Mapped[str | None] = mapped_column(index=True)
    path: Mapped[str] = mapped_column(default="")
    claim: Mapped[str] = mapped_column(String(20))
    on_day: Mapped[date | None]
    until_day: Mapped[date | None]
    confidence: Mapped[str] = mapped_column(String(2))
    body: Mapped[dict[str, Any]] = mapped_column(default=dict)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(10), default="active")
