"""Names of elements and attributes, and what of our vocabulary they stand for."""

from documents.model import InstrumentType, Kind
from documents.wording.citing import HEADED
from documents.wording.units import UNIT_NAMES

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


def own_name(field: str) -> str:
    """How a field of ours is called in XML: ``signed_by`` is signedBy."""
    first, *others = field.split("_")
    return first + "".join(other.capitalize() for other in others)
