"""The tables of a base.

An *instrument* has *versions* (what it said from a day on), a version has *sources* (files that carry it). So an amended text
(another version, later ``valid_from``), a corrected copy (another version, same ``valid_from``, later ``recorded_at``), another
source of the same text (another `VersionSource`) and a partial source (a `VersionSource` with ``complete`` false) stay apart.
"""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Float, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from kb.database.words import Data, ShortWords, Words

Id = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """Base of all tables."""

    type_annotation_map: ClassVar = {
        dict[str, Any]: Data,
        list[Any]: Data,
        str: Words,
        date: Date,
        datetime: DateTime(timezone=True),
    }


class Issuer(Base):
    """A body that issues law, as named on the day of issue. Renamed bodies are other rows, linked by `IssuerSuccession`."""

    __tablename__ = "issuer"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    province: Mapped[str | None]


class IssuerSuccession(Base):
    """From ``from_day`` on, ``successor`` took over the work of ``predecessor`` (in part, where several rows say so)."""

    __tablename__ = "issuer_succession"
    predecessor_id: Mapped[int] = mapped_column(ForeignKey("issuer.id"), primary_key=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("issuer.id"), primary_key=True)
    from_day: Mapped[date | None]
    basis: Mapped[str | None]


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


class SourceFile(Base):
    """A file that was ingested. ``member``: its name inside an archive. The original lies in the base's folder under its hash.

    ``reader`` and ``reader_version``: what read it last; null and 0 where that was an older release, which did not say so.
    """

    __tablename__ = "source_file"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str]
    member: Mapped[str | None]
    format: Mapped[str] = mapped_column(String(20))
    size: Mapped[int] = mapped_column(BigInteger)
    publisher: Mapped[str | None]
    url: Mapped[str | None]
    snapshot_on: Mapped[date | None]
    ingested_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(20))  # as reported: stored, new_version, new_source, incomplete
    pages: Mapped[int | None]
    pages_without_text: Mapped[list[Any]] = mapped_column(default=list)
    claims: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what the publisher says beside the text
    furniture: Mapped[list[Any]] = mapped_column(default=list)
    reader: Mapped[str | None] = mapped_column(String(20))
    reader_version: Mapped[int] = mapped_column(default=0)


class VersionSource(Base):
    """A file carries a version. ``trust``: 3 official, 2 known publisher, 1 unknown, 0 altered copy.

    ``units``: the paths of the articles (and appendices) that an incomplete source has; empty for a complete one.
    ``valid_from``: the day of effect that this source itself gives.
    """

    __tablename__ = "version_source"
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"), primary_key=True, index=True)
    complete: Mapped[bool]
    trust: Mapped[int] = mapped_column(default=1)
    units: Mapped[list[Any]] = mapped_column(default=list)
    valid_from: Mapped[date | None]


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
    """A table, as rows of cell texts; belongs to the provision of kind ``table``."""

    __tablename__ = "provision_table"
    provision_id: Mapped[int] = mapped_column(ForeignKey("provision.id"), primary_key=True)
    rows: Mapped[list[Any]]


class Footnote(Base):
    """A footnote or an editors' note of a provision."""

    __tablename__ = "footnote"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    provision_id: Mapped[int] = mapped_column(ForeignKey("provision.id"), index=True)
    mark: Mapped[str]
    text: Mapped[str]


class ProvisionPlace(Base):
    """Where the characters ``start:end`` of a provision's ``field`` (text or tail) stood in a source file."""

    __tablename__ = "provision_place"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    provision_id: Mapped[int] = mapped_column(ForeignKey("provision.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"))
    field: Mapped[str] = mapped_column(String(4))
    start: Mapped[int]
    end: Mapped[int]
    page: Mapped[int | None]
    x0: Mapped[float | None] = mapped_column(Float)
    top: Mapped[float | None] = mapped_column(Float)
    x1: Mapped[float | None] = mapped_column(Float)
    bottom: Mapped[float | None] = mapped_column(Float)
    element: Mapped[str | None]


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


class Problem(Base):
    """What was found wrong with a file or with a version read from it."""

    __tablename__ = "problem"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("source_file.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"), index=True)
    path: Mapped[str | None]
    code: Mapped[str] = mapped_column(String(40))
    message: Mapped[str]
    place: Mapped[str | None]


