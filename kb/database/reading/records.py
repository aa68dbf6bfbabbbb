"""What the read API returns: plain data, usable after the session is closed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from documents.messages import Message
from documents.model import BorrowedTitle, Box, Codified, EffectivePeriod, Metadata, Problem, Provision

Record = TypeVar("Record")


def of_row(kind: type[Record], row: Any, /, **others: Any) -> Record:
    """A record of a row: its columns under their names, and what is given beside them."""
    return kind(**{name: getattr(row, name) for name in kind.__dataclass_fields__ if name not in others}, **others)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A file that carries a version.

    :param file: name as it was ingested; for a member of an archive ``archive.zip/member.html``
    :param trust: 3 official, 2 known publisher, 1 unknown, 0 altered copy
    :param fetched: it was, from an address; of any other file nothing but its own marks tells whose it is
    """

    file_id: int
    file: str
    member: str | None
    format: str
    sha256: str
    size: int
    publisher: str | None
    url: str | None
    snapshot_on: date | None
    ingested_at: datetime
    pages: int | None
    pages_without_text: tuple[int, ...]
    complete: bool
    trust: int
    units: tuple[str, ...] = ()
    fetched: bool = False

    @property
    def origin(self) -> Message:
        """How far it is known whose it is."""
        if self.trust > 1 and self.publisher and not self.fetched:
            return Message.of("reader.claimed", publisher=self.publisher)
        return Message.of(f"reader.trust_{self.trust}")


@dataclass(frozen=True, slots=True)
class InstrumentRecord:
    """An instrument without its text.

    :param number_slug: the number as it stands in the key
    :param effective: of the version that is read by default
    :param borrowed: the title that it has from elsewhere, where no text of it gives one
    """

    id: int
    key: str
    aliases: tuple[str, ...]
    metadata: Metadata
    number_slug: str | None
    issuer_slug: str | None
    partial: bool
    versions: int
    effective: tuple[EffectivePeriod, ...] = ()
    sources: tuple[SourceRecord, ...] = ()
    borrowed: BorrowedTitle | None = None

    @property
    def title(self) -> str | None:
        """The title to show: its own, else the borrowed one, which is marked as such beside it."""
        return self.metadata.title or (self.borrowed.text if self.borrowed else None)


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """A version without its text. ``number`` is what ``--version`` takes."""

    id: int
    instrument_id: int
    number: int
    valid_from: date | None
    valid_to: date | None
    recorded_at: datetime
    text_hash: str
    origin: str
    partial: bool
    missing: tuple[str, ...]
    preferred: bool
    effective: tuple[EffectivePeriod, ...] = ()
    sources: tuple[SourceRecord, ...] = ()

    @property
    def snapshot_on(self) -> date | None:
        """The latest day on which the codification showed this version."""
        return max((source.snapshot_on for source in self.sources if source.snapshot_on), default=None)


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """Where the characters ``start:end`` of a provision's ``field`` stood in a file."""

    path: str
    field: str
    start: int
    end: int
    page: int | None
    box: Box | None
    element: str | None
    file_id: int
    sha256: str


@dataclass(frozen=True, slots=True)
class LoadedVersion:
    """A version with its text.

    :param provisions: the roots of the tree, with tables, notes and problems
    :param problems: found with the version or its files, as a whole and in its provisions
    """

    instrument: InstrumentRecord
    version: VersionRecord
    provisions: tuple[Provision, ...]
    ids: Mapping[str, int]
    codified: Mapping[str, Codified] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def sources(self) -> tuple[SourceRecord, ...]:
        """The files that carry this version."""
        return self.version.sources

    def walk(self) -> Iterator[Provision]:
        """Every provision in reading order."""
        for provision in self.provisions:
            yield from provision.walk()

    def provision(self, path: str) -> Provision | None:
        """The provision at a path, with all below it."""
        return next((provision for provision in self.walk() if provision.path == path), None)
