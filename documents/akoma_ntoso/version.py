"""What is written into and read from an Akoma Ntoso file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from documents.model import Instrument


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that a version was read from.

    :param trust: 3 official, 2 known publisher, 1 unknown, 0 altered copy
    :param snapshot_on: when the codification was taken
    """

    file: str
    format: str
    sha256: str
    complete: bool = True
    trust: int = 1
    publisher: str | None = None
    url: str | None = None
    snapshot_on: date | None = None


@dataclass(frozen=True, slots=True)
class Pointer:
    """The characters ``start:end`` of a text, within one of its paragraphs, point to provisions or instruments.

    :param targets: their keys
    """

    start: int
    end: int
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """What an instrument said from a day on.

    :param instrument: the text; its metadata's ``effective`` is this version's
    :param number: its number among the versions of the instrument
    :param valid_to: its last day, None where it is unknown or open
    :param recorded_on: the day since which the base knows it
    :param origin: ``text``, ``codification``, ``consolidation`` or ``compiled``
    :param text_hash: SHA-256 by which the base tells its versions apart
    :param preferred: it is read rather than other copies from the same day
    :param pointers: references in the text, in order and apart from each other, by path and field (``text``, ``tail``, ``heading``)
    :param own: read from a file that this package wrote, so that nothing in it was guessed
    """

    instrument: Instrument
    number: int = 1
    valid_from: date | None = None
    valid_to: date | None = None
    recorded_on: date | None = None
    origin: str = "text"
    text_hash: str | None = None
    preferred: bool = True
    missing: tuple[str, ...] = ()
    sources: tuple[SourceFile, ...] = ()
    pointers: Mapping[tuple[str, str], tuple[Pointer, ...]] = field(default_factory=dict)
    own: bool = True
