"""The status of many whole texts on any day: their evidence is read once, whatever the day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from kb.database.reading.reader import bare_versions, choose_version
from kb.database.reading.records import VersionRecord
from kb.law.status.evidence import EvidenceReader
from kb.law.status.provision_status import ProvisionStatus
from kb.law.status.standing import Standing
from kb.law.status.statuses import told_of


@dataclass(frozen=True, slots=True)
class Listed:
    """What is known of the effect of some instruments, in each of their versions.

    :param versions: of each instrument; ``standing`` of each version
    """

    versions: Mapping[int, Sequence[VersionRecord]]
    standing: Mapping[int, Standing]

    def on(self, instrument: int, day: date) -> ProvisionStatus:
        """The status of the version that is read on a day."""
        return told_of(self.standing[choose_version(self.versions[instrument], day).id], day)


def read_listed(session: Session, instruments: Iterable[int]) -> Listed:
    """Read what is known of the effect of some instruments."""
    versions = bare_versions(session, instruments)
    ids = [version.id for some in versions.values() for version in some]
    reader = EvidenceReader(session.connection(), ids)
    return Listed(versions, {version: reader.whole(version) for version in ids})
