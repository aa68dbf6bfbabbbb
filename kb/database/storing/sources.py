"""What is said of a file that is stored, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from documents.model import Kind, Problem

OFFICIAL, PUBLISHED, UNKNOWN_TRUST, ALTERED = 3, 2, 1, 0
"""How much a source is trusted."""


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """A file that was read.

    :param name: as shown, for a member of an archive ``archive.zip/member.html``
    :param trust: 3 official, 2 known publisher, 1 unknown
    :param reader: what read it, and which version of that
    :param parts: of a folder, the names and sizes of its files, in the order in which they are kept
    """

    name: str
    sha256: str
    size: int
    format: str
    member: str | None = None
    trust: int = UNKNOWN_TRUST
    publisher: str | None = None
    url: str | None = None
    snapshot_on: date | None = None
    pages: int | None = None
    pages_without_text: tuple[int, ...] = ()
    claims: Mapping[str, Any] = field(default_factory=dict)
    furniture: tuple[str, ...] = ()
    reader: str | None = None
    reader_version: int = 0
    parts: tuple[tuple[str, int], ...] = ()

    @property
    def read(self) -> dict[str, Any]:
        """What a reading says of the file, as its row keeps it; another reading may say it otherwise."""
        names = ("publisher", "url", "pages", "pages_without_text", "claims", "furniture", "reader", "reader_version", "parts")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class StoredInstrument:
    """What a file had of an instrument."""

    key: str
    articles: int
    provisions: int

    @classmethod
    def of(cls, key: str, kinds: Sequence[str]) -> "StoredInstrument":
        """By the kinds of its provisions."""
        return cls(key, kinds.count(Kind.ARTICLE), len(kinds))


@dataclass(frozen=True, slots=True)
class Change:
    """What a new reading of a file changed in the stored text of an instrument, by paths of provisions."""

    key: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    reworded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoreResult:
    """What became of a file.

    :param status: ``stored``, ``unchanged``, ``new_version``, ``new_source`` or ``incomplete``
    :param problems: of the file, of its instruments, and found in comparing them with the base
    :param versions: ids of versions whose text, sources or rank changed, or that are gone: the index has to look at them
    :param changes: what a new reading of a file that is in the base changed
    """

    status: str
    instruments: tuple[StoredInstrument, ...]
    problems: tuple[Problem, ...] = ()
    versions: tuple[int, ...] = ()
    changes: tuple[Change, ...] = ()
