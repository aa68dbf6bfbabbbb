"""The status of a stored instrument or provision on a day: the one place where evidence in the base becomes a status."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from documents.actions import Action
from documents.messages import Message
from documents.timeline import StatusCode, Told
from kb.database.reading.records import LoadedVersion
from kb.interface.catalogue import Catalogue
from kb.law.effects import effects_on
from kb.law.evidence import EvidenceReader


@dataclass(frozen=True, slots=True)
class ProvisionStatus:
    """A status on a day.

    :param basis: name of the catalogue's sentence (``basis.…``) that says what it rests on
    :param days: the days that the sentence names
    :param told: the status, with what was in force when last checked apart
    :param amended: something is known to have amended it
    :param last_known: where it is unknown, what it was before, and the last day of that
    """

    code: StatusCode
    basis: str
    days: Mapping[str, date | str | Message]
    told: Told
    amended: bool
    last_known: tuple[StatusCode, date] | None = None

    def sentence(self, say: Catalogue | None = None) -> str:
        """What the status rests on, in words."""
        return (say or Catalogue())(f"basis.{self.basis}", **self.days)


def status_of(connection: Connection, loaded: LoadedVersion, path: str | None, day: date) -> ProvisionStatus:
    """The status of a provision, or of a whole version, on a day.

    :param path: of a provision. None: the whole version
    """
    return _status(EvidenceReader(connection, [loaded.version.id]), loaded, path, day)


def halted(session: Session, loaded: LoadedVersion, day: date) -> dict[str, ProvisionStatus]:
    """The provisions of a version that another instrument has ended or suspended on a day, as accepted, by path."""
    paths = {
        item.target_path
        for item in effects_on(session, loaded.instrument.id)
        if item.in_use and (item.action.ends or item.action is Action.SUSPEND) and item.target_path in loaded.ids
    }
    reader = EvidenceReader(session.connection(), [loaded.version.id]) if paths else None
    found = {path: _status(reader, loaded, path, day) for path in sorted(paths) if reader}
    return {path: status for path, status in found.items() if status.code in (StatusCode.EXPIRED, StatusCode.SUSPENDED)}


def _status(reader: EvidenceReader, loaded: LoadedVersion, path: str | None, day: date) -> ProvisionStatus:
    standing = reader.of(loaded.version.id, path) if path else reader.whole(loaded.version.id)
    found, before = standing.evidence.status_on(day), standing.evidence.last_known(day)
    return ProvisionStatus(found.code, str(found.basis), found.days, found.told, standing.amended, before)