class Person(Base):
    """Somebody who writes or decides. Accounts come later on the same table."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(ShortWords(200), unique=True)


class Audit(Base):
    """Who did what to which thing, and when. Lines are added, never changed nor removed: triggers see to it (migration 0009).

    What people decide is kept here alone and read from here: the words of a note, the decision about an effect or a relation
    (whose rows are derived anew with every text), the law's words for an everyday word. The last line of a thing counts.

    ``thing``, ``thing_id``: note and its id; effect or relation and its fingerprint; word and the phrase; saved_search and its id.
    ``instrument``: the key that the instrument of the thing had then; keys that were given up stay as `InstrumentAlias`.
    """

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: the program
    kind: Mapped[str] = mapped_column(String(10))  # of who acted: person, system
    act: Mapped[str] = mapped_column(String(20))
    thing: Mapped[str] = mapped_column(String(20))
    thing_id: Mapped[str]
    instrument: Mapped[str | None] = mapped_column(index=True)
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)


Index("ix_audit_thing", Audit.thing, Audit.thing_id)


class Annotation(Base):
    """A note. Its words are in the audit, its places in targets. It is hidden, never deleted."""

    __tablename__ = "annotation"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)  # UUID
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    hidden_at: Mapped[datetime | None]
    hidden_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class AnnotationTarget(Base):
    """What a note is about: a provision of a version, or words quoted from it (W3C selectors on its text)."""

    __tablename__ = "annotation_target"
    annotation_id: Mapped[str] = mapped_column(ForeignKey("annotation.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    path: Mapped[str]
    field: Mapped[str] = mapped_column(String(7), default="text")
    text_hash: Mapped[str] = mapped_column(String(64))  # SHA-256 of the field's text when the note was made
    selectors: Mapped[list[Any]] = mapped_column(default=list)  # W3C selectors; empty: the whole provision


class IngestItem(Base):
    """One line of an ingest report, kept so that a batch can be resumed and looked up."""

    __tablename__ = "ingest_item"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    run: Mapped[str] = mapped_column(String(36), index=True)
    at: Mapped[datetime]
    file: Mapped[str]
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    status: Mapped[str] = mapped_column(String(20))
    report: Mapped[dict[str, Any]]


class State(Base):
    """Named values of a base, such as the content revision that the index was built from."""

    __tablename__ = "state"
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str]


class LastId(Base):
    """The last id that a table gave to a row, so that none is given twice. SQLite only; PostgreSQL has sequences."""

    __tablename__ = "last_id"
    name: Mapped[str] = mapped_column(String(60), primary_key=True)  # of the table
    value: Mapped[int] = mapped_column(BigInteger)


class Waiting(Base):
    """Work that a stored text still asks for: noted in the transaction that stores it, gone with the one that does it.

    ``what``: ``link`` (references, relations and effects of a version), ``compile`` (the compiled versions of an instrument) or
    ``index`` (a version that was stored, changed or taken out).
    """

    __tablename__ = "waiting"
    what: Mapped[str] = mapped_column(String(10), primary_key=True)
    row_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)  # of a version or an instrument, maybe gone


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
    """What an instrument is to another one, and the words that say so. The kinds are in `documents.relations`.

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
    doubt: Mapped[str | None]
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


class SavedSearch(Base):
    """A search that somebody chose to keep, with its words and filters. Removing it deletes it and what it found.

    ``mark``: the newest version (`Version.id`) that the base had when it was last run; ``revision``: the state of the texts then.
    """

    __tablename__ = "saved_search"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    query: Mapped[str]
    filters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    mark: Mapped[int] = mapped_column(Id, default=0)
    revision: Mapped[str | None]
    checked_at: Mapped[datetime | None]


class SavedSearchHit(Base):
    """An article that a saved search has found, in the wording found last.

    ``alert``: new or changed, until somebody has seen it.
    """

    __tablename__ = "saved_search_hit"
    saved_id: Mapped[int] = mapped_column(ForeignKey("saved_search.id"), primary_key=True)
    article: Mapped[str] = mapped_column(primary_key=True)  # key
    text_hash: Mapped[str | None] = mapped_column(String(64))
    found_at: Mapped[datetime]
    alert: Mapped[str | None] = mapped_column(String(10))


class ClauseVector(Base):
    """The dense vector of a clause (or of an article without clauses …), as one encoder makes it. It goes with its provision.

    ``encoder``: the encoder's identity, so that vectors of two encoders never mix. ``text_hash``: of the text that was encoded.
    ``vector``: half-precision floats, little-endian, of length 1.
    """

    __tablename__ = "clause_vector"
    provision_id: Mapped[int] = mapped_column(ForeignKey("provision.id", ondelete="CASCADE"), primary_key=True)
    encoder: Mapped[str] = mapped_column(String(32), primary_key=True)
    text_hash: Mapped[str] = mapped_column(String(32))
    vector: Mapped[bytes] = mapped_column(LargeBinary)
