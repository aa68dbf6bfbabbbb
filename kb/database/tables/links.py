"""What texts are to one another: references, relations, effects, and the texts compiled of them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, String
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


class CitedInstrument(Base):
    """An instrument as texts of the base name it, whether the base has it or not.

    ``label`` tells it from others: its key (``-`` for what no text says), or ``?`` and the slug of a name that nothing resolves.
    ``instrument_id`` is set as soon as the base has the instrument, so that references need not be written anew.
    """

    __tablename__ = "cited_instrument"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    label: Mapped[str] = mapped_column(unique=True)
    key: Mapped[str | None]
    number: Mapped[str | None]
    number_slug: Mapped[str | None] = mapped_column(index=True)
    name: Mapped[str | None]
    instrument_id: Mapped[int | None] = mapped_column(ForeignKey("instrument.id"), index=True)


class Reference(Base):
    """The characters ``start:end`` of a provision's ``field`` point to a place. One row a target.

    Only references that leave their article (or appendix) are kept here; those within it are read from the text when it is shown.
    ``target_path`` is empty where the whole instrument is meant. ``possible`` is false for what cannot exist (Điều 0, điểm f).
    """

    __tablename__ = "reference"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    provision_id: Mapped[int] = mapped_column(ForeignKey("provision.id"), index=True)
    field: Mapped[str] = mapped_column(String(7))
    start: Mapped[int]
    end: Mapped[int]
    cited_id: Mapped[int] = mapped_column(ForeignKey("cited_instrument.id"))
    target_path: Mapped[str] = mapped_column(default="")
    possible: Mapped[bool] = mapped_column(Boolean, default=True)


Index("ix_reference_cited_path", Reference.cited_id, Reference.target_path)


class Relation(Base):
    """What an instrument is to another one, and the words that say so. The kinds are in `documents.time.relations`.

    ``origin``: ``text`` or ``codification`` (the editors' cross references). ``state``: found, accepted, corrected, rejected.
    """

    __tablename__ = "relation"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    cited_id: Mapped[int] = mapped_column(ForeignKey("cited_instrument.id"), index=True)
    target_path: Mapped[str] = mapped_column(default="")
    path: Mapped[str]
    field: Mapped[str] = mapped_column(String(7), default="text")
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[str]
    origin: Mapped[str] = mapped_column(String(20), default="text")
    fingerprint: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10), default="found")
    correction: Mapped[dict[str, Any] | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]


class Effect(Base):
    """What an amending instrument does to one provision, as its text says (`documents.amendments`).

    Derived anew whenever the text changes; what people decided is found again by ``fingerprint``, see `Audit`.
    ``body``: the rest of the effect. ``correction``: what a reviewer put in the place of parts of it.
    """

    __tablename__ = "effect"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    position: Mapped[int]  # its place among the instrument's effects, from 0
    action: Mapped[str] = mapped_column(String(20))
    cited_id: Mapped[int | None] = mapped_column(ForeignKey("cited_instrument.id"), index=True)
    target_path: Mapped[str] = mapped_column(default="")
    effective_from: Mapped[date | None]
    effective_to: Mapped[date | None]
    certain: Mapped[bool] = mapped_column(Boolean)
    doubt: Mapped[str | None]  # the sentence in the catalogue that says why it is not certain
    path: Mapped[str]
    field: Mapped[str] = mapped_column(String(7), default="text")
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[str]
    body: Mapped[dict[str, Any]] = mapped_column(default=dict)
    fingerprint: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10), default="found")
    correction: Mapped[dict[str, Any] | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]


class ProvisionChange(Base):
    """What made the wording of a unit in a compiled version: an effect, or the codification's text with what its note names."""

    __tablename__ = "provision_change"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    path: Mapped[str]
    since: Mapped[date | None]
    cited_id: Mapped[int | None] = mapped_column(ForeignKey("cited_instrument.id"), index=True)
    effect: Mapped[str | None] = mapped_column(String(40))  # fingerprint
    origin: Mapped[str] = mapped_column(String(20))  # effect, codification


class TypedWords(Base):
    """The characters ``start:end`` of a field of a provision in a compiled version were typed by a person in a correction."""

    __tablename__ = "typed_words"
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(String(7), primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True)
    end: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
