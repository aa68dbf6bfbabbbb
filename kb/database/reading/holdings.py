"""What a base holds, counted and listed; and which of it is no law but drafts, or papers that go with drafts."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, case, func, select
from sqlalchemy.orm import Session

from documents.model import Draft, InstrumentType, Kind
from kb.database import tables
from kb.database.reading.details import rows_among
from kb.database.tables import CodifiedArticle, Instrument, Provision, Register, SourceFile, Version, VersionSource
from kb.interface.days import utc

_ROW = tables.Draft


def drafted() -> "Select[int]":
    """The ids of all of them, for a condition: what makes law, or is searched as law, is not among these."""
    return select(_ROW.instrument_id)


def drafts_among(session: Session | Connection, ids: Iterable[int]) -> dict[int, Draft]:
    """Those among some instruments, and what is known of them."""
    asked = select(_ROW.instrument_id, _ROW.round, _ROW.on_day, _ROW.of_key)
    return {id_: Draft(*said) for id_, *said in rows_among(session, asked, _ROW.instrument_id, ids)}


def family_of(session: Session, instrument_id: int) -> tuple[list[int], list[int]]:
    """The rounds of the draft that an instrument belongs to, and the papers to them; none where there is none.

    In the order of their numbers where all have one, else of their days.
    """
    own = select(_ROW.family).where(_ROW.instrument_id == instrument_id)
    about = (_ROW.instrument_id, _ROW.round, _ROW.on_day, tables.Instrument.type)
    rows = session.execute(
        select(*about).join(tables.Instrument, tables.Instrument.id == _ROW.instrument_id).where(_ROW.family.in_(own))
    ).all()
    counted = all(row.round is not None for row in rows if row.type == InstrumentType.DRAFT)

    def order(row: Any) -> tuple[int, date, int, int]:
        return row.round if counted and row.round else 0, row.on_day or date.min, row.round or 0, row.instrument_id

    ordered = sorted(rows, key=order)
    rounds = [row.instrument_id for row in ordered if row.type == InstrumentType.DRAFT]
    return rounds, [row.instrument_id for row in ordered if row.type != InstrumentType.DRAFT]


def earlier_rounds(session: Session, instrument_id: int) -> list[int]:
    """The rounds of a draft before one of them."""
    rounds, _ = family_of(session, instrument_id)
    return rounds[: rounds.index(instrument_id)] if instrument_id in rounds else []


class CodifiedPlace(NamedTuple):
    """The article that the codification knows by an id of its own."""

    instrument: str
    path: str
    version_id: int


class Source(NamedTuple):
    """What a base has from one publisher, and how far that reaches.

    :param snapshot_on: the day of its latest codification: what the law was on that day was taken from it
    :param newest: when the latest of its texts was issued; what came after it may be missing
    """

    publisher: str | None
    texts: int
    snapshot_on: date | None
    newest: date | None
    added: datetime


class RegisterOfEffect(NamedTuple):
    """A register that a base has, in which version."""

    title: str
    version: str
    added: datetime


def list_sources(session: Session) -> list[Source]:
    """Where the texts of a base come from, what has the most first. A day of issue after the ingest is none: it was misread."""
    file, link, text = SourceFile, VersionSource, Version
    issued = case((Instrument.issued_on <= func.date(file.ingested_at), Instrument.issued_on))
    rows = session.execute(
        select(
            file.publisher,
            func.count(Instrument.id.distinct()),
            func.max(file.snapshot_on),
            func.max(issued),
            func.max(file.ingested_at),
        )
        .join(link, link.file_id == file.id)
        .join(text, text.id == link.version_id)
        .join(Instrument, Instrument.id == text.instrument_id)
        .where(Instrument.id.not_in(drafted()))
        .group_by(file.publisher)
    ).all()
    found = [Source(publisher, count, day, newest, utc(added)) for publisher, count, day, newest, added in rows]
    return sorted(found, key=lambda source: (source.publisher is None, -source.texts, source.publisher))


def list_registers(session: Session) -> list[RegisterOfEffect]:
    """The registers of effect of a base."""
    rows = session.execute(select(Register.title, Register.version, Register.imported_at).order_by(Register.title))
    return [RegisterOfEffect(title, version, utc(at)) for title, version, at in rows]


def count_articles(session: Session) -> int:
    """How many articles of law the base has, those of all versions."""
    drafts = select(Version.id).where(Version.instrument_id.in_(drafted()))
    counted = select(func.count()).where(Provision.kind == Kind.ARTICLE.value, Provision.version_id.not_in(drafts))
    return session.scalar(counted) or 0


def instrument_with(session: Session, path: str, types: Collection[InstrumentType]) -> tuple[str, str] | None:
    """Key and number of an instrument of these types that has a provision at this path, the latest of the first type there is."""
    row = session.execute(
        select(Instrument.key, Instrument.number)
        .join(Version, Version.instrument_id == Instrument.id)
        .join(Provision, (Provision.version_id == Version.id) & (Provision.path == path))
        .where(Instrument.number.is_not(None), Instrument.type.in_([kind.value for kind in types]))
        .order_by(Instrument.type, Instrument.issued_on.desc())
        .limit(1)
    ).first()
    return (row.key, row.number or "") if row else None


def find_codified(session: Session, anchor: str) -> CodifiedPlace | None:
    """The article that the codification knows by this id."""
    row = session.execute(
        select(Instrument.key, Provision.path, Version.id)
        .join(Version, Version.instrument_id == Instrument.id)
        .join(Provision, Provision.version_id == Version.id)
        .join(CodifiedArticle, CodifiedArticle.provision_id == Provision.id)
        .where(CodifiedArticle.anchor == anchor)
        .limit(1)
    ).first()
    return CodifiedPlace(*row) if row else None


def topics_of(session: Session) -> dict[int, frozenset[str]]:
    """The topics of the codification that each instrument has articles under."""
    rows = session.execute(
        select(Version.instrument_id, CodifiedArticle.topic_code)
        .join(Provision, Provision.version_id == Version.id)
        .join(CodifiedArticle, CodifiedArticle.provision_id == Provision.id)
        .distinct()
    )
    found: dict[int, set[str]] = defaultdict(set)
    for instrument, topic in rows:
        found[instrument].add(topic)
    return {instrument: frozenset(topics) for instrument, topics in found.items()}


def version_ids(session: Session, instruments: Iterable[int]) -> list[int]:
    """The rows of all versions of some instruments."""
    return [id_ for (id_,) in rows_among(session, select(Version.id), Version.instrument_id, instruments)]
