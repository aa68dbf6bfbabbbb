"""What is written into and read from an Akoma Ntoso file, and its names of elements."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from documents.model import Instrument, InstrumentType, Kind
from documents.wording.citing import HEADED
from documents.wording.unit_lists import UNIT_NAMES

FORMAT = "akn"
AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
NAMESPACE = "urn:tu-luat:akn:1"
"""Namespace of what Akoma Ntoso has no place for."""

HIERARCHY: dict[Kind, str] = {
    Kind.PART: "part",
    Kind.CHAPTER: "chapter",
    Kind.SECTION: "section",
    Kind.SUBSECTION: "subsection",
    Kind.ARTICLE: "article",
    Kind.CLAUSE: "clause",
    Kind.POINT: "point",
    Kind.SUBPOINT: "indent",
}
"""Elements of the kinds that Akoma Ntoso knows; the others are ``hcontainer`` with the kind as name."""

NUMBERS: dict[Kind, tuple[str, str]] = {
    **{kind: (f"{UNIT_NAMES[kind]} ", "") for kind in HEADED},
    Kind.ARTICLE: (f"{UNIT_NAMES[Kind.ARTICLE]} ", "."),
    Kind.CLAUSE: ("", "."),
    Kind.POINT: ("", ")"),
    Kind.SUBPOINT: ("", ")"),
}
"""What stands around a printed number. Kinds without an entry print none; their numbers go into an attribute."""

ATTACHED = frozenset({Kind.APPENDIX, Kind.ATTACHMENT, Kind.FORM})
CONCLUDING = frozenset({Kind.RECIPIENTS, Kind.SIGNATURE, Kind.CLOSING})


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that a version was read from.

    :param trust: 3 official, 2 known publisher, 1 unknown, 0 altered copy
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
    """The characters ``start:end`` of a text, within one of its paragraphs, point to provisions or instruments."""

    start: int
    end: int
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """What an instrument said from a day on.

    :param instrument: the text; its metadata's ``effective`` is this version's
    :param number: its number among the versions of the instrument
    :param valid_to: its last day, None where it is unknown or open
    :param origin: ``text``, ``codification``, ``consolidation`` or ``compiled``
    :param text_hash: SHA-256 by which the base tells its versions apart
    :param preferred: it is read rather than other copies from the same day
    :param pointers: references in the text, in order and apart from each other, by path and field (``text``, ``tail``, ``heading``)
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


def akn(name: str) -> str:
    """The qualified name of an element of Akoma Ntoso."""
    return f"{{{AKN}}}{name}"


def own(name: str) -> str:
    """The qualified name of an element or attribute of ours."""
    return f"{{{NAMESPACE}}}{name}"


def document_element(type_: InstrumentType) -> str:
    """The kind of document that an instrument is."""
    if type_ is InstrumentType.DRAFT:
        return "bill"
    return "doc" if type_ is InstrumentType.OTHER else "act"
