"""A consolidated text twice in a base: under its own key, and as a version of what it consolidates."""

from collections.abc import Iterable

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from documents.consolidation import CONSOLIDATION
from documents.model import InstrumentType
from kb.database.reading.details import rows_among
from kb.database.tables import Instrument, Version, VersionSource

_mine, _other = Version.__table__.alias(), Version.__table__.alias()
_one, _two = VersionSource.__table__.alias(), VersionSource.__table__.alias()
_own = Instrument.__table__.alias()
# Made once: putting the statement together costs more than asking it.
_TWINS = (
    select(_mine.c.id, _other.c.id)
    .join(_own, _own.c.id == _mine.c.instrument_id)
    .join(_one, _one.c.version_id == _mine.c.id)
    .join(_two, _two.c.file_id == _one.c.file_id)
    .join(_other, _other.c.id == _two.c.version_id)
    .where(
        _own.c.type == "van-ban-hop-nhat",
        _mine.c.origin == CONSOLIDATION,
        _other.c.origin == CONSOLIDATION,
        _other.c.instrument_id != _mine.c.instrument_id,
    )
    .order_by(_mine.c.id, _other.c.id)
)


def twins(connection: Connection, versions: Iterable[int] | None = None) -> dict[int, int]:
    """The version of what it consolidates, by the consolidated text's own: the same words out of the same file."""
    if versions is not None:
        return dict(rows_among(connection, _TWINS, _mine.c.id, versions))
    return {row[0]: row[1] for row in connection.execute(_TWINS)}


def are_one_text(session: Session, left: int, right: int) -> bool:
    """Whether two versions are wordings of one text: of one instrument, or of one and of a consolidated text that has it.

    Two files of one draft are none: whoever drafts still gives its articles other places and numbers.
    """
    others = twins(session.connection(), (left, right))
    own = select(Instrument.id, Instrument.type).join(Version, Version.instrument_id == Instrument.id)
    of = session.execute(own.where(Version.id.in_([others.get(item, item) for item in (left, right)])).distinct()).all()
    return len(of) == 1 and of[0].type != InstrumentType.DRAFT


def stamp_through(said: str | None, other: int | None) -> str | None:
    """The stamp of a version: of what is said of its instrument, or of that of its twin, and which one that is.

    :param other: the version of what it consolidates, None of any other version
    """
    return said if other is None else f"{said or ''}={other}"


def carried_by(connection: Connection, version: int) -> tuple[str, str | None] | None:
    """The key and the number of the consolidated text that carries a version of another instrument."""
    own = next((mine for mine, other in twins(connection).items() if other == version), None)
    if own is None:
        return None
    statement = select(Instrument.key, Instrument.number).join(Version, Version.instrument_id == Instrument.id)
    row = connection.execute(statement.where(Version.id == own)).one()
    return row.key, row.number
