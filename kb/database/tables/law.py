"""The law itself: instruments, their versions, and the provisions of a version; what texts are to one another.

An *instrument* has *versions* (what it said from a day on), a version has *sources* (files that carry it). So an amended text
(another version, later ``valid_from``), a corrected copy (another version, same ``valid_from``, later ``recorded_at``), another
source of the same text (another `VersionSource`) and a partial source (a `VersionSource` with ``complete`` false) stay apart.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Float, ForeignKey, Index, LargeBinary, String
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from kb.database.tables.base import Base, Id


class Issuer(Base):
    """A body that issues law, as named on the day of issue. Renamed bodies are other rows."""

    __tablename__ = "issuer"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    province: Mapped[str | None]


class Instrument(Base):
    """A law, decree, circular … whatever it said and says."""

    __tablename__ = "instrument"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    type: Mapped[str] = mapped_column(String(40), index=True)
    number: Mapped[str | None]
    number_slug: Mapped[str | None] = mapped_column(index=True)
    issuer_id: Mapped[int | None] = mapped_column(ForeignKey("issuer.id"), index=True)
    province: Mapped[str | None]
    title: Mapped[str | None]
    issued_on: Mapped[date | None]
    place: Mapped[str | None]
    signed_by: Mapped[str | None]
    name_slug: Mapped[str | None] = mapped_column(index=True)  # the title as a slug, where texts cite the instrument by it alone
    # Where no text of it gives a title: what others call it, or its Article 1 (`identity.borrowed`). It resolves no reference.
    borrowed_title: Mapped[str | None]
    borrowed_from: Mapped[str | None] = mapped_column(String(10))
    borrowed_at: Mapped[str | None] = mapped_column(
        index=True
    )  # key of the provision, or of the instrument in whose title, it was read


class Draft(Base):
    """That an instrument is no law but a round of a draft, or a paper that goes with one. Nothing is derived from its words.

    ``family``: what the rounds of one draft, and their papers, have in common. ``of_key``: key of the law that it would replace or
    amend, whether the base has it or not; of a paper: of the draft.
    """

    __tablename__ = "draft"
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument.id"), primary_key=True)
    family: Mapped[str] = mapped_column(index=True)
    round: Mapped[int | None]
    on_day: Mapped[date | None]
    of_key: Mapped[str | None]


class InstrumentAlias(Base):
    """Another key that means an instrument, for ever: made when a part of its key was unknown."""

    __tablename__ = "instrument_alias"
    alias: Mapped[str] = mapped_column(primary_key=True)
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument.id"), index=True)


class Version(Base):
    """What an instrument said from ``valid_from`` to ``valid_to`` (inclusive; null: unknown or open), known since ``recorded_at``.

    ``partial``: no source of it is complete. ``preferred``: the copy that is read among versions with the same ``valid_from``.
    """

    __tablename__ = "version"
    __table_args__ = (Unique("instrument_id", "text_hash"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument.id"), index=True)
    number: Mapped[int] = mapped_column(default=1)  # 1, 2 … within the instrument, in order of recording; never used again
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    recorded_at: Mapped[datetime]
    text_hash: Mapped[str] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(String(20), default="text")  # text, codification, consolidation, compiled
    partial: Mapped[bool] = mapped_column(Boolean, default=False)
    missing: Mapped[list[Any]] = mapped_column(default=list)  # numbers of the articles known to be absent
    preferred: Mapped[bool] = mapped_column(Boolean, default=True)


class EffectivePeriod(Base):
    """From when to when a version, or the provisions in ``scope``, is in force, and what says so."""

    __tablename__ = "effective_period"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    start: Mapped[date | None]
    end: Mapped[date | None]
    scope: Mapped[list[Any]] = mapped_column(default=list)
    evidence: Mapped[str] = mapped_column(default="")


class Provision(Base):
    """A node of a version's tree. ``path`` is its key inside the instrument and is the same in every version."""

    __tablename__ = "provision"
    __table_args__ = (Unique("version_id", "path"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("provision.id"), index=True)
    article_id: Mapped[int | None] = mapped_column(Id)  # the nearest article (or appendix) at or above this provision
    position: Mapped[int]  # reading order within the version, from 0
    path: Mapped[str]
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[str | None]
    heading: Mapped[str | None]
    text: Mapped[str]
    tail: Mapped[str] = mapped_column(default="")
    page: Mapped[int | None]
    text_hash: Mapped[str | None] = mapped_column(
        String(64)
    )  # of the whole article (or appendix) by which copies are compared; null elsewhere


Index("ix_provision_version_position", Provision.version_id, Provision.position)


class ProvisionTable(Base):
    """A table, as rows of cell texts, null where a merged cell above covers a place; belongs to the provision of kind ``table``."""

    __tablename__ = "provision_table"
    provision_id: Mapped[int] = mapped_column(ForeignKey("provision.id"), primary_key=True)
    rows: Mapped[list[Any]]


class ProvisionRecognition(Base):
    """How far the text of a provision that was read from a picture can be relied on.

    ``doubtful``: first and last (exclusive) offset of each word that may be wrong, and what it may be, or null.
    """

    __tablename__ = "provision_recognition"
    provision_id: Mapped[int] = mapped_column(ForeignKey("provision.id"), primary_key=True)
    confidence: Mapped[float] = mapped_column(Float)
    doubtful: Mapped[list[Any]]


class Footnote(Base):
    """A footnote or an editors' note of a provision."""

    __tablename__ = "footnote"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    provision_id: Mapped[int] = mapped_column(ForeignKey("provision.id"), index=True)
    mark: Mapped[str]
    text: Mapped[str]


class CodifiedArticle(Base):
    """Where an article stands in the official codification, and what its source note says of its wording."""

    __tablename__ = "codified_article"
    provision_id: Mapped[int] = mapped_column(ForeignKey("provision.id"), primary_key=True)
    anchor: Mapped[str] = mapped_column(index=True)
    code: Mapped[str]
    topic_code: Mapped[str] = mapped_column(index=True)
    topic: Mapped[str]
    headings: Mapped[list[Any]] = mapped_column(default=list)
    note: Mapped[str]
    effective_from: Mapped[date | None]
    wording_from: Mapped[date | None]
    amended_by: Mapped[list[Any]] = mapped_column(default=list)
    effective_to: Mapped[date | None]
    suspended_from: Mapped[date | None]


class VersionDuties(Base):
    """The statements of a version's clauses; there is a row where they were read, also where no clause has one.

    ``text_hash``: of the version; ``model``: what read them (`kb.law.duties.keeping`); ``statements``: by path of the clause,
    packed.
    """

    __tablename__ = "version_duties"
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    text_hash: Mapped[str] = mapped_column(String(64))
    model: Mapped[str] = mapped_column(String(16))
    statements: Mapped[bytes] = mapped_column(LargeBinary)


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
